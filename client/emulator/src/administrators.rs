//! Operations that only the members of certain groups may carry out.

use crate::{
    errors::Refusal,
    identity::PrincipalId,
    state::{Vault, same},
};

impl Vault {
    /// Whether a user is in one of the groups.
    pub(crate) fn is_member(&self, user: PrincipalId, groups: &[&str]) -> bool {
        let own = self.users.get(&user).map_or(&[][..], |user| &user.groups);
        let mut own = own.iter().filter_map(|id| self.groups.get(id));
        own.any(|group| groups.iter().any(|name| same(&group.name, name)))
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
