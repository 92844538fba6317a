//! What can be asked of the emulator: the operation tables of PVWA and of Identity as one.

use pvwa_api::{
    SafePermission,
    operation::{Edition, Version},
};
use std::sync::LazyLock;

/// Whose operation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Host {
    Pvwa,
    Identity,
}

/// An operation of either table.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) host: Host,
    /// The id in its table.
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    /// Below the root of its host, with `{parameters}`.
    pub(crate) path: &'static str,
    pub(crate) area: &'static str,
    pub(crate) since: Option<Version>,
    pub(crate) until: Option<Version>,
    pub(crate) edition: Edition,
    /// What the caller must hold on the safe: all of these.
    pub(crate) safe: &'static [SafePermission],
    /// And one of these, unless there are none.
    pub(crate) safe_any: &'static [SafePermission],
    /// The vault authorisations that the caller must hold.
    pub(crate) vault: &'static [&'static str],
}

static ALL: LazyLock<Vec<Endpoint>> = LazyLock::new(|| {
    let pvwa = pvwa_api::operations::ALL.iter().map(|row| Endpoint {
        host: Host::Pvwa,
        id: row.id,
        method: row.method,
        path: row.path,
        area: row.area,
        since: row.since,
        until: row.until,
        edition: row.edition,
        safe: row.permissions.map_or(&[], |needed| needed.safe),
        safe_any: row.permissions.map_or(&[], |needed| needed.safe_any),
        vault: row.permissions.map_or(&[], |needed| needed.vault),
    });
    // Identity has neither versions nor editions, and none of the vault's permissions.
    let identity = identity_api::operations::ALL.iter().map(|row| Endpoint {
        host: Host::Identity,
        id: row.id,
        method: row.method,
        path: row.path,
        area: row.area,
        since: None,
        until: None,
        edition: Edition::Both,
        safe: &[],
        safe_any: &[],
        vault: &[],
    });
    pvwa.chain(identity).collect()
});

/// Every operation, those of PVWA first.
pub(crate) fn all() -> &'static [Endpoint] {
    &ALL
}

/// The operation of an id; one of Identity that PVWA has an id of, too, is `identity/ID`.
pub(crate) fn find(id: &str) -> Option<&'static Endpoint> {
    let identity = id.strip_prefix("identity/");
    all().iter().find(|endpoint| match identity {
        Some(id) => endpoint.host == Host::Identity && endpoint.id == id,
        None => endpoint.id == id,
    })
}

impl Endpoint {
    /// What tells it from all others.
    pub(crate) fn key(&self) -> (Host, &'static str) {
        (self.host, self.id)
    }

    /// Whether a version in an edition has it.
    pub(crate) fn exists(&self, version: Version, edition: Edition) -> bool {
        // A last version of 12.2 includes 12.2.6.
        let gone = |until: Version| (version.major, version.minor) > (until.major, until.minor);
        (self.edition == Edition::Both || self.edition == edition)
            && self.since.is_none_or(|since| since <= version)
            && !self.until.is_some_and(gone)
    }
}
