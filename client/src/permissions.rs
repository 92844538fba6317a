//! Sets of the permissions a member can hold on a safe.

use pvwa_api::{SafePermission, types::SafeMemberPermissions};
use std::{
    fmt,
    ops::{BitAnd, BitOr, Sub},
    str::FromStr,
};

/// A set of permissions on a safe.
///
/// ```
/// use pvwa::{Preset, SafePermission, SafePermissions};
///
/// let held: SafePermissions = "listAccounts, useAccounts".parse()?;
/// let missing = Preset::ReadOnly.permissions() - held;
/// assert_eq!(missing, SafePermission::RetrieveAccounts.into());
/// assert_eq!(missing.to_string(), "retrieveAccounts");
/// # Ok::<(), pvwa::UnknownPermission>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct SafePermissions(u32);

impl SafePermissions {
    /// No permission at all.
    pub const NONE: Self = Self(0);

    /// All 22. No member needs them all: see [`crate::Preset::Full`].
    pub const ALL: Self = Self::of(&SafePermission::ALL);

    /// The set of these permissions.
    pub const fn of(permissions: &[SafePermission]) -> Self {
        let (mut bits, mut index) = (0, 0);
        // A `for` loop cannot run in a constant.
        while index < permissions.len() {
            bits |= 1 << permissions[index] as u32;
            index += 1;
        }
        Self(bits)
    }

    /// Whether `permission` is in the set.
    pub const fn contains(self, permission: SafePermission) -> bool {
        self.0 & (1 << permission as u32) != 0
    }

    /// Whether every permission of `other` is in the set.
    pub const fn contains_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many permissions are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// What is in this set, in `other`, or in both; also written `a | b`.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this set and in `other`; also written `a & b`.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set and not in `other`; also written `a - b`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The set as the vault keeps it when it is granted.
    ///
    /// * [`SafePermission::AddAccounts`] brings [`SafePermission::UpdateAccountProperties`].
    /// * [`SafePermission::SpecifyNextAccountContent`] falls away without
    ///   [`SafePermission::InitiateCpmAccountManagementOperations`].
    #[must_use]
    pub fn normalised(self) -> Self {
        use SafePermission::{
            AddAccounts, InitiateCpmAccountManagementOperations, SpecifyNextAccountContent,
            UpdateAccountProperties,
        };
        let mut set = self;
        if set.contains(AddAccounts) {
            set = set | UpdateAccountProperties.into();
        }
        if !set.contains(InitiateCpmAccountManagementOperations) {
            set = set - SpecifyNextAccountContent.into();
        }
        set
    }

    /// The permissions of the set, in the order in which the API lists them.
    pub fn iter(self) -> impl Iterator<Item = SafePermission> {
        SafePermission::ALL
            .into_iter()
            .filter(move |permission| self.contains(*permission))
    }
}

impl From<SafePermission> for SafePermissions {
    fn from(permission: SafePermission) -> Self {
        Self::of(&[permission])
    }
}

impl<const N: usize> From<[SafePermission; N]> for SafePermissions {
    fn from(permissions: [SafePermission; N]) -> Self {
        Self::of(&permissions)
    }
}

impl FromIterator<SafePermission> for SafePermissions {
    fn from_iter<I: IntoIterator<Item = SafePermission>>(permissions: I) -> Self {
        permissions
            .into_iter()
            .fold(Self::NONE, |set, permission| set | permission.into())
    }
}

impl Extend<SafePermission> for SafePermissions {
    fn extend<I: IntoIterator<Item = SafePermission>>(&mut self, permissions: I) {
        *self = *self | permissions.into_iter().collect();
    }
}

impl IntoIterator for SafePermissions {
    type Item = SafePermission;
    type IntoIter = std::vec::IntoIter<SafePermission>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

impl BitOr for SafePermissions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitAnd for SafePermissions {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.intersection(other)
    }
}

impl Sub for SafePermissions {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.difference(other)
    }
}

/// The word for the empty set.
const NONE: &str = "none";

impl fmt::Display for SafePermissions {
    /// Writes the API's names with commas between them, and `none` for the empty set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_empty() {
            true => f.write_str(NONE),
            false => {
                let names: Vec<_> = self.iter().map(SafePermission::api_name).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}

impl fmt::Debug for SafePermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromStr for SafePermissions {
    type Err = pvwa_api::UnknownPermission;

    /// Reads API names, whatever their case, with commas or spaces between them; `none` and the
    /// empty text are the empty set.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().eq_ignore_ascii_case(NONE) {
            true => Ok(Self::NONE),
            false => text
                .split([',', ' ', '\t', '\n'])
                .filter(|name| !name.is_empty())
                .map(SafePermission::from_str)
                .collect(),
        }
    }
}

macro_rules! wire {
    ($($variant:ident: $field:ident,)+) => {
        impl From<SafePermissions> for SafeMemberPermissions {
            /// States all 22, since a permission that a request leaves out counts as taken away.
            fn from(set: SafePermissions) -> Self {
                let mut wire = Self::default();
                $(wire.$field = Some(set.contains(SafePermission::$variant));)+
                wire
            }
        }

        impl From<&SafeMemberPermissions> for StatedPermissions {
            fn from(wire: &SafeMemberPermissions) -> Self {
                let mut stated = Self::default();
                $(match wire.$field {
                    Some(true) => stated.granted.extend([SafePermission::$variant]),
                    Some(false) => stated.denied.extend([SafePermission::$variant]),
                    None => {}
                })+
                stated
            }
        }
    };
}

wire! {
    UseAccounts: use_accounts,
    RetrieveAccounts: retrieve_accounts,
    ListAccounts: list_accounts,
    AddAccounts: add_accounts,
    UpdateAccountContent: update_account_content,
    UpdateAccountProperties: update_account_properties,
    InitiateCpmAccountManagementOperations: initiate_cpm_account_management_operations,
    SpecifyNextAccountContent: specify_next_account_content,
    RenameAccounts: rename_accounts,
    DeleteAccounts: delete_accounts,
    UnlockAccounts: unlock_accounts,
    ManageSafe: manage_safe,
    ManageSafeMembers: manage_safe_members,
    BackupSafe: backup_safe,
    ViewAuditLog: view_audit_log,
    ViewSafeMembers: view_safe_members,
    AccessWithoutConfirmation: access_without_confirmation,
    CreateFolders: create_folders,
    DeleteFolders: delete_folders,
    MoveAccountsAndFolders: move_accounts_and_folders,
    RequestsAuthorizationLevel1: requests_authorization_level1,
    RequestsAuthorizationLevel2: requests_authorization_level2,
}

/// What a server says of a member's permissions: some it grants, some it denies, and of some it may
/// not speak, since older servers do not know them all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatedPermissions {
    /// The permissions that the member holds.
    pub granted: SafePermissions,
    /// The permissions that the member does not hold.
    pub denied: SafePermissions,
}

impl StatedPermissions {
    /// The permissions of which the server did not speak. They are not known to be denied.
    pub fn unstated(self) -> SafePermissions {
        SafePermissions::ALL - self.granted - self.denied
    }

    /// Whether the member holds `permission`; `None` where the server did not speak of it.
    pub fn holds(self, permission: SafePermission) -> Option<bool> {
        (self.granted | self.denied)
            .contains(permission)
            .then(|| self.granted.contains(permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SafePermission::*;
    use proptest::prelude::*;

    fn any_set() -> impl Strategy<Value = SafePermissions> {
        any::<u32>().prop_map(|bits| SafePermissions(bits) & SafePermissions::ALL)
    }

    #[test]
    fn the_vaults_own_rules_are_applied() {
        let set = |names: &str| names.parse::<SafePermissions>().unwrap();
        assert_eq!(
            set("addAccounts").normalised(),
            set("addAccounts, updateAccountProperties")
        );
        assert_eq!(
            set("specifyNextAccountContent").normalised(),
            SafePermissions::NONE
        );
        let both = set("initiateCPMAccountManagementOperations specifyNextAccountContent");
        assert_eq!(both.normalised(), both);
    }

    #[test]
    fn names_are_read_whatever_their_case() {
        let set: SafePermissions = "USEACCOUNTS,\n listaccounts".parse().unwrap();
        assert_eq!(set, [UseAccounts, ListAccounts].into());
        assert_eq!(set.to_string(), "useAccounts, listAccounts");
        assert_eq!(format!("{set:?}"), "{UseAccounts, ListAccounts}");
        assert_eq!("None".parse(), Ok(SafePermissions::NONE));
        assert_eq!(SafePermissions::NONE.to_string(), "none");
        let error = "useAccounts, viewSecrets"
            .parse::<SafePermissions>()
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`viewSecrets` is no safe permission"),
            "{error}"
        );
    }

    #[test]
    fn a_flag_that_is_missing_is_not_denied() {
        let wire: SafeMemberPermissions =
            serde_json::from_str(r#"{"useAccounts":true,"retrieveAccounts":false,"aNewOne":true}"#)
                .unwrap();
        let stated = StatedPermissions::from(&wire);
        assert_eq!(stated.holds(UseAccounts), Some(true));
        assert_eq!(stated.holds(RetrieveAccounts), Some(false));
        assert_eq!(stated.holds(ListAccounts), None);
        assert_eq!(stated.unstated().len(), 20);
    }

    #[test]
    fn a_request_states_all_permissions_by_the_api_names() {
        let wire = SafeMemberPermissions::from(SafePermissions::from([ViewAuditLog]));
        let json = serde_json::to_value(wire).unwrap();
        let flags = json.as_object().unwrap();
        assert_eq!(flags.len(), 22);
        for permission in SafePermission::ALL {
            assert_eq!(flags[permission.api_name()], permission == ViewAuditLog);
        }
    }

    proptest! {
        #[test]
        fn text_and_wire_keep_the_set(set in any_set()) {
            prop_assert_eq!(set.to_string().parse(), Ok(set));
            prop_assert_eq!(set.iter().collect::<SafePermissions>(), set);
            let stated = StatedPermissions::from(&SafeMemberPermissions::from(set));
            prop_assert_eq!(stated.granted, set);
            prop_assert_eq!(stated.denied, SafePermissions::ALL - set);
            prop_assert!(stated.unstated().is_empty());
        }

        #[test]
        fn sets_obey_the_laws_of_sets(a in any_set(), b in any_set()) {
            prop_assert_eq!((a - b) | (a & b), a);
            prop_assert!((a | b).contains_all(a));
            prop_assert!(((a - b) & b).is_empty());
            prop_assert_eq!((a | b).len() + (a & b).len(), a.len() + b.len());
            prop_assert_eq!(a.normalised().normalised(), a.normalised());
        }
    }
}
