//! Who is in which group.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::PrincipalId,
    safe::MemberKind,
    state::{Vault, same},
};
use pvwa_api::operation::Version;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("add_group_member", add_member),
    ("remove_group_member", remove_member),
    ("add_group_user", add_user),
    ("add_user_to_group", add_to_group),
    ("remove_user_from_group", remove_from_group),
    ("add_group_member_gen1", add_by_name),
];

/// The first version with a code of its own for a member that is there already.
const OWN_CODE: Version = Version::new(11, 1, 0);

/// Adds a user of the vault, or a user or group of a directory, by name.
fn add_member(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let name = fields.mandatory("memberId")?;
    let group = changeable(vault, call)?;
    let kind = fields.text("memberType")?.filter(|kind| !kind.is_empty());
    match kind {
        None => {}
        Some(kind) if same(kind, "Vault") => {}
        Some(kind) if same(kind, "Domain") => {
            let domain = fields.mandatory("domainName")?;
            let (id, kind) = vault.meet(domain, name, None)?;
            match kind {
                MemberKind::User => vault.join(id, group)?,
                MemberKind::Group | MemberKind::Role => vault.nest(id, group)?,
            }
            return Ok(Answer::created(json!({
                "memberId": name, "memberType": "Domain", "domainName": domain,
            })));
        }
        Some(_) => {
            return Err(Refusal::must_be("memberType", "Vault or Domain"));
        }
    }
    let user = vault
        .user(name)
        .ok_or_else(|| Refusal::user_missing(name))?;
    let (id, name) = (user.id, user.name.clone());
    vault.join(id, group)?;
    Ok(Answer::created(
        json!({"memberId": name, "memberType": "Vault"}),
    ))
}

/// Takes a member out of a group, by name.
fn remove_member(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let group = changeable(vault, call)?;
    let name = call.parameter("memberName");
    if let Some(user) = vault.user(name).map(|user| user.id) {
        vault.leave(user, group)?;
    } else {
        let (group_name, inner) = (vault.group_name(group), vault.group(name));
        let inner = inner
            .map(|inner| inner.id)
            .ok_or_else(|| Refusal::user_missing(name))?;
        let missing = || Refusal::not_in_group(name, &group_name);
        let inner = vault.groups.get_mut(&inner).ok_or_else(missing)?;
        let before = inner.groups.len();
        inner.groups.retain(|one| *one != group);
        if inner.groups.len() == before {
            return Err(missing());
        }
    }
    Ok(Answer::empty(204))
}

/// Adds one user, or several, to a group.
fn add_user(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let group = changeable(vault, call)?;
    let Some(items) = fields.list("BulkItems")? else {
        let user = join_by_name(vault, fields, group)?;
        return Ok(Answer::created(json!({"GroupID": group, "UserID": user})));
    };
    let mut results = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let item = Fields::of(Some(item))?;
        let sent = item.object("Item")?.unwrap_or(Fields::none());
        let done = join_by_name(vault, sent, group);
        let mut result = json!({
            "Index": index,
            "Operation": item.text("Operation")?,
            "Id": item.text("Id")?,
            "Request": item.value("Item"),
        });
        match done {
            Ok(user) => {
                result["Status"] = "Success".into();
                result["Response"] = json!({"GroupID": group, "UserID": user});
            }
            Err(refusal) => {
                result["Status"] = "Failed".into();
                result["Error"] = refusal.into_body();
            }
        }
        results.push(result);
    }
    let failed = results
        .iter()
        .filter(|one| one["Status"] == "Failed")
        .count();
    let mut answer = json!({
        "Id": 1,
        "Status": "Completed",
        "Result": {
            "Total": results.len(),
            "Succeeded": results.len().saturating_sub(failed),
            "Failed": failed,
            "Error": Value::Null,
        },
        "ItemResults": results,
    });
    if let Some(source) = fields.integer("Source")? {
        answer["Source"] = source.into();
    }
    Ok(Answer::json(207, answer))
}

fn join_by_name(
    vault: &mut Vault,
    fields: Fields,
    group: PrincipalId,
) -> Result<PrincipalId, Refusal> {
    let name = fields.mandatory("Username")?;
    let user = vault
        .user(name)
        .ok_or_else(|| Refusal::user_missing(name))?
        .id;
    vault.join(user, group)?;
    Ok(user)
}

/// Adds a user to one group, or to several.
fn add_to_group(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let user = vault.user_of(call)?.id;
    let find = |vault: &Vault, fields: Fields| {
        let name = fields.mandatory("GroupName")?;
        let group = vault.group(name);
        let group = group.ok_or_else(|| Refusal::group_missing(name))?;
        let location = group.location.clone();
        vault.require_at_or_above(call.caller()?, &location)?;
        Ok::<_, Refusal>(group.id)
    };
    let Some(items) = fields.list("BulkItems")? else {
        let group = find(vault, fields)?;
        vault.join(user, group)?;
        return Ok(Answer::empty(200));
    };
    for item in items {
        let item = Fields::of(Some(item))?.object("Item")?;
        // How one failure among several is told is not known, so it is not told.
        if let Ok(group) = find(vault, item.unwrap_or(Fields::none())) {
            vault.join(user, group).ok();
        }
    }
    Ok(Answer::empty(207))
}

/// Takes a user out of a group, both by their numbers.
fn remove_from_group(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.user_of(call)?.id;
    let group = changeable(vault, call)?;
    vault.leave(user, group)?;
    Ok(Answer::empty(200))
}

/// Adds a user to a group that the path names.
fn add_by_name(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let name = call.parameter("groupName");
    let group = vault
        .group(name)
        .ok_or_else(|| Refusal::group_missing(name))?;
    vault.require_at_or_above(call.caller()?, &group.location)?;
    let group = group.id;
    let user = join_by_name(vault, call.fields()?, group)?;
    Ok(Answer::ok(json!({"UserName": vault.user_name(user)})))
}

/// The group that the path names, where the caller stands at or above its place.
fn changeable(vault: &Vault, call: &Call) -> Result<PrincipalId, Refusal> {
    let group = vault.group_of(call)?;
    vault.require_at_or_above(call.caller()?, &group.location)?;
    Ok(group.id)
}

impl Vault {
    fn group_name(&self, id: PrincipalId) -> String {
        let group = self.groups.get(&id);
        group.map_or_else(String::new, |group| group.name.clone())
    }

    /// Puts a user into a group.
    pub(crate) fn join(&mut self, user: PrincipalId, group: PrincipalId) -> Result<(), Refusal> {
        let (code, name) = (self.code_for_taken(), self.group_name(group));
        let user = self.user_mut(user)?;
        if user.groups.contains(&group) {
            return Err(Refusal::in_group_already(code, &user.name, &name));
        }
        user.groups.push(group);
        Ok(())
    }

    /// Puts a group of a directory into a group of the vault.
    fn nest(&mut self, inner: PrincipalId, group: PrincipalId) -> Result<(), Refusal> {
        let (code, name) = (self.code_for_taken(), self.group_name(group));
        let inner = self
            .groups
            .get_mut(&inner)
            .ok_or_else(|| Refusal::group_missing(""))?;
        if inner.id == group || inner.groups.contains(&group) {
            return Err(Refusal::in_group_already(code, &inner.name, &name));
        }
        inner.groups.push(group);
        Ok(())
    }

    fn leave(&mut self, user: PrincipalId, group: PrincipalId) -> Result<(), Refusal> {
        let name = self.group_name(group);
        let user = self.user_mut(user)?;
        let before = user.groups.len();
        user.groups.retain(|one| *one != group);
        if user.groups.len() == before {
            return Err(Refusal::not_in_group(&user.name, &name));
        }
        Ok(())
    }

    fn code_for_taken(&self) -> &'static str {
        match self.version < OWN_CODE {
            true => "ITATS262E",
            false => "PASWS213E",
        }
    }
}
