//! Where a vault is, from what people write and copy.

use crate::problem::{Problem, Refusal};
use url::{Host, Position, Url};

/// The folder that PVWA is installed in unless the site chose another.
const APPLICATION: &str = "PasswordVault";

/// What stands below the folder of PVWA: where one of these begins, the folder ends.
const INSIDE: [&str; 4] = ["api", "swagger", "v10", "webservices"];

/// Where servers are known to keep their document, below the folder of PVWA, in the order of how
/// likely that is.
///
/// Documents of real vaults of 12.1 to 14.6 came from the first. The others are where later
/// generations of the library that writes them put theirs.
const LOCATIONS: [&str; 4] = [
    "swagger/docs/v1",
    "swagger/docs/v2",
    "swagger/v1/swagger.json",
    "API/swagger.json",
];

/// The host of every Privilege Cloud with shared services ends like this.
const PRIVILEGE_CLOUD: &str = ".cyberark.cloud";

/// The address of a vault, and of its document where somebody named one.
///
/// It never holds a user name or a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The folder of PVWA, without a slash at the end.
    root: Url,
    document: Option<Url>,
}

impl Address {
    /// Reads an address in any form in which people have it: the host alone, with or without
    /// `https://`, a port, the folder of PVWA, something below that folder, or a document.
    ///
    /// A folder that is not called `PasswordVault` is taken for PVWA's own. Plain HTTP is taken
    /// where `plain_http` allows it, and to this machine.
    ///
    /// # Errors
    ///
    /// Everything that is no such address. What was written is not repeated: it may hold a
    /// password.
    pub fn parse(text: &str, plain_http: bool) -> Result<Self, Refusal> {
        let text = text.trim();
        // The parser would drop tabs and line ends, and what is left might be another host.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(Problem::new(
                "the URL holds a space, a line end or another control character",
                "check where it was copied from",
            )
            .into());
        }
        // Wherever it stands: a slash in a password moves the rest of it into the path.
        if text.contains('@') {
            return Err(Problem::new(
                "the URL holds a user name or a password",
                "leave off everything up to the @; name the user with --user, and give the \
                 password when it is asked for, in PVWA_PASSWORD or with --password-file",
            )
            .why("everybody on this computer can read the arguments of a command")
            .into());
        }
        let url = match text.contains("://") {
            true => Url::parse(text),
            false => Url::parse(&format!("https://{text}")),
        };
        let mut url = url.map_err(|error| unreadable(error.to_string()))?;
        url.set_fragment(None);
        let loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if plain_http || loopback => {}
            "http" => {
                return Err(Problem::new(
                    "http:// is not encrypted",
                    "write https://; for a test server, add --plain-http",
                )
                .at(shown(&url), None)
                .why("whoever stands between reads the password and every answer")
                .into());
            }
            _ => return Err(unreadable("it is neither https:// nor http://".to_owned()).into()),
        }
        let path = url.path().to_owned();
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let mut root = url.clone();
        root.set_query(None);
        root.set_path(&format!("/{}", folder(&segments).join("/")));
        Ok(Self {
            root,
            document: is_document(&segments).then_some(url),
        })
    }

    /// The folder of PVWA, such as `https://pvwa.example.com/PasswordVault`.
    pub fn root(&self) -> &str {
        self.root.as_str()
    }

    /// The host, with the port where one was named.
    pub fn host(&self) -> &str {
        &self.root[Position::BeforeHost..Position::AfterPort]
    }

    /// Whether what is sent can be read only by the host.
    pub fn is_encrypted(&self) -> bool {
        self.root.scheme() == "https"
    }

    /// Whether it is this machine's own.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.root)
    }

    /// Whether it is a Privilege Cloud with shared services, which take tokens of their own kind.
    pub fn is_privilege_cloud(&self) -> bool {
        let host = self.root.host_str().unwrap_or_default();
        host.ends_with(PRIVILEGE_CLOUD)
    }

    /// An address below the folder of PVWA.
    pub fn below(&self, path: &str) -> Url {
        let mut url = self.root.clone();
        url.set_path(&format!("{}/{path}", self.root.path()));
        url
    }

    /// Where to look for the document, in this order: where somebody said it is, and then where it
    /// is known to be.
    pub fn locations(&self) -> Vec<Url> {
        let mut urls: Vec<Url> = self.document.clone().into_iter().collect();
        for location in LOCATIONS {
            let url = self.below(location);
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        urls
    }

    /// Whether the folder is called something else than it mostly is.
    pub(super) fn has_own_folder(&self) -> bool {
        let mut segments = self.root.path().split('/');
        !segments.any(|part| part.eq_ignore_ascii_case(APPLICATION))
    }
}

/// A URL as it may be shown: without a query, in which secrets travel, a fragment, and a user.
pub fn shown(url: &Url) -> String {
    let (from, to) = (Position::BeforeHost, Position::AfterPath);
    format!("{}://{}", url.scheme(), &url[from..to])
}

/// The segments of the path that make up the folder of PVWA.
fn folder<'a>(segments: &[&'a str]) -> Vec<&'a str> {
    let is = |part: &str, name: &str| part.eq_ignore_ascii_case(name);
    if let Some(at) = segments.iter().position(|part| is(part, APPLICATION)) {
        return segments[..=at].to_vec();
    }
    let inside = |part: &&str| INSIDE.iter().any(|name| is(part, name));
    let outside = match segments.iter().position(inside) {
        Some(at) => &segments[..at],
        // A file that stands somewhere else says nothing about the folder.
        None if is_document(segments) => &[],
        None => segments,
    };
    match outside {
        [] => vec![APPLICATION],
        own => own.to_vec(),
    }
}

/// Whether a path is that of a document: it stands below `swagger`, or ends as such files do.
fn is_document(segments: &[&str]) -> bool {
    let Some((last, before)) = segments.split_last() else {
        return false;
    };
    let last = last.to_ascii_lowercase();
    let mut before = before.iter();
    [".json", ".yaml", ".yml"]
        .iter()
        .any(|end| last.ends_with(end))
        || before.any(|part| part.eq_ignore_ascii_case("swagger"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn unreadable(why: String) -> Problem {
    Problem::new(
        "the URL cannot be read",
        "write it as in https://pvwa.example.com or https://pvwa.example.com/PasswordVault",
    )
    .why(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Address {
        Address::parse(text, false).unwrap()
    }

    fn refused(text: &str) -> String {
        let refusal = Address::parse(text, false).unwrap_err();
        assert_eq!(refusal.0.len(), 1);
        refusal.to_string()
    }

    #[test]
    fn every_form_of_an_address_means_the_same_folder() {
        for text in [
            "https://pvwa.example.com",
            "https://pvwa.example.com/",
            "pvwa.example.com",
            "PVWA.example.com/",
            "pvwa.example.com/PasswordVault",
            "https://pvwa.example.com:443/PasswordVault",
            "https://pvwa.example.com/PasswordVault/",
            "https://pvwa.example.com//PasswordVault//",
            "https://pvwa.example.com/PasswordVault/API",
            "https://pvwa.example.com/PasswordVault/api/Safes?limit=1",
            "https://pvwa.example.com/PasswordVault/v10/logon/cyberark?ReturnUrl=%2F",
            "https://pvwa.example.com/PasswordVault/swagger",
            "https://pvwa.example.com/PasswordVault/swagger/",
            "https://pvwa.example.com/API",
            "https://pvwa.example.com/swagger",
            "  https://pvwa.example.com/PasswordVault/v10/Accounts#top\n",
        ] {
            let address = parse(text);
            assert_eq!(
                address.root(),
                "https://pvwa.example.com/PasswordVault",
                "{text}"
            );
            assert_eq!(address.document, None, "{text}");
        }
    }

    #[test]
    fn ports_other_folders_and_other_hosts_stay() {
        for (text, root) in [
            ("pvwa:8443", "https://pvwa:8443/PasswordVault"),
            (
                "https://pvwa:8443/passwordvault",
                "https://pvwa:8443/passwordvault",
            ),
            (
                "https://proxy/east/PasswordVault/API",
                "https://proxy/east/PasswordVault",
            ),
            ("https://pvwa/VaultTwo", "https://pvwa/VaultTwo"),
            ("https://pvwa/VaultTwo/API/", "https://pvwa/VaultTwo"),
            (
                "https://pvwa/VaultTwo/swagger/docs/v1",
                "https://pvwa/VaultTwo",
            ),
            (
                "https://acme.privilegecloud.cyberark.cloud",
                "https://acme.privilegecloud.cyberark.cloud/PasswordVault",
            ),
            (
                "http://127.0.0.1:5000/",
                "http://127.0.0.1:5000/PasswordVault",
            ),
            ("http://[::1]:5000", "http://[::1]:5000/PasswordVault"),
            ("http://localhost", "http://localhost/PasswordVault"),
            (
                "https://files.example/specs/vault.yaml",
                "https://files.example/PasswordVault",
            ),
        ] {
            assert_eq!(parse(text).root(), root, "{text}");
        }
        assert!(parse("acme.privilegecloud.cyberark.cloud").is_privilege_cloud());
        assert!(!parse("cyberark.cloud.example.com").is_privilege_cloud());
        assert_eq!(parse("https://pvwa:8443/x").host(), "pvwa:8443");
        assert!(parse("https://pvwa/VaultTwo").has_own_folder());
        assert!(!parse("https://pvwa/passwordvault").has_own_folder());
    }

    #[test]
    fn the_known_locations_come_in_their_order() {
        let urls: Vec<_> = parse("pvwa")
            .locations()
            .iter()
            .map(Url::to_string)
            .collect();
        assert_eq!(
            urls,
            [
                "https://pvwa/PasswordVault/swagger/docs/v1",
                "https://pvwa/PasswordVault/swagger/docs/v2",
                "https://pvwa/PasswordVault/swagger/v1/swagger.json",
                "https://pvwa/PasswordVault/API/swagger.json",
            ]
        );
    }

    #[test]
    fn a_document_that_is_named_comes_first_and_once() {
        for (text, first, count) in [
            (
                "pvwa/PasswordVault/swagger/docs/v2",
                "https://pvwa/PasswordVault/swagger/docs/v2",
                4,
            ),
            ("pvwa/docs/PVWA.JSON", "https://pvwa/docs/PVWA.JSON", 5),
            ("pvwa/pvwa.yaml?at=1#x", "https://pvwa/pvwa.yaml?at=1", 5),
            (
                "pvwa/PasswordVault/swagger/ui/index",
                "https://pvwa/PasswordVault/swagger/ui/index",
                5,
            ),
        ] {
            let urls = parse(text).locations();
            assert_eq!((urls[0].as_str(), urls.len()), (first, count), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, what) in [
            ("", "cannot be read"),
            ("https://", "cannot be read"),
            ("ftp://pvwa", "neither https:// nor http://"),
            ("https://pv wa", "a space"),
            ("https://pv\nwa", "a line end"),
            ("https:pvwa.example.com", "cannot be read"),
            ("http://pvwa.example.com", "--plain-http"),
        ] {
            let text = refused(text);
            assert!(text.contains(what), "{text}");
        }
        assert!(Address::parse("http://pvwa.example.com", true).is_ok());
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        for text in [
            "https://me:Hunter2@pvwa.example.com",
            "me:Hunter2@pvwa.example.com",
            "https://me/Hunter2@pvwa.example.com",
            "https://me:1?Hunter2@pvwa.example.com",
            "ftp://me:Hunter2@pvwa",
        ] {
            let text = refused(text);
            assert!(text.contains("user name or a password"), "{text}");
            assert!(!text.contains("Hunter2"), "{text}");
        }
    }

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        let url = Url::parse("https://me:pw@pvwa:8443/a?token=x#y").unwrap();
        assert_eq!(shown(&url), "https://pvwa:8443/a");
    }
}
