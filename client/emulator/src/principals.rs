//! Users and groups as the vault holds them.

use crate::{
    identity::PrincipalId,
    state::{Vault, same},
};
use pvwa_api::Secret;
use serde_json::{Value, json};

/// The ten authorisations a user can hold in the vault, by their API names.
pub(crate) const AUTHORIZATIONS: [&str; 10] = [
    "AddUpdateUsers",
    "AddSafes",
    "AddNetworkAreas",
    "ManageDirectoryMapping",
    "ManageServerFileCategories",
    "AuditUsers",
    "BackupAllSafes",
    "RestoreAllSafes",
    "ResetUsersPasswords",
    "ActivateUsers",
];

/// A user to log on with.
///
/// ```
/// use pvwa_emulator::User;
///
/// let operator = User::new("operator", "correct horse")
///     .authorizations(["AuditUsers"])
///     .groups(["Operators of Linux"]);
/// assert!(!format!("{operator:?}").contains("horse"));
/// ```
#[derive(Clone, Debug)]
pub struct User {
    pub(crate) name: String,
    pub(crate) password: Secret,
    pub(crate) authorizations: Vec<String>,
    pub(crate) groups: Vec<String>,
}

impl User {
    /// A user without any authorisation in the vault and without groups.
    pub fn new(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            name: name.into(),
            password: password.into(),
            authorizations: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Gives the user authorisations in the vault, by their API names such as `AddSafes`.
    ///
    /// A name that no vault knows gives nothing: [`EmulatorBuilder::start`] refuses it and
    /// [`Emulator::add_user`] leaves a warning in the log.
    ///
    /// [`EmulatorBuilder::start`]: crate::EmulatorBuilder::start
    /// [`Emulator::add_user`]: crate::Emulator::add_user
    #[must_use]
    pub fn authorizations<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.authorizations
            .extend(names.into_iter().map(Into::into));
        self
    }

    /// Puts the user into groups, which come into being where the vault has none of the name.
    #[must_use]
    pub fn groups<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.groups.extend(names.into_iter().map(Into::into));
        self
    }

    /// The first authorisation that no vault knows.
    pub(crate) fn unknown_authorization(&self) -> Option<&str> {
        self.authorizations
            .iter()
            .map(String::as_str)
            .find(|name| !AUTHORIZATIONS.contains(name))
    }
}

/// A user as the vault holds it.
pub(crate) struct UserRecord {
    pub(crate) id: PrincipalId,
    pub(crate) name: String,
    pub(crate) password: Secret,
    pub(crate) authorizations: Vec<String>,
    pub(crate) groups: Vec<PrincipalId>,
    /// As the API calls it, `EPVUser` for people.
    pub(crate) user_type: &'static str,
    /// Whether the vault brought it along, to hide it among the members of safes.
    pub(crate) predefined: bool,
}

/// A group as the vault holds it.
pub(crate) struct Group {
    pub(crate) id: PrincipalId,
    pub(crate) name: String,
    pub(crate) description: String,
    /// Whether the vault brought it along, to hide it among the members of safes.
    pub(crate) predefined: bool,
}

impl UserRecord {
    /// Whether a component of the product works under this name.
    pub(crate) fn is_component(&self) -> bool {
        matches!(self.user_type, "CPM" | "PVWA" | "AppProvider")
    }

    /// The fields that lists and single answers share.
    pub(crate) fn summary(&self, vault: &Vault) -> Value {
        let groups: Vec<Value> = self
            .groups
            .iter()
            .filter_map(|id| vault.groups.get(id))
            .map(
                |group| json!({"groupID": group.id, "groupName": group.name, "groupType": "Vault"}),
            )
            .collect();
        json!({
            "id": self.id,
            "username": self.name,
            "source": "CyberArk",
            "userType": self.user_type,
            "componentUser": self.is_component(),
            "groupsMembership": groups,
            "vaultAuthorization": self.authorizations,
            "location": "\\",
            "personalDetails": {"firstName": "", "middleName": "", "lastName": ""},
        })
    }
}

impl Vault {
    /// Adds a user, or replaces password, authorisations and groups of the one of that name.
    pub(crate) fn put_user(&mut self, user: User) {
        let groups = user
            .groups
            .iter()
            .map(|name| self.put_group(name))
            .collect();
        if let Some(known) = self
            .users
            .values_mut()
            .find(|known| same(&known.name, &user.name))
        {
            known.password = user.password;
            known.authorizations = user.authorizations;
            known.groups = groups;
            return;
        }
        let id = self.new_principal();
        self.users.insert(
            id,
            UserRecord {
                id,
                name: user.name,
                password: user.password,
                authorizations: user.authorizations,
                groups,
                user_type: "EPVUser",
                predefined: false,
            },
        );
    }

    /// The group of a name, which comes into being where there is none.
    pub(crate) fn put_group(&mut self, name: &str) -> PrincipalId {
        if let Some(group) = self.group(name) {
            return group.id;
        }
        let id = self.new_principal();
        self.groups.insert(
            id,
            Group {
                id,
                name: name.to_owned(),
                description: String::new(),
                predefined: false,
            },
        );
        id
    }
}
