//! Repairs of `format`.

use super::shape::is_remark;
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};

/// Formats that become types of their own in generated crates.
const SPECIAL: [(&str, &str); 5] = [
    ("string", "password"),
    ("string", "id"),
    ("string", "net-date"),
    ("integer", "epoch-seconds"),
    ("integer", "epoch-micros"),
];

/// Formats of strings for which the generator reaches for crates that the client does not have,
/// or for types stricter than what servers send.
const STRICT: [(&str, &str); 6] = [
    ("date", "A date."),
    ("date-time", "A date and a time."),
    ("uuid", "A UUID."),
    ("ip", "An IP address."),
    ("ipv4", "An IPv4 address."),
    ("ipv6", "An IPv6 address."),
];

/// Whether `schema` is nothing but one of the formats that become types of their own.
pub(super) fn is_special(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|object| object.len() == 2 && has_special(object))
}

/// Whether type and format of a schema make one of these.
fn has_special(object: &Map<String, Value>) -> bool {
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let Some(format) = text("format") else {
        return false;
    };
    SPECIAL.contains(&(text("type").unwrap_or_default(), format))
}

/// Formats that the generator takes too seriously, or that belong to another type.
pub(super) fn strict(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let Some(format) = object
            .get("format")
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            return;
        };
        let keep = match object.get("type").and_then(Value::as_str) {
            Some("string") => !STRICT.iter().any(|(name, _)| *name == format),
            Some("integer") => {
                format.starts_with("epoch-")
                    || matches!(format.as_str(), "int8" | "int16" | "int32" | "int64")
            }
            Some("number") => matches!(format.as_str(), "float" | "double"),
            _ => false,
        };
        if keep {
            return;
        }
        object.shift_remove("format");
        changes.kept(join(at, "format"), format!("`{format}` is dropped"));
        if let Some((_, sentence)) = STRICT.iter().find(|(name, _)| *name == format)
            && !object.contains_key("description")
        {
            super::limits::describe(object, sentence);
        }
    });
}

/// A format that becomes a type of its own is recognised only where nothing stands beside it:
/// everything else said of the value stands around it.
///
/// Without this a password with an extension beside it would be a plain string, which prints.
pub(super) fn alone(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let is_special = has_special(object);
        // Descriptions and the like do not count, extensions do.
        let alone = object.keys().all(|key| {
            matches!(key.as_str(), "type" | "format") || (is_remark(key) && !key.starts_with("x-"))
        });
        if !is_special || alone {
            return;
        }
        let mut inner = Map::new();
        for key in ["type", "format"] {
            inner.extend(object.shift_remove_entry(key));
        }
        let dropped: Vec<String> = object
            .keys()
            .filter(|key| !is_remark(key))
            .cloned()
            .collect();
        for key in dropped {
            object.shift_remove(&key);
            changes.lost(
                join(at, &key),
                "is dropped beside a format with a type of its own",
            );
        }
        object.insert("allOf".to_owned(), json!([inner]));
        changes.kept(at, "the format stands alone, the rest around it");
    });
}
