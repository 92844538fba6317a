//! Groups of users: reading, adding, changing and deleting them.

pub(crate) mod memberships;
pub(crate) mod personal;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    filter::{Filter, Sort, SortKey, search_words},
    identity::PrincipalId,
    principals::Group,
    safe::MemberKind,
    state::{Vault, same},
    users::profile::{check_name, location},
};
use pvwa_api::operation::Version;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_groups", list),
    ("get_group", get),
    ("add_group", add),
    ("update_group", update),
    ("delete_group", delete),
];

/// The longest description of a group, in characters.
const LONGEST_DESCRIPTION: usize = 100;

/// The first version that answers 200 where a group was added.
const ADDED_IS_OK: Version = Version::new(14, 6, 0);

/// The groups of the vault.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let sort = Sort::read(call.query, &["groupName", "directory", "location"])?;
    let words = search_words(call.query);
    let filter = Filter::read(call.query, vault.version, Condition::read)?;
    let with_members = call.query.boolean("includeMembers")?.unwrap_or(false);
    let mut found: Vec<&Group> = vault
        .groups
        .values()
        .filter(|group| {
            filter.passes(|test| match test {
                Condition::Name(name) => same(&group.name, name),
                Condition::Kind(kind) => same(group.kind(), kind),
            })
        })
        .filter(|group| {
            let name = group.name.to_lowercase();
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect();
    sort.sort(&mut found, |group, property| {
        SortKey::Text(match property {
            "directory" => group.directory.clone().unwrap_or_default().to_lowercase(),
            "location" => group.location.to_lowercase(),
            _ => group.name.to_lowercase(),
        })
    });
    let groups: Vec<Value> = found
        .into_iter()
        .map(|group| to_json(vault, group, with_members))
        .collect();
    let count = groups.len();
    Ok(Answer::ok(json!({"value": groups, "count": count})))
}

/// One group, with its members unless they are not wanted.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let with_members = call.query.boolean("includeMembers")?.unwrap_or(true);
    let group = vault.group_of(call)?;
    Ok(Answer::ok(to_json(vault, group, with_members)))
}

/// Adds a group without members.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let name = fields.mandatory("groupName")?;
    check_name("groupName", name)?;
    let description = fields.text_up_to("description", LONGEST_DESCRIPTION)?;
    let location = location(fields, "location")?;
    vault.require_at_or_above(call.caller()?, &location)?;
    vault.require_free_name(name, None)?;
    let id = vault.new_principal();
    let group = Group {
        location,
        ..Group::new(id, name, &description)
    };
    let answer = to_json(vault, &group, false);
    vault.groups.insert(id, group);
    let status = if vault.version < ADDED_IS_OK {
        201
    } else {
        200
    };
    Ok(Answer::json(status, answer))
}

/// Sets name and description; a name that is left out stays.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let group = vault.own_group_of(call)?;
    let id = group.id;
    let name = fields.text("groupName")?.filter(|name| !name.is_empty());
    let name = name.unwrap_or(&group.name).to_owned();
    check_name("groupName", &name)?;
    let description = fields.text_up_to("description", LONGEST_DESCRIPTION)?;
    vault.require_free_name(&name, Some(id))?;
    if let Some(group) = vault.groups.get_mut(&id) {
        group.name = name;
        group.description = description;
    }
    let group = vault.group_of(call)?;
    Ok(Answer::ok(to_json(vault, group, true)))
}

/// Deletes a group; its members stay, but lose what it gave them.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = vault.own_group_of(call)?.id;
    vault.remove_group(id);
    Ok(vault.deleted())
}

/// One condition of the parameter `filter`.
enum Condition {
    Name(String),
    Kind(String),
}

impl Condition {
    fn read(property: &str, operator: &str, value: &str) -> Option<Self> {
        match (property, operator) {
            ("groupname", "eq") => Some(Self::Name(value.to_owned())),
            ("grouptype", "eq") => Some(Self::Kind(value.to_owned())),
            _ => None,
        }
    }
}

impl Vault {
    /// The group that the path names by its number.
    pub(crate) fn group_of(&self, call: &Call) -> Result<&Group, Refusal> {
        let id = call.parameter("groupId");
        id.parse()
            .ok()
            .and_then(|id| self.groups.get(&id))
            .ok_or_else(|| Refusal::group_missing(id))
    }

    /// The same, refused where the vault brought it along or the caller stands elsewhere.
    fn own_group_of(&self, call: &Call) -> Result<&Group, Refusal> {
        let group = self.group_of(call)?;
        if group.predefined {
            return Err(Refusal::built_in(&group.name));
        }
        self.require_at_or_above(call.caller()?, &group.location)?;
        Ok(group)
    }

    /// Takes a group out of the vault and of everything it was in.
    pub(crate) fn remove_group(&mut self, id: PrincipalId) {
        self.groups.remove(&id);
        for user in self.users.values_mut() {
            user.groups.retain(|group| *group != id);
        }
        for group in self.groups.values_mut() {
            group.groups.retain(|group| *group != id);
        }
        for safe in self.safes.values_mut() {
            safe.members
                .retain(|member| member.kind == MemberKind::User || member.id != id);
        }
    }
}

fn to_json(vault: &Vault, group: &Group, with_members: bool) -> Value {
    let mut json = json!({"id": group.id, "groupType": group.kind()});
    if let Some(directory) = &group.directory {
        json["directory"] = directory.as_str().into();
        json["dn"] = vault.group_dn(group).into();
    }
    if with_members {
        let users = vault
            .users
            .values()
            .filter(|user| user.groups.contains(&group.id))
            .map(|user| json!({"id": user.id, "UserName": user.name}));
        let groups = vault
            .groups
            .values()
            .filter(|inner| inner.groups.contains(&group.id))
            .map(|inner| json!({"id": inner.id, "UserName": inner.name}));
        json["members"] = users.chain(groups).collect();
    }
    json["groupName"] = group.name.as_str().into();
    json["description"] = group.description.as_str().into();
    json["location"] = group.location.as_str().into();
    json
}
