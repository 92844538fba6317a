//! Permission sets for the usual roles.

use crate::SafePermissions;
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
/// the least that the role needs.
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
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ConnectOnly,
        Self::ReadOnly,
        Self::Approver,
        Self::AccountsManager,
        Self::Full,
        Self::Auditor,
    ];

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
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
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
