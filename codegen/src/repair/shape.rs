//! What a schema describes, seen through its references.

use crate::walk::schema_name;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The schemas of a document by name.
pub(crate) type Schemas = Map<String, Value>;

/// How many references one after another are followed: more is a circle.
const FAR: usize = 64;

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Any JSON value.
    Any,
    /// A string, with an enum or without.
    String,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A list.
    Array,
    /// An object.
    Object,
    /// One of several schemas.
    Choice,
}

impl Shape {
    /// Whether a value of it is written as plain text in a path, a query or a header.
    pub(crate) fn is_scalar(self) -> bool {
        matches!(
            self,
            Self::String | Self::Integer | Self::Number | Self::Boolean
        )
    }
}

/// What `schema` describes.
pub(crate) fn shape(schema: &Value, schemas: &Schemas) -> Shape {
    let schema = resolve(schema, schemas);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => Shape::String,
        Some("integer") => Shape::Integer,
        Some("number") => Shape::Number,
        Some("boolean") => Shape::Boolean,
        Some("array") => Shape::Array,
        Some("object") => Shape::Object,
        _ if is_open_enum(schema) => Shape::String,
        _ if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() => Shape::Choice,
        _ if schema.get("properties").is_some() || schema.get("allOf").is_some() => Shape::Object,
        _ => Shape::Any,
    }
}

/// The schema that `schema` stands for, behind references and [`wrapped`] ones.
///
/// Where the way ends nowhere or in a circle, the last schema on it.
pub(crate) fn resolve<'a>(schema: &'a Value, schemas: &'a Schemas) -> &'a Value {
    let mut schema = schema;
    for _ in 0..FAR {
        let next = reference(schema)
            .and_then(|name| schemas.get(name))
            .or_else(|| wrapped(schema));
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// The name of the schema that `schema` refers to.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema_name(schema.get("$ref")?.as_str()?)
}

/// A reference to the schema called `name`.
pub(crate) fn refer(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The only member of `allOf` where nothing but remarks stand beside it.
///
/// This is how OpenAPI 3.0 says more of a reference: nothing may stand beside `$ref` itself.
pub(crate) fn wrapped(schema: &Value) -> Option<&Value> {
    let object = schema.as_object()?;
    let [member] = object.get("allOf")?.as_array()?.as_slice() else {
        return None;
    };
    object
        .keys()
        .all(|key| key == "allOf" || is_remark(key))
        .then_some(member)
}

/// Makes a wrapped reference the reference itself where nothing is left that is said of it; answers
/// whether it was one.
pub(crate) fn unwrap_alone(schema: &mut Value) -> bool {
    let alone = schema.as_object().is_some_and(|object| object.len() == 1);
    let Some(member) = wrapped(schema).filter(|member| alone && reference(member).is_some()) else {
        return false;
    };
    *schema = member.clone();
    true
}

/// Whether a keyword says something of a value without narrowing it.
pub(crate) fn is_remark(key: &str) -> bool {
    const REMARKS: [&str; 9] = [
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "nullable",
        "readOnly",
        "title",
        "writeOnly",
    ];
    REMARKS.contains(&key) || key.starts_with("x-")
}

/// Whether `schema` is an enum that takes other values too, as the repair
/// `open-enums-in-answers` writes it.
pub(crate) fn is_open_enum(schema: &Value) -> bool {
    schema.get("x-open-enum") == Some(&Value::Bool(true)) && schema.get("oneOf").is_some()
}

/// `values` without those that stand before.
pub(crate) fn distinct(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    // Two objects that differ in nothing but the order of their keys may stay two.
    values
        .filter(|value| seen.insert(value.to_string()))
        .collect()
}

/// The schemas of `document`.
pub(crate) fn schemas_in(document: &Value) -> &Schemas {
    let schemas = document["components"]["schemas"].as_object();
    schemas.unwrap_or(&NONE)
}

/// Makes `step` on what stands around the schemas of `document`, with a view of these.
pub(crate) fn beside_schemas<T>(
    document: &mut Value,
    step: impl FnOnce(&mut Value, &Schemas) -> T,
) -> T {
    let taken = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
        .map(std::mem::take);
    let made = step(document, taken.as_ref().unwrap_or(&NONE));
    if let Some(taken) = taken {
        document["components"]["schemas"] = Value::Object(taken);
    }
    made
}

/// The schemas of a document that has none.
static NONE: LazyLock<Schemas> = LazyLock::new(Schemas::new);

/// The schemas of `document`, copied: what is looked up while the document changes.
pub(crate) fn schemas_of(document: &Value) -> Schemas {
    document["components"]["schemas"]
        .as_object()
        .cloned()
        .unwrap_or_default()
}

/// The schemas of `document`, made where there are none; `None` where `components` is no object.
pub(crate) fn schemas_mut_of(document: &mut Value) -> Option<&mut Schemas> {
    document
        .as_object_mut()?
        .entry("components")
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()?
        .entry("schemas")
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()
}
