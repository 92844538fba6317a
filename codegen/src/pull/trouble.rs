//! No answer came: what was in the way, from what a TLS library and an operating system say.

use super::Address;
use crate::{
    document::clip_to,
    problem::{Problem, Refusal},
};
use std::time::Duration;

/// The most characters of a library's message that are repeated.
const MOST_SAID: usize = 160;

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The name leads to no address.
    Unknown,
    /// Nobody listens there.
    Refused,
    /// The connection was not made in this time.
    Unreachable(Duration),
    /// The answer was not there in this time.
    Late(Duration),
    /// The certificate of the server is not trusted.
    Certificate(Flaw),
    /// The server wants a certificate of the caller, or does not take the one it got.
    WantsCertificate,
    /// The server does not speak TLS, or none that is spoken here.
    NoTls,
    /// A proxy did not let the connection through; what it said.
    Proxy(String),
    /// The connection broke; what was said of it.
    Broken(String),
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is signed by nobody that is trusted, or by itself.
    Issuer,
    /// It has expired or is not yet valid.
    Date,
    /// It is for another name.
    Name,
    /// Anything else; what was said of it.
    Other(String),
}

impl Trouble {
    /// Finds out what was in the way from the messages of an error and of its causes, the innermost
    /// last; `connecting` is whether it arose before anything was sent.
    pub fn of(messages: &[String], connecting: bool) -> Self {
        let all = messages.join("\n").to_lowercase();
        let has = |texts: &[&str]| texts.iter().any(|text| all.contains(text));
        let innermost = || {
            let text = messages.last().map(String::as_str).unwrap_or_default();
            clip_to(text, MOST_SAID)
        };
        if has(&["invalid peer certificate", "certificate verif"]) {
            let flaw = if has(&["expired", "notvalidyet", "not valid yet", "not yet valid"]) {
                Flaw::Date
            } else if has(&["notvalidforname", "not valid for name", "name mismatch"]) {
                Flaw::Name
            } else if has(&[
                "unknownissuer",
                "unknown issuer",
                "self-signed",
                "self signed",
            ]) {
                Flaw::Issuer
            } else {
                Flaw::Other(innermost())
            };
            return Self::Certificate(flaw);
        }
        // What a server says in TLS when it wants a certificate, in the words of its generations.
        if has(&[
            "certificaterequired",
            "certificate required",
            "badcertificate",
            "bad certificate",
            "unknownca",
            "unknown ca",
            "accessdenied",
            "handshakefailure",
            "handshake failure",
        ]) {
            return Self::WantsCertificate;
        }
        if has(&[
            "corrupt message",
            "invalidcontenttype",
            "invalidmessage",
            "wrong version number",
        ]) {
            return Self::NoTls;
        }
        if has(&["dns error", "failed to lookup"]) {
            return Self::Unknown;
        }
        if has(&["tunnel", "proxy"]) {
            return Self::Proxy(innermost());
        }
        match connecting && has(&["refused"]) {
            true => Self::Refused,
            false => Self::Broken(innermost()),
        }
    }

    /// What to tell whoever waited; `proxy` is the one that was named, where one was.
    pub fn refusal(&self, address: &Address, proxy: Option<&str>) -> Refusal {
        let host = address.host();
        let (what, remedy) = match self {
            Self::Unknown => (
                format!("there is no host {host}"),
                "see that the name is right, and that this computer is in the network that knows \
                 it (VPN, --proxy)"
                    .to_owned(),
            ),
            Self::Refused => (
                format!("nobody answers at {host}"),
                "see that host and port are right and that PVWA runs".to_owned(),
            ),
            Self::Unreachable(time) => (
                format!("no connection to {host} within {}", seconds(*time)),
                "see that this computer may reach it (firewall, VPN, --proxy)".to_owned(),
            ),
            Self::Late(time) => (
                format!("{host} did not answer to the end within {}", seconds(*time)),
                "try again, or give it more time with --timeout SECONDS".to_owned(),
            ),
            Self::Certificate(flaw) => return certificate(address, flaw),
            Self::WantsCertificate => (
                format!("{host} wants another certificate of the caller, or one at all"),
                "name one with --client-cert FILE, and its key with --client-key FILE".to_owned(),
            ),
            Self::NoTls => (
                format!("{host} does not speak TLS"),
                "see that the port is that of https; for a test server without it, write \
                 http:// and add --plain-http"
                    .to_owned(),
            ),
            Self::Proxy(_) => (
                format!("the proxy makes no connection to {host}"),
                "see that the proxy is right (--proxy, HTTPS_PROXY) and may reach the vault; \
                 NO_PROXY names hosts that need none"
                    .to_owned(),
            ),
            Self::Broken(_) => (
                format!("the connection to {host} broke"),
                "try again; if it stays so, see what stands between (proxy, firewall)".to_owned(),
            ),
        };
        let mut problem = Problem::new(what, remedy).at(address.root(), None);
        let why = match self {
            Self::Proxy(said) | Self::Broken(said) => Some(said.clone()),
            _ => None,
        };
        let through = proxy.map(|proxy| format!("it goes through the proxy {proxy}"));
        problem.why = match (why, through) {
            (Some(why), Some(through)) => Some(format!("{why}; {through}")),
            (why, through) => why.or(through),
        };
        problem.into()
    }
}

fn certificate(address: &Address, flaw: &Flaw) -> Refusal {
    const LAST: &str = "as the last resort, --insecure takes any certificate";
    let host = address.host();
    let (why, remedy) = match flaw {
        Flaw::Issuer => (
            "it is signed by itself, or by nobody whom this computer trusts".to_owned(),
            format!("name the certificate of who signed it with --ca-cert FILE (PEM); {LAST}"),
        ),
        Flaw::Date => (
            "it has expired or is not yet valid".to_owned(),
            format!("have it renewed, and look at this computer's clock; {LAST}"),
        ),
        Flaw::Name => (
            "it is for another name".to_owned(),
            format!("name the vault as its certificate does; {LAST}"),
        ),
        Flaw::Other(said) => (
            said.clone(),
            format!("name the certificate of who signed it with --ca-cert FILE (PEM); {LAST}"),
        ),
    };
    Problem::new(format!("the certificate of {host} is not trusted"), remedy)
        .at(address.root(), None)
        .why(why)
        .into()
}

/// `60 seconds`, `0.3 seconds`.
fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds == 1.0 {
        true => "1 second".to_owned(),
        false => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> Trouble {
        let messages = ["client error (Connect)".to_owned(), message.to_owned()];
        Trouble::of(&messages, true)
    }

    #[test]
    fn what_libraries_say_is_understood() {
        for (message, trouble) in [
            (
                "invalid peer certificate: UnknownIssuer",
                Trouble::Certificate(Flaw::Issuer),
            ),
            (
                "invalid peer certificate: Expired",
                Trouble::Certificate(Flaw::Date),
            ),
            (
                "invalid peer certificate: certificate expired: verification time 1 (UNIX)",
                Trouble::Certificate(Flaw::Date),
            ),
            (
                "invalid peer certificate: certificate not valid for name \"pvwa\"; certificate is only valid for DnsName(\"x\")",
                Trouble::Certificate(Flaw::Name),
            ),
            (
                "invalid peer certificate: BadEncoding",
                Trouble::Certificate(Flaw::Other(
                    "invalid peer certificate: BadEncoding".to_owned(),
                )),
            ),
            (
                "received fatal alert: CertificateRequired",
                Trouble::WantsCertificate,
            ),
            (
                "received fatal alert: HandshakeFailure",
                Trouble::WantsCertificate,
            ),
            (
                "received corrupt message of type InvalidContentType",
                Trouble::NoTls,
            ),
            ("dns error", Trouble::Unknown),
            ("Connection refused (os error 111)", Trouble::Refused),
            (
                "tunnel error: unsuccessful",
                Trouble::Proxy("tunnel error: unsuccessful".to_owned()),
            ),
            (
                "connection reset",
                Trouble::Broken("connection reset".to_owned()),
            ),
        ] {
            assert_eq!(of(message), trouble, "{message}");
        }
    }

    #[test]
    fn every_trouble_says_what_to_do() {
        let address = Address::parse("pvwa.example.com:8443", false).unwrap();
        let said = || "said".to_owned();
        for trouble in [
            Trouble::Unknown,
            Trouble::Refused,
            Trouble::Unreachable(Duration::from_secs(10)),
            Trouble::Late(Duration::from_millis(300)),
            Trouble::Certificate(Flaw::Issuer),
            Trouble::Certificate(Flaw::Date),
            Trouble::Certificate(Flaw::Name),
            Trouble::Certificate(Flaw::Other(said())),
            Trouble::WantsCertificate,
            Trouble::NoTls,
            Trouble::Proxy(said()),
            Trouble::Broken(said()),
        ] {
            let text = trouble.refusal(&address, None).to_string();
            assert!(
                text.contains("pvwa.example.com:8443") && text.contains("remedy: "),
                "{text}"
            );
            if matches!(trouble, Trouble::Certificate(_)) {
                assert!(text.contains("--insecure"), "{text}");
            }
        }
        let late = Trouble::Late(Duration::from_millis(300)).refusal(&address, Some("http://p:1"));
        let late = late.to_string();
        assert!(late.contains("within 0.3 seconds"), "{late}");
        assert!(
            late.contains("why: it goes through the proxy http://p:1"),
            "{late}"
        );
    }
}
