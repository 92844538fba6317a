//! What the master policy and the exceptions of platforms ask for before a secret is used.

use crate::state::Vault;

/// The rules of privileged access for the accounts of one platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Workflow {
    /// Somebody has to confirm a request first.
    pub(crate) dual_control: bool,
    /// One user at a time has the account, until it is checked in.
    pub(crate) exclusive: bool,
    /// The CPM changes the secret once it was used.
    pub(crate) one_time: bool,
    /// Whoever uses the secret says why.
    pub(crate) reason: bool,
}

impl Vault {
    /// The rules for the accounts of a platform.
    pub(crate) fn workflow(&self, _platform: &str) -> Workflow {
        Workflow::default()
    }
}
