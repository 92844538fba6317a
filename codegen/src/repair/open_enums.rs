//! Enums in answers also take values that a newer server sends.

use super::identifier::type_name;
use super::paths::each_parameter;
use super::schema_names::Names;
use super::shape::{
    Schemas, beside_schemas, is_open_enum, refer, reference, schemas_in, schemas_mut_of, wrapped,
};
use crate::report::Recorder;
use crate::walk::{self, join, schema_name};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Every enum of strings that an answer can hold is `Known` values or `Other`.
///
/// The generator makes `enum Status { Known(StatusKnown), Other(String) }` of a choice between
/// two strings with these titles.
pub(super) fn open(document: &mut Value, changes: &mut Recorder) {
    let reached = in_answers(document);
    let Some(schemas) = schemas_mut_of(document) else {
        return;
    };
    let is_closed = |name: &str, schema: &Value| {
        schema.get("enum").is_some() && schema["type"] == "string" && reached.contains(name)
    };
    if !schemas.iter().any(|(name, schema)| is_closed(name, schema)) {
        return;
    }
    let mut names = Names::of(schemas);
    for (name, schema) in schemas.iter_mut() {
        if !is_closed(name, schema) {
            continue;
        }
        let Some(object) = schema.as_object_mut() else {
            continue;
        };
        let Some(values) = object.shift_remove("enum") else {
            continue;
        };
        let mut stem = type_name(name);
        let mut number = 1;
        while !names.take(&format!("{stem}Known")) {
            number += 1;
            stem = format!("{}{number}", type_name(name));
        }
        for key in ["type", "format"] {
            object.shift_remove(key);
        }
        object.insert("x-open-enum".to_owned(), json!(true));
        object.insert(
            "oneOf".to_owned(),
            json!([
                {
                    "title": format!("{stem}Known"),
                    "description": "A value that this version of the API is known to send.",
                    "type": "string",
                    "enum": values,
                },
                {
                    "title": format!("{stem}Other"),
                    "description": "Any other value.",
                    "type": "string",
                },
            ]),
        );
        changes.kept(
            join("/components/schemas", name),
            "is open: a value that it does not list is read as Other",
        );
    }
}

/// A parameter takes the values of an enum that are known, also where answers hold others.
///
/// It is written as text, which an open enum is not, and what is sent is meant to be right.
pub(super) fn closed(document: &mut Value, changes: &mut Recorder) {
    let added = beside_schemas(document, |document, schemas| {
        closed_in(document, schemas, changes)
    });
    if let Some(schemas) = schemas_mut_of(document) {
        schemas.extend(added);
    }
}

/// Closes the enums of parameters; answers the schemas that are new by that.
fn closed_in(
    document: &mut Value,
    schemas: &Schemas,
    changes: &mut Recorder,
) -> Vec<(String, Value)> {
    let mut names: Option<Names> = None;
    // Open enum → what parameters take of it.
    let mut taken: HashMap<String, String> = HashMap::new();
    let mut added: Vec<(String, Value)> = Vec::new();
    each_parameter(document, |at, parameter| {
        let Some(schema) = parameter.get_mut("schema") else {
            return;
        };
        for key in ["", "items"] {
            let place = match key {
                "" => Some(&mut *schema),
                key => schema.get_mut(key),
            };
            let Some(place) = place else {
                continue;
            };
            let Some((name, values)) = open_values(place, schemas) else {
                continue;
            };
            let wanted = taken.entry(name.to_owned()).or_insert_with(|| {
                let name = type_name(name);
                let wanted = format!("{name}Parameter");
                let copy = json!({
                    "type": "string",
                    "description": format!("The values of {name} that can be sent."),
                    "enum": values,
                });
                if schemas.get(&wanted) == Some(&copy) {
                    return wanted;
                }
                let names = names.get_or_insert_with(|| Names::of(schemas));
                let new = names.free(&wanted);
                added.push((new.clone(), copy));
                new
            });
            *place = refer(wanted);
            let at = match key {
                "" => at.to_owned(),
                key => format!("{at}/{key}"),
            };
            changes.kept(at, format!("takes the known values only, as {wanted}"));
        }
    });
    added
}

/// The name and the known values of the open enum for which `schema` stands.
fn open_values<'a>(schema: &'a Value, schemas: &'a Schemas) -> Option<(&'a str, &'a Value)> {
    let mut name = reference(wrapped(schema).unwrap_or(schema))?;
    // An alias of an alias is rare, a longer way is a circle.
    for _ in 0..8 {
        let schema = schemas.get(name)?;
        if is_open_enum(schema) {
            return Some((name, &schema["oneOf"][0]["enum"]));
        }
        name = reference(wrapped(schema).unwrap_or(schema))?;
    }
    None
}

/// The names of the schemas that an answer can hold.
fn in_answers(document: &Value) -> HashSet<String> {
    let mut found: Vec<String> = Vec::new();
    walk::schemas(document, &mut |at, schema| {
        if (at.contains("/responses/") || at.starts_with("/components/responses/"))
            && let Some(name) = reference(schema)
        {
            found.push(name.to_owned());
        }
    });
    closure(found, document)
}

/// `names` and the names of all schemas that these use.
pub(super) fn closure(names: Vec<String>, document: &Value) -> HashSet<String> {
    let schemas = schemas_in(document);
    let mut left: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut all = HashSet::new();
    while let Some(name) = left.pop() {
        let Some(schema) = schemas.get(name).filter(|_| !all.contains(name)) else {
            continue;
        };
        all.insert(name.to_owned());
        walk::references(schema, &mut |target| left.extend(schema_name(target)));
    }
    all
}
