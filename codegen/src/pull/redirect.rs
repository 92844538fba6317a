//! Whether a redirect may be followed: credentials go to the host that was named and nowhere else.

use super::shown;
use crate::document::clip_to;
use std::fmt;
use url::Url;

/// How many redirects are followed for one location.
pub const MOST_REDIRECTS: usize = 5;

/// The most characters of a target that are shown.
const MOST_SHOWN: usize = 200;

/// Whether a status sends the caller elsewhere.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// A redirect that is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it leads, without a query; `None` where that cannot be read.
    pub target: Option<String>,
    /// Why it is not followed.
    pub why: Astray,
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astray {
    /// It names no target, or one that cannot be read.
    Unreadable,
    /// It leads from https to http.
    Unencrypted,
    /// It leads to another host.
    Host,
    /// It leads to another port of the same host, as from http to https.
    Port,
    /// It brings a user name or a password of its own.
    User,
    /// It came after [`MOST_REDIRECTS`] others.
    Endless,
}

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.why == Astray::Endless {
            return write!(f, "redirects more than {MOST_REDIRECTS} times");
        }
        match &self.target {
            Some(target) => write!(f, "redirects to {target}, ")?,
            None => f.write_str("redirects, ")?,
        }
        f.write_str(match self.why {
            Astray::Unreadable => "which is no address",
            Astray::Unencrypted => "which is not encrypted",
            Astray::Host => "which is another host",
            Astray::Port => "which is another port",
            Astray::User => "which holds a user name or a password",
            Astray::Endless => "",
        })?;
        f.write_str(": not followed")
    }
}

/// Where a redirect leads, after `followed` others.
///
/// # Errors
///
/// A [`Stray`] for everything that is not on the scheme, host and port that it comes from.
pub fn redirect(from: &Url, location: Option<&str>, followed: usize) -> Result<Url, Stray> {
    let target = location.and_then(|location| from.join(location).ok());
    let Some(mut target) = target.filter(|target| target.has_host()) else {
        return Err(Stray {
            target: None,
            why: Astray::Unreadable,
        });
    };
    let stray = |why| {
        Err(Stray {
            target: Some(clip_to(&shown(&target), MOST_SHOWN)),
            why,
        })
    };
    if from.scheme() == "https" && target.scheme() != "https" {
        return stray(Astray::Unencrypted);
    }
    if target.host() != from.host() {
        return stray(Astray::Host);
    }
    if target.origin() != from.origin() {
        return stray(Astray::Port);
    }
    if !target.username().is_empty() || target.password().is_some() {
        return stray(Astray::User);
    }
    if followed >= MOST_REDIRECTS {
        return stray(Astray::Endless);
    }
    target.set_fragment(None);
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from() -> Url {
        Url::parse("https://pvwa.example.com/PasswordVault/swagger/docs/v1").unwrap()
    }

    #[test]
    fn redirects_on_the_same_host_are_followed() {
        for (location, to) in [
            (
                "v2",
                "https://pvwa.example.com/PasswordVault/swagger/docs/v2",
            ),
            ("/x?a=b#c", "https://pvwa.example.com/x?a=b"),
            ("//pvwa.example.com/x", "https://pvwa.example.com/x"),
            (
                "https://PVWA.example.com:443/x",
                "https://pvwa.example.com/x",
            ),
        ] {
            assert_eq!(redirect(&from(), Some(location), 4).unwrap().as_str(), to);
        }
    }

    #[test]
    fn redirects_elsewhere_are_not() {
        for (location, said) in [
            (
                "https://idp.example.com/saml?SAMLRequest=abc",
                "redirects to https://idp.example.com/saml, which is another host: not followed",
            ),
            (
                "//evil.example/x",
                "redirects to https://evil.example/x, which is another host: not followed",
            ),
            (
                "https://pvwa.example.com.evil.example/",
                "redirects to https://pvwa.example.com.evil.example/, which is another host: not followed",
            ),
            (
                "https://pvwa.example.com:8443/x",
                "redirects to https://pvwa.example.com:8443/x, which is another port: not followed",
            ),
            (
                "http://pvwa.example.com/x",
                "redirects to http://pvwa.example.com/x, which is not encrypted: not followed",
            ),
            (
                "https://me:pw@pvwa.example.com/x",
                "redirects to https://pvwa.example.com/x, which holds a user name or a password: not followed",
            ),
            (
                "https://pvwa.example.com@evil.example/x",
                "redirects to https://evil.example/x, which is another host: not followed",
            ),
            (
                "javascript:alert(1)",
                "redirects, which is no address: not followed",
            ),
            (
                "file:///etc/passwd",
                "redirects, which is no address: not followed",
            ),
        ] {
            let stray = redirect(&from(), Some(location), 0).unwrap_err();
            assert_eq!(stray.to_string(), said);
        }
        assert_eq!(
            redirect(&from(), None, 0).unwrap_err().why,
            Astray::Unreadable
        );
    }

    #[test]
    fn from_http_to_https_is_another_port() {
        let from = Url::parse("http://localhost/x").unwrap();
        let stray = redirect(&from, Some("https://localhost/x"), 0).unwrap_err();
        assert_eq!(stray.why, Astray::Port);
    }

    #[test]
    fn redirects_end() {
        let stray = redirect(&from(), Some("v1"), MOST_REDIRECTS).unwrap_err();
        assert_eq!(stray.to_string(), "redirects more than 5 times");
    }

    #[test]
    fn a_target_cannot_fill_the_screen() {
        let location = format!("https://idp.example.com/{}", "x".repeat(5000));
        let stray = redirect(&from(), Some(&location), 0).unwrap_err();
        assert!(stray.to_string().chars().count() < 300);
    }
}
