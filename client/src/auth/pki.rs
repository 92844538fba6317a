//! Logging on with a client certificate.

use super::{
    CallbackError, Credentials, Door, LogonMethod, Method, Opened, SecretSource, Site,
    ask::callback,
    logon::{self, CONCURRENT_SESSIONS, Who},
    second_step::{SecondStep, pki_pn},
};
use crate::Error;
use pvwa_api::{Secret, layers::BoxFuture};
use std::fmt;

/// The owner of a client certificate.
///
/// `POST /API/Auth/PKI/Logon`, from version 10.4 on. Needs no permission. The certificate is shown
/// during the TLS handshake, so it is set on the builder:
///
/// ```no_run
/// use pvwa::{LogonMethod, Pki, SecretSource, Vault, connect::ClientCertificate};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let pem = std::fs::read_to_string("client.pem")?;
/// let vault = Vault::builder("https://pvwa.example.com")
///     .client_certificate(ClientCertificate::from_pem(pem))
///     // Only where the site wants a password besides.
///     .credentials(Pki::new().second_step(LogonMethod::Ldap, SecretSource::file("/run/secrets/pvwa")))
///     .build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Pki {
    second: SecondStep,
    concurrent: bool,
}

/// The owner of a client certificate whose principal name (UPN) is the name of the user.
///
/// `POST /API/Auth/PKIPN/Logon`, from version 10.4 on. Needs no permission. Everything else is as with
/// [`Pki`].
///
/// ```no_run
/// use pvwa::{PkiPn, Vault, connect::ClientCertificate};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let pem = std::fs::read_to_string("client.pem")?;
/// let vault = Vault::builder("https://pvwa.example.com")
///     .client_certificate(ClientCertificate::from_pem(pem))
///     .credentials(PkiPn::new())
///     .build()?;
/// vault.logon().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PkiPn {
    second: SecondStep,
    concurrent: bool,
}

macro_rules! by_certificate {
    ($name:ident, $method:expr, $add:expr) => {
        impl $name {
            /// Whoever the certificate names.
            pub fn new() -> Self {
                Self {
                    second: SecondStep::default(),
                    concurrent: CONCURRENT_SESSIONS,
                }
            }

            /// Sets by which method the second step is taken, where the site has one, and with which
            /// secret: mostly LDAP and the password. The vault says who the user is.
            ///
            /// Without it, a site that asks for a second step gets [`Error::SecondStep`].
            pub fn second_step(
                mut self,
                method: LogonMethod,
                secret: impl Into<SecretSource>,
            ) -> Self {
                self.second.proof = Some((method, secret.into()));
                self
            }

            /// Answers challenges of the second step, where that is RADIUS:
            /// see [`Radius::on_challenge`](super::Radius::on_challenge).
            pub fn on_challenge<F, R, E>(mut self, ask: F) -> Self
            where
                F: Fn(String) -> R + Send + Sync + 'static,
                R: Future<Output = Result<Secret, E>> + Send + 'static,
                E: Into<CallbackError>,
            {
                self.second.challenges.ask = Some(callback(ask));
                self
            }

            /// Says that no person is behind [`Self::on_challenge`]:
            /// see [`Radius::unattended`](super::Radius::unattended).
            pub fn unattended(mut self) -> Self {
                self.second.challenges.unattended = true;
                self
            }

            /// Ends the user's other sessions at the logon. They stay unless this is called: see
            /// [the module](crate::auth).
            pub fn only_session(mut self) -> Self {
                self.concurrent = false;
                self
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("second_step", &self.second.proof)
                    .finish_non_exhaustive()
            }
        }

        impl From<$name> for Credentials {
            fn from(method: $name) -> Self {
                Self::new(method)
            }
        }

        impl Method for $name {
            fn user(&self) -> Option<&str> {
                None
            }

            fn method(&self) -> LogonMethod {
                $method
            }

            fn source(&self) -> Option<&SecretSource> {
                None
            }

            fn can_repeat(&self) -> bool {
                self.second.can_repeat()
            }

            fn check(&self, site: &Site<'_>) -> Result<(), Error> {
                // Over plain HTTP there is no handshake; whoever allows it knows who adds one.
                if site.vault.is_encrypted() && !site.connect.has_client_certificate() {
                    return Err(Error::NoClientCertificate);
                }
                self.second.check()
            }

            fn open<'a>(
                &'a self,
                door: &'a Door,
                _: Option<&'a Secret>,
            ) -> BoxFuture<'a, Result<Opened, Error>> {
                Box::pin(async move {
                    let who = Who {
                        user: None,
                        method: $method,
                    };
                    let mut request = logon::request(None, None, self.concurrent);
                    $add(&mut request);
                    let came = logon::post(door, who, who.method, request, None).await?;
                    self.second
                        .take(door, who, came, None, self.concurrent)
                        .await
                })
            }
        }
    };
}

by_certificate!(Pki, LogonMethod::Pki, |_: &mut _| ());
by_certificate!(PkiPn, LogonMethod::PkiPn, pki_pn);
