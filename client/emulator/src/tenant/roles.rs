//! Roles: creating, reading, changing and deleting them, and the rights they give.

use super::{
    answers::{Cut, success, table},
    arguments::{argument, body, mandatory_argument, switch, texts},
    role::{EVERYBODY, RIGHTS, ROLE_MANAGEMENT, Role, RoleKind, SYSTEM_ADMINISTRATOR},
    role_members::Changes,
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("create_role", create),
    ("update_role", update),
    ("get_role", get),
    ("delete_role", delete),
    ("delete_roles", delete_several),
    ("add_rights_to_role", add_rights),
    ("add_rights_to_role_saas", add_rights),
    ("remove_rights_from_role", remove_rights),
    ("remove_rights_from_role_saas", remove_rights),
    ("list_rights_of_role", rights),
    ("list_directory_roles_and_rights", of_directory),
    ("set_dynamic_role_script", set_script),
];

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let fields = call.fields()?;
    let name = fields.mandatory("Name")?;
    check_free(vault, name)?;
    let now = vault.now();
    let description = fields.text("Description")?.unwrap_or_default();
    let mut role = Role::new(name, description, now);
    role.kind = match fields.text("RoleType")? {
        None | Some("") => RoleKind::PrincipalList,
        Some(kind) if kind.eq_ignore_ascii_case("PrincipalList") => RoleKind::PrincipalList,
        Some(kind) if kind.eq_ignore_ascii_case("Script") => RoleKind::Script,
        Some(kind) => return Err(Refusal::tenant(format!("A role cannot be of type {kind}."))),
    };
    if let Some(id) = fields.text("OrgPath")?.filter(|id| !id.is_empty()) {
        vault.tenant.organization(id)?;
        role.organization = Some(id.to_owned());
    }
    let id = role.id.clone();
    let changes = Changes::adding(vault, fields)?;
    vault.tenant.roles.insert(id.clone(), role);
    vault.change_members(&id, changes)?;
    Ok(success(json!({"_RowKey": id})))
}

/// Changes name, description and members; what is left out stays.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let fields = call.fields()?;
    let id = vault.tenant.role_of(fields.mandatory("Name")?)?.id.clone();
    let name = fields.text("NewName")?.filter(|name| !name.is_empty());
    let description = fields.text("Description")?;
    let changes = Changes::both(vault, fields)?;
    vault.rename_role(&id, name)?;
    if let Some(description) = description {
        description.clone_into(&mut vault.tenant.role_mut(&id)?.description);
    }
    vault.change_members(&id, changes)?;
    Ok(success(Value::Null))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = mandatory_argument(call, "Name")?;
    let tenant = &vault.tenant;
    let role = tenant.role_of(id)?;
    let mut answer = json!({
        "_RowKey": role.id,
        "Name": role.name,
        "Description": role.description,
        "RoleType": role.kind.to_text(),
    });
    if switch(call, "SuppressPrincipalsList")? != Some(true) {
        let users = role.users.iter().filter_map(|uuid| tenant.people.get(uuid));
        let roles = role.roles.iter().filter_map(|id| tenant.roles.get(id));
        answer["Users"] = users
            .map(|person| json!({"Guid": person.uuid, "Name": person.name}))
            .collect();
        answer["Roles"] = roles
            .map(|role| json!({"Guid": role.id, "Name": role.name}))
            .collect();
        answer["Groups"] = role
            .groups
            .iter()
            .map(|name| json!({"Name": name}))
            .collect();
    }
    if switch(call, "getRights")? == Some(true) {
        answer["AdministrativeRights"] = role.rights_json().into();
    }
    Ok(success(answer))
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("Name")?;
    remove(vault, call, &[id])
}

/// Deletes all roles of a list, or none of them.
fn delete_several(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let ids = texts(call.fields()?, "Roles")?;
    remove(vault, call, &ids)
}

fn remove(vault: &mut Vault, call: &Call, ids: &[&str]) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let mut found = Vec::new();
    for id in ids {
        found.push(vault.tenant.role_of(id)?.id.clone());
    }
    for id in &found {
        vault.check_deletable(id)?;
    }
    for id in found {
        vault.remove_role(&id);
    }
    Ok(success(Value::Null))
}

fn add_rights(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    for (role, path) in assignments(vault, call)? {
        vault.tenant.role_mut(&role)?.rights.insert(path);
    }
    Ok(success(Value::Null))
}

fn remove_rights(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    for (role, path) in assignments(vault, call)? {
        vault.tenant.role_mut(&role)?.rights.remove(&path);
    }
    Ok(success(Value::Null))
}

/// The pairs of role and right in a list, or in one object.
fn assignments(vault: &Vault, call: &Call) -> Result<Vec<(String, String)>, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let body = call.json()?.ok_or_else(|| Refusal::mandatory("Role"))?;
    let items = match body {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let read = |item: &Value| {
        let fields = Fields::of(Some(item))?;
        let role = vault.tenant.role_of(fields.mandatory("Role")?)?;
        if role.id == SYSTEM_ADMINISTRATOR {
            return Err(Refusal::tenant(
                "The rights of System Administrator cannot be changed.",
            ));
        }
        let path = fields.mandatory("Path")?;
        let known = RIGHTS.iter().find(|row| row.0.eq_ignore_ascii_case(path));
        let known = known.ok_or_else(|| Refusal::tenant_missing("right", path))?;
        Ok((role.id.clone(), known.0.to_owned()))
    };
    items.iter().map(read).collect()
}

fn rights(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = mandatory_argument(call, "role")?;
    let rows = vault.tenant.role_of(id)?.rights_json();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "Right", "Path")))
}

/// The roles of the cloud directory with their rights; other directories have none.
fn of_directory(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let path = argument(call, &["path"])?.unwrap_or_default();
    let here = path.eq_ignore_ascii_case(super::DIRECTORY);
    let rows = vault
        .tenant
        .roles
        .values()
        .filter(|_| here)
        .map(|role| {
            json!({
                "_ID": role.id,
                "Name": role.name,
                "Description": role.description,
                "RoleType": role.kind.to_text(),
                "AdministrativeRights": role.rights_json(),
            })
        })
        .collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "Role", "_ID")))
}

/// Keeps the script of a dynamic role; it is never run.
fn set_script(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let fields = call.fields()?;
    let id = vault.tenant.role_of(fields.mandatory("ID")?)?.id.clone();
    let role = vault.tenant.role_mut(&id)?;
    if role.kind != RoleKind::Script {
        return Err(Refusal::tenant("Only a role of type Script has a script."));
    }
    fields.mandatory("Script")?.clone_into(&mut role.script);
    Ok(success(Value::Null))
}

/// Refuses a name that a role has.
pub(crate) fn check_free(vault: &Vault, name: &str) -> Result<(), Refusal> {
    match vault.tenant.role_named(name) {
        Some(_) => Err(Refusal::tenant_taken("a role", name)),
        None => Ok(()),
    }
}

impl Vault {
    /// Gives a role another name; its group in the vault goes along.
    pub(crate) fn rename_role(&mut self, id: &str, name: Option<&str>) -> Result<(), Refusal> {
        let now = self.now();
        let role = self.tenant.role_of(id)?;
        let Some(name) = name.filter(|name| *name != role.name) else {
            return Ok(());
        };
        if role.is_predefined() {
            return Err(Refusal::tenant("A role of the service cannot be renamed."));
        }
        if !name.eq_ignore_ascii_case(&role.name) {
            check_free(self, name)?;
        }
        let group = self.role_group(role);
        if let Some(group) = group.and_then(|id| self.groups.get_mut(&id)) {
            name.clone_into(&mut group.name);
        }
        let role = self.tenant.role_mut(id)?;
        name.clone_into(&mut role.name);
        role.modified = now;
        Ok(())
    }

    /// Refuses to delete what the service brought along.
    pub(crate) fn check_deletable(&self, id: &str) -> Result<(), Refusal> {
        match self.tenant.role_of(id)?.is_predefined() || id == EVERYBODY {
            true => Err(Refusal::tenant("A role of the service cannot be deleted.")),
            false => Ok(()),
        }
    }

    /// Deletes a role, with its group in the vault and what that was a member of.
    pub(crate) fn remove_role(&mut self, id: &str) {
        let Some(role) = self.tenant.roles.remove(id) else {
            return;
        };
        let group = self.role_group(&role);
        for other in self.tenant.roles.values_mut() {
            other.roles.remove(id);
        }
        if let Some(group) = group {
            self.remove_group(group);
        }
        self.mirror_roles();
    }
}
