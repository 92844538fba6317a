//! The permissions a member can hold on a safe.

use std::{fmt, str::FromStr};

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// One of the 22 permissions a member can hold on a safe.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SafePermission {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl SafePermission {
            /// All of them, in the order in which the API lists them.
            pub const ALL: [Self; 22] = [$(Self::$variant),+];

            /// The name as the second-generation API spells it.
            pub const fn api_name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

permissions! {
    /// Use accounts through a session, without seeing the secret.
    UseAccounts = "useAccounts",
    /// See and copy the secrets of accounts.
    RetrieveAccounts = "retrieveAccounts",
    /// See that accounts exist, and their properties.
    ListAccounts = "listAccounts",
    /// Add accounts; brings [`Self::UpdateAccountProperties`] with it.
    AddAccounts = "addAccounts",
    /// Change the secret that the vault holds.
    UpdateAccountContent = "updateAccountContent",
    /// Change the properties of accounts.
    UpdateAccountProperties = "updateAccountProperties",
    /// Have the CPM change, verify or reconcile secrets.
    InitiateCpmAccountManagementOperations = "initiateCPMAccountManagementOperations",
    /// Choose the secret that the CPM sets next; needs [`Self::InitiateCpmAccountManagementOperations`].
    SpecifyNextAccountContent = "specifyNextAccountContent",
    /// Rename accounts.
    RenameAccounts = "renameAccounts",
    /// Delete accounts.
    DeleteAccounts = "deleteAccounts",
    /// Unlock accounts that others have checked out.
    UnlockAccounts = "unlockAccounts",
    /// Change, recover and delete the safe itself.
    ManageSafe = "manageSafe",
    /// Add, change and remove members of the safe.
    ManageSafeMembers = "manageSafeMembers",
    /// Back up the safe.
    BackupSafe = "backupSafe",
    /// See who did what in the safe.
    ViewAuditLog = "viewAuditLog",
    /// See the members of the safe and what they may do.
    ViewSafeMembers = "viewSafeMembers",
    /// Use accounts without the confirmation that dual control asks for.
    AccessWithoutConfirmation = "accessWithoutConfirmation",
    /// Create folders in the safe.
    CreateFolders = "createFolders",
    /// Delete folders of the safe.
    DeleteFolders = "deleteFolders",
    /// Move accounts and folders within the safe.
    MoveAccountsAndFolders = "moveAccountsAndFolders",
    /// Confirm requests at level 1 of dual control.
    RequestsAuthorizationLevel1 = "requestsAuthorizationLevel1",
    /// Confirm requests at level 2 of dual control.
    RequestsAuthorizationLevel2 = "requestsAuthorizationLevel2",
}

impl fmt::Display for SafePermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.api_name())
    }
}

/// The text names no safe permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPermission(String);

impl fmt::Display for UnknownPermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no safe permission; the API knows {}",
            self.0,
            SafePermission::ALL.map(SafePermission::api_name).join(", ")
        )
    }
}

impl std::error::Error for UnknownPermission {}

impl FromStr for SafePermission {
    type Err = UnknownPermission;

    /// Reads an API name, whatever its case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.api_name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownPermission(text.to_owned()))
    }
}
