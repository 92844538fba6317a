//! Reading groups.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    filter::{Filter, Sort, SortKey, search_words},
    principals::Group,
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("list_groups", list), ("get_group", get)];

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
                Condition::Kind(kind) => same("Vault", kind),
            })
        })
        .filter(|group| {
            let name = group.name.to_lowercase();
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect();
    sort.sort(&mut found, |group, property| match property {
        "groupname" => SortKey::Text(group.name.to_lowercase()),
        _ => SortKey::Text(String::new()),
    });
    let groups: Vec<Value> = found
        .into_iter()
        .map(|group| to_json(vault, group, with_members))
        .collect();
    let count = groups.len();
    Ok(Answer::ok(json!({"value": groups, "count": count})))
}

/// One group with its members.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("groupId");
    let group = id
        .parse()
        .ok()
        .and_then(|id| vault.groups.get(&id))
        .ok_or_else(|| Refusal::group_missing(id))?;
    Ok(Answer::ok(to_json(vault, group, true)))
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

fn to_json(vault: &Vault, group: &Group, with_members: bool) -> Value {
    let mut json = json!({"id": group.id, "groupType": "Vault"});
    if with_members {
        json["members"] = vault
            .users
            .values()
            .filter(|user| user.groups.contains(&group.id))
            .map(|user| json!({"id": user.id, "UserName": user.name}))
            .collect();
    }
    json["groupName"] = group.name.as_str().into();
    json["description"] = group.description.as_str().into();
    json["location"] = "\\".into();
    json
}
