//! What a schema only tells: limits and defaults move into its description.

use super::shape::unwrap_alone;
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value};

/// Appends a sentence to the description of `object`.
pub(super) fn describe(object: &mut Map<String, Value>, sentence: &str) {
    let description = match object.get("description").and_then(Value::as_str) {
        Some(text) if !text.trim().is_empty() => {
            let text = text.trim_end();
            let stop = match text.ends_with(['.', '!', '?', ':', '`']) {
                true => "",
                false => ".",
            };
            format!("{text}{stop} {sentence}")
        }
        _ => sentence.to_owned(),
    };
    object.insert("description".to_owned(), Value::String(description));
}

/// The keywords that set limits.
const LIMITS: [&str; 13] = [
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "uniqueItems",
    "pattern",
];

/// The server enforces the limits of its values: types that check them as well would refuse
/// what a newer server allows.
pub(super) fn limits(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        if !object.keys().any(|key| LIMITS.contains(&key.as_str())) {
            return;
        }
        let mut take = |key: &str| {
            let value = object.shift_remove(key)?;
            changes.kept(join(at, key), format!("{value} stands in the description"));
            Some(value)
        };
        let mut sentences = Vec::new();
        let mut range = |low: Option<Value>, high: Option<Value>, unit: &str| {
            let low = low.filter(|low| unit.is_empty() || low.as_u64() != Some(0));
            let unit = match unit.is_empty() {
                true => String::new(),
                false => format!(" {unit}"),
            };
            sentences.extend(match (low.map(text), high.map(text)) {
                (Some(low), Some(high)) if low == high => Some(format!("Exactly {low}{unit}.")),
                (Some(low), Some(high)) => Some(format!("From {low} to {high}{unit}.")),
                (Some(low), None) => Some(format!("At least {low}{unit}.")),
                (None, Some(high)) => Some(format!("At most {high}{unit}.")),
                (None, None) => None,
            });
        };
        range(take("minLength"), take("maxLength"), "characters");
        range(take("minItems"), take("maxItems"), "items");
        range(take("minProperties"), take("maxProperties"), "properties");
        let bound = |limit: Option<Value>, exclusive: Option<Value>| match (limit, exclusive) {
            (Some(limit), Some(Value::Bool(true))) => {
                Some(Value::String(format!("{} (excluded)", text(limit))))
            }
            // OpenAPI 3.1 gives the bound itself.
            (None, Some(Value::Number(limit))) => {
                Some(Value::String(format!("{limit} (excluded)")))
            }
            (limit, _) => limit,
        };
        let low = bound(take("minimum"), take("exclusiveMinimum"));
        let high = bound(take("maximum"), take("exclusiveMaximum"));
        range(low, high, "");
        sentences.extend(take("multipleOf").map(|step| format!("A multiple of {}.", text(step))));
        if take("uniqueItems") == Some(Value::Bool(true)) {
            sentences.push("No item twice.".to_owned());
        }
        sentences
            .extend(take("pattern").map(|pattern| format!("Matches {}.", code(&text(pattern)))));
        for sentence in sentences {
            describe(object, &sentence);
        }
    });
}

/// A default is what the server takes when nothing is sent: sending it instead, as generated
/// code does, is something else.
pub(super) fn defaults(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let Some(default) = object.shift_remove("default") else {
            return;
        };
        changes.kept(
            join(at, "default"),
            format!("{default} stands in the description"),
        );
        if !default.is_null() {
            describe(object, &format!("Default: {}.", code(&text(default))));
        }
        unwrap_alone(schema);
    });
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// `text` as a code span, which may hold backticks itself.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    match text.contains('`') {
        false if text.is_empty() => "empty".to_owned(),
        false => format!("`{text}`"),
        true => format!("``` {text} ```"),
    }
}
