//! Where the API of a vault begins.

use pvwa_api::operation::Edition;
use std::fmt;
use url::{Host, Position, Url};

/// The folder below which PVWA serves everything.
const APPLICATION: &str = "PasswordVault";

/// What may follow it in an address that was copied, each with where it was copied from.
const COPIED: [(&str, &str); 3] = [
    ("v10", "the web pages, as a browser shows them"),
    ("api", "the documentation of the API"),
    ("webservices", "the documentation of the older API"),
];

/// The domains of Privilege Cloud, with the dot in front.
const PRIVILEGE_CLOUD: [&str; 3] = [
    ".privilegecloud.cyberark.cloud",
    ".privilegecloud.cyberark.com",
    ".privilegecloud.cyberarkgov.cloud",
];

/// The address of a PVWA, up to and including `/PasswordVault`.
///
/// It never holds a user name, a password, a query or a fragment, so it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads an address as people write it: with or without `/PasswordVault`, a trailing slash, a
    /// port, or a folder that a reverse proxy puts in front. What a browser or the documentation
    /// shows behind `/PasswordVault`, such as `/v10/logon` or `/api`, is left off.
    ///
    /// The scheme has to be there: whether a password travels encrypted is nothing to guess.
    ///
    /// # Errors
    ///
    /// [`BaseUrlError`] for everything that is no such address. Plain HTTP is not refused here: see
    /// [`crate::VaultBuilder::allow_plain_http`].
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BaseUrlError::Empty);
        }
        // The parser would drop tabs and line ends, and what is left might be another host.
        if text.chars().any(char::is_control) {
            return Err(BaseUrlError::ControlCharacter);
        }
        let mut url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => BaseUrlError::Scheme,
            error => BaseUrlError::Malformed(error),
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(BaseUrlError::Scheme);
        }
        // A slash in a password cuts it off: the rest then stands in the path, before an at sign.
        if !url.username().is_empty() || url.password().is_some() || url.path().contains('@') {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::Query);
        }
        let mut segments: Vec<&str> = url
            .path()
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        match segments
            .iter()
            .position(|part| part.eq_ignore_ascii_case(APPLICATION))
        {
            Some(at) => match segments.get(at + 1) {
                Some(next) if !is_copied(next) => return Err(BaseUrlError::BeyondApplication),
                _ => segments.truncate(at + 1),
            },
            None => segments.push(APPLICATION),
        }
        let path = format!("/{}", segments.join("/"));
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Reads the address of a server that serves from its root, such as Identity: scheme, host and
    /// port, in the same forms.
    pub(crate) fn root(text: &str) -> Result<Self, BaseUrlError> {
        let Self(mut url) = Self::parse(text)?;
        if url.path() != format!("/{APPLICATION}") {
            return Err(BaseUrlError::BeyondApplication);
        }
        url.set_path("");
        Ok(Self(url))
    }

    /// The address as text, without a trailing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    pub(crate) fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Where a vault at this address runs: Privilege Cloud where the host is below
    /// `privilegecloud.cyberark.cloud`, its counterpart for the government of the United States, or
    /// the older `privilegecloud.cyberark.com`; Self-Hosted everywhere else.
    pub fn edition(&self) -> Edition {
        let host = self.0.host_str().unwrap_or_default().trim_end_matches('.');
        match PRIVILEGE_CLOUD.iter().any(|domain| host.ends_with(domain)) {
            true => Edition::PrivilegeCloud,
            false => Edition::SelfHosted,
        }
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Whether the address is the machine's own.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// What follows this address in `url`, from the slash on; `None` where `url` leads elsewhere.
    pub(crate) fn path_below<'a>(&self, url: &'a Url) -> Option<&'a str> {
        let same_origin = url[..Position::BeforePath] == self.0[..Position::BeforePath];
        let rest = url
            .path()
            .strip_prefix(self.0.path().trim_end_matches('/'))?;
        (same_origin && rest.starts_with('/')).then_some(rest)
    }
}

/// Whether a segment stands behind the application in addresses that are copied.
fn is_copied(segment: &str) -> bool {
    COPIED
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(segment))
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text is no address of a PVWA. It never repeats the text, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// There is nothing in it.
    #[error("the base URL is empty; write it as in https://pvwa.example.com")]
    Empty,
    /// It does not begin with `https://`.
    #[error("the base URL does not begin with https://; write it as in https://pvwa.example.com")]
    Scheme,
    /// It is no URL.
    #[error("the base URL cannot be read: {0}; write it as in https://pvwa.example.com")]
    Malformed(url::ParseError),
    /// It holds a line end or another control character.
    #[error("the base URL holds a control character; check where it was copied from")]
    ControlCharacter,
    /// It holds a user name or a password.
    #[error("the base URL holds a user name or a password; give those as credentials instead")]
    UserInfo,
    /// It holds a query or a fragment.
    #[error("the base URL holds a query or a fragment; leave off everything from `?` or `#` on")]
    Query,
    /// It goes on after `/PasswordVault`.
    #[error("the base URL goes on after /PasswordVault; leave off what follows")]
    BeyondApplication,
    /// It is plain HTTP, and nobody allowed that.
    #[error(
        "the base URL is plain http, over which the password and every secret could be read on the way; \
         use https, or call allow_plain_http() for a test server"
    )]
    PlainHttp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> String {
        BaseUrl::parse(text).unwrap().to_string()
    }

    fn refused(text: &str) -> BaseUrlError {
        BaseUrl::parse(text).unwrap_err()
    }

    #[test]
    fn every_form_means_the_same_place() {
        for text in [
            "https://pvwa.example.com",
            "https://pvwa.example.com/",
            "https://pvwa.example.com/PasswordVault",
            "https://pvwa.example.com/PasswordVault/",
            "https://pvwa.example.com:443//PasswordVault//",
            "  HTTPS://PVWA.example.com/PasswordVault\n",
            "https://pvwa.example.com/PasswordVault/v10/logon",
            "https://pvwa.example.com/PasswordVault/v10/logon/cyberark",
            "https://pvwa.example.com/PasswordVault/api/",
            "https://pvwa.example.com/PasswordVault/API/Accounts",
            "https://pvwa.example.com/PasswordVault/WebServices/PIMServices.svc",
        ] {
            assert_eq!(
                parsed(text),
                "https://pvwa.example.com/PasswordVault",
                "{text}"
            );
        }
    }

    #[test]
    fn ports_folders_and_addresses_stay() {
        for (text, url) in [
            ("https://pvwa:8443/", "https://pvwa:8443/PasswordVault"),
            ("https://proxy/east", "https://proxy/east/PasswordVault"),
            (
                "https://proxy/east/passwordvault/",
                "https://proxy/east/passwordvault",
            ),
            (
                "http://127.0.0.1:5000",
                "http://127.0.0.1:5000/PasswordVault",
            ),
            (
                "https://[2001:db8::1]:8443",
                "https://[2001:db8::1]:8443/PasswordVault",
            ),
            (
                "https://[2001:DB8:0::0001]",
                "https://[2001:db8::1]/PasswordVault",
            ),
            (
                "https://tresor.b\u{fc}ro.example",
                "https://tresor.xn--bro-hoa.example/PasswordVault",
            ),
            ("http://pvwa:80", "http://pvwa/PasswordVault"),
            ("https://pvwa:80", "https://pvwa:80/PasswordVault"),
        ] {
            assert_eq!(parsed(text), url);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert_eq!(refused("pvwa.example.com"), BaseUrlError::Scheme);
        assert_eq!(refused("pvwa.example.com:8443"), BaseUrlError::Scheme);
        assert_eq!(refused("ftp://pvwa.example.com"), BaseUrlError::Scheme);
        assert_eq!(
            refused("pvwa.example.com/PasswordVault"),
            BaseUrlError::Scheme
        );
        assert_eq!(refused("//pvwa.example.com"), BaseUrlError::Scheme);
        assert_eq!(refused(""), BaseUrlError::Empty);
        assert_eq!(refused(" \n"), BaseUrlError::Empty);
        for text in [
            "https://pvwa:99999",
            "https://[::1",
            "https://pv wa",
            "https://a%00b",
        ] {
            assert!(
                matches!(refused(text), BaseUrlError::Malformed(_)),
                "{text}"
            );
        }
        assert!(matches!(refused("https://"), BaseUrlError::Malformed(_)));
        assert_eq!(refused("https://pvwa/?x=1"), BaseUrlError::Query);
        assert_eq!(refused("https://pvwa/#top"), BaseUrlError::Query);
        assert_eq!(refused("https://pv\nwa"), BaseUrlError::ControlCharacter);
        assert_eq!(
            refused("https://pvwa/PasswordVault/somewhere"),
            BaseUrlError::BeyondApplication
        );
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let error = refused("https://api.user:Hunter2@pvwa.example.com");
        assert_eq!(error, BaseUrlError::UserInfo);
        assert!(!format!("{error} {error:?}").contains("Hunter2"));
        assert_eq!(
            refused("https://api.user/Hunter2@pvwa.example.com"),
            BaseUrlError::UserInfo
        );
    }

    #[test]
    fn no_error_repeats_what_was_given() {
        for text in [
            "Hunter2",
            "https://api.user:Hunter2#x@pvwa",
            "https://api.user:Hunter2?@pvwa",
            "https://pvwa/PasswordVault/Hunter2",
            "https://pvwa?password=Hunter2",
            "https://Hunter2 x",
            "https://pvwa:Hunter2",
            "Hunter2://pvwa",
            "api.user:Hunter2@pvwa",
            "https://pvwa\nHunter2",
        ] {
            let error = refused(text);
            assert!(
                !format!("{error} {error:?}").contains("Hunter2"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn the_host_tells_the_edition() {
        let edition = |text: &str| BaseUrl::parse(text).unwrap().edition();
        for text in [
            "https://acme.privilegecloud.cyberark.cloud",
            "https://ACME.privilegecloud.cyberark.com./",
            "https://acme.privilegecloud.cyberarkgov.cloud",
        ] {
            assert_eq!(edition(text), Edition::PrivilegeCloud, "{text}");
        }
        for text in [
            "https://pvwa.example.com",
            "https://privilegecloud.cyberark.cloud",
            "https://acme.privilegecloud.cyberark.cloud.example.com",
            "https://acmeprivilegecloud.cyberark.cloud",
            "https://pvwa/acme.privilegecloud.cyberark.cloud",
        ] {
            assert_eq!(edition(text), Edition::SelfHosted, "{text}");
        }
    }

    #[test]
    fn another_host_is_not_below() {
        let base = BaseUrl::parse("https://pvwa:8443").unwrap();
        let below = |text: &str| {
            let url = Url::parse(text).unwrap();
            base.path_below(&url).map(str::to_owned)
        };
        assert_eq!(
            below("https://pvwa:8443/PasswordVault/API/Safes?a=b").as_deref(),
            Some("/API/Safes")
        );
        for text in [
            "https://pvwa/PasswordVault/API/Safes",
            "http://pvwa:8443/PasswordVault/API/Safes",
            "https://pvwa:8443.evil.example/PasswordVault/API/Safes",
            "https://me@pvwa:8443/PasswordVault/API/Safes",
            "https://pvwa:8443/PasswordVaultier/API/Safes",
            "https://pvwa:8443/API/Safes",
        ] {
            if Url::parse(text).is_ok() {
                assert_eq!(below(text), None, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn reading_what_was_read_changes_nothing(text in "(https?://)?[a-zA-Z0-9.:/@?#\\[\\] -]{0,40}") {
            if let Ok(base) = BaseUrl::parse(&text) {
                prop_assert_eq!(&BaseUrl::parse(base.as_str()).unwrap(), &base);
                prop_assert!(base.as_str().to_ascii_lowercase().ends_with("/passwordvault"));
                prop_assert!(!base.as_str().contains(['@', '?', '#']));
            }
        }

        #[test]
        fn any_host_and_port_survive(host in "[a-z][a-z0-9]{0,10}(\\.[a-z]{2,5}){0,2}", port in 1024u16.., slash in "/?", root in "(/PasswordVault)?") {
            let base = BaseUrl::parse(&format!("https://{host}:{port}{root}{slash}")).unwrap();
            prop_assert_eq!(base.to_string(), format!("https://{host}:{port}/PasswordVault"));
        }
    }
}
