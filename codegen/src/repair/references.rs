//! References between schemas: each becomes `#/components/schemas/NAME` of a schema that exists.

use super::copies::{Copies, TOO_MUCH};
use super::inline::{target, tokens};
use super::schema_names::Names;
use super::shape::{is_remark, refer, schemas_in, schemas_mut_of};
use crate::report::Recorder;
use crate::walk::{self, schema_name};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// References are made to name a schema of this document.
///
/// A reference into the middle of the document makes a schema of what stands there; one to
/// another document, or to nothing, becomes any JSON.
pub(super) fn resolve(document: &mut Value, changes: &mut Recorder) {
    let schemas = schemas_in(document);
    let mut all_known = true;
    walk::schemas(document, &mut |_, schema| {
        if let Some(reference) = schema.get("$ref") {
            let name = reference.as_str().and_then(schema_name);
            all_known &= name.is_some_and(|name| schemas.contains_key(name));
        }
    });
    if all_known {
        return;
    }
    let whole = document.clone();
    let schemas = schemas_in(&whole);
    let mut work = Work {
        whole: &whole,
        names: Names::of(schemas),
        known: schemas.keys().cloned().collect(),
        hoisted: HashMap::new(),
        copies: Copies::new(),
        changes,
    };
    let mut added: Vec<(String, Value)> = Vec::new();
    walk::schemas_mut(document, &mut |at, schema| {
        added.extend(work.correct(at, schema));
    });
    // What was taken out of the middle of the document holds references too.
    let mut next = 0;
    while next < added.len() {
        let (name, mut schema) = std::mem::take(&mut added[next]);
        let at = walk::join("/components/schemas", &name);
        walk::schema_mut(&mut schema, &at, &mut |at, schema| {
            added.extend(work.correct(at, schema));
        });
        added[next] = (name, schema);
        next += 1;
    }
    if let Some(schemas) = schemas_mut_of(document) {
        schemas.extend(added);
    }
}

struct Work<'a, 'r> {
    /// The document as it was.
    whole: &'a Value,
    names: Names,
    /// The names of all schemas.
    known: HashSet<String>,
    /// What was taken out of the middle of the document: reference → name.
    hoisted: HashMap<String, String>,
    copies: Copies,
    changes: &'a mut Recorder<'r>,
}

impl Work<'_, '_> {
    /// Makes the reference in `schema` name a schema; answers the schema that is new by that.
    fn correct(&mut self, at: &str, schema: &mut Value) -> Option<(String, Value)> {
        let reference = schema.get("$ref")?;
        let Some(reference) = reference.as_str().map(str::to_owned) else {
            *schema = json!({});
            self.changes
                .lost(at, "a reference that is no text is any JSON");
            return None;
        };
        if schema_name(&reference).is_some_and(|name| self.known.contains(name)) {
            return None;
        }
        let local = local(&reference).filter(|name| self.known.contains(name));
        let (name, new) = match local.or_else(|| self.hoisted.get(&reference).cloned()) {
            Some(name) => (name, None),
            None => match target(&reference, self.whole).map(part_of) {
                Some(part) if self.copies.may(part) => {
                    let name = self.names.free(&readable(&reference));
                    self.known.insert(name.clone());
                    self.hoisted.insert(reference.clone(), name.clone());
                    (name.clone(), Some((name, part.clone())))
                }
                found => {
                    *schema = json!({});
                    let why = match found {
                        Some(_) => TOO_MUCH,
                        None => "names no schema of this document",
                    };
                    self.changes
                        .lost(at, format!("`{reference}` is any JSON: {why}"));
                    return None;
                }
            },
        };
        if let Some(object) = schema.as_object_mut() {
            object.insert("$ref".to_owned(), refer(&name)["$ref"].clone());
        }
        self.changes.kept(
            at,
            format!("`{reference}` is written as a reference to {name}"),
        );
        new
    }
}

/// The schema in what a reference names: itself, or that of an answer, a body or a parameter.
fn part_of(found: &Value) -> &Value {
    static ANY: LazyLock<Value> = LazyLock::new(|| json!({}));
    let media = found["content"]
        .as_object()
        .and_then(|content| content.values().next());
    match (
        found.get("schema"),
        media.and_then(|media| media.get("schema")),
    ) {
        (Some(schema), _) | (_, Some(schema)) if schema.is_object() => schema,
        _ if found.get("content").is_some() => &ANY,
        _ => found,
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
