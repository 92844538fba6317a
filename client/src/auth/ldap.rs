//! Logging on with a password that a directory keeps.

use super::{
    Credentials, Door, LogonMethod, Method, Opened, SecretSource,
    logon::{self, CONCURRENT_SESSIONS, Came, Who},
    needed,
};
use crate::Error;
use pvwa_api::{Secret, layers::BoxFuture};

/// A user of a directory that the vault is connected to. Without the domain, unless the site has
/// several.
///
/// `POST /API/Auth/LDAP/Logon`, from version 10.4 on. Needs no permission.
///
/// ```no_run
/// use pvwa::{Ldap, SecretSource, Vault};
///
/// # async fn example() -> Result<(), pvwa::Error> {
/// let vault = Vault::builder("https://pvwa.example.com")
///     .credentials(Ldap::new("api.user", SecretSource::environment("PVWA_PASSWORD")))
///     .build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
///
/// The vault cannot change a password of a directory: one that has expired there is refused like a
/// wrong one, or with [`Error::PasswordExpired`].
#[derive(Clone, Debug)]
pub struct Ldap {
    user: String,
    password: SecretSource,
    concurrent: bool,
}

impl Ldap {
    /// The user with this name and password.
    pub fn new(user: impl Into<String>, password: impl Into<SecretSource>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            concurrent: CONCURRENT_SESSIONS,
        }
    }

    /// Ends the user's other sessions at the logon. They stay unless this is called: see
    /// [the module](crate::auth).
    pub fn only_session(mut self) -> Self {
        self.concurrent = false;
        self
    }
}

impl From<Ldap> for Credentials {
    fn from(method: Ldap) -> Self {
        Self::new(method)
    }
}

impl Method for Ldap {
    fn user(&self) -> Option<&str> {
        Some(&self.user)
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::Ldap
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.password)
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move {
            let who = Who {
                user: Some(&self.user),
                method: LogonMethod::Ldap,
            };
            let request = logon::request(Some(&self.user), Some(needed(secret)?), self.concurrent);
            match logon::post(door, who, who.method, request, None).await? {
                Came::Open(opened) => Ok(opened),
                // A second step, which this method does not have.
                Came::SecondStep(_) => Err(door.unusable_token()),
            }
        })
    }
}
