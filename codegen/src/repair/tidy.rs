//! What a document holds for people and for other tools.

use super::open_enums::closure;
use super::paths::each_parameter;
use super::shape::{is_open_enum, reference, schemas_mut_of};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// The generator takes a title for the name of a type: the name of the schema is the better one.
pub(super) fn titles(document: &mut Value, changes: &mut Recorder) {
    let mut needed: HashSet<String> = HashSet::new();
    walk::schemas_mut(document, &mut |at, schema| {
        if is_open_enum(schema) {
            needed.extend([format!("{at}/oneOf/0"), format!("{at}/oneOf/1")]);
        }
        if needed.remove(at) {
            return;
        }
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let Some(title) = object.shift_remove("title") else {
            return;
        };
        changes.kept(join(at, "title"), format!("{title} is dropped"));
        if !object.contains_key("description")
            && let Some(title) = title.as_str().filter(|title| !title.is_empty())
        {
            object.insert("description".to_owned(), json!(title));
        }
    });
}

/// Examples, which no code is made of.
pub(super) fn examples(document: &mut Value, changes: &mut Recorder) {
    fn drop(object: &mut Map<String, Value>, at: &str, keys: &[&str], changes: &mut Recorder) {
        for key in keys {
            if object.shift_remove(*key).is_some() {
                changes.kept(join(at, key), "is dropped: no code is made of it");
            }
        }
    }
    const SCHEMA: [&str; 4] = ["example", "examples", "externalDocs", "xml"];
    const OTHER: [&str; 2] = ["example", "examples"];
    walk::schemas_mut(document, &mut |at, schema| {
        if let Some(schema) = schema.as_object_mut() {
            drop(schema, at, &SCHEMA, changes);
        }
    });
    each_parameter(document, |at, parameter| {
        drop(parameter, at, &OTHER, changes)
    });
}

/// Schemas and answers that nothing refers to.
pub(super) fn unreferenced(document: &mut Value, changes: &mut Recorder) {
    let mut answers: HashSet<String> = HashSet::new();
    walk::operations(document, |_, _, _, operation| {
        let responses = operation.get("responses").and_then(Value::as_object);
        for response in responses.into_iter().flat_map(Map::values) {
            let name = response.get("$ref").and_then(Value::as_str);
            answers.extend(
                name.and_then(|name| name.strip_prefix("#/components/responses/"))
                    .map(str::to_owned),
            );
        }
    });
    let mut roots: Vec<String> = Vec::new();
    if let Some(shared) = document
        .pointer_mut("/components/responses")
        .and_then(Value::as_object_mut)
    {
        shared.retain(|name, _| {
            let keep = answers.contains(name);
            if !keep {
                changes.kept(
                    join("/components/responses", name),
                    "is dropped: nothing refers to it",
                );
            }
            keep
        });
    }
    walk::schemas(document, &mut |at, schema| {
        if !at.starts_with("/components/schemas/") {
            roots.extend(reference(schema).map(str::to_owned));
        }
    });
    let used = closure(roots, document);
    if let Some(schemas) = schemas_mut_of(document) {
        schemas.retain(|name, _| {
            let keep = used.contains(name);
            if !keep {
                changes.kept(
                    join("/components/schemas", name),
                    "is dropped: nothing refers to it",
                );
            }
            keep
        });
    }
}
