//! The tenant itself: its configuration, its directories and what it says of itself.

use super::{
    DIRECTORY,
    answers::{Cut, success, table},
    arguments::body,
    role::CONFIGURATION,
};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_tenant", about),
    ("list_directory_services", directories),
    ("list_user_settings", user_settings),
    ("get_tenant_setting", get),
    ("set_tenant_setting", set),
    ("delete_tenant_setting", delete),
    ("list_tenant_settings", list),
    ("set_tenant_settings", set_all),
    ("check_connector_health", connectors),
];

/// How many keys the configuration can have.
const MOST: usize = 1000;

fn about(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(success(json!({
        "Version": "25.9.1",
        "PodRegion": "local",
        "PodFqdn": vault.tenant_host(),
        "PodName": "pod0",
        "CompanyName": "Emulator",
    })))
}

/// The cloud directory, and no other.
fn directories(_: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let row = json!({
        "Service": "CDS",
        "directoryServiceUuid": DIRECTORY,
        "DisplayName": "CyberArk Cloud Directory",
    });
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(
        vec![row],
        &cut,
        "DirectoryServices",
        "directoryServiceUuid",
    )))
}

/// Nothing is stored for users here.
fn user_settings(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = super::arguments::person_or_caller(vault, call, &["ID"])?;
    vault.tenant.person_of(&uuid)?;
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(Vec::new(), &cut, "Setting", "ID")))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let known = vault
        .tenant
        .settings
        .get(call.query.mandatory("key")?)
        .cloned();
    let otherwise = || call.query.text("dflt").map_or(Value::Null, Value::from);
    Ok(success(known.unwrap_or_else(otherwise)))
}

fn set(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let value = call.query.text("value").unwrap_or_default();
    store(
        vault,
        call,
        vec![(call.query.mandatory("key")?.to_owned(), value.into())],
    )
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    vault.tenant.settings.remove(call.query.mandatory("key")?);
    Ok(success(Value::Null))
}

fn list(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let settings = vault.tenant.settings.iter();
    let settings: Value = settings
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    Ok(success(settings))
}

/// Sets the keys that are sent and leaves the others alone.
fn set_all(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?.iter();
    let settings = fields
        .map(|(key, value)| (key.to_owned(), value.clone()))
        .collect();
    store(vault, call, settings)
}

fn store(
    vault: &mut Vault,
    call: &Call,
    settings: Vec<(String, Value)>,
) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let known = &mut vault.tenant.settings;
    let new = settings
        .iter()
        .filter(|(key, _)| !known.contains_key(key))
        .count();
    if known.len() + new > MOST {
        return Err(Refusal::tenant_full(MOST, "keys of the configuration"));
    }
    known.extend(settings);
    Ok(success(Value::Null))
}

/// There are no connectors.
fn connectors(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(success(json!({"Connectors": []})))
}
