//! What an emulator is started with.

use crate::{
    certificate::{Certificate, CertificateFlaw, Wanted},
    clock::Clock,
    emulator::{Emulator, Setup},
    faults::PlannedFault,
    predefined::ADMINISTRATOR,
    principals::User,
    quirks::Quirk,
    received::Recorder,
    safe::check_name,
    seed::{NotASeed, Seed},
    state::Vault,
    tenant::{Application, IdentityUser},
    workflow::Rule,
};
use pvwa_api::Secret;
use pvwa_api::operation::{self, Version};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
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
    tls: Option<Wanted>,
    nodes: usize,
    latency: Duration,
    record: Option<PathBuf>,
    administrator: Option<User>,
    seeds: Vec<Seed>,
    faults: Vec<PlannedFault>,
    /// Each with whether it is on.
    quirks: Vec<(Quirk, bool)>,
    accounts: Vec<(u32, String)>,
    rules: Vec<(Option<String>, Rule)>,
    identity: IdentitySetup,
}

/// What the Identity tenant is started with.
#[derive(Clone, Debug, Default)]
struct IdentitySetup {
    users: Vec<IdentityUser>,
    applications: Vec<Application>,
    elsewhere: Vec<(String, String)>,
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
        "cannot listen at {address}; give an address of this computer and a free port, or port 0"
    )]
    Listen {
        /// What was to be listened on.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// What the vault was to be filled with cannot be.
    #[error(transparent)]
    Seed(#[from] NotASeed),
    /// The file for the requests cannot be written.
    #[error("cannot write to {path}")]
    Record {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No certificate can be made.
    #[error("cannot make a certificate")]
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
            nodes: 1,
            latency: Duration::ZERO,
            record: None,
            administrator: None,
            seeds: Vec::new(),
            faults: Vec::new(),
            quirks: Vec::new(),
            accounts: Vec::new(),
            rules: Vec::new(),
            identity: IdentitySetup::default(),
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

    /// Adds a person or a service user to the Identity tenant, or replaces the one of that name.
    ///
    /// Without this there is an administrator, whom [`Emulator::identity_administrator`] tells.
    #[must_use]
    pub fn identity_user(mut self, user: IdentityUser) -> Self {
        self.identity.users.push(user);
        self
    }

    /// Adds a service user to the Identity tenant, who may do nothing by itself: short for
    /// [`Self::identity_user`] with [`IdentityUser::service`].
    #[must_use]
    pub fn service_user(self, name: impl Into<String>, secret: impl Into<Secret>) -> Self {
        self.identity_user(IdentityUser::service(name, secret))
    }

    /// Adds an OAuth application to the Identity tenant, and where its authorisations may lead to.
    /// That of the shared services, `__idaptive_cybr_user_oidc`, is there from the start.
    #[must_use]
    pub fn oauth_application<T: Into<String>>(
        mut self,
        id: impl Into<String>,
        redirects: impl IntoIterator<Item = T>,
    ) -> Self {
        self.identity.applications.push(Application {
            id: id.into(),
            redirects: redirects.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// Makes the users of a suffix belong to another tenant: who wants to log on under such a name
    /// is sent to this host.
    #[must_use]
    pub fn identity_elsewhere(
        mut self,
        suffix: impl Into<String>,
        host: impl Into<String>,
    ) -> Self {
        self.identity.elsewhere.push((suffix.into(), host.into()));
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
        self.tls.get_or_insert_default();
        self
    }

    /// Speaks TLS with a certificate that a careful client refuses.
    #[must_use]
    pub fn tls_flaw(mut self, flaw: CertificateFlaw) -> Self {
        self.tls.get_or_insert_default().flaw = Some(flaw);
        self
    }

    /// Speaks TLS, and with nobody who does not show the certificate that
    /// [`Emulator::client_certificate`] tells. It does not say whom a logon is for: see
    /// [`User::certificate`].
    #[must_use]
    pub fn tls_client_certificate(mut self) -> Self {
        self.tls.get_or_insert_default().of_clients = true;
        self
    }

    /// Spreads the requests over several nodes, as a load balancer does: a token is good only at the
    /// node that issued it, and a caller stays there by the cookie of its logon.
    #[must_use]
    pub fn nodes(mut self, nodes: usize) -> Self {
        self.nodes = nodes;
        self
    }

    /// Names the user who may do everything, and whose are the safes of the start, instead of
    /// Administrator with a password of its own.
    #[must_use]
    pub fn administrator(mut self, name: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.administrator = Some(User::new(name, password));
        self
    }

    /// Fills the vault.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seeds.push(seed);
        self
    }

    /// Has a fault wait for its requests from the start.
    #[must_use]
    pub fn fault(mut self, fault: PlannedFault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Turns a quirk on from the start.
    #[must_use]
    pub fn quirk(mut self, quirk: Quirk) -> Self {
        self.quirks.push((quirk, true));
        self
    }

    /// Turns a quirk off that is on from the start, such as [`Quirk::SavedFilterLost`].
    #[must_use]
    pub fn quirk_off(mut self, quirk: Quirk) -> Self {
        self.quirks.push((quirk, false));
        self
    }

    /// Lets every answer take this long besides.
    #[must_use]
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Appends every request to a file, a line of JSON each, without headers and secrets.
    #[must_use]
    pub fn record(mut self, file: impl Into<PathBuf>) -> Self {
        self.record = Some(file.into());
        self
    }

    /// Makes up accounts, the same ones each time, spread over safes called `Made up 1` and so on.
    #[must_use]
    pub fn made_up(mut self, accounts: u32, safes: u32) -> Self {
        let safes = safes.max(1);
        for safe in 0..safes {
            let count = accounts / safes + u32::from(safe < accounts % safes);
            self.accounts.push((count, format!("Made up {}", safe + 1)));
        }
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
        vault.sessions.set_nodes(self.nodes);
        vault.add_predefined();
        vault.add_tenant();
        for user in self.identity.users {
            vault.put_identity_user(user);
        }
        for application in self.identity.applications {
            vault.tenant.add_application(application);
        }
        for (suffix, host) in self.identity.elsewhere {
            vault.tenant.send_elsewhere(suffix, host);
        }
        for user in self.users {
            if let Some(authorization) = user.unknown_authorization() {
                return Err(SetupError::UnknownAuthorization {
                    user: user.name.clone(),
                    authorization: authorization.to_owned(),
                });
            }
            vault.put_user(user);
        }
        let owner = match self.administrator {
            Some(user) => vault.put_administrator(user),
            None => vault.user(ADMINISTRATOR).map_or(0, |user| user.id),
        };
        for seed in self.seeds {
            seed.fill(&mut vault, owner)?;
        }
        for (quirk, on) in self.quirks {
            vault.quirks.set(quirk, on);
        }
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
        let certificate = self.tls.map(Certificate::new);
        let certificate = certificate.transpose().map_err(SetupError::Certificate)?;
        let address = self.listen;
        if !address.ip().is_loopback() {
            tracing::warn!(%address, "others than this computer can reach the emulator");
        }
        let record = self.record.map(|path| Recorder::open(&path)).transpose()?;
        let setup = Setup {
            vault,
            listen: address,
            certificate,
            latency: self.latency,
            record,
        };
        let emulator = Emulator::serve(setup)
            .await
            .map_err(|source| SetupError::Listen { address, source })?;
        for planned in self.faults {
            emulator.plan(planned);
        }
        Ok(emulator)
    }
}
