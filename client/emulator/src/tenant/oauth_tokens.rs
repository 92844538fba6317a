//! What can be asked about tokens, and their end.

use super::{
    logon::tenant_id,
    sign_out::NO_COOKIE,
    token::{KEY, TokenKind, cookie},
};
use crate::{answer::Answer, behaviour::Row, call::Call, encoding, errors::Refusal, state::Vault};
use http::header::{LOCATION, SET_COOKIE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_oauth_user_info", user_info),
    ("introspect_token", introspect),
    ("revoke_token", revoke),
    ("end_oauth_session", end_session),
    ("list_oauth_keys", keys),
    ("get_oauth_metadata", metadata),
];

/// The modulus of the key, which fits no signature: both are made up.
fn modulus() -> String {
    let bytes: Vec<u8> = (0..8_u8).flat_map(|part| Sha256::digest([part])).collect();
    encoding::encode_url(&bytes)
}

/// Who the user of the session is.
fn user_info(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    application(vault, call)?;
    let person = vault.calling_person(call)?;
    let tenant = &vault.tenant;
    let roles: Vec<Value> = tenant
        .roles_of(&person.uuid)
        .iter()
        .map(|role| json!({"ID": role.id, "Name": role.name}))
        .collect();
    Ok(Answer::ok(json!({
        "Username": person.name,
        "FirstName": person.given_name.as_deref().unwrap_or_default(),
        "LastName": person.family_name.as_deref().unwrap_or_default(),
        "HomeNumber": person.text("HomeNumber"),
        "Manager": person.text("ReportsTo"),
        "Groups": [],
        "Rights": tenant.rights_of(&person.uuid),
        "Roles": roles,
        "sub": person.uuid,
        "unique_name": person.name,
        "name": person.display_name(),
        "preferred_username": person.name,
        "email": person.text("Mail"),
    })))
}

/// Whether a token is good, and for what.
fn introspect(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = application(vault, call)?;
    let known = vault.tenant.tokens.get(token_of(call)?);
    let known = known.filter(|known| known.application.eq_ignore_ascii_case(&id));
    let Some(known) = known else {
        return Ok(Answer::ok(json!({"active": false})));
    };
    let person = vault.tenant.person_of(&known.person)?;
    Ok(Answer::ok(json!({
        "active": true,
        "scope": known.scope,
        "client_id": known.application,
        "username": person.name,
        "token_type": if known.kind == TokenKind::Refresh { "refresh_token" } else { "Bearer" },
        "exp": known.expires,
        "iat": known.issued,
        "sub": person.uuid,
        "tenant_id": tenant_id(),
    })))
}

/// Makes a token worthless; one that was so before makes no difference.
fn revoke(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = application(vault, call)?;
    let token = token_of(call)?;
    let known = vault.tenant.tokens.get(token);
    if known.is_some_and(|known| known.application.eq_ignore_ascii_case(&id)) {
        vault.end_identity_session(token);
    }
    Ok(Answer::empty(200))
}

/// Ends the session of the cookies, and sends the browser on.
fn end_session(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = application(vault, call)?;
    let root = format!("{}/", vault.addresses.identity);
    let target = call.query.text("post_logout_redirect_uri");
    let known = |target: &&str| {
        let application = vault.tenant.application(&id);
        application.is_some_and(|one| one.redirects.iter().any(|known| known == target))
    };
    if let Some(target) = target.filter(|target| !known(target)) {
        return Err(Refusal::new(
            400,
            "invalid_request",
            format!("{target} is not among the redirects of {id}."),
        ));
    }
    let mut location = target.map_or(root, str::to_owned);
    if let Some(state) = call.query.text("state") {
        let sign = if location.contains('?') { '&' } else { '?' };
        let state = utf8_percent_encode(state, NON_ALPHANUMERIC);
        location = format!("{location}{sign}state={state}");
    }
    if let Some(token) = cookie(call.headers, ".ASPXAUTH") {
        vault.end_logon_of(token);
    }
    Ok(Answer::empty(302)
        .with(LOCATION, &location)
        .with(SET_COOKIE, NO_COOKIE))
}

/// The key that tokens say they are signed with.
fn keys(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    application(vault, call)?;
    let key = json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY, "n": modulus(), "e": "AQAB",
    });
    Ok(Answer::ok(json!({"keys": [key]})))
}

/// The addresses of an application.
fn metadata(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.query.text("serviceName").unwrap_or_default();
    let application = vault
        .tenant
        .application(id)
        .ok_or_else(|| Refusal::unknown_application(id))?;
    let (root, id) = (&vault.addresses.identity, &application.id);
    let at = |name: &str| format!("{root}/OAuth2/{name}/{id}");
    Ok(Answer::ok(json!({
        "issuer": format!("{root}/{id}/"),
        "authorization_endpoint": at("Authorize"),
        "token_endpoint": at("Token"),
        "userinfo_endpoint": at("UserInfo"),
        "jwks_uri": at("Keys"),
        "introspection_endpoint": at("Introspect"),
        "revocation_endpoint": at("Revoke"),
        "end_session_endpoint": at("EndSession"),
        "response_types_supported": ["code", "id_token", "token"],
        "code_challenge_methods_supported": ["S256", "plain"],
    })))
}

/// The id of the application that the path names.
fn application(vault: &Vault, call: &Call) -> Result<String, Refusal> {
    let id = call.parameter("app");
    let known = vault.tenant.application(id);
    known
        .map(|application| application.id.clone())
        .ok_or_else(|| Refusal::unknown_application(id))
}

/// The token that is spoken about, from JSON or a form.
fn token_of<'a>(call: &Call<'a>) -> Result<&'a str, Refusal> {
    match call.form("token") {
        Some(token) => Ok(token),
        None => call.fields()?.mandatory("token"),
    }
}
