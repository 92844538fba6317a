//! References between schemas: each becomes `#/components/schemas/NAME` of a schema that exists.

use super::inline::{target, tokens};
use super::schema_names::unique;
use super::shape::{is_remark, refer, schemas_mut_of, schemas_of};
use crate::report::Recorder;
use crate::walk::{self, schema_name};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// References are made to name a schema of this document.
///
/// A reference into the middle of the document makes a schema of what stands there; one to
/// another document, or to nothing, becomes any JSON.
pub(super) fn resolve(document: &mut Value, changes: &mut Recorder) {
    let whole = document.clone();
    let mut names = schemas_of(document);
    let mut hoisted: BTreeMap<String, String> = BTreeMap::new();
    let mut added: Vec<(String, Value)> = Vec::new();
    let mut correct = |at: &str, schema: &mut Value, added: &mut Vec<(String, Value)>| {
        let Some(reference) = schema.get("$ref") else {
            return;
        };
        let Some(reference) = reference.as_str().map(str::to_owned) else {
            *schema = json!({});
            changes.lost(at, "a reference that is no text is any JSON");
            return;
        };
        if schema_name(&reference).is_some_and(|name| names.contains_key(name)) {
            return;
        }
        let name = match local(&reference) {
            Some(name) if names.contains_key(&name) => name,
            _ => match target(&reference, &whole) {
                Some(found) => hoisted
                    .entry(reference.clone())
                    .or_insert_with(|| {
                        let name = unique(&readable(&reference), &names);
                        names.insert(name.clone(), Value::Null);
                        added.push((name.clone(), part_of(found)));
                        name
                    })
                    .clone(),
                None => {
                    *schema = json!({});
                    changes.lost(
                        at,
                        format!("`{reference}` names no schema of this document, is any JSON"),
                    );
                    return;
                }
            },
        };
        if let Some(object) = schema.as_object_mut() {
            object.insert("$ref".to_owned(), refer(&name)["$ref"].clone());
        }
        changes.kept(
            at,
            format!("`{reference}` is written as a reference to {name}"),
        );
    };
    walk::schemas_mut(document, &mut |at, schema| correct(at, schema, &mut added));
    // What was taken out of the middle of the document holds references too.
    let mut next = 0;
    while next < added.len() {
        let (name, mut schema) = added[next].clone();
        let at = walk::join("/components/schemas", &name);
        let mut more = Vec::new();
        walk::schema_mut(&mut schema, &at, &mut |at, schema| {
            correct(at, schema, &mut more);
        });
        added.extend(more);
        added[next].1 = schema;
        next += 1;
    }
    if let Some(schemas) = schemas_mut_of(document) {
        schemas.extend(added);
    }
}

/// The schema in what a reference names: itself, or that of an answer, a body or a parameter.
fn part_of(found: &Value) -> Value {
    let media = found["content"]
        .as_object()
        .and_then(|content| content.values().next());
    match (
        found.get("schema"),
        media.and_then(|media| media.get("schema")),
    ) {
        (Some(schema), _) | (_, Some(schema)) if schema.is_object() => schema.clone(),
        _ if found.get("content").is_some() => json!({}),
        _ => found.clone(),
    }
}

/// The name of the schema that a reference in an unusual spelling means.
fn local(reference: &str) -> Option<String> {
    let fragment = match reference.find('#') {
        Some(at) => &reference[at..],
        // Swagger 1 and hand-written documents name the schema alone.
        None if !reference.contains(['/', '.']) => return Some(reference.to_owned()),
        None => return None,
    };
    match tokens(fragment)?.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            Some(name.clone())
        }
        [definitions, name] if definitions == "definitions" => Some(name.clone()),
        _ => None,
    }
}

/// A name for what `#/components/schemas/Account/properties/owner` names: `AccountOwner`.
fn readable(reference: &str) -> String {
    const STRUCTURE: [&str; 10] = [
        "components",
        "schemas",
        "properties",
        "paths",
        "responses",
        "content",
        "schema",
        "application/json",
        "requestBody",
        "parameters",
    ];
    let parts: Vec<String> = tokens(reference)
        .unwrap_or_default()
        .into_iter()
        .filter(|token| !STRUCTURE.contains(&token.as_str()))
        .collect();
    super::identifier::type_name(&parts.join("-"))
}

/// What stands beside `$ref` has no meaning in OpenAPI 3.0: remarks move around the reference,
/// everything else goes.
pub(super) fn siblings(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        if object.len() < 2 || !object.contains_key("$ref") {
            return;
        }
        let mut around = Map::new();
        let mut dropped = Vec::new();
        for (key, value) in std::mem::take(object) {
            if key == "$ref" {
                around.insert("allOf".to_owned(), json!([{ "$ref": value }]));
            } else if is_remark(&key) {
                around.insert(key, value);
            } else {
                dropped.push(key);
            }
        }
        match dropped.is_empty() {
            true => changes.kept(at, "what stood beside `$ref` stands around it"),
            false => changes.lost(at, format!("beside `$ref`, {} goes", dropped.join(", "))),
        }
        *schema = Value::Object(around);
    });
}
