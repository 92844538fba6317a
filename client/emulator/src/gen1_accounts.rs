//! Accounts in the first generation of the API.

mod commands;
mod edit;
mod secrets;

pub(crate) use commands::Commands;

use crate::{
    account::Account, behaviour::Row, errors::Refusal, fields::Fields,
    platforms::platform_property_text, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[&[Row]] = &[commands::ROWS, edit::ROWS, secrets::ROWS];

/// The list of properties of a request, each with a key and a value.
fn properties(fields: Fields) -> Result<Vec<(String, String)>, Refusal> {
    let mut properties = Vec::new();
    for item in fields.list("Properties")?.unwrap_or_default() {
        let item = Fields::of(Some(item)).map_err(|_| {
            Refusal::invalid("Properties", "Invalid value for parameter - Properties")
        })?;
        let name = item.mandatory("Key")?;
        let value = match item.value("Value") {
            Some(value) => platform_property_text(name, value)?,
            None => String::new(),
        };
        properties.push((name.to_owned(), value));
    }
    Ok(properties)
}

/// An account as lists of properties.
fn shown(vault: &Vault, account: &Account, safe: &str) -> Value {
    let (given, managed) = (&account.properties, &account.management);
    let folder = given.folder_name();
    let pair = |(name, value): (&str, &str)| json!({"Key": name, "Value": value});
    let group = vault.account_group(account.key);
    let named = [
        ("Safe", Some(safe)),
        ("Folder", Some(folder)),
        ("Name", Some(given.name.as_str())),
        ("UserName", given.user_name.as_deref()),
        ("PolicyID", Some(given.platform.as_str())),
        ("Address", given.address.as_deref()),
        ("GroupName", group.map(|group| group.name.as_str())),
    ];
    let own = given.platform_properties.iter();
    let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
    let named = named
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    let links = account.links.iter().flat_map(|(position, link)| {
        [
            (format!("ExtraPass{position}Name"), &link.name),
            (format!("ExtraPass{position}Folder"), &link.folder),
            (format!("ExtraPass{position}Safe"), &link.safe),
        ]
    });
    let mut properties: Vec<Value> = named.chain(own).map(pair).collect();
    properties.extend(links.map(|(name, value)| pair((&name, value))));
    let verified = managed.verified.map(|at| at.to_string());
    let failures = managed.failures.to_string();
    let internal = [
        ("CreationMethod", Some("PVWA")),
        ("CPMStatus", managed.status),
        ("RetriesCount", Some(failures.as_str())),
        ("LastTask", managed.last.map(|work| work.name())),
        ("LastSuccessVerification", verified.as_deref()),
        (
            "CPMDisabled",
            (!given.automatic).then(|| given.manual_reason.as_deref().unwrap_or("NoReason")),
        ),
    ];
    let internal = internal
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    json!({
        "AccountID": account.key.to_string(),
        "Properties": properties,
        "InternalProperties": internal.map(pair).collect::<Vec<_>>(),
    })
}
