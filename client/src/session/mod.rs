//! One session for everybody who shares a vault: opened once, renewed once, closed once.

mod expiry;
mod keep_alive;

pub(crate) use expiry::Expiry;
pub(crate) use keep_alive::keep_alive;

use crate::{
    Credentials, Error,
    auth::{Door, Ends, Renewal},
    error::Named,
};
use reqwest::header::HeaderValue;
use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{runtime::Handle, sync::Mutex};
use tracing::{debug, warn};

/// An open session. The epoch tells sessions apart: two logons may answer the same token.
pub(crate) struct Session {
    epoch: u64,
    /// Marked as sensitive, so that `Debug` does not show it.
    pub(crate) token: HeaderValue,
    expiry: Expiry,
    ends: Ends,
    renewal: Option<Renewal>,
}

/// The session that all clones of a vault share, and what opens it.
pub(crate) struct Sessions {
    door: Door,
    credentials: Credentials,
    /// The open session, for those who only want to use it.
    open: RwLock<Option<Arc<Session>>>,
    /// Whoever opens or closes a session holds this.
    desk: Mutex<Desk>,
    /// The number of logons that have ended, well or not.
    ended: AtomicU64,
    begun: Instant,
    /// When the session was last used, in milliseconds since `begun`.
    used: AtomicU64,
}

#[derive(Default)]
struct Desk {
    /// How the last logon failed; `None` where it did not.
    failure: Option<Failed>,
    /// Nobody logs on any more.
    closed: bool,
}

struct Failed {
    /// The number of that logon, counted as [`Sessions::ended`] counts.
    number: u64,
    error: Error,
}

impl Sessions {
    pub(crate) fn new(door: Door, credentials: Credentials) -> Self {
        let begun = door.clock().now();
        Self {
            door,
            credentials,
            open: RwLock::default(),
            desk: Mutex::default(),
            ended: AtomicU64::new(0),
            begun,
            used: AtomicU64::new(0),
        }
    }

    /// Who logs on.
    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The open session, or a new one: where none is open, where the open one is `stale`, which is
    /// what the server said of it, or where it is about to expire.
    ///
    /// Only one caller logs on at a time. Those who waited share its success and its failure. A
    /// refusal by the vault is remembered: trying again would suspend the user.
    pub(crate) async fn current(
        &self,
        stale: Option<&Arc<Session>>,
    ) -> Result<Arc<Session>, Error> {
        let now = self.door.clock().now();
        self.note_use(now);
        let fresh = |session: &Arc<Session>| {
            stale.is_none_or(|stale| stale.epoch < session.epoch) && !session.expiry.is_over(now)
        };
        match self.opened().filter(fresh) {
            Some(session) if !session.expiry.is_due(now) => return Ok(session),
            Some(session) => return Ok(self.renew_early(session).await),
            None => {}
        }
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut desk = self.desk.lock().await;
        if let Some(session) = self.opened().filter(fresh) {
            return Ok(session);
        }
        match &desk.failure {
            Some(failed) if failed.number > ended_before || failed.error.is_final_at_logon() => {
                Err(failed.error.clone())
            }
            _ => self.log_on_at(&mut desk).await,
        }
    }

    /// Renews a session before it expires. One caller does; the others use it as long as it lasts,
    /// also where it cannot be renewed.
    async fn renew_early(&self, session: Arc<Session>) -> Arc<Session> {
        let Ok(mut desk) = self.desk.try_lock() else {
            return session;
        };
        let somebody_did = |open: &Arc<Session>| open.epoch > session.epoch;
        if let Some(open) = self.opened().filter(somebody_did) {
            return open;
        }
        match self.log_on_at(&mut desk).await {
            Ok(session) => session,
            Err(error) => {
                warn!(%error, "the session could not be renewed; it is used as long as it lasts");
                desk.failure = None;
                session.expiry.put_off(self.door.clock().now());
                session
            }
        }
    }

    /// Opens a session where none is open, even if the vault refused it before.
    pub(crate) async fn log_on(&self) -> Result<(), Error> {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut desk = self.desk.lock().await;
        match (self.opened(), &desk.failure) {
            (Some(_), _) => Ok(()),
            (None, Some(failed)) if failed.number > ended_before => Err(failed.error.clone()),
            (None, _) => {
                desk.closed = false;
                self.log_on_at(&mut desk).await.map(drop)
            }
        }
    }

    /// Closes the open session, if there is one.
    pub(crate) async fn log_off(&self) -> Result<(), Error> {
        let _desk = self.desk.lock().await;
        self.end().await
    }

    /// Closes the open session, if there is one, and lets nobody open another.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        let mut desk = self.desk.lock().await;
        desk.closed = true;
        self.end().await
    }

    /// Ends the open session, if there is one. The caller holds the desk.
    async fn end(&self) -> Result<(), Error> {
        let Some(session) = self.opened() else {
            return Ok(());
        };
        let outcome = end(&self.door, &session).await;
        // Not before: a caller who gives up waiting leaves the session to the next one.
        self.put(None);
        outcome
    }

    async fn log_on_at(&self, desk: &mut Desk) -> Result<Arc<Session>, Error> {
        if desk.closed {
            return Err(Error::Closed);
        }
        desk.failure = None;
        let before = self.opened();
        let renewal = before.as_ref().and_then(|session| session.renewal.as_ref());
        if renewal.is_none() {
            // They belong to a session that has ended, perhaps on a server that is gone.
            self.door.cookies.clear();
        }
        let outcome = self.credentials.open(&self.door, renewal).await;
        let number = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        match outcome {
            Ok(opened) => {
                let now = self.door.clock().now();
                let session = Arc::new(Session {
                    epoch: number,
                    token: opened.token,
                    expiry: Expiry::new(now, opened.expires_in),
                    ends: opened.ends,
                    renewal: opened.renewal,
                });
                self.put(Some(session.clone()));
                debug!(expires_in = ?opened.expires_in, "logged on");
                Ok(session)
            }
            Err(error) => {
                desk.failure = Some(Failed {
                    number,
                    error: error.clone(),
                });
                Err(error)
            }
        }
    }

    /// Whether a session is open that nobody has used for as long as `time`.
    pub(crate) fn is_idle(&self, time: Duration) -> bool {
        let used = Duration::from_millis(self.used.load(Ordering::Relaxed));
        let since = self.door.clock().now() - self.begun;
        self.opened().is_some() && since.saturating_sub(used) >= time
    }

    fn note_use(&self, now: Instant) {
        let since = now.saturating_duration_since(self.begun);
        let since = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        self.used.store(since, Ordering::Relaxed);
    }

    fn opened(&self) -> Option<Arc<Session>> {
        let open = self.open.read();
        open.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, session: Option<Arc<Session>>) {
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = session;
    }
}

/// Ends a session at the server.
async fn end(door: &Door, session: &Session) -> Result<(), Error> {
    let api = door.api(Some(&session.token));
    let outcome = match session.ends {
        Ends::Logoff => api.logoff().send().await.named("logoff").map(drop),
        Ends::LogoffGen1 => api
            .logoff_gen1()
            .send()
            .await
            .named("logoff_gen1")
            .map(drop),
        Ends::LogoffShared => {
            let answer = api.logoff_shared_gen1().send().await;
            answer.named("logoff_shared_gen1").map(drop)
        }
        Ends::Itself => return Ok(()),
    };
    match outcome {
        // The vault no longer knew the session: that is what was wanted.
        Ok(()) | Err(Error::Unauthorized { .. }) => {
            debug!("logged off");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

impl Drop for Sessions {
    /// Logs off as well as it can: a drop cannot wait.
    fn drop(&mut self) {
        let Some(session) = self.opened().filter(|session| session.ends != Ends::Itself) else {
            return;
        };
        let Ok(runtime) = Handle::try_current() else {
            warn!(
                "a vault was dropped outside of a runtime: its session stays open until the server ends it; \
                 call close() first"
            );
            return;
        };
        let door = self.door.clone();
        runtime.spawn(async move {
            match end(&door, &session).await {
                Ok(()) => debug!("the session of a dropped vault was closed"),
                Err(error) => {
                    warn!(%error, "the session of a dropped vault stays open until the server ends it");
                }
            }
        });
    }
}
