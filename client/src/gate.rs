//! What this version and this edition of the vault do not have is refused before it is sent.

use crate::{Call, Error};
use pvwa_api::{
    Client,
    operation::{Edition, Operation, Version},
};
use tokio::sync::OnceCell;
use tracing::warn;

/// How it is checked whether the vault has an operation, before a call of it is sent.
///
/// The operation table, `pvwa_api::operations::ALL`, says since when an operation exists, until when
/// and in which edition. It is written after public sources: where it is wrong about your vault,
/// switch the check off, and say so to the authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum VersionCheck {
    /// By the version that the vault names: it is asked once, by the first call that has to know it
    /// (`GET /WebServices/PIMServices.svc/Server`). Where it does not say, nothing is refused for
    /// its version. This is the default.
    ///
    /// Privilege Cloud is not asked: it is always the newest.
    #[default]
    Asked,
    /// By this version; the vault is not asked.
    Assumed(Version),
    /// Not at all, neither by version nor by edition.
    Off,
}

/// The operation that tells the version.
const ASKED: &str = "get_server";

pub(crate) struct Gate {
    check: VersionCheck,
    edition: Edition,
    /// What the vault answered; `None` where it does not say.
    version: OnceCell<Option<Version>>,
}

impl Gate {
    pub(crate) fn new(check: VersionCheck, edition: Edition) -> Self {
        Self {
            check,
            edition,
            version: OnceCell::new(),
        }
    }

    pub(crate) fn edition(&self) -> Edition {
        self.edition
    }

    /// Refuses `operation` where the vault does not have it.
    pub(crate) async fn admit(
        &self,
        operation: &'static Operation,
        api: &Client,
    ) -> Result<(), Error> {
        if self.check == VersionCheck::Off || operation.id == ASKED {
            return Ok(());
        }
        fits_edition(operation, self.edition)?;
        if operation.since.is_none() && operation.until.is_none() {
            return Ok(());
        }
        match self.version(api).await? {
            Some(version) => fits_version(operation, version),
            None => Ok(()),
        }
    }

    /// The version of the vault; `None` where it is not known.
    pub(crate) async fn version(&self, api: &Client) -> Result<Option<Version>, Error> {
        if let VersionCheck::Assumed(version) = self.check {
            return Ok(Some(version));
        }
        if self.edition == Edition::PrivilegeCloud {
            return Ok(None);
        }
        if let Some(version) = self.version.get() {
            return Ok(*version);
        }
        // In a box, since every call would carry the room for it otherwise.
        let asked = Box::pin(self.version.get_or_try_init(|| ask(api)));
        Ok(*asked.await?)
    }
}

async fn ask(api: &Client) -> Result<Option<Version>, Error> {
    match api.get_server().send().await.map_err(Error::from) {
        Ok(server) => {
            let version = server.into_inner().external_version;
            Ok(version.and_then(|version| version.parse().ok()))
        }
        // Nobody was reached, or nobody let in: so it will be for the call itself.
        Err(error) if error.operation() != Some(ASKED) || error.is_unreachable() => Err(error),
        // A server whose older web services are switched off is no reason to fail.
        Err(error) => {
            warn!(%error, "the vault does not tell its version, so operations are not checked against it");
            Ok(None)
        }
    }
}

fn fits_edition(operation: &Operation, has: Edition) -> Result<(), Error> {
    let needs = operation.edition;
    match needs == Edition::Both || has == Edition::Both || needs == has {
        true => Ok(()),
        false => Err(Error::WrongEdition {
            call: Call::of(operation.id),
            needs,
            has,
        }),
    }
}

fn fits_version(operation: &Operation, has: Version) -> Result<(), Error> {
    let call = Call::of(operation.id);
    match (operation.since, operation.until) {
        (Some(needs), _) if has < needs => Err(Error::VersionTooOld { call, needs, has }),
        // A last version of 14.4 means all of 14.4.
        (_, Some(last)) if (has.major, has.minor) > (last.major, last.minor) => {
            Err(Error::VersionTooNew { call, last, has })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pvwa_api::operations::ALL;

    #[test]
    fn every_operation_fits_from_its_first_version_to_its_last() {
        let before = |version: Version| match (version.minor, version.patch) {
            (0, 0) => Version::new(version.major - 1, 99, 0),
            (_, 0) => Version::new(version.major, version.minor - 1, 9),
            (_, patch) => Version::new(version.major, version.minor, patch - 1),
        };
        for operation in ALL {
            if let Some(since) = operation.since {
                assert!(
                    fits_version(operation, since).is_ok()
                        || operation.until.is_some_and(|last| last < since)
                );
                let error = fits_version(operation, before(since)).unwrap_err();
                assert!(matches!(error, Error::VersionTooOld { .. }), "{error}");
            }
            if let Some(last) = operation.until {
                let patched = Version::new(last.major, last.minor, 7);
                assert!(fits_version(operation, patched).is_ok(), "{}", operation.id);
                let later = Version::new(last.major, last.minor + 1, 0);
                let error = fits_version(operation, later).unwrap_err();
                assert!(matches!(error, Error::VersionTooNew { .. }), "{error}");
            }
        }
    }

    #[test]
    fn an_edition_has_its_own_operations_and_those_of_both() {
        for operation in ALL {
            for has in [Edition::SelfHosted, Edition::PrivilegeCloud] {
                let fits = operation.edition == Edition::Both || operation.edition == has;
                assert_eq!(fits_edition(operation, has).is_ok(), fits);
            }
            assert!(fits_edition(operation, Edition::Both).is_ok());
        }
    }
}
