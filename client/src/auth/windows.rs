//! Logging on with a password of Windows.

use super::{
    CallbackError, Credentials, Door, LogonMethod, Method, Opened, SecretSource, Site,
    ask::callback,
    check_user,
    logon::{self, CONCURRENT_SESSIONS, Who},
    needed,
    second_step::SecondStep,
};
use crate::Error;
use pvwa_api::{Secret, layers::BoxFuture};
use std::fmt;

/// A user of a Windows domain, by name and password.
///
/// `POST /API/Auth/Windows/Logon`, from version 10.4 on. Needs no permission. A site may make Windows
/// the first of two factors: then the first answer names the user, and the password is sent again on
/// the same cookies, or what [`Self::second_step`] says.
///
/// ```no_run
/// use pvwa::{LogonMethod, Secret, SecretSource, Vault, Windows};
///
/// # async fn read_line(_: String) -> Result<String, std::io::Error> { Ok(String::new()) }
/// # async fn example() -> Result<(), pvwa::Error> {
/// let user = Windows::new("CORP\\api.user", SecretSource::file("/run/secrets/pvwa"))
///     .second_step(LogonMethod::Radius, SecretSource::file("/run/secrets/pvwa"))
///     .on_challenge(|prompt| async move { read_line(prompt).await.map(Secret::from) });
/// let vault = Vault::builder("https://pvwa.example.com").credentials(user).build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
///
/// This crate speaks neither Kerberos nor NTLM. Where IIS itself asks for one of them, it answers
/// status 401 before PVWA has seen the password, and the logon is refused.
#[derive(Clone)]
pub struct Windows {
    user: String,
    password: SecretSource,
    second: SecondStep,
    concurrent: bool,
}

impl Windows {
    /// The user with this name, mostly as `DOMAIN\name` or `name@domain`, and this password.
    pub fn new(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            second: SecondStep::default(),
            concurrent: CONCURRENT_SESSIONS,
        }
    }

    /// Sets by which method the second step is taken, where the site has one, and with which secret.
    /// Unless set, it is Windows again, with the same password.
    pub fn second_step(mut self, method: LogonMethod, secret: impl Into<SecretSource>) -> Self {
        self.second.proof = Some((method, secret.into()));
        self
    }

    /// Answers challenges of the second step, where that is RADIUS:
    /// see [`Radius::on_challenge`](super::Radius::on_challenge).
    pub fn on_challenge<F, R, E>(mut self, ask: F) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        self.second.challenges.ask = Some(callback(ask));
        self
    }

    /// Says that no person is behind [`Self::on_challenge`]:
    /// see [`Radius::unattended`](super::Radius::unattended).
    pub fn unattended(mut self) -> Self {
        self.second.challenges.unattended = true;
        self
    }

    /// Ends the user's other sessions at the logon. They stay unless this is called: see
    /// [the module](crate::auth).
    pub fn only_session(mut self) -> Self {
        self.concurrent = false;
        self
    }
}

impl fmt::Debug for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("user", &self.user)
            .field("password", &self.password)
            .field("second_step", &self.second.proof)
            .finish_non_exhaustive()
    }
}

impl From<Windows> for Credentials {
    fn from(method: Windows) -> Self {
        Self::new(method)
    }
}

impl Method for Windows {
    fn user(&self) -> Option<&str> {
        Some(&self.user)
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::Windows
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.password)
    }

    fn can_repeat(&self) -> bool {
        self.second.can_repeat()
    }

    fn check(&self, _: &Site<'_>) -> Result<(), Error> {
        check_user(&self.user)?;
        self.password.check(self.calls_secret())?;
        self.second.check()
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move {
            let password = needed(secret)?;
            let who = Who {
                user: Some(&self.user),
                method: LogonMethod::Windows,
            };
            let request = logon::request(Some(&self.user), Some(password), self.concurrent);
            let came = logon::post(door, who, who.method, request, None).await?;
            let again = Some((LogonMethod::Windows, password));
            self.second
                .take(door, who, came, again, self.concurrent)
                .await
        })
    }
}
