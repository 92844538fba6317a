//! Whether a document is of a size that a client can be generated of.
//!
//! The generator and the compiler need memory for every part, a thousand times what the part needs
//! in the document: what is larger than any API is refused before it is given to them.

use super::findings::Findings;
use crate::repair::shape::distinct;
use crate::table::area;
use crate::walk;
use serde_json::{Map, Value};

/// The most that a repaired document may hold, in nodes and bytes of text: as much as is read.
const MOST: usize = crate::document::MOST_BYTES;

/// The most parts that become code, each of which takes the generator some 20 KB: fifty times the
/// parts of the largest vault document together with the catalogue.
const MOST_PARTS: usize = 250_000;

/// The most areas: a type names each area that uses it. The catalogue has 40.
const MOST_AREAS: usize = 250;

/// The most lists and maps in one another: the generator goes down by itself for each, and so does
/// the compiler.
const MOST_DEPTH: usize = 32;

/// What an operation counts, with its method and its builder.
const OPERATION: usize = 4;

/// How many bytes of a name count as much as a part: generated code repeats names.
const OF_NAME: usize = 64;

/// Refuses what is too large; false where the other rules need not look any more.
pub(super) fn check(findings: &mut Findings) -> bool {
    let document = findings.value();
    if walk::weight(document, MOST + 1) > MOST {
        findings.add(
            "",
            format!("the repaired document is larger than {} MiB", MOST >> 20),
            "what is referred to from many places stands in each of them",
            "cut out what is not needed",
        );
        return false;
    }
    let parts = parts(document);
    if parts > MOST_PARTS {
        too_many(
            findings,
            parts,
            "operations, parameters, properties and values",
            MOST_PARTS,
        );
        return false;
    }
    let depth = depth(document);
    if depth > MOST_DEPTH {
        findings.add(
            "",
            format!("{depth} schemas without a name stand in one another"),
            format!("no more than {MOST_DEPTH} become a type"),
            "give the inner ones a name under `components/schemas`, or cut them out",
        );
        return false;
    }
    let mut areas = Vec::new();
    walk::operations(document, |_, _, _, operation| {
        areas.push(Value::String(area(operation)));
    });
    let areas = distinct(areas.into_iter()).len();
    if areas > MOST_AREAS {
        findings.add(
            "",
            format!("the operations have {areas} different first tags"),
            format!("each becomes a module, and no more than {MOST_AREAS} are written"),
            "give operations that belong together the same tag",
        );
        return false;
    }
    true
}

/// Refuses more operations than there may be parts.
pub(super) fn room(findings: &mut Findings, operations: usize) {
    const MOST_OPERATIONS: usize = MOST_PARTS / OPERATION;
    if operations > MOST_OPERATIONS {
        too_many(findings, operations, "operations", MOST_OPERATIONS);
    }
}

fn too_many(findings: &mut Findings, count: usize, what: &str, most: usize) {
    findings.add(
        "",
        format!("the document has {count} {what}"),
        format!("no more than {most} of them become a client"),
        "cut out what is not needed, or divide the document",
    );
}

/// How many parts of `document` become code.
fn parts(document: &Value) -> usize {
    let mut sum = 0;
    walk::operations(document, |_, path, _, operation| {
        sum += OPERATION + named(path);
        sum += operation.get("operationId").map_or(0, text);
        let parameters = operation.get("parameters").and_then(Value::as_array);
        for parameter in parameters.into_iter().flatten() {
            sum += 1 + text(&parameter["name"]);
        }
    });
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        sum += 1 + named(name) + of_schema(schema, 1);
    }
    let others = [&document["paths"], &document["components"]["responses"]];
    others.into_iter().for_each(|other| sum += of_any(other));
    sum
}

/// The parts of all schemas below `value`, which is none itself.
fn of_any(value: &Value) -> usize {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, inner)| match key == "schema" {
                true => of_schema(inner, 1),
                false => of_any(inner),
            })
            .sum(),
        Value::Array(list) => list.iter().map(of_any).sum(),
        _ => 0,
    }
}

/// The parts of a schema that stands `deep` in lists and maps: its type names each of these.
fn of_schema(schema: &Value, deep: usize) -> usize {
    let Some(object) = schema.as_object() else {
        return 0;
    };
    let list = |key: &str| object.get(key).and_then(Value::as_array);
    let mut sum = deep;
    for (name, property) in map(object, "properties") {
        sum += 1 + named(name) + of_schema(property, 1);
    }
    for key in ["items", "additionalProperties"] {
        sum += object
            .get(key)
            .map_or(0, |inner| of_schema(inner, deep + 1));
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let members = list(key).into_iter().flatten();
        sum += members
            .map(|member| 1 + of_schema(member, 1))
            .sum::<usize>();
    }
    for key in ["enum", "x-aliases"] {
        let values = list(key).into_iter().flatten();
        sum += values.map(|value| 1 + text(value)).sum::<usize>();
    }
    sum + object.get("$ref").map_or(0, text)
}

/// How many schemas at most stand in one another below `value`, each of them an entry of a list or a
/// map.
fn depth(value: &Value) -> usize {
    let below = |inner: &Value, key: &str| {
        let is_schema = ["items", "additionalProperties"].contains(&key);
        depth(inner) + usize::from(is_schema)
    };
    match value {
        Value::Object(object) => object.iter().map(|(key, inner)| below(inner, key)).max(),
        Value::Array(list) => list.iter().map(|inner| below(inner, "")).max(),
        _ => None,
    }
    .unwrap_or_default()
}

fn map<'a>(
    object: &'a Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let map = object.get(key).and_then(Value::as_object);
    map.into_iter().flatten()
}

/// What a name counts beyond the part that it names.
fn named(name: &str) -> usize {
    name.len() / OF_NAME
}

fn text(value: &Value) -> usize {
    value.as_str().map_or(0, named)
}
