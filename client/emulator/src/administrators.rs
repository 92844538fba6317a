//! Operations that only the members of certain groups may carry out.

use crate::{errors::Refusal, identity::PrincipalId, state::Vault};

impl Vault {
    /// Whether a user is in one of the groups.
    pub(crate) fn is_member(&self, user: PrincipalId, groups: &[&str]) -> bool {
        groups.iter().any(|name| self.is_in_group(user, name))
    }

    /// Refuses who is in none of the groups.
    pub(crate) fn require_member(&self, user: PrincipalId, groups: &[&str]) -> Result<(), Refusal> {
        if self.is_member(user, groups) {
            Ok(())
        } else {
            Err(Refusal::not_authorized())
        }
    }
}
