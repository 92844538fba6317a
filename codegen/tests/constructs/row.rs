//! Rows as they stand in `rows/*.yaml`, and the documents that they stand for.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the generator makes of a document that nobody mends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Alone {
    /// It panics.
    Panics,
    /// It answers with an error.
    Refuses,
    /// It calls itself until the stack is full, which nobody can catch: it is not tried.
    Overflows,
    /// It writes Rust that does not compile.
    Breaks,
    /// It writes Rust that means something else than the document.
    Misleads,
    /// It writes the right Rust: the construct looks dangerous and is not.
    Works,
}

/// One construct, and what must come of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Row {
    /// The name, in kebab-case; as a module's name it is one of a crate.
    #[serde(rename = "row")]
    pub(crate) name: String,
    /// What is wrong with it.
    pub(crate) why: String,
    /// What the generator makes of it.
    pub(crate) alone: Alone,
    /// The version of OpenAPI, where it is not that of the usual document.
    openapi: Option<Value>,
    /// A whole document. Without one the following are changed in the usual document, where null
    /// takes out what is there.
    document: Option<Map<String, Value>>,
    /// Keys of the one operation.
    #[serde(default)]
    operation: Map<String, Value>,
    /// Parameters beside the one in the path.
    #[serde(default)]
    parameters: Vec<Value>,
    /// All properties of `Safe`.
    #[serde(default)]
    properties: Map<String, Value>,
    /// Schemas.
    #[serde(default)]
    schemas: Map<String, Value>,
    /// The document is refused, in these words among others.
    pub(crate) refused: Option<String>,
    /// The repairs that have to change something; others may.
    #[serde(default)]
    pub(crate) by: Vec<String>,
    /// All that is lost, as `REPAIR POINTER`.
    #[serde(default)]
    lost: Vec<String>,
    /// What stands at a pointer of the document that is ready; null where nothing does.
    #[serde(default)]
    gives: BTreeMap<String, Value>,
    /// Texts of the generated Rust, whose spaces do not count.
    #[serde(default)]
    pub(crate) rust: Vec<String>,
    /// Texts that do not stand in the generated Rust.
    #[serde(default)]
    pub(crate) no_rust: Vec<String>,
}

/// All rows, file by file.
pub(crate) fn all() -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs/rows");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &Path| -> Vec<Row> {
        let text = std::fs::read_to_string(path).unwrap();
        yaml_serde::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().flat_map(|path| read(path)).collect()
}

impl Row {
    /// All that is lost, as `REPAIR POINTER`.
    pub(crate) fn lost(&self) -> BTreeSet<String> {
        let whole = |line: &String| match line.split_once(' ') {
            Some((by, at)) => format!("{by} {}", pointer(at)),
            None => panic!("{}: {line} is lost nowhere", self.name),
        };
        self.lost.iter().map(whole).collect()
    }

    /// What stands where in the document that is ready.
    pub(crate) fn gives(&self) -> impl Iterator<Item = (String, &Value)> {
        self.gives.iter().map(|(at, value)| (pointer(at), value))
    }

    /// The document of the row: a whole one, or what the row changes of the usual one.
    pub(crate) fn document(&self) -> Value {
        let mut document = usual();
        if let Some(version) = &self.openapi {
            document["openapi"] = version.clone();
        }
        if let Some(mut whole) = self.document.clone() {
            if !whole.contains_key("swagger") {
                whole.insert("openapi".to_owned(), document["openapi"].take());
            }
            whole.entry("info").or_insert(document["info"].take());
            return Value::Object(whole);
        }
        change(&mut document["components"]["schemas"], &self.schemas);
        if !self.properties.is_empty() {
            document["components"]["schemas"]["Safe"]["properties"] = json!(self.properties);
        }
        let operation = &mut document["paths"]["/Safes/{safe}"]["put"];
        change(operation, &self.operation);
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.extend(self.parameters.clone());
        }
        document
    }
}

/// Puts `parts` into `object`; null takes out what is there.
fn change(object: &mut Value, parts: &Map<String, Value>) {
    for (key, value) in parts {
        match (value, object.as_object_mut()) {
            (Value::Null, Some(object)) => drop(object.shift_remove(key)),
            (value, _) => object[key] = value.clone(),
        }
    }
}

/// A document that nothing is wrong with: one operation, which answers one object.
fn usual() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Safes", "version": "15.2"},
        "paths": {"/Safes/{safe}": {"put": {
            "operationId": "update_safe",
            "parameters": [
                {"name": "safe", "in": "path", "required": true, "schema": {"type": "string"}},
            ],
            "responses": {"200": {
                "description": "The safe.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Safe"}}},
            }},
        }}},
        "components": {"schemas": {
            "Safe": {"type": "object", "properties": {"name": {"type": "string"}}},
        }},
    })
}

/// A pointer as rows write it, from the operation, a schema or a property of `Safe` on.
fn pointer(written: &str) -> String {
    let (first, rest) = match written.split_once('/') {
        Some((first, rest)) => (first, format!("/{rest}")),
        None => (written, String::new()),
    };
    match first {
        "operation" => format!("/paths/~1Safes~1{{safe}}/put{rest}"),
        "schemas" => format!("/components/schemas{rest}"),
        "properties" => format!("/components/schemas/Safe/properties{rest}"),
        _ => written.to_owned(),
    }
}
