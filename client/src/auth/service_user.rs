//! Logging on as a service user of Identity.

use super::{
    Credentials, Door, IdentityUrl, LogonMethod, Method, Opened, SecretSource, Site, check_user,
    identity::Tenant, needed,
};
use crate::Error;
use identity_api::types::{PlatformTokenGrant, PlatformTokenRequest};
use pvwa_api::{Secret, layers::BoxFuture};

/// A service user of CyberArk Identity, for programs that work with Privilege Cloud on the shared
/// services.
///
/// `POST /oauth2/platformtoken` of the Identity tenant: the OAuth 2.0 grant of client credentials. The
/// service user must be an OAuth confidential client, and a member of what it is to see in the vault.
///
/// ```no_run
/// use pvwa::{SecretSource, ServiceUser, Vault};
///
/// # async fn example() -> Result<(), pvwa::Error> {
/// // Where the vault and Identity are, by the company's subdomain.
/// let tenant = Vault::privilege_cloud("acme").discover().await?;
/// let secret = SecretSource::file("/run/secrets/pvwa");
/// let vault = tenant
///     .builder()
///     .credentials(ServiceUser::new("robot@cyberark.cloud.1234", secret.clone()))
///     .build()?;
///
/// // The same by hand.
/// let vault = Vault::builder("https://acme.privilegecloud.cyberark.cloud")
///     .credentials(
///         ServiceUser::new("robot@cyberark.cloud.1234", secret)
///             .identity("https://abc1234.id.cyberark.cloud"),
///     )
///     .build()?;
/// # Ok(()) }
/// ```
///
/// Tokens are good for 15 minutes to an hour, as Identity says, and are renewed before they expire.
/// There is no logoff: a token ends by itself.
#[derive(Clone, Debug)]
pub struct ServiceUser {
    client_id: String,
    secret: SecretSource,
    identity: IdentityUrl,
}

impl ServiceUser {
    /// The service user with this login name, with its suffix, and this client secret.
    pub fn new(client_id: impl Into<String>, secret: impl Into<SecretSource>) -> Self {
        Self {
            client_id: client_id.into(),
            secret: secret.into(),
            identity: IdentityUrl::default(),
        }
    }

    /// Sets where Identity is, as scheme and host, such as `https://abc1234.id.cyberark.cloud`.
    /// Unless set, it is where [discovery](crate::connect::Discovery) found it.
    pub fn identity(mut self, url: impl AsRef<str>) -> Self {
        self.identity = IdentityUrl::parse(url.as_ref());
        self
    }

    async fn log_on(&self, door: &Door, secret: &Secret) -> Result<Opened, Error> {
        use super::identity::Named;
        let tenant = Tenant::at(door, self.identity.settle(&door.site())?)?;
        let body = PlatformTokenRequest::builder()
            .grant_type(PlatformTokenGrant::ClientCredentials)
            .client_id(self.client_id.as_str())
            .client_secret(secret.expose());
        let answer = tenant
            .api()
            .request_platform_token()
            .body(body)
            .send()
            .await;
        let answer = answer.named("request_platform_token");
        let answer =
            answer.map_err(|error| error.of_logon(&self.client_id, LogonMethod::ServiceUser))?;
        Opened::of_identity(door, answer.access_token.expose(), answer.expires_in)
    }
}

impl From<ServiceUser> for Credentials {
    fn from(method: ServiceUser) -> Self {
        Self::new(method)
    }
}

impl Method for ServiceUser {
    fn user(&self) -> Option<&str> {
        Some(&self.client_id)
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::ServiceUser
    }

    fn source(&self) -> Option<&SecretSource> {
        Some(&self.secret)
    }

    fn calls_secret(&self) -> &'static str {
        "client secret"
    }

    fn check(&self, site: &Site<'_>) -> Result<(), Error> {
        check_user(&self.client_id)?;
        self.secret.check(self.calls_secret())?;
        self.identity.settle(site).map(drop)
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        secret: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move { self.log_on(door, needed(secret)?).await })
    }
}
