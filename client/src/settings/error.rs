//! What is wrong with settings, and where.

use crate::{BaseUrlError, connect::OptionsError};
use std::{fmt, path::PathBuf};

/// What is wrong with settings: where it stands, what it is, and what to do.
///
/// It never repeats a value, which may be a secret in the wrong place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
#[non_exhaustive]
pub struct SettingsError {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: SettingsProblem,
}

/// Where something was said, or should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// In a file.
    File {
        /// Its path, as it was given.
        path: PathBuf,
        /// The line, from 1; `None` for the file as a whole.
        line: Option<usize>,
    },
    /// In a variable of the environment.
    Variable(String),
    /// In the call that reads settings.
    Argument,
    /// In a keyring, under this service.
    Keyring(String),
    /// Nowhere.
    Nowhere,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: None } => write!(f, "{}", path.display()),
            Self::File {
                path,
                line: Some(line),
            } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "the variable {name}"),
            Self::Argument => f.write_str("the arguments of the call"),
            Self::Keyring(service) => write!(f, "the keyring, service `{service}`"),
            Self::Nowhere => f.write_str("the settings"),
        }
    }
}

/// What is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsProblem {
    /// The file is not there, or cannot be read.
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// The file is longer than this crate reads.
    TooLong {
        /// The most bytes that are read.
        limit: usize,
    },
    /// What stands there is no text in UTF-8.
    NoText,
    /// Everybody on the machine may write to the file.
    Writable,
    /// Everybody on the machine may read the file, and it holds a secret.
    Readable,
    /// The file is no TOML.
    Syntax {
        /// What the reader says.
        reason: String,
    },
    /// There is no such key.
    UnknownKey {
        /// The key.
        key: String,
        /// The key that was probably meant; `None` where none is near.
        nearest: Option<&'static str>,
    },
    /// A key stands outside of a profile.
    OutsideProfile {
        /// The key.
        key: String,
    },
    /// A key wants to hold a secret.
    Secret {
        /// The key.
        key: String,
        /// What the keys begin with that say where the secret is, such as `password`.
        instead: &'static str,
    },
    /// A key holds something else than it can.
    Value {
        /// The key.
        key: &'static str,
        /// What it can hold.
        expected: String,
    },
    /// Two keys of which only one can hold.
    Both {
        /// The first.
        one: &'static str,
        /// The second.
        other: &'static str,
    },
    /// There is no such profile.
    NoProfile {
        /// The profile that was asked for.
        asked: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// There are several profiles, and none was asked for.
    WhichProfile {
        /// Those that there are.
        known: Vec<String>,
    },
    /// A profile was asked for, and there is no file with profiles.
    NoFile {
        /// The profile that was asked for.
        asked: String,
    },
    /// Neither an address nor a subdomain was given.
    NoTarget,
    /// A subdomain was given where an address is needed.
    NeedsDiscovery,
    /// A key needs another one beside it.
    Needs {
        /// The key.
        key: &'static str,
        /// The one that is missing.
        other: &'static str,
    },
    /// A variable that should hold a secret is not set.
    NotSet,
    /// The keyring has no such entry, or cannot be asked.
    Keyring {
        /// What the keyring says.
        reason: String,
    },
    /// This program was built without what is needed.
    NotBuiltIn {
        /// The Cargo feature that is missing.
        feature: &'static str,
    },
    /// The address of the vault cannot be used.
    BaseUrl(BaseUrlError),
    /// The address of the vault is plain HTTP, and nobody allowed that.
    PlainHttp,
    /// A value cannot be used to connect.
    Options(OptionsError),
}

fn list(names: &[String]) -> String {
    match names {
        [] => "it has none".to_owned(),
        names => format!("it has {}", names.join(", ")),
    }
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { reason } => {
                write!(f, "cannot be read ({reason}); check the path and who may read it")
            }
            Self::TooLong { limit } => write!(
                f,
                "is longer than {limit} bytes and was not read; check that it is the right file"
            ),
            Self::NoText => f.write_str("is no text in UTF-8; save it as such"),
            Self::Writable => f.write_str(
                "everybody on this machine may write to it, and could send the password elsewhere; chmod o-w",
            ),
            Self::Readable => f.write_str(
                "everybody on this machine may read it, and it holds a secret; chmod o-rwx, or set \
                 readable_secret_files = true where that is meant, as in a container",
            ),
            Self::Syntax { reason } => write!(f, "is no TOML: {reason}"),
            Self::UnknownKey { key, nearest } => match nearest {
                Some(nearest) => write!(f, "there is no key `{key}`; `{nearest}` was probably meant"),
                None => write!(
                    f,
                    "there is no key `{key}`; the documentation of pvwa::settings lists those there are"
                ),
            },
            Self::OutsideProfile { key } => write!(
                f,
                "`{key}` stands outside of a profile; put it below a line such as [profile.production]"
            ),
            Self::Secret { key, instead } => write!(
                f,
                "`{key}` would put a secret into this file, which gets copied and sent around; take it out, \
                 change it if others could read it, and say with {instead}_file, {instead}_env or \
                 {instead}_keyring where it is"
            ),
            Self::Value { key, expected } => write!(f, "`{key}` cannot hold this; give {expected}"),
            Self::Both { one, other } => {
                write!(f, "`{one}` and `{other}` cannot both hold; leave one of them out")
            }
            Self::NoProfile { asked, known } => {
                write!(f, "there is no profile `{asked}`; {}", list(known))
            }
            Self::WhichProfile { known } => write!(
                f,
                "there are several profiles and none was asked for; ask for one, set PVWA_PROFILE, or name one \
                 with default; {}",
                list(known)
            ),
            Self::NoFile { asked } => write!(
                f,
                "the profile `{asked}` was asked for, and there is no file with profiles; name one with \
                 PVWA_CONFIG, or write pvwa/pvwa.toml in the configuration folder"
            ),
            Self::NoTarget => f.write_str(
                "no vault is named; set url or PVWA_URL, or subdomain or PVWA_SUBDOMAIN for Privilege Cloud",
            ),
            Self::NeedsDiscovery => f.write_str(
                "the vault is named by its subdomain, and has to be looked for first; call \
                 discovered_builder(), or set url",
            ),
            Self::Needs { key, other } => write!(f, "`{key}` needs `{other}` beside it"),
            Self::NotSet => f.write_str("it should hold a secret and is not set, or empty; set it"),
            Self::Keyring { reason } => {
                write!(f, "cannot give the secret ({reason}); check that it was stored there")
            }
            Self::NotBuiltIn { feature } => write!(
                f,
                "this program was built without it; turn on the Cargo feature `{feature}` of the crate pvwa"
            ),
            Self::BaseUrl(problem) => write!(f, "{problem}"),
            Self::PlainHttp => f.write_str(
                "the address is plain http, over which the password and every secret could be read on the \
                 way; use https, or set allow_plain_http = true for a test server",
            ),
            Self::Options(problem) => write!(f, "{problem}"),
        }
    }
}

impl SettingsError {
    pub(super) fn new(place: Place, problem: SettingsProblem) -> Self {
        Self { place, problem }
    }
}
