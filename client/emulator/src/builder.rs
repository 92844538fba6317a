//! What an emulator is started with.

use crate::{
    certificate::Certificate, clock::Clock, emulator::Emulator, predefined::ADMINISTRATOR,
    principals::User, safe::check_name, state::Vault, workflow::Rule,
};
use pvwa_api::operation::{self, Version};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};
use thiserror::Error;

/// An emulator about to be started; made by [`Emulator::builder`].
#[derive(Clone, Debug)]
pub struct EmulatorBuilder {
    users: Vec<User>,
    version: Version,
    edition: Edition,
    clock: Clock,
    listen: SocketAddr,
    tls: Option<Vec<String>>,
    accounts: Vec<(u32, String)>,
    rules: Vec<(Option<String>, Rule)>,
}

/// Where a vault runs, and what it therefore has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edition {
    /// On the customer's own servers.
    #[default]
    SelfHosted,
    /// As CyberArk's service, with Identity for the logon.
    PrivilegeCloud,
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
    /// The vault has no platform of the id.
    #[error(
        "there is no platform `{0}` to set a rule for; the vault has UnixSSH, WinDomain and the like from the start"
    )]
    UnknownPlatform(String),
    /// The address cannot be listened on.
    #[error(
        "cannot listen at {address}: {source}; give an address of this computer and a free port, or port 0"
    )]
    Listen {
        /// What was to be listened on.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No certificate can be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[source] io::Error),
}

impl From<Edition> for operation::Edition {
    fn from(edition: Edition) -> Self {
        match edition {
            Edition::SelfHosted => Self::SelfHosted,
            Edition::PrivilegeCloud => Self::PrivilegeCloud,
        }
    }
}

impl EmulatorBuilder {
    pub(crate) fn new() -> Self {
        Self {
            users: Vec::new(),
            version: Version::new(14, 6, 0),
            edition: Edition::default(),
            clock: Clock::default(),
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            tls: None,
            accounts: Vec::new(),
            rules: Vec::new(),
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

    /// Emulates this version instead of 14.6: operations that it does not have are not found.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// Emulates this edition instead of Self-Hosted.
    #[must_use]
    pub fn edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// Starts with a clock that stands still at this moment, in seconds since 1970-01-01 UTC, and
    /// moves by [`Emulator::advance`] alone.
    #[must_use]
    pub fn stopped_clock(mut self, seconds: i64) -> Self {
        self.clock = Clock::stopped_at(seconds);
        self
    }

    /// Listens at this address instead of a free port of 127.0.0.1. One that others can reach
    /// shows them every secret in the vault: a warning is logged.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Speaks TLS with a certificate made at the start, for 127.0.0.1, `::1` and `localhost`;
    /// [`Emulator::authority`] is what a client has to trust.
    #[must_use]
    pub fn tls(mut self) -> Self {
        self.tls = Some(Vec::new());
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

    /// Turns a rule of privileged access on: for one platform by its id, or in the master policy,
    /// which holds for all of them.
    ///
    /// ```
    /// use pvwa_emulator::{Emulator, Rule};
    ///
    /// let builder = Emulator::builder().rule(Some("WinDomain"), Rule::DualControl);
    /// # let _ = builder;
    /// ```
    #[must_use]
    pub fn rule(mut self, platform: Option<&str>, rule: Rule) -> Self {
        self.rules.push((platform.map(str::to_owned), rule));
        self
    }

    /// Starts the emulator within the current tokio runtime.
    ///
    /// # Errors
    ///
    /// [`SetupError::UnknownAuthorization`] where a user was given what no vault knows,
    /// [`SetupError::UnknownPlatform`] where a rule is for a platform that is not there, and
    /// [`SetupError::Listen`] where there is no port to listen on.
    pub async fn start(self) -> Result<Emulator, SetupError> {
        let mut vault = Vault::empty(self.version, self.edition.into(), self.clock);
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
        for (platform, rule) in self.rules {
            if vault.set_rule(platform.as_deref(), rule).is_err() {
                return Err(SetupError::UnknownPlatform(platform.unwrap_or_default()));
            }
        }
        let certificate = self.tls.map(|names| Certificate::new(&names));
        let certificate = certificate.transpose().map_err(SetupError::Certificate)?;
        let address = self.listen;
        if !address.ip().is_loopback() {
            tracing::warn!(%address, "others than this computer can reach the emulator");
        }
        Emulator::serve(vault, address, certificate)
            .await
            .map_err(|source| SetupError::Listen { address, source })
    }
}
