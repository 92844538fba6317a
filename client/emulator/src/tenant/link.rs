//! Between the tenant and the vault: its users and groups there, and what the tenant starts with.

use super::{
    Application, SHARED_SERVICES, SUFFIX,
    identity_user::IdentityUser,
    person::Person,
    role::{EVERYBODY, PREDEFINED, RIGHTS, Role, RoleKind, SYSTEM_ADMINISTRATOR},
    suffixes::Suffix,
};
use crate::{errors::Refusal, identity::PrincipalId, principals::User, random, state::Vault};
use std::collections::BTreeSet;

/// The user that a fresh tenant is administered with.
pub(crate) const ADMINISTRATOR: &str = "admin@cyberark.cloud.1234";

/// Where the application of the shared services may lead to.
const REDIRECT: &str = "https://cyberark.cloud/redirect";

impl Vault {
    /// Adds the administrator, the roles and the rest of a fresh tenant.
    pub(crate) fn add_tenant(&mut self) {
        let now = self.now();
        for (id, name, description, ..) in PREDEFINED {
            let mut role = Role::new(name, description, now);
            role.id = id.to_owned();
            if id == EVERYBODY {
                role.kind = RoleKind::Everybody;
            }
            if id == SYSTEM_ADMINISTRATOR {
                role.rights = RIGHTS.iter().map(|row| row.0.to_owned()).collect();
            }
            self.tenant.roles.insert(role.id.clone(), role);
        }
        self.tenant.suffixes.push(Suffix::new(SUFFIX, true));
        self.tenant.add_application(Application {
            id: SHARED_SERVICES.to_owned(),
            redirects: vec![REDIRECT.to_owned()],
        });
        let password = made_up_password();
        let roles = ["System Administrator", "Privilege Cloud Administrators"];
        self.put_identity_user(IdentityUser::new(ADMINISTRATOR, password).roles(roles));
    }

    /// Adds a user to the tenant, or replaces password, factors and roles of the one of that name.
    pub(crate) fn put_identity_user(&mut self, user: IdentityUser) {
        let now = self.now();
        let known = self
            .tenant
            .person_named(&user.name)
            .map(|person| person.uuid.clone());
        let uuid = known.unwrap_or_else(|| {
            let person = Person::new(&user.name, user.password.clone(), now);
            let uuid = person.uuid.clone();
            self.tenant.people.insert(uuid.clone(), person);
            uuid
        });
        if let Some(suffix) = user.name.rsplit_once('@').map(|pair| pair.1)
            && !self.tenant.has_suffix(suffix)
        {
            self.tenant.suffixes.push(Suffix::new(suffix, true));
        }
        if let Some(person) = self.tenant.people.get_mut(&uuid) {
            person.password = user.password;
            person.factors = user.factors;
            person.federation = user.federation;
            person.service = user.service;
            person.oauth_client = user.service;
            person.in_everybody = !user.service;
        }
        for role in self.tenant.roles.values_mut() {
            role.users.remove(&uuid);
        }
        for name in user.roles {
            let known = self.tenant.role_named(&name).map(|role| role.id.clone());
            let id = known.unwrap_or_else(|| {
                let role = Role::new(&name, "", now);
                let id = role.id.clone();
                self.tenant.roles.insert(id.clone(), role);
                id
            });
            if let Some(role) = self.tenant.roles.get_mut(&id) {
                role.users.insert(uuid.clone());
            }
        }
        self.mirror_roles();
    }

    /// The vault's user for somebody who has logged on, who becomes one the first time.
    pub(crate) fn principal_of(&mut self, uuid: &str) -> Result<PrincipalId, Refusal> {
        let person = self.tenant.person_mut(uuid)?;
        let name = person.name.clone();
        let known = person.principal;
        if let Some(id) = known.filter(|id| self.users.contains_key(id)) {
            return Ok(id);
        }
        let made = self.user(&name).is_none();
        if made {
            self.put_user(User::new(name.as_str(), made_up_password()));
        }
        let missing = || Refusal::tenant_missing("user", &name);
        let id = self.user(&name).ok_or_else(missing)?.id;
        let person = self.tenant.person_mut(uuid)?;
        person.principal = Some(id);
        person.made_principal = made;
        self.mirror_roles();
        Ok(id)
    }

    /// Brings groups and authorisations of the vault's users into line with their roles. A user
    /// that the vault had before keeps what it has there beyond that.
    pub(crate) fn mirror_roles(&mut self) {
        let linked: Vec<(String, PrincipalId, bool)> = self
            .tenant
            .people
            .values()
            .filter_map(|person| {
                Some((
                    person.uuid.clone(),
                    person.principal?,
                    person.made_principal,
                ))
            })
            .collect();
        for (uuid, id, made) in linked {
            let held = self.tenant.roles_of(&uuid);
            let authorizations: BTreeSet<&str> = PREDEFINED
                .iter()
                .filter(|row| held.iter().any(|role| role.id == row.0))
                .flat_map(|row| row.4.iter().copied())
                .collect();
            let authorizations: Vec<String> =
                authorizations.into_iter().map(str::to_owned).collect();
            let of_roles: BTreeSet<PrincipalId> = self
                .tenant
                .roles
                .values()
                .filter_map(|role| self.role_group(role))
                .collect();
            let wanted: BTreeSet<PrincipalId> = held
                .iter()
                .filter_map(|role| self.role_group(role))
                .collect();
            let Some(user) = self.users.get_mut(&id) else {
                continue;
            };
            if made {
                user.authorizations = authorizations;
                user.groups.retain(|group| !of_roles.contains(group));
            }
            for group in wanted {
                if !user.groups.contains(&group) {
                    user.groups.push(group);
                }
            }
        }
    }

    /// The vault's group for a role, which comes into being where there is none.
    pub(crate) fn group_of_role(&mut self, id: &str) -> Result<PrincipalId, Refusal> {
        let role = self.tenant.role_of(id)?;
        if let Some(group) = self.role_group(role) {
            return Ok(group);
        }
        let name = role.name.clone();
        if self.group(&name).is_some() {
            return Err(Refusal::tenant(format!(
                "The vault has a group {name} of its own, which the role cannot become."
            )));
        }
        let group = self.put_group(&name);
        self.mirror_roles();
        Ok(group)
    }

    /// The vault's group for a role, if there is one. One that the vault brought along belongs
    /// to none but the predefined roles.
    pub(crate) fn role_group(&self, role: &Role) -> Option<PrincipalId> {
        let (name, own) = group_name(role);
        let group = self.group(name).filter(|group| own || !group.predefined);
        group.map(|group| group.id)
    }

    /// Deletes a user from the tenant, and from the vault where the user came into being there by
    /// a logon.
    pub(crate) fn remove_person(&mut self, uuid: &str) -> Result<(), Refusal> {
        let person = self
            .tenant
            .people
            .remove(uuid)
            .ok_or_else(|| Refusal::tenant_missing("user", uuid))?;
        for role in self.tenant.roles.values_mut() {
            role.users.remove(uuid);
        }
        for organization in self.tenant.organizations.values_mut() {
            organization.forget(uuid);
        }
        for token in self.tenant.tokens.of(uuid) {
            self.end_identity_session(&token);
        }
        if let Some(id) = person.principal.filter(|_| person.made_principal) {
            self.remove_user(id);
        }
        Ok(())
    }
}

/// The name of the vault's group that a role's members are in, and whether it is one that the
/// vault brought along.
fn group_name(role: &Role) -> (&str, bool) {
    let row = PREDEFINED
        .iter()
        .find(|row| row.0 == role.id && !row.3.is_empty());
    row.map_or((role.name.as_str(), false), |row| (row.3, true))
}

/// The role whose members are in a group of the vault.
pub(crate) fn role_of_group(vault: &Vault, group: PrincipalId) -> Option<&Role> {
    let mut roles = vault.tenant.roles.values();
    roles.find(|role| vault.role_group(role) == Some(group))
}

/// A password that the rules of the tenant allow.
pub(crate) fn made_up_password() -> String {
    format!("aA1{}", random::text(21))
}
