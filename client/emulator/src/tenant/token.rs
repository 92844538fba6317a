//! Tokens of the tenant, and the sessions they stand for.

use super::{SUBDOMAIN, TENANT};
use crate::{encoding, errors::Refusal, identity::PrincipalId, random, state::Vault};
use http::{HeaderMap, header};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What a token is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// For the tenant itself: `Auth` of a logon, and the cookie `.ASPXAUTH`.
    Tenant,
    /// For the shared services, the vault among them.
    Platform,
    /// Renews a platform token, and opens nothing.
    Refresh,
}

/// What the tenant knows of a token.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// UUID of the user.
    pub(crate) person: String,
    pub(crate) principal: PrincipalId,
    /// What was logged on with it: all tokens of one logon end together.
    pub(crate) logon: String,
    /// The application that handed it out.
    pub(crate) application: String,
    pub(crate) scope: String,
    /// In seconds.
    pub(crate) issued: i64,
    pub(crate) expires: i64,
    /// Whether it is taken as a session; an id token and a refresh token are not.
    pub(crate) opens: bool,
}

/// The tokens that are good.
#[derive(Default)]
pub(crate) struct Tokens(HashMap<String, Token>);

/// How many tokens one user can have at a time; the oldest make room.
const MOST_TOKENS: usize = 300;

/// How long a platform token is good, in seconds.
pub(crate) const PLATFORM_LIFETIME: i64 = 3600;

/// How long every other token is good, in seconds.
pub(crate) const TENANT_LIFETIME: i64 = 43_200;

/// What a new token is to be.
pub(crate) struct NewToken<'a> {
    pub(crate) kind: TokenKind,
    pub(crate) person: &'a str,
    pub(crate) logon: &'a str,
    pub(crate) application: &'a str,
    pub(crate) scope: &'a str,
    pub(crate) nonce: Option<&'a str>,
    pub(crate) opens: bool,
}

/// The token of a request to the tenant: as Bearer, or in the cookie `.ASPXAUTH`.
pub(crate) fn presented(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.trim().split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim());
    bearer.or_else(|| cookie(headers, ".ASPXAUTH"))
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, value)| *known == name && !value.is_empty())
        .map(|(_, value)| value)
}

impl Tokens {
    /// What is known of a token.
    pub(crate) fn get(&self, token: &str) -> Option<&Token> {
        self.0.get(token)
    }

    /// Whose session a token is.
    pub(crate) fn principal(&self, token: &str) -> Option<PrincipalId> {
        let token = self.0.get(token).filter(|token| token.opens)?;
        Some(token.principal)
    }

    /// The tokens of a user.
    pub(crate) fn of(&self, uuid: &str) -> Vec<String> {
        self.matching(|token| token.person == uuid)
    }

    /// The tokens of a logon.
    pub(crate) fn of_logon(&self, logon: &str) -> Vec<String> {
        self.matching(|token| token.logon == logon)
    }

    /// The tokens that have run out.
    pub(crate) fn expired(&self, now: i64) -> Vec<String> {
        self.matching(|token| token.expires <= now)
    }

    /// Forgets them all.
    pub(crate) fn end_all(&mut self) {
        self.0.clear();
    }

    fn matching(&self, test: impl Fn(&Token) -> bool) -> Vec<String> {
        let matching = self.0.iter().filter(|(_, token)| test(token));
        matching.map(|(text, _)| text.clone()).collect()
    }

    fn oldest_of(&self, uuid: &str) -> Option<String> {
        let mut own: Vec<_> = self
            .0
            .iter()
            .filter(|(_, one)| one.person == uuid)
            .collect();
        if own.len() < MOST_TOKENS {
            return None;
        }
        own.sort_by_key(|(_, token)| token.issued);
        own.first().map(|(text, _)| (*text).clone())
    }
}

impl Vault {
    /// Makes a token, and the session that it stands for where it opens one.
    pub(crate) fn begin_identity_session(&mut self, new: &NewToken) -> Result<String, Refusal> {
        let principal = self.principal_of(new.person)?;
        let issued = self.now();
        let lifetime = match new.kind {
            TokenKind::Platform => PLATFORM_LIFETIME,
            TokenKind::Tenant | TokenKind::Refresh => TENANT_LIFETIME,
        };
        let expires = issued.saturating_add(lifetime);
        let text = match new.kind {
            TokenKind::Refresh => encoding::encode_url(&random::bytes(256)),
            _ => self.signed(new, issued, expires)?,
        };
        if let Some(oldest) = self.tenant.tokens.oldest_of(new.person) {
            self.end_identity_session(&oldest);
        }
        let token = Token {
            kind: new.kind,
            person: new.person.to_owned(),
            principal,
            logon: new.logon.to_owned(),
            application: new.application.to_owned(),
            scope: new.scope.to_owned(),
            issued,
            expires,
            opens: new.opens,
        };
        self.tenant.tokens.0.insert(text.clone(), token);
        if new.kind == TokenKind::Platform && new.opens {
            self.sessions.begin_with(text.clone(), principal);
        }
        Ok(text)
    }

    /// Makes a token worthless, on both sides.
    pub(crate) fn end_identity_session(&mut self, token: &str) {
        self.tenant.tokens.0.remove(token);
        self.sessions.end(token);
    }

    /// Ends all tokens of the logon that a token came from.
    pub(crate) fn end_logon_of(&mut self, token: &str) {
        let logon = self
            .tenant
            .tokens
            .get(token)
            .map(|token| token.logon.clone());
        for token in logon
            .map(|logon| self.tenant.tokens.of_logon(&logon))
            .unwrap_or_default()
        {
            self.end_identity_session(&token);
        }
    }

    /// Three parts in Base64; the signature is made up.
    fn signed(&self, new: &NewToken, issued: i64, expires: i64) -> Result<String, Refusal> {
        let person = self.tenant.person_of(new.person)?;
        let header = json!({"alg": "RS256", "kid": KEY, "typ": "JWT", "app_id": new.application});
        let mut claims = json!({
            "sub": person.uuid,
            "aud": new.application,
            "iss": format!("{}/{}/", self.addresses.identity, new.application),
            "iat": issued,
            "exp": expires,
            "auth_time": issued,
            "jti": random::uuid(),
            "unique_name": person.name,
            "preferred_username": person.name,
            "name": person.display_name(),
            "user_uuid": person.uuid,
            "tenant_id": TENANT.to_uppercase(),
            "subdomain": SUBDOMAIN,
            "platform_domain": "cyberark.cloud",
            "scope": new.scope,
            "token_use": if new.opens { "access" } else { "id" },
            "user_roles": self
                .tenant
                .roles_of(&person.uuid)
                .iter()
                .map(|role| role.name.as_str())
                .collect::<Vec<_>>(),
        });
        if let Some(nonce) = new.nonce {
            claims["nonce"] = nonce.into();
        }
        let part = |json: &Value| encoding::encode_url(json.to_string().as_bytes());
        let signature = encoding::encode_url(&random::bytes(256));
        Ok(format!("{}.{}.{signature}", part(&header), part(&claims)))
    }
}

/// The name of the key that tokens say they are signed with.
pub(crate) const KEY: &str = "emulator";
