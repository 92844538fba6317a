//! What an emulator is started with.

use crate::{
    emulator::Emulator, predefined::ADMINISTRATOR, principals::User, safe::check_name, state::Vault,
};
use pvwa_api::operation::Version;
use std::io;
use thiserror::Error;

/// An emulator about to be started; made by [`Emulator::builder`].
#[derive(Clone, Debug)]
pub struct EmulatorBuilder {
    users: Vec<User>,
    version: Version,
    accounts: Vec<(u32, String)>,
}

/// Why an emulator was not set up.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SetupError {
    /// No safe can have the name.
    #[error(
        "`{0}` cannot be the name of a safe; give 1 to 28 characters without any of \\ / : * < > . | ? \" % & + and without a space at the start"
    )]
    SafeName(String),
    /// No vault knows the authorisation.
    #[error("user {user}: `{authorization}` is no vault authorisation; the API knows {}", crate::principals::AUTHORIZATIONS.join(", "))]
    UnknownAuthorization {
        /// The user that was to have it.
        user: String,
        /// Its name.
        authorization: String,
    },
    /// The loopback address cannot be listened on.
    #[error("cannot listen on a free port of 127.0.0.1: {0}")]
    Listen(#[from] io::Error),
}

impl EmulatorBuilder {
    pub(crate) fn new() -> Self {
        Self {
            users: Vec::new(),
            version: Version::new(14, 6, 0),
            accounts: Vec::new(),
        }
    }

    /// Adds a user, or replaces the predefined one of that name.
    ///
    /// Without this there is Administrator with all ten authorisations and a made-up password,
    /// which [`Emulator::password_of`] tells.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Emulates Self-Hosted of this version instead of 14.6: operations that it does not have are
    /// not found.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// Makes up accounts in a safe, the same ones each time. The safe comes into being with
    /// Administrator as its creator.
    ///
    /// # Errors
    ///
    /// [`SetupError::SafeName`] where no safe can have the name.
    pub fn accounts(mut self, count: u32, safe: impl Into<String>) -> Result<Self, SetupError> {
        let safe = safe.into();
        if check_name(&safe).is_err() {
            return Err(SetupError::SafeName(safe));
        }
        self.accounts.push((count, safe));
        Ok(self)
    }

    /// Starts the emulator on a free port of 127.0.0.1, within the current tokio runtime.
    ///
    /// # Errors
    ///
    /// [`SetupError::UnknownAuthorization`] where a user was given what no vault knows, and
    /// [`SetupError::Listen`] where there is no port to listen on.
    pub async fn start(self) -> Result<Emulator, SetupError> {
        let mut vault = Vault::empty(self.version);
        vault.add_predefined();
        for user in self.users {
            if let Some(authorization) = user.unknown_authorization() {
                return Err(SetupError::UnknownAuthorization {
                    user: user.name.clone(),
                    authorization: authorization.to_owned(),
                });
            }
            vault.put_user(user);
        }
        let owner = vault.user(ADMINISTRATOR).map_or(0, |user| user.id);
        for (count, safe) in self.accounts {
            if vault.add_made_up(count, &safe, owner).is_err() {
                return Err(SetupError::SafeName(safe));
            }
        }
        Ok(Emulator::serve(vault).await?)
    }
}
