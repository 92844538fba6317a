//! Walking a document: operations, schemas, references, JSON pointers.

use serde_json::{Map, Value};

/// The methods an OpenAPI path item can hold.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Escapes one segment of a JSON pointer (RFC 6901).
pub(crate) fn escape(segment: &str) -> String {
    let mut escaped = String::with_capacity(segment.len());
    push_escaped(&mut escaped, segment);
    escaped
}

fn push_escaped(to: &mut String, segment: &str) {
    // Hardly any segment holds one, and to look byte by byte is faster than to search.
    if !segment.bytes().any(|byte| byte == b'~' || byte == b'/') {
        return to.push_str(segment);
    }
    let mut rest = segment;
    while let Some(at) = rest.find(['~', '/']) {
        to.push_str(&rest[..at]);
        to.push_str(if rest[at..].starts_with('~') {
            "~0"
        } else {
            "~1"
        });
        rest = &rest[at + 1..];
    }
    to.push_str(rest);
}

/// Undoes [`escape`].
pub(crate) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// Adds one more segment to `pointer`.
pub(crate) fn push(pointer: &mut String, segment: &str) {
    pointer.push('/');
    push_escaped(pointer, segment);
}

/// `pointer` with one more segment.
pub(crate) fn join(pointer: &str, segment: &str) -> String {
    let mut joined = String::with_capacity(pointer.len() + 1 + segment.len());
    joined.push_str(pointer);
    joined.push('/');
    push_escaped(&mut joined, segment);
    joined
}

/// The pointer to where a walk is: one buffer for all of it, for most pointers are never read.
pub(crate) struct Here(String);

impl Here {
    /// The walk begins at `pointer`.
    pub(crate) fn new(pointer: &str) -> Self {
        let mut buffer = String::with_capacity(256);
        buffer.push_str(pointer);
        Self(buffer)
    }

    /// The pointer to here.
    pub(crate) fn pointer(&self) -> &str {
        &self.0
    }

    /// Makes `step` with one more segment.
    pub(crate) fn with<T>(&mut self, segment: &str, step: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.0.len();
        self.0.push('/');
        push_escaped(&mut self.0, segment);
        let made = step(self);
        self.0.truncate(length);
        made
    }

    /// Makes `step` with the index of one more segment.
    pub(crate) fn at(&mut self, index: usize, step: impl FnOnce(&mut Self)) {
        self.with(&index.to_string(), step);
    }
}

/// Calls `visit` with method, path, pointer and object of every operation, in document order.
pub(crate) fn operations<'a>(
    document: &'a Value,
    mut visit: impl FnMut(&str, &str, &str, &'a Map<String, Value>),
) {
    let mut here = Here::new("/paths");
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        here.with(path, |here| {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if let (true, Some(operation)) =
                    (METHODS.contains(&method.as_str()), operation.as_object())
                {
                    here.with(method, |here| visit(method, path, &here.0, operation));
                }
            }
        });
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
    let mut here = Here::new("/paths");
    for (path, item) in paths {
        here.with(path, |here| {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                if let (true, Some(operation)) = (
                    METHODS.contains(&method.as_str()),
                    operation.as_object_mut(),
                ) {
                    here.with(method, |here| visit(method, path, &here.0, operation));
                }
            }
        });
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

/// The walk over schemas, to look at them and to change them.
macro_rules! walk_schemas {
    ($inside:ident, $search:ident, $all:ident, $as_object:ident, $as_array:ident, $($mutable:tt)?) => {
        fn $inside(
            schema: &$($mutable)? Value,
            here: &mut Here,
            visit: &mut impl FnMut(&str, &$($mutable)? Value),
        ) {
            visit(&here.0, schema);
            // Each key is looked at once: a look-up costs more than a comparison.
            for (key, inner) in schema.$as_object().into_iter().flatten() {
                match key.as_str() {
                    "items" | "additionalProperties" | "not" if inner.is_object() => {
                        here.with(key, |here| $inside(inner, here, visit));
                    }
                    "allOf" | "anyOf" | "oneOf" => here.with(key, |here| {
                        for (index, inner) in inner.$as_array().into_iter().flatten().enumerate() {
                            here.at(index, |here| $inside(inner, here, visit));
                        }
                    }),
                    "properties" => here.with(key, |here| {
                        for (name, inner) in inner.$as_object().into_iter().flatten() {
                            here.with(name, |here| $inside(inner, here, visit));
                        }
                    }),
                    _ => {}
                }
            }
        }

        fn $search(
            value: &$($mutable)? Value,
            here: &mut Here,
            by_name: bool,
            visit: &mut impl FnMut(&str, &$($mutable)? Value),
        ) {
            if value.is_array() {
                for (index, inner) in value.$as_array().into_iter().flatten().enumerate() {
                    here.at(index, |here| $search(inner, here, false, visit));
                }
                return;
            }
            for (key, inner) in value.$as_object().into_iter().flatten() {
                // Most of a document is text.
                if !inner.is_object() && !inner.is_array() {
                    continue;
                }
                if key == "schema" && !by_name && inner.is_object() {
                    here.with(key, |here| $inside(inner, here, visit));
                } else if !is_data(key, by_name) {
                    let by_name = holds_names(key, by_name);
                    here.with(key, |here| $search(inner, here, by_name, visit));
                }
            }
        }

        /// Calls `visit` on every schema of an OpenAPI 3.0 document: components, parameters,
        /// bodies, answers and headers, each with every schema inside it, outermost first.
        ///
        /// What `visit` puts in place of a schema is walked too.
        pub(crate) fn $all(
            document: &$($mutable)? Value,
            visit: &mut impl FnMut(&str, &$($mutable)? Value),
        ) {
            for (part, value) in document.$as_object().into_iter().flatten() {
                match part.as_str() {
                    "paths" => $search(value, &mut Here::new("/paths"), true, visit),
                    "components" => {
                        let mut here = Here::new("/components");
                        for (kind, entries) in value.$as_object().into_iter().flatten() {
                            here.with(kind, |here| {
                                if kind != "schemas" {
                                    return $search(entries, here, true, visit);
                                }
                                for (name, schema) in entries.$as_object().into_iter().flatten() {
                                    here.with(name, |here| $inside(schema, here, visit));
                                }
                            });
                        }
                    }
                    _ => {}
                }
            }
        }
    };
}

walk_schemas!(inside, search, schemas, as_object, as_array,);
walk_schemas!(
    inside_mut,
    search_mut,
    schemas_mut,
    as_object_mut,
    as_array_mut,
    mut
);

/// Calls `visit` on `schema` and then on every schema inside it, outermost first.
///
/// What `visit` puts in place of a schema is walked too.
pub(crate) fn schema_mut(
    schema: &mut Value,
    pointer: &str,
    visit: &mut impl FnMut(&str, &mut Value),
) {
    inside_mut(schema, &mut Here::new(pointer), visit);
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
