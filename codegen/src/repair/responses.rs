//! Repairs of what an operation answers when it succeeds.

use super::media::{Kind, best, kind};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};

/// The key under which an operation keeps the answers that the client does not know.
const DROPPED: &str = "x-dropped-responses";

/// Every answer has a status that OpenAPI knows and a description.
pub(super) fn malformed(document: &mut Value, changes: &mut Recorder) {
    walk::operations_mut(document, |_, _, at, operation| {
        let at = join(at, "responses");
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let mut out = Map::new();
        for (status, mut response) in std::mem::take(responses) {
            let at = join(&at, &status);
            let known = status.starts_with("x-") || status == "default" || is_status(&status);
            let Some(object) = response.as_object_mut().filter(|_| known) else {
                let range = status.to_uppercase();
                if is_status(&range) && response.is_object() && !out.contains_key(&range) {
                    changes.kept(at, format!("`{status}` is written `{range}`"));
                    out.insert(range, response);
                } else {
                    changes.lost(
                        at,
                        format!("`{status}` is no status of an answer, is dropped"),
                    );
                }
                continue;
            };
            if !object.contains_key("$ref")
                && !status.starts_with("x-")
                && !object.get("description").is_some_and(Value::is_string)
            {
                object.insert("description".to_owned(), json!(""));
                changes.kept(&at, "has a description, which is empty");
            }
            super::document::keep_only(object, &at, "content", Value::is_object, changes);
            for key in ["headers", "links"] {
                if object.shift_remove(key).is_some() {
                    changes.kept(join(&at, key), "is dropped: the client does not read it");
                }
            }
            out.insert(status, response);
        }
        *responses = out;
    });
}

/// Whether `status` is a code from 100 to 599 or a range such as `4XX`.
fn is_status(status: &str) -> bool {
    match status.as_bytes() {
        [b'1'..=b'5', b'X', b'X'] => true,
        [b'1'..=b'5', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
        _ => false,
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// An operation that says only what `default` is says what it answers.
///
/// Beside another answer `default` is what comes when something went wrong.
pub(super) fn default_alone(document: &mut Value, changes: &mut Recorder) {
    walk::operations_mut(document, |_, _, at, operation| {
        let at = join(at, "responses");
        let responses = operation
            .entry("responses")
            .or_insert_with(|| Value::Object(Map::new()));
        let Some(responses) = responses.as_object_mut() else {
            return;
        };
        let mut answers = responses.keys().filter(|status| !status.starts_with("x-"));
        if answers.next().is_none() {
            responses.insert("200".to_owned(), json!({"description": ""}));
            changes.kept(at, "nothing was said of the answer: 200 without content");
        } else if let (Some(default), 1) = (
            responses.get("default").cloned(),
            responses
                .keys()
                .filter(|key| !key.starts_with("x-"))
                .count(),
        ) {
            responses.shift_remove("default");
            responses.insert("200".to_owned(), default);
            changes.kept(at, "`default`, the only answer, is 200");
        } else if !responses.keys().any(|status| is_success(status)) {
            responses.insert("200".to_owned(), json!({"description": ""}));
            changes.kept(at, "nothing was said of success: 200 without content");
        }
    });
}

/// An answer has one media type: JSON where there is any.
pub(super) fn content(document: &mut Value, changes: &mut Recorder) {
    walk::operations_mut(document, |method, _, at, operation| {
        let at = join(at, "responses");
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            if let Some(response) = response.as_object_mut() {
                one_content(method, status, response, &join(&at, status), changes);
            }
        }
    });
    let shared = document
        .pointer_mut("/components/responses/Error")
        .and_then(Value::as_object_mut);
    if let Some(shared) = shared {
        one_content("get", "4XX", shared, "/components/responses/Error", changes);
    }
}

fn one_content(
    method: &str,
    status: &str,
    response: &mut Map<String, Value>,
    at: &str,
    changes: &mut Recorder,
) {
    let Some(content) = response.get("content").and_then(Value::as_object) else {
        return;
    };
    if content.is_empty() {
        response.shift_remove("content");
        changes.kept(at, "an empty content is none");
        return;
    }
    if method == "head" || matches!(status, "204" | "205" | "304") {
        let says_nothing = content.values().all(|media| {
            let schema = media.get("schema").and_then(Value::as_object);
            schema.is_none_or(Map::is_empty)
        });
        response.shift_remove("content");
        match says_nothing {
            true => changes.kept(at, "cannot have content, and described none"),
            false => changes.lost(at, "cannot have content, has none"),
        }
        return;
    }
    let Some(name) = best(content) else {
        return;
    };
    let schema = content[name]
        .get("schema")
        .filter(|schema| schema.is_object());
    let is_binary = schema.is_some_and(|schema| schema["format"] == "binary");
    let new = match kind(name) {
        Kind::Json if !is_binary => {
            let schema = schema.cloned().unwrap_or_else(|| json!({}));
            json!({"application/json": {"schema": schema}})
        }
        Kind::Json => bytes("application/octet-stream"),
        _ => bytes(name),
    };
    if Some(&new) == response.get("content") {
        return;
    }
    match content.len() {
        1 => changes.kept(at, format!("{name} is read as JSON or as bytes")),
        several => changes.kept(at, format!("of {several} media types, {name} is kept")),
    }
    response.insert("content".to_owned(), new);
}

fn bytes(name: &str) -> Value {
    json!({ name: {"schema": {"type": "string", "format": "binary"}} })
}

/// An operation has one type of answer.
///
/// The lowest status with a JSON schema that says something stays, then the lowest of all; what
/// differs from it is kept under `x-dropped-responses`.
pub(super) fn one_success(document: &mut Value, changes: &mut Recorder) {
    walk::operations_mut(document, |_, _, at, operation| {
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let best = responses
            .iter()
            .filter(|(status, _)| is_success(status))
            .min_by_key(|(status, response)| {
                let schema = &response["content"]["application/json"]["schema"];
                let empty = schema.as_object().is_none_or(Map::is_empty);
                (empty, status.ends_with("XX"), (*status).clone())
            });
        let Some((best, content)) =
            best.map(|(status, response)| (status.clone(), response.get("content").cloned()))
        else {
            return;
        };
        let mut dropped = Map::new();
        responses.retain(|status, response| {
            let is_error = status.starts_with(['4', '5']) || status == "default";
            let same = is_success(status) && response.get("content") == content.as_ref();
            let keep = is_error || same || status.starts_with("x-");
            if !keep {
                changes.lost(
                    join(&join(at, "responses"), status),
                    format!("is dropped: the client knows one answer, that of {best}"),
                );
                dropped.insert(status.clone(), response.take());
            }
            keep
        });
        if !dropped.is_empty() {
            let all = operation
                .entry(DROPPED)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Some(all) = all.as_object_mut() {
                all.extend(dropped);
            }
        }
    });
}
