//! What is wrong with options, and with what discovery finds.

use std::fmt;

/// What is wrong with an option. It never repeats a value, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OptionsError {
    /// What was given as a certificate authority is none.
    #[error("a certificate authority cannot be used: {problem}")]
    CertificateAuthority {
        /// What is wrong with it.
        problem: FileProblem,
    },
    /// Only the given authorities were to be trusted, and none was given.
    #[error(
        "only_these_authorities() was called without an authority, so that no server could be trusted; \
         call certificate_authority() too"
    )]
    NoAuthorities,
    /// What was given as a client certificate is none.
    #[error("the client certificate cannot be used: {problem}")]
    ClientCertificate {
        /// What is wrong with it.
        problem: FileProblem,
    },
    /// The client certificate is PKCS#12, which the chosen TLS library does not read.
    #[error(
        "the client certificate is PKCS#12, which rustls does not read; turn on the Cargo feature \
         `native-tls` and call tls(Tls::Native), or make PEM of it: openssl pkcs12 -in FILE -nodes"
    )]
    Pkcs12,
    /// The address of the proxy cannot be used.
    #[error(transparent)]
    ProxyUrl(#[from] ProxyUrlError),
    /// Credentials for a proxy were given, and no proxy.
    #[error(
        "proxy_credentials() was called without proxy(); the proxy of the environment is not sent any"
    )]
    ProxyCredentialsAlone,
    /// The name or the password for the proxy cannot be sent.
    #[error(
        "the credentials for the proxy cannot be sent: the name is empty or holds a colon, or there is a \
         control character, such as a line end, in the name or in the password"
    )]
    ProxyCredentials,
    /// The user agent cannot be sent.
    #[error(
        "the user agent is empty, longer than 200 characters, or holds something else than plain ASCII \
         letters, digits and signs; write it as in nightly-report/1.2"
    )]
    UserAgent,
    /// A time limit is zero, with which nothing could succeed.
    #[error(
        "the {which} timeout is zero, with which no call could succeed; leave it out for the default"
    )]
    ZeroTimeout {
        /// Which limit: `connect`, `attempt` or `operation`.
        which: &'static str,
    },
    /// The address is encrypted, and this crate was built without TLS.
    #[error(
        "the address begins with https://, and this program was built without TLS; turn on the Cargo \
         feature `rustls` or `native-tls` of the crate pvwa"
    )]
    NoTls,
    /// The chosen TLS library is not built in.
    #[error(
        "this program was built without the chosen TLS library; turn on the Cargo feature `{feature}` of \
         the crate pvwa, or choose the other one with tls()"
    )]
    TlsNotBuiltIn {
        /// The feature that is missing.
        feature: &'static str,
    },
}

/// What is wrong with a certificate, or a file of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileProblem {
    /// It holds no section of PEM.
    NoPem,
    /// It holds a key, which is nobody else's business.
    Key,
    /// A section holds no certificate or no key, whatever its mark says.
    Broken,
    /// It holds a certificate without its key.
    NoKey,
    /// It holds a key without its certificate.
    NoCertificate,
    /// It holds several keys.
    SeveralKeys,
    /// Its key is encrypted.
    EncryptedKey,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPem => "there is no certificate in it; give PEM, which begins with -----BEGIN CERTIFICATE-----",
            Self::Key => {
                "there is a private key in it; give the certificates alone, and keep the key where it belongs"
            }
            Self::Broken => "a section of it cannot be read, or key and certificate are no pair; export it anew",
            Self::NoKey => "there is a certificate in it, but no private key; give both in one text",
            Self::NoCertificate => "there is a private key in it, but no certificate; give both in one text",
            Self::SeveralKeys => "there are several private keys in it; give the one that belongs to the certificate",
            Self::EncryptedKey => {
                "its private key is encrypted; decrypt it first: openssl pkey -in FILE -out PLAIN"
            }
        })
    }
}

/// Why a text is no address of a proxy. It never repeats the text, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyUrlError {
    /// It does not begin with `http://` or `https://`.
    #[error(
        "the proxy's URL does not begin with http:// or https://; write it as in http://proxy.example.com:3128"
    )]
    Scheme,
    /// It is that of a SOCKS proxy.
    #[error("the proxy is a SOCKS proxy, which is not spoken here; use an HTTP proxy")]
    Socks,
    /// It is no URL.
    #[error("the proxy's URL cannot be read; write it as in http://proxy.example.com:3128")]
    Malformed,
    /// It holds a user name or a password.
    #[error(
        "the proxy's URL holds a user name or a password; give those with proxy_credentials() instead"
    )]
    UserInfo,
    /// It goes on after host and port.
    #[error("the proxy's URL goes on after the host and the port; leave off what follows")]
    Path,
}

/// Why discovery did not lead to a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscoveryProblem {
    /// The name is no subdomain.
    Subdomain,
    /// The address of the service that is asked cannot be used.
    Directory,
    /// The service knows no company of that name.
    Unknown,
    /// The service answered with another status than it should.
    Status(u16),
    /// The answer is longer than this client reads.
    TooLong,
    /// The answer is no JSON, or of another shape.
    Unreadable,
    /// The answer does not say where the vault is: the company has no Privilege Cloud.
    NoVault,
    /// An address in the answer is not encrypted, or no address at all.
    Address {
        /// The service that it was given for: `pcloud` or `identity_administration`.
        service: &'static str,
    },
    /// An address in the answer leads to a host that is none of CyberArk's.
    ForeignHost {
        /// The service that it was given for: `pcloud` or `identity_administration`.
        service: &'static str,
        /// The host, cut to what a name can be.
        host: String,
    },
}

impl fmt::Display for DiscoveryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subdomain => f.write_str(
                "that is no subdomain: give what stands before .cyberark.cloud in the address of the company, \
                 made of letters, digits and hyphens",
            ),
            Self::Directory => f.write_str(
                "the address of the service that was to be asked cannot be used; give scheme and host, as in \
                 https://platform-discovery.cyberark.cloud",
            ),
            Self::Unknown => f.write_str(
                "the service knows no company of that name; check the spelling in the address of its portal",
            ),
            Self::Status(status) => write!(
                f,
                "the service answered with status {status}; try again later, or give the vault's URL to Vault::builder()"
            ),
            Self::TooLong => f.write_str("the answer is longer than this client reads, so it was not read to its end"),
            Self::Unreadable => f.write_str(
                "the answer cannot be read; check what stands between this machine and the service",
            ),
            Self::NoVault => f.write_str(
                "the company has no Privilege Cloud there; for a vault of its own, give its URL to Vault::builder()",
            ),
            Self::Address { service } => write!(
                f,
                "the address that was given for {service} is not one that begins with https://, so it was not used"
            ),
            Self::ForeignHost { service, host } => write!(
                f,
                "the address that was given for {service} leads to {host}, which is no host of CyberArk's, so it was \
                 not used; if it is right, name it with allow_host()"
            ),
        }
    }
}
