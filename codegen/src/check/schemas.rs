//! Schemas: references, types, enums, choices, and the names that they become.

use super::findings::Findings;
use crate::repair::circles::only_names;
use crate::repair::identifier::{field, type_name, variants_differ};
use crate::repair::schema_names::{is_taken, titles};
use crate::repair::shape::{schemas_in, wrapped};
use crate::walk::{self, join, schema_name};
use serde_json::{Map, Value};
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings) {
    let document = findings.value();
    let schemas = schemas_in(document);
    let mut used: HashMap<String, &String> = HashMap::new();
    for name in schemas.keys() {
        let at = join("/components/schemas", name);
        if is_taken(name) {
            findings.add(
                &at,
                format!("the schema `{name}` becomes a type that the generated code needs itself"),
                "it would not compile",
                "give the schema another name",
            );
        }
        if let Some(other) = used.insert(type_name(name), name) {
            findings.add(
                &at,
                format!(
                    "the schemas `{other}` and `{name}` both become `{}`",
                    type_name(name)
                ),
                "two types of one name do not compile",
                "give one of the two another name",
            );
        }
    }
    for name in only_names(schemas) {
        findings.add(
            &join("/components/schemas", &name),
            format!("the schema `{name}` is nothing but another name of itself"),
            "such a type has no size",
            "say what it holds",
        );
    }
    for (name, schema) in schemas {
        for title in titles(schema) {
            if let Some(other) = used.insert(title.clone(), name) {
                findings.add(
                    &join("/components/schemas", name),
                    format!("the schemas `{other}` and `{name}` both make a type `{title}`"),
                    "two types of one name do not compile",
                    "give one of the two another name",
                );
            }
        }
    }
    walk::schemas(document, &mut |at, schema| {
        if let Some(object) = schema.as_object() {
            one(findings, at, schema, object, schemas);
        }
    });
}

fn one(
    findings: &mut Findings,
    at: &str,
    value: &Value,
    schema: &Map<String, Value>,
    schemas: &Map<String, Value>,
) {
    if let Some(target) = schema.get("$ref") {
        let name = target.as_str().and_then(schema_name);
        if !name.is_some_and(|name| schemas.contains_key(name)) {
            findings.add(
                at,
                format!("the reference {target} names no schema of this document"),
                "the generator panics on it",
                "declare the schema under components/schemas and refer to it by name",
            );
        }
        return;
    }
    const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
    if let Some(kind) = schema.get("type")
        && !kind.as_str().is_some_and(|kind| TYPES.contains(&kind))
    {
        findings.add(
            &join(at, "type"),
            format!("the type {kind} is none of OpenAPI 3.0"),
            "the generator panics on it",
            format!("write one of {}", TYPES.join(", ")),
        );
    }
    if schema.contains_key("not") {
        findings.add(
            &join(at, "not"),
            "the schema says what a value is not",
            "Rust has no such type; the generator panics",
            "take `not` out",
        );
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if schema
            .get(key)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            findings.add(
                &join(at, key),
                format!("`{key}` has no member"),
                "there is no value that it describes",
                format!("take `{key}` out, or give it members"),
            );
        }
    }
    if schema.contains_key("anyOf") || (schema.contains_key("allOf") && wrapped(value).is_none()) {
        findings.add(
            at,
            "the schema combines others in a form that is not made one schema",
            "the generator merges them itself, without end where one holds itself",
            "write the properties that are meant in one schema",
        );
    }
    values(findings, at, schema);
    properties(findings, at, schema);
}

fn values(findings: &mut Findings, at: &str, schema: &Map<String, Value>) {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else {
        return;
    };
    let at = join(at, "enum");
    let fits = |value: &&Value| match schema.get("type").and_then(Value::as_str) {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some(_) => false,
        None => true,
    };
    if let Some(other) = values
        .iter()
        .filter(|value| !value.is_null())
        .find(|value| !fits(value))
    {
        findings.add(
            &at,
            format!("the value {other} is not of the type of the schema"),
            "the generator refuses it",
            "make the type that of the values",
        );
    }
    let names = values.iter().filter_map(Value::as_str);
    if !variants_differ(names) {
        findings.add(
            &at,
            "two of the values become one variant",
            "the generator panics on it",
            "make it a plain string, or take one of the two out",
        );
    }
}

fn properties(findings: &mut Findings, at: &str, schema: &Map<String, Value>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let mut used: HashMap<String, &String> = HashMap::new();
    if schema
        .get("additionalProperties")
        .is_some_and(Value::is_object)
    {
        used.insert("extra".to_owned(), &EXTRA);
    }
    for name in properties.keys() {
        let rust = field(name);
        if let Some(other) = used.insert(rust.clone(), name) {
            findings.add(
                &join(&join(at, "properties"), name),
                format!("the properties `{other}` and `{name}` both become the field `{rust}`"),
                "two fields of one name do not compile",
                "keep one of the two and name the other in its `x-aliases`",
            );
        }
    }
}

/// What holds everything else that an object has, in a field `extra`.
static EXTRA: String = String::new();
