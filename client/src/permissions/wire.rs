//! The permissions as the second generation of the API writes them: an object of 22 booleans.

use super::{SafePermissions, StatedPermissions};
use pvwa_api::{SafePermission, types::SafeMemberPermissions};

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
                    Some(held) => stated.note(SafePermission::$variant, held),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::set::tests::any_set;
    use SafePermission::*;
    use proptest::prelude::*;

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
        fn the_wire_keeps_the_set(set in any_set()) {
            let stated = StatedPermissions::from(&SafeMemberPermissions::from(set));
            prop_assert_eq!(stated, StatedPermissions::from(set));
            prop_assert_eq!(stated.granted, set);
            prop_assert_eq!(stated.denied, SafePermissions::ALL - set);
            prop_assert!(stated.unstated().is_empty());
        }
    }
}
