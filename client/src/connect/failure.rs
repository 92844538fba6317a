//! Why a connection failed, found in what the HTTP client says.
//!
//! rustls says it as types. The platforms' own libraries say it as text only, and each in its own
//! words; what none of the rows here knows is [`TlsProblem::Other`].

use std::{error::Error as StdError, fmt, io};

/// What is wrong with the encryption of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsProblem {
    /// Nobody whom this client trusts vouches for the server's certificate.
    UnknownAuthority,
    /// The certificate is for another name than the address has.
    WrongName,
    /// The certificate is no longer valid.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The authority has revoked the certificate.
    Revoked,
    /// The certificate cannot be read, or is for another purpose.
    BadCertificate,
    /// What answers does not speak TLS.
    NotTls,
    /// The server wants a certificate of the client, or refuses the one it was shown.
    ClientCertificate,
    /// Client and server have no version of TLS, or no algorithm, in common.
    NothingInCommon,
    /// Something else, which only the source of the error tells.
    Other,
}

impl TlsProblem {
    /// What to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::UnknownAuthority => {
                "trust the authority of your site with certificate_authority(), or check who answers there"
            }
            Self::WrongName => {
                "use the name that stands in the certificate, or have one issued for this name"
            }
            Self::Expired => "have the certificate renewed, and check the clock of this machine",
            Self::NotYetValid => "check the clock of this machine",
            Self::Revoked => "have another certificate issued, and ask why this one was revoked",
            Self::BadCertificate => {
                "have the certificate issued anew, for a server and with this name"
            }
            Self::NotTls => "check the port, and what stands between this machine and the server",
            Self::ClientCertificate => "give one that the server accepts with client_certificate()",
            Self::NothingInCommon => "the server has to offer TLS 1.2 or newer",
            Self::Other => "check what stands between this machine and the server",
        }
    }
}

impl fmt::Display for TlsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownAuthority => {
                "the server's certificate was issued by an authority that is not trusted here"
            }
            Self::WrongName => "the server's certificate is for another name than the address has",
            Self::Expired => "the server's certificate has expired",
            Self::NotYetValid => "the server's certificate is not valid yet",
            Self::Revoked => "the server's certificate has been revoked",
            Self::BadCertificate => "the server's certificate cannot be used",
            Self::NotTls => "what answers at this address does not speak TLS",
            Self::ClientCertificate => {
                "the server wants a client certificate, or refuses the one it was shown"
            }
            Self::NothingInCommon => "the server offers no version of TLS that is safe",
            Self::Other => "the encrypted connection could not be made",
        })
    }
}

/// What went wrong on the way through a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProxyProblem {
    /// The proxy itself cannot be reached.
    Unreachable,
    /// The proxy wants a name and a password, or refuses those it was given.
    Credentials,
    /// The proxy does not connect to the server.
    Refused,
    /// What answers is no proxy, or broke off.
    Broken,
}

impl ProxyProblem {
    /// What to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Unreachable => "check its address, or go without it with no_proxy()",
            Self::Credentials => "give them with proxy_credentials()",
            Self::Refused => {
                "have the proxy allow the server, or go without it with no_proxy() or NO_PROXY"
            }
            Self::Broken => "check its address and its port, or go without it with no_proxy()",
        }
    }
}

impl fmt::Display for ProxyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the proxy cannot be reached",
            Self::Credentials => "the proxy wants a name and a password, or refuses those given",
            Self::Refused => "the proxy does not connect to the server",
            Self::Broken => "what answers in the place of the proxy is none",
        })
    }
}

/// Why a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Tls(TlsProblem),
    Proxy(ProxyProblem),
    Other,
}

impl Failure {
    /// Looks for the reason behind an error of the HTTP client. With TLS and proxies, it is one that
    /// kept the request from being taken: what breaks a connection later is [`Self::Other`], since
    /// the server may have done what was asked.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        // A tunnel that came about may still lead to a bad certificate: that says more.
        let mut found = Self::Other;
        for cause in causes(error) {
            if let Some(problem) = tls(cause)
                && (error.is_connect() || problem == TlsProblem::ClientCertificate)
            {
                return Self::Tls(problem);
            }
            if let Some(problem) = proxy(cause) {
                found = Self::Proxy(problem);
            }
        }
        found
    }
}

/// Why nothing came of a request, in words, where the HTTP client knows: for errors of transport.
pub(crate) fn why(error: &reqwest::Error) -> &'static str {
    if error.is_dns() {
        return "its name is not known; check the base URL";
    }
    match word(error) {
        Some(word) => word.text,
        None => match error.is_connect() {
            true => "no connection came about; check the base URL and the firewall",
            false => "the connection broke; whether the vault did what was asked is not known",
        },
    }
}

/// Whether another attempt would fail in the same way.
pub(crate) fn is_lasting(error: &reqwest::Error) -> bool {
    word(error).is_some_and(|word| word.lasting)
}

/// The first row whose sign is in what the HTTP library says.
fn word(error: &reqwest::Error) -> Option<&'static Word> {
    let mut words = WORDS.iter();
    words.find(|word| causes(error).any(|cause| cause.to_string().contains(word.sign)))
}

/// What the HTTP library says, and what it means.
struct Word {
    sign: &'static str,
    /// Whether it would say so again.
    lasting: bool,
    text: &'static str,
}

const WORDS: [Word; 5] = [
    Word {
        sign: "message head is too large",
        lasting: true,
        text: "the head of its answer is longer than this client reads; check what stands between this machine and \
               the vault",
    },
    Word {
        sign: "Connection refused",
        lasting: false,
        text: "nobody listens there; check the base URL and its port",
    },
    Word {
        sign: "invalid HTTP",
        lasting: true,
        text: "what it answers is no HTTP; check the base URL and its port",
    },
    Word {
        sign: "gzip",
        lasting: true,
        text: "its answer is packed in a way that cannot be read; check what stands between this machine and the vault",
    },
    Word {
        sign: "deflate",
        lasting: true,
        text: "its answer is packed in a way that cannot be read; check what stands between this machine and the vault",
    },
];

type Cause<'a> = &'a (dyn StdError + 'static);

/// An error and everything behind it, also what an I/O error wraps, which its `source` leaves out.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = Cause<'_>> {
    std::iter::successors(Some(error as Cause<'_>), |&cause| {
        let wrapped = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as Cause<'_>),
            None => cause.source(),
        }
    })
    // The first holds the address. A chain that has no end is a mistake of somebody else's.
    .skip(1)
    .take(32)
}

/// What a proxy's failure looks like in the text of the HTTP library, whose type is private.
fn proxy(cause: Cause<'_>) -> Option<ProxyProblem> {
    let text = cause.to_string();
    let text = text.strip_prefix("tunnel error: ")?;
    Some(match text {
        "failed to create underlying connection" => ProxyProblem::Unreachable,
        "proxy authorization required" => ProxyProblem::Credentials,
        "unsuccessful" => ProxyProblem::Refused,
        _ => ProxyProblem::Broken,
    })
}

fn tls(cause: Cause<'_>) -> Option<TlsProblem> {
    #[cfg(feature = "rustls")]
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        return Some(by_rustls(error));
    }
    #[cfg(feature = "rustls")]
    if let Some(alert) = cause.to_string().strip_prefix("received fatal alert: ") {
        return Some(by_alert(alert));
    }
    #[cfg(feature = "native-tls")]
    if let Some(problem) = by_platform(&cause.to_string()) {
        return Some(problem);
    }
    let _ = cause;
    None
}

#[cfg(feature = "rustls")]
fn by_rustls(error: &rustls::Error) -> TlsProblem {
    use rustls::{CertificateError as Bad, Error as E};
    match error {
        E::InvalidCertificate(bad) => match bad {
            // One of the right name with another key is somebody else, too.
            Bad::UnknownIssuer | Bad::BadSignature => TlsProblem::UnknownAuthority,
            // A certificate that vouches for itself.
            Bad::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                TlsProblem::UnknownAuthority
            }
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => TlsProblem::WrongName,
            Bad::Expired | Bad::ExpiredContext { .. } => TlsProblem::Expired,
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => TlsProblem::NotYetValid,
            Bad::Revoked => TlsProblem::Revoked,
            _ => TlsProblem::BadCertificate,
        },
        E::InvalidMessage(_) => TlsProblem::NotTls,
        E::PeerIncompatible(_) => TlsProblem::NothingInCommon,
        E::AlertReceived(alert) => by_alert(&format!("{alert:?}")),
        _ => TlsProblem::Other,
    }
}

/// What the server complains of, by the names that rustls has for it. Once the handshake is over,
/// they are all that is left of its errors.
#[cfg(feature = "rustls")]
fn by_alert(name: &str) -> TlsProblem {
    match name {
        "CertificateRequired"
        | "NoCertificate"
        | "BadCertificate"
        | "UnsupportedCertificate"
        | "CertificateRevoked"
        | "CertificateExpired"
        | "CertificateUnknown"
        | "UnknownCA"
        | "AccessDenied"
        | "DecryptError" => TlsProblem::ClientCertificate,
        "ProtocolVersion" | "HandshakeFailure" | "InsufficientSecurity" => {
            TlsProblem::NothingInCommon
        }
        _ => TlsProblem::Other,
    }
}

/// What the platforms' libraries say: OpenSSL, Secure Transport, SChannel.
#[cfg(feature = "native-tls")]
fn by_platform(text: &str) -> Option<TlsProblem> {
    const SIGNS: [(&str, TlsProblem); 19] = [
        (
            "unable to get local issuer certificate",
            TlsProblem::UnknownAuthority,
        ),
        (
            "unable to get issuer certificate",
            TlsProblem::UnknownAuthority,
        ),
        ("self-signed certificate", TlsProblem::UnknownAuthority),
        ("self signed certificate", TlsProblem::UnknownAuthority),
        (
            "The certificate was not trusted",
            TlsProblem::UnknownAuthority,
        ),
        (
            "not trusted by the trust provider",
            TlsProblem::UnknownAuthority,
        ),
        ("ostname mismatch", TlsProblem::WrongName),
        ("IP address mismatch", TlsProblem::WrongName),
        ("host name did not match", TlsProblem::WrongName),
        ("CN name does not match", TlsProblem::WrongName),
        ("certificate has expired", TlsProblem::Expired),
        ("certificate is not yet valid", TlsProblem::NotYetValid),
        ("certificate revoked", TlsProblem::Revoked),
        ("certificate required", TlsProblem::ClientCertificate),
        ("wrong version number", TlsProblem::NotTls),
        ("packet length too long", TlsProblem::NotTls),
        ("http request", TlsProblem::NotTls),
        ("unsupported protocol", TlsProblem::NothingInCommon),
        ("certificate verify failed", TlsProblem::BadCertificate),
    ];
    let mut known = SIGNS.iter();
    known
        .find(|(sign, _)| text.contains(sign))
        .map(|(_, problem)| *problem)
}

#[cfg(all(test, feature = "rustls"))]
mod tests {
    use super::*;
    use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

    #[test]
    fn errors_of_rustls_have_their_reasons() {
        let bad = Error::InvalidCertificate;
        for (error, problem) in [
            (
                bad(CertificateError::UnknownIssuer),
                TlsProblem::UnknownAuthority,
            ),
            (
                bad(CertificateError::NotValidForName),
                TlsProblem::WrongName,
            ),
            (bad(CertificateError::Expired), TlsProblem::Expired),
            (bad(CertificateError::NotValidYet), TlsProblem::NotYetValid),
            (bad(CertificateError::Revoked), TlsProblem::Revoked),
            (
                bad(CertificateError::BadEncoding),
                TlsProblem::BadCertificate,
            ),
            (
                Error::InvalidMessage(InvalidMessage::InvalidContentType),
                TlsProblem::NotTls,
            ),
            (
                Error::PeerIncompatible(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig),
                TlsProblem::NothingInCommon,
            ),
            (
                Error::AlertReceived(AlertDescription::UnknownCA),
                TlsProblem::ClientCertificate,
            ),
            (
                Error::AlertReceived(AlertDescription::ProtocolVersion),
                TlsProblem::NothingInCommon,
            ),
            (
                Error::AlertReceived(AlertDescription::InternalError),
                TlsProblem::Other,
            ),
        ] {
            assert_eq!(by_rustls(&error), problem, "{error}");
            // What is left of it is read, too.
            if matches!(error, Error::AlertReceived(_)) {
                let text = io::Error::other(error.to_string());
                let text = text.get_ref().unwrap();
                assert_eq!(tls(text), Some(problem), "{text}");
            }
        }
    }

    #[test]
    fn a_proxy_is_told_by_its_text() {
        for (text, problem) in [
            ("tunnel error: unsuccessful", Some(ProxyProblem::Refused)),
            (
                "tunnel error: proxy authorization required",
                Some(ProxyProblem::Credentials),
            ),
            (
                "tunnel error: failed to create underlying connection",
                Some(ProxyProblem::Unreachable),
            ),
            (
                "tunnel error: unexpected end of file",
                Some(ProxyProblem::Broken),
            ),
            ("connection error", None),
        ] {
            let error = io::Error::other(text);
            assert_eq!(proxy(&error), problem, "{text}");
        }
    }
}
