//! Sets of safe permissions and the rules between them.

use crate::{
    errors::Refusal,
    fields::{Fields, as_boolean, not_boolean},
};
use pvwa_api::SafePermission::{self, *};
use serde_json::{Map, Value};

/// Any number of the 22 safe permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PermissionSet(u32);

impl PermissionSet {
    /// What the creator of a safe gets: all but the second confirmation level.
    pub(crate) const CREATOR: Self = Self::ALL.without(RequestsAuthorizationLevel2);

    /// All 22.
    pub(crate) const ALL: Self = Self((1 << SafePermission::ALL.len()) - 1);

    /// The permissions of a list.
    pub(crate) const fn of(list: &[SafePermission]) -> Self {
        let (mut bits, mut next) = (0, 0);
        while next < list.len() {
            bits |= 1 << list[next] as u32;
            next += 1;
        }
        Self(bits)
    }

    /// This set less one permission.
    pub(crate) const fn without(self, permission: SafePermission) -> Self {
        Self(self.0 & !(1 << permission as u32))
    }

    /// What is in either set.
    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and not in the other.
    pub(crate) fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a permission is in it.
    pub(crate) fn contains(self, permission: SafePermission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// Whether everything in this set is in the other.
    pub(crate) fn is_subset_of(self, other: Self) -> bool {
        self.difference(other).0 == 0
    }

    /// The set as the vault keeps it: adding accounts brings changing their properties, and the
    /// next secret can be chosen only by who may have the CPM set it.
    pub(crate) fn settled(self) -> Self {
        let mut settled = self;
        if self.contains(AddAccounts) {
            settled = settled.union(Self::of(&[UpdateAccountProperties]));
        }
        if !self.contains(InitiateCpmAccountManagementOperations) {
            settled = settled.without(SpecifyNextAccountContent);
        }
        settled
    }

    /// What a member with this set can give to others: its own, and since the two levels of
    /// confirmation are one permission of the vault, the second where it has the first.
    pub(crate) fn to_hand_out(self) -> Self {
        match self.contains(RequestsAuthorizationLevel1) {
            true => self.union(Self::of(&[RequestsAuthorizationLevel2])),
            false => self,
        }
    }

    /// Reads an object of booleans. An unknown name refuses the whole, as a vault does.
    pub(crate) fn read(fields: Fields) -> Result<Self, Refusal> {
        let mut set = Self::default();
        for (name, value) in fields.iter() {
            let permission: SafePermission = name.parse().map_err(|_| {
                Refusal::invalid("permissions", "The permissions are not a valid set.")
            })?;
            set = match as_boolean(value) {
                Some(true) => set.union(Self::of(&[permission])),
                Some(false) => set.without(permission),
                None => return Err(not_boolean("permissions")),
            };
        }
        Ok(set.settled())
    }

    /// The object of 22 booleans that answers carry.
    pub(crate) fn to_json(self) -> Value {
        SafePermission::ALL
            .into_iter()
            .map(|permission| {
                (
                    permission.api_name().to_owned(),
                    self.contains(permission).into(),
                )
            })
            .collect::<Map<_, _>>()
            .into()
    }
}
