//! Who may do what: by the groups of a user, by the authorisations in the vault, and by the
//! permissions in a safe.

use crate::{
    endpoint::Endpoint,
    errors::Refusal,
    identity::PrincipalId,
    permissions::PermissionSet,
    principals::VAULT_ADMINS,
    safe::{MemberKind, Safe},
    state::Vault,
    users::changes::is_within,
};

/// Refuses who may not do something.
pub(crate) fn authorized(may: bool) -> Result<(), Refusal> {
    match may {
        true => Ok(()),
        false => Err(Refusal::not_authorized()),
    }
}

impl Vault {
    /// Whether a user is in one of the groups.
    pub(crate) fn is_member(&self, user: PrincipalId, groups: &[&str]) -> bool {
        groups.iter().any(|name| self.is_in_group(user, name))
    }

    /// Refuses who is in none of the groups.
    pub(crate) fn require_member(&self, user: PrincipalId, groups: &[&str]) -> Result<(), Refusal> {
        authorized(self.is_member(user, groups))
    }

    /// Refuses who is not in the group Vault Admins.
    pub(crate) fn require_vault_admin(&self, caller: PrincipalId) -> Result<(), Refusal> {
        self.require_member(caller, &[VAULT_ADMINS])
    }

    /// What a user may do in a safe by its own membership and those of its groups; `None` where
    /// it has neither, so that the safe does not exist for it.
    pub(crate) fn permissions_of(
        &self,
        user: PrincipalId,
        safe: &Safe,
        now: i64,
    ) -> Option<PermissionSet> {
        safe.members
            .iter()
            .filter(|member| !member.has_expired(now))
            .filter(|member| match member.kind {
                MemberKind::User => member.id == user,
                MemberKind::Group | MemberKind::Role => self.belongs_to(user, member.id),
            })
            .map(|member| member.permissions)
            .reduce(PermissionSet::union)
    }

    /// Whether a user may carry out an operation in a safe, by the operation's row of the table.
    pub(crate) fn allows(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        safe: &Safe,
        now: i64,
    ) -> bool {
        self.permissions_of(user, safe, now)
            .is_some_and(|held| held.suffices_for(operation))
    }

    /// Refuses who may not carry out an operation in a safe.
    pub(crate) fn require(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        safe: &Safe,
        now: i64,
    ) -> Result<(), Refusal> {
        authorized(self.allows(user, operation, safe, now))
    }

    /// Refuses who lacks permissions in a safe.
    pub(crate) fn require_in(
        &self,
        user: PrincipalId,
        safe: &Safe,
        needed: PermissionSet,
    ) -> Result<(), Refusal> {
        let held = self.permissions_of(user, safe, self.now());
        authorized(needed.is_subset_of(held.unwrap_or_default()))
    }

    /// Refuses who would hand out more than the own permissions in a safe.
    pub(crate) fn require_grant(
        &self,
        user: PrincipalId,
        safe: &Safe,
        handed_out: PermissionSet,
    ) -> Result<(), Refusal> {
        let held = self.permissions_of(user, safe, self.now());
        let held = held.unwrap_or_default().to_hand_out();
        authorized(handed_out.is_subset_of(held))
    }

    /// Refuses who lacks a vault authorisation that an operation needs.
    pub(crate) fn require_authorizations(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
    ) -> Result<(), Refusal> {
        let held = self
            .users
            .get(&user)
            .map_or(&[][..], |user| &user.authorizations);
        authorized(
            operation
                .vault
                .iter()
                .all(|name| held.iter().any(|one| one == name)),
        )
    }

    /// Refuses who would hand out authorisations that neither the caller nor, so far, the
    /// receiver has.
    pub(crate) fn require_held(
        &self,
        caller: PrincipalId,
        handed_out: &[String],
        so_far: &[String],
    ) -> Result<(), Refusal> {
        let caller = self.users.get(&caller);
        let held = caller.map_or(&[][..], |caller| &caller.authorizations);
        let may = |name: &String| held.contains(name) || so_far.contains(name);
        authorized(handed_out.iter().all(may))
    }

    /// Refuses who stands neither at a place in the tree of the vault nor above it.
    pub(crate) fn require_at_or_above(
        &self,
        caller: PrincipalId,
        location: &str,
    ) -> Result<(), Refusal> {
        let caller = self.users.get(&caller);
        let own = caller.map(|caller| &caller.profile.location);
        authorized(own.is_some_and(|own| is_within(location, own)))
    }
}
