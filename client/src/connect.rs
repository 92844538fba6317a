//! How connections to a vault come about: trust, proxies, time limits, and the way from the name of
//! a company to its vault.
//!
//! Everything here can be set on the [`VaultBuilder`](crate::VaultBuilder), one method for each
//! option. [`ConnectOptions`] are the same options without a vault, for programs that talk to several
//! vaults in the same way, and for [discovery](Discovery), which comes before there is a vault.
//!
//! # Whom to trust
//!
//! Certificates are checked against the platform's trust store. A site with an authority of its own
//! adds it, or trusts it alone:
//!
//! ```no_run
//! use pvwa::{Credentials, Vault};
//!
//! # fn example(password: String) -> Result<(), Box<dyn std::error::Error>> {
//! let vault = Vault::builder("https://pvwa.example.com")
//!     .certificate_authority(std::fs::read("/etc/ssl/example-ca.pem")?)
//!     .only_these_authorities()
//!     .credentials(Credentials::ldap("api.user", password))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! There is no way to accept every certificate: a password that is sent to whoever answers is lost.
//!
//! # A certificate of one's own
//!
//! For logons by PKI, and for reverse proxies that ask everybody for one:
//!
//! ```no_run
//! use pvwa::{Credentials, Vault, connect::ClientCertificate};
//!
//! # fn example(password: String) -> Result<(), Box<dyn std::error::Error>> {
//! let pem = std::fs::read_to_string("client.pem")?;
//! let vault = Vault::builder("https://pvwa.example.com")
//!     .client_certificate(ClientCertificate::from_pem(pem))
//!     .credentials(Credentials::ldap("api.user", password))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! # Through a proxy
//!
//! The proxy is that of the environment (`HTTPS_PROXY`, `NO_PROXY` and their kin), unless
//! [`proxy`](ConnectOptions::proxy) names one or [`no_proxy`](ConnectOptions::no_proxy) wants none.
//! Its password never stands in its URL:
//! [`proxy_credentials`](ConnectOptions::proxy_credentials) takes it.
//!
//! # How long to wait
//!
//! | limit | for | unless set |
//! | --- | --- | --- |
//! | [`connect_timeout`](ConnectOptions::connect_timeout) | a connection, with its TLS | [`CONNECT_TIMEOUT`] |
//! | [`attempt_timeout`](ConnectOptions::attempt_timeout) | one request, to the last byte of its answer | [`ATTEMPT_TIMEOUT`] |
//! | [`operation_timeout`](ConnectOptions::operation_timeout) | a whole call, with all its retries and a logon in between | [`OPERATION_TIMEOUT`] |
//!
//! # From a company to its vault
//!
//! Who knows only the subdomain of a Privilege Cloud tenant asks the service where its vault is:
//!
//! ```no_run
//! use pvwa::{Credentials, Vault};
//!
//! # async fn example(password: String) -> Result<(), pvwa::Error> {
//! let tenant = Vault::privilege_cloud("acme").discover().await?;
//! let vault = tenant
//!     .builder()
//!     .credentials(Credentials::cyberark("api.user", password))
//!     .build()?;
//! # Ok(()) }
//! ```
//!
//! # What does not change
//!
//! Redirects are never followed, since they would take the token elsewhere. TLS is 1.2 or newer.
//! Answers may come compressed by gzip, and are bounded by what they unpack to. The heads of answers
//! are bounded too.

mod builder;
mod certificate;
mod discovery;
mod error;
mod failure;
mod options;
mod pem;
mod proxy;
mod tenant;
mod tls;
mod user_agent;

pub use certificate::ClientCertificate;
pub use discovery::{DISCOVERY_URL, Discovery};
pub use error::{DiscoveryProblem, FileProblem, OptionsError, ProxyUrlError};
pub use failure::{ProxyProblem, TlsProblem};
pub use options::{
    ATTEMPT_TIMEOUT, CONNECT_TIMEOUT, ConnectOptions, HttpVersion, OPERATION_TIMEOUT, Tls,
};
pub use tenant::{KNOWN_DOMAINS, Tenant};

pub(crate) use failure::{Failure, is_lasting, why};
