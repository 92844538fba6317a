//! Tokens for programs, by the grants of OAuth.

use super::{
    SHARED_SERVICES,
    authorize::Code,
    logon::{tenant_id, with_pair},
    token::{NewToken, PLATFORM_LIFETIME, TENANT_LIFETIME, TokenKind, cookie},
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    encoding,
    errors::Refusal,
    random,
    state::{Vault, same},
};
use http::header;
use serde_json::json;
use sha2::{Digest, Sha256};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("request_platform_token", platform_token),
    ("request_token", token),
    ("refresh_platform_token", refresh_platform),
];

impl Refusal {
    /// Id or secret of the client, or name or password of the user, are wrong.
    pub(crate) fn wrong_client(status: u16) -> Self {
        let code = match status {
            400 => "access_denied",
            _ => "invalid_client",
        };
        Self::new(status, code, "The credentials are not valid.")
    }

    /// A code or a refresh token is not good.
    pub(crate) fn wrong_grant() -> Self {
        Self::new(
            400,
            "invalid_grant",
            "The grant is not valid or was used already.",
        )
    }

    /// The server does not know the grant.
    pub(crate) fn unknown_grant(name: &str) -> Self {
        let message = format!("The grant type `{name}` is not supported here.");
        Self::new(400, "unsupported_grant_type", message)
    }

    /// There is no such application.
    pub(crate) fn unknown_application(id: &str) -> Self {
        let message = format!("There is no OAuth application {id}.");
        Self::new(400, "invalid_request", message)
    }
}

/// Answers a platform token to a service user.
fn platform_token(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    match call.form("grant_type").unwrap_or_default() {
        grant if grant.eq_ignore_ascii_case("client_credentials") => {}
        grant => return Err(Refusal::unknown_grant(grant)),
    }
    let uuid = service_user(vault, call, 401)?;
    let token = issue(vault, &uuid, SHARED_SERVICES, "api", TokenKind::Platform)?;
    Ok(Answer::ok(json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": PLATFORM_LIFETIME,
    })))
}

/// Answers tokens of an application.
fn token(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("app");
    let application = vault
        .tenant
        .application(id)
        .ok_or_else(|| Refusal::unknown_application(id))?
        .id
        .clone();
    let scope = call.form("scope").unwrap_or_default();
    let grant = call.form("grant_type").unwrap_or_default();
    let (uuid, scope, renewable) = match grant.to_ascii_lowercase().as_str() {
        "client_credentials" => (service_user(vault, call, 400)?, scope.to_owned(), false),
        "password" => {
            let name = call.form("username").unwrap_or_default();
            let password = call.form("password").unwrap_or_default();
            let uuid = checked(vault, name, password, 400)?;
            // Whoever has a further factor, or logs on elsewhere, cannot be asked for it here.
            let person = vault.tenant.person_of(&uuid)?;
            if !person.factors.is_empty() || person.federation.is_some() {
                return Err(Refusal::wrong_client(400));
            }
            (uuid, scope.to_owned(), true)
        }
        "authorization_code" => {
            let code = call.form("code").unwrap_or_default();
            let code = vault
                .tenant
                .codes
                .take(code)
                .ok_or_else(Refusal::wrong_grant)?;
            if !code.application.eq_ignore_ascii_case(&application) || !is_proved(&code, call) {
                return Err(Refusal::wrong_grant());
            }
            (code.person, code.scope, true)
        }
        "refresh_token" => {
            let old = call.form("refresh_token").unwrap_or_default();
            let known = vault.tenant.tokens.get(old).cloned();
            let known = known
                .filter(|known| known.kind == TokenKind::Refresh)
                .filter(|known| known.application.eq_ignore_ascii_case(&application))
                .ok_or_else(Refusal::wrong_grant)?;
            vault.end_identity_session(old);
            (known.person, known.scope, true)
        }
        _ => return Err(Refusal::unknown_grant(grant)),
    };
    let kind = match same(&application, SHARED_SERVICES) {
        true => TokenKind::Platform,
        false => TokenKind::Tenant,
    };
    let token = issue(vault, &uuid, &application, &scope, kind)?;
    let mut answer = json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": if kind == TokenKind::Platform { PLATFORM_LIFETIME } else { TENANT_LIFETIME },
        "scope": scope,
    });
    let logon = vault
        .tenant
        .tokens
        .get(&token)
        .map(|token| token.logon.clone());
    let logon = logon.unwrap_or_default();
    let mut further = |kind, scope: &str| {
        vault.begin_identity_session(&NewToken {
            kind,
            person: &uuid,
            logon: &logon,
            application: &application,
            scope,
            nonce: None,
            opens: false,
        })
    };
    if renewable {
        answer["refresh_token"] = further(TokenKind::Refresh, &scope)?.into();
    }
    if scope.split(' ').any(|one| one == "openid") {
        answer["id_token"] = further(TokenKind::Tenant, &scope)?.into();
    }
    Ok(Answer::ok(answer))
}

/// Renews a platform token by the cookies of the logon.
fn refresh_platform(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let tenant = tenant_id();
    let refresh = cookie(call.headers, &format!("refreshToken-{tenant}"));
    let old = cookie(call.headers, &format!("idToken-{tenant}"));
    let (Some(refresh), Some(old)) = (refresh, old) else {
        return Err(Refusal::new(
            401,
            "invalid_grant",
            format!("The cookies refreshToken-{tenant} and idToken-{tenant} are needed."),
        ));
    };
    let known = vault.tenant.tokens.get(refresh).cloned();
    let known = known
        .filter(|known| known.kind == TokenKind::Refresh)
        .ok_or_else(|| Refusal::new(401, "invalid_grant", "The refresh token is not valid."))?;
    // The old token may have run out; one of another logon is no proof.
    if vault
        .tenant
        .tokens
        .get(old)
        .is_some_and(|old| old.logon != known.logon)
    {
        return Err(Refusal::new(
            401,
            "invalid_grant",
            "The tokens do not belong together.",
        ));
    }
    vault.end_identity_session(refresh);
    vault.end_identity_session(old);
    let mut make = |kind, opens| {
        vault.begin_identity_session(&NewToken {
            kind,
            person: &known.person,
            logon: &known.logon,
            application: SHARED_SERVICES,
            scope: &known.scope,
            nonce: None,
            opens,
        })
    };
    let (token, refresh) = (
        make(TokenKind::Platform, true)?,
        make(TokenKind::Refresh, false)?,
    );
    Ok(with_pair(Answer::empty(200), &token, &refresh))
}

fn issue(
    vault: &mut Vault,
    uuid: &str,
    application: &str,
    scope: &str,
    kind: TokenKind,
) -> Result<String, Refusal> {
    vault.note_logon(uuid)?;
    vault.begin_identity_session(&NewToken {
        kind,
        person: uuid,
        logon: &random::uuid(),
        application,
        scope,
        nonce: None,
        opens: true,
    })
}

/// Id and secret of a client, from the form or as Basic authorisation.
fn credentials(call: &Call) -> (String, String) {
    let basic = call
        .header(header::AUTHORIZATION)
        .and_then(|text| text.trim().split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Basic"))
        .and_then(|(_, text)| encoding::decode_url(text))
        .and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((id, secret)) = basic.as_deref().and_then(|text| text.split_once(':')) {
        return (id.to_owned(), secret.to_owned());
    }
    let form = |name| call.form(name).unwrap_or_default().to_owned();
    (form("client_id"), form("client_secret"))
}

/// The UUID of a service user that shows the right secret.
fn service_user(vault: &mut Vault, call: &Call, status: u16) -> Result<String, Refusal> {
    let (name, secret) = credentials(call);
    let uuid = checked(vault, &name, &secret, status)?;
    match vault.tenant.person_of(&uuid)?.oauth_client {
        true => Ok(uuid),
        false => Err(Refusal::wrong_client(status)),
    }
}

/// The UUID of a user whose password is right, and who may log on.
fn checked(vault: &mut Vault, name: &str, password: &str, status: u16) -> Result<String, Refusal> {
    let now = vault.now();
    let wrong = || Refusal::wrong_client(status);
    let uuid = vault
        .tenant
        .person_named(name)
        .ok_or_else(wrong)?
        .uuid
        .clone();
    let person = vault.tenant.person_mut(&uuid)?;
    if person.password != password.into() {
        person.state.note_failure(now);
        return Err(wrong());
    }
    match person.state.is_open(now) {
        true => Ok(uuid),
        false => Err(wrong()),
    }
}

/// Whether who hands in a code is who it was made for.
fn is_proved(code: &Code, call: &Call) -> bool {
    if call.form("redirect_uri").unwrap_or_default() != code.redirect {
        return false;
    }
    let verifier = call.form("code_verifier").unwrap_or_default();
    match &code.challenge {
        None => true,
        Some((challenge, true)) => encoding::encode_url(&Sha256::digest(verifier)) == *challenge,
        Some((challenge, false)) => verifier == challenge,
    }
}
