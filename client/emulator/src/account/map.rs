//! All accounts of the vault.

use super::Account;
use crate::identity::AccountKey;
use std::{collections::BTreeMap, ops::RangeBounds};

/// The accounts by their keys, in order.
///
/// Each is allocated by itself: a tree that grows at its end leaves its nodes half empty, which
/// would take half as much again for what is as large as an account.
#[derive(Default)]
pub(crate) struct AccountMap(BTreeMap<AccountKey, Box<Account>>);

impl AccountMap {
    /// The account of a key.
    pub(crate) fn get(&self, key: &AccountKey) -> Option<&Account> {
        self.0.get(key).map(Box::as_ref)
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, key: &AccountKey) -> Option<&mut Account> {
        self.0.get_mut(key).map(Box::as_mut)
    }

    /// Puts an account in the place of what had its key.
    pub(crate) fn insert(&mut self, key: AccountKey, account: Account) {
        self.0.insert(key, Box::new(account));
    }

    /// Takes an account out.
    pub(crate) fn remove(&mut self, key: &AccountKey) -> Option<Account> {
        self.0.remove(key).map(|account| *account)
    }

    /// All of them.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Account> {
        self.0.values().map(Box::as_ref)
    }

    /// Those whose keys are in a range.
    pub(crate) fn range(
        &self,
        keys: impl RangeBounds<AccountKey>,
    ) -> impl Iterator<Item = (&AccountKey, &Account)> {
        self.0
            .range(keys)
            .map(|(key, account)| (key, account.as_ref()))
    }

    /// Keeps those for which something holds.
    pub(crate) fn retain(&mut self, mut keeps: impl FnMut(&AccountKey, &mut Account) -> bool) {
        self.0.retain(|key, account| keeps(key, account));
    }
}
