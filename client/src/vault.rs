//! The entrance: a vault, and how to get to one.

use crate::{
    Accounts, Credentials, Error, Members, Safes,
    base_url::{BaseUrl, BaseUrlError},
    connection::Connection,
    session::Sessions,
    wire::Wire,
};
use futures::FutureExt;
use pvwa_api::layers::Layers;
use reqwest::redirect;
use std::{fmt, future::Future, panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tracing::warn;

/// How long a connection may take to come about, unless the builder says otherwise: 10 seconds.
///
/// A server on the same continent answers within one; ten cover a cold firewall and three lost
/// packets, and still tell a wrong address soon.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long one request may take, from sending to the last byte of the answer, unless the builder
/// says otherwise: 60 seconds.
///
/// Long enough for a page of 1,000 accounts from a busy vault, short enough to notice a dead one.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// A vault, seen through its PVWA.
///
/// Clones are cheap and share one session. The first call logs on; when the session has run out,
/// one call logs on again for all. The session ends with [`Vault::logoff`], at the end of a
/// [`Vault::scope`], or when the last clone is dropped within a tokio runtime.
#[derive(Clone)]
pub struct Vault {
    api: pvwa_api::Client,
    connection: Arc<Connection>,
}

impl Vault {
    /// Begins to set up a vault at `base_url`, such as `https://pvwa.example.com`.
    ///
    /// `/PasswordVault`, a trailing slash and a port may be there or not.
    pub fn builder(base_url: impl AsRef<str>) -> VaultBuilder {
        VaultBuilder {
            base_url: BaseUrl::parse(base_url.as_ref()),
            credentials: None,
            allow_plain_http: false,
            connect_timeout: CONNECT_TIMEOUT,
            request_timeout: REQUEST_TIMEOUT,
        }
    }

    /// Where this vault's API is.
    pub fn base_url(&self) -> &BaseUrl {
        &self.connection.wire.base
    }

    /// The name of the user who logs on; empty where it is not known.
    pub(crate) fn user(&self) -> &str {
        self.connection.sessions.user()
    }

    /// Logs on if no session is open.
    ///
    /// Calling this is optional, since every call does so; it tells early whether the credentials
    /// are right, and it is the only call that tries again after the vault has refused them.
    ///
    /// # Errors
    ///
    /// [`Error::Logon`] where the vault refuses; what stands between here and the vault otherwise.
    pub async fn logon(&self) -> Result<(), Error> {
        self.connection.sessions.log_on().await
    }

    /// Logs off, for all clones. Does nothing where no session is open; the next call opens one.
    ///
    /// # Errors
    ///
    /// What kept the vault from hearing of it. This vault has forgotten the session all the same.
    pub async fn logoff(&self) -> Result<(), Error> {
        self.connection.sessions.log_off().await
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
        Accounts::new(&self.api)
    }

    /// The safes.
    pub fn safes(&self) -> Safes<'_> {
        Safes::new(&self.api)
    }

    /// The members of the safe with the name `safe`.
    pub fn members(&self, safe: impl Into<String>) -> Members<'_> {
        Members::new(&self.api, safe.into())
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

/// Sets up a [`Vault`].
#[derive(Clone, Debug)]
#[must_use = "nothing happens before build()"]
pub struct VaultBuilder {
    base_url: Result<BaseUrl, BaseUrlError>,
    credentials: Option<Credentials>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    request_timeout: Duration,
}

impl VaultBuilder {
    /// Sets who logs on.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Allows a base URL without encryption: for test servers only, since passwords, tokens and
    /// every secret can be read on the way.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sets how long a connection may take to come about; [`CONNECT_TIMEOUT`] unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long one request may take; [`REQUEST_TIMEOUT`] unless set.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout;
        self
    }

    /// Makes the vault. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::BaseUrl`] where the address cannot be used, [`Error::NoCredentials`] where nobody
    /// was named, [`Error::HttpClient`] where the machine lacks what TLS needs.
    pub fn build(self) -> Result<Vault, Error> {
        let base = self.base_url?;
        if !base.is_encrypted() && !self.allow_plain_http {
            return Err(BaseUrlError::PlainHttp.into());
        }
        let credentials = self.credentials.ok_or(Error::NoCredentials)?;
        if credentials.user().is_empty() {
            return Err(Error::NoCredentials);
        }
        let mut http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .timeout(self.request_timeout)
            .user_agent(concat!("pvwa/", env!("CARGO_PKG_VERSION")))
            // A redirect would take the token to wherever the server says.
            .redirect(redirect::Policy::none())
            .https_only(base.is_encrypted());
        if base.is_loopback() {
            // No proxy can reach this machine by that name.
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|error| Error::HttpClient(Arc::new(error)))?;
        let wire = Wire { base };
        let connection = Arc::new(Connection {
            sessions: Sessions::new(http.clone(), wire.clone(), credentials),
            wire,
        });
        let api = pvwa_api::Client::new_with_client(
            connection.wire.base.as_str(),
            http,
            Layers::shared(connection.clone()),
        );
        Ok(Vault { api, connection })
    }
}
