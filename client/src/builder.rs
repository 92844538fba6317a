//! What a vault is set up with.

use crate::{
    Credentials, Error, Vault,
    base_url::{BaseUrl, BaseUrlError},
    connection::Connection,
    session::Sessions,
    wire::Wire,
};
use pvwa_api::layers::Layers;
use reqwest::redirect;
use std::{sync::Arc, time::Duration};

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
    pub(crate) fn new(base_url: Result<BaseUrl, BaseUrlError>) -> Self {
        Self {
            base_url,
            credentials: None,
            allow_plain_http: false,
            connect_timeout: CONNECT_TIMEOUT,
            request_timeout: REQUEST_TIMEOUT,
        }
    }

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
