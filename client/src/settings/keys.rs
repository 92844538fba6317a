//! Every key there is.

use strsim::damerau_levenshtein;

/// A key of a profile.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Of the keys of one group, only one can hold.
    pub(super) group: Option<Group>,
}

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Path,
    Paths,
    Texts,
    Flag,
    Count,
    Duration,
    Choice(&'static [&'static str]),
    Version,
}

/// Keys of which only one can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Target,
    Password,
    ProxyPassword,
    CertificatePassword,
}

const fn key(name: &'static str, kind: Kind) -> Key {
    Key {
        name,
        kind,
        group: None,
    }
}

const fn one_of(group: Group, name: &'static str, kind: Kind) -> Key {
    Key {
        name,
        kind,
        group: Some(group),
    }
}

pub(super) const EDITIONS: &[&str] = &["self-hosted", "privilege-cloud"];
pub(super) const HTTP_VERSIONS: &[&str] = &["negotiated", "1.1", "2"];
pub(super) const TLS: &[&str] = &["rustls", "native"];
pub(super) const METHODS: &[&str] = &[
    "cyberark",
    "ldap",
    "radius",
    "windows",
    "saml",
    "pki",
    "pkipn",
    "service-user",
    "identity-user",
    "token",
    "shared",
];

/// The keys of a profile.
pub(super) const KEYS: &[Key] = &[
    one_of(Group::Target, "url", Kind::Text),
    one_of(Group::Target, "subdomain", Kind::Text),
    key("discovery_url", Kind::Text),
    key("discovery_hosts", Kind::Texts),
    key("edition", Kind::Choice(EDITIONS)),
    key("version", Kind::Version),
    key("method", Kind::Choice(METHODS)),
    key("user", Kind::Text),
    one_of(Group::Password, "password_file", Kind::Path),
    one_of(Group::Password, "password_env", Kind::Text),
    one_of(Group::Password, "password_keyring", Kind::Text),
    key("certificate_authorities", Kind::Paths),
    key("only_these_authorities", Kind::Flag),
    key("client_certificate", Kind::Path),
    one_of(
        Group::CertificatePassword,
        "client_certificate_password_file",
        Kind::Path,
    ),
    one_of(
        Group::CertificatePassword,
        "client_certificate_password_env",
        Kind::Text,
    ),
    one_of(
        Group::CertificatePassword,
        "client_certificate_password_keyring",
        Kind::Text,
    ),
    key("proxy", Kind::Text),
    key("proxy_user", Kind::Text),
    one_of(Group::ProxyPassword, "proxy_password_file", Kind::Path),
    one_of(Group::ProxyPassword, "proxy_password_env", Kind::Text),
    one_of(Group::ProxyPassword, "proxy_password_keyring", Kind::Text),
    key("connect_timeout", Kind::Duration),
    key("attempt_timeout", Kind::Duration),
    key("operation_timeout", Kind::Duration),
    key("concurrency", Kind::Count),
    key("requests_per_second", Kind::Count),
    key("user_agent", Kind::Text),
    key("http_version", Kind::Choice(HTTP_VERSIONS)),
    key("tls", Kind::Choice(TLS)),
    key("allow_plain_http", Kind::Flag),
    key("readable_secret_files", Kind::Flag),
];

/// Variables that hold a secret themselves, each with the key that names it.
pub(super) const SECRET_VARIABLES: [(&str, &str); 3] = [
    ("PVWA_PASSWORD", "password_env"),
    ("PVWA_PROXY_PASSWORD", "proxy_password_env"),
    (
        "PVWA_CLIENT_CERTIFICATE_PASSWORD",
        "client_certificate_password_env",
    ),
];

/// Variables that stand for no key.
pub(super) const OTHER_VARIABLES: [&str; 2] = ["PVWA_CONFIG", "PVWA_PROFILE"];

/// What a key is called that wants to hold a secret.
const SECRETS: [&str; 6] = [
    "password",
    "passphrase",
    "secret",
    "token",
    "private_key",
    "otp",
];

pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The variable of a key.
pub(super) fn variable(key: &Key) -> String {
    format!("PVWA_{}", key.name.to_ascii_uppercase())
}

/// Whether a key that is not known wants to hold a secret.
pub(super) fn wants_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// The one of `known` that was probably meant by `name`: with a few letters of difference.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let distance = |other: &str| damerau_levenshtein(&name, &other.replace('-', "_"));
    let nearest = known.into_iter().min_by_key(|other| distance(other))?;
    (distance(nearest) <= 1 + name.len() / 4).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LogonMethod;

    #[test]
    fn the_names_of_methods_are_those_of_the_type() {
        let names: Vec<_> = LogonMethod::ALL.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, METHODS);
    }

    #[test]
    fn no_known_key_holds_a_secret_itself() {
        for key in KEYS.iter().filter(|key| wants_secret(key.name)) {
            let place = ["_file", "_env", "_keyring"];
            let names_place = place.iter().any(|end| key.name.ends_with(end));
            assert!(names_place || key.kind == Kind::Flag, "{}", key.name);
        }
    }

    #[test]
    fn what_was_meant_is_found() {
        let meant = |name| nearest(name, KEYS.iter().map(|key| key.name));
        assert_eq!(meant("ulr"), Some("url"));
        assert_eq!(meant("User-Agent"), Some("user_agent"));
        assert_eq!(meant("conect_timeout"), Some("connect_timeout"));
        assert_eq!(
            meant("certificate_authority"),
            Some("certificate_authorities")
        );
        assert_eq!(meant("colour"), None);
    }
}
