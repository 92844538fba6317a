//! Whether a value can be null is said where it stands, not of a schema with a name.

use super::shape::{reference, schemas_mut_of, unwrap_alone, wrapped};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Value, json};
use std::collections::HashSet;

/// A schema that may be null itself is nullable wherever it is used instead.
///
/// The generator would wrap it twice, in a type of its own and in an `Option`.
pub(super) fn at_use(document: &mut Value, changes: &mut Recorder) {
    let Some(schemas) = schemas_mut_of(document) else {
        return;
    };
    let mut names = HashSet::new();
    for (name, schema) in schemas.iter_mut() {
        if let Some(object) = schema.as_object_mut()
            && let Some(nullable) = object.shift_remove("nullable")
        {
            changes.kept(
                join("/components/schemas", name),
                "`nullable` is said where the schema is used",
            );
            if nullable == true {
                names.insert(name.clone());
            }
            unwrap_alone(schema);
        }
    }
    if names.is_empty() {
        return;
    }
    walk::schemas_mut(document, &mut |at, schema| {
        let is_member = ["allOf", "oneOf", "anyOf"].iter().any(|key| {
            at.rsplit_once('/')
                .is_some_and(|(before, _)| before.ends_with(key))
        });
        let target = reference(schema).or_else(|| wrapped(schema).and_then(reference));
        let nullable = target.is_some_and(|target| names.contains(target));
        if !nullable || is_member || schema["nullable"] == true {
            return;
        }
        if reference(schema).is_some() {
            *schema = json!({"allOf": [schema.take()]});
        }
        schema["nullable"] = json!(true);
        changes.kept(at, "is nullable, as the schema that it names was");
    });
}
