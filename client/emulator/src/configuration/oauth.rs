//! OAuth 2.0 providers.

use super::{check_lengths, find, identifier, remove, replace};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    configuration,
    errors::Refusal,
    fields::Fields,
    record::{Kind, Property, optional, read},
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_oauth_providers", list),
    ("add_oauth_provider", add),
    ("get_oauth_provider", get),
    ("update_oauth_provider", update),
    ("delete_oauth_provider", delete),
];

/// What they are called in a refusal.
const WHAT: &str = "OAuth provider";

const PROPERTIES: &[Property] = &[
    optional("accessTokenValidationMode", Kind::Integer),
    optional("introspectionUrl", Kind::Text),
    optional("issuerUrl", Kind::Text),
    optional("publicKey", Kind::Text),
    optional("signatureValidationMode", Kind::Integer),
    optional("allowedUsers", Kind::List),
    optional("audience", Kind::Text),
    optional("jwksUrl", Kind::Text),
    optional("clientCredentials", Kind::Object),
    optional("clientIdClaimType", Kind::Text),
];

/// What an addition must have, an update need not.
const ADDED_WITH: [&str; 4] = [
    "allowedUsers",
    "audience",
    "clientCredentials",
    "clientIdClaimType",
];

const LIMITS: [(&str, usize); 6] = [
    ("introspectionUrl", 2048),
    ("issuerUrl", 2048),
    ("publicKey", 8192),
    ("audience", 2048),
    ("jwksUrl", 2048),
    ("clientIdClaimType", 32),
];

/// The providers, by what answers say of them.
#[derive(Default)]
pub(crate) struct OAuthProviders(Vec<Map<String, Value>>);

/// All providers.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    Ok(Answer::ok(
        json!({"Providers": vault.configuration.oauth.0}),
    ))
}

/// Adds a provider.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let id = identifier(fields)?;
    let missing = ADDED_WITH.iter().find(|name| fields.value(name).is_none());
    if let Some(missing) = missing {
        return Err(Refusal::mandatory(missing));
    }
    let provider = described(vault, fields)?;
    configuration::add(&mut vault.configuration.oauth.0, WHAT, id, provider).map(Answer::created)
}

/// One provider.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let id = call.parameter("id");
    let provider = find(&vault.configuration.oauth.0, WHAT, id)?;
    Ok(Answer::ok(provider.clone()))
}

/// Replaces a provider.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let provider = described(vault, call.fields()?)?;
    let id = call.parameter("id");
    replace(&mut vault.configuration.oauth.0, WHAT, id, provider).map(Answer::ok)
}

/// Deletes a provider.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    remove(&mut vault.configuration.oauth.0, WHAT, call.parameter("id"))?;
    Ok(Answer::empty(204))
}

fn described(vault: &Vault, fields: Fields) -> Result<Map<String, Value>, Refusal> {
    let mut provider = read(fields, PROPERTIES)?;
    check_lengths(fields, &LIMITS)?;
    let mode = |name| Ok::<_, Refusal>(fields.within(name, 1..=2)?.unwrap_or(1));
    let signatures = mode("signatureValidationMode")?;
    let checked_by = mode("accessTokenValidationMode")?;
    let given = |name| Ok::<_, Refusal>(fields.text(name)?.is_some_and(|text| !text.is_empty()));
    if checked_by == 1 && !given("introspectionUrl")? {
        return Err(Refusal::mandatory("introspectionUrl"));
    }
    if checked_by == 2 && !given("issuerUrl")? {
        return Err(Refusal::mandatory("issuerUrl"));
    }
    if checked_by == 2 && !given("publicKey")? && !given("jwksUrl")? {
        return Err(Refusal::mandatory("publicKey"));
    }
    for user in fields.list("allowedUsers")?.unwrap_or_default() {
        let name = Fields::of(Some(user))?.mandatory("userName")?;
        if vault.user(name).is_none() {
            let message = format!("The vault has no user {name}.");
            return Err(Refusal::invalid("allowedUsers", message));
        }
    }
    provider.insert("signatureValidationMode".to_owned(), signatures.into());
    provider.insert("accessTokenValidationMode".to_owned(), checked_by.into());
    Ok(provider)
}
