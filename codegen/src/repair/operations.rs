//! Repairs of `operationId`, which becomes the name of a method.

use super::identifier;
use crate::report::Recorder;
use crate::walk;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Names that the generated client, or its module of builders, has for itself.
const TAKEN: [&str; 22] = [
    "api_version",
    "byte_stream",
    "client",
    "client_hooks",
    "client_info",
    "error",
    "exec",
    "inner",
    "new",
    "new_with_client",
    "operation_info",
    "option",
    "post",
    "pre",
    "read_bytes",
    "read_json",
    "read_nothing",
    "request_builder_ext",
    "response_value",
    "result",
    "send",
    "string",
];

/// Whether `method` cannot be the name of an operation's method.
pub(crate) fn is_taken(method: &str) -> bool {
    TAKEN.contains(&method)
}

/// The names that one `operationId` takes: of the method, and of its builder.
pub(crate) fn names(id: &str) -> [String; 2] {
    let method = identifier::settled_method(id);
    let builder = identifier::type_name(&method);
    [method, builder]
}

/// Every operation has an `operationId` of its own, spelled as the method that comes of it.
pub(super) fn ids(document: &mut Value, changes: &mut Recorder) {
    // An operation that keeps its name has the first right to it, wherever it stands.
    let mut used: HashSet<String> = HashSet::new();
    let mut keeps: HashSet<String> = HashSet::new();
    walk::operations(document, |_, _, at, operation| {
        if let Some(id) = operation.get("operationId").and_then(Value::as_str)
            && let [method, builder] = names(id)
            && id.chars().any(char::is_alphanumeric)
            && method.len() <= identifier::LONGEST
            && !is_taken(&method)
            && !used.contains(&method)
            && !used.contains(&builder)
        {
            used.extend([method, builder]);
            keeps.insert(at.to_owned());
        }
    });
    let mut tried: HashMap<String, u32> = HashMap::new();
    let mut made = |method: &str, path: &str, used: &HashSet<String>| {
        let name = identifier::clipped(&made(method, path))
            .trim_end_matches('_')
            .to_owned();
        let number = tried.entry(name.clone()).or_insert(1);
        loop {
            let candidate = match *number {
                1 => name.clone(),
                number => format!("{name}_v{number}"),
            };
            let free = names(&candidate).iter().all(|name| !used.contains(name));
            if free && !is_taken(&candidate) {
                return candidate;
            }
            *number += 1;
        }
    };
    walk::operations_mut(document, |method, path, at, operation| {
        let at_id = walk::join(at, "operationId");
        let id = operation
            .get("operationId")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let (name, why) = match keeps.contains(at) {
            true => (
                identifier::settled_method(&id),
                "in the spelling of a method",
            ),
            false if id.is_empty() => (made(method, path, &used), "made of method and path"),
            false => (
                made(method, path, &used),
                "another operation or the client has the name, or it is too long",
            ),
        };
        if name != id {
            changes.kept(at_id, format!("`{id}` is now `{name}`: {why}"));
            used.extend(names(&name));
            operation.insert("operationId".to_owned(), Value::String(name));
        }
    });
}

/// A name from method and path: `get_accounts_by_id`.
fn made(method: &str, path: &str) -> String {
    let mut words = vec![method.to_owned()];
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
            Some(name) => words.push(format!("by-{name}")),
            None if words.len() == 1 && segment.eq_ignore_ascii_case("api") => {}
            None => words.push(segment.to_owned()),
        }
    }
    identifier::settled_method(&words.join("-"))
}
