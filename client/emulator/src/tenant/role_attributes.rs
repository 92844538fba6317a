//! The attributes that roles can have, and their values.

use super::{
    answers::success,
    arguments::{body, mandatory_argument, texts},
    role::ROLE_MANAGEMENT,
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

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_role_attributes", list),
    ("create_role_attributes", create),
    ("update_role_attribute", update),
    ("delete_role_attributes", delete),
    ("list_role_attribute_values", values),
    ("set_role_attribute_values", set_values),
];

/// An attribute that roles can have.
pub(crate) struct RoleAttribute {
    id: String,
    name: String,
    kind: String,
    description: String,
}

/// How many there can be.
const MOST: usize = 100;

fn list(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let attributes: Vec<Value> = vault
        .tenant
        .role_attributes
        .iter()
        .map(|attribute| {
            json!({
                "ID": attribute.id,
                "_RowKey": attribute.id,
                "Name": attribute.name,
                "Type": attribute.kind,
                "Description": attribute.description,
            })
        })
        .collect();
    let count = attributes.len();
    Ok(Answer::ok(json!({
        "Attributes": attributes, "Total": count, "Count": count, "Startindex": 1,
    })))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let mut new: Vec<RoleAttribute> = Vec::new();
    for item in call.fields()?.list("Attributes")?.unwrap_or_default() {
        let fields = Fields::of(Some(item))?;
        let (name, kind) = (fields.mandatory("Name")?, fields.mandatory("Type")?);
        let mut known = vault.tenant.role_attributes.iter().chain(&new);
        if known.any(|attribute| same(&attribute.name, name)) {
            return Err(Refusal::tenant_taken("an attribute", name));
        }
        new.push(RoleAttribute {
            id: random::uuid(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            description: String::new(),
        });
    }
    if new.is_empty() {
        return Err(Refusal::mandatory("Attributes"));
    }
    if vault.tenant.role_attributes.len() + new.len() > MOST {
        return Err(Refusal::tenant_full(MOST, "attributes of roles"));
    }
    vault.tenant.role_attributes.extend(new);
    Ok(success(Value::Null))
}

fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let id = call.query.text("attributeid").unwrap_or_default();
    let description = call.fields()?.text("Description")?.unwrap_or_default();
    let mut attributes = vault.tenant.role_attributes.iter_mut();
    let attribute = attributes
        .find(|attribute| attribute.id == id)
        .ok_or_else(|| Refusal::tenant_missing("attribute", id))?;
    description.clone_into(&mut attribute.description);
    Ok(success(Value::Null))
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let ids = texts(call.fields()?, "AttributeIds")?;
    for id in &ids {
        check(vault, id)?;
    }
    vault
        .tenant
        .role_attributes
        .retain(|attribute| !ids.contains(&attribute.id.as_str()));
    for role in vault.tenant.roles.values_mut() {
        role.values.retain(|(id, _)| !ids.contains(&id.as_str()));
    }
    Ok(success(Value::Null))
}

fn check(vault: &Vault, id: &str) -> Result<(), Refusal> {
    let known = vault
        .tenant
        .role_attributes
        .iter()
        .any(|attribute| attribute.id == id);
    known
        .then_some(())
        .ok_or_else(|| Refusal::tenant_missing("attribute", id))
}

/// The values of a role, as a bare list.
fn values(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = mandatory_argument(call, "roleId")?;
    let role = vault.tenant.role_of(id)?;
    let value = |(id, value): &(String, Value)| {
        let mut known = vault.tenant.role_attributes.iter();
        let attribute = known.find(|attribute| attribute.id == *id)?;
        Some(json!({
            "Id": attribute.id,
            "Name": attribute.name,
            "Type": attribute.kind,
            "Description": attribute.description,
            "Value": value,
        }))
    };
    let values: Vec<Value> = role.values.iter().filter_map(value).collect();
    Ok(Answer::ok(values))
}

/// Sets the values that are named; an empty text takes one away.
fn set_values(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, ROLE_MANAGEMENT)?;
    let fields = body(call)?;
    let role = vault
        .tenant
        .role_of(fields.mandatory("RoleId")?)?
        .id
        .clone();
    let mut new = Vec::new();
    for item in fields.list("Attributes")?.unwrap_or_default() {
        let fields = Fields::of(Some(item))?;
        let id = fields.mandatory("Id")?;
        check(vault, id)?;
        new.push((
            id.to_owned(),
            fields.value("Value").cloned().unwrap_or_default(),
        ));
    }
    let role = vault.tenant.role_mut(&role)?;
    for (id, value) in new {
        role.values.retain(|(known, _)| *known != id);
        if value != "" {
            role.values.push((id, value));
        }
    }
    Ok(success(Value::Null))
}
