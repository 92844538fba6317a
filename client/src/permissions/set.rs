//! Sets of the permissions a member can hold on a safe.

use super::spelling::{self, Spelling};
use pvwa_api::SafePermission;
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

    /// The set with what the vault adds to `permissions` when they are granted.
    #[must_use]
    pub fn granting(self, permissions: impl Into<Self>) -> Self {
        (self | permissions.into()).normalised()
    }

    /// The set without `permissions`, as the vault keeps it then.
    ///
    /// updateAccountProperties goes with addAccounts, and cannot go without it;
    /// specifyNextAccountContent goes with initiateCPMAccountManagementOperations.
    ///
    /// ```
    /// use pvwa::{SafePermission::AddAccounts, SafePermissions};
    ///
    /// let set: SafePermissions = "List accounts, Add accounts, Update account properties".parse()?;
    /// assert_eq!(set.revoking(AddAccounts).to_string(), "listAccounts");
    /// # Ok::<(), pvwa::UnknownPermission>(())
    /// ```
    #[must_use]
    pub fn revoking(self, permissions: impl Into<Self>) -> Self {
        let permissions = permissions.into();
        let along = match permissions.contains(SafePermission::AddAccounts) {
            true => SafePermission::UpdateAccountProperties.into(),
            false => Self::NONE,
        };
        (self - permissions - along).normalised()
    }

    /// The set in a spelling, with commas between the names; `none` for the empty set. What the
    /// spelling cannot express is left out: see [`Spelling::name_of`].
    ///
    /// ```
    /// use pvwa::{Preset, permissions::Spelling};
    ///
    /// let set = Preset::ConnectOnly.permissions();
    /// assert_eq!(set.spelt(Spelling::Label), "Use accounts, List accounts");
    /// assert_eq!(set.spelt(Spelling::Gen1Read), "RestrictedRetrieve, ListContent");
    /// ```
    pub fn spelt(self, spelling: Spelling) -> String {
        let names: Vec<_> = self
            .iter()
            .filter_map(|one| spelling.name_of(one))
            .collect();
        match names.is_empty() {
            true => NONE.to_owned(),
            false => names.join(", "),
        }
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
        f.write_str(&self.spelt(Spelling::Gen2))
    }
}

impl fmt::Debug for SafePermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromStr for SafePermissions {
    type Err = pvwa_api::UnknownPermission;

    /// Reads names in any [`Spelling`], even mixed, whatever their case, with commas, semicolons or
    /// white space between them; `none` and the empty text are the empty set.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().eq_ignore_ascii_case(NONE) {
            true => Ok(Self::NONE),
            false => spelling::read(text).map(Self::from_iter),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use SafePermission::*;
    use proptest::prelude::*;

    pub(crate) fn any_set() -> impl Strategy<Value = SafePermissions> {
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
    fn every_spelling_is_read_even_mixed() {
        let text = "RestrictedRetrieve; List accounts, addaccounts | Authorize account requests, \
                    level 2 RequestsAuthorizationLevel=0\n View Safe members";
        let set: SafePermissions = text.parse().unwrap();
        assert_eq!(
            set,
            [
                UseAccounts,
                ListAccounts,
                AddAccounts,
                RequestsAuthorizationLevel2,
                ViewSafeMembers
            ]
            .into()
        );
        assert!(
            "listAccounts, Validate Safe Content"
                .parse::<SafePermissions>()
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn text_keeps_the_set(set in any_set()) {
            prop_assert_eq!(set.to_string().parse(), Ok(set));
            prop_assert_eq!(set.iter().collect::<SafePermissions>(), set);
            for spelling in [Spelling::Gen1Write, Spelling::Label] {
                prop_assert_eq!(set.spelt(spelling).parse(), Ok(set));
            }
            let shown: SafePermissions = set.spelt(Spelling::Gen1Read).parse().unwrap();
            prop_assert!(set.contains_all(shown));
        }

        #[test]
        fn sets_obey_the_laws_of_sets(a in any_set(), b in any_set()) {
            prop_assert_eq!((a - b) | (a & b), a);
            prop_assert!((a | b).contains_all(a));
            prop_assert!(((a - b) & b).is_empty());
            prop_assert_eq!((a | b).len() + (a & b).len(), a.len() + b.len());
            prop_assert_eq!(a.normalised().normalised(), a.normalised());
            prop_assert!(a.granting(b).contains_all(b.normalised()));
            let stays = SafePermissions::from(UpdateAccountProperties);
            prop_assert!(stays.contains_all(a.revoking(b) & b));
        }
    }
}
