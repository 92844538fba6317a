//! Schemas that break the rules of OpenAPI 3.0 itself.

use super::document::keep_only;
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Number, Value, json};

/// Where a schema must stand there is one: `true` and everything else that is no object is any
/// JSON.
pub(super) fn no_schema(document: &mut Value, changes: &mut Recorder) {
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        free(schema, || join("/components/schemas", name), changes);
    }
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        keep_only(object, at, "properties", Value::is_object, changes);
        for (name, property) in map(object, "properties") {
            free(property, || join(&join(at, "properties"), name), changes);
        }
        if let Some(items) = object.get_mut("items") {
            // A list of schemas, one for each place, is what 3.0 calls any JSON.
            free(items, || join(at, "items"), changes);
        }
        if let Some(more) = object.get_mut("additionalProperties")
            && !more.is_boolean()
        {
            free(more, || join(at, "additionalProperties"), changes);
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            keep_only(object, at, key, Value::is_array, changes);
            let list = object.get_mut(key).and_then(Value::as_array_mut);
            for (index, member) in list.into_iter().flatten().enumerate() {
                free(member, || format!("{at}/{key}/{index}"), changes);
            }
        }
    });
}

fn map<'a>(
    object: &'a mut Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a mut Value)> {
    object
        .get_mut(key)
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
}

fn free(schema: &mut Value, at: impl Fn() -> String, changes: &mut Recorder) {
    if !schema.is_object() {
        match schema {
            Value::Bool(true) => changes.kept(at(), "`true` is written {}"),
            _ => changes.lost(at(), "is no schema, is any JSON"),
        }
        *schema = json!({});
    }
}

/// One type, one that OpenAPI knows: `["string", "null"]`, `file`, `int` and the like are not.
pub(super) fn types(document: &mut Value, changes: &mut Recorder) {
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        if let Some(value) = object.get("const").cloned() {
            object.shift_remove("const");
            object.entry("enum").or_insert_with(|| json!([value]));
            changes.kept(join(at, "const"), "is an enum of one value");
        }
        let (types, mut nullable) = match object.get("type") {
            None => return infer(object, at, changes),
            Some(Value::String(name)) => (vec![name.clone()], false),
            Some(Value::Array(list)) => {
                let names = list.iter().filter_map(Value::as_str);
                let (null, names): (Vec<_>, Vec<_>) =
                    names.map(str::to_owned).partition(|name| name == "null");
                (names, !null.is_empty())
            }
            Some(_) => (Vec::new(), false),
        };
        let known = match types.as_slice() {
            [one] => Known::of(one),
            _ => Known::Any,
        };
        let (name, format) = match known {
            Known::Type(name) => (Some(name), None),
            Known::Format(name, format) => (Some(name), Some(format)),
            Known::Null => {
                nullable = true;
                (None, None)
            }
            Known::Any => (None, None),
        };
        if object.get("type").and_then(Value::as_str) == name && name.is_some() {
            return;
        }
        let before = object.shift_remove("type").unwrap_or_default();
        let note = format!("type {before} is {}", name.unwrap_or("any JSON"));
        match types.len() {
            0 | 1 => changes.kept(at, note),
            _ => changes.lost(at, note),
        }
        if let Some(format) = format {
            object.entry("format").or_insert_with(|| json!(format));
        }
        if nullable {
            object.insert("nullable".to_owned(), json!(true));
        }
        match name {
            Some(name) => {
                object.insert("type".to_owned(), json!(name));
            }
            None => infer(object, at, changes),
        }
    });
}

enum Known {
    Type(&'static str),
    Format(&'static str, &'static str),
    Null,
    Any,
}

impl Known {
    fn of(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "string" | "str" | "text" | "char" | "enum" => Self::Type("string"),
            "integer" | "int" => Self::Type("integer"),
            "int32" | "short" => Self::Format("integer", "int32"),
            "int64" | "long" => Self::Format("integer", "int64"),
            "number" | "decimal" => Self::Type("number"),
            "float" => Self::Format("number", "float"),
            "double" => Self::Format("number", "double"),
            "boolean" | "bool" => Self::Type("boolean"),
            "array" | "list" => Self::Type("array"),
            "object" | "map" => Self::Type("object"),
            "file" | "binary" => Self::Format("string", "binary"),
            "byte" => Self::Format("string", "byte"),
            "date" => Self::Format("string", "date"),
            "datetime" | "date-time" => Self::Format("string", "date-time"),
            "uuid" | "guid" => Self::Format("string", "uuid"),
            "password" => Self::Format("string", "password"),
            "null" => Self::Null,
            _ => Self::Any,
        }
    }
}

/// A schema without a type has that of what it says.
fn infer(object: &mut Map<String, Value>, at: &str, changes: &mut Recorder) {
    const COMBINED: [&str; 5] = ["$ref", "allOf", "anyOf", "oneOf", "not"];
    const OF_OBJECT: [&str; 5] = [
        "properties",
        "additionalProperties",
        "required",
        "minProperties",
        "maxProperties",
    ];
    const OF_ARRAY: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
    const OF_STRING: [&str; 3] = ["pattern", "minLength", "maxLength"];
    const OF_NUMBER: [&str; 5] = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ];
    if COMBINED.iter().any(|key| object.contains_key(*key)) {
        return;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    let values = object.get("enum").and_then(Value::as_array);
    let all = |fits: fn(&Value) -> bool| {
        values.is_some_and(|values| {
            values.iter().any(fits) && values.iter().all(|value| value.is_null() || fits(value))
        })
    };
    let name = if has(&OF_OBJECT) {
        "object"
    } else if has(&OF_ARRAY) {
        "array"
    } else if all(Value::is_string) {
        "string"
    } else if all(Value::is_i64) {
        "integer"
    } else if all(Value::is_number) {
        "number"
    } else if all(Value::is_boolean) {
        "boolean"
    } else if values.is_some() {
        return;
    } else if has(&OF_STRING) {
        "string"
    } else if has(&OF_NUMBER) {
        "number"
    } else {
        match object.get("format").and_then(Value::as_str) {
            Some("int32" | "int64" | "int16" | "int8" | "uint32" | "uint64") => "integer",
            Some("float" | "double" | "decimal") => "number",
            Some(_) => "string",
            None => return,
        }
    };
    object.insert("type".to_owned(), json!(name));
    changes.kept(at, format!("without a type, by what it says a {name}"));
}

/// Keywords of another JSON type than OpenAPI gives them are read as they were meant, or go.
pub(super) fn keywords(document: &mut Value, changes: &mut Recorder) {
    const FLAGS: [&str; 4] = ["nullable", "readOnly", "writeOnly", "deprecated"];
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let keys = object.len();
        for key in FLAGS {
            if let Some(text) = object.get(key).and_then(Value::as_str)
                && let Ok(flag) = text.parse::<bool>()
            {
                object.insert(key.to_owned(), json!(flag));
                changes.kept(join(at, key), "is a boolean, not a text");
            }
            keep_only(object, at, key, Value::is_boolean, changes);
        }
        for key in ["title", "description", "format", "pattern"] {
            keep_only(object, at, key, Value::is_string, changes);
        }
        keep_only(object, at, "enum", Value::is_array, changes);
        if !object.contains_key("type") && object.len() < keys {
            // Without them another type may be meant.
            changes.uncovers();
        }
        required_flags(object, at, changes);
        required(object, at, changes);
    });
}

/// `required: true` on a property is meant for the list of the schema around it.
fn required_flags(object: &mut Map<String, Value>, at: &str, changes: &mut Recorder) {
    let mut meant = Vec::new();
    for (name, property) in map(object, "properties") {
        if let Some(property) = property.as_object_mut()
            && let Some(Value::Bool(flag)) = property.get("required")
        {
            if *flag {
                meant.push(json!(name));
            }
            property.shift_remove("required");
            changes.kept(
                join(&join(at, "properties"), name),
                "`required` stands in the list around it",
            );
        }
    }
    if !meant.is_empty() {
        let list = object.entry("required").or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.extend(meant);
        }
    }
}

/// `required` names declared properties, each once.
fn required(object: &mut Map<String, Value>, at: &str, changes: &mut Recorder) {
    let Some(list) = object.get("required") else {
        return;
    };
    // Beside `allOf` the list may name what another member declares.
    let combined = ["allOf", "anyOf", "oneOf"]
        .iter()
        .any(|key| object.contains_key(*key))
        || at.contains("/allOf/");
    let properties = object.get("properties").and_then(Value::as_object);
    let names = list.as_array().into_iter().flatten().filter(|name| {
        name.as_str()
            .is_some_and(|name| combined || properties.is_some_and(|all| all.contains_key(name)))
    });
    let clean = Value::Array(super::shape::distinct(names.cloned()));
    let is_empty = clean == json!([]);
    if *list == clean && !is_empty {
        return;
    }
    changes.kept(
        join(at, "required"),
        format!("{list} is {clean}: the others are not declared"),
    );
    match is_empty {
        true => object.shift_remove("required"),
        false => object.insert("required".to_owned(), clean),
    };
}

/// Keywords that say nothing of a value of the schema's type go.
pub(super) fn foreign_keywords(document: &mut Value, changes: &mut Recorder) {
    const OBJECT: [&str; 5] = [
        "properties",
        "required",
        "additionalProperties",
        "minProperties",
        "maxProperties",
    ];
    const ARRAY: [&str; 4] = ["items", "minItems", "maxItems", "uniqueItems"];
    const STRING: [&str; 5] = ["format", "pattern", "minLength", "maxLength", "enum"];
    const NUMBER: [&str; 7] = [
        "format",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "enum",
    ];
    const BOOLEAN: [&str; 1] = ["enum"];
    const COMBINED: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];
    walk::schemas_mut(document, &mut |at, schema| {
        let Some(object) = schema.as_object_mut() else {
            return;
        };
        let known: &[&str] = match object.get("type").and_then(Value::as_str) {
            Some("object") => &OBJECT,
            Some("array") => &ARRAY,
            Some("string") => &STRING,
            Some("integer" | "number") => &NUMBER,
            Some("boolean") => &BOOLEAN,
            _ => &["properties", "required", "additionalProperties", "enum"],
        };
        object.retain(|key, value| {
            let structural = key == "type" || key == "$ref" || COMBINED.contains(&key.as_str());
            let keep = structural || known.contains(&key.as_str()) || super::shape::is_remark(key);
            if !keep {
                let note = format!("{value} says nothing of such a value, is dropped");
                match key.as_str() {
                    "patternProperties" => changes.lost(join(at, key), note),
                    _ => changes.kept(join(at, key), note),
                }
            }
            keep
        });
        if object.get("type") == Some(&json!("array")) && !object.contains_key("items") {
            object.insert("items".to_owned(), json!({}));
            changes.kept(join(at, "items"), "are any JSON");
        }
    });
}

/// A number in a keyword, also where it is written as a text.
pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => serde_json::from_str(text.trim()).ok(),
        _ => None,
    }
}
