//! Walking a document: operations, schemas, references, JSON pointers.

use serde_json::{Map, Value};

/// The methods an OpenAPI path item can hold.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Escapes one segment of a JSON pointer (RFC 6901).
pub(crate) fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// Undoes [`escape`].
pub(crate) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// `pointer` with one more segment.
pub(crate) fn join(pointer: &str, segment: &str) -> String {
    format!("{pointer}/{}", escape(segment))
}

/// Calls `visit` with method, path, pointer and object of every operation, in document order.
pub(crate) fn operations<'a>(
    document: &'a Value,
    mut visit: impl FnMut(&str, &str, &str, &'a Map<String, Value>),
) {
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let (true, Some(operation)) =
                (METHODS.contains(&method.as_str()), operation.as_object())
            {
                let pointer = join(&join("/paths", path), method);
                visit(method, path, &pointer, operation);
            }
        }
    }
}

/// Like [`operations`], with the right to change the operation.
pub(crate) fn operations_mut(
    document: &mut Value,
    mut visit: impl FnMut(&str, &str, &str, &mut Map<String, Value>),
) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let (true, Some(operation)) = (
                METHODS.contains(&method.as_str()),
                operation.as_object_mut(),
            ) {
                let pointer = join(&join("/paths", path), method);
                visit(method, path, &pointer, operation);
            }
        }
    }
}

/// Where schemas stand inside a schema: keys that hold one, a list of them, or a map of them.
const ONE: [&str; 3] = ["items", "additionalProperties", "not"];
const LIST: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const MAP: [&str; 1] = ["properties"];

/// Calls `visit` on `schema` and then on every schema inside it, outermost first.
///
/// What `visit` puts in place of a schema is walked too.
pub(crate) fn schema_mut(
    schema: &mut Value,
    pointer: &str,
    visit: &mut impl FnMut(&str, &mut Value),
) {
    visit(pointer, schema);
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    for key in ONE {
        if let Some(inner) = object.get_mut(key).filter(|inner| inner.is_object()) {
            schema_mut(inner, &join(pointer, key), visit);
        }
    }
    for key in LIST {
        let list = object.get_mut(key).and_then(Value::as_array_mut);
        for (index, inner) in list.into_iter().flatten().enumerate() {
            schema_mut(inner, &format!("{pointer}/{key}/{index}"), visit);
        }
    }
    for key in MAP {
        let map = object.get_mut(key).and_then(Value::as_object_mut);
        for (name, inner) in map.into_iter().flatten() {
            schema_mut(inner, &join(&join(pointer, key), name), visit);
        }
    }
}

/// Keys whose values are maps by name: whatever a name is, what stands under it is no data.
const NAMES: [&str; 10] = [
    "paths",
    "responses",
    "properties",
    "schemas",
    "parameters",
    "headers",
    "content",
    "requestBodies",
    "securitySchemes",
    "callbacks",
];

/// Keys whose values are data: what looks like a part of the document there is none.
const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// Whether what stands under `key` is data; `by_name` says that the key is a name.
fn is_data(key: &str, by_name: bool) -> bool {
    !by_name && (key.starts_with("x-") || DATA.contains(&key))
}

/// Whether the keys of what stands under `key` are names.
fn holds_names(key: &str, by_name: bool) -> bool {
    !by_name && NAMES.contains(&key)
}

/// Calls `visit` on every schema of an OpenAPI 3.0 document: components, parameters, bodies,
/// answers and headers, each with every schema inside it.
pub(crate) fn schemas_mut(document: &mut Value, visit: &mut impl FnMut(&str, &mut Value)) {
    fn search(
        value: &mut Value,
        pointer: &str,
        by_name: bool,
        visit: &mut impl FnMut(&str, &mut Value),
    ) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object.iter_mut() {
                    let at = join(pointer, key);
                    if key == "schema" && !by_name && inner.is_object() {
                        schema_mut(inner, &at, visit);
                    } else if !is_data(key, by_name) {
                        search(inner, &at, holds_names(key, by_name), visit);
                    }
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter_mut().enumerate() {
                    search(inner, &format!("{pointer}/{index}"), false, visit);
                }
            }
            _ => {}
        }
    }
    if let Some(paths) = document.get_mut("paths") {
        search(paths, "/paths", true, visit);
    }
    let components = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    for (kind, entries) in components.into_iter().flatten() {
        let at = join("/components", kind);
        if kind == "schemas" {
            for (name, schema) in entries.as_object_mut().into_iter().flatten() {
                schema_mut(schema, &join(&at, name), visit);
            }
        } else {
            search(entries, &at, true, visit);
        }
    }
}

/// Calls `visit` with every `$ref` below `value`, with the right to change it.
pub(crate) fn references_mut(value: &mut Value, visit: &mut impl FnMut(&mut String)) {
    fn search(value: &mut Value, by_name: bool, visit: &mut impl FnMut(&mut String)) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object.iter_mut() {
                    match inner {
                        Value::String(target) if key == "$ref" && !by_name => visit(target),
                        _ if is_data(key, by_name) => {}
                        _ => search(inner, holds_names(key, by_name), visit),
                    }
                }
            }
            Value::Array(list) => list
                .iter_mut()
                .for_each(|inner| search(inner, false, visit)),
            _ => {}
        }
    }
    search(value, false, visit);
}

/// Calls `visit` with every `$ref` below `value`.
pub(crate) fn references<'a>(value: &'a Value, visit: &mut impl FnMut(&'a str)) {
    fn search<'a>(value: &'a Value, by_name: bool, visit: &mut impl FnMut(&'a str)) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    match inner {
                        Value::String(target) if key == "$ref" && !by_name => visit(target),
                        _ if is_data(key, by_name) => {}
                        _ => search(inner, holds_names(key, by_name), visit),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|inner| search(inner, false, visit)),
            _ => {}
        }
    }
    search(value, false, visit);
}

/// Nodes and bytes of text in `value`, counted no further than `most`.
pub(crate) fn weight(value: &Value, most: usize) -> usize {
    let mut sum = 1_usize;
    let mut add = |key: &str, inner: &Value| {
        sum = sum.saturating_add(key.len());
        if sum < most {
            sum = sum.saturating_add(weight(inner, most - sum));
        }
        sum < most
    };
    match value {
        Value::String(text) => sum += text.len(),
        Value::Array(list) => {
            list.iter().all(|inner| add("", inner));
        }
        Value::Object(object) => {
            object.iter().all(|(key, inner)| add(key, inner));
        }
        _ => {}
    }
    sum
}

/// The schema that `#/components/schemas/NAME` names.
pub(crate) fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

/// An operation as it is named to a person: `GET /API/Safes (list_safes)`.
pub(crate) fn title(method: &str, path: &str, operation: &Map<String, Value>) -> String {
    let method = method.to_ascii_uppercase();
    match operation.get("operationId").and_then(Value::as_str) {
        Some(id) => format!("{method} {path} ({id})"),
        None => format!("{method} {path}"),
    }
}

/// The path of an operation, and every other that servers take for it.
pub(crate) fn paths<'a>(
    path: &'a str,
    operation: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a str> {
    let others = operation.get("x-other-paths").and_then(Value::as_array);
    let others = others.into_iter().flatten().filter_map(Value::as_str);
    std::iter::once(path).chain(others)
}

/// A path as it is compared: lower case, parameters without names, no trailing slash.
pub(crate) fn canonical(path: &str) -> String {
    // Pages of the vendor close some braces one sign too late, as in `{id/}`.
    let path = path.replace("/}", "}/");
    let mut out = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        out.push('/');
        let mut rest = segment;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(&before.to_lowercase());
            out.push_str("{}");
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        out.push_str(&rest.to_lowercase());
    }
    out
}
