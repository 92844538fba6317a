//! What a vault holds from the start, and puts on each new safe.

use crate::{
    identity::PrincipalId,
    permissions::PermissionSet,
    principals::{AUTHORIZATIONS, Group, User, UserRecord},
    random,
    safe::{Member, MemberKind, Safe},
    state::{Vault, same},
};
use pvwa_api::SafePermission::*;

/// The CPM that manages the safes that name none.
pub(crate) const CPM: &str = "PasswordManager";

/// The user who may do everything in the vault.
pub(crate) const ADMINISTRATOR: &str = "Administrator";

/// Name, type as the API calls it, whether it is hidden among members, authorisations, groups.
type UserRow = (
    &'static str,
    &'static str,
    bool,
    &'static [&'static str],
    &'static [&'static str],
);

const USERS: [UserRow; 6] = [
    (
        ADMINISTRATOR,
        "Built-InAdmins",
        false,
        &AUTHORIZATIONS,
        &["Vault Admins", "PVWAMonitor", "PVWAUsers"],
    ),
    ("Master", "Built-InAdmins", true, &[], &[]),
    ("Batch", "Built-InAdmins", true, &[], &[]),
    (
        "Auditor",
        "Built-InAdmins",
        true,
        &["AuditUsers"],
        &["Auditors"],
    ),
    (CPM, "CPM", false, &[], &[]),
    ("PVWAGWUser", "PVWA", true, &[], &["PVWAGWAccounts"]),
];

/// Name and description.
const GROUPS: [(&str, &str); 11] = [
    ("Vault Admins", "Administrators of the vault"),
    ("Auditors", "See every safe, without secrets"),
    ("Backup Users", "Back up every safe"),
    ("DR Users", "Replicate every safe"),
    ("Operators", "Manage every safe, without accounts"),
    ("Notification Engines", "Send notifications"),
    ("PVWAGWAccounts", "Gateway users of PVWA"),
    ("PVWAMonitor", "Generate reports"),
    ("PVWAUsers", "Users of PVWA"),
    ("PSMAppUsers", "Users of PSM"),
    ("PSMMaster", "Users of PSM who see recordings"),
];

const SEE: PermissionSet = PermissionSet::of(&[ListAccounts, ViewAuditLog, ViewSafeMembers]);
const BACK_UP: PermissionSet = PermissionSet::of(&[BackupSafe]);

/// Who is on each safe, with what (safe-permissions 6).
const MEMBERS: [(&str, PermissionSet); 9] = [
    (
        "Master",
        PermissionSet::CREATOR.without(RequestsAuthorizationLevel1),
    ),
    (
        "Batch",
        PermissionSet::CREATOR.without(RequestsAuthorizationLevel1),
    ),
    ("Auditors", SEE),
    ("Backup Users", BACK_UP),
    ("DR Users", BACK_UP),
    (
        "Operators",
        PermissionSet::of(&[
            UnlockAccounts,
            ManageSafe,
            CreateFolders,
            DeleteFolders,
            MoveAccountsAndFolders,
        ]),
    ),
    ("Notification Engines", SEE),
    ("PVWAGWAccounts", SEE),
    (
        "PSMAppUsers",
        PermissionSet::of(&[ListAccounts, UnlockAccounts]),
    ),
];

/// What a CPM gets on the safes it manages.
pub(crate) const MANAGING_CPM: PermissionSet = PermissionSet::of(&[
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
    ViewAuditLog,
    CreateFolders,
    DeleteFolders,
    MoveAccountsAndFolders,
]);

/// Whether a fresh vault brings a user of this name along.
pub(crate) fn is_built_in(name: &str) -> bool {
    USERS.iter().any(|(known, ..)| same(known, name))
}

/// Whether the list of users keeps quiet about one of this name, which cannot be changed either.
pub(crate) fn is_hidden(name: &str) -> bool {
    ["Master", "Batch"].iter().any(|known| same(known, name))
}

impl Vault {
    /// Adds the users and groups of a fresh vault; their passwords are made up.
    pub(crate) fn add_predefined(&mut self) {
        for (name, user_type, predefined, authorizations, _) in USERS {
            let id = self.new_principal();
            let password = random::unknown_password();
            let user = UserRecord {
                authorizations: authorizations.iter().map(|&name| name.to_owned()).collect(),
                predefined,
                ..UserRecord::new(id, name, password, user_type)
            };
            self.users.insert(id, user);
        }
        for (name, description) in GROUPS {
            let id = self.new_principal();
            let group = Group {
                predefined: true,
                ..Group::new(id, name, description)
            };
            self.groups.insert(id, group);
        }
        for (name, .., groups) in USERS {
            let groups = groups
                .iter()
                .filter_map(|name| self.group(name))
                .map(|group| group.id)
                .collect();
            if let Some(user) = self.users.values_mut().find(|user| user.name == name) {
                user.groups = groups;
            }
        }
    }

    /// Adds a user who may do what Administrator may, and tells its number.
    pub(crate) fn put_administrator(&mut self, user: User) -> PrincipalId {
        let row = USERS.iter().find(|row| row.0 == ADMINISTRATOR);
        let groups = row.map_or(&[][..], |row| row.4);
        let user = user
            .authorizations(AUTHORIZATIONS)
            .groups(groups.iter().copied());
        let name = user.name.clone();
        self.put_user(user);
        self.user(&name).map_or(0, |user| user.id)
    }

    /// Makes the predefined users and groups members of a new safe.
    pub(crate) fn add_predefined_members(&self, safe: &mut Safe) {
        for (name, permissions) in MEMBERS {
            let (id, kind) = match (self.user(name), self.group(name)) {
                (Some(user), _) => (user.id, MemberKind::User),
                (None, Some(group)) => (group.id, MemberKind::Group),
                (None, None) => continue,
            };
            safe.members.push(Member {
                id,
                kind,
                permissions,
                expires: None,
            });
        }
    }
}
