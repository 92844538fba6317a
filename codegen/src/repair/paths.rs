//! Repairs of paths, and of what a path says for all of its operations.

use super::text::turns_text;
use crate::report::Recorder;
use crate::walk::{self, METHODS, join};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// A path starts with a slash, has no query and no fragment, and its parameters have plain names.
pub(super) fn spelling(document: &mut Value, changes: &mut Recorder) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    if paths.keys().all(|path| clean(path) == *path) {
        return;
    }
    let mut out: Map<String, Value> = Map::new();
    // A path in the right spelling keeps its place over one that only becomes it.
    let (right, wrong): (Vec<_>, Vec<_>) = std::mem::take(paths)
        .into_iter()
        .partition(|(path, _)| clean(path) == *path);
    out.extend(right);
    for (path, item) in wrong {
        let at = join("/paths", &path);
        let spelled = clean(&path);
        changes.kept(&at, format!("`{path}` is written `{spelled}`"));
        match out.get_mut(&spelled).and_then(Value::as_object_mut) {
            None => {
                out.insert(spelled, item);
            }
            Some(there) => {
                for (key, value) in item.as_object().cloned().unwrap_or_default() {
                    if !METHODS.contains(&key.as_str()) {
                        continue;
                    }
                    if there.contains_key(&key) {
                        changes.lost(join(&at, &key), format!("`{spelled}` has it already"));
                    } else {
                        there.insert(key, value);
                    }
                }
            }
        }
    }
    *paths = out;
}

/// `path` as a template of signs that a URL can hold: `api/x y/{p*}?a=1` becomes `/api/x%20y/{p}`.
fn clean(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        out.push('/');
    }
    let mut rest = path;
    let mut unnamed = 0;
    while let Some(at) = rest.find(['{', '?', '#']) {
        let (before, after) = rest.split_at(at);
        encode(before, &mut out);
        if !after.starts_with('{') {
            return out;
        }
        let Some((name, after)) = after[1..].split_once('}') else {
            // Without its end the parameter cannot be known: `check` refuses it.
            encode(after, &mut out);
            return out;
        };
        let mut plain = plain_name(name);
        if plain.is_empty() {
            unnamed += 1;
            plain = format!("param{unnamed}");
        }
        out.push_str(&format!("{{{plain}}}"));
        rest = after;
    }
    encode(rest, &mut out);
    out
}

/// Writes `text` with what no path of a URL holds as it is sent: `%20`.
fn encode(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_control() || c.is_whitespace() || turns_text(c) || "\"<>\\^`".contains(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(c);
        }
    }
}

/// The name in a template's braces without what routers add: `*path`, `id:int`, `id?`, `+rest`.
pub(super) fn plain_name(name: &str) -> String {
    let name = name.trim_start_matches(['*', '+', '?', '&', '#', ';', '.', '/']);
    let end = name.find([':', '*', '?', '=', '+']).unwrap_or(name.len());
    name[..end]
        .trim()
        .replace(|c: char| c.is_control() || turns_text(c) || c == '`', "")
}

/// The names of the parameters in `path`, in order.
pub(crate) fn template_names(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

/// The generator's HTTP library has no OPTIONS and no TRACE.
pub(super) fn methods(document: &mut Value, changes: &mut Recorder) {
    for (path, item) in paths_mut(document) {
        for method in ["options", "trace"] {
            if item.shift_remove(method).is_some() {
                changes.lost(join(&join("/paths", path), method), "is dropped");
            }
        }
    }
}

/// What a path says for all of its operations stands in each of them.
pub(super) fn shared_parameters(document: &mut Value, changes: &mut Recorder) {
    for (path, item) in paths_mut(document) {
        let at = join("/paths", path);
        let Some(shared) = item.shift_remove("parameters") else {
            continue;
        };
        changes.kept(
            join(&at, "parameters"),
            "stands in each operation of the path",
        );
        let shared = shared.as_array().cloned().unwrap_or_default();
        for method in METHODS {
            let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
                continue;
            };
            let own = operation
                .entry("parameters")
                .or_insert_with(|| Value::Array(Vec::new()));
            let Some(own) = own.as_array_mut() else {
                continue;
            };
            let key =
                |parameter: &Value| [&parameter["name"], &parameter["in"]].map(Value::to_string);
            let known: HashSet<[String; 2]> = own.iter().map(key).collect();
            let missing: Vec<Value> = shared
                .iter()
                .filter(|shared| !known.contains(&key(shared)))
                .cloned()
                .collect();
            own.splice(0..0, missing);
        }
    }
}

/// A path without operations is dropped: it says nothing.
pub(super) fn empty(document: &mut Value, changes: &mut Recorder) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    paths.retain(|path, item| {
        let keep =
            path.starts_with("x-") || METHODS.iter().any(|method| item.get(method).is_some());
        if !keep {
            changes.kept(join("/paths", path), "has no operation, is dropped");
        }
        keep
    });
}

fn paths_mut(document: &mut Value) -> impl Iterator<Item = (&String, &mut Map<String, Value>)> {
    document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
        .filter_map(|(path, item)| Some((path, item.as_object_mut()?)))
}

/// Whether `path` is a template that the generator can read.
pub(crate) fn is_template(path: &str) -> bool {
    let mut open = false;
    path.starts_with('/')
        && path.chars().all(|c| match c {
            '{' if open => false,
            '/' if open => false,
            '}' if !open => false,
            '{' | '}' => {
                open = c == '{';
                true
            }
            _ => true,
        })
        && !open
        && template_names(path).iter().all(|name| !name.is_empty())
}

/// Calls `visit` with pointer and object of each parameter of each operation.
pub(super) fn each_parameter(
    document: &mut Value,
    mut visit: impl FnMut(&str, &mut Map<String, Value>),
) {
    walk::operations_mut(document, |_, _, at, operation| {
        let list = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            if let Some(parameter) = parameter.as_object_mut() {
                visit(&format!("{at}/parameters/{index}"), parameter);
            }
        }
    });
}
