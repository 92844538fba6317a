//! What an application has to prove before it gets a secret.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    state::{Vault, same},
};
use pvwa_api::operation::Edition;
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_application_authentication_methods", list),
    ("add_application_authentication_method", add),
    ("delete_application_authentication_method", delete),
];

/// A kind of condition: its name, whether it has a value, its own flags, and its own lists and
/// texts, one of which there must be where it has no value.
struct ConditionKind {
    name: &'static str,
    has_value: bool,
    flags: &'static [&'static str],
    lists: &'static [&'static str],
    texts: &'static [&'static str],
}

const KINDS: [ConditionKind; 7] = [
    simple("path", &["AllowInternalScripts", "IsFolder"], &[]),
    simple("hash", &[], &["Comment"]),
    simple("osUser", &[], &[]),
    simple("machineAddress", &[], &[]),
    simple("certificateserialnumber", &[], &["Comment"]),
    ConditionKind {
        name: "certificateattr",
        has_value: false,
        flags: &[],
        lists: &["Subject", "Issuer", "SubjectAlternativeName"],
        texts: &["Comment"],
    },
    ConditionKind {
        name: "Kubernetes",
        has_value: false,
        flags: &[],
        lists: &[],
        texts: &["Namespace", "Image", "EnvVarName", "EnvVarValue"],
    },
];

const fn simple(
    name: &'static str,
    flags: &'static [&'static str],
    texts: &'static [&'static str],
) -> ConditionKind {
    ConditionKind {
        name,
        has_value: true,
        flags,
        lists: &[],
        texts,
    }
}

/// A condition.
pub(crate) struct Condition {
    number: i64,
    properties: Map<String, Value>,
}

/// All conditions of an application.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (user, application) = vault.application_of(call)?;
    let number = |condition: &Condition| match vault.edition {
        Edition::PrivilegeCloud => Value::from(condition.number.to_string()),
        _ => Value::from(condition.number),
    };
    let conditions = application.conditions.iter().map(|condition| {
        let mut json = json!({
            "AppID": user.name,
            "authID": number(condition),
            "AuthValue": null,
            "AllowInternalScripts": null,
            "IsFolder": null,
            "Comment": null,
        });
        for (name, value) in &condition.properties {
            json[name] = value.clone();
        }
        json
    });
    let conditions: Vec<Value> = conditions.collect();
    Ok(Answer::ok(json!({"authentication": conditions})))
}

/// Adds a condition, unless the application has the same.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?.mandatory_object("authentication")?;
    let properties = described(fields)?;
    let (user, _) = vault.application_of(call)?;
    vault.require_at_or_above(call.caller()?, &user.profile.location)?;
    let application = vault.application_mut(call)?;
    let alike =
        |known: &Condition| without_comment(&known.properties) == without_comment(&properties);
    if application.conditions.iter().any(alike) {
        let kind = properties.get("AuthType").and_then(Value::as_str);
        return Err(Refusal::taken("Authentication", kind.unwrap_or_default()));
    }
    application.last_condition += 1;
    application.conditions.push(Condition {
        number: application.last_condition,
        properties,
    });
    Ok(Answer::empty(201))
}

/// Deletes a condition.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (user, _) = vault.application_of(call)?;
    vault.require_at_or_above(call.caller()?, &user.profile.location)?;
    let conditions = &mut vault.application_mut(call)?.conditions;
    let (before, number) = (conditions.len(), call.parameter("AuthID"));
    conditions.retain(|condition| condition.number.to_string() != number);
    if conditions.len() == before {
        return Err(Refusal::missing("Authentication", number));
    }
    Ok(Answer::empty(200))
}

fn described(fields: Fields) -> Result<Map<String, Value>, Refusal> {
    let name = fields.mandatory("AuthType")?;
    let kind = KINDS
        .iter()
        .find(|kind| same(kind.name, name))
        .ok_or_else(|| Refusal::invalid("AuthType", "There is no such AuthType."))?;
    let mut properties = Map::new();
    properties.insert("AuthType".to_owned(), kind.name.into());
    if kind.has_value {
        let value = fields.mandatory("AuthValue")?;
        properties.insert("AuthValue".to_owned(), value.into());
    }
    for name in kind.flags {
        let flag = fields.boolean(name)?.unwrap_or(false);
        properties.insert((*name).to_owned(), flag.into());
    }
    let mut own = 0_usize;
    for name in kind.lists {
        let list = fields.texts(name)?.filter(|list| !list.is_empty());
        own += usize::from(list.is_some());
        properties.insert((*name).to_owned(), json!(list));
    }
    for name in kind.texts {
        let text = fields.text(name)?.filter(|text| !text.is_empty());
        own += usize::from(text.is_some() && *name != "Comment");
        properties.insert((*name).to_owned(), json!(text));
    }
    match kind.lists.iter().chain(kind.texts).next() {
        Some(first) if !kind.has_value && own == 0 => Err(Refusal::mandatory(first)),
        _ => Ok(properties),
    }
}

fn without_comment(properties: &Map<String, Value>) -> Map<String, Value> {
    let mut properties = properties.clone();
    properties.remove("Comment");
    properties
}
