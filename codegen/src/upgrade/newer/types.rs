//! Types: several in 3.1, null among them; one in 3.0, and `nullable`.

use serde_json::{Map, Value, json};

use super::super::conversion::Conversion;

const STEP: &str = "type-lists";

/// The keywords that say something of values of one type only.
const OF_TYPE: [(&str, &[&str]); 6] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    ("string", &["pattern", "minLength", "maxLength"]),
    ("number", &NUMBER),
    ("integer", &NUMBER),
    ("boolean", &[]),
];

/// How many types there are, where null is none and an integer is a number.
const ALL: usize = 5;

const NUMBER: [&str; 5] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

impl Conversion<'_> {
    /// One type for each schema: a list of them is a choice, and null is `nullable`.
    pub(super) fn types(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let mut types = match schema.get("type") {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(name)) if name == "null" => vec![name.as_str()],
            _ => return,
        };
        let count = types.len();
        types.retain(|name| *name != "null");
        let has_null = types.len() < count;
        let mut distinct: Vec<&str> = Vec::new();
        for name in types {
            let is_in = |other: &str| distinct.contains(&other);
            // No more than the known ones, so that the list stays short.
            let is_known = OF_TYPE.iter().any(|(known, _)| *known == name);
            if is_known && !is_in(name) && !(name == "integer" && is_in("number")) {
                distinct.push(name);
            }
        }
        if distinct.contains(&"number") {
            distinct.retain(|name| *name != "integer");
        }
        let distinct: Vec<String> = distinct.into_iter().map(str::to_owned).collect();
        match distinct.as_slice() {
            [] if has_null => self.only_null(schema, at),
            // Nothing that is known: for the repairs to tell.
            [] => return,
            all if has_null && all.len() == ALL && is_open(schema) => {
                schema.shift_remove("type");
                self.kept(STEP, at, "of every type: any JSON");
                return;
            }
            [only] => {
                schema.insert("type".to_owned(), only.as_str().into());
                self.kept(STEP, at, format!("the type is {only}"));
            }
            all => self.divide(schema, all, at),
        }
        if has_null {
            schema.insert("nullable".to_owned(), true.into());
        }
    }

    /// Null alone is no type of 3.0. The repairs make a choice of it and others nullable.
    fn only_null(&mut self, schema: &mut Map<String, Value>, at: &str) {
        schema.shift_remove("type");
        schema.insert("enum".to_owned(), json!([null]));
        self.kept(STEP, at, "null alone is an enum of one value");
    }

    /// A schema for each type, with what is said of its values. No value is of two types: one of
    /// them fits, or none.
    fn divide(&mut self, schema: &mut Map<String, Value>, types: &[String], at: &str) {
        schema.shift_remove("type");
        let mut format = schema.shift_remove("format");
        let values = schema.get("enum").and_then(Value::as_array).cloned();
        let mut members: Vec<Value> = Vec::new();
        for name in types {
            let mut member = Map::new();
            member.insert("type".to_owned(), name.as_str().into());
            if let Some(values) = &values {
                let mut fitting = values.clone();
                fitting.retain(|value| is_of(name, value));
                if fitting.is_empty() {
                    continue;
                }
                member.insert("enum".to_owned(), fitting.into());
            }
            let own = OF_TYPE.iter().find(|(known, _)| known == name);
            for key in own.into_iter().flat_map(|(_, keys)| *keys) {
                if let Some(value) = schema.shift_remove(*key) {
                    member.insert((*key).to_owned(), value);
                }
            }
            if format
                .as_ref()
                .is_some_and(|format| is_format_of(format, name, types))
            {
                member.insert("format".to_owned(), format.take().unwrap_or_default());
            }
            members.push(member.into());
        }
        if !members.is_empty() {
            schema.shift_remove("enum");
            let choice = json!({ "oneOf": members });
            match (schema.contains_key("oneOf"), schema.get_mut("allOf")) {
                (false, _) => schema.extend([("oneOf".to_owned(), json!(members))]),
                (true, Some(Value::Array(list))) => list.push(choice),
                (true, _) => {
                    schema.insert("allOf".to_owned(), json!([choice]));
                }
            }
        }
        let note = format!("of the types {}: a choice of schemas", types.join(", "));
        self.kept(STEP, at, note);
    }
}

/// Whether a format is meant for the values of the type `name`, of all `types` of a schema.
fn is_format_of(format: &Value, name: &str, types: &[String]) -> bool {
    const OF_NUMBERS: [&str; 4] = ["int32", "int64", "float", "double"];
    let is_of_numbers = format
        .as_str()
        .is_some_and(|format| OF_NUMBERS.contains(&format));
    let has = |names: &[&str]| types.iter().any(|name| names.contains(&name.as_str()));
    match name {
        "number" | "integer" => is_of_numbers || !has(&["string"]),
        "string" => !is_of_numbers || !has(&["number", "integer"]),
        _ => false,
    }
}

/// Whether a schema says nothing of the values of any type.
fn is_open(schema: &Map<String, Value>) -> bool {
    let mut keys = OF_TYPE.iter().flat_map(|(_, keys)| *keys);
    !keys.any(|key| schema.contains_key(*key)) && !schema.contains_key("enum")
}

/// Whether a value is of a type.
fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => value.is_number(),
    }
}
