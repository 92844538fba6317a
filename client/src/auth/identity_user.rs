//! Logging on as a person at Identity.

use super::{
    CallbackError, Credentials, Door, IdentityUrl, LogonMethod, Method, Opened, Question, Reply,
    SecretSource, Site,
    ask::{Ask, callback},
    check_user,
    identity::Steps,
    needed,
    new_password::Change,
};
use crate::Error;
use pvwa_api::{Secret, layers::BoxFuture};
use std::fmt;

/// A user of CyberArk Identity, who may be asked for more than the password.
///
/// `POST /Security/StartAuthentication` and `/Security/AdvanceAuthentication` of the Identity tenant,
/// and `/OAuth2/RefreshPlatformToken` before the token expires. For programs without a person,
/// [`ServiceUser`](super::ServiceUser) is the better way.
///
/// ```no_run
/// use pvwa::{IdentityUser, Question, Reply, Secret, SecretSource, Vault};
///
/// # fn read_line(_: &str) -> Result<String, std::io::Error> { Ok(String::new()) }
/// # async fn example() -> Result<(), pvwa::Error> {
/// let user = IdentityUser::new("ann@example.com", SecretSource::file("/run/secrets/pvwa"))
///     .on_challenge(|question| async move {
///         Ok::<_, std::io::Error>(match question {
///             // Whatever is offered first.
///             Question::Choose { .. } => Reply::Choose(0),
///             Question::Answer { mechanism, .. } => {
///                 Reply::Answer(Secret::from(read_line(&mechanism.prompt)?))
///             }
///             Question::Answers { prompts, .. } => {
///                 let answers = prompts.iter().map(|prompt| read_line(prompt).map(Secret::from));
///                 Reply::Answers(answers.collect::<Result<_, _>>()?)
///             }
///             Question::Confirm { number, .. } => {
///                 println!("confirm on your phone {}", number.unwrap_or_default());
///                 Reply::Done
///             }
///             Question::Browser { url, pin: true, .. } => {
///                 Reply::Answer(Secret::from(read_line(&format!("open {url}, and type its PIN"))?))
///             }
///             Question::Browser { url, .. } => {
///                 println!("open {url}");
///                 Reply::Done
///             }
///             _ => return Err(std::io::Error::other("a question of a newer kind")),
///         })
///     });
/// let tenant = Vault::privilege_cloud("acme").discover().await?;
/// let vault = tenant.builder().credentials(user).build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
///
/// # How a logon goes
///
/// The password is given wherever it is asked for. A challenge with one way is gone that way; where
/// there are several, the callback chooses. A push is asked after every 2.5 seconds, for 5 minutes at
/// most. Without a callback, only the password and a push can be met, and anything else is an
/// [`Error::Challenge`]. A wrong answer ends the logon: Identity locks users who guess.
///
/// Call [`Vault::logon`](crate::Vault::logon) first: within another call, everything together has to
/// fit into its time limit.
///
/// # How the session goes on
///
/// The token is renewed before it expires, without anybody being asked, as long as Identity allows.
/// After that a user with a password alone is logged on again; where a person took part, calls fail
/// with [`Error::SessionEnded`].
///
/// # Where the password goes
///
/// To the host that [`Self::identity`] or discovery named. Identity may send a user on to another
/// host; it is taken only below the [`KNOWN_DOMAINS`](crate::connect::KNOWN_DOMAINS).
#[derive(Clone)]
pub struct IdentityUser {
    user: String,
    password: SecretSource,
    identity: IdentityUrl,
    asks: Option<Ask<Question, Reply>>,
    change: Change,
    unattended: bool,
}

impl IdentityUser {
    /// The user with this login name, with its suffix, and this password.
    pub fn new(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            identity: IdentityUrl::default(),
            asks: None,
            change: Change::default(),
            unattended: false,
        }
    }

    /// Sets where Identity is: see [`ServiceUser::identity`](super::ServiceUser::identity).
    pub fn identity(mut self, url: impl AsRef<str>) -> Self {
        self.identity = IdentityUrl::parse(url.as_ref());
        self
    }

    /// Answers what Identity asks besides the password.
    pub fn on_challenge<F, R, E>(mut self, ask: F) -> Self
    where
        F: Fn(Question) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Reply, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        self.asks = Some(callback(ask));
        self
    }

    /// Sets the password that takes the place of an expired one:
    /// see [`CyberArk::new_password`](super::CyberArk::new_password).
    pub fn new_password(mut self, password: impl Into<SecretSource>) -> Self {
        self.change.to(password.into());
        self
    }

    /// Tells the program of a password that was changed:
    /// see [`CyberArk::on_password_changed`](super::CyberArk::on_password_changed).
    pub fn on_password_changed<F, R, E>(mut self, told: F) -> Self
    where
        F: Fn(Secret) -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        self.change.tell(told);
        self
    }

    /// Says that no person is behind [`Self::on_challenge`]: codes are computed. So a session that
    /// has ended is opened again by the next call, and the callback may be called at any time.
    pub fn unattended(mut self) -> Self {
        self.unattended = true;
        self
    }

    async fn log_on(&self, door: &Door, given: &Secret) -> Result<Opened, Error> {
        let password = self.change.current(given);
        let steps = Steps {
            door,
            user: &self.user,
            password: &password,
            given,
            asks: self.asks.as_ref(),
            change: &self.change,
        };
        let base = self.identity.settle(&door.site())?;
        let outcome = steps.take(base).await;
        self.change.tell_of_it(&self.user).await;
        let mut opened = outcome?;
        opened.by_person &= !self.unattended;
        Ok(opened)
    }
}

impl fmt::Debug for IdentityUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityUser")
            .field("user", &self.user)
            .field("password", &self.password)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

impl From<IdentityUser> for Credentials {
    fn from(method: IdentityUser) -> Self {
        Self::new(method)
    }
}

impl Method for IdentityUser {
    fn user(&self) -> Option<&str> {
        Some(&self.user)
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::IdentityUser
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.password)
    }

    fn can_repeat(&self) -> bool {
        self.unattended || self.asks.is_none()
    }

    fn check(&self, site: &Site<'_>) -> Result<(), Error> {
        check_user(&self.user)?;
        self.password.check(self.calls_secret())?;
        self.change.check()?;
        self.identity.settle(site).map(drop)
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move { self.log_on(door, needed(secret)?).await })
    }
}
