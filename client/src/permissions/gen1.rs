//! The permissions as the first generation of the API writes and shows them.

use super::{SafePermissions, StatedPermissions};
use pvwa_api::{
    SafePermission::{self, *},
    types::{
        Gen1SafeMemberPermissions, Gen1SafePermissionEntry, Gen1SafePermissionName,
        Gen1SafePermissionNameKnown as Name,
    },
};
use serde_json::Value;
use std::fmt;

/// The permissions that have a name of their own there; the two levels of confirmation are the
/// number behind [`Name::RequestsAuthorizationLevel`].
const NAMED: [(SafePermission, Name); 20] = [
    (UseAccounts, Name::UseAccounts),
    (RetrieveAccounts, Name::RetrieveAccounts),
    (ListAccounts, Name::ListAccounts),
    (AddAccounts, Name::AddAccounts),
    (UpdateAccountContent, Name::UpdateAccountContent),
    (UpdateAccountProperties, Name::UpdateAccountProperties),
    (
        InitiateCpmAccountManagementOperations,
        Name::InitiateCpmAccountManagementOperations,
    ),
    (SpecifyNextAccountContent, Name::SpecifyNextAccountContent),
    (RenameAccounts, Name::RenameAccounts),
    (DeleteAccounts, Name::DeleteAccounts),
    (UnlockAccounts, Name::UnlockAccounts),
    (ManageSafe, Name::ManageSafe),
    (ManageSafeMembers, Name::ManageSafeMembers),
    (BackupSafe, Name::BackupSafe),
    (ViewAuditLog, Name::ViewAuditLog),
    (ViewSafeMembers, Name::ViewSafeMembers),
    (AccessWithoutConfirmation, Name::AccessWithoutConfirmation),
    (CreateFolders, Name::CreateFolders),
    (DeleteFolders, Name::DeleteFolders),
    (MoveAccountsAndFolders, Name::MoveAccountsAndFolders),
];

/// The set holds both levels of confirmation, which the first generation cannot write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BothLevels;

impl fmt::Display for BothLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "requestsAuthorizationLevel1 and requestsAuthorizationLevel2 are one number in the first \
             generation of the API, so a member can have only one of them there; take one out of the set",
        )
    }
}

impl std::error::Error for BothLevels {}

impl SafePermissions {
    /// The set as requests of the first generation write it: all 21 names, since there as well what
    /// is left out counts as taken away, and a member that is added with none gets five.
    ///
    /// With the feature `gen1-safes`.
    ///
    /// # Errors
    ///
    /// [`BothLevels`] where the set holds both levels of confirmation.
    #[expect(clippy::expect_used, reason = "both properties are given")]
    pub fn gen1_entries(self) -> Result<Vec<Gen1SafePermissionEntry>, BothLevels> {
        let level = match (
            self.contains(RequestsAuthorizationLevel1),
            self.contains(RequestsAuthorizationLevel2),
        ) {
            (true, true) => return Err(BothLevels),
            (one, two) => u8::from(one) + 2 * u8::from(two),
        };
        let named = NAMED.map(|(permission, name)| (name, self.contains(permission).into()));
        let level = (Name::RequestsAuthorizationLevel, Value::from(level));
        let entry = |(name, value): (Name, Value)| {
            Gen1SafePermissionEntry::builder()
                .key(Gen1SafePermissionName::Known(name))
                .value(value)
                .try_into()
                .expect("key and value are all there is")
        };
        Ok(named.into_iter().chain([level]).map(entry).collect())
    }
}

impl From<&[Gen1SafePermissionEntry]> for StatedPermissions {
    /// Reads what calls that change a member answer. Names and values that are not known are passed
    /// over: what they would say is not stated.
    fn from(entries: &[Gen1SafePermissionEntry]) -> Self {
        let mut stated = Self::default();
        for entry in entries {
            let Gen1SafePermissionName::Known(name) = &entry.key else {
                continue;
            };
            match NAMED.iter().find(|row| row.1 == *name) {
                Some((permission, _)) => match truth(&entry.value) {
                    Some(held) => stated.note(*permission, held),
                    None => continue,
                },
                None => {
                    if let Some(level @ 0..=2) = number(&entry.value) {
                        stated.note(RequestsAuthorizationLevel1, level == 1);
                        stated.note(RequestsAuthorizationLevel2, level == 2);
                    }
                }
            }
        }
        stated
    }
}

impl From<&Gen1SafeMemberPermissions> for StatedPermissions {
    /// Reads a list of members. Five of the 22 are never in it, and come out as not stated.
    fn from(shown: &Gen1SafeMemberPermissions) -> Self {
        let mut stated = Self {
            validates_content: shown.validate_safe_content,
            ..Self::default()
        };
        let rows = [
            (UseAccounts, shown.restricted_retrieve),
            (RetrieveAccounts, shown.retrieve),
            (ListAccounts, shown.list_content),
            (AddAccounts, shown.add),
            (UpdateAccountContent, shown.update),
            (UpdateAccountProperties, shown.update_metadata),
            (RenameAccounts, shown.rename),
            (DeleteAccounts, shown.delete),
            (UnlockAccounts, shown.unlock),
            (ManageSafe, shown.manage_safe),
            (ManageSafeMembers, shown.manage_safe_members),
            (BackupSafe, shown.backup_safe),
            (ViewAuditLog, shown.view_audit),
            (ViewSafeMembers, shown.view_members),
            (CreateFolders, shown.add_rename_folder),
            (DeleteFolders, shown.delete_folder),
            (MoveAccountsAndFolders, shown.move_files_and_folders),
        ];
        for (permission, held) in rows {
            if let Some(held) = held {
                stated.note(permission, held);
            }
        }
        stated
    }
}

/// A boolean, which some servers write as text.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(held) => Some(*held),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// A number, which some servers write as text.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::{Spelling, set::tests::any_set};
    use proptest::prelude::*;

    #[test]
    fn a_list_shows_eighteen_and_five_of_ours_stay_unstated() {
        let shown = Spelling::Gen1Read;
        let names = SafePermissions::ALL
            .iter()
            .filter_map(|one| shown.name_of(one));
        let mut json: serde_json::Map<String, Value> =
            names.map(|name| (name.to_owned(), true.into())).collect();
        json.insert("ValidateSafeContent".to_owned(), false.into());
        assert_eq!(json.len(), 18);
        let shown: Gen1SafeMemberPermissions = serde_json::from_value(json.into()).unwrap();
        let stated = StatedPermissions::from(&shown);
        assert_eq!(stated.granted.len(), 17);
        assert_eq!(stated.validates_content, Some(false));
        assert_eq!(
            stated.unstated(),
            [
                InitiateCpmAccountManagementOperations,
                SpecifyNextAccountContent,
                AccessWithoutConfirmation,
                RequestsAuthorizationLevel1,
                RequestsAuthorizationLevel2
            ]
            .into()
        );
    }

    #[test]
    fn each_entry_has_the_name_of_its_permission() {
        for (permission, name) in NAMED {
            assert_eq!(
                Spelling::Gen1Write.name_of(permission),
                Some(&*name.to_string())
            );
        }
    }

    #[test]
    fn booleans_and_numbers_are_read_as_text_too() {
        let entries: Vec<Gen1SafePermissionEntry> = serde_json::from_str(
            r#"[{"Key":"UseAccounts","Value":"True"},{"Key":"AddAccounts","Value":7},
                {"Key":"RequestsAuthorizationLevel","Value":"2"},{"Key":"SomethingNew","Value":true}]"#,
        )
        .unwrap();
        let stated = StatedPermissions::from(&*entries);
        assert_eq!(
            stated.granted,
            [UseAccounts, RequestsAuthorizationLevel2].into()
        );
        assert_eq!(stated.denied, RequestsAuthorizationLevel1.into());
    }

    proptest! {
        #[test]
        fn writing_keeps_the_set(set in any_set()) {
            let levels = [RequestsAuthorizationLevel1, RequestsAuthorizationLevel2];
            match set.gen1_entries() {
                Err(BothLevels) => prop_assert!(set.contains_all(levels.into())),
                Ok(entries) => {
                    prop_assert_eq!(entries.len(), 21);
                    prop_assert_eq!(StatedPermissions::from(&*entries), StatedPermissions::from(set));
                }
            }
        }
    }
}
