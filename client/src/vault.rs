//! The entrance: a vault, and how to get to one.

use crate::{
    Accounts, Error, Members, Safes, VaultBuilder, base_url::BaseUrl, connection::Connection,
    lost::Witness,
};
use futures::FutureExt;
use pvwa_api::operation::{Edition, Version};
use std::{fmt, future::Future, panic::AssertUnwindSafe, sync::Arc};
use tracing::warn;

/// A vault, seen through its PVWA.
///
/// Clones are cheap and share one session. The first call logs on; when the session has run out,
/// one call logs on again for all. The session ends with [`Vault::logoff`], at the end of a
/// [`Vault::scope`], or when the last clone is dropped within a tokio runtime.
#[derive(Clone)]
pub struct Vault {
    pub(crate) api: pvwa_api::Client,
    pub(crate) connection: Arc<Connection>,
}

impl Vault {
    /// Begins to set up a vault at `base_url`, such as `https://pvwa.example.com`.
    ///
    /// `/PasswordVault`, a trailing slash and a port may be there or not.
    pub fn builder(base_url: impl AsRef<str>) -> VaultBuilder {
        VaultBuilder::new(BaseUrl::parse(base_url.as_ref()))
    }

    /// Where this vault's API is.
    pub fn base_url(&self) -> &BaseUrl {
        &self.connection.core.line.wire.base
    }

    /// Logs on if no session is open.
    ///
    /// Calling this is optional, since every call does so; it tells early whether the credentials
    /// are right, and it is the only call that tries again after the vault has refused them.
    ///
    /// # Errors
    ///
    /// [`Error::Logon`], [`Error::RadiusChallenge`] or [`Error::PasswordExpired`] where the vault
    /// refuses; what stands between here and the vault otherwise.
    pub async fn logon(&self) -> Result<(), Error> {
        self.connection.core.sessions.log_on().await
    }

    /// Logs off, for all clones. Does nothing where no session is open; the next call opens one.
    ///
    /// # Errors
    ///
    /// What kept the vault from hearing of it. This vault has forgotten the session all the same.
    pub async fn logoff(&self) -> Result<(), Error> {
        self.connection.core.sessions.log_off().await
    }

    /// Logs off for good: no clone of this vault opens another session, except by
    /// [`Vault::logon`]. Calls that are under way may end with [`Error::Closed`] or
    /// [`Error::Unauthorized`].
    ///
    /// # Errors
    ///
    /// What kept the vault from hearing of it. Nothing is left open on this side all the same.
    pub async fn close(self) -> Result<(), Error> {
        self.connection.core.sessions.close().await
    }

    /// The name of the user that logs on; `None` where only the vault will say it.
    pub fn user(&self) -> Option<&str> {
        self.connection.core.sessions.credentials().user()
    }

    /// Where this vault runs, which decides which operations it has.
    pub fn edition(&self) -> Edition {
        self.connection.gate.edition()
    }

    /// The version of the vault; `None` where it is not known: see [`crate::VersionCheck`]. The vault is
    /// asked once.
    ///
    /// `GET /WebServices/PIMServices.svc/Server`. Needs no permission.
    ///
    /// # Errors
    ///
    /// What kept the question from being answered, other than a refusal.
    pub async fn version(&self) -> Result<Option<Version>, Error> {
        self.connection.gate.version(&self.connection.inside).await
    }

    /// Runs `body` and logs off afterwards, whatever happens in it: success, error or panic.
    ///
    /// When the returned future is dropped before its end, the logoff is left to the runtime. A
    /// logoff that fails is only logged; call [`Vault::logoff`] to hear of it.
    pub async fn scope<T, F>(&self, body: impl FnOnce(Self) -> F) -> T
    where
        F: Future<Output = T>,
    {
        let guard = LogoffGuard(Some(self.clone()));
        let outcome = AssertUnwindSafe(async { body(self.clone()).await })
            .catch_unwind()
            .await;
        guard.log_off().await;
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// The accounts of all safes.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(&self.api, self.witness())
    }

    /// The safes.
    pub fn safes(&self) -> Safes<'_> {
        Safes::new(&self.api, self.witness())
    }

    /// The members of the safe with the name `safe`.
    pub fn members(&self, safe: impl Into<String>) -> Members<'_> {
        Members::new(&self.api, safe.into(), self.witness())
    }

    fn witness(&self) -> Witness<'_> {
        Witness::new(&self.connection.core.line, self.user())
    }

    /// The generated operations, through the same session.
    ///
    /// Every failure travels through them as a carrier of an [`Error`]: turn it into one, with `?`
    /// or `Error::from`, before looking at it or showing it.
    pub fn api(&self) -> &pvwa_api::Client {
        &self.api
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("base_url", self.base_url())
            .finish_non_exhaustive()
    }
}

/// Logs off at the end of a scope, or when the scope is abandoned.
struct LogoffGuard(Option<Vault>);

impl LogoffGuard {
    async fn log_off(mut self) {
        // Taken only afterwards, so that a scope which is abandoned here still logs off.
        if let Some(vault) = &self.0 {
            finish(vault).await;
        }
        self.0 = None;
    }
}

impl Drop for LogoffGuard {
    fn drop(&mut self) {
        if let Some(vault) = self.0.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move { finish(&vault).await });
        }
    }
}

async fn finish(vault: &Vault) {
    if let Err(error) = vault.logoff().await {
        warn!(%error, "the logoff at the end of a scope failed");
    }
}
