//! The logon of a person, challenge by challenge.

use super::{
    SHARED_SERVICES, TENANT, Tenant,
    answers::{soft_failure, success},
    attempt::{Attempt, Way},
    federated,
    token::{NewToken, PLATFORM_LIFETIME, TENANT_LIFETIME, TokenKind},
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    random,
    state::{Vault, same},
};
use http::header::SET_COOKIE;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("start_authentication", start),
    ("advance_authentication", advance),
    ("cancel_authentication", cancel),
];

/// What somebody is told who got something wrong, whatever it was.
pub(crate) const FAILED: &str = "Authentication (login or challenge) has failed. Please try again or contact your system administrator.";

/// What somebody is told whose logon has run out or was never begun.
pub(crate) const GONE: &str = "The logon has run out or is not known. Begin it again.";

/// After so many wrong answers a logon is over.
pub(crate) const MOST_FAILURES: u32 = 3;

/// Answers the challenges for a user name, whether there is such a user or not.
fn start(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let name = fields.text("User")?.unwrap_or_default();
    let platform = fields.boolean("PlatformTokenResponse")?.unwrap_or(false);
    if !is_this_tenant(fields.text("TenantId")?) {
        return Ok(soft_failure(GONE));
    }
    let (before, suffix) = name.rsplit_once('@').unwrap_or((name, ""));
    if let Some(host) = vault.tenant.host_of(suffix) {
        return Ok(success(json!({"PodFqdn": host})));
    }
    if before.is_empty() {
        return Ok(match vault.tenant.has_suffix(suffix) {
            true => success(json!({"PodFqdn": vault.tenant_host(), "TenantId": tenant_id()})),
            false => soft_failure(FAILED),
        });
    }
    let person = vault.tenant.person_named(name);
    let logged_on = person.and_then(|person| person.principal);
    if logged_on.is_some() && logged_on == call.caller {
        return Ok(success(
            json!({"Summary": "LoginSuccess", "TenantId": tenant_id(), "Version": "1.0"}),
        ));
    }
    if let Some(person) = person.filter(|person| person.federation.is_some()) {
        let attempt = Attempt::federated(person, platform, vault.clock.seconds());
        return Ok(federated::started(vault, call, attempt));
    }
    let attempt = Attempt::new(person, platform, vault.clock.seconds());
    let answer = json!({
        "ClientHints": {
            "PersistDefault": false,
            "AllowPersist": true,
            "AllowForgotPassword": true,
            "EndpointAuthenticationEnabled": false,
        },
        "Version": "1.0",
        "SessionId": attempt.id,
        "TenantId": tenant_id(),
        "EventDescription": null,
        "RetryWaitingTime": 0,
        "SecurityImageName": null,
        "AllowLoginMfaCache": false,
        "Challenges": attempt.to_json(),
        "Summary": "NewPackage",
    });
    vault.tenant.attempts.add(attempt);
    Ok(success(answer))
}

/// What comes of an answer to a challenge.
enum Outcome {
    /// It is met.
    Met,
    /// The user has not reacted yet.
    Waiting,
    Wrong,
    /// The new password is not allowed.
    NotAllowed,
}

/// Takes one step of a logon.
fn advance(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let id = fields.mandatory("SessionId")?;
    let action = fields.mandatory("Action")?;
    let now = vault.now();
    if !is_this_tenant(fields.text("TenantId")?) {
        return Ok(soft_failure(GONE));
    }
    let tenant = &mut vault.tenant;
    let Some(attempt) = tenant.attempts.get(id) else {
        return Ok(soft_failure(GONE));
    };
    if attempt.federated.is_some() {
        return federated::take_pin(vault, call);
    }
    let person = attempt.person.clone();
    if action.eq_ignore_ascii_case("ForgotPassword") {
        let person = person.and_then(|uuid| tenant.people.get(&uuid));
        return Ok(match attempt.forget_password(person) {
            true => success(package(attempt, "The password is to be set anew.")),
            false => soft_failure(FAILED),
        });
    }
    let person = person.and_then(|uuid| tenant.people.get_mut(&uuid));
    let Some(mechanism) = attempt.due(fields.text("MechanismId")?.unwrap_or_default()) else {
        return Ok(soft_failure(GONE));
    };
    let reply = fields
        .value("Answer")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let outcome = match action.to_ascii_lowercase().as_str() {
        "startoob" | "resend" if mechanism.is_sent() => {
            mechanism.started = true;
            mechanism.reaction = None;
            Outcome::Waiting
        }
        "poll" if mechanism.started => match mechanism.reaction {
            Some(true) => Outcome::Met,
            Some(false) => Outcome::Wrong,
            None => Outcome::Waiting,
        },
        "answer" => match (&mechanism.way, &person) {
            (Way::Password, Some(person)) if person.password == reply.into() => Outcome::Met,
            (Way::Code(_, code), Some(_)) if *code == reply.into() => {
                // A code that was never sent is a guess.
                match mechanism.is_sent() && !mechanism.started {
                    true => Outcome::Wrong,
                    false => Outcome::Met,
                }
            }
            (Way::Reset, Some(_)) if Tenant::check_password(reply).is_err() => Outcome::NotAllowed,
            (Way::Reset, Some(_)) => Outcome::Met,
            _ => Outcome::Wrong,
        },
        "startoob" | "resend" | "poll" => {
            return Err(Refusal::tenant(
                "The mechanism sends nothing, or was not begun with StartOOB.",
            ));
        }
        _ => return Err(Refusal::tenant(format!("There is no action {action}."))),
    };
    let resets = matches!(mechanism.way, Way::Reset);
    match (outcome, person) {
        (Outcome::Waiting, _) => {
            return Ok(success(
                json!({"Summary": "OobPending", "GeneratedAuthValue": null}),
            ));
        }
        (Outcome::NotAllowed, _) => {
            return Ok(soft_failure(super::person::PASSWORD_RULES));
        }
        (Outcome::Met, Some(person)) => {
            if resets {
                person.set_password(reply, now);
            }
            attempt.met += 1;
            if attempt.met < attempt.challenges.len() {
                return Ok(success(json!({"Summary": "StartNextChallenge"})));
            }
            if !person.state.is_open(now) {
                tenant.attempts.remove(id);
                return Ok(soft_failure(
                    "The account is locked. Please contact your system administrator.",
                ));
            }
            if person.must_change {
                attempt.demand_password();
                return Ok(success(package(attempt, "The password has expired.")));
            }
        }
        (_, person) => {
            if let Some(person) = person {
                person.state.note_failure(now);
            }
            attempt.failures += 1;
            if attempt.failures >= MOST_FAILURES {
                tenant.attempts.remove(id);
            }
            return Ok(soft_failure(FAILED));
        }
    }
    let (uuid, platform) = (attempt.person.clone().unwrap_or_default(), attempt.platform);
    tenant.attempts.remove(id);
    let (result, cookies) = log_on(vault, &uuid, platform)?;
    Ok(cookies.set_on(success(result)))
}

/// The cookies of a session.
pub(crate) struct Cookies {
    auth: String,
    pair: Option<(String, String)>,
}

impl Cookies {
    /// Sets them on an answer.
    pub(crate) fn set_on(self, answer: Answer) -> Answer {
        let auth = format!(".ASPXAUTH={}; path=/; HttpOnly", self.auth);
        let answer = answer.with(SET_COOKIE, &auth);
        match self.pair {
            Some((token, refresh)) => with_pair(answer, &token, &refresh),
            None => answer,
        }
    }
}

/// Gives somebody who has met all challenges the tokens and cookies of a session.
pub(crate) fn log_on(
    vault: &mut Vault,
    uuid: &str,
    platform: bool,
) -> Result<(Value, Cookies), Refusal> {
    vault.note_logon(uuid)?;
    let logon = random::uuid();
    let mut make = |kind, opens| {
        vault.begin_identity_session(&NewToken {
            kind,
            person: uuid,
            logon: &logon,
            application: SHARED_SERVICES,
            scope: "openid api profile",
            nonce: None,
            opens,
        })
    };
    let auth = make(TokenKind::Tenant, true)?;
    let pair = match platform {
        true => Some((
            make(TokenKind::Platform, true)?,
            make(TokenKind::Refresh, false)?,
        )),
        false => None,
    };
    let person = vault.tenant.person_of(uuid)?;
    let result = json!({
        "Summary": "LoginSuccess",
        "Auth": auth,
        "Token": pair.as_ref().map(|pair| pair.0.as_str()),
        "RefreshToken": pair.as_ref().map(|pair| pair.1.as_str()),
        "TokenLifetime": if platform { PLATFORM_LIFETIME } else { TENANT_LIFETIME },
        "DisplayName": person.display_name(),
        "UserId": person.uuid,
        "User": person.name,
        "CustomerID": tenant_id(),
        "PodFqdn": vault.tenant_host(),
    });
    Ok((result, Cookies { auth, pair }))
}

/// Sets the cookies that a platform token is renewed with.
pub(crate) fn with_pair(answer: Answer, token: &str, refresh: &str) -> Answer {
    let tenant = tenant_id();
    answer
        .with(
            SET_COOKIE,
            &format!("idToken-{tenant}={token}; path=/; HttpOnly"),
        )
        .with(
            SET_COOKIE,
            &format!("refreshToken-{tenant}={refresh}; path=/; HttpOnly"),
        )
}

/// The id of the tenant as tokens and answers have it.
pub(crate) fn tenant_id() -> String {
    TENANT.to_uppercase()
}

/// Gives up a logon.
fn cancel(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("SessionId")?;
    vault.tenant.attempts.remove(id);
    Ok(success(Value::Null))
}

fn is_this_tenant(id: Option<&str>) -> bool {
    id.is_none_or(|id| id.is_empty() || same(id, TENANT))
}

fn package(attempt: &Attempt, why: &str) -> Value {
    json!({
        "Summary": "NewPackage",
        "Challenges": attempt.to_json(),
        "EventDescription": why,
    })
}

impl Vault {
    /// Writes down that somebody has logged on.
    pub(crate) fn note_logon(&mut self, uuid: &str) -> Result<(), Refusal> {
        let now = self.now();
        let person = self.tenant.person_mut(uuid)?;
        person.state.failures = 0;
        person.logon_before = person.last_logon.replace(now);
        Ok(())
    }
}

impl Tenant {
    /// The host that the users of a suffix log on at, where it is another one.
    fn host_of(&self, suffix: &str) -> Option<&str> {
        let mut known = self.elsewhere.iter();
        let (_, host) = known.find(|(known, _)| same(known, suffix))?;
        Some(host)
    }
}
