//! Where secrets are, and how they are read from there.

use super::{
    error::{Place, SettingsError, SettingsProblem},
    find,
};
use pvwa_api::Secret;
use std::{env, path::PathBuf};

/// The most bytes of a file with a secret that are read: 64 KiB.
const LONGEST_SECRET: usize = 64 << 10;

/// Where a secret is. It is read when it is needed, and not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretPlace {
    /// In this variable of the environment.
    Environment(String),
    /// In this file, as all that is in it, up to one line end.
    #[non_exhaustive]
    File {
        /// The path.
        path: PathBuf,
        /// Whether everybody on the machine may read it.
        readable: bool,
    },
    /// In the keyring of the operating system, with the Cargo feature `keyring`.
    Keyring {
        /// The service.
        service: String,
        /// The account.
        user: String,
    },
}

impl SecretPlace {
    pub(super) fn file(path: PathBuf) -> Self {
        Self::File {
            path,
            readable: false,
        }
    }

    pub(super) fn may_be_readable(&mut self, yes: bool) {
        if let Self::File { readable, .. } = self {
            *readable = yes;
        }
    }

    /// Reads the secret, afresh each time.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] where it is not there, or where others may read it.
    pub fn read(&self) -> Result<Secret, SettingsError> {
        match self {
            Self::Environment(name) => env::var(name)
                .ok()
                .filter(|text| !text.is_empty())
                .map(Secret::from)
                .ok_or_else(|| {
                    let place = Place::Variable(name.clone());
                    SettingsError::new(place, SettingsProblem::NotSet)
                }),
            Self::File { path, readable } => {
                let failed = |problem| {
                    let path = path.clone();
                    SettingsError::new(Place::File { path, line: None }, problem)
                };
                if !readable && find::others(path, 0o007) {
                    return Err(failed(SettingsProblem::Readable));
                }
                let bytes = find::bytes(path, LONGEST_SECRET).map_err(failed)?;
                let mut text =
                    String::from_utf8(bytes).map_err(|_| failed(SettingsProblem::NoText))?;
                // Editors and `echo` put it there; no password ends in one.
                let line_end = ["\r\n", "\n"].into_iter().find(|end| text.ends_with(end));
                text.truncate(text.len() - line_end.map_or(0, str::len));
                match text.is_empty() {
                    true => Err(failed(SettingsProblem::NotSet)),
                    false => Ok(Secret::from(text)),
                }
            }
            Self::Keyring { service, user } => {
                let place = Place::Keyring(service.clone());
                in_keyring(service, user).map_err(|problem| SettingsError::new(place, problem))
            }
        }
    }
}

#[cfg(feature = "keyring")]
fn in_keyring(service: &str, user: &str) -> Result<Secret, SettingsProblem> {
    let entry = keyring::Entry::new(service, user).and_then(|entry| entry.get_password());
    entry
        .map(Secret::from)
        .map_err(|error| SettingsProblem::Keyring {
            reason: error.to_string(),
        })
}

#[cfg(not(feature = "keyring"))]
fn in_keyring(_: &str, _: &str) -> Result<Secret, SettingsProblem> {
    Err(SettingsProblem::NotBuiltIn { feature: "keyring" })
}
