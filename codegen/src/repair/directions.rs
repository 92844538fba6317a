//! Properties that are sent in one direction only.

use super::open_enums::closure;
use super::shape::{reference, schemas_mut_of};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::Value;
use std::collections::BTreeSet;

/// A type that is written and read needs no property that is sent in one direction only.
///
/// What only answers hold stays required where only answers use it, and the other way round.
pub(super) fn one_type_for_both(document: &mut Value, changes: &mut Recorder) {
    let mut asked: Vec<String> = Vec::new();
    let mut answered: Vec<String> = Vec::new();
    walk::schemas_mut(document, &mut |at, schema| {
        if let Some(name) = reference(schema)
            && !at.starts_with("/components/schemas/")
        {
            let is_answer = at.contains("/responses/");
            let names = if is_answer { &mut answered } else { &mut asked };
            names.push(name.to_owned());
        }
    });
    let asked = closure(asked, document);
    let answered = closure(answered, document);
    let Some(schemas) = schemas_mut_of(document) else {
        return;
    };
    for (name, schema) in schemas.iter_mut() {
        let at = join("/components/schemas", name);
        for (key, used) in [("readOnly", &asked), ("writeOnly", &answered)] {
            if used.contains(name) {
                optional(schema, key, &at, changes);
            }
        }
    }
}

/// Takes the properties that say `key` off the list of those that are required.
fn optional(schema: &mut Value, key: &str, at: &str, changes: &mut Recorder) {
    let properties = schema.get("properties").and_then(Value::as_object);
    let one_way: BTreeSet<String> = properties
        .into_iter()
        .flatten()
        .filter(|(_, property)| property[key] == true)
        .map(|(name, _)| name.clone())
        .collect();
    let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) else {
        return;
    };
    required.retain(|name| {
        let name = name.as_str().unwrap_or_default();
        let keep = !one_way.contains(name);
        if !keep {
            changes.kept(
                join(at, "required"),
                format!("`{name}` may be left out: it is {key}, and the schema is sent both ways"),
            );
        }
        keep
    });
    if required.is_empty()
        && let Some(schema) = schema.as_object_mut()
    {
        schema.shift_remove("required");
    }
}
