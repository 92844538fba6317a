//! What somebody may do with one account: in safes with control over single accounts that can be
//! less or more than what the safe says.

use crate::{
    Emulator,
    account::Account,
    authorization::authorized,
    endpoint::{self, Endpoint},
    errors::Refusal,
    identity::{AccountKey, PrincipalId},
    permissions::PermissionSet,
    safe::Safe,
    state::Vault,
};
use pvwa_api::SafePermission;

impl Vault {
    /// What a user may do with an account; `None` where it does not exist for the user.
    pub(crate) fn permissions_on(
        &self,
        user: PrincipalId,
        account: &Account,
        safe: &Safe,
        now: i64,
    ) -> Option<PermissionSet> {
        let groups = self.users.get(&user).map_or(&[][..], |user| &user.groups);
        let own = account.access.get(&user).copied();
        let of_groups = || {
            let held = groups.iter().filter_map(|group| account.access.get(group));
            held.copied().reduce(PermissionSet::union)
        };
        match safe.properties.olac {
            true => own.or_else(of_groups),
            false => None,
        }
        .or_else(|| self.permissions_of(user, safe, now))
    }

    /// The same by the account's id; nothing where it does not exist for the user.
    pub(crate) fn permissions_for(&self, user: PrincipalId, key: AccountKey) -> PermissionSet {
        let account = self.accounts.get(&key);
        account
            .zip(self.safes.get(&key.safe))
            .and_then(|(account, safe)| self.permissions_on(user, account, safe, self.now()))
            .unwrap_or_default()
    }

    /// Whether a user may carry out an operation with an account.
    pub(crate) fn allows_on(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        account: &Account,
        safe: &Safe,
        now: i64,
    ) -> bool {
        self.permissions_on(user, account, safe, now)
            .is_some_and(|held| held.suffices_for(operation))
    }

    /// Refuses who may not carry out an operation with an account.
    pub(crate) fn require_on(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        account: &Account,
        safe: &Safe,
        now: i64,
    ) -> Result<(), Refusal> {
        authorized(self.allows_on(user, operation, account, safe, now))
    }

    /// The account of an id that stands elsewhere than in the path, with which a user may carry
    /// out an operation.
    pub(crate) fn usable_account(
        &self,
        user: PrincipalId,
        operation: &Endpoint,
        id: &str,
    ) -> Result<AccountKey, Refusal> {
        let now = self.now();
        let (account, safe) = self
            .visible_account(user, id, now)
            .ok_or_else(|| Refusal::account_missing(id))?;
        self.require_on(user, operation, account, safe, now)?;
        Ok(account.key)
    }

    /// Refuses who may not have the CPM work on an account; for operations whose permissions no
    /// source names.
    pub(crate) fn require_management(
        &self,
        user: PrincipalId,
        key: AccountKey,
    ) -> Result<(), Refusal> {
        let needed = SafePermission::InitiateCpmAccountManagementOperations;
        authorized(self.permissions_for(user, key).contains(needed))
    }
}

impl PermissionSet {
    /// Whether it is enough for an operation.
    pub(crate) fn suffices_for(self, operation: &Endpoint) -> bool {
        Self::of(operation.safe).is_subset_of(self)
            && (operation.safe_any.is_empty()
                || operation.safe_any.iter().any(|one| self.contains(*one)))
    }
}

/// The row of an operation that another one stands for.
pub(crate) fn operation(id: &str) -> Result<&'static Endpoint, Refusal> {
    endpoint::find(id).ok_or_else(Refusal::not_authorized)
}

impl Emulator {
    /// Says what a user or a group may do with one account, instead of what the safe says. It
    /// counts where the safe has control over single accounts (`olacEnabled`), where it narrows
    /// what a member may do and lets others in. Whether there are such an account and such a user.
    pub fn set_access(&self, account: &str, name: &str, permissions: &[SafePermission]) -> bool {
        self.vault(|vault| {
            let user = vault.user(name).map(|user| user.id);
            let id = user.or_else(|| vault.group(name).map(|group| group.id));
            let account = account
                .parse()
                .ok()
                .and_then(|key| vault.account_mut(key).ok());
            let (Some(id), Some(account)) = (id, account) else {
                return false;
            };
            account.access.insert(id, PermissionSet::of(permissions));
            true
        })
    }
}
