//! Repairs of `enum`.

use super::identifier::variants_differ;
use super::shape::distinct;
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};

/// Under which key the values stay that the Rust type does not know.
const VALUES: &str = "x-enum-values";

/// The values of an enum are of the type that the schema declares, or the schema is of theirs.
pub(super) fn values(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let Some(old) = object.get("enum").and_then(Value::as_array).cloned() else {
            return;
        };
        let at = join(at, "enum");
        let values: Vec<Value> = distinct(old.iter().filter(|value| !value.is_null()).cloned());
        let only_null = values.is_empty() && !old.is_empty();
        if old.iter().any(Value::is_null) {
            object.insert("nullable".to_owned(), json!(true));
        }
        if values.is_empty() {
            object.shift_remove("enum");
            without_enum(object, changes);
            match only_null {
                true => changes.kept(at, "null is the only value: any JSON, or null"),
                false => changes.lost(at, "without values, is dropped"),
            }
            return;
        }
        let kind = object
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let fitting = match kind.as_deref() {
            Some("string") => Some(texts(&values)),
            Some("integer") => numbers(&values, Value::is_i64),
            Some("number") => numbers(&values, Value::is_number),
            Some("boolean") => flags(&values),
            _ => None,
        };
        match (fitting, kind) {
            (Some(fitting), _) if fitting.is_empty() => set_aside(object),
            (Some(fitting), _) => {
                if fitting != old {
                    let note = format!("{} is {}", Value::Array(old), json!(fitting));
                    changes.kept(&at, note);
                    object.insert("enum".to_owned(), json!(fitting));
                }
            }
            // The values are what the server sends: the type beside them is the mistake.
            (None, Some(kind)) if values.iter().all(is_scalar) => {
                let values = texts(&values);
                changes.kept(
                    &at,
                    format!("{} are strings, not of type {kind}", json!(values)),
                );
                object.insert("type".to_owned(), json!("string"));
                object.shift_remove("format");
                object.insert("enum".to_owned(), json!(values));
            }
            (None, _) => set_aside(object),
        }
        if !object.contains_key("enum") {
            without_enum(object, changes);
            changes.lost(
                at,
                "has values of several types, which stand in x-enum-values",
            );
        }
    });
}

fn is_scalar(value: &Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}

fn texts(values: &[Value]) -> Vec<Value> {
    distinct(values.iter().filter_map(|value| match value {
        Value::String(text) => Some(json!(text)),
        Value::Number(_) | Value::Bool(_) => Some(json!(value.to_string())),
        _ => None,
    }))
}

fn numbers(values: &[Value], fits: fn(&Value) -> bool) -> Option<Vec<Value>> {
    values
        .iter()
        .map(|value| {
            let number = Value::Number(super::malformed::number(value)?);
            fits(&number).then_some(number)
        })
        .collect()
}

fn flags(values: &[Value]) -> Option<Vec<Value>> {
    values
        .iter()
        .map(|value| match value {
            Value::Bool(flag) => Some(json!(flag)),
            Value::String(text) => text.parse::<bool>().ok().map(|flag| json!(flag)),
            _ => None,
        })
        .collect()
}

/// Enums of anything but strings become their plain type: the generator makes checked wrappers
/// without names of them.
pub(super) fn not_of_strings(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        if object.contains_key("enum") && object.get("type") != Some(&json!("string")) {
            set_aside(object);
            without_enum(object, changes);
            changes.kept(
                join(at, "enum"),
                "stands in x-enum-values and in the description",
            );
        }
    });
}

/// Enums of which two values would be one variant become plain strings.
pub(super) fn colliding(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let Some(values) = object.get("enum").and_then(Value::as_array) else {
            return;
        };
        let names: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        if object.get("type") == Some(&json!("string")) && !variants_differ(names.into_iter()) {
            set_aside(object);
            changes.lost(
                join(at, "enum"),
                "two values would be one variant: a plain string",
            );
        }
    });
}

/// A schema that lost its values and has no type is given one by what else it says.
fn without_enum(object: &Map<String, Value>, changes: &mut Recorder) {
    if !object.contains_key("type") {
        changes.uncovers();
    }
}

/// Moves `enum` to `x-enum-values`, and into the description.
fn set_aside(object: &mut Map<String, Value>) {
    let Some(values) = object.shift_remove("enum") else {
        return;
    };
    let names = ["x-enumNames", "x-enum-varnames"]
        .iter()
        .find_map(|key| object.get(*key))
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let list: Vec<String> = values
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
        .map(
            |(index, value)| match names.get(index).and_then(Value::as_str) {
                Some(name) => format!("`{}` ({name})", plain(value)),
                None => format!("`{}`", plain(value)),
            },
        )
        .collect();
    super::limits::describe(object, &format!("One of {}.", list.join(", ")));
    object.insert(VALUES.to_owned(), values);
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
