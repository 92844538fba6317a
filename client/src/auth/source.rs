//! Where a secret comes from.

use super::{
    ask::{Ask, CallbackError, callback},
    check_text, keyring_entry,
    secret_file::{self, Readers},
};
use crate::{Error, settings::SecretPlace};
use pvwa_api::Secret;
use std::{env, error::Error as StdError, fmt, path::PathBuf, sync::Arc};

/// Where a password, a client secret, a token or a one-time code comes from.
///
/// Types that take a secret take `impl Into<SecretSource>`, so that a fixed text needs no mention of
/// this type. All others are asked afresh for every logon, and nothing is kept between logons: a
/// password that is rotated elsewhere is the new one at the next logon.
///
/// | source | made by |
/// | --- | --- |
/// | a fixed text | `"text".into()`, `String`, [`Secret`] |
/// | the program itself | [`SecretSource::from_callback`] |
/// | a variable of the environment | [`SecretSource::environment`] |
/// | a file | [`SecretSource::file`] |
/// | the keyring of the operating system | [`SecretSource::keyring`], with the Cargo feature `keyring` |
///
/// ```
/// use pvwa::{CyberArk, Ldap, SecretSource};
///
/// let fixed = CyberArk::new("api.user", "made-up");
/// let from_file = Ldap::new("api.user", SecretSource::file("/run/secrets/pvwa"));
/// assert!(!format!("{fixed:?} {from_file:?}").contains("made-up"));
/// ```
///
/// When the vault refuses a logon, a source that is not fixed is asked once more; only if it gives
/// another secret now, the logon is tried again. So a rotation between the reading and the logon goes
/// unnoticed, and no user is suspended by repetition.
#[derive(Clone)]
pub struct SecretSource(Kind);

#[derive(Clone)]
enum Kind {
    Fixed(Secret),
    Callback(Ask<(), Secret>),
    Environment(String),
    File { path: PathBuf, readers: Readers },
    Keyring { service: String, user: String },
}

impl SecretSource {
    /// Asks the program for the secret, at each logon: from a secret store, or a person.
    ///
    /// ```
    /// use pvwa::{CyberArk, Secret, SecretSource};
    ///
    /// # async fn read_from_store(_: &str) -> Result<String, std::io::Error> { Ok(String::new()) }
    /// let source = SecretSource::from_callback(|| async {
    ///     let text = read_from_store("pvwa/api.user").await?;
    ///     Ok::<_, std::io::Error>(Secret::from(text))
    /// });
    /// let user = CyberArk::new("api.user", source);
    /// ```
    ///
    /// An error of the callback is kept as the [`SourceProblem::Callback`] of an
    /// [`Error::CredentialSource`]; see to it that it does not hold the secret.
    pub fn from_callback<F, R, E>(ask: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<Secret, E>> + Send + 'static,
        E: Into<CallbackError>,
    {
        Self(Kind::Callback(callback(move |()| ask())))
    }

    /// Reads a variable of the environment.
    ///
    /// The environment of a process can be read by its user and by root, and is handed on to every
    /// child; a file is the better place.
    pub fn environment(name: impl Into<String>) -> Self {
        Self(Kind::Environment(name.into()))
    }

    /// Reads a file: all that is in it, without one line end at its end, up to 64 KiB.
    ///
    /// On Unix, a file that everybody on the machine may read or write is refused: see
    /// [`Self::readable_by_all`].
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::File {
            path: path.into(),
            readers: Readers::Few,
        })
    }

    /// Takes the file also where everybody on the machine may read it, as in a container whose
    /// secrets are mounted so. Nothing changes for other sources.
    #[must_use]
    pub fn readable_by_all(mut self) -> Self {
        if let Kind::File { readers, .. } = &mut self.0 {
            *readers = Readers::All;
        }
        self
    }

    /// Reads the keyring of the operating system: the Keychain, the Credential Manager, the Secret
    /// Service.
    ///
    /// Needs the Cargo feature `keyring`; without it, every logon fails and says so.
    pub fn keyring(service: impl Into<String>, user: impl Into<String>) -> Self {
        Self(Kind::Keyring {
            service: service.into(),
            user: user.into(),
        })
    }

    /// Whether it may give another secret the next time.
    pub(super) fn may_change(&self) -> bool {
        !matches!(self.0, Kind::Fixed(_))
    }

    /// Refuses what can be seen to be wrong before anything is asked for; `what` the secret is.
    pub(super) fn check(&self, what: &'static str) -> Result<(), Error> {
        match &self.0 {
            Kind::Fixed(secret) => check_text(what, secret.expose()),
            _ => Ok(()),
        }
    }

    /// Gets the secret; `what` it is, for the error.
    pub(super) async fn fetch(&self, what: &'static str) -> Result<Secret, Error> {
        let secret = match &self.0 {
            Kind::Fixed(secret) => return Ok(secret.clone()),
            Kind::Callback(ask) => ask(())
                .await
                .map_err(|error| SourceProblem::Callback(Arc::from(error))),
            Kind::Environment(name) => match env::var(name) {
                Ok(text) => Ok(Secret::from(text)),
                Err(env::VarError::NotPresent) => Err(SourceProblem::Missing),
                Err(env::VarError::NotUnicode(_)) => Err(SourceProblem::NoText),
            },
            Kind::File { path, readers } => {
                let (path, readers) = (path.clone(), *readers);
                apart(move || secret_file::read(&path, readers)).await
            }
            Kind::Keyring { service, user } => {
                let (service, user) = (service.clone(), user.clone());
                apart(move || keyring_entry::read(&service, &user)).await
            }
        };
        let failed = |problem| Error::CredentialSource {
            what,
            origin: self.to_string(),
            problem,
        };
        let secret = secret.map_err(failed)?;
        if secret.expose().is_empty() {
            return Err(failed(SourceProblem::Empty));
        }
        check_text(what, secret.expose())?;
        Ok(secret)
    }
}

/// Runs what may block where it blocks nobody.
async fn apart<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, SourceProblem> + Send + 'static,
) -> Result<T, SourceProblem> {
    match tokio::task::spawn_blocking(read).await {
        Ok(outcome) => outcome,
        Err(error) => Err(SourceProblem::Callback(Arc::new(error))),
    }
}

impl From<Secret> for SecretSource {
    fn from(secret: Secret) -> Self {
        Self(Kind::Fixed(secret))
    }
}

impl From<String> for SecretSource {
    fn from(text: String) -> Self {
        Secret::from(text).into()
    }
}

impl From<&str> for SecretSource {
    fn from(text: &str) -> Self {
        Secret::from(text).into()
    }
}

impl From<SecretPlace> for SecretSource {
    fn from(place: SecretPlace) -> Self {
        match place {
            SecretPlace::Environment(name) => Self::environment(name),
            SecretPlace::File { path, readable } => match readable {
                true => Self::file(path).readable_by_all(),
                false => Self::file(path),
            },
            SecretPlace::Keyring { service, user } => Self::keyring(service, user),
        }
    }
}

/// Names the source, never the secret.
impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Fixed(_) => f.write_str("a fixed text"),
            Kind::Callback(_) => f.write_str("a callback"),
            Kind::Environment(name) => write!(f, "the environment variable {name}"),
            Kind::File { path, .. } => write!(f, "the file {}", path.display()),
            Kind::Keyring { service, user } => {
                write!(f, "the entry `{user}` of `{service}` in the keyring")
            }
        }
    }
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretSource({self})")
    }
}

/// Why a source gave no secret. It never holds the secret.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceProblem {
    /// It is not there.
    #[error("it is not there")]
    Missing,
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is no text in UTF-8.
    #[error("it is no text in UTF-8")]
    NoText,
    /// It is longer than a secret can be.
    #[error("it is longer than {limit} bytes, as no secret is")]
    TooLong {
        /// The most bytes that are read.
        limit: u64,
    },
    /// Everybody on the machine may read or write the file.
    #[error(
        "everybody on this machine may read it or write it; take the permissions from others (chmod o=), or \
         allow it with readable_by_all()"
    )]
    ReadableByAll,
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(std::io::ErrorKind),
    /// The keyring does not give it.
    #[error("the keyring does not give it: {reason}")]
    Keyring {
        /// What the keyring says.
        reason: String,
    },
    /// This crate was built without what it needs.
    #[error("this program was built without it; turn on the Cargo feature `{feature}`")]
    NotBuiltIn {
        /// The Cargo feature that brings it.
        feature: &'static str,
    },
    /// The callback failed.
    #[error("it failed")]
    Callback(#[source] Arc<dyn StdError + Send + Sync>),
    /// Callbacks answered with credentials that are callbacks, again and again.
    #[error("it leads to callbacks only; answer with credentials of a way of logging on")]
    Endless,
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(source: SecretSource) -> String {
        let error = source.fetch("password").await.unwrap_err();
        error.to_string()
    }

    #[tokio::test]
    async fn what_a_source_lacks_is_said_without_the_secret() {
        let failing = SecretSource::from_callback(|| async { Err("the store is sealed") });
        let Err(error) = failing.fetch("password").await else {
            panic!("it fails")
        };
        let Error::CredentialSource { problem, .. } = error else {
            panic!("{error}")
        };
        let source = StdError::source(&problem).unwrap();
        assert_eq!(source.to_string(), "the store is sealed");
        assert_eq!(
            told(failing).await,
            "the password cannot be had from a callback: it failed"
        );
        let missing = SecretSource::environment("PVWA_TEST_NOT_SET");
        assert_eq!(
            told(missing).await,
            "the password cannot be had from the environment variable PVWA_TEST_NOT_SET: it is not there"
        );
        let empty = SecretSource::from_callback(|| async { Ok::<_, CallbackError>("".into()) });
        assert!(told(empty).await.ends_with("it is empty"));
        let torn = SecretSource::from_callback(|| async { Ok::<_, CallbackError>("a\nb".into()) });
        assert!(told(torn).await.contains("control character"));
        #[cfg(not(feature = "keyring"))]
        assert!(
            told(SecretSource::keyring("pvwa", "api.user"))
                .await
                .contains("the Cargo feature `keyring`")
        );
    }

    #[tokio::test]
    async fn a_source_is_asked_each_time() {
        use std::sync::atomic::{AtomicU32, Ordering};
        let asked = Arc::new(AtomicU32::new(0));
        let counted = asked.clone();
        let source = SecretSource::from_callback(move || {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            async move { Ok::<_, CallbackError>(format!("made-up {number}").into()) }
        });
        assert_eq!(
            source.fetch("password").await.unwrap().expose(),
            "made-up 0"
        );
        assert_eq!(
            source.fetch("password").await.unwrap().expose(),
            "made-up 1"
        );
        assert!(source.may_change() && !SecretSource::from("x").may_change());
    }
}
