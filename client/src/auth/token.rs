//! Going on with a session that somebody else opened.

use super::{
    Credentials, Door, Ends, LogonMethod, Method, Opened, SecretSource, Site, identity::Claims,
    needed,
};
use crate::Error;
use pvwa_api::{Secret, layers::BoxFuture};
use std::time::Duration;

/// A token that was given from outside: by another program, a pipeline, a person.
///
/// Nothing is sent to open a session. Whoever gave the token ends it: neither
/// [`Vault::logoff`](crate::Vault::logoff) nor a dropped vault does, unless [`Self::log_off`] says so.
///
/// ```no_run
/// use pvwa::{SecretSource, Token, Vault};
///
/// # async fn example() -> Result<(), pvwa::Error> {
/// let vault = Vault::builder("https://pvwa.example.com")
///     .credentials(Token::pvwa(SecretSource::environment("PVWA_TOKEN")))
///     .build()?;
/// # Ok(()) }
/// ```
///
/// When the vault no longer accepts the token, calls fail with [`Error::SessionEnded`], and
/// [`Vault::logon`](crate::Vault::logon) asks the source for another one. Behind a load balancer, a
/// token of PVWA may be good on one server only, and this client cannot know on which.
#[derive(Clone, Debug)]
pub struct Token {
    token: SecretSource,
    user: Option<String>,
    kind: Kind,
    expires_in: Option<Duration>,
    log_off: bool,
    unattended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pvwa,
    Bearer,
}

impl Token {
    /// A token as a logon of PVWA answers it. It goes as it is into the header `Authorization`.
    pub fn pvwa(token: impl Into<SecretSource>) -> Self {
        Self::new(token.into(), Kind::Pvwa)
    }

    /// A token of Identity, for Privilege Cloud on the shared services. It goes into the header as
    /// `Bearer TOKEN`; leave the word off here. When it expires is read from the token, where it is
    /// a JSON Web Token.
    pub fn bearer(token: impl Into<SecretSource>) -> Self {
        Self::new(token.into(), Kind::Bearer)
    }

    fn new(token: SecretSource, kind: Kind) -> Self {
        Self {
            token,
            user: None,
            kind,
            expires_in: None,
            log_off: false,
            unattended: false,
        }
    }

    /// Says whose token it is, for errors and logs.
    pub fn user(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.user = (!name.is_empty()).then_some(name);
        self
    }

    /// Says how long the token is good for, from the logon on. With a source that gives others later
    /// and [`Self::unattended`], a new one is asked for before that time has passed.
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires_in = Some(time);
        self
    }

    /// Logs off at the end, as if this client had opened the session. Only for tokens of PVWA; those
    /// of Identity end by themselves.
    pub fn log_off(mut self) -> Self {
        self.log_off = true;
        self
    }

    /// Says that the source gives another token by itself when this one has ended, so that calls go
    /// on with it.
    pub fn unattended(mut self) -> Self {
        self.unattended = true;
        self
    }

    fn opened(&self, door: &Door, token: &Secret) -> Result<Opened, Error> {
        let mut opened = match self.kind {
            Kind::Pvwa => Opened::of_pvwa(door, token)?,
            Kind::Bearer => Opened::of_identity(door, token.expose(), None)?,
        };
        if !(self.log_off && self.kind == Kind::Pvwa) {
            opened = opened.ending(Ends::Itself);
        }
        let told = || Claims::of(token.expose())?.expires_in(door.clock().wall());
        opened.expires_in = self.expires_in.or_else(told);
        opened.by_person = !self.unattended;
        Ok(opened)
    }
}

impl From<Token> for Credentials {
    fn from(method: Token) -> Self {
        Self::new(method)
    }
}

impl Method for Token {
    fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::Token
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.token)
    }

    fn calls_secret(&self) -> &'static str {
        "token"
    }

    fn can_repeat(&self) -> bool {
        self.unattended
    }

    fn check(&self, _: &Site<'_>) -> Result<(), Error> {
        self.token.check(self.calls_secret())
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move { self.opened(door, needed(secret)?) })
    }
}
