//! Logging on as the one user that the server holds a credential file for.

use super::{Credentials, Door, Ends, LogonMethod, Method, Opened, SecretSource, logon::Who};
use crate::{Error, error::Named};
use pvwa_api::{Secret, layers::BoxFuture};

/// The user of the credential file on the PVWA server, whoever calls.
///
/// `POST /WebServices/auth/Shared/RestfulAuthenticationService.svc/Logon`, of the first generation.
/// Nothing is sent; the server lets in whom it wants, by a client certificate as a rule, which
/// [`client_certificate`](crate::VaultBuilder::client_certificate) sets.
///
/// Everybody who is let in acts with all rights of that one user, and the vault's records name no
/// other. Any other way is the better one.
///
/// ```no_run
/// use pvwa::{Shared, Vault, connect::ClientCertificate};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let pem = std::fs::read_to_string("client.pem")?;
/// let vault = Vault::builder("https://pvwa.example.com")
///     .client_certificate(ClientCertificate::from_pem(pem))
///     .credentials(Shared::new())
///     .build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Shared(());

impl Shared {
    /// The shared user.
    pub fn new() -> Self {
        Self(())
    }
}

impl From<Shared> for Credentials {
    fn from(method: Shared) -> Self {
        Self::new(method)
    }
}

impl Method for Shared {
    fn user(&self) -> Option<&str> {
        None
    }

    fn method(&self) -> LogonMethod {
        LogonMethod::Shared
    }

    fn source(&self) -> Option<&SecretSource> {
        None
    }

    fn open<'a>(
        &'a self,
        door: &'a Door,
        _: Option<&'a Secret>,
    ) -> BoxFuture<'a, Result<Opened, Error>> {
        Box::pin(async move {
            let who = Who {
                user: None,
                method: LogonMethod::Shared,
            };
            let answer = door.api(None, None).logon_shared_gen1().send().await;
            let answer = answer.named("logon_shared_gen1");
            let answer = answer.map_err(|error| who.failed(error))?;
            Opened::of_pvwa(door, &answer.logon_result)
                .map(|opened| opened.ending(Ends::LogoffShared))
        })
    }
}
