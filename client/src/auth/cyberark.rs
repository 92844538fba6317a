//! Logging on with a password that the vault itself keeps.

use super::{
    CallbackError, Credentials, Door, Ends, LogonMethod, Method, Opened, SecretSource, Site,
    check_user,
    logon::{self, CONCURRENT_SESSIONS, Came, Who},
    needed,
    new_password::Change,
};
use crate::{Error, error::Named};
use pvwa_api::{Secret, layers::BoxFuture, types::Gen1LogonRequest};
use std::{fmt, ops::RangeInclusive};

/// The numbers that sessions of the first generation can have.
const CONNECTIONS: RangeInclusive<i32> = 1..=100;

/// A user that the vault itself keeps.
///
/// `POST /API/Auth/CyberArk/Logon`, from version 10.4 on. Needs no permission.
///
/// ```no_run
/// use pvwa::{CyberArk, SecretSource, Vault};
///
/// # async fn example() -> Result<(), pvwa::Error> {
/// let vault = Vault::builder("https://pvwa.example.com")
///     .credentials(CyberArk::new("api.user", SecretSource::file("/run/secrets/pvwa")))
///     .build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
///
/// # An expired password
///
/// Without [`Self::new_password`] the logon fails with [`Error::PasswordExpired`]. With it, the logon
/// is sent once more with the new password, and the new one is used from then on, as long as the
/// source gives the old one:
///
/// ```no_run
/// use pvwa::{CyberArk, Secret, SecretSource};
///
/// # fn made_up() -> String { String::new() }
/// # async fn store(_: &Secret) -> Result<(), std::io::Error> { Ok(()) }
/// let user = CyberArk::new("api.user", SecretSource::file("/run/secrets/pvwa"))
///     .new_password(SecretSource::from_callback(|| async {
///         Ok::<_, std::io::Error>(Secret::from(made_up()))
///     }))
///     .on_password_changed(|new| async move { store(&new).await });
/// ```
#[derive(Clone)]
pub struct CyberArk {
    user: String,
    password: SecretSource,
    change: Change,
    concurrent: bool,
    generation: Generation,
}

#[derive(Clone, Copy)]
enum Generation {
    Second,
    /// With the number of the session; `None` for the one without a number.
    First(Option<i32>),
}

impl CyberArk {
    /// The user with this name and password.
    pub fn new(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            change: Change::default(),
            concurrent: CONCURRENT_SESSIONS,
            generation: Generation::Second,
        }
    }

    /// Sets the password that takes the place of an expired one. Asked for only then, and once.
    ///
    /// A fixed text is used for the first change and is of no use for the second. Set
    /// [`Self::on_password_changed`] too where the new one is made up on the way.
    pub fn new_password(mut self, password: impl Into<SecretSource>) -> Self {
        self.change.to(password.into());
        self
    }

    /// Tells the program of a password that was changed, after the vault has taken it and before the
    /// session is used.
    ///
    /// When the callback fails, the session is used all the same, an error is logged, and the
    /// callback is called again at the next logon. The new password lives in memory only.
    pub fn on_password_changed<F, R, E>(mut self, told: F) -> Self
    where
        F: Fn(Secret) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        self.change.tell(told);
        self
    }

    /// Ends the user's other sessions at the logon. They stay unless this is called: see
    /// [the module](crate::auth).
    pub fn only_session(mut self) -> Self {
        self.concurrent = false;
        self
    }

    /// Logs on by the first generation of the API, for servers before 10.4:
    /// `POST /WebServices/auth/Cyberark/CyberArkAuthenticationService.svc/Logon`.
    ///
    /// `connection` is the number of the session, from 1 to 100; others are taken for the nearest of
    /// them. A user can have one session under each number, and a logon ends the one that had it.
    /// `None` stands for the one session without a number.
    pub fn first_generation(mut self, connection: impl Into<Option<i32>>) -> Self {
        let number = connection.into();
        let within = |number: i32| number.clamp(*CONNECTIONS.start(), *CONNECTIONS.end());
        self.generation = Generation::First(number.map(within));
        self
    }

    async fn log_on(&self, door: &Door, given: &Secret) -> Result<Opened, Error> {
        let password = self.change.current(given);
        let outcome = self.send(door, &password, None).await;
        let opened = match outcome {
            Err(expired @ Error::PasswordExpired { .. }) => {
                let Some(new) = self.change.new_password().await? else {
                    return Err(expired);
                };
                let opened = match self.send(door, &password, Some(&new)).await {
                    // The answer was lost: the new one tells whether the vault has taken it.
                    Err(lost) if lost.refusal().is_none() && !lost.is_unreachable() => {
                        let opened = self.send(door, &new, None).await;
                        opened.map_err(|_| lost)?
                    }
                    outcome => outcome?,
                };
                self.change.note(given, &new);
                opened
            }
            outcome => outcome?,
        };
        self.change.tell_of_it(&self.user).await;
        Ok(opened)
    }

    async fn send(
        &self,
        door: &Door,
        password: &Secret,
        new: Option<&Secret>,
    ) -> Result<Opened, Error> {
        let who = Who {
            user: Some(&self.user),
            method: LogonMethod::CyberArk,
        };
        let number = match self.generation {
            Generation::First(number) => number,
            Generation::Second => {
                let mut request = logon::request(Some(&self.user), Some(password), self.concurrent);
                request.new_password = new.cloned();
                return match logon::post(door, who, who.method, request, None).await? {
                    Came::Open(opened) => Ok(opened),
                    // A second step, which this method does not have.
                    Came::SecondStep(_) => Err(door.unusable_token()),
                };
            }
        };
        let mut request = Gen1LogonRequest::builder()
            .username(self.user.clone())
            .password(password.clone());
        if let Some(number) = number {
            request = request.connection_number(number);
        }
        if let Some(new) = new {
            request = request.new_password(new.clone());
        }
        let answer = door.api(None, None).logon_gen1().body(request).send().await;
        let answer = answer.named("logon_gen1");
        let answer = answer.map_err(|error| who.failed(error))?;
        Opened::of_pvwa(door, &answer.cyber_ark_logon_result)
            .map(|opened| opened.ending(Ends::LogoffGen1))
    }
}

impl fmt::Debug for CyberArk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CyberArk")
            .field("user", &self.user)
            .field("password", &self.password)
            .finish_non_exhaustive()
    }
}

impl From<CyberArk> for Credentials {
    fn from(method: CyberArk) -> Self {
        Self::new(method)
    }
}

impl Method for CyberArk {
    fn user(&self) -> Option<&str> {
        Some(&self.user)
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::CyberArk
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.password)
    }

    fn check(&self, _: &Site<'_>) -> Result<(), Error> {
        check_user(&self.user)?;
        self.password.check(self.calls_secret())?;
        self.change.check()
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move { self.log_on(door, needed(secret)?).await })
    }
}
