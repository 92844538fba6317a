//! Repairs of the properties of objects.

use super::identifier::field;
use super::shape::reference;
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};

/// Properties that would be one field: the first stays, the others are spellings of it.
pub(super) fn colliding(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let at = join(at, "properties");
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            return;
        };
        let mut first: Vec<(String, String)> = Vec::new();
        let mut gone: Vec<(String, String)> = Vec::new();
        for name in properties.keys() {
            let rust = field(name);
            match first.iter().find(|(other, _)| *other == rust) {
                Some((_, kept)) => gone.push((name.clone(), kept.clone())),
                None => first.push((rust, name.clone())),
            }
        }
        if gone.is_empty() {
            return;
        }
        for (name, kept) in &gone {
            properties.shift_remove(name);
            changes.lost(
                join(&at, name),
                format!("would be one field with `{kept}`: read as another spelling of it"),
            );
            if let Some(property) = properties.get_mut(kept) {
                alias(property, name);
            }
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| !gone.iter().any(|(gone, _)| name == gone));
        }
    });
}

/// Adds a spelling to a property.
fn alias(property: &mut Value, spelling: &str) {
    if reference(property).is_some() {
        *property = json!({"allOf": [property.take()]});
    }
    if let Some(property) = property.as_object_mut() {
        let aliases = property.entry("x-aliases").or_insert_with(|| json!([]));
        if let Some(aliases) = aliases.as_array_mut()
            && !aliases.iter().any(|alias| alias == spelling)
        {
            aliases.push(json!(spelling));
        }
    }
}

/// What else an object may hold is never refused, and never in the way of a property.
pub(super) fn additional(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let at = join(at, "additionalProperties");
        let has_properties = object
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|properties| !properties.is_empty());
        match object.get("additionalProperties") {
            Some(Value::Bool(false)) => {
                object.shift_remove("additionalProperties");
                changes.kept(at, "what a newer server adds is ignored, not refused");
            }
            Some(more) if has_properties && more.is_object() && takes_extra(object) => {
                object.shift_remove("additionalProperties");
                changes.lost(
                    at,
                    "is dropped: the field `extra` for it is taken by a property",
                );
            }
            _ => {}
        }
    });
}

fn takes_extra(object: &Map<String, Value>) -> bool {
    object
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| properties.keys().any(|name| field(name) == "extra"))
}
