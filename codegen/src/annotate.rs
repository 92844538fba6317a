//! The last words before the generator: what it does not read is put where it does.
//!
//! * Descriptions say what the extensions say, since those become doc comments: since-versions,
//!   permissions.
//! * The one success answer of an operation stands for every status of success: vaults of other
//!   versions send 200 where the document says 201 or 204.

use crate::operation::Version;
use crate::repair::bodies::{may_be_left_out, media_type};
use crate::repair::text::{code, prose};
use crate::walk;
use serde_json::{Map, Value};

/// A copy of `document` whose descriptions say what the extensions say.
pub(crate) fn annotate(document: &Value) -> Value {
    let mut document = document.clone();
    walk::operations_mut(&mut document, |method, path, _, operation| {
        let facts = facts(method, path, operation);
        append(operation, &facts);
        any_success(operation);
        operation
            .entry("summary")
            .or_insert_with(|| format!("Calls {}.", request(method, path)).into());
    });
    walk::schemas_mut(&mut document, &mut |_, schema| {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (_, property) in properties.into_iter().flatten() {
            let Some(property) = property.as_object_mut() else {
                continue;
            };
            if let Some(sentence) = lifetime(property) {
                append(property, &sentence);
            }
        }
    });
    document
}

fn any_success(operation: &mut Map<String, Value>) {
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in responses.map(std::mem::take).into_iter().flatten() {
        let status = match status.starts_with('2') {
            true => "2XX".to_owned(),
            false => status,
        };
        operation["responses"][status] = response;
    }
}

fn append(object: &mut Map<String, Value>, text: &str) {
    let before = object
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim_end();
    let after = match before.is_empty() {
        true => text.to_owned(),
        false => format!("{before}\n\n{text}"),
    };
    object.insert("description".to_owned(), after.into());
}

/// A request as code: `GET /API/Safes`.
fn request(method: &str, path: &str) -> String {
    code(&format!("{} {path}", method.to_ascii_uppercase()))
}

fn lifetime(object: &Map<String, Value>) -> Option<String> {
    let version = |key: &str| {
        let text = object.get(key).and_then(Value::as_str)?;
        text.parse::<Version>().is_ok().then_some(text)
    };
    Some(match (version("x-since"), version("x-until")) {
        (Some(since), Some(until)) => format!("From version {since} to {until}."),
        (Some(since), None) => format!("Since version {since}."),
        (None, Some(until)) => format!("Until version {until}."),
        (None, None) => return None,
    })
}

fn facts(method: &str, path: &str, operation: &Map<String, Value>) -> String {
    let get = |key: &str| operation.get(key).and_then(Value::as_str);
    let mut lines = vec![format!("* Request: {}", request(method, path))];
    if let Some(sentence) = lifetime(operation) {
        lines.push(format!("* {sentence}"));
    }
    match get("x-edition") {
        Some("self-hosted") => lines.push("* Self-Hosted only.".to_owned()),
        Some("privilege-cloud") => lines.push("* Privilege Cloud only.".to_owned()),
        _ => {}
    }
    if let Some(media) = media_type(operation) {
        lines.push(format!("* The body is sent as {}.", code(media)));
    }
    if may_be_left_out(operation) {
        lines.push("* The body can be left out.".to_owned());
    }
    if let Some(permissions) = operation.get("x-permissions").and_then(Value::as_object) {
        lines.push(format!("* Permissions: {}.", needed(permissions)));
    }
    lines.join("\n")
}

fn needed(permissions: &Map<String, Value>) -> String {
    let names = |key: &str, word: &str| {
        let names: Vec<_> = permissions
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|name| Some(code(name.as_str()?)))
            .collect();
        (!names.is_empty()).then(|| names.join(word))
    };
    let mut parts = Vec::new();
    parts.extend(names("safe", " and ").map(|names| format!("{names} on the safe")));
    parts.extend(names("safe-any", " or ").map(|names| format!("{names} on the safe")));
    parts.extend(names("vault", " and ").map(|names| format!("the vault authorisation {names}")));
    let other = permissions.get("other").and_then(Value::as_str);
    let other = other.map(|text| prose(text.trim().trim_end_matches('.')));
    match (parts.is_empty(), other) {
        (false, Some(other)) => format!("{}. {other}", parts.join(" and ")),
        (false, None) => parts.join(" and "),
        (true, Some(other)) => other.to_owned(),
        (true, None) if permissions.contains_key("confidence") => "not known".to_owned(),
        (true, None) => "none".to_owned(),
    }
}
