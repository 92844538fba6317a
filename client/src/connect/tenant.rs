//! What discovery finds, and which hosts it may lead to.

use super::{ConnectOptions, error::DiscoveryProblem};
use crate::{VaultBuilder, base_url::BaseUrl};
use serde_json::Value;
use url::Url;

/// The domains below which CyberArk's services have their hosts, each with what is there.
pub const KNOWN_DOMAINS: &[(&str, &str)] = &[
    (
        "cyberark.cloud",
        "the shared services, their Identity, and Privilege Cloud on them",
    ),
    (
        "cyberark.com",
        "Privilege Cloud from before the shared services",
    ),
    (
        "cyberarkgov.cloud",
        "the shared services for the government of the United States",
    ),
    ("idaptive.app", "Identity tenants by their older names"),
];

/// The most characters that a host name can have.
const LONGEST_HOST: usize = 253;

/// A company's place in the shared services, as [discovery](super::Discovery) found it.
#[derive(Clone, Debug)]
pub struct Tenant {
    vault: BaseUrl,
    identity: Option<String>,
    region: Option<String>,
    options: ConnectOptions,
}

impl Tenant {
    /// Where the company's vault is.
    pub fn vault_url(&self) -> &BaseUrl {
        &self.vault
    }

    /// Where the company's Identity tenant is, as scheme and host, such as
    /// `https://abc1234.id.cyberark.cloud`; `None` where the service did not say.
    pub fn identity_url(&self) -> Option<&str> {
        self.identity.as_deref()
    }

    /// The region of the vault, such as `us-east-1`; `None` where the service did not say.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Begins to set up the company's vault, with the options that discovery was made with.
    pub fn builder(&self) -> VaultBuilder {
        VaultBuilder::new(Ok(self.vault.clone())).connect_options(self.options.clone())
    }

    /// Reads what the service answered.
    pub(super) fn read(
        answer: &Value,
        allowed: &[String],
        options: ConnectOptions,
    ) -> Result<Self, DiscoveryProblem> {
        let services = answer.as_object().ok_or(DiscoveryProblem::Unreadable)?;
        let address = |service: &'static str| -> Result<Option<Url>, DiscoveryProblem> {
            match services.get(service).and_then(|found| found.get("api")) {
                None | Some(Value::Null) => Ok(None),
                Some(Value::String(text)) => {
                    checked(service, text, allowed, options.allows_plain_http()).map(Some)
                }
                Some(_) => Err(DiscoveryProblem::Unreadable),
            }
        };
        let vault = address(VAULT)?.ok_or(DiscoveryProblem::NoVault)?;
        let identity = address(IDENTITY)?;
        let region = services.get(VAULT).and_then(|found| found.get("region"));
        Ok(Self {
            vault: BaseUrl::parse(vault.as_str())
                .map_err(|_| DiscoveryProblem::Address { service: VAULT })?,
            identity: identity.map(|url| url.origin().ascii_serialization()),
            region: region
                .and_then(Value::as_str)
                .filter(|text| is_region(text))
                .map(str::to_owned),
            options,
        })
    }
}

/// The name of the vault among the services.
const VAULT: &str = "pcloud";

/// The name of the Identity tenant among the services.
const IDENTITY: &str = "identity_administration";

fn is_region(text: &str) -> bool {
    text.len() <= 40
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// An address of the answer, if a token may go there.
fn checked(
    service: &'static str,
    text: &str,
    allowed: &[String],
    plain_http: bool,
) -> Result<Url, DiscoveryProblem> {
    let url = Url::parse(text).map_err(|_| DiscoveryProblem::Address { service })?;
    let host = url
        .host_str()
        .ok_or(DiscoveryProblem::Address { service })?;
    let named = allowed.iter().any(|name| name.eq_ignore_ascii_case(host));
    if !named && !is_known(host) {
        return Err(DiscoveryProblem::ForeignHost {
            service,
            host: host.chars().take(LONGEST_HOST).collect(),
        });
    }
    let encrypted = url.scheme() == "https" || (url.scheme() == "http" && plain_http && named);
    let bare = url.username().is_empty() && url.password().is_none();
    // A port of its own is one of somebody else's, unless the host was named.
    match encrypted && bare && (named || url.port().is_none()) {
        true => Ok(url),
        false => Err(DiscoveryProblem::Address { service }),
    }
}

/// Whether the host is below one of CyberArk's domains. Hosts in a URL are lower case.
fn is_known(host: &str) -> bool {
    KNOWN_DOMAINS.iter().any(|(domain, _)| {
        host.strip_suffix(domain)
            .is_some_and(|front| front.len() > 1 && front.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(vault: &str, identity: &str) -> Result<Tenant, DiscoveryProblem> {
        let answer = json!({
            "pcloud": {"api": vault, "region": "us-east-1"},
            "identity_administration": {"api": identity},
        });
        let options = ConnectOptions::new().allow_plain_http();
        Tenant::read(&answer, &["127.0.0.1".to_owned()], options)
    }

    const IDENTITY_URL: &str = "https://abc1234.id.cyberark.cloud";

    #[test]
    fn the_addresses_of_the_service_are_taken() {
        let tenant = read("https://acme.privilegecloud.cyberark.cloud", IDENTITY_URL).unwrap();
        assert_eq!(
            tenant.vault_url().as_str(),
            "https://acme.privilegecloud.cyberark.cloud/PasswordVault"
        );
        assert_eq!(tenant.identity_url(), Some(IDENTITY_URL));
        assert_eq!(tenant.region(), Some("us-east-1"));
        let named = read("http://127.0.0.1:8080", "http://127.0.0.1:8081").unwrap();
        assert_eq!(named.identity_url(), Some("http://127.0.0.1:8081"));
    }

    #[test]
    fn an_address_elsewhere_is_not() {
        for host in [
            "https://evil.example",
            "https://cyberark.cloud.evil.example",
            "https://evilcyberark.cloud",
            "https://cyberark.cloud",
            "https://acme.cyberark.cloud.",
            "https://acme.cyberark.cloud@evil.example",
            "https://evil.example/acme.cyberark.cloud",
            "https://evil.example\\.cyberark.cloud",
            "https://acme.cyberark.cloud:8443@evil.example/",
        ] {
            let error = read(host, IDENTITY_URL).unwrap_err();
            assert!(
                matches!(
                    error,
                    DiscoveryProblem::ForeignHost {
                        service: "pcloud",
                        ..
                    }
                ),
                "{host}: {error:?}"
            );
            let error = read("https://acme.privilegecloud.cyberark.cloud", host).unwrap_err();
            assert!(
                matches!(
                    error,
                    DiscoveryProblem::ForeignHost {
                        service: "identity_administration",
                        ..
                    }
                ),
                "{host}: {error:?}"
            );
        }
        for address in [
            "http://acme.privilegecloud.cyberark.cloud",
            "ftp://acme.privilegecloud.cyberark.cloud",
            "https://me:Hunter2@acme.privilegecloud.cyberark.cloud",
            "https://acme.privilegecloud.cyberark.cloud:8443",
            "acme.privilegecloud.cyberark.cloud",
            "",
        ] {
            let error = read(address, IDENTITY_URL).unwrap_err();
            assert_eq!(
                error,
                DiscoveryProblem::Address { service: "pcloud" },
                "{address}"
            );
        }
    }

    #[test]
    fn what_is_not_there_is_said() {
        let options = ConnectOptions::new;
        for (answer, problem) in [
            (json!([]), DiscoveryProblem::Unreadable),
            (json!({}), DiscoveryProblem::NoVault),
            (json!({"pcloud": null}), DiscoveryProblem::NoVault),
            (json!({"pcloud": {"api": null}}), DiscoveryProblem::NoVault),
            (json!({"pcloud": {"api": 7}}), DiscoveryProblem::Unreadable),
        ] {
            assert_eq!(Tenant::read(&answer, &[], options()).unwrap_err(), problem);
        }
        let alone = json!({"pcloud": {"api": "https://a.cyberark.cloud", "region": "x\ny"}});
        let tenant = Tenant::read(&alone, &[], options()).unwrap();
        assert_eq!((tenant.identity_url(), tenant.region()), (None, None));
    }
}
