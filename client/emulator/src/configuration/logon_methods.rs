//! The methods of logon that PVWA offers.

use super::{check_lengths, find, remove, replace};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    configuration,
    errors::Refusal,
    fields::Fields,
    state::{Vault, same},
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_authentication_methods", list),
    ("add_authentication_method", add),
    ("get_authentication_method", get),
    ("update_authentication_method", update),
    ("delete_authentication_method", delete),
];

/// What they are called in a refusal.
const WHAT: &str = "Authentication method";

/// What a vault has, and whether it is on: here whatever the emulator has a logon for.
const KNOWN: [(&str, bool); 8] = [
    ("windows", true),
    ("pki", true),
    ("cyberark", true),
    ("oraclesso", false),
    ("rsa", false),
    ("radius", true),
    ("ldap", true),
    ("saml", true),
];

/// Those that have labels, and that can be a second factor.
const WITH_LABELS: [&str; 3] = ["cyberark", "radius", "ldap"];

const LABELS: [(&str, usize); 3] = [
    ("signInLabel", 100),
    ("usernameFieldLabel", 50),
    ("passwordFieldLabel", 50),
];

const TEXTS: [(&str, usize); 5] = [
    ("displayName", 50),
    ("logoffUrl", 2000),
    ("signInLabel", 100),
    ("usernameFieldLabel", 50),
    ("passwordFieldLabel", 50),
];

/// The methods, by what answers say of them.
pub(crate) struct LogonMethods(Vec<Map<String, Value>>);

impl Default for LogonMethods {
    fn default() -> Self {
        let method = |(id, enabled): (&str, bool)| {
            let mut method = described(id, Fields::none()).unwrap_or_default();
            method.insert("enabled".to_owned(), enabled.into());
            method
        };
        Self(KNOWN.into_iter().map(method).collect())
    }
}

impl LogonMethods {
    /// The ids of all of them.
    pub(crate) fn ids(&self) -> Vec<String> {
        let ids = self.0.iter().filter_map(|method| method.get("id"));
        ids.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Whether there is a method of an id, whatever its case, and it is on.
    pub(crate) fn is_enabled(&self, id: &str) -> bool {
        let enabled = find(&self.0, WHAT, id)
            .ok()
            .and_then(|method| method.get("enabled"));
        enabled.and_then(Value::as_bool).unwrap_or(false)
    }

    /// All of them, each with whether it is on, as the server tells everybody.
    pub(crate) fn offered(&self) -> Value {
        let ids = self.ids().into_iter();
        ids.map(|id| json!({"Enabled": self.is_enabled(&id), "Id": id}))
            .collect()
    }
}

/// All methods, switched on or not.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    Ok(Answer::ok(
        json!({"Methods": vault.configuration.methods.0}),
    ))
}

/// Adds a method.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let id = fields.mandatory("id")?;
    check_lengths(fields, &[("id", 50)])?;
    let method = described(id, fields)?;
    configuration::add(&mut vault.configuration.methods.0, WHAT, id, method).map(Answer::created)
}

/// One method.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("id");
    let method = find(&vault.configuration.methods.0, WHAT, id)?;
    Ok(Answer::ok(method.clone()))
}

/// Replaces the settings of a method.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("id");
    let method = described(id, call.fields()?)?;
    replace(&mut vault.configuration.methods.0, WHAT, id, method).map(Answer::ok)
}

/// Removes a method.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("id");
    remove(&mut vault.configuration.methods.0, WHAT, id)?;
    Ok(Answer::empty(204))
}

fn described(id: &str, fields: Fields) -> Result<Map<String, Value>, Refusal> {
    check_lengths(fields, &TEXTS)?;
    let text = |name| fields.text(name).map(Option::unwrap_or_default);
    let has_labels = WITH_LABELS.iter().any(|one| same(one, id));
    for (name, _) in LABELS {
        if !has_labels && !text(name)?.is_empty() {
            let message = format!("The method {id} has no {name}.");
            return Err(Refusal::invalid(name, message));
        }
    }
    let second = text("secondFactorAuth")?;
    let factor = WITH_LABELS.iter().find(|one| same(one, second));
    if factor.is_none() && !second.is_empty() {
        return Err(Refusal::must_be(
            "secondFactorAuth",
            "cyberark, radius or ldap",
        ));
    }
    let method = json!({
        "id": id,
        "displayName": text("displayName")?,
        "enabled": fields.boolean("enabled")?.unwrap_or(false),
        "mobileEnabled": fields.boolean("mobileEnabled")?.unwrap_or(false),
        "logoffUrl": text("logoffUrl")?,
        "secondFactorAuth": factor,
        "signInLabel": text("signInLabel")?,
        "usernameFieldLabel": text("usernameFieldLabel")?,
        "passwordFieldLabel": text("passwordFieldLabel")?,
    });
    match method {
        Value::Object(method) => Ok(method),
        _ => Ok(Map::new()),
    }
}
