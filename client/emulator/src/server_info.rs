//! What the server says of itself.

use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use serde_json::json;

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
fn verify(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({
        "ApplicationName": "PasswordVault",
        "AuthenticationMethods": vault.configuration.methods.offered(),
        "ServerId": ID,
        "ServerName": NAME,
    })))
}

/// The ways to log on, as the second generation spells them.
fn verify_gen2(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({
        "ServerName": NAME,
        "ServerID": ID,
        "AuthenticationMethods": vault.configuration.methods.offered(),
        "ApplicationName": "PasswordVault",
        "Features": {"CredentialRotation": true},
    })))
}
