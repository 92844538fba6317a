//! Users and groups as the vault holds them.

use crate::{
    identity::PrincipalId,
    session::Methods,
    state::{Vault, same},
    users::kinds,
};
use pvwa_api::Secret;
use serde_json::{Map, Value};

/// The group whose members set the vault up.
pub(crate) const VAULT_ADMINS: &str = "Vault Admins";

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
    pub(crate) methods: Methods,
}

impl User {
    /// A user without any authorisation in the vault and without groups.
    pub fn new(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            name: name.into(),
            password: password.into(),
            authorizations: Vec::new(),
            groups: Vec::new(),
            methods: Methods::default(),
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
    /// The name of the LDAP directory it comes from; `None` where the vault itself keeps it.
    pub(crate) directory: Option<String>,
    /// Whether it may log on; only somebody else changes that.
    pub(crate) enabled: bool,
    /// Whether the vault locked it out after failed logons, until it is activated.
    pub(crate) suspended: bool,
    /// From when on it cannot log on, in seconds; `None` for never.
    pub(crate) expires: Option<i64>,
    /// Whether the next logon has to bring a new password.
    pub(crate) must_change_password: bool,
    /// How many logons have failed since the last good one.
    pub(crate) failed_logons: u32,
    /// When a logon last failed, in seconds.
    pub(crate) last_failed_logon: Option<i64>,
    /// When it last logged on, in seconds.
    pub(crate) last_logon: Option<i64>,
    /// How it may log on, besides with the password alone.
    pub(crate) methods: Methods,
    /// What else is known of it and changes nothing.
    pub(crate) profile: Profile,
}

/// What is kept of a user for others to read.
#[derive(Clone)]
pub(crate) struct Profile {
    /// The place in the tree of the vault, with a backslash in front.
    pub(crate) location: String,
    /// Everything else, in the spelling of answers.
    pub(crate) properties: Map<String, Value>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            location: "\\".to_owned(),
            properties: Map::new(),
        }
    }
}

/// A group as the vault holds it.
pub(crate) struct Group {
    pub(crate) id: PrincipalId,
    pub(crate) name: String,
    pub(crate) description: String,
    /// Whether the vault brought it along, to hide it among the members of safes.
    pub(crate) predefined: bool,
    /// The place in the tree of the vault, with a backslash in front.
    pub(crate) location: String,
    /// The name of the LDAP directory it comes from; `None` where the vault itself keeps it.
    pub(crate) directory: Option<String>,
    /// The groups of the vault that it is in, which only a group of a directory can be.
    pub(crate) groups: Vec<PrincipalId>,
}

impl Group {
    /// Where it is kept, as the API calls it.
    pub(crate) fn kind(&self) -> &'static str {
        match self.directory {
            Some(_) => "Directory",
            None => "Vault",
        }
    }

    /// A group of the vault, in the root and without members.
    pub(crate) fn new(id: PrincipalId, name: &str, description: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            predefined: false,
            location: "\\".to_owned(),
            directory: None,
            groups: Vec::new(),
        }
    }
}

impl UserRecord {
    /// Sets up how it may log on.
    fn set_up(&mut self, methods: Methods) {
        self.suspended = methods.suspended;
        self.must_change_password = methods.password_expired;
        self.failed_logons = 0;
        self.methods = methods;
    }

    /// A user of the vault that may log on, without authorisations and groups.
    pub(crate) fn new(
        id: PrincipalId,
        name: &str,
        password: impl Into<Secret>,
        user_type: &'static str,
    ) -> Self {
        Self {
            id,
            name: name.to_owned(),
            password: password.into(),
            authorizations: Vec::new(),
            groups: Vec::new(),
            user_type,
            predefined: false,
            directory: None,
            enabled: true,
            suspended: false,
            expires: None,
            must_change_password: false,
            failed_logons: 0,
            last_failed_logon: None,
            last_logon: None,
            methods: Methods::default(),
            profile: Profile::default(),
        }
    }

    /// Whether a component of the product works under this name.
    pub(crate) fn is_component(&self) -> bool {
        kinds::find(self.user_type).is_some_and(|kind| kind.component)
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
            known.set_up(user.methods);
            return;
        }
        let id = self.new_principal();
        let mut record = UserRecord {
            authorizations: user.authorizations,
            groups,
            ..UserRecord::new(id, &user.name, user.password, "EPVUser")
        };
        record.set_up(user.methods);
        self.users.insert(id, record);
    }

    /// The group of a name, which comes into being where there is none.
    pub(crate) fn put_group(&mut self, name: &str) -> PrincipalId {
        if let Some(group) = self.group(name) {
            return group.id;
        }
        let id = self.new_principal();
        self.groups.insert(id, Group::new(id, name, ""));
        id
    }

    /// Whether a user is in a group, or in one that is in it.
    pub(crate) fn belongs_to(&self, user: PrincipalId, group: PrincipalId) -> bool {
        let own = self.users.get(&user).map_or(&[][..], |user| &user.groups);
        let within = |id| {
            self.groups
                .get(id)
                .is_some_and(|one| one.groups.contains(&group))
        };
        own.contains(&group) || own.iter().any(within)
    }

    /// Whether a user is in the group of a name.
    pub(crate) fn is_in_group(&self, user: PrincipalId, name: &str) -> bool {
        self.group(name)
            .is_some_and(|group| self.belongs_to(user, group.id))
    }
}
