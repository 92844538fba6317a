//! How users and groups of a directory come into the vault: when it first meets them.

use super::Directories;
use crate::{
    errors::Refusal,
    identity::PrincipalId,
    principals::{Group, Profile, UserRecord},
    random,
    safe::MemberKind,
    state::{Vault, same},
    users::kinds::PERSON,
};
use serde_json::json;

impl Vault {
    /// The user or group of a directory, which comes into being where the vault meets it for the
    /// first time. A group is what a mapping names as one, unless `kind` says what it is.
    ///
    /// A user becomes what the first mapping of the directory makes of it; without a mapping no
    /// user comes in.
    pub(crate) fn meet(
        &mut self,
        directory: &str,
        name: &str,
        kind: Option<MemberKind>,
    ) -> Result<(PrincipalId, MemberKind), Refusal> {
        let directory = self
            .directories
            .find(directory)
            .ok_or_else(|| Refusal::directory_missing(directory))?;
        let mapped = |name: &str| {
            let mut mappings = directory.mappings.iter();
            mappings.any(|one| one.texts("DomainGroups").any(|group| same(group, name)))
        };
        let kind = kind.unwrap_or(match mapped(name) {
            true => MemberKind::Group,
            false => MemberKind::User,
        });
        let home = directory.name.clone();
        let known = match kind {
            MemberKind::User => self.user(name).map(|user| (user.id, &user.directory)),
            MemberKind::Group | MemberKind::Role => {
                self.group(name).map(|group| (group.id, &group.directory))
            }
        };
        match known {
            Some((id, Some(from))) if *from == home => return Ok((id, kind)),
            Some(_) => return Err(Refusal::name_taken(name)),
            None => self.require_free_name(name, None)?,
        }
        let id = match kind {
            MemberKind::User => self.bring_in(&home, name)?,
            MemberKind::Group | MemberKind::Role => {
                let id = self.new_principal();
                let group = Group {
                    directory: Some(home),
                    ..Group::new(id, name, "")
                };
                self.groups.insert(id, group);
                id
            }
        };
        Ok((id, kind))
    }

    /// Brings in who logs on and is known to the directories, with the password that it has there;
    /// `None` where nobody is known, or no mapping makes something of it.
    pub(crate) fn bring_in_person(&mut self, name: &str) -> Option<PrincipalId> {
        let Directories(directories, people) = &self.directories;
        let (name, password) = people.iter().find(|(known, _)| same(known, name))?.clone();
        let mut mapped = directories.iter().filter(|one| !one.mappings.is_empty());
        let directory = mapped.next()?.name.clone();
        let (id, _) = self.meet(&directory, &name, Some(MemberKind::User)).ok()?;
        self.users.get_mut(&id)?.password = password;
        Some(id)
    }

    fn bring_in(&mut self, directory: &str, name: &str) -> Result<PrincipalId, Refusal> {
        let mapping = self.directories.find(directory);
        let mapping = mapping
            .and_then(|directory| directory.mappings.first())
            .ok_or_else(|| Refusal::user_missing(name))?;
        let groups = mapping.texts("VaultGroups");
        let groups = groups.filter_map(|group| self.group(group));
        let groups = groups.map(|group| group.id).collect();
        let mut profile = Profile {
            location: mapping.location.clone(),
            ..Profile::default()
        };
        let methods: Vec<&str> = mapping.texts("AllowedAuthenticationMethods").collect();
        let properties = &mut profile.properties;
        if !methods.is_empty() {
            properties.insert("allowedAuthenticationMethods".to_owned(), json!(methods));
        }
        properties.insert("authenticationMethod".to_owned(), json!(["AuthTypeLDAP"]));
        let authorizations = mapping.authorizations.clone();
        let id = self.new_principal();
        let password = random::unknown_password();
        let user = UserRecord {
            authorizations,
            groups,
            directory: Some(directory.to_owned()),
            profile,
            ..UserRecord::new(id, name, password, PERSON)
        };
        self.users.insert(id, user);
        let mapping = self.directories.find_mut(directory);
        if let Some(mapping) = mapping.and_then(|one| one.mappings.first_mut()) {
            mapping.users.push(id);
        }
        Ok(id)
    }

    /// The distinguished name of a user; `None` where no directory has it.
    pub(crate) fn user_dn(&self, user: &UserRecord) -> Option<String> {
        self.dn(&user.name, user.directory.as_deref()?)
    }

    /// The distinguished name of a group; empty where no directory has it.
    pub(crate) fn group_dn(&self, group: &Group) -> String {
        let directory = group.directory.as_deref().unwrap_or_default();
        self.dn(&group.name, directory).unwrap_or_default()
    }

    fn dn(&self, name: &str, directory: &str) -> Option<String> {
        let directory = self.directories.find(directory)?;
        Some(format!("CN={name},{}", directory.base))
    }
}
