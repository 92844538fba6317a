//! Who logs on, and how.
//!
//! Each way of logging on is a type of its own. All of them become [`Credentials`], which
//! [`VaultBuilder::credentials`](crate::VaultBuilder::credentials) takes.
//!
//! # Which way for which site
//!
//! | site | who | way | a person is needed |
//! | --- | --- | --- | --- |
//! | Self-Hosted, Privilege Cloud before the shared services | a user that the vault keeps | [`CyberArk`] | no |
//! | the same | a user of a directory | [`Ldap`] | no |
//! | the same, with one-time codes or a push | a user of RADIUS | [`Radius`] | yes, unless codes come from a program |
//! | Self-Hosted | a user of a Windows domain, by name and password | [`Windows`] | no |
//! | Self-Hosted, with an identity provider | whoever it vouches for | [`Saml`] | as a rule |
//! | Self-Hosted, with client certificates | the owner of the certificate | [`Pki`], [`PkiPn`] | no |
//! | Self-Hosted | the user of the server's credential file | [`Shared`] | no |
//! | Privilege Cloud on the shared services | a service user, for programs | [`ServiceUser`] | no |
//! | the same | a person with a password and more | [`IdentityUser`] | yes, where more than the password is asked for |
//! | every site | whoever logged on elsewhere | [`Token`] | yes, at its end |
//!
//! A vault that refuses every logon of Privilege Cloud with status 403 is often one on the shared
//! services: their users are unknown to the vault itself, and log on at CyberArk Identity.
//!
//! # Where secrets come from
//!
//! Every type takes its secret as `impl Into<`[`SecretSource`]`>`: a fixed text, a callback, a
//! variable of the environment, a file, or the keyring of the operating system.
//! [`Credentials::from_callback`] gives everything afresh, user and way included.
//!
//! ```
//! use pvwa::{Credentials, Ldap, SecretSource};
//!
//! let credentials: Credentials = Ldap::new("api.user", SecretSource::file("/run/secrets/pvwa")).into();
//! assert_eq!(credentials.user(), Some("api.user"));
//! assert!(credentials.can_repeat());
//! ```
//!
//! # How often it is tried
//!
//! A logon is sent again only where nothing was sent, or where the server asks to wait (status 429).
//! A refusal is remembered and holds for every later call: failed logons suspend the user. There are
//! two exceptions: [`Vault::logon`](crate::Vault::logon) asks again, and a source that gives another
//! secret than the one that was refused is worth one more logon.
//!
//! # Callbacks
//!
//! A callback is called while a logon is under way, and everybody who shares the vault waits for it.
//! It must not use that vault itself, which would wait for it in turn. Within a call, it has to answer
//! in the time of [`operation_timeout`](crate::VaultBuilder::operation_timeout);
//! [`Vault::logon`](crate::Vault::logon) leaves it as long as it takes.
//!
//! # When a session ends
//!
//! With credentials that can be used again, the next call opens another session, and nobody notices.
//! Where a person took part ([`Credentials::can_repeat`] says so beforehand as far as it can be
//! known), nobody is asked out of the blue: the call fails with [`Error::SessionEnded`], and
//! [`Vault::logon`](crate::Vault::logon) asks.
//!
//! # Sessions beside each other
//!
//! Unless told otherwise, every logon asks for a session beside the ones that the user already has
//! (`concurrentSession`). Without that, a logon ends the user's other sessions: two jobs with the same
//! user would end each other's in turn. A user can have 300 of them, so programs log off.
//! `only_session()` on the types switches it off.

mod afresh;
mod ask;
mod cyberark;
mod door;
mod identity;
mod identity_user;
mod keyring_entry;
mod ldap;
mod logon;
mod method;
mod new_password;
mod opened;
mod pki;
mod problem;
mod radius;
mod saml;
mod second_step;
mod secret_file;
mod service_user;
mod shared;
mod source;
mod token;
mod windows;

pub use ask::CallbackError;
pub use cyberark::CyberArk;
pub(crate) use door::{Door, Site};
pub(crate) use identity::IdentityUrl;
pub use identity::{Mechanism, Question, Reply};
pub use identity_user::IdentityUser;
pub use ldap::Ldap;
pub use method::LogonMethod;
pub(crate) use opened::{Ends, Opened, Renewal};
pub use pki::{Pki, PkiPn};
pub use problem::{ChallengeProblem, IdentityUrlProblem};
pub use radius::Radius;
pub use saml::{Saml, SamlRequest};
pub use service_user::ServiceUser;
pub use shared::Shared;
pub use source::{SecretSource, SourceProblem};
pub use token::Token;
pub use windows::Windows;

use crate::{Error, Misprint};
use afresh::Afresh;
use pvwa_api::{Secret, layers::BoxFuture};
use std::{fmt, sync::Arc};

/// The name and the proof with which a session is opened, by one of the ways of logging on.
///
/// Made of the type of that way by `into()`. The [module](crate::auth) says which one is for which
/// site. `Debug` shows the user and the method, never a secret.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Method(Arc<dyn Method>),
    Afresh(Arc<Afresh>),
}

impl Credentials {
    /// A user that the vault itself keeps; short for [`CyberArk`].
    pub fn cyberark(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        CyberArk::new(user, password).into()
    }

    /// A user of a directory that the vault is connected to; short for [`Ldap`].
    pub fn ldap(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        Ldap::new(user, password).into()
    }

    /// Credentials by a method whose name is known only when the program runs.
    ///
    /// | method | `user` | `secret` |
    /// | --- | --- | --- |
    /// | CyberArk, LDAP, RADIUS, Windows, IdentityUser | the name of the user | the password |
    /// | ServiceUser | the login name | the client secret |
    /// | SAML | not used | the response of the identity provider |
    /// | Token | only shown | the token, as PVWA issued it |
    /// | PKI | not used | the password of the second step, should one be asked for |
    /// | PKIPN, Shared | not used | not used |
    pub fn of(
        method: LogonMethod,
        user: impl Into<String>,
        secret: impl Into<SecretSource>,
    ) -> Self {
        let (user, secret) = (user.into(), secret.into());
        match method {
            LogonMethod::CyberArk => CyberArk::new(user, secret).into(),
            LogonMethod::Ldap => Ldap::new(user, secret).into(),
            LogonMethod::Radius => Radius::new(user, secret).into(),
            LogonMethod::Windows => Windows::new(user, secret).into(),
            LogonMethod::Saml => Saml::response(secret).into(),
            LogonMethod::Pki => Pki::new().second_step(LogonMethod::Ldap, secret).into(),
            LogonMethod::PkiPn => PkiPn::new().into(),
            LogonMethod::ServiceUser => ServiceUser::new(user, secret).into(),
            LogonMethod::IdentityUser => IdentityUser::new(user, secret).into(),
            LogonMethod::Token => Token::pvwa(secret).user(user).into(),
            LogonMethod::Shared => Shared::new().into(),
        }
    }

    /// Asks the program for everything, at each logon: user, way and secret.
    ///
    /// For accounts that are rotated together with their names. The callback must answer with one of
    /// the ways of logging on, not with another callback.
    ///
    /// ```
    /// use pvwa::{Credentials, Ldap};
    ///
    /// # async fn lease() -> Result<(String, String), std::io::Error> { Ok(Default::default()) }
    /// let credentials = Credentials::from_callback(|| async {
    ///     let (user, password) = lease().await?;
    ///     Ok::<_, std::io::Error>(Ldap::new(user, password).into())
    /// });
    /// assert_eq!(credentials.user(), None);
    /// ```
    pub fn from_callback<F, R, E>(ask: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<Self, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        Self(Kind::Afresh(Arc::new(Afresh::new(ask))))
    }

    fn new(method: impl Method) -> Self {
        Self(Kind::Method(Arc::new(method)))
    }

    /// The name of the user; `None` where only the vault or a callback will say it.
    pub fn user(&self) -> Option<&str> {
        match &self.0 {
            Kind::Method(method) => method.user(),
            Kind::Afresh(_) => None,
        }
    }

    /// How the user logs on; `None` where a callback will say it.
    pub fn method(&self) -> Option<LogonMethod> {
        match &self.0 {
            Kind::Method(method) => Some(method.method()),
            Kind::Afresh(_) => None,
        }
    }

    /// Whether they can be used again without a person: `false` for a one-time code, a push, a
    /// response of an identity provider or a token that was given.
    ///
    /// Where `true`, a server may still ask a person: then the session that comes of it is not opened
    /// again either.
    pub fn can_repeat(&self) -> bool {
        match &self.0 {
            Kind::Method(method) => method.can_repeat(),
            Kind::Afresh(_) => true,
        }
    }

    /// Refuses what can be seen to be wrong before anything is sent.
    pub(crate) fn check(&self, site: &Site<'_>) -> Result<(), Error> {
        match &self.0 {
            Kind::Method(method) => method.check(site),
            Kind::Afresh(_) => Ok(()),
        }
    }

    /// Whether asking again may give another secret.
    pub(crate) fn may_change(&self) -> bool {
        match &self.0 {
            Kind::Method(method) => method.source().is_some_and(SecretSource::may_change),
            Kind::Afresh(_) => true,
        }
    }

    /// Gets everything that the next logon needs.
    pub(crate) async fn prepare(&self, door: &Door) -> Result<Prepared, Error> {
        let method = match &self.0 {
            Kind::Method(method) => method.clone(),
            Kind::Afresh(afresh) => afresh.ask(door).await?,
        };
        let secret = match method.source() {
            Some(source) => Some(source.fetch(method.calls_secret()).await?),
            None => None,
        };
        Ok(Prepared { method, secret })
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

/// One logon, with its secret at hand.
pub(crate) struct Prepared {
    method: Arc<dyn Method>,
    /// `None` where the method takes none.
    secret: Option<Secret>,
}

impl Prepared {
    pub(crate) async fn open(&self, door: &Door) -> Result<Opened, Error> {
        self.method.open(door, self.secret.as_ref()).await
    }

    /// How the user logs on.
    pub(crate) fn method(&self) -> LogonMethod {
        self.method.method()
    }

    /// Whether the vault may judge this one otherwise than `other`.
    pub(crate) fn differs_from(&self, other: &Self) -> bool {
        self.secret != other.secret
            || self.method.user() != other.method.user()
            || self.method.method() != other.method.method()
    }
}

/// One way of logging on, with all that it needs.
pub(crate) trait Method: Send + Sync + 'static {
    /// The name of the user; `None` where only the vault will say it.
    fn user(&self) -> Option<&str>;

    fn method(&self) -> LogonMethod;

    /// Where its secret comes from; `None` where it takes none.
    fn source(&self) -> Option<&SecretSource>;

    /// What its secret is called in errors.
    fn calls_secret(&self) -> &'static str {
        "password"
    }

    /// Whether it can be used again without a person, as far as that is known beforehand.
    fn can_repeat(&self) -> bool {
        true
    }

    /// Refuses what can be seen to be wrong before anything is sent.
    fn check(&self, _: &Site<'_>) -> Result<(), Error> {
        self.user().map_or(Ok(()), check_user)?;
        let source = self.source();
        source.map_or(Ok(()), |source| source.check(self.calls_secret()))
    }

    /// Opens a session, if need be in several steps, with what [`Self::source`] gave.
    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>>;
}

/// The secret of a method that takes one.
fn needed(secret: Option<&Secret>) -> Result<&Secret, Error> {
    secret.ok_or(Error::NoCredentials)
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
