//! The redirect that brings a code or a token to an application.

use super::{
    SHARED_SERVICES,
    token::{NewToken, TokenKind},
};
use crate::{
    answer::Answer,
    behaviour::Row,
    bounded,
    call::Call,
    encoding,
    errors::Refusal,
    random,
    state::{Vault, same},
};
use http::header::LOCATION;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("authorize_client", authorize)];

/// A code that can be changed into tokens once.
pub(crate) struct Code {
    text: String,
    pub(crate) person: String,
    pub(crate) application: String,
    pub(crate) redirect: String,
    pub(crate) scope: String,
    /// The challenge of PKCE, and whether it is a digest.
    pub(crate) challenge: Option<(String, bool)>,
    made: i64,
}

/// The codes that were not used yet, oldest first.
#[derive(Default)]
pub(crate) struct Codes(Vec<Code>);

/// How many there are at most; the oldest make room.
const MOST: usize = 1000;

/// How long one is good, in seconds.
const LIFETIME: i64 = 5 * 60;

impl Codes {
    /// Takes a code out, so that it cannot be used again.
    pub(crate) fn take(&mut self, text: &str) -> Option<Code> {
        let index = self.0.iter().position(|code| code.text == text)?;
        Some(self.0.remove(index))
    }

    /// Forgets those that have run out.
    pub(crate) fn forget_old(&mut self, now: i64) {
        self.0
            .retain(|code| code.made.saturating_add(LIFETIME) > now);
    }

    fn add(&mut self, code: Code) {
        bounded::push(&mut self.0, code, MOST);
    }
}

/// Sends whoever is logged on back to the application.
fn authorize(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("app");
    let text = |name| call.query.text(name).unwrap_or_default();
    let application = vault
        .tenant
        .application(id)
        .cloned()
        .ok_or_else(|| Refusal::unknown_application(id))?;
    let redirect = text("redirect_uri");
    if !application.redirects.iter().any(|known| known == redirect) {
        return Err(Refusal::new(
            400,
            "invalid_request",
            format!(
                "{redirect} is not among the redirects of {}.",
                application.id
            ),
        ));
    }
    let Some(token) = call.token.filter(|_| call.caller.is_some()) else {
        let login = format!(
            "{}/login?app={}",
            vault.addresses.identity,
            encoded(&application.id)
        );
        return Ok(Answer::empty(302).with(LOCATION, &login));
    };
    let known = vault.tenant.tokens.get(token).cloned();
    let known = known.ok_or_else(Refusal::no_session)?;
    let (scope, nonce) = (text("scope"), call.query.text("nonce"));
    let mut parts = Vec::new();
    let mut wants_code = false;
    for kind in text("response_type").split_whitespace() {
        let (name, opens) = match kind {
            "code" => {
                wants_code = true;
                continue;
            }
            // The SDKs of the vendor go on with the id token of the shared services as Bearer.
            "id_token" => ("id_token", same(&application.id, SHARED_SERVICES)),
            "token" => ("access_token", true),
            _ => return Err(unknown_type(kind)),
        };
        let token = vault.begin_identity_session(&NewToken {
            kind: match same(&application.id, SHARED_SERVICES) {
                true => TokenKind::Platform,
                false => TokenKind::Tenant,
            },
            person: &known.person,
            logon: &known.logon,
            application: &application.id,
            scope,
            nonce,
            opens,
        })?;
        parts.push(format!("{name}={token}"));
    }
    if wants_code {
        let code = Code {
            text: encoding::encode_url(format!("{}{}", random::uuid(), random::uuid()).as_bytes()),
            person: known.person,
            application: application.id,
            redirect: redirect.to_owned(),
            scope: scope.to_owned(),
            challenge: call.query.text("code_challenge").map(|challenge| {
                let digest = text("code_challenge_method").eq_ignore_ascii_case("S256");
                (challenge.to_owned(), digest)
            }),
            made: vault.now(),
        };
        parts.insert(0, format!("code={}", code.text));
        vault.tenant.codes.add(code);
    }
    if parts.is_empty() {
        return Err(unknown_type(""));
    }
    if let Some(state) = call.query.text("state") {
        parts.push(format!("state={}", encoded(state)));
    }
    let only_code = wants_code && !parts.iter().any(|part| part.contains("token="));
    let sign = match (only_code, redirect.contains('?')) {
        (false, _) => '#',
        (true, false) => '?',
        (true, true) => '&',
    };
    let location = format!("{redirect}{sign}{}", parts.join("&"));
    Ok(Answer::empty(302).with(LOCATION, &location))
}

fn unknown_type(kind: &str) -> Refusal {
    let message =
        format!("The response type `{kind}` is not supported; take code, id_token or token.");
    Refusal::new(400, "unsupported_response_type", message)
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
