//! Who is in a role.

use super::{
    Tenant,
    answers::{Cut, success, table},
    arguments::{body, mandatory_argument, texts},
    role::{EVERYBODY, ROLE_MANAGEMENT, RoleKind, SYSTEM_ADMINISTRATOR},
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_role_members", list),
    ("add_members_to_role", add),
    ("remove_members_from_role", remove),
];

/// Members that come into a role and leave it, all of them known.
#[derive(Default)]
pub(crate) struct Changes {
    /// UUIDs.
    pub(crate) users_in: Vec<String>,
    pub(crate) users_out: Vec<String>,
    /// Identifiers.
    pub(crate) roles_in: Vec<String>,
    pub(crate) roles_out: Vec<String>,
    /// Names.
    pub(crate) groups_in: Vec<String>,
    pub(crate) groups_out: Vec<String>,
}

impl Changes {
    /// Lists of members to add.
    pub(crate) fn adding(vault: &Vault, fields: Fields) -> Result<Self, Refusal> {
        Ok(Self {
            users_in: users(vault, fields, "Users")?,
            roles_in: roles(vault, fields, "Roles")?,
            groups_in: owned(texts(fields, "Groups")?),
            ..Self::default()
        })
    }

    /// Lists of members to remove.
    fn removing(vault: &Vault, fields: Fields) -> Result<Self, Refusal> {
        let adding = Self::adding(vault, fields)?;
        Ok(Self {
            users_out: adding.users_in,
            roles_out: adding.roles_in,
            groups_out: adding.groups_in,
            ..Self::default()
        })
    }

    /// Objects with what to add and what to delete.
    pub(crate) fn both(vault: &Vault, fields: Fields) -> Result<Self, Refusal> {
        let part = |name: &str| match fields.object(name)? {
            Some(part) => Ok(part),
            None => Fields::of(None),
        };
        let (of_users, of_roles, of_groups) = (part("Users")?, part("Roles")?, part("Groups")?);
        Ok(Self {
            users_in: users(vault, of_users, "Add")?,
            users_out: users(vault, of_users, "Delete")?,
            roles_in: roles(vault, of_roles, "Add")?,
            roles_out: roles(vault, of_roles, "Delete")?,
            groups_in: owned(texts(of_groups, "Add")?),
            groups_out: owned(texts(of_groups, "Delete")?),
        })
    }

    fn is_empty(&self) -> bool {
        let all = [
            &self.users_in,
            &self.users_out,
            &self.roles_in,
            &self.roles_out,
            &self.groups_in,
            &self.groups_out,
        ];
        all.iter().all(|list| list.is_empty())
    }
}

fn users(vault: &Vault, fields: Fields, name: &str) -> Result<Vec<String>, Refusal> {
    let names = texts(fields, name)?.into_iter();
    names
        .map(|name| {
            vault
                .tenant
                .person_of(name)
                .map(|person| person.uuid.clone())
        })
        .collect()
}

fn roles(vault: &Vault, fields: Fields, name: &str) -> Result<Vec<String>, Refusal> {
    let names = texts(fields, name)?.into_iter();
    names
        .map(|name| vault.tenant.role_of(name).map(|role| role.id.clone()))
        .collect()
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

impl Vault {
    /// Changes who is in a role, on the side of the vault, too.
    pub(crate) fn change_members(&mut self, id: &str, changes: Changes) -> Result<(), Refusal> {
        if changes.is_empty() {
            return Ok(());
        }
        if id == EVERYBODY {
            return Err(Refusal::tenant(
                "The members of Everybody cannot be chosen.",
            ));
        }
        if let Some(other) = changes
            .roles_in
            .iter()
            .find(|other| self.tenant.holds(other, id))
        {
            return Err(Refusal::tenant(format!(
                "The role {other} holds this one already."
            )));
        }
        if id == SYSTEM_ADMINISTRATOR && changes.users_in.is_empty() {
            let leaving: Vec<&str> = changes.users_out.iter().map(String::as_str).collect();
            super::profile::check_not_last(self, &leaving)?;
        }
        let now = self.now();
        let role = self.tenant.role_mut(id)?;
        role.users.retain(|uuid| !changes.users_out.contains(uuid));
        role.roles
            .retain(|other| !changes.roles_out.contains(other));
        role.groups
            .retain(|name| !changes.groups_out.contains(name));
        role.users.extend(changes.users_in);
        role.roles.extend(changes.roles_in);
        role.groups.extend(changes.groups_in);
        role.modified = now;
        self.mirror_roles();
        Ok(())
    }
}

impl Tenant {
    /// Whether a role is another one, or holds it by way of its members.
    fn holds(&self, role: &str, other: &str) -> bool {
        let mut open = vec![role];
        let mut seen: Vec<&str> = Vec::new();
        while let Some(id) = open.pop() {
            if id == other {
                return true;
            }
            if !seen.contains(&id) {
                seen.push(id);
                open.extend(
                    self.roles
                        .get(id)
                        .into_iter()
                        .flat_map(|role| role.roles.iter())
                        .map(String::as_str),
                );
            }
        }
        false
    }
}

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = mandatory_argument(call, "Name")?;
    let tenant = &vault.tenant;
    let role = tenant.role_of(id)?;
    let member = |guid: &str, name: &str, kind| json!({"Guid": guid, "Name": name, "Type": kind});
    let everybody = role.kind == RoleKind::Everybody;
    let users = tenant
        .people
        .values()
        .filter(|person| match everybody {
            true => person.in_everybody,
            false => role.users.contains(&person.uuid),
        })
        .map(|person| member(&person.uuid, &person.name, "User"));
    let roles = role
        .roles
        .iter()
        .filter_map(|id| tenant.roles.get(id))
        .map(|role| member(&role.id, &role.name, "Role"));
    let groups = role.groups.iter().map(|name| member(name, name, "Group"));
    let rows = users.chain(roles).chain(groups).collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "Principal", "Guid")))
}

fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let fields = call.fields()?;
    let id = vault.tenant.role_of(fields.mandatory("Name")?)?.id.clone();
    let changes = Changes::adding(vault, fields)?;
    vault.change_members(&id, changes)?;
    Ok(success(Value::Null))
}

fn remove(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let fields = call.fields()?;
    let id = vault.tenant.role_of(fields.mandatory("Name")?)?.id.clone();
    let changes = Changes::removing(vault, fields)?;
    vault.change_members(&id, changes)?;
    Ok(success(Value::Null))
}
