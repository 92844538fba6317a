//! Parameters of one operation that would have one name in Rust.

use super::identifier;
use crate::report::Recorder;
use crate::walk::{METHODS, join};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// Names that a builder has for itself.
const TAKEN: [&str; 4] = ["encode_path", "header_map", "new", "send"];

/// Names that a builder with a body has for itself.
const TAKEN_WITH_BODY: [&str; 2] = ["body", "body_map"];

/// Whether a parameter that becomes `name` is in the way of its builder.
pub(crate) fn is_taken(name: &str, has_body: bool) -> bool {
    TAKEN.contains(&name) || (has_body && TAKEN_WITH_BODY.contains(&name))
}

/// Path parameters get other names, which nobody sees on the wire.
pub(super) fn in_path(document: &mut Value, changes: &mut Recorder) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    let mut out = Map::new();
    for (path, mut item) in std::mem::take(paths) {
        let at = join("/paths", &path);
        let mut renamed = path.clone();
        for (old, new) in new_names(&path, &item) {
            let template = renamed.replace(&format!("{{{old}}}"), &format!("{{{new}}}"));
            renamed = template;
            rename(&mut item, &old, &new);
            changes.kept(
                &at,
                format!("{{{old}}} is now {{{new}}}: the builder has the name"),
            );
        }
        // Two paths that differ in nothing but the names keep both.
        let renamed = match out.contains_key(&renamed) {
            true => path,
            false => renamed,
        };
        out.insert(renamed, item);
    }
    *paths = out;
}

/// The path parameters whose names a builder has for itself, or that come out alike, with the
/// names that they get.
fn new_names(path: &str, item: &Value) -> Vec<(String, String)> {
    let has_body = METHODS
        .iter()
        .any(|method| item[method].get("requestBody").is_some());
    let mut names: Vec<&str> = super::paths::template_names(path);
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(*name));
    let mut used: HashSet<String> = HashSet::new();
    let mut out = Vec::new();
    for name in &names {
        let mut new = (*name).to_owned();
        let mut count = 1;
        while is_taken(&identifier::method(&new), has_body)
            || used.contains(&identifier::method(&new))
        {
            count += 1;
            new = match count {
                2 => format!("{name}_value"),
                count => format!("{name}_value{count}"),
            };
        }
        used.insert(identifier::method(&new));
        if new != *name {
            out.push(((*name).to_owned(), new));
        }
    }
    out
}

fn rename(item: &mut Value, old: &str, new: &str) {
    for method in METHODS {
        let list = item
            .get_mut(method)
            .and_then(|operation| operation.get_mut("parameters"));
        for parameter in list.and_then(Value::as_array_mut).into_iter().flatten() {
            if parameter["in"] == "path" && parameter["name"] == old {
                parameter["name"] = json!(new);
            }
        }
    }
}

/// Of two parameters with one name in Rust, that in the path stays, then that in the query.
pub(super) fn colliding(document: &mut Value, changes: &mut Recorder) {
    crate::walk::operations_mut(document, |_, _, at, operation| {
        let has_body = operation.contains_key("requestBody");
        let Some(list) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        else {
            return;
        };
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by_key(|&index| match list[index]["in"].as_str() {
            Some("path") => 0,
            Some("query") => 1,
            _ => 2,
        });
        let mut kept: HashMap<String, &'static str> = HashMap::new();
        let mut drop = vec![false; list.len()];
        for index in order {
            let parameter = &list[index];
            let name = parameter["name"].as_str().unwrap_or_default();
            let rust = identifier::method(name);
            let required = parameter["required"] == true;
            let place = match parameter["in"].as_str() {
                Some("path") => "path",
                Some("query") => "query",
                _ => "header",
            };
            let pointer = format!("{at}/parameters/{index}");
            if let Some(other) = kept.get(&rust) {
                drop[index] = true;
                changes.lost(
                    pointer,
                    format!("`{name}` in the {place} is dropped: the {other} has one of that name"),
                );
            } else if is_taken(&rust, has_body) && place != "path" && !required {
                drop[index] = true;
                changes.lost(
                    pointer,
                    format!("`{name}` in the {place} is dropped: the builder has the name"),
                );
            } else {
                kept.insert(rust, place);
            }
        }
        let mut drop = drop.into_iter();
        list.retain(|_| drop.next() != Some(true));
        if list.is_empty() {
            operation.shift_remove("parameters");
        }
    });
}
