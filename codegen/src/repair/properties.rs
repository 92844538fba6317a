//! Repairs of the properties of objects.

use super::identifier::field;
use super::shape::reference;
use crate::report::Recorder;
use crate::walk::{self, join};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Properties that would be one field: the first stays, the others are spellings of it.
pub(super) fn colliding(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            return;
        };
        if properties.len() < 2 {
            return;
        }
        let mut first: HashMap<String, &String> = HashMap::new();
        let mut gone: IndexMap<String, String> = IndexMap::new();
        for name in properties.keys() {
            match first.entry(field(name)) {
                Entry::Occupied(kept) => {
                    gone.insert(name.clone(), (*kept.get()).clone());
                }
                Entry::Vacant(place) => {
                    place.insert(name);
                }
            }
        }
        if gone.is_empty() {
            return;
        }
        let at = join(at, "properties");
        properties.retain(|name, _| !gone.contains_key(name));
        for (name, kept) in &gone {
            changes.lost(
                join(&at, name),
                format!("would be one field with `{kept}`: read as another spelling of it"),
            );
            if let Some(property) = properties.get_mut(kept) {
                alias(property, name);
            }
        }
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(|name| !name.as_str().is_some_and(|name| gone.contains_key(name)));
        }
    });
}

/// The most spellings that one property is read under: `ID`, `Id`, `id` and the like.
const MOST_SPELLINGS: usize = 64;

/// Adds a spelling to a property.
fn alias(property: &mut Value, spelling: &str) {
    if reference(property).is_some() {
        *property = json!({"allOf": [property.take()]});
    }
    if let Some(property) = property.as_object_mut() {
        let aliases = property.entry("x-aliases").or_insert_with(|| json!([]));
        if let Some(aliases) = aliases.as_array_mut()
            && aliases.len() < MOST_SPELLINGS
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
        let Some(more) = object.get("additionalProperties") else {
            return;
        };
        let at = join(at, "additionalProperties");
        let has_properties = object
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|properties| !properties.is_empty());
        match more {
            Value::Bool(false) => {
                object.shift_remove("additionalProperties");
                changes.kept(at, "what a newer server adds is ignored, not refused");
            }
            more if has_properties && more.is_object() && takes_extra(object) => {
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
