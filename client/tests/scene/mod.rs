//! An emulated company on the shared services: a vault, Identity, and somebody to log on.

#![allow(dead_code, reason = "every test uses its own part of this")]

use crate::tap::{Heard, Tap};
use pvwa::{
    CallbackError, ChallengeProblem, Error, IdentityUser, Question, Reply, ServiceUser, TestClock,
    Vault,
};
use pvwa_emulator::{Emulator, IdentityUser as Person};
use serde_json::Value;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

pub(crate) const PASSWORD: &str = "Correct horse 1";
pub(crate) const ANN: &str = "ann@cyberark.cloud.1234";

/// An emulator with somebody to log on, and a clock that stands still.
pub(crate) struct Scene {
    pub(crate) emulator: Emulator,
    pub(crate) vault: Tap,
    pub(crate) identity: Tap,
    pub(crate) clock: TestClock,
}

impl Scene {
    pub(crate) async fn with(person: Person) -> Self {
        let emulator = Emulator::builder()
            .identity_user(person)
            .start()
            .await
            .unwrap();
        Self {
            vault: Tap::on(&emulator.base_url()),
            identity: Tap::on(&emulator.identity_url()),
            clock: TestClock::new(),
            emulator,
        }
    }

    pub(crate) fn vault(&self, user: impl Into<pvwa::Credentials>) -> Vault {
        Vault::builder(self.vault.url())
            .credentials(user)
            .allow_plain_http()
            .clock(self.clock.clone())
            .build()
            .unwrap()
    }

    pub(crate) fn ann(&self) -> IdentityUser {
        IdentityUser::new(ANN, PASSWORD).identity(self.identity.url())
    }

    pub(crate) fn robot(&self, secret: &str) -> ServiceUser {
        ServiceUser::new("robot@cyberark.cloud.1234", secret).identity(self.identity.url())
    }

    pub(crate) fn passes(&self, seconds: u64) {
        self.emulator.advance(Duration::from_secs(seconds));
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Lets the time of the tests' clocks pass as soon as somebody waits for it. Nobody waits for real.
    pub(crate) async fn once_waited_for(&self, seconds: u64) {
        while self.clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        self.passes(seconds);
    }

    /// What was sent to AdvanceAuthentication, as action and answer.
    pub(crate) fn steps(&self) -> Vec<(String, Value)> {
        let sent = self.identity.to("/Security/AdvanceAuthentication");
        let body = |heard: &Heard| serde_json::from_str::<Value>(&heard.body).unwrap();
        let bodies = sent.iter().map(body);
        bodies
            .map(|body| {
                (
                    body["Action"].as_str().unwrap().to_owned(),
                    body["Answer"].clone(),
                )
            })
            .collect()
    }
}

pub(crate) async fn works(vault: &Vault) -> Result<(), Error> {
    vault.safes().list().stream().all().await.map(drop)
}

pub(crate) fn robot() -> Person {
    Person::service("robot", PASSWORD)
}

pub(crate) fn problem(error: &Error) -> &ChallengeProblem {
    match error {
        Error::Challenge { problem, .. } => problem,
        error => panic!("{error}"),
    }
}

/// Answers with the given replies, one after the other, and notes the questions.
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
pub(crate) fn replies(
    given: Vec<Reply>,
) -> (
    Arc<Mutex<Vec<Question>>>,
    impl Fn(Question) -> std::future::Ready<Result<Reply, CallbackError>> + Send + Sync + 'static,
) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let left = Mutex::new(given.into_iter().rev().collect::<Vec<_>>());
    (asked, move |question| {
        noted.lock().unwrap().push(question);
        let reply = left.lock().unwrap().pop();
        std::future::ready(reply.ok_or_else(|| "no reply is left".into()))
    })
}
