//! All accounts of the vault.

use super::Account;
use crate::identity::{AccountKey, SafeNumber};
use std::collections::BTreeMap;

/// The accounts by their keys, in order.
#[derive(Default)]
pub(crate) struct AccountMap(BTreeMap<AccountKey, Slot>);

/// Where an account stands.
struct Slot {
    /// Allocated by itself: a tree that grows at its end leaves its nodes half empty, which would
    /// take half as much again for what is as large as an account.
    account: Box<Account>,
    /// It was neither deleted nor given access of its own when it was put here, and nobody has
    /// changed it since. A list need not look at such an account, which in a large vault are most.
    is_plain: bool,
}

impl AccountMap {
    /// The account of a key.
    pub(crate) fn get(&self, key: &AccountKey) -> Option<&Account> {
        self.0.get(key).map(|slot| &*slot.account)
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, key: &AccountKey) -> Option<&mut Account> {
        let slot = self.0.get_mut(key)?;
        slot.is_plain = false;
        Some(&mut slot.account)
    }

    /// Puts an account in the place of what had its key.
    pub(crate) fn insert(&mut self, key: AccountKey, account: Account) {
        let slot = Slot {
            is_plain: account.deleted.is_none() && account.access.is_empty(),
            account: Box::new(account),
        };
        self.0.insert(key, slot);
    }

    /// Takes an account out.
    pub(crate) fn remove(&mut self, key: &AccountKey) -> Option<Account> {
        self.0.remove(key).map(|slot| *slot.account)
    }

    /// All of them.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Account> {
        self.0.values().map(|slot| &*slot.account)
    }

    /// Those of a safe, and whether each is plain: neither deleted nor with access of its own.
    pub(crate) fn of_safe(&self, safe: SafeNumber) -> impl Iterator<Item = (&Account, bool)> {
        let key = |number| AccountKey { safe, number };
        let slots = self.0.range(key(0)..=key(u32::MAX));
        slots.map(|(_, slot)| (&*slot.account, slot.is_plain))
    }

    /// Forgets those of a safe.
    pub(crate) fn remove_safe(&mut self, safe: SafeNumber) {
        self.0.retain(|key, _| key.safe != safe);
    }
}
