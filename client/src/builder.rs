//! What a vault is set up with.

use crate::{
    Credentials, Error, Vault,
    base_url::{BaseUrl, BaseUrlError},
    connect::ConnectOptions,
    connection::Connection,
    misprint::Misprint,
    session::Sessions,
    wire::Wire,
};
use pvwa_api::{layers::Layers, operation::Edition};
use std::sync::Arc;

/// Sets up a [`Vault`].
#[derive(Clone, Debug)]
#[must_use = "nothing happens before build()"]
pub struct VaultBuilder {
    base_url: Result<BaseUrl, BaseUrlError>,
    credentials: Option<Credentials>,
    edition: Option<Edition>,
    pub(crate) connect: ConnectOptions,
}

impl VaultBuilder {
    pub(crate) fn new(base_url: Result<BaseUrl, BaseUrlError>) -> Self {
        Self {
            base_url,
            credentials: None,
            edition: None,
            connect: ConnectOptions::new(),
        }
    }

    /// Sets who logs on.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets where the vault runs, and so which operations it has. Unless set, the base URL tells:
    /// see [`BaseUrl::edition`].
    pub fn edition(mut self, edition: Edition) -> Self {
        self.edition = Some(edition);
        self
    }

    /// Makes the vault. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::BaseUrl`] where the address cannot be used, [`Error::NoCredentials`] where nobody
    /// was named, [`Error::Credentials`] where the name or the password cannot be right,
    /// [`Error::Options`] for what is wrong with another option, [`Error::HttpClient`] where the
    /// machine lacks what TLS needs.
    pub fn build(self) -> Result<Vault, Error> {
        let base = self.base_url?;
        if !base.is_encrypted() && !self.connect.allows_plain_http() {
            return Err(BaseUrlError::PlainHttp.into());
        }
        let credentials = self.credentials.ok_or(Error::NoCredentials)?;
        if credentials.user().is_empty() {
            return Err(Error::NoCredentials);
        }
        check_credentials(&credentials)?;
        let http = self.connect.client(&base)?;
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

/// Refuses what no user and no password is, before it is sent.
fn check_credentials(credentials: &Credentials) -> Result<(), Error> {
    let texts = [
        ("name of the user", credentials.user()),
        ("password", credentials.password().expose()),
    ];
    texts.into_iter().try_for_each(|(what, text)| {
        Misprint::in_text(text).map_or(Ok(()), |problem| Err(Error::Credentials { what, problem }))
    })
}
