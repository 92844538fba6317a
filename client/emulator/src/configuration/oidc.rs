//! OpenID Connect providers.

use super::{check_lengths, find, identifier, remove, replace};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    configuration,
    errors::Refusal,
    fields::Fields,
    record::{Kind, Property, optional, read, required},
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_oidc_providers", list),
    ("add_oidc_provider", add),
    ("get_oidc_provider", get),
    ("update_oidc_provider", update),
    ("delete_oidc_provider", delete),
];

/// What they are called in a refusal.
const WHAT: &str = "OpenID Connect provider";

/// All but the secret, which is taken and never looked at again.
const PROPERTIES: &[Property] = &[
    optional("authenticationFlow", Kind::Choice(&["Code", "Implicit"])),
    optional("authenticationEndpointUrl", Kind::Text),
    optional("issuer", Kind::Text),
    optional("description", Kind::Text),
    optional("jwkSet", Kind::Text),
    required("clientId", Kind::Text),
    required("clientSecretMethod", Kind::Choice(&["Basic", "Post"])),
    required("discoveryEndpointUrl", Kind::Text),
    optional("userNameClaim", Kind::Text),
];

const LIMITS: [(&str, usize); 4] = [
    ("description", 255),
    ("clientId", 100),
    ("clientSecret", 200),
    ("userNameClaim", 50),
];

/// The names that the answer to an update has, beside those of the other answers.
const UPDATED: [(&str, &str); 10] = [
    ("Id", "id"),
    ("Flow", "authenticationFlow"),
    ("AuthenticationEndpointUrl", "authenticationEndpointUrl"),
    ("Issuer", "issuer"),
    ("Description", "description"),
    ("JWKs", "jwkSet"),
    ("ClientId", "clientId"),
    ("ClientSecretMethod", "clientSecretMethod"),
    ("DiscoveryEndpointUrl", "discoveryEndpointUrl"),
    ("UserNameClaim", "userNameClaim"),
];

/// The providers, by what answers say of them.
#[derive(Default)]
pub(crate) struct OidcProviders(Vec<Map<String, Value>>);

/// All providers, without their secrets.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    Ok(Answer::ok(json!({"Providers": vault.configuration.oidc.0})))
}

/// Adds a provider.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let id = identifier(fields)?;
    let provider = described(fields)?;
    configuration::add(&mut vault.configuration.oidc.0, WHAT, id, provider).map(Answer::created)
}

/// One provider.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("id");
    let provider = find(&vault.configuration.oidc.0, WHAT, id)?;
    Ok(Answer::ok(provider.clone()))
}

/// Replaces a provider; the answer spells its names otherwise.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let provider = described(call.fields()?)?;
    let id = call.parameter("id");
    let provider = replace(&mut vault.configuration.oidc.0, WHAT, id, provider)?;
    let value = |name| provider.get(name).cloned().unwrap_or_default();
    let answer = UPDATED
        .iter()
        .map(|(said, name)| ((*said).to_owned(), value(*name)));
    Ok(Answer::ok(answer.collect::<Map<_, _>>()))
}

/// Deletes a provider.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    remove(&mut vault.configuration.oidc.0, WHAT, call.parameter("id"))?;
    Ok(Answer::empty(204))
}

fn described(fields: Fields) -> Result<Map<String, Value>, Refusal> {
    let mut provider = read(fields, PROPERTIES)?;
    check_lengths(fields, &LIMITS)?;
    let claim = fields
        .text("userNameClaim")?
        .filter(|text| !text.is_empty());
    let claim = claim.unwrap_or("preferred_username");
    if !claim.chars().all(|c| c.is_alphabetic() || c == '_') {
        let message = "userNameClaim has letters and underscores only.";
        return Err(Refusal::invalid("userNameClaim", message));
    }
    provider.insert("userNameClaim".to_owned(), claim.into());
    if let Some(keys) = fields.text("jwkSet")?.filter(|text| !text.is_empty()) {
        let set: Option<Value> = serde_json::from_str(keys).ok();
        if set.is_none_or(|set| !set["keys"].is_array()) {
            return Err(Refusal::must_be(
                "jwkSet",
                "the text of a JSON object with the list keys",
            ));
        }
    }
    Ok(provider)
}
