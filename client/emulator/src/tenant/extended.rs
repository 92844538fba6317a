//! Attributes that the company adds to its users.

use super::{
    answers::success,
    role::{SYSTEM_ADMINISTRATOR, USER_MANAGEMENT},
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::{Fields, as_boolean},
    state::{Vault, same},
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_extended_schema", schema),
    ("replace_extended_schema", replace),
    ("get_extended_attributes", get),
    ("set_extended_attributes", set),
];

/// An attribute that users can have.
pub(crate) struct Extended {
    name: String,
    kind: &'static str,
    title: String,
    description: String,
    user_editable: bool,
}

/// The types of values.
const KINDS: [&str; 4] = ["Text", "Bool", "Date", "Int"];

/// How many attributes, and how many indexes, there can be.
const MOST: usize = 25;
const MOST_INDEXES: usize = 5;

fn schema(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    check_table(call.fields()?)?;
    let columns: Vec<Value> = vault
        .tenant
        .extended
        .iter()
        .map(|one| {
            json!({
                "Name": one.name,
                "Type": one.kind,
                "Title": one.title,
                "Description": one.description,
                "UserEditable": one.user_editable,
            })
        })
        .collect();
    Ok(success(json!({
        "Columns": columns, "Indexes": [], "ColumnLimit": MOST, "IndexLimit": MOST_INDEXES,
    })))
}

/// Makes the attributes what is sent. One that is left out is dropped with its values, and
/// without AllowDelete that is refused.
fn replace(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let person = vault.calling_person(call)?;
    let held = vault.tenant.roles_of(&person.uuid);
    if !held.iter().any(|role| role.id == SYSTEM_ADMINISTRATOR) {
        return Err(Refusal::tenant_forbidden());
    }
    let fields = call.fields()?;
    check_table(fields)?;
    let columns = fields.mandatory_object("Columns")?;
    let mut new = Vec::new();
    for (name, column) in columns.iter() {
        let column = Fields::of(Some(column))?;
        let kind = column.mandatory("Type")?;
        let kind = KINDS.into_iter().find(|known| same(known, kind));
        let kind = kind.ok_or_else(|| Refusal::tenant(format!("{name} has no type there is.")))?;
        let known = vault
            .tenant
            .extended
            .iter()
            .find(|one| same(&one.name, name));
        if known.is_some_and(|known| known.kind != kind) {
            return Err(Refusal::tenant(format!(
                "The type of {name} cannot be changed."
            )));
        }
        new.push(Extended {
            name: name.to_owned(),
            kind,
            title: column.text("Title")?.unwrap_or(name).to_owned(),
            description: column.text("Description")?.unwrap_or_default().to_owned(),
            user_editable: column.boolean("UserEditable")?.unwrap_or(false),
        });
    }
    if new.len() > MOST {
        return Err(Refusal::tenant_full(MOST, "attributes"));
    }
    let stays = |name: &str| new.iter().any(|one| same(&one.name, name));
    let gone = vault.tenant.extended.iter().find(|one| !stays(&one.name));
    if let (Some(gone), false) = (gone, fields.boolean("AllowDelete")?.unwrap_or(false)) {
        return Err(Refusal::tenant(format!(
            "{} is left out; AllowDelete must be true to drop it.",
            gone.name
        )));
    }
    for person in vault.tenant.people.values_mut() {
        person.extended.retain(|name, _| stays(name));
    }
    vault.tenant.extended = new;
    Ok(success(Value::Null))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    check_table(fields)?;
    let person = vault.tenant.person_of(fields.mandatory("ID")?)?;
    vault.require_right_over(call, USER_MANAGEMENT, &person.uuid)?;
    let with_nulls = fields.boolean("IncludeNulls")?.unwrap_or(false);
    let mut values = Map::new();
    for attribute in &vault.tenant.extended {
        let value = person
            .extended
            .get(&attribute.name)
            .cloned()
            .unwrap_or_default();
        if with_nulls || !value.is_null() {
            values.insert(attribute.name.clone(), value);
        }
    }
    Ok(success(values))
}

/// Sets the values that are named, all of them or none. Users set those of their own that they
/// may change.
fn set(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    check_table(fields)?;
    let uuid = vault
        .tenant
        .person_of(fields.mandatory("ID")?)?
        .uuid
        .clone();
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    let manages = vault.require_right(call, USER_MANAGEMENT).is_ok();
    let columns = fields.value("Columns").and_then(Value::as_object);
    let columns = columns.ok_or_else(|| Refusal::mandatory("Columns"))?;
    let mut new = Vec::new();
    for (name, value) in columns {
        let mut known = vault.tenant.extended.iter();
        let attribute = known
            .find(|one| same(&one.name, name))
            .ok_or_else(|| Refusal::tenant_missing("attribute", name))?;
        if !manages && !attribute.user_editable {
            return Err(Refusal::tenant_forbidden());
        }
        let fits = value.is_null()
            || match attribute.kind {
                "Bool" => as_boolean(value).is_some(),
                "Int" => {
                    value.is_i64()
                        || value
                            .as_str()
                            .is_some_and(|text| text.parse::<i64>().is_ok())
                }
                _ => value.is_string(),
            };
        if !fits {
            let kind = attribute.kind;
            return Err(Refusal::tenant(format!(
                "The value of {name} is no {kind}."
            )));
        }
        new.push((attribute.name.clone(), value.clone()));
    }
    let person = vault.tenant.person_mut(&uuid)?;
    for (name, value) in new {
        match value {
            Value::Null => person.extended.remove(&name),
            value => person.extended.insert(name, value),
        };
    }
    Ok(success(Value::Null))
}

/// Refuses every table but that of the users.
fn check_table(fields: Fields) -> Result<(), Refusal> {
    let table = fields.mandatory("Table")?;
    match same(table, "Users") {
        true => Ok(()),
        false => Err(Refusal::tenant_missing("table", table)),
    }
}
