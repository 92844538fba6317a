//! Permission sets for the usual roles.

use super::{SafePermissions, StatedPermissions};
use SafePermission::{
    AccessWithoutConfirmation, AddAccounts, DeleteAccounts, InitiateCpmAccountManagementOperations,
    ListAccounts, ManageSafeMembers, RenameAccounts, RequestsAuthorizationLevel1,
    RequestsAuthorizationLevel2, RetrieveAccounts, SpecifyNextAccountContent, UnlockAccounts,
    UpdateAccountContent, UpdateAccountProperties, UseAccounts, ViewAuditLog, ViewSafeMembers,
};
use pvwa_api::{SafePermission, types::SafeMemberPermissions};
use std::fmt;

/// A permission set for a usual role.
///
/// The first five are the ones that PVWA itself offers when a member is added; they are not always
/// the least that the role needs. The others are this crate's own, and are. For a program of one's
/// own, [`least_privilege`](super::least_privilege) is more exact than any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// Connect through a session, without seeing secrets.
    ConnectOnly,
    /// Connect, and see secrets. "Read" includes the secrets themselves.
    ReadOnly,
    /// Confirm requests at level 1, see and change the members. Never sees a secret.
    Approver,
    /// Everything around accounts, the members included, without a say over the safe itself.
    ///
    /// It also goes around dual control.
    AccountsManager,
    /// Everything but confirming at level 2.
    Full,
    /// See the accounts, the members, and who did what. Never uses an account, never sees a secret.
    Auditor,
    /// Find accounts and fetch their secrets, as programs do that need a password. Changes nothing.
    Consumer,
    /// Add accounts and keep their properties and secrets as they should be, as programs do that
    /// bring accounts into the vault. Never reads a secret, never deletes.
    Provisioner,
    /// Have the CPM change, verify and reconcile secrets. Never reads or chooses one.
    Rotator,
    /// Add, change and remove members. Hands out only what it holds itself: next to nothing.
    MembersManager,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::ConnectOnly,
        Self::ReadOnly,
        Self::Approver,
        Self::AccountsManager,
        Self::Full,
        Self::Auditor,
        Self::Consumer,
        Self::Provisioner,
        Self::Rotator,
        Self::MembersManager,
    ];

    /// Whether PVWA itself offers it, under this name, when a member is added.
    pub const fn is_offered(self) -> bool {
        matches!(
            self,
            Self::ConnectOnly
                | Self::ReadOnly
                | Self::Approver
                | Self::AccountsManager
                | Self::Full
        )
    }

    /// The permissions of the role.
    pub const fn permissions(self) -> SafePermissions {
        match self {
            Self::ConnectOnly => SafePermissions::of(&[UseAccounts, ListAccounts]),
            Self::ReadOnly => SafePermissions::of(&[UseAccounts, RetrieveAccounts, ListAccounts]),
            Self::Approver => SafePermissions::of(&[
                ListAccounts,
                ManageSafeMembers,
                ViewSafeMembers,
                RequestsAuthorizationLevel1,
            ]),
            Self::AccountsManager => SafePermissions::of(&[
                UseAccounts,
                RetrieveAccounts,
                ListAccounts,
                AddAccounts,
                UpdateAccountContent,
                UpdateAccountProperties,
                InitiateCpmAccountManagementOperations,
                SpecifyNextAccountContent,
                RenameAccounts,
                DeleteAccounts,
                UnlockAccounts,
                ManageSafeMembers,
                ViewAuditLog,
                ViewSafeMembers,
                AccessWithoutConfirmation,
            ]),
            Self::Full => {
                SafePermissions::ALL.difference(SafePermissions::of(&[RequestsAuthorizationLevel2]))
            }
            Self::Auditor => SafePermissions::of(&[ListAccounts, ViewAuditLog, ViewSafeMembers]),
            Self::Consumer => SafePermissions::of(&[RetrieveAccounts, ListAccounts]),
            Self::Provisioner => SafePermissions::of(&[
                ListAccounts,
                AddAccounts,
                UpdateAccountContent,
                UpdateAccountProperties,
            ]),
            Self::Rotator => {
                SafePermissions::of(&[ListAccounts, InitiateCpmAccountManagementOperations])
            }
            Self::MembersManager => SafePermissions::of(&[ManageSafeMembers, ViewSafeMembers]),
        }
    }

    /// The preset that grants exactly this set; `None` where none does.
    pub fn exactly(set: SafePermissions) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.permissions() == set)
    }

    /// The preset that a set comes closest to, with what the set has too little and too much.
    ///
    /// Permissions of which a server did not speak count as neither: pass a [`StatedPermissions`].
    /// Of two that are as close, the one that grants less is taken.
    ///
    /// ```
    /// use pvwa::{Preset, SafePermissions};
    ///
    /// let held: SafePermissions = "useAccounts, listAccounts, unlockAccounts".parse()?;
    /// let nearest = Preset::nearest(held);
    /// assert_eq!(nearest.preset, Preset::ConnectOnly);
    /// assert_eq!(nearest.to_string(), "ConnectOnly, and besides unlockAccounts");
    /// # Ok::<(), pvwa::UnknownPermission>(())
    /// ```
    pub fn nearest(set: impl Into<StatedPermissions>) -> Nearest {
        let stated = set.into();
        let measure = |preset: Self| Nearest {
            preset,
            too_little: preset.permissions() & stated.denied,
            too_much: stated.granted - preset.permissions(),
            not_stated: preset.permissions() & stated.unstated(),
        };
        let distance = |near: &Nearest| {
            let off = near.too_little.len() + near.too_much.len();
            (off, near.not_stated.len(), near.preset.permissions().len())
        };
        let rows = Self::ALL.into_iter().map(measure);
        // There is always one; the preset that grants least stands in for the compiler.
        rows.min_by_key(distance)
            .unwrap_or_else(|| measure(Self::ConnectOnly))
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How close a set comes to a preset; made by [`Preset::nearest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nearest {
    /// The preset.
    pub preset: Preset,
    /// What the preset grants and the set denies.
    pub too_little: SafePermissions,
    /// What the set grants and the preset does not.
    pub too_much: SafePermissions,
    /// What the preset grants and the server did not speak of.
    pub not_stated: SafePermissions,
}

impl Nearest {
    /// Whether the set is the preset: nothing missing, nothing besides, nothing unknown.
    pub fn is_exact(self) -> bool {
        (self.too_little | self.too_much | self.not_stated).is_empty()
    }
}

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.preset)?;
        let parts = [
            (self.too_little, "without"),
            (self.too_much, "and besides"),
            (self.not_stated, "while nothing is said of"),
        ];
        for (set, words) in parts {
            if !set.is_empty() {
                write!(f, ", {words} {set}")?;
            }
        }
        Ok(())
    }
}

impl From<Preset> for SafePermissions {
    fn from(preset: Preset) -> Self {
        preset.permissions()
    }
}

impl From<Preset> for SafeMemberPermissions {
    fn from(preset: Preset) -> Self {
        preset.permissions().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SafePermission::{
        BackupSafe, CreateFolders, DeleteFolders, ManageSafe, MoveAccountsAndFolders,
    };

    fn never(preset: Preset, permissions: &[SafePermission]) {
        let both = preset.permissions() & SafePermissions::of(permissions);
        assert!(both.is_empty(), "{preset} grants {both}");
    }

    const CHANGES_TO_ACCOUNTS: [SafePermission; 8] = [
        AddAccounts,
        UpdateAccountContent,
        UpdateAccountProperties,
        InitiateCpmAccountManagementOperations,
        SpecifyNextAccountContent,
        RenameAccounts,
        DeleteAccounts,
        MoveAccountsAndFolders,
    ];

    #[test]
    fn connect_only_never_shows_a_secret_and_never_changes_anything() {
        never(
            Preset::ConnectOnly,
            &[
                RetrieveAccounts,
                ManageSafe,
                ManageSafeMembers,
                AccessWithoutConfirmation,
            ],
        );
        never(Preset::ConnectOnly, &CHANGES_TO_ACCOUNTS);
    }

    #[test]
    fn read_only_never_changes_anything() {
        never(
            Preset::ReadOnly,
            &[
                ManageSafe,
                ManageSafeMembers,
                AccessWithoutConfirmation,
                UnlockAccounts,
            ],
        );
        never(Preset::ReadOnly, &CHANGES_TO_ACCOUNTS);
    }

    #[test]
    fn an_approver_confirms_and_never_uses_or_sees_a_secret() {
        assert!(
            Preset::Approver
                .permissions()
                .contains(RequestsAuthorizationLevel1)
        );
        never(
            Preset::Approver,
            &[
                UseAccounts,
                RetrieveAccounts,
                AccessWithoutConfirmation,
                ManageSafe,
            ],
        );
        never(Preset::Approver, &CHANGES_TO_ACCOUNTS);
    }

    #[test]
    fn an_accounts_manager_never_manages_the_safe_or_confirms() {
        never(
            Preset::AccountsManager,
            &[
                ManageSafe,
                BackupSafe,
                CreateFolders,
                DeleteFolders,
                RequestsAuthorizationLevel1,
                RequestsAuthorizationLevel2,
            ],
        );
        assert_eq!(Preset::AccountsManager.permissions().len(), 15);
    }

    #[test]
    fn full_never_confirms_at_both_levels() {
        never(Preset::Full, &[RequestsAuthorizationLevel2]);
        assert_eq!(Preset::Full.permissions().len(), 21);
    }

    #[test]
    fn an_auditor_never_uses_an_account_or_sees_a_secret() {
        never(
            Preset::Auditor,
            &[
                UseAccounts,
                RetrieveAccounts,
                ManageSafe,
                ManageSafeMembers,
                UnlockAccounts,
            ],
        );
        never(Preset::Auditor, &CHANGES_TO_ACCOUNTS);
        assert_eq!(Preset::Auditor.permissions().len(), 3);
    }

    #[test]
    fn a_consumer_reads_secrets_and_never_does_anything_else() {
        assert_eq!(Preset::Consumer.permissions().len(), 2);
        never(
            Preset::Consumer,
            &[
                UseAccounts,
                ManageSafe,
                ManageSafeMembers,
                AccessWithoutConfirmation,
            ],
        );
        never(Preset::Consumer, &CHANGES_TO_ACCOUNTS);
    }

    #[test]
    fn a_provisioner_never_reads_a_secret_and_never_deletes() {
        never(
            Preset::Provisioner,
            &[
                UseAccounts,
                RetrieveAccounts,
                DeleteAccounts,
                AccessWithoutConfirmation,
                ManageSafe,
                ManageSafeMembers,
            ],
        );
    }

    #[test]
    fn a_rotator_never_reads_or_chooses_a_secret() {
        never(
            Preset::Rotator,
            &[
                UseAccounts,
                RetrieveAccounts,
                UpdateAccountContent,
                SpecifyNextAccountContent,
                AddAccounts,
                DeleteAccounts,
                AccessWithoutConfirmation,
                ManageSafe,
                ManageSafeMembers,
            ],
        );
    }

    #[test]
    fn a_members_manager_never_touches_an_account() {
        never(
            Preset::MembersManager,
            &[
                UseAccounts,
                RetrieveAccounts,
                ListAccounts,
                AccessWithoutConfirmation,
                ManageSafe,
            ],
        );
        never(Preset::MembersManager, &CHANGES_TO_ACCOUNTS);
    }

    #[test]
    fn four_presets_read_secrets_and_no_other_does() {
        let reads: Vec<_> = Preset::ALL
            .into_iter()
            .filter(|preset| preset.permissions().contains(RetrieveAccounts))
            .collect();
        assert_eq!(
            reads,
            [
                Preset::ReadOnly,
                Preset::AccountsManager,
                Preset::Full,
                Preset::Consumer
            ]
        );
    }

    #[test]
    fn each_preset_is_nearest_to_itself() {
        for preset in Preset::ALL {
            let nearest = Preset::nearest(preset.permissions());
            assert!(nearest.is_exact(), "{preset}: {nearest}");
            assert_eq!(nearest.preset, preset);
            assert_eq!(Preset::exactly(preset.permissions()), Some(preset));
        }
        assert_eq!(Preset::exactly(SafePermissions::NONE), None);
    }

    #[test]
    fn what_was_not_stated_counts_as_neither() {
        let mut stated = StatedPermissions {
            granted: [UseAccounts, ListAccounts].into(),
            denied: RetrieveAccounts.into(),
            ..StatedPermissions::default()
        };
        let nearest = Preset::nearest(stated);
        assert_eq!(nearest.to_string(), "ConnectOnly");
        stated.granted = [UseAccounts].into();
        assert_eq!(
            Preset::nearest(stated).to_string(),
            "ConnectOnly, while nothing is said of listAccounts"
        );
    }

    #[test]
    fn a_preset_is_what_the_vault_would_keep() {
        for preset in Preset::ALL {
            assert_eq!(
                preset.permissions().normalised(),
                preset.permissions(),
                "{preset}"
            );
        }
    }
}
