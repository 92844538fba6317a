//! A set of permissions in words, for the people who grant it.

use super::{SafePermissions, Spelling};
use pvwa_api::SafePermission::{self, *};
use std::fmt::{self, Write};

/// Where PVWA shows a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PermissionGroup {
    /// Seeing and using accounts.
    Access,
    /// Changing accounts.
    AccountManagement,
    /// The safe itself, its members and its audit log.
    SafeManagement,
    /// Dual control and folders.
    Advanced,
}

impl PermissionGroup {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Access,
        Self::AccountManagement,
        Self::SafeManagement,
        Self::Advanced,
    ];

    /// The group of a permission.
    pub const fn of(permission: SafePermission) -> Self {
        match permission {
            UseAccounts | RetrieveAccounts | ListAccounts => Self::Access,
            AddAccounts
            | UpdateAccountContent
            | UpdateAccountProperties
            | InitiateCpmAccountManagementOperations
            | SpecifyNextAccountContent
            | RenameAccounts
            | DeleteAccounts
            | UnlockAccounts => Self::AccountManagement,
            ManageSafe | ManageSafeMembers | BackupSafe | ViewAuditLog | ViewSafeMembers => {
                Self::SafeManagement
            }
            _ => Self::Advanced,
        }
    }
}

impl fmt::Display for PermissionGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Access => "Access",
            Self::AccountManagement => "Account Management",
            Self::SafeManagement => "Safe Management",
            Self::Advanced => "Advanced",
        })
    }
}

/// What a permission lets its holder do, in one line.
const fn meaning(permission: SafePermission) -> &'static str {
    match permission {
        UseAccounts => "connect with accounts, without seeing their secrets",
        RetrieveAccounts => "see and copy the secrets",
        ListAccounts => "see that accounts exist, and their properties",
        AddAccounts => "add accounts",
        UpdateAccountContent => "change the secrets that the vault holds",
        UpdateAccountProperties => "change the properties of accounts",
        InitiateCpmAccountManagementOperations => {
            "have the CPM change, verify and reconcile secrets, and give accounts back"
        }
        SpecifyNextAccountContent => "choose the secret that the CPM sets next",
        RenameAccounts => "rename accounts",
        DeleteAccounts => "delete accounts",
        UnlockAccounts => "free accounts that others hold",
        ManageSafe => "change the safe, recover it and delete it",
        ManageSafeMembers => "add, change and remove members, with at most the own permissions",
        BackupSafe => "back up the safe",
        ViewAuditLog => "see who did what",
        ViewSafeMembers => "see the members and what they may do",
        AccessWithoutConfirmation => "go around dual control",
        CreateFolders => "create folders",
        DeleteFolders => "delete folders",
        MoveAccountsAndFolders => "move accounts and folders within the safe",
        RequestsAuthorizationLevel1 => "confirm the requests of others, at the first level",
        RequestsAuthorizationLevel2 => "confirm the requests of others, at the second level",
    }
}

impl SafePermissions {
    /// The set in words, for the people who grant it: by the groups and labels of PVWA's pages, with
    /// what each permission means, and below it what there is to know about the set.
    ///
    /// Several lines, without one at the end.
    ///
    /// ```
    /// use pvwa::Preset;
    ///
    /// assert_eq!(
    ///     Preset::Rotator.permissions().explain(),
    ///     "Access\n\
    ///      \x20 List accounts: see that accounts exist, and their properties\n\
    ///      Account Management\n\
    ///      \x20 Initiate CPM account management operations: have the CPM change, verify and reconcile \
    ///      secrets, and give accounts back"
    /// );
    /// ```
    pub fn explain(self) -> String {
        let mut text = String::new();
        let mut line = |words: std::fmt::Arguments<'_>| {
            // Writing to a text does not fail.
            let _ = writeln!(text, "{words}");
        };
        if self.is_empty() {
            line(format_args!(
                "Nothing: a member without any permission sees that the safe is there"
            ));
        }
        for group in PermissionGroup::ALL {
            let members: Vec<_> = self
                .iter()
                .filter(|one| PermissionGroup::of(*one) == group)
                .collect();
            if !members.is_empty() {
                line(format_args!("{group}"));
            }
            for permission in members {
                let label = Spelling::Label.name_of(permission).unwrap_or_default();
                line(format_args!("  {label}: {}", meaning(permission)));
            }
        }
        let advice = self.advise();
        if !advice.is_empty() {
            line(format_args!("To know"));
        }
        for advice in advice {
            line(format_args!("  {advice}"));
        }
        text.truncate(text.trim_end().len());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;

    #[test]
    fn every_set_can_be_explained() {
        let risky = "use accounts, add accounts, requestsAuthorizationLevel1";
        let sets = [
            ("nothing", SafePermissions::NONE),
            ("all 22", SafePermissions::ALL),
            ("ReadOnly", Preset::ReadOnly.permissions()),
            ("a set to think about", risky.parse().unwrap()),
        ];
        let text: Vec<_> = sets
            .iter()
            .map(|(name, set)| format!("== {name}\n{}", set.explain()))
            .collect();
        insta::assert_snapshot!(text.join("\n\n"));
    }

    #[test]
    fn every_group_has_its_permissions() {
        let count = |group| {
            SafePermission::ALL
                .into_iter()
                .filter(|one| PermissionGroup::of(*one) == group)
                .count()
        };
        assert_eq!(PermissionGroup::ALL.map(count), [3, 8, 5, 6]);
    }
}
