//! From the subdomain of a company to its vault.

use super::{ConnectOptions, Tenant, error::DiscoveryProblem};
use crate::{
    Call, Error, Vault,
    answer::{self, NotRead},
    base_url::BaseUrl,
};
use reqwest::{Response, StatusCode, header::ACCEPT};

/// The service that knows where every company's services are.
pub const DISCOVERY_URL: &str = "https://platform-discovery.cyberark.cloud";

/// The operation by which it is asked.
const OPERATION: &str = "list_platform_services";

/// The most bytes of its answer that are read: 1 MiB. A real one has a few KiB.
const LONGEST_ANSWER: usize = 1 << 20;

/// A question to the service that knows where every company's services are.
///
/// Made by [`Vault::privilege_cloud`]. Nothing is asked before [`Self::discover`].
#[derive(Clone, Debug)]
#[must_use = "nothing is asked before discover()"]
pub struct Discovery {
    subdomain: String,
    directory: String,
    allowed: Vec<String>,
    options: ConnectOptions,
}

impl Discovery {
    fn new(subdomain: String) -> Self {
        Self {
            subdomain,
            directory: DISCOVERY_URL.to_owned(),
            allowed: Vec::new(),
            options: ConnectOptions::new(),
        }
    }

    /// Connects by these options, to the service that is asked and later to the vault.
    pub fn connect_options(mut self, options: ConnectOptions) -> Self {
        self.options = options;
        self
    }

    /// Asks the service at this address, as scheme, host and port; [`DISCOVERY_URL`] unless set.
    pub fn directory(mut self, url: impl Into<String>) -> Self {
        self.directory = url.into();
        self
    }

    /// Lets the answer lead to this host too. Unless called, only hosts below the
    /// [`KNOWN_DOMAINS`](super::KNOWN_DOMAINS) are taken, since the password goes where the answer
    /// says.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed.push(host.into());
        self
    }

    /// Asks where the company's vault and its Identity tenant are.
    ///
    /// `GET /api/v2/services/subdomain/{subdomain}`, without a session. Asked once, and not
    /// again when it fails. The answer is read up to 1 MiB, and leads only to hosts of CyberArk's,
    /// over TLS.
    ///
    /// # Errors
    ///
    /// [`Error::Discovery`] where the subdomain is none, or the answer leads to no vault, or
    /// elsewhere; [`Error::Options`] for what is wrong with an option; [`Error::Tls`],
    /// [`Error::Proxy`], [`Error::Timeout`] and [`Error::Transport`] where the service cannot be
    /// reached.
    pub async fn discover(self) -> Result<Tenant, Error> {
        if !is_subdomain(&self.subdomain) {
            // What is no subdomain may be a password in the wrong place.
            return Err(Error::Discovery {
                call: Call::of(OPERATION),
                subdomain: String::new(),
                problem: Box::new(DiscoveryProblem::Subdomain),
            });
        }
        let subdomain = self.subdomain.to_ascii_lowercase();
        let problem = |problem| Error::Discovery {
            call: Call::of(OPERATION),
            subdomain: subdomain.clone(),
            problem: Box::new(problem),
        };
        let server = BaseUrl::parse(&self.directory)
            .ok()
            .filter(|server| server.is_encrypted() || self.options.allows_plain_http())
            .ok_or_else(|| problem(DiscoveryProblem::Directory))?;
        let http = self.options.client(&server)?;
        let address = format!("{}/api/v2/services/subdomain/{subdomain}", server.origin());
        let failed = |error| Error::http(Call::of(OPERATION), error);
        let request = http.get(address).header(ACCEPT, "application/json");
        let mut response = request.send().await.map_err(failed)?;
        check(&response).map_err(problem)?;
        let body = match answer::read(&mut response, LONGEST_ANSWER).await {
            Ok(body) => body,
            Err(NotRead::TooLong) => return Err(problem(DiscoveryProblem::TooLong)),
            Err(NotRead::Http(error)) => return Err(failed(error)),
        };
        let answer =
            serde_json::from_slice(&body).map_err(|_| problem(DiscoveryProblem::Unreadable))?;
        Tenant::read(&answer, &self.allowed, self.options).map_err(problem)
    }
}

fn check(response: &Response) -> Result<(), DiscoveryProblem> {
    match response.status() {
        status if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND => Err(DiscoveryProblem::Unknown),
        status => Err(DiscoveryProblem::Status(status.as_u16())),
    }
}

/// Whether the text can be a label of a host name.
fn is_subdomain(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl Vault {
    /// Begins to look for the vault of a company in Privilege Cloud, by the company's subdomain:
    /// `acme` where its portal is at `https://acme.cyberark.cloud`.
    ///
    /// Nothing is asked before [`Discovery::discover`]. Who knows the address of the vault needs
    /// none of this: [`Vault::builder`] takes it.
    pub fn privilege_cloud(subdomain: impl Into<String>) -> Discovery {
        Discovery::new(subdomain.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subdomain_is_one_label() {
        for text in ["acme", "ACME-2", "a"] {
            assert!(is_subdomain(text), "{text}");
        }
        for text in [
            "",
            "-a",
            "a-",
            "acme.cyberark.cloud",
            "https://acme",
            "a/b",
            "a?b",
            "a b",
            "a\n",
            "caf\u{e9}",
        ] {
            assert!(!is_subdomain(text), "{text:?}");
        }
    }
}
