//! Logging on by RADIUS, with one-time codes and pushes.

use super::{
    CallbackError, Credentials, Door, LogonMethod, Method, Opened, SecretSource, Site,
    ask::callback,
    check_user,
    logon::{self, CONCURRENT_SESSIONS, Came, Challenges, Who},
    needed,
};
use crate::Error;
use pvwa_api::{Secret, layers::BoxFuture};
use std::{fmt, time::Duration};

/// How long the server may take to answer a logon that waits for a push: 2 minutes. RADIUS servers
/// give their users one, as a rule.
const PUSH: Duration = Duration::from_secs(120);

/// A user whom a RADIUS server checks.
///
/// `POST /API/Auth/RADIUS/Logon`, from version 10.4 on. Needs no permission. How the second factor
/// comes in depends on the site:
///
/// | the site | here |
/// | --- | --- |
/// | wants the code behind the password, as in `password,123456` | [`Self::code`] |
/// | sends a push to the user's phone, and answers when the user has reacted | [`Self::push`] |
/// | answers with a question, once or several times | [`Self::on_challenge`] |
///
/// ```no_run
/// use pvwa::{Radius, Secret, SecretSource, Vault};
///
/// # async fn read_line(_: String) -> Result<String, std::io::Error> { Ok(String::new()) }
/// # async fn example() -> Result<(), pvwa::Error> {
/// let user = Radius::new("api.user", SecretSource::file("/run/secrets/pvwa"))
///     .on_challenge(|prompt| async move { read_line(prompt).await.map(Secret::from) });
/// let vault = Vault::builder("https://pvwa.example.com").credentials(user).build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
///
/// Where the site asks for the code first and for the password in the challenge, give the code as the
/// password here, and the password in the callback.
///
/// A session that a code or a push opened is not opened again unasked: see [`Self::unattended`].
#[derive(Clone)]
pub struct Radius {
    user: String,
    password: SecretSource,
    code: Option<SecretSource>,
    separator: String,
    push: bool,
    challenges: Challenges,
    concurrent: bool,
}

impl Radius {
    /// The user with this name and password.
    pub fn new(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            code: None,
            separator: ",".to_owned(),
            push: false,
            challenges: Challenges::default(),
            concurrent: CONCURRENT_SESSIONS,
        }
    }

    /// Appends a one-time code to the password, behind a comma. Asked for at each logon.
    pub fn code(mut self, code: impl Into<SecretSource>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Sets what stands between the password and the code; a comma unless set.
    pub fn code_separator(mut self, separator: impl Into<String>) -> Self {
        self.separator = separator.into();
        self
    }

    /// Waits up to 2 minutes for each answer, as long as the user may take to accept a push.
    pub fn push(mut self) -> Self {
        self.push = true;
        self
    }

    /// Answers the challenges of the server. The callback gets the vault's own text, such as
    /// `Enter PASSCODE`, cut and without control characters; it may be empty.
    ///
    /// It is asked as often as the server asks, up to 10 times in a logon. Without it, a challenge is
    /// an [`Error::RadiusChallenge`].
    pub fn on_challenge<F, R, E>(mut self, ask: F) -> Self
    where
        F: Fn(String) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        self.challenges.ask = Some(callback(ask));
        self
    }

    /// Says that no person takes part: codes are computed, or a push accepts itself. So a session
    /// that has ended is opened again by the next call, and the callbacks may be called at any time.
    pub fn unattended(mut self) -> Self {
        self.challenges.unattended = true;
        self
    }

    /// Ends the user's other sessions at the logon. They stay unless this is called: see
    /// [the module](crate::auth).
    pub fn only_session(mut self) -> Self {
        self.concurrent = false;
        self
    }

    async fn log_on(&self, door: &Door, password: &Secret) -> Result<Opened, Error> {
        let appended = match &self.code {
            Some(code) => {
                let code = code.fetch("one-time code").await?;
                let (password, code) = (password.expose(), code.expose());
                Some(Secret::from(format!("{password}{}{code}", self.separator)))
            }
            None => None,
        };
        let who = Who {
            user: Some(&self.user),
            method: LogonMethod::Radius,
        };
        let password = appended.as_ref().unwrap_or(password);
        let request = logon::request(Some(&self.user), Some(password), self.concurrent);
        let patience = self.push.then_some(PUSH);
        let came =
            logon::answering(door, who, who.method, request, patience, &self.challenges).await?;
        match came {
            Came::Open(mut opened) => {
                opened.by_person |= !self.can_repeat();
                Ok(opened)
            }
            // A second step, which this method does not have.
            Came::SecondStep(_) => Err(door.unusable_token()),
        }
    }
}

impl fmt::Debug for Radius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Radius")
            .field("user", &self.user)
            .field("password", &self.password)
            .field("code", &self.code)
            .field("push", &self.push)
            .finish_non_exhaustive()
    }
}

impl From<Radius> for Credentials {
    fn from(method: Radius) -> Self {
        Self::new(method)
    }
}

impl Method for Radius {
    fn user(&self) -> Option<&str> {
        Some(&self.user)
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::Radius
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.password)
    }

    fn can_repeat(&self) -> bool {
        self.challenges.unattended
            || (self.code.is_none() && !self.push && self.challenges.ask.is_none())
    }

    fn check(&self, _: &Site<'_>) -> Result<(), Error> {
        check_user(&self.user)?;
        self.password.check(self.calls_secret())?;
        let code = self.code.as_ref();
        code.map_or(Ok(()), |code| code.check("one-time code"))
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move { self.log_on(door, needed(secret)?).await })
    }
}
