//! A few operations of a large document, with what they use.

use proptest::sample::Index;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// `count` paths of `document`, beginning somewhere, with everything that they refer to.
pub(crate) fn cut(document: &Value, from: Index, count: usize) -> Value {
    let paths = document["paths"].as_object().unwrap();
    let from = from.index(paths.len());
    let taken = paths.iter().skip(from).take(count);
    let taken: Map<String, Value> = taken
        .map(|(path, item)| (path.clone(), item.clone()))
        .collect();
    let mut out = json!({"info": document["info"]});
    for key in ["openapi", "swagger", "basePath", "consumes", "produces"] {
        if let Some(value) = document.get(key) {
            out[key] = value.clone();
        }
    }
    out["paths"] = taken.into();
    let mut left: Vec<String> = references(&out);
    let mut seen = BTreeSet::new();
    while let Some(reference) = left.pop() {
        if let Some(value) = document
            .pointer(&reference)
            .filter(|_| seen.insert(reference.clone()))
        {
            left.extend(references(value));
            place(&mut out, &reference, value.clone());
        }
    }
    out
}

/// The pointers in all references below `value`.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => object
            .iter()
            .flat_map(|(key, inner)| match inner.as_str() {
                Some(target) if key == "$ref" => vec![target.trim_start_matches('#').to_owned()],
                _ => references(inner),
            })
            .collect(),
        Value::Array(list) => list.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Puts `value` at a pointer, with the objects above it.
fn place(document: &mut Value, pointer: &str, value: Value) {
    let mut at = document;
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        at = &mut at[segment];
    }
    *at = value;
}
