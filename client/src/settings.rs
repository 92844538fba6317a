//! Settings from a file and from the environment, where a program asks for them.
//!
//! Nothing in this crate reads a file or a variable by itself. [`Settings::load`] does, when it is
//! called, and everything that it took can be looked at before a vault is made of it:
//!
//! ```no_run
//! use pvwa::settings::Settings;
//!
//! # fn example() -> Result<(), pvwa::Error> {
//! let settings = Settings::load(Some("production"))?;
//! let vault = settings.builder()?.build()?;
//! # Ok(()) }
//! ```
//!
//! Where the settings say who logs on and where the secret is, [`Settings::credentials`] has it, and so
//! has the builder; a program that knows better calls `credentials()` on the builder.
//!
//! # The file
//!
//! It is TOML, called `pvwa.toml`, and holds one profile or several. This one shows every key:
//!
//! ```toml
#![doc = include_str!("settings/example.toml")]
//! ```
//!
//! Relative paths begin at the folder of the file. A key that is not known is an error, with the
//! line and the key that was probably meant.
//!
//! No secret stands in the file: it gets copied, committed and sent around. A key such as `password`
//! is refused; `password_file`, `password_env` and `password_keyring` say where the secret is.
//!
//! # Where the file is
//!
//! The first of these that is set:
//!
//! 1. the path given to [`Settings::load_from`];
//! 2. the path in the variable `PVWA_CONFIG`;
//! 3. `pvwa/pvwa.toml` in the user's configuration folder, if it is there: `XDG_CONFIG_HOME`, or
//!    `.config` in the home folder; on Windows, `APPDATA`.
//!
//! The folder that a program happens to run in is not looked at: a file that came with somebody
//! else's project could send the password to somebody else's server. For the same reason a file
//! that everybody may write to is refused.
//!
//! # Which profile
//!
//! The one that is asked for; else the one in `PVWA_PROFILE`; else the one that `default` names;
//! else the only one. Several without any of these are an error.
//!
//! # The environment
//!
//! Each key has a variable: `PVWA_` and the key in capitals, such as `PVWA_URL` and
//! `PVWA_CONNECT_TIMEOUT`. A variable goes before the file, and an empty one counts as not set.
//! Without a file, the variables alone will do. Paths in `PVWA_CERTIFICATE_AUTHORITIES` are
//! separated as those in `PATH` are; relative paths begin at the current folder.
//!
//! Where only one key of several can hold, such as `url` and `subdomain`, a variable for one of them
//! puts aside what the file has for all of them.
//!
//! The variables `PVWA_PASSWORD`, `PVWA_PROXY_PASSWORD` and `PVWA_CLIENT_CERTIFICATE_PASSWORD` hold
//! secrets themselves, and are as good as naming them with `password_env` and its like.
//!
//! # Files with secrets
//!
//! A file with a password or a key that everybody on the machine may read is refused, on Unix.
//! Containers mount secrets that way; `readable_secret_files` says that it is meant.

mod choose;
mod error;
mod file;
mod find;
mod keys;
mod make;
mod secrets;
mod values;

pub use error::{Place, SettingsError, SettingsProblem};
pub use secrets::SecretPlace;

use crate::{
    BaseUrl, LogonMethod,
    connect::{HttpVersion, Tls},
};
use pvwa_api::operation::{Edition, Version};
use std::{
    collections::BTreeMap,
    num::{NonZeroU32, NonZeroUsize},
    path::{Path, PathBuf},
    time::Duration,
};

/// What a profile and the environment say.
///
/// `Debug` shows no secret: there is none in it, only places where secrets are.
#[derive(Clone, Debug)]
pub struct Settings {
    profile: Option<String>,
    file: Option<PathBuf>,
    target: Target,
    edition: Option<Edition>,
    version: Option<Version>,
    login: Login,
    concurrency: Option<NonZeroUsize>,
    requests_per_second: Option<NonZeroU32>,
    discovery_url: Option<String>,
    discovery_hosts: Vec<String>,
    connecting: Connecting,
}

/// Which vault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// The one whose PVWA is at this address.
    Url(BaseUrl),
    /// The one of this company in Privilege Cloud.
    Subdomain(String),
}

/// Who logs on, how, and where the secret for it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Login {
    /// The way of logging on; `None` where nothing was said.
    pub method: Option<LogonMethod>,
    /// The name of the user, or of the service user; `None` where nothing was said.
    pub user: Option<String>,
    /// Where the password is, or the token; `None` where nothing was said.
    pub secret: Option<SecretPlace>,
}

/// What the connection is made with, before any file was read.
#[derive(Clone, Debug, Default)]
struct Connecting {
    authorities: Vec<At<PathBuf>>,
    only_these: Option<At<bool>>,
    client_certificate: Option<At<PathBuf>>,
    client_certificate_password: Option<SecretPlace>,
    proxy: Option<At<String>>,
    proxy_user: Option<At<String>>,
    proxy_password: Option<SecretPlace>,
    connect_timeout: Option<At<Duration>>,
    attempt_timeout: Option<At<Duration>>,
    operation_timeout: Option<At<Duration>>,
    user_agent: Option<At<String>>,
    http_version: Option<HttpVersion>,
    tls: Option<At<Tls>>,
    allow_plain_http: bool,
    readable_secret_files: bool,
}

/// A value, and where it was said.
#[derive(Clone, Debug)]
struct At<T> {
    value: T,
    place: Place,
}

impl Settings {
    /// Reads the file, where there is one, and the environment. This is the only call that does.
    ///
    /// `profile` is the profile to take; `None` leaves that to `PVWA_PROFILE` and to the file.
    ///
    /// # Errors
    ///
    /// [`SettingsError`], with the file and its line, or the variable, and what to do.
    pub fn load(profile: Option<&str>) -> Result<Self, SettingsError> {
        let environment = find::environment()?;
        match find::file(&environment)? {
            Some((path, text)) => Self::resolve(Some((&path, &text)), &environment, profile),
            None => Self::resolve(None, &environment, profile),
        }
    }

    /// Like [`Self::load`], with the file at `path`, which has to be there.
    ///
    /// # Errors
    ///
    /// [`SettingsError`], with the file and its line, or the variable, and what to do.
    pub fn load_from(path: impl AsRef<Path>, profile: Option<&str>) -> Result<Self, SettingsError> {
        let path = path.as_ref();
        let text = find::read(path, Place::Argument)?;
        Self::resolve(Some((path, &text)), &find::environment()?, profile)
    }

    /// Takes settings from the text of a file, with its path, and from variables by their names,
    /// and looks at nothing else.
    ///
    /// # Errors
    ///
    /// [`SettingsError`], with the file and its line, or the variable, and what to do.
    pub fn resolve(
        file: Option<(&Path, &str)>,
        environment: &BTreeMap<String, String>,
        profile: Option<&str>,
    ) -> Result<Self, SettingsError> {
        choose::settings(file, environment, profile)
    }

    /// The profile that was taken; `None` where the environment alone spoke.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The file that was read; `None` where there was none.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Which vault.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Where the vault runs; `None` leaves that to its address.
    pub fn edition(&self) -> Option<Edition> {
        self.edition
    }

    /// The version that the vault is taken to have; `None` where it is to be asked.
    pub fn version(&self) -> Option<Version> {
        self.version
    }

    /// Who logs on.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// How many requests may be under way at once; `None` leaves it to the client.
    pub fn concurrency(&self) -> Option<NonZeroUsize> {
        self.concurrency
    }

    /// How many requests may begin in a second; `None` leaves it to the client.
    pub fn requests_per_second(&self) -> Option<NonZeroU32> {
        self.requests_per_second
    }
}
