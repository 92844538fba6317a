//! The search over directories, whose conditions come as JSON inside a text.

use super::{
    DIRECTORY,
    answers::{Cut, entries, success},
    arguments::texts,
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    state::{Vault, same},
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("search_directories", search)];

fn search(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let cut = Cut::read(fields)?;
    let directories = texts(fields, "directoryServices")?;
    let searched = directories.iter().any(|uuid| same(uuid, DIRECTORY));
    let mut result = Map::new();
    let mut kinds = [
        ("user", "User", "User", "InternalName", users(vault)),
        ("group", "Group", "Group", "InternalName", Vec::new()),
        ("roles", "roles", "Role", "_ID", roles(vault)),
    ];
    for (name, table, kind, key, rows) in &mut kinds {
        let Some(condition) = condition(fields, name)? else {
            continue;
        };
        rows.retain(|_| searched);
        let mut found = Vec::new();
        for row in std::mem::take(rows) {
            if holds(&condition, &row, 0)? {
                found.push(row);
            }
        }
        let (rows, total) = cut.apply(found);
        let count = rows.len();
        let rows = entries(rows, kind, key);
        let answer = json!({"Results": rows, "FullCount": total, "Count": count});
        result.insert((*table).to_owned(), answer);
    }
    Ok(success(result))
}

fn users(vault: &Vault) -> Vec<Value> {
    let people = vault.tenant.people.values();
    people
        .map(|person| {
            json!({
                "DisplayName": person.display_name(),
                "ServiceInstanceLocalized": "CyberArk Cloud Directory",
                "DistinguishedName": person.name,
                "SystemName": person.name,
                "ServiceType": "CDS",
                "EMail": person.text("Mail"),
                "InternalName": person.uuid,
                "Description": person.text("Description"),
                "DirectoryServiceUuid": DIRECTORY,
                "ExternalUuid": person.uuid,
            })
        })
        .collect()
}

fn roles(vault: &Vault) -> Vec<Value> {
    let roles = vault.tenant.roles.values();
    roles
        .map(|role| {
            json!({
                "Name": role.name,
                "_ID": role.id,
                "Description": role.description,
                "AdministrativeRights": role.rights_json(),
                "IsHidden": false,
                "RoleType": role.kind.to_text(),
            })
        })
        .collect()
}

/// The condition on one kind; `None` where it is not asked for. Its texts may stand in single
/// quotes, as one SDK sends them and the tenant takes them.
fn condition(fields: Fields, name: &str) -> Result<Option<Value>, Refusal> {
    let Some(text) = fields.text(name)?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let read = serde_json::from_str(text);
    read.or_else(|error| yaml_serde::from_str(text).map_err(|_| error))
        .map(Some)
        .map_err(|error| Refusal::tenant(format!("The condition {name} is no JSON: {error}.")))
}

/// How deep conditions may stand in each other.
const DEEPEST: usize = 20;

/// Whether a row fits `{"_and": […]}`, `{"_or": […]}` and `{COLUMN: {"_like": TEXT}}`, as clients
/// write them.
fn holds(condition: &Value, row: &Value, depth: usize) -> Result<bool, Refusal> {
    let unknown = || {
        Refusal::tenant(
            "The condition is not one the emulator knows: take _and, _or, _like, _eq and _in.",
        )
    };
    let parts = condition.as_object().ok_or_else(unknown)?;
    if depth > DEEPEST {
        return Err(unknown());
    }
    for (name, value) in parts {
        let fits = match (name.as_str(), value) {
            ("_and", Value::Array(all)) => {
                let mut every = true;
                for one in all {
                    every &= holds(one, row, depth + 1)?;
                }
                every
            }
            ("_or", Value::Array(all)) => {
                let mut any = false;
                for one in all {
                    any |= holds(one, row, depth + 1)?;
                }
                any
            }
            ("_and" | "_or", _) => return Err(unknown()),
            (column, Value::Object(tests)) => {
                let text = match &row[column] {
                    Value::String(text) => text.to_lowercase(),
                    other => other.to_string(),
                };
                let mut every = true;
                for (operator, value) in tests {
                    every &= fits(operator, &text, value).ok_or_else(unknown)?;
                }
                every
            }
            (column, Value::String(value)) => {
                row[column].as_str().is_some_and(|text| same(text, value))
            }
            _ => return Err(unknown()),
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a text in small letters passes one test; `None` where the operator is not known.
fn fits(operator: &str, text: &str, value: &Value) -> Option<bool> {
    let wanted = |value: &Value| match value {
        Value::String(text) => text.to_lowercase(),
        other => other.to_string(),
    };
    match operator {
        "_like" => Some(text.contains(wanted(value).trim_matches('%'))),
        "_eq" => Some(text == wanted(value)),
        "_in" => Some(value.as_array()?.iter().any(|one| text == wanted(one))),
        _ => None,
    }
}
