//! The members of a safe.

pub(crate) mod first_generation;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::{Fields, boolean},
    filter::{Filter, Sort, SortKey, search_words},
    identity::PrincipalId,
    paging::Page,
    permissions::PermissionSet,
    safe::{Member, MemberKind, Safe},
    state::{Vault, same},
};
use pvwa_api::operation::Edition;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_safe_members", list),
    ("add_safe_member", add),
    ("get_safe_member", get),
    ("update_safe_member", update),
    ("remove_safe_member", remove),
];

const DEFAULT_LIMIT: usize = 25;

/// The one member that stays on every safe.
const MASTER: &str = "Master";

/// The members of a safe; the predefined ones only where the filter asks for them.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let now = vault.now();
    let page = Page::read(call.query, DEFAULT_LIMIT, None, vault.quirks)?;
    let sort = Sort::read(call.query, &["memberName"])?;
    let words = search_words(call.query);
    let filter = Filter::read(call.query, vault.version, Condition::read)?;
    let with_predefined = filter
        .tests()
        .any(|test| matches!(test, Condition::IncludePredefined(true)));
    let safe = vault.safe_of(call)?;
    let mut found: Vec<(&Member, &str)> = safe
        .members
        .iter()
        .filter_map(|member| {
            let (name, predefined) = member.known_as(vault);
            (with_predefined || !predefined).then_some((member, name))
        })
        .filter(|(member, _)| {
            filter.passes(|test| match test {
                Condition::Kind(kind) => member.kind == *kind,
                Condition::Expired(expired) => member.has_expired(now) == *expired,
                Condition::IncludePredefined(_) => true,
            })
        })
        .filter(|(_, name)| {
            let name = name.to_lowercase();
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect();
    found.sort_by_cached_key(|(_, name)| name.to_lowercase());
    sort.sort(&mut found, |(_, name), _| {
        SortKey::Text(name.to_lowercase())
    });
    let path = format!("api/safes/{}/members", safe.url_id());
    Ok(Answer::ok(page.cut(
        &found,
        call,
        vault.quirks,
        &path,
        |(member, _)| to_json(vault, safe, member, call.caller),
    )))
}

/// Makes a user or a group a member.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let name = fields.mandatory("memberName")?;
    let permissions = PermissionSet::read(fields.mandatory_object("permissions")?)?;
    let expires = expiry(fields)?;
    let kinds: &[_] = match vault.edition {
        Edition::PrivilegeCloud => &["User", "Group", "Role"],
        _ => &["User", "Group"],
    };
    let kind = fields.choice("memberType", kinds)?.and_then(kind_named);
    let search_in = fields.text("searchIn")?;
    let candidate = Candidate {
        name,
        kind,
        search_in,
        permissions,
        expires,
    };
    let member = admit(vault, call, &candidate)?;
    let safe = vault.safe_of(call)?;
    Ok(Answer::created(to_json(vault, safe, &member, call.caller)))
}

/// Somebody who is to become a member.
struct Candidate<'a> {
    name: &'a str,
    kind: Option<MemberKind>,
    /// Where to look for the name; the vault or the name of a directory.
    search_in: Option<&'a str>,
    permissions: PermissionSet,
    expires: Option<i64>,
}

/// Makes somebody a member of the safe that the path names.
fn admit(vault: &mut Vault, call: &Call, candidate: &Candidate) -> Result<Member, Refusal> {
    let name = candidate.name;
    let directory = candidate
        .search_in
        .filter(|place| !place.is_empty() && !same(place, "Vault"));
    let known = match directory {
        None if candidate.kind == Some(MemberKind::Role) => vault.member_of_role(name)?,
        None => vault.member_named(name, candidate.kind),
        Some(directory) if vault.directories.find(directory).is_none() => {
            return Err(Refusal::invalid("searchIn", "There is no such directory."));
        }
        Some(directory) => Some(vault.meet(directory, name, candidate.kind)?),
    };
    let safe = vault.safe_of(call)?;
    let (id, kind) = known.ok_or_else(|| Refusal::member_missing(name, &safe.name))?;
    if call.caller == Some(id) {
        return Err(Refusal::own_membership());
    }
    if safe.members.iter().any(|member| member.id == id) {
        return Err(Refusal::member_taken(name, &safe.name));
    }
    vault.require_grant(call.caller()?, safe, candidate.permissions)?;
    let member = Member {
        id,
        kind,
        permissions: candidate.permissions,
        expires: candidate.expires,
    };
    vault.members_of(call)?.push(member.clone());
    Ok(member)
}

/// One member.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let safe = vault.safe_of(call)?;
    let (_, member) = find(vault, call, safe)?;
    Ok(Answer::ok(to_json(vault, safe, member, call.caller)))
}

/// Replaces the permissions and the expiry of a member.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let permissions = PermissionSet::read(fields.mandatory_object("permissions")?)?;
    let expires = expiry(fields)?;
    let member = change(vault, call, permissions, expires)?;
    let safe = vault.safe_of(call)?;
    Ok(Answer::ok(to_json(vault, safe, &member, call.caller)))
}

/// Sets the permissions and the expiry of the member that the path names.
fn change(
    vault: &mut Vault,
    call: &Call,
    permissions: PermissionSet,
    expires: Option<i64>,
) -> Result<Member, Refusal> {
    let safe = vault.safe_of(call)?;
    let (index, member) = find_other(vault, call, safe)?;
    vault.require_grant(
        call.caller()?,
        safe,
        permissions.difference(member.permissions),
    )?;
    let member = Member {
        permissions,
        expires,
        ..member.clone()
    };
    vault.members_of(call)?[index] = member.clone();
    Ok(member)
}

/// Ends a membership.
fn remove(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    expel(vault, call)?;
    Ok(Answer::empty(204))
}

/// Ends the membership that the path names.
fn expel(vault: &mut Vault, call: &Call) -> Result<(), Refusal> {
    let (index, member) = find_other(vault, call, vault.safe_of(call)?)?;
    if member.known_as(vault).0 == MASTER {
        return Err(Refusal::not_authorized());
    }
    vault.members_of(call)?.remove(index);
    Ok(())
}

/// One condition of the parameter `filter`.
enum Condition {
    Kind(MemberKind),
    Expired(bool),
    IncludePredefined(bool),
}

impl Condition {
    fn read(property: &str, operator: &str, value: &str) -> Option<Self> {
        match (property, operator) {
            ("membertype", "eq") => kind_named(value).map(Self::Kind),
            ("membershipexpired", "eq") => boolean(value).map(Self::Expired),
            ("includepredefinedusers", "eq") => boolean(value).map(Self::IncludePredefined),
            _ => None,
        }
    }
}

/// A kind of member, however it is spelt.
fn kind_named(text: &str) -> Option<MemberKind> {
    [MemberKind::User, MemberKind::Group, MemberKind::Role]
        .into_iter()
        .find(|kind| kind_name(*kind).eq_ignore_ascii_case(text))
}

fn kind_name(kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::User => "User",
        MemberKind::Group => "Group",
        MemberKind::Role => "Role",
    }
}

impl Vault {
    /// The user or group of a name; the user, where there are both and nobody says which.
    fn member_named(
        &self,
        name: &str,
        kind: Option<MemberKind>,
    ) -> Option<(PrincipalId, MemberKind)> {
        let user = self.user(name).map(|user| (user.id, MemberKind::User));
        let group = self.group(name).map(|group| (group.id, MemberKind::Group));
        match kind {
            Some(MemberKind::User) => user,
            Some(MemberKind::Group) => group,
            Some(MemberKind::Role) => None,
            None => user.or(group),
        }
    }

    /// The group that stands for the role of a name, which may come into being.
    fn member_of_role(&mut self, name: &str) -> Result<Option<(PrincipalId, MemberKind)>, Refusal> {
        let role = self.tenant.role_named(name).map(|role| role.id.clone());
        let group = role.map(|role| self.group_of_role(&role)).transpose()?;
        Ok(group.map(|group| (group, MemberKind::Role)))
    }

    fn members_of(&mut self, call: &Call) -> Result<&mut Vec<Member>, Refusal> {
        self.safes
            .get_mut(&call.safe()?)
            .map(|safe| &mut safe.members)
            .ok_or_else(|| Refusal::safe_missing(""))
    }
}

/// The member that the path names, and where it stands.
fn find<'a>(vault: &Vault, call: &Call, safe: &'a Safe) -> Result<(usize, &'a Member), Refusal> {
    let name = call.parameter("memberName");
    safe.members
        .iter()
        .enumerate()
        .find(|(_, member)| same(member.known_as(vault).0, name))
        .ok_or_else(|| Refusal::member_missing(name, &safe.name))
}

/// Like [`find`], and refused where it is the caller.
fn find_other<'a>(
    vault: &Vault,
    call: &Call,
    safe: &'a Safe,
) -> Result<(usize, &'a Member), Refusal> {
    let (index, member) = find(vault, call, safe)?;
    if call.caller == Some(member.id) {
        Err(Refusal::own_membership())
    } else {
        Ok((index, member))
    }
}

fn expiry(fields: Fields) -> Result<Option<i64>, Refusal> {
    fields.integer("membershipExpirationDate")
}

fn to_json(vault: &Vault, safe: &Safe, member: &Member, caller: Option<PrincipalId>) -> Value {
    let (name, predefined) = member.known_as(vault);
    json!({
        "safeUrlId": safe.url_id(),
        "safeName": safe.name,
        "safeNumber": safe.number,
        "memberId": member.id,
        "memberName": name,
        "memberType": kind_name(member.kind),
        "membershipExpirationDate": member.expires,
        "isExpiredMembershipEnable": member.has_expired(vault.now()),
        "isPredefinedUser": predefined,
        "isReadOnly": caller == Some(member.id) || name == MASTER,
        "permissions": member.permissions.to_json(),
    })
}
