//! Logon, logoff and the tokens between them.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    endpoint::{Endpoint, Host},
    errors::Refusal,
    identity::PrincipalId,
    state::Vault,
    tenant,
};
use http::{HeaderMap, header};
use rand::distr::{Alphanumeric, SampleString};
use serde_json::json;
use std::collections::HashMap;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("logon", logon), ("logoff", logoff)];

/// The tokens that are good, and whose they are.
#[derive(Default)]
pub(crate) struct Sessions(HashMap<String, PrincipalId>);

/// How long a token is; real ones have 180 characters and more.
const TOKEN_LENGTH: usize = 200;

/// How many sessions one user can have at a time.
const MOST_SESSIONS: usize = 300;

/// What needs no session.
const ANONYMOUS: [&str; 4] = ["logon", "logon_saml", "verify_server", "verify_server_gen2"];

/// Whether an operation does not look at the session.
pub(crate) fn is_anonymous(operation: &Endpoint) -> bool {
    let anonymous: &[&str] = match operation.host {
        Host::Pvwa => &ANONYMOUS,
        Host::Identity => tenant::ANONYMOUS,
    };
    anonymous.contains(&operation.id)
}

/// The token of a request, with or without `Bearer` before it.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => Some(token.trim_start()),
        _ => Some(text),
    }
}

impl Sessions {
    /// Whose a token is; `None` where it is not good.
    pub(crate) fn user(&self, token: &str) -> Option<PrincipalId> {
        self.0.get(token).copied()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Ends them all.
    pub(crate) fn end_all(&mut self) {
        self.0.clear();
    }

    /// Begins a session with a token that was made elsewhere.
    pub(crate) fn begin_with(&mut self, token: String, user: PrincipalId) {
        self.0.insert(token, user);
    }

    /// Ends the session of a token.
    pub(crate) fn end_with(&mut self, token: &str) {
        self.0.remove(token);
    }

    fn begin(&mut self, user: PrincipalId) -> String {
        let token = Alphanumeric.sample_string(&mut rand::rng(), TOKEN_LENGTH);
        self.0.insert(token.clone(), user);
        token
    }
}

/// Logs a user on and answers the token as a JSON string.
fn logon(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let kind = call.parameter("type");
    if !["CyberArk", "LDAP"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(kind))
    {
        return Err(Refusal::logon_type_not_emulated(kind));
    }
    let fields = call.fields()?;
    let name = fields.text("username")?.unwrap_or_default();
    let password = fields.text("password")?.unwrap_or_default();
    let new_password = fields.text("newPassword")?.filter(|text| !text.is_empty());
    let concurrent = fields.boolean("concurrentSession")?.unwrap_or(false);
    let user = vault
        .user(name)
        .filter(|user| user.password == password.into())
        .map(|user| user.id)
        .ok_or_else(Refusal::logon)?;
    if let (Some(new_password), Some(user)) = (new_password, vault.users.get_mut(&user)) {
        user.password = new_password.into();
    }
    if !concurrent {
        vault.sessions.0.retain(|_, other| *other != user);
    }
    if vault
        .sessions
        .0
        .values()
        .filter(|other| **other == user)
        .count()
        >= MOST_SESSIONS
    {
        return Err(Refusal::too_many_sessions(MOST_SESSIONS));
    }
    Ok(Answer::ok(vault.sessions.begin(user)))
}

/// Ends the session of the token that came with the request.
fn logoff(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    if let Some(token) = call.token {
        vault.sessions.0.remove(token);
    }
    Ok(Answer::ok(json!({"LogoffUrl": ""})))
}
