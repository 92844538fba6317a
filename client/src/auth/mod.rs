//! Who logs on, and how.

mod door;
mod method;
mod password;

pub(crate) use door::Door;
pub use method::LogonMethod;
pub use password::{CyberArk, Ldap};

use crate::{Error, Misprint};
use pvwa_api::{Secret, layers::BoxFuture};
use reqwest::header::HeaderValue;
use std::{fmt, sync::Arc, time::Duration};

/// The name and the proof with which a session is opened, by one of the ways of logging on.
///
/// `Debug` shows the user and the method, never a secret.
#[derive(Clone)]
pub struct Credentials(Arc<dyn Method>);

impl Credentials {
    /// A user that the vault itself keeps; short for [`CyberArk`].
    pub fn cyberark(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        CyberArk::new(user, password).into()
    }

    /// A user of a directory that the vault is connected to; short for [`Ldap`].
    pub fn ldap(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Ldap::new(user, password).into()
    }

    pub(crate) fn new(method: impl Method) -> Self {
        Self(Arc::new(method))
    }

    /// The name of the user; `None` where only the vault will say it.
    pub fn user(&self) -> Option<&str> {
        self.0.user()
    }

    /// How the user logs on.
    pub fn method(&self) -> LogonMethod {
        self.0.method()
    }

    /// Refuses what can be seen to be wrong before anything is sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.0.check()
    }

    pub(crate) async fn open(
        &self,
        door: &Door,
        renewal: Option<&Renewal>,
    ) -> Result<Opened, Error> {
        self.0.open(door, renewal).await
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user())
            .field("method", &self.method())
            .finish_non_exhaustive()
    }
}

/// One way of logging on, with all that it needs.
pub(crate) trait Method: Send + Sync + 'static {
    /// The name of the user; `None` where only the vault will say it.
    fn user(&self) -> Option<&str>;

    fn method(&self) -> LogonMethod;

    /// Refuses what can be seen to be wrong before anything is sent.
    fn check(&self) -> Result<(), Error> {
        self.user().map_or(Ok(()), check_user)
    }

    /// Opens a session, if need be in several steps; with what the last session left for renewing
    /// it, where there is such a thing.
    fn open<'a>(
        &'a self,
        door: &'a Door,
        renewal: Option<&'a Renewal>,
    ) -> BoxFuture<'a, Result<Opened, Error>>;
}

/// A session as it was opened.
pub(crate) struct Opened {
    /// The value of the header `Authorization`, marked as sensitive.
    pub(crate) token: HeaderValue,
    /// How long it is good for; `None` where nobody said.
    pub(crate) expires_in: Option<Duration>,
    pub(crate) ends: Ends,
    /// What renews it without the credentials; `None` where nothing does.
    pub(crate) renewal: Option<Renewal>,
}

impl Opened {
    /// A session of PVWA with this token, which ends by a logoff.
    pub(crate) fn of_pvwa(door: &Door, token: &Secret) -> Result<Self, Error> {
        Ok(Self {
            token: door.header(token.expose())?,
            expires_in: None,
            ends: Ends::Logoff,
            renewal: None,
        })
    }
}

/// What renews a session, such as a refresh token.
pub(crate) struct Renewal(pub(crate) Secret);

/// How a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// By the logoff of the second generation.
    Logoff,
    /// By the logoff of the first generation.
    LogoffGen1,
    /// By the logoff of the shared logon.
    LogoffShared,
    /// By itself: whoever gave it, or its expiry, ends it.
    Itself,
}

fn check_user(user: &str) -> Result<(), Error> {
    match user.is_empty() {
        true => Err(Error::NoCredentials),
        false => check_text("name of the user", user),
    }
}

/// Refuses what no name and no password is, before it is sent.
fn check_text(what: &'static str, text: &str) -> Result<(), Error> {
    match Misprint::in_text(text) {
        Some(problem) => Err(Error::Credentials { what, problem }),
        None => Ok(()),
    }
}
