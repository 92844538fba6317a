//! The logon of the second generation, step by step: what its methods have in common.

use super::{Door, LogonMethod, Opened, ask::Ask};
use crate::{Error, error::Named};
use pvwa_api::{
    Secret,
    types::{LogonAnswer, LogonFirstHop, LogonRequest},
};
use std::{sync::Arc, time::Duration};

/// Whether other sessions of the same user stay alive when one is opened, unless told otherwise.
///
/// They do: without this, each logon ends the session that another job of the same user works with.
pub(super) const CONCURRENT_SESSIONS: bool = true;

/// How many challenges are answered in one logon. Sites ask once or twice; a server that goes on is
/// broken, or means harm.
const MOST_CHALLENGES: usize = 10;

/// Who logs on, for errors.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub(super) user: Option<&'a str>,
    pub(super) method: LogonMethod,
}

impl Who<'_> {
    /// The name, or what stands for it.
    pub(super) fn name(&self) -> &str {
        self.user.unwrap_or(match self.method {
            LogonMethod::Pki | LogonMethod::PkiPn => "the owner of the certificate",
            LogonMethod::Saml => "whom the identity provider named",
            LogonMethod::Shared => "the shared user",
            _ => "the user",
        })
    }

    /// The error of a logon that failed, with who wanted in.
    pub(super) fn failed(&self, error: Error) -> Error {
        error.of_logon(self.name(), self.method)
    }
}

/// The body of a logon with a name and a password.
pub(super) fn request(
    user: Option<&str>,
    password: Option<&Secret>,
    concurrent: bool,
) -> LogonRequest {
    let mut request = LogonRequest::default();
    request.username = user.map(str::to_owned);
    request.password = password.cloned();
    request.concurrent_session = Some(concurrent);
    request
}

/// What a logon has come to.
pub(super) enum Came {
    Open(Opened),
    /// The first of two factors was right; the second is due.
    SecondStep(LogonFirstHop),
}

/// Sends one step of a logon, to the path of `method`.
pub(super) async fn post(
    door: &Door,
    who: Who<'_>,
    method: LogonMethod,
    request: LogonRequest,
    patience: Option<Duration>,
) -> Result<Came, Error> {
    let api = door.api(None, patience);
    let sent = api.logon().type_(method.api_name()).body(request).send();
    let answer = sent
        .await
        .named("logon")
        .map_err(|error| who.failed(error))?;
    match answer {
        LogonAnswer::Secret(token) => Opened::of_pvwa(door, &token).map(Came::Open),
        LogonAnswer::LogonFirstHop(hop) => Ok(Came::SecondStep(hop)),
    }
}

/// Answers the challenges of RADIUS.
#[derive(Clone, Default)]
pub(super) struct Challenges {
    /// `None` where nobody answers.
    pub(super) ask: Option<Ask<String, Secret>>,
    /// Whether no person is behind it.
    pub(super) unattended: bool,
}

/// Sends a step of a logon, and answers the challenges that come of it on the same cookies.
pub(super) async fn answering(
    door: &Door,
    who: Who<'_>,
    method: LogonMethod,
    mut request: LogonRequest,
    patience: Option<Duration>,
    challenges: &Challenges,
) -> Result<Came, Error> {
    let mut by_person = false;
    for _ in 0..=MOST_CHALLENGES {
        let outcome = post(door, who, method, request.clone(), patience).await;
        let (prompt, ask) = match (outcome, &challenges.ask) {
            (Err(Error::RadiusChallenge { refusal, .. }), Some(ask)) => {
                (refusal.message.unwrap_or_default(), ask)
            }
            (Ok(Came::Open(mut opened)), _) => {
                opened.by_person |= by_person;
                return Ok(Came::Open(opened));
            }
            (outcome, _) => return outcome,
        };
        by_person |= !challenges.unattended;
        let code = ask(prompt).await.map_err(callback_failed)?;
        super::check_text("one-time code", code.expose())?;
        request.password = Some(code);
    }
    Err(Error::Challenge {
        call: crate::Call::of("logon"),
        user: who.name().to_owned(),
        problem: Box::new(super::ChallengeProblem::TooMany {
            limit: MOST_CHALLENGES,
        }),
    })
}

fn callback_failed(error: super::CallbackError) -> Error {
    Error::CredentialSource {
        what: "one-time code",
        origin: "a callback".to_owned(),
        problem: super::SourceProblem::Callback(Arc::from(error)),
    }
}
