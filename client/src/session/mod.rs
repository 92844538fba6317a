//! One session for everybody who shares a vault: opened once, renewed once, closed once.

mod expiry;
mod keep_alive;

pub(crate) use expiry::Expiry;
pub(crate) use keep_alive::keep_alive;

use crate::{
    Credentials, Error, LogonMethod,
    auth::{Door, Ends, Opened, Prepared, Renewal},
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
    method: LogonMethod,
    /// Whether a person took part in opening it.
    by_person: bool,
}

impl Session {
    /// Whether it can be used at `now` instead of `stale`, which is what the server said of that one.
    fn serves(&self, stale: Option<&Arc<Self>>, now: Instant) -> bool {
        stale.is_none_or(|stale| stale.epoch < self.epoch) && !self.expiry.is_over(now)
    }

    /// Whether another one can come in its place without a person.
    fn can_be_renewed(&self) -> bool {
        self.renewal.is_some() || !self.by_person
    }
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
    /// With what it was tried; `None` where it did not come to that.
    tried: Option<Prepared>,
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
        match self.opened().filter(|session| session.serves(stale, now)) {
            Some(session) if !session.expiry.is_due(now) || !session.can_be_renewed() => {
                Ok(session)
            }
            // In boxes, since every call would carry the room for them otherwise.
            Some(session) => Ok(Box::pin(self.renew_early(session)).await),
            None => Box::pin(self.another_session(stale, now)).await,
        }
    }

    /// Logs on, unless somebody else does it meanwhile.
    async fn another_session(
        &self,
        stale: Option<&Arc<Session>>,
        now: Instant,
    ) -> Result<Arc<Session>, Error> {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut desk = self.desk.lock().await;
        if let Some(session) = self.opened().filter(|session| session.serves(stale, now)) {
            return Ok(session);
        }
        let prepared = match &desk.failure {
            Some(failed) if failed.number > ended_before => return Err(failed.error.clone()),
            Some(failed) if failed.error.is_final_at_logon() => match self.another(failed).await {
                Some(prepared) => Some(prepared),
                None => return Err(failed.error.clone()),
            },
            _ => None,
        };
        self.log_on_at(&mut desk, Occasion::Unasked, prepared).await
    }

    /// What the source of the secret gives now, where it is another one than what was refused.
    async fn another(&self, failed: &Failed) -> Option<Prepared> {
        let tried = failed.tried.as_ref();
        let tried = tried.filter(|_| self.credentials.may_change())?;
        let prepared = self.credentials.prepare(&self.door).await.ok()?;
        prepared.differs_from(tried).then_some(prepared)
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
        match self.log_on_at(&mut desk, Occasion::Early, None).await {
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
                let session = self.log_on_at(&mut desk, Occasion::Asked, None).await;
                session.map(drop)
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

    async fn log_on_at(
        &self,
        desk: &mut Desk,
        occasion: Occasion,
        prepared: Option<Prepared>,
    ) -> Result<Arc<Session>, Error> {
        if desk.closed {
            return Err(Error::Closed);
        }
        desk.failure = None;
        let before = self.opened();
        let outcome = self.open(before.as_deref(), occasion, prepared).await;
        let number = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        match outcome {
            Ok((opened, method)) => {
                let now = self.door.clock().now();
                let session = Arc::new(Session {
                    epoch: number,
                    token: opened.token,
                    expiry: Expiry::new(now, opened.expires_in),
                    ends: opened.ends,
                    renewal: opened.renewal,
                    method,
                    by_person: opened.by_person,
                });
                self.put(Some(session.clone()));
                debug!(expires_in = ?opened.expires_in, "logged on");
                Ok(session)
            }
            Err((error, tried)) => {
                if matches!(error, Error::SessionEnded { .. }) && occasion == Occasion::Unasked {
                    self.put(None);
                }
                desk.failure = Some(Failed {
                    number,
                    error: error.clone(),
                    tried,
                });
                Err(error)
            }
        }
    }

    /// Renews the session before, or opens another one in its place.
    async fn open(
        &self,
        before: Option<&Session>,
        occasion: Occasion,
        prepared: Option<Prepared>,
    ) -> Result<(Opened, LogonMethod), (Error, Option<Prepared>)> {
        if let Some(before) = before {
            match self.renew(before).await {
                Some(Ok(opened)) => return Ok((opened, before.method)),
                // What may pass is tried again, rather than asking somebody.
                Some(Err(error)) if error.may_pass() => return Err((error, None)),
                Some(Err(error)) => debug!(%error, "the session cannot be renewed any more"),
                None => {}
            }
            if before.by_person && occasion != Occasion::Asked {
                let method = before.method;
                return Err((Error::SessionEnded { method }, None));
            }
        }
        let prepared = match prepared {
            Some(prepared) => prepared,
            None => {
                let prepared = self.credentials.prepare(&self.door).await;
                prepared.map_err(|error| (error, None))?
            }
        };
        let refusal = match self.open_with(&prepared).await {
            Ok(opened) => return Ok(opened),
            Err(error @ Error::Logon { .. }) if self.credentials.may_change() => error,
            Err(error) => return Err((error, Some(prepared))),
        };
        // The secret may have been changed between its reading and the logon.
        match self.credentials.prepare(&self.door).await {
            Ok(another) if another.differs_from(&prepared) => {
                debug!("the source gives another secret than the one that was refused");
                let outcome = self.open_with(&another).await;
                outcome.map_err(|error| (error, Some(another)))
            }
            _ => Err((refusal, Some(prepared))),
        }
    }

    async fn open_with(&self, prepared: &Prepared) -> Result<(Opened, LogonMethod), Error> {
        // They belong to a session that has ended, perhaps on a server that is gone.
        self.door.cookies.clear();
        let opened = prepared.open(&self.door).await?;
        Ok((opened, prepared.method()))
    }

    /// Renews a session without its credentials; `None` where that cannot be done.
    async fn renew(&self, before: &Session) -> Option<Result<Opened, Error>> {
        let renewal = before.renewal.as_ref()?;
        let renewed = renewal.renew(&self.door).await;
        Some(renewed.map(|opened| Opened {
            by_person: before.by_person,
            ..opened
        }))
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

/// Why a session is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occasion {
    /// A call needs one.
    Unasked,
    /// The one before will soon expire.
    Early,
    /// Somebody asked for it.
    Asked,
}

/// Ends a session at the server.
async fn end(door: &Door, session: &Session) -> Result<(), Error> {
    let outcome = session.ends.end(door, &session.token).await;
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
        let Some(session) = self
            .opened()
            .filter(|session| !matches!(session.ends, Ends::Itself))
        else {
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
