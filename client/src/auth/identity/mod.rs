//! CyberArk Identity, where users of Privilege Cloud on the shared services log on.

mod claims;
mod dialog;
mod errors;
mod federated;
mod refresh;
mod steps;
mod tenant;

pub(super) use claims::Claims;
pub use dialog::{Mechanism, Question, Reply};
pub(super) use errors::Named;
pub(super) use refresh::Refreshable;
pub(super) use steps::Steps;
pub(super) use tenant::Tenant;

use super::{IdentityUrlProblem, Site};
use crate::{
    Error,
    base_url::{BaseUrl, BaseUrlError},
};

/// Where Identity is, as it was given.
#[derive(Clone, Debug, Default)]
pub(crate) enum IdentityUrl {
    /// Nobody gave it; discovery may have found it.
    #[default]
    Unsaid,
    Given(BaseUrl),
    Wrong(IdentityUrlProblem),
}

impl IdentityUrl {
    /// Reads an address; what is wrong with it is told when a vault is built.
    pub(crate) fn parse(text: &str) -> Self {
        match BaseUrl::root(text) {
            Ok(url) => Self::Given(url),
            Err(BaseUrlError::BeyondApplication) => Self::Wrong(IdentityUrlProblem::Path),
            Err(_) => Self::Wrong(IdentityUrlProblem::Unusable),
        }
    }

    /// The address, if passwords may go there.
    pub(super) fn settle(&self, site: &Site<'_>) -> Result<BaseUrl, Error> {
        let url = match (self, site.identity) {
            (Self::Given(url), _) | (Self::Unsaid, Some(url)) => url,
            (Self::Unsaid, None) => return Err(Error::IdentityUrl(IdentityUrlProblem::Missing)),
            (Self::Wrong(problem), _) => return Err(Error::IdentityUrl(*problem)),
        };
        match url.is_encrypted() || site.connect.allows_plain_http() {
            true => Ok(url.clone()),
            false => Err(Error::IdentityUrl(IdentityUrlProblem::PlainHttp)),
        }
    }
}
