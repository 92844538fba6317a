//! What the server says of itself.

use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_server", get),
    ("verify_server", verify),
    ("verify_server_gen2", verify_gen2),
];

const NAME: &str = "Vault";
const ID: &str = "00000000-0000-4000-8000-000000000001";

/// Name and version.
fn get(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let version = vault.version;
    let external = format!("{}.{}.{}", version.major, version.minor, version.patch);
    Ok(Answer::ok(json!({
        "ExternalVersion": external,
        "InternalVersion": format!("{external}.1"),
        "ServerName": NAME,
    })))
}

/// The ways to log on, as the first generation spells them.
fn verify(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({
        "ApplicationName": "PasswordVault",
        "AuthenticationMethods": methods(),
        "ServerId": ID,
        "ServerName": NAME,
    })))
}

/// The ways to log on, as the second generation spells them.
fn verify_gen2(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({
        "ServerName": NAME,
        "ServerID": ID,
        "AuthenticationMethods": methods(),
        "ApplicationName": "PasswordVault",
        "Features": {"CredentialRotation": true},
    })))
}

fn methods() -> Value {
    [
        ("windows", false),
        ("pki", false),
        ("cyberark", true),
        ("radius", false),
        ("ldap", true),
        ("saml", false),
    ]
    .into_iter()
    .map(|(id, enabled)| json!({"Enabled": enabled, "Id": id}))
    .collect()
}
