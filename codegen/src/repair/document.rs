//! Repairs of what surrounds the operations: versions, titles, parts that no client needs.

use crate::report::Recorder;
use crate::walk::{self, METHODS, join};
use serde_json::{Map, Value, json};

/// `3.0` is not a version of OpenAPI, `3.0.3` is.
pub(super) fn openapi_version(document: &mut Value, changes: &mut Recorder) {
    let version = match &document["openapi"] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return,
    };
    let is_text = document["openapi"].is_string();
    if matches!(version.trim(), "3.0" | "3") || (!is_text && version.starts_with("3.0")) {
        document["openapi"] = json!("3.0.3");
        changes.kept("/openapi", format!("{version} is written 3.0.3"));
    }
}

/// Parts of another JSON type than OpenAPI gives them are dropped.
pub(super) fn malformed_parts(document: &mut Value, changes: &mut Recorder) {
    let Some(root) = document.as_object_mut() else {
        return;
    };
    for key in ["info", "paths", "components"] {
        let at = format!("/{key}");
        match root.get(key) {
            Some(Value::Object(_)) => continue,
            Some(_) => changes.lost(at, "was no object, is empty"),
            None => changes.kept(at, "was absent, is empty"),
        }
        root.insert(key.to_owned(), json!({}));
    }
    keep_only(root, "", "servers", is_servers, changes);
    keep_only(root, "", "tags", is_tags, changes);
    if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
        retain(components, "/components", Value::is_object, changes);
        for (kind, entries) in components.iter_mut() {
            // A schema may be `true`: the repair of schemas knows what that means.
            if let (Some(entries), true) = (entries.as_object_mut(), kind != "schemas") {
                retain(
                    entries,
                    &join("/components", kind),
                    Value::is_object,
                    changes,
                );
            }
        }
    }
    let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    retain(paths, "/paths", Value::is_object, changes);
    for (path, item) in paths {
        let at = join("/paths", path);
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        retain_known(item, &at, changes);
        for (method, operation) in item {
            if let (true, Some(operation)) = (
                METHODS.contains(&method.as_str()),
                operation.as_object_mut(),
            ) {
                let at = join(&at, method);
                texts(operation, &at, changes);
                keep_only(operation, &at, "operationId", Value::is_string, changes);
                keep_only(operation, &at, "tags", is_texts, changes);
                keep_only(operation, &at, "deprecated", Value::is_boolean, changes);
                keep_only(operation, &at, "parameters", Value::is_array, changes);
                keep_only(operation, &at, "requestBody", Value::is_object, changes);
                keep_only(operation, &at, "responses", Value::is_object, changes);
            }
        }
    }
}

fn retain_known(item: &mut Map<String, Value>, at: &str, changes: &mut Recorder) {
    texts(item, at, changes);
    keep_only(item, at, "parameters", Value::is_array, changes);
    keep_only(item, at, "$ref", Value::is_string, changes);
    for method in METHODS {
        keep_only(item, at, method, Value::is_object, changes);
    }
}

fn texts(object: &mut Map<String, Value>, at: &str, changes: &mut Recorder) {
    for key in ["summary", "description"] {
        keep_only(object, at, key, Value::is_string, changes);
    }
}

fn retain(
    object: &mut Map<String, Value>,
    at: &str,
    fits: fn(&Value) -> bool,
    changes: &mut Recorder,
) {
    object.retain(|key, value| {
        let keep = key.starts_with("x-") || fits(value);
        if !keep {
            changes.lost(join(at, key), "is of the wrong JSON type, is dropped");
        }
        keep
    });
}

/// Drops `key` of `object` where its value does not fit.
pub(super) fn keep_only(
    object: &mut Map<String, Value>,
    at: &str,
    key: &str,
    fits: fn(&Value) -> bool,
    changes: &mut Recorder,
) {
    if object.get(key).is_some_and(|value| !fits(value)) {
        object.shift_remove(key);
        changes.lost(join(at, key), "is of the wrong JSON type, is dropped");
    }
}

fn is_texts(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|list| list.iter().all(Value::is_string))
}

fn is_tags(value: &Value) -> bool {
    value.as_array().is_some_and(|list| {
        list.iter().all(|tag| {
            tag["name"].is_string() && tag.get("description").is_none_or(Value::is_string)
        })
    })
}

fn is_servers(value: &Value) -> bool {
    serde_json::from_value::<Vec<openapiv3::Server>>(value.clone()).is_ok()
}

/// Signs that mean something to rustdoc: the version stands in a comment as it is.
const MARKUP: &str = "<>[]`\\~&:";

/// Title and version are texts; the version goes into a header, so it is visible ASCII.
pub(super) fn info(document: &mut Value, changes: &mut Recorder) {
    let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) else {
        return;
    };
    if !info.get("title").is_some_and(Value::is_string) {
        info.insert("title".to_owned(), json!("API"));
        changes.lost("/info/title", "was no text, is `API`");
    }
    keep_only(info, "/info", "description", Value::is_string, changes);
    let version = match info.get("version") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let mut clean: String = version
        .chars()
        .filter(|c| (c.is_ascii_graphic() || *c == ' ') && !MARKUP.contains(*c))
        .collect();
    if clean.trim().is_empty() {
        clean = "0".to_owned();
    }
    if info.get("version") != Some(&json!(clean)) {
        changes.kept("/info/version", format!("`{version}` is written `{clean}`"));
        info.insert("version".to_owned(), json!(clean));
    }
}

/// What stands in a document for other readers than a client.
pub(super) fn parts_without_use(document: &mut Value, changes: &mut Recorder) {
    const ROOT: [&str; 3] = ["security", "externalDocs", "webhooks"];
    const INFO: [&str; 3] = ["termsOfService", "contact", "license"];
    const OPERATION: [&str; 3] = ["callbacks", "security", "externalDocs"];
    const KINDS: [&str; 2] = ["schemas", "responses"];

    fn drop(object: &mut Map<String, Value>, keys: &[&str], at: &str, changes: &mut Recorder) {
        for key in keys {
            if object.shift_remove(*key).is_some() {
                changes.kept(join(at, key), "is dropped: the client has no use for it");
            }
        }
    }

    let Some(root) = document.as_object_mut() else {
        return;
    };
    let servers = root.get("servers").cloned();
    let drop_servers = |object: &mut Map<String, Value>, at: &str, changes: &mut Recorder| {
        let own = object.shift_remove("servers");
        if own.is_some() && own != servers {
            let note = "is dropped: all requests go to the one address of the client";
            changes.lost(join(at, "servers"), note);
        } else if own.is_some() {
            let note = "is dropped: the document says the same for all operations";
            changes.kept(join(at, "servers"), note);
        }
    };
    drop(root, &ROOT, "", changes);
    if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
        drop(info, &INFO, "/info", changes);
    }
    for tag in root
        .get_mut("tags")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if let Some(tag) = tag.as_object_mut() {
            drop(tag, &["externalDocs"], "/tags", changes);
        }
    }
    if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
        components.retain(|kind, _| {
            let keep = KINDS.contains(&kind.as_str()) || kind.starts_with("x-");
            if !keep {
                changes.kept(
                    join("/components", kind),
                    "is dropped: what was used of it stands where it is used",
                );
            }
            keep
        });
    }
    for (path, item) in root
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        if let Some(item) = item.as_object_mut() {
            drop_servers(item, &join("/paths", path), changes);
        }
    }
    walk::operations_mut(document, |_, _, at, operation| {
        drop(operation, &OPERATION, at, changes);
        drop_servers(operation, at, changes);
    });
}

/// Extensions that change what the generator writes: a document has no say in that.
pub(super) fn generator_extensions(document: &mut Value, changes: &mut Recorder) {
    walk::operations_mut(document, |_, _, at, operation| {
        for key in ["x-dropshot-websocket", "x-dropshot-pagination"] {
            if operation.shift_remove(key).is_some() {
                changes.kept(join(at, key), "is dropped");
            }
        }
    });
    walk::schemas_mut(document, &mut |at, schema| {
        if let Some(schema) = schema.as_object_mut()
            && schema.shift_remove("x-rust-type").is_some()
        {
            changes.kept(join(at, "x-rust-type"), "is dropped");
        }
    });
}
