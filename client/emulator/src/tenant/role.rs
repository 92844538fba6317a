//! Roles as the tenant holds them, and the rights they give.

use super::Tenant;
use crate::{errors::Refusal, principals::AUTHORIZATIONS, random, state::same};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A role.
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) kind: RoleKind,
    /// UUIDs of users.
    pub(crate) users: BTreeSet<String>,
    /// Identifiers of roles.
    pub(crate) roles: BTreeSet<String>,
    /// Names of groups of other directories, which have no members here.
    pub(crate) groups: BTreeSet<String>,
    /// Paths of rights.
    pub(crate) rights: BTreeSet<String>,
    pub(crate) organization: Option<String>,
    pub(crate) script: String,
    /// Values of attributes, by the identifiers of those.
    pub(crate) values: Vec<(String, Value)>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

/// How a role gets its members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoleKind {
    PrincipalList,
    Script,
    Everybody,
}

/// The role whose members may do everything in the tenant.
pub(crate) const SYSTEM_ADMINISTRATOR: &str = "sysadmin";

/// The role that all users are in who are not kept out of it.
pub(crate) const EVERYBODY: &str = "Everybody";

pub(crate) const USER_MANAGEMENT: &str = "/lib/rights/dsman.json";
pub(crate) const ROLE_MANAGEMENT: &str = "/lib/rights/roleman.json";
pub(crate) const CONFIGURATION: &str = "ServiceRight/configuration";

/// Path and name of the rights there are: the paths that the vendor's SDK assigns, of which the
/// emulator itself looks at those of users and roles. That of the configuration is its own.
pub(crate) const RIGHTS: [(&str, &str); 18] = [
    (USER_MANAGEMENT, "User Management"),
    (ROLE_MANAGEMENT, "Role Management"),
    (CONFIGURATION, "Tenant Configuration"),
    ("/lib/rights/adminportallogin.json", "Admin Portal Login"),
    ("/lib/rights/appman.json", "Application Management"),
    ("/lib/rights/fedman.json", "Federation Management"),
    (
        "/lib/rights/identityverification.json",
        "Identity Verification",
    ),
    ("/lib/rights/mfaunlock.json", "MFA Unlock"),
    ("/lib/rights/radiusman.json", "Radius Management"),
    ("/lib/rights/roroleman.json", "Read Only Role Management"),
    ("/lib/rights/rouserman.json", "Read Only User Management"),
    (
        "/lib/rights/proxycode.json",
        "Register and Administer Connectors",
    ),
    ("/lib/rights/reportman.json", "Report Management"),
    ("/lib/rights/sharedcredentials.json", "Shared Credentials"),
    ("/lib/rights/monitor.json", "Read Only System Administrator"),
    ("/lib/rights/agentmanjoin.json", "System Enrollment"),
    ("ServiceRight/auditShowTile", "Audit"),
    ("ServiceRight/passwordvaultShowTile", "Privilege Cloud"),
];

/// What the tenant brings along: identifier, name, what it is for, the group of the vault that
/// its members are in (empty for none), and what they may do in the vault.
type RoleRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

/// The roles of a fresh tenant with Privilege Cloud.
pub(crate) const PREDEFINED: [RoleRow; 8] = [
    (
        SYSTEM_ADMINISTRATOR,
        "System Administrator",
        "May do everything in the tenant",
        "",
        &[],
    ),
    (EVERYBODY, "Everybody", "All users of the tenant", "", &[]),
    (
        "Privilege_Cloud_Administrators_ID",
        "Privilege Cloud Administrators",
        "Administer Privilege Cloud",
        "Vault Admins",
        &AUTHORIZATIONS,
    ),
    (
        "Privilege_Cloud_Administrators_Basic_ID",
        "Privilege Cloud Administrators Basic",
        "Administer Privilege Cloud without its security settings",
        "",
        &[
            "AddSafes",
            "AddUpdateUsers",
            "ResetUsersPasswords",
            "ActivateUsers",
        ],
    ),
    (
        "Privilege_Cloud_Administrators_Lite_ID",
        "Privilege Cloud Administrators Lite",
        "Administer users of Privilege Cloud",
        "",
        &["AddUpdateUsers", "ActivateUsers"],
    ),
    (
        "Privilege_Cloud_Auditors_ID",
        "Privilege Cloud Auditors",
        "See what happens in Privilege Cloud",
        "Auditors",
        &["AuditUsers"],
    ),
    (
        "Privilege_Cloud_Safe_Managers_ID",
        "Privilege Cloud Safe Managers",
        "Add safes",
        "",
        &["AddSafes"],
    ),
    (
        "Privilege_Cloud_Users_ID",
        "Privilege Cloud Users",
        "Use Privilege Cloud",
        "PVWAUsers",
        &[],
    ),
];

impl RoleKind {
    /// The kind as the API calls it.
    pub(crate) fn to_text(self) -> &'static str {
        match self {
            Self::PrincipalList => "PrincipalList",
            Self::Script => "Script",
            Self::Everybody => "Everybody",
        }
    }
}

impl Role {
    /// A role without members and rights.
    pub(crate) fn new(name: &str, description: &str, now: i64) -> Self {
        Self {
            id: random::uuid().replace('-', "_"),
            name: name.to_owned(),
            description: description.to_owned(),
            kind: RoleKind::PrincipalList,
            users: BTreeSet::new(),
            roles: BTreeSet::new(),
            groups: BTreeSet::new(),
            rights: BTreeSet::new(),
            organization: None,
            script: String::new(),
            values: Vec::new(),
            created: now,
            modified: now,
        }
    }

    /// Whether the tenant brought it along.
    pub(crate) fn is_predefined(&self) -> bool {
        PREDEFINED.iter().any(|row| row.0 == self.id)
    }

    /// What it gives, as the API says it.
    pub(crate) fn rights_json(&self) -> Vec<Value> {
        self.rights.iter().map(|path| right_json(path)).collect()
    }
}

fn right_json(path: &str) -> Value {
    let name = RIGHTS
        .iter()
        .find(|row| row.0 == path)
        .map_or(path, |row| row.1);
    json!({"Description": name, "Path": path, "ServiceName": "Identity", "Scope": ""})
}

impl Tenant {
    /// The role of an identifier or a name.
    pub(crate) fn role_of(&self, text: &str) -> Result<&Role, Refusal> {
        self.roles
            .get(text)
            .or_else(|| self.role_named(text))
            .ok_or_else(|| Refusal::tenant_missing("role", text))
    }

    /// The role of a name, whatever its case.
    pub(crate) fn role_named(&self, name: &str) -> Option<&Role> {
        self.roles.values().find(|role| same(&role.name, name))
    }

    /// A role, to change it.
    pub(crate) fn role_mut(&mut self, id: &str) -> Result<&mut Role, Refusal> {
        self.roles
            .get_mut(id)
            .ok_or_else(|| Refusal::tenant_missing("role", id))
    }

    /// The roles that a user is in, by itself or by way of others.
    pub(crate) fn roles_of(&self, uuid: &str) -> Vec<&Role> {
        let everybody = self
            .people
            .get(uuid)
            .is_some_and(|person| person.in_everybody);
        let mut held: BTreeSet<&str> = self
            .roles
            .values()
            .filter(|role| match role.kind {
                RoleKind::Everybody => everybody,
                _ => role.users.contains(uuid),
            })
            .map(|role| role.id.as_str())
            .collect();
        loop {
            let more: Vec<&str> = self
                .roles
                .values()
                .filter(|role| !held.contains(role.id.as_str()))
                .filter(|role| role.roles.iter().any(|id| held.contains(id.as_str())))
                .map(|role| role.id.as_str())
                .collect();
            if more.is_empty() {
                break;
            }
            held.extend(more);
        }
        held.iter().filter_map(|id| self.roles.get(*id)).collect()
    }

    /// Whether a user has an administrative right.
    pub(crate) fn has_right(&self, uuid: &str, right: &str) -> bool {
        self.roles_of(uuid)
            .iter()
            .any(|role| role.id == SYSTEM_ADMINISTRATOR || role.rights.contains(right))
    }

    /// The rights of a user, by their names.
    pub(crate) fn rights_of(&self, uuid: &str) -> Vec<&'static str> {
        let has = |row: &&(&str, &'static str)| self.has_right(uuid, row.0);
        RIGHTS.iter().filter(has).map(|row| row.1).collect()
    }

    /// Puts a user into the role System Administrator, or out of it.
    pub(crate) fn set_administrator(&mut self, uuid: &str, member: bool) {
        if let Some(role) = self.roles.get_mut(SYSTEM_ADMINISTRATOR) {
            match member {
                true => role.users.insert(uuid.to_owned()),
                false => role.users.remove(uuid),
            };
        }
    }
}
