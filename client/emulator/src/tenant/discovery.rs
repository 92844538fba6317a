//! Where the services of the company are found, as the directory of all tenants answers it.

use super::SUBDOMAIN;
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    state::{Vault, same},
};
use serde_json::json;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_platform_services", services),
    ("get_identity_endpoint", endpoint),
];

/// The services: the tenant and the vault, both of them this emulator.
fn services(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    check(call)?;
    let (identity, pvwa) = (&vault.addresses.identity, &vault.addresses.pvwa);
    let service = |api: &str| json!({"api": api, "ui": api, "bootstrap": null, "region": "local"});
    Ok(Answer::ok(json!({
        "identity_administration": service(identity),
        "identity_user_portal": service(identity),
        "pcloud": service(pvwa),
    })))
}

/// The address of the tenant.
fn endpoint(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    check(call)?;
    Ok(Answer::ok(json!({"endpoint": vault.addresses.identity})))
}

fn check(call: &Call) -> Result<(), Refusal> {
    let subdomain = call.parameter("subdomain");
    match same(subdomain, SUBDOMAIN) {
        true => Ok(()),
        false => Err(Refusal::new(
            404,
            "not_found",
            format!("There is no company {subdomain}; that of the emulator is {SUBDOMAIN}."),
        )),
    }
}
