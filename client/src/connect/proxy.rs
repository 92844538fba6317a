//! The way through a proxy.

use super::error::{OptionsError, ProxyUrlError};
use pvwa_api::Secret;
use reqwest::ClientBuilder;
use url::Url;

/// Which proxy to go through.
#[derive(Clone, Debug)]
pub(super) enum Proxy {
    /// The environment's.
    System,
    None,
    At(ProxyUrl),
}

/// The address of a proxy, without a name or a password, so it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProxyUrl(Url);

impl ProxyUrl {
    pub(super) fn parse(text: &str) -> Result<Self, ProxyUrlError> {
        let text = text.trim();
        if text.contains('@') {
            return Err(ProxyUrlError::UserInfo);
        }
        if text.chars().any(char::is_control) {
            return Err(ProxyUrlError::Malformed);
        }
        let Some((scheme, _)) = text.split_once("://") else {
            return Err(ProxyUrlError::Scheme);
        };
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {}
            scheme if scheme.starts_with("socks") => return Err(ProxyUrlError::Socks),
            _ => return Err(ProxyUrlError::Scheme),
        }
        let url = Url::parse(text).map_err(|_| ProxyUrlError::Malformed)?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        match bare {
            true => Ok(Self(url)),
            false => Err(ProxyUrlError::Path),
        }
    }
}

impl Proxy {
    /// Makes the client go this way.
    pub(super) fn apply(
        &self,
        http: ClientBuilder,
        credentials: Option<&(String, Secret)>,
        to_loopback: bool,
    ) -> Result<ClientBuilder, OptionsError> {
        match (self, credentials) {
            (Self::At(url), credentials) => {
                let mut proxy = reqwest::Proxy::all(url.0.clone())
                    .map_err(|_| OptionsError::ProxyUrl(ProxyUrlError::Malformed))?;
                if let Some((user, password)) = credentials {
                    check(user, password)?;
                    proxy = proxy.basic_auth(user, password.expose());
                }
                Ok(http.proxy(proxy))
            }
            (_, Some(_)) => Err(OptionsError::ProxyCredentialsAlone),
            (Self::None, None) => Ok(http.no_proxy()),
            // No proxy can reach this machine by that name.
            (Self::System, None) if to_loopback => Ok(http.no_proxy()),
            (Self::System, None) => Ok(http),
        }
    }
}

/// Whether the header for them can hold these: a colon ends the name.
fn check(user: &str, password: &Secret) -> Result<(), OptionsError> {
    let plain = |text: &str| !text.chars().any(char::is_control);
    match !user.is_empty() && !user.contains(':') && plain(user) && plain(password.expose()) {
        true => Ok(()),
        false => Err(OptionsError::ProxyCredentials),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_scheme_a_host_and_a_port() {
        for text in [
            "http://proxy:3128",
            " HTTPS://proxy.example.com/ ",
            "http://[::1]:8080",
        ] {
            assert!(ProxyUrl::parse(text).is_ok(), "{text}");
        }
        for (text, error) in [
            ("proxy:3128", ProxyUrlError::Scheme),
            ("ftp://proxy", ProxyUrlError::Scheme),
            ("socks5h://proxy", ProxyUrlError::Socks),
            ("http://", ProxyUrlError::Malformed),
            ("http://pro\nxy", ProxyUrlError::Malformed),
            ("http://proxy/path", ProxyUrlError::Path),
            ("http://proxy?x", ProxyUrlError::Path),
            ("http://u:p@proxy", ProxyUrlError::UserInfo),
            ("http://u:p/x@proxy", ProxyUrlError::UserInfo),
        ] {
            assert_eq!(ProxyUrl::parse(text), Err(error), "{text}");
        }
    }
}
