//! The names of the permissions, which differ between the generations of the API and the pages of
//! PVWA.

use pvwa_api::SafePermission::{self, *};
use std::str::FromStr;

/// How permissions are spelt: the API has three ways, and the pages of PVWA a fourth.
///
/// ```
/// use pvwa::{SafePermission, permissions::Spelling};
///
/// let name = |spelling: Spelling| spelling.name_of(SafePermission::UseAccounts);
/// assert_eq!(name(Spelling::Gen2), Some("useAccounts"));
/// assert_eq!(name(Spelling::Gen1Write), Some("UseAccounts"));
/// assert_eq!(name(Spelling::Gen1Read), Some("RestrictedRetrieve"));
/// assert_eq!(name(Spelling::Label), Some("Use accounts"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spelling {
    /// The second generation, in requests and answers: `listAccounts`.
    Gen2,
    /// The first generation, where members are added and changed: `ListAccounts`. Both levels of
    /// confirmation are one number there, `RequestsAuthorizationLevel=1` or `=2`.
    Gen1Write,
    /// The first generation, where members are listed: `ListContent`. Five permissions are not
    /// shown there at all.
    Gen1Read,
    /// The labels on the pages of PVWA and Privilege Cloud: `List accounts`.
    Label,
}

/// One row for each permission: the names of the first generation, in requests and in lists, and
/// the label. The names of the second generation are in [`SafePermission::api_name`].
const NAMES: [(SafePermission, &str, Option<&str>, &str); 22] = [
    (
        UseAccounts,
        "UseAccounts",
        Some("RestrictedRetrieve"),
        "Use accounts",
    ),
    (
        RetrieveAccounts,
        "RetrieveAccounts",
        Some("Retrieve"),
        "Retrieve accounts",
    ),
    (
        ListAccounts,
        "ListAccounts",
        Some("ListContent"),
        "List accounts",
    ),
    (
        AddAccounts,
        "AddAccounts",
        Some("Add"),
        "Add accounts (includes update properties)",
    ),
    (
        UpdateAccountContent,
        "UpdateAccountContent",
        Some("Update"),
        "Update account content",
    ),
    (
        UpdateAccountProperties,
        "UpdateAccountProperties",
        Some("UpdateMetadata"),
        "Update account properties",
    ),
    (
        InitiateCpmAccountManagementOperations,
        "InitiateCPMAccountManagementOperations",
        None,
        "Initiate CPM account management operations",
    ),
    (
        SpecifyNextAccountContent,
        "SpecifyNextAccountContent",
        None,
        "Specify next account content",
    ),
    (
        RenameAccounts,
        "RenameAccounts",
        Some("Rename"),
        "Rename accounts",
    ),
    (
        DeleteAccounts,
        "DeleteAccounts",
        Some("Delete"),
        "Delete accounts",
    ),
    (
        UnlockAccounts,
        "UnlockAccounts",
        Some("Unlock"),
        "Unlock accounts",
    ),
    (ManageSafe, "ManageSafe", Some("ManageSafe"), "Manage Safe"),
    (
        ManageSafeMembers,
        "ManageSafeMembers",
        Some("ManageSafeMembers"),
        "Manage Safe members",
    ),
    (BackupSafe, "BackupSafe", Some("BackupSafe"), "Backup Safe"),
    (
        ViewAuditLog,
        "ViewAuditLog",
        Some("ViewAudit"),
        "View audit log",
    ),
    (
        ViewSafeMembers,
        "ViewSafeMembers",
        Some("ViewMembers"),
        "View Safe members",
    ),
    (
        AccessWithoutConfirmation,
        "AccessWithoutConfirmation",
        None,
        "Access Safe without confirmation",
    ),
    (
        CreateFolders,
        "CreateFolders",
        Some("AddRenameFolder"),
        "Create folders",
    ),
    (
        DeleteFolders,
        "DeleteFolders",
        Some("DeleteFolder"),
        "Delete folders",
    ),
    (
        MoveAccountsAndFolders,
        "MoveAccountsAndFolders",
        Some("MoveFilesAndFolders"),
        "Move accounts/folders",
    ),
    (
        RequestsAuthorizationLevel1,
        "RequestsAuthorizationLevel=1",
        None,
        "Authorize account requests, level 1",
    ),
    (
        RequestsAuthorizationLevel2,
        "RequestsAuthorizationLevel=2",
        None,
        "Authorize account requests, level 2",
    ),
];

/// Short forms of labels, which people write, too.
const SHORT_LABELS: [(&str, SafePermission); 2] = [
    ("Add accounts", AddAccounts),
    ("Move accounts and folders", MoveAccountsAndFolders),
];

/// What the first generation writes where a member confirms at no level.
const NO_LEVEL: &str = "RequestsAuthorizationLevel=0";

impl Spelling {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Gen2, Self::Gen1Write, Self::Gen1Read, Self::Label];

    /// The name of `permission`; `None` where this spelling has none, which happens in
    /// [`Spelling::Gen1Read`] alone: for the permissions around the CPM, for access without
    /// confirmation, and for both levels of confirmation.
    pub fn name_of(self, permission: SafePermission) -> Option<&'static str> {
        if self == Self::Gen2 {
            return Some(permission.api_name());
        }
        let row = NAMES.iter().find(|row| row.0 == permission)?;
        match self {
            Self::Gen1Read => row.2,
            Self::Label => Some(row.3),
            _ => Some(row.1),
        }
    }

    /// The permission that `text` names in whatever spelling; `None` where it names none.
    ///
    /// Capitals, spaces and punctuation do not matter.
    ///
    /// ```
    /// use pvwa::{SafePermission, permissions::Spelling};
    ///
    /// let level = Some(SafePermission::RequestsAuthorizationLevel1);
    /// assert_eq!(Spelling::permission("Authorize account requests, level 1"), level);
    /// assert_eq!(Spelling::permission("RequestsAuthorizationLevel=1"), level);
    /// assert_eq!(Spelling::permission("requestsAuthorizationLevel1"), level);
    /// assert_eq!(Spelling::permission("ValidateSafeContent"), None);
    /// ```
    pub fn permission(text: &str) -> Option<SafePermission> {
        let short = SHORT_LABELS.iter().find(|row| same(row.0, text));
        short.map(|row| row.1).or_else(|| {
            SafePermission::ALL.into_iter().find(|permission| {
                Self::ALL
                    .into_iter()
                    .filter_map(|spelling| spelling.name_of(*permission))
                    .any(|name| same(name, text))
            })
        })
    }
}

/// A name without anything that people write differently.
fn bare(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().filter(|character| character.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

/// Whether two names are the same but for what people write differently.
fn same(one: &str, other: &str) -> bool {
    bare(one).eq(bare(other))
}

/// The most words of one name, and one more for a dash between them.
const LONGEST_NAME: usize = 6;

/// Reads names in any spelling, with commas, semicolons or white space between them.
///
/// Names have spaces and even a comma in them, so at each word the longest run of words counts that
/// is a name.
pub(super) fn read(text: &str) -> Result<Vec<SafePermission>, pvwa_api::UnknownPermission> {
    let separates = |character: char| character.is_whitespace() || ",;|".contains(character);
    let words: Vec<&str> = text
        .split(separates)
        .filter(|word| !word.is_empty())
        .collect();
    let (mut found, mut rest) = (Vec::new(), words.as_slice());
    while let Some(first) = rest.first() {
        let named = (1..=LONGEST_NAME.min(rest.len())).rev().find_map(|length| {
            let (run, after) = rest.split_at_checked(length)?;
            let name = run.concat();
            let nothing = same(&name, NO_LEVEL);
            let permission = Spelling::permission(&name);
            (nothing || permission.is_some()).then_some((permission, after))
        });
        match named {
            Some((permission, after)) => {
                found.extend(permission);
                rest = after;
            }
            // It fails, which makes the error that names the word.
            None => {
                found.push(SafePermission::from_str(first)?);
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_names() -> Vec<&'static str> {
        let of = |spelling: Spelling| {
            SafePermission::ALL
                .into_iter()
                .filter_map(move |one| spelling.name_of(one))
        };
        let short = SHORT_LABELS.iter().map(|row| row.0);
        Spelling::ALL
            .into_iter()
            .flat_map(of)
            .chain(short)
            .collect()
    }

    #[test]
    fn every_name_is_read_back_and_no_two_permissions_share_one() {
        for spelling in Spelling::ALL {
            for permission in SafePermission::ALL {
                if let Some(name) = spelling.name_of(permission) {
                    assert_eq!(Spelling::permission(name), Some(permission), "{name}");
                    assert_eq!(read(name), Ok(vec![permission]), "{name}");
                    assert_eq!(read(&name.to_uppercase()), Ok(vec![permission]), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_list_shows_seventeen_and_writing_knows_all() {
        let count = |spelling: Spelling| {
            SafePermission::ALL
                .into_iter()
                .filter(|one| spelling.name_of(*one).is_some())
                .count()
        };
        assert_eq!(count(Spelling::Gen1Read), 17);
        for spelling in [Spelling::Gen2, Spelling::Gen1Write, Spelling::Label] {
            assert_eq!(count(spelling), 22);
        }
    }

    #[test]
    fn two_names_in_a_row_are_never_a_third() {
        let names = all_names().into_iter().map(|name| bare(name).collect());
        let names: Vec<String> = names.collect();
        for first in &names {
            for second in &names {
                let both = format!("{first}{second}");
                assert!(!names.contains(&both), "{first} {second}");
            }
        }
    }

    #[test]
    fn the_second_generations_names_differ_from_the_first_ones_by_the_capital_alone() {
        for permission in SafePermission::ALL {
            let (new, old) = (
                permission.api_name(),
                Spelling::Gen1Write.name_of(permission),
            );
            assert!(same(new, old.unwrap()));
        }
    }
}
