//! Organizations: the parts of the tenant with administrators of their own.

use super::{
    Tenant,
    answers::{Cut, success, table},
    arguments::{body, texts},
    role::SYSTEM_ADMINISTRATOR,
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    random,
    state::{Vault, same},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_organizations", list),
    ("get_organization", get),
    ("create_organization", create),
    ("update_organization", update),
    ("delete_organization", delete),
    ("update_organization_members", members),
    ("list_organization_administrators", administrators),
    ("update_organization_administrators", update_administrators),
    ("list_organization_permissions", permissions),
    ("list_organization_roles", roles),
];

/// A part of the tenant.
pub(crate) struct Organization {
    id: String,
    name: String,
    description: String,
    /// UUIDs of users and identifiers of roles.
    administrators: BTreeSet<String>,
}

impl Organization {
    /// Takes somebody out of the administrators.
    pub(crate) fn forget(&mut self, uuid: &str) {
        self.administrators.remove(uuid);
    }

    fn to_json(&self) -> Value {
        json!({"ID": self.id, "Name": self.name, "Description": self.description})
    }
}

impl Tenant {
    /// The organization of an identifier.
    pub(crate) fn organization(&self, id: &str) -> Result<&Organization, Refusal> {
        self.organizations
            .get(id)
            .ok_or_else(|| Refusal::tenant_missing("organization", id))
    }

    fn organization_mut(&mut self, id: &str) -> Result<&mut Organization, Refusal> {
        self.organizations
            .get_mut(id)
            .ok_or_else(|| Refusal::tenant_missing("organization", id))
    }

    /// Refuses a name that another organization has.
    fn check_organization_name(&self, name: &str, id: &str) -> Result<(), Refusal> {
        let mut others = self.organizations.values().filter(|other| other.id != id);
        match others.any(|other| same(&other.name, name)) {
            true => Err(Refusal::tenant_taken("an organization", name)),
            false => Ok(()),
        }
    }
}

fn require_administrator(vault: &Vault, call: &Call) -> Result<(), Refusal> {
    let person = vault.calling_person(call)?;
    let held = vault.tenant.roles_of(&person.uuid);
    match held.iter().any(|role| role.id == SYSTEM_ADMINISTRATOR) {
        true => Ok(()),
        false => Err(Refusal::tenant_forbidden()),
    }
}

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let rows: Vec<Value> = vault
        .tenant
        .organizations
        .values()
        .map(Organization::to_json)
        .collect();
    let as_table = call
        .query
        .text("format")
        .is_some_and(|format| same(format, "Query"));
    if !as_table {
        return Ok(success(rows));
    }
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "Org", "ID")))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("OrgId")?;
    Ok(success(vault.tenant.organization(id)?.to_json()))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let fields = call.fields()?;
    let name = fields.mandatory("Name")?;
    vault.tenant.check_organization_name(name, "")?;
    let organization = Organization {
        id: random::uuid(),
        name: name.to_owned(),
        description: fields.text("Description")?.unwrap_or_default().to_owned(),
        administrators: BTreeSet::new(),
    };
    let id = organization.id.clone();
    vault.tenant.organizations.insert(id.clone(), organization);
    Ok(success(json!({"ID": id})))
}

fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let fields = call.fields()?;
    let id = fields.mandatory("OrgId")?;
    let name = fields.text("Name")?.filter(|name| !name.is_empty());
    let description = fields.text("Description")?;
    if let Some(name) = name {
        vault.tenant.check_organization_name(name, id)?;
    }
    let organization = vault.tenant.organization_mut(id)?;
    if let Some(name) = name {
        name.clone_into(&mut organization.name);
    }
    if let Some(description) = description {
        description.clone_into(&mut organization.description);
    }
    Ok(success(Value::Null))
}

/// Deletes an organization; its users and roles belong to none from then on.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let id = call.fields()?.mandatory("OrgId")?;
    let tenant = &mut vault.tenant;
    tenant
        .organizations
        .remove(id)
        .ok_or_else(|| Refusal::tenant_missing("organization", id))?;
    let of_people = tenant
        .people
        .values_mut()
        .map(|person| &mut person.organization);
    let of_roles = tenant.roles.values_mut().map(|role| &mut role.organization);
    for organization in of_people.chain(of_roles) {
        organization.take_if(|known| known == id);
    }
    Ok(success(Value::Null))
}

fn members(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let fields = call.fields()?;
    let id = fields.mandatory("OrgId")?;
    vault.tenant.organization(id)?;
    let uuids = |name: &str| -> Result<Vec<String>, Refusal> {
        let items = fields.list(name)?.unwrap_or_default().iter();
        items
            .map(|item| {
                let item = Fields::of(Some(item))?;
                let kind = item.mandatory("Type")?;
                if !same(kind, "User") {
                    return Err(Refusal::tenant(format!(
                        "A member cannot be of type {kind}."
                    )));
                }
                Ok(vault.tenant.person_of(item.mandatory("ID")?)?.uuid.clone())
            })
            .collect()
    };
    let (add, remove) = (uuids("Add")?, uuids("Remove")?);
    for uuid in remove {
        let person = vault.tenant.person_mut(&uuid)?;
        person.organization.take_if(|known| known == id);
    }
    for uuid in add {
        vault.tenant.person_mut(&uuid)?.organization = Some(id.to_owned());
    }
    Ok(success(Value::Null))
}

/// Name and kind of a user or role.
fn principal(tenant: &Tenant, id: &str) -> Option<(String, String, &'static str)> {
    if let Ok(person) = tenant.person_of(id) {
        return Some((person.uuid.clone(), person.name.clone(), "User"));
    }
    let role = tenant.role_of(id).ok()?;
    Some((role.id.clone(), role.name.clone(), "Role"))
}

fn administrators(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let organization = vault.tenant.organization(fields.mandatory("OrgId")?)?;
    let rows = organization
        .administrators
        .iter()
        .filter_map(|id| principal(&vault.tenant, id))
        .map(|(id, name, kind)| json!({"ID": id, "Name": name, "Type": kind}))
        .collect();
    let cut = Cut::read(fields)?;
    Ok(success(table(rows, &cut, "OrgAdministrator", "ID")))
}

fn update_administrators(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let fields = call.fields()?;
    let id = fields.mandatory("OrgId")?;
    let mut grant = Vec::new();
    for item in fields.list("Grant")?.unwrap_or_default() {
        let who = Fields::of(Some(item))?.mandatory("Id")?;
        let known = principal(&vault.tenant, who);
        grant.push(
            known
                .ok_or_else(|| Refusal::tenant_missing("principal", who))?
                .0,
        );
    }
    let revoke = texts(fields, "Revoke")?;
    let organization = vault.tenant.organization_mut(id)?;
    organization
        .administrators
        .retain(|known| !revoke.contains(&known.as_str()));
    organization.administrators.extend(grant);
    Ok(success(Value::Null))
}

/// The administrators, whose rights no source names.
fn permissions(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let organization = vault
        .tenant
        .organization(call.fields()?.mandatory("OrgId")?)?;
    let rights: Vec<Value> = organization
        .administrators
        .iter()
        .map(|id| json!({"Principal": id, "Right": "Unknown"}))
        .collect();
    Ok(success(rights))
}

fn roles(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("OrgId")?;
    vault.tenant.organization(id)?;
    let roles: Vec<Value> = vault
        .tenant
        .roles
        .values()
        .filter(|role| role.organization.as_deref() == Some(id))
        .map(|role| json!({"ID": role.id, "Name": role.name, "Description": role.description}))
        .collect();
    Ok(success(roles))
}
