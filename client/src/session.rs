//! One session for everybody who shares a vault: opened once, renewed once, closed once.

use crate::{
    Credentials, Error,
    error::Named,
    wire::{Direct, Wire},
};
use pvwa_api::{
    Client,
    layers::Layers,
    types::{LogonAnswer, LogonRequest},
};
use reqwest::header::HeaderValue;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::{runtime::Handle, sync::Mutex};
use tracing::{debug, warn};

/// Whether other sessions of the same user stay alive when one is opened.
///
/// They do: without this, each logon ends the session that another job of the same user works with.
const CONCURRENT_SESSIONS: bool = true;

/// An open session. The epoch tells sessions apart: two logons may answer the same token.
#[derive(Clone)]
pub(crate) struct Session {
    epoch: u64,
    /// Marked as sensitive, so that `Debug` does not show it.
    pub(crate) token: HeaderValue,
}

/// The session that all clones of a vault share, and what opens it.
pub(crate) struct Sessions {
    http: reqwest::Client,
    wire: Wire,
    credentials: Credentials,
    slot: Mutex<Slot>,
    /// The number of logons that have ended, well or not.
    ended: AtomicU64,
}

#[derive(Default)]
struct Slot {
    session: Option<Session>,
    failure: Option<Failure>,
}

/// How the last logon failed.
struct Failure {
    /// The number of that logon, counted as [`Sessions::ended`] counts.
    number: u64,
    error: Error,
}

impl Sessions {
    pub(crate) fn new(http: reqwest::Client, wire: Wire, credentials: Credentials) -> Self {
        Self {
            http,
            wire,
            credentials,
            slot: Mutex::default(),
            ended: AtomicU64::new(0),
        }
    }

    /// The name of the user who logs on.
    pub(crate) fn user(&self) -> &str {
        self.credentials.user()
    }

    /// The open session, or a new one: where none is open, or where the open one is `stale`, which
    /// is what the server said of it.
    ///
    /// Only one caller logs on at a time. Those who waited share its success and its failure. A
    /// refusal by the vault is remembered: trying again would suspend the user.
    pub(crate) async fn current(&self, stale: Option<&Session>) -> Result<Session, Error> {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut slot = self.slot.lock().await;
        match &slot.session {
            Some(open) if stale.is_none_or(|stale| stale.epoch < open.epoch) => {
                return Ok(open.clone());
            }
            _ => {}
        }
        match &slot.failure {
            Some(failure)
                if failure.number > ended_before
                    || matches!(failure.error, Error::Logon { .. }) =>
            {
                Err(failure.error.clone())
            }
            _ => self.open(&mut slot).await,
        }
    }

    /// Opens a session where none is open, even if the vault refused it before.
    pub(crate) async fn log_on(&self) -> Result<(), Error> {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut slot = self.slot.lock().await;
        match (&slot.session, &slot.failure) {
            (Some(_), _) => Ok(()),
            (None, Some(failure)) if failure.number > ended_before => Err(failure.error.clone()),
            (None, _) => self.open(&mut slot).await.map(drop),
        }
    }

    /// Closes the open session, if there is one.
    pub(crate) async fn log_off(&self) -> Result<(), Error> {
        let mut slot = self.slot.lock().await;
        let Some(session) = &slot.session else {
            return Ok(());
        };
        let outcome = close(self.client(Some(session.token.clone()))).await;
        // Not before: a caller who gives up waiting leaves the session to the next one.
        slot.session = None;
        outcome
    }

    async fn open(&self, slot: &mut Slot) -> Result<Session, Error> {
        *slot = Slot::default();
        let outcome = self.request_token().await;
        let number = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        match outcome {
            Ok(token) => {
                let session = Session {
                    epoch: number,
                    token,
                };
                slot.session = Some(session.clone());
                debug!("logged on");
                Ok(session)
            }
            Err(error) => {
                let failure = error.clone();
                slot.failure = Some(Failure { number, error });
                Err(failure)
            }
        }
    }

    async fn request_token(&self) -> Result<HeaderValue, Error> {
        let (user, method) = (self.credentials.user(), self.credentials.method());
        let mut request = LogonRequest::default();
        request.username = Some(user.to_owned());
        request.password = Some(self.credentials.password().clone());
        request.concurrent_session = Some(CONCURRENT_SESSIONS);
        let client = self.client(None);
        let answer = client
            .logon()
            .type_(method.api_name())
            .body(request)
            .send()
            .await;
        let answer = answer
            .named("logon")
            .map_err(|error| error.of_logon(user, method))?;
        let LogonAnswer::Secret(token) = answer else {
            // A second call is due, which neither of the methods known here asks for.
            return Err(Error::UnusableToken);
        };
        match HeaderValue::from_str(token.expose()) {
            Ok(mut value) if !value.is_empty() => {
                value.set_sensitive(true);
                Ok(value)
            }
            _ => Err(Error::UnusableToken),
        }
    }

    /// The generated client without a session of its own.
    fn client(&self, token: Option<HeaderValue>) -> Client {
        let wire = self.wire.clone();
        let base = wire.base.as_str().to_owned();
        Client::new_with_client(
            &base,
            self.http.clone(),
            Layers::new(Direct { wire, token }),
        )
    }
}

/// Logs off with the session of `client`.
async fn close(client: Client) -> Result<(), Error> {
    match client.logoff().send().await.named("logoff") {
        // The vault no longer knew the session: that is what was wanted.
        Ok(_) | Err(Error::Unauthorized { .. }) => {
            debug!("logged off");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

impl Drop for Sessions {
    /// Logs off as well as it can: a drop cannot wait.
    fn drop(&mut self) {
        let Some(session) = self.slot.get_mut().session.take() else {
            return;
        };
        match Handle::try_current() {
            Ok(runtime) => {
                let client = self.client(Some(session.token));
                runtime.spawn(async move {
                    if let Err(error) = close(client).await {
                        warn!(%error, "the session of a dropped vault stays open until the server ends it");
                    }
                });
            }
            Err(_) => warn!(
                "a vault was dropped outside of a runtime: its session stays open until the server ends it; \
                 call logoff() first"
            ),
        }
    }
}
