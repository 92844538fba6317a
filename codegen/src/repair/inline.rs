//! References to anything but schemas are replaced by what they name.
//!
//! The one exception is the shared answer for errors, `#/components/responses/Error`.

use super::errors::ERROR_RESPONSE;
use crate::report::Recorder;
use crate::walk::{METHODS, join, unescape};
use serde_json::{Map, Value};

/// How many references one after another are followed: more is a circle.
const FAR: usize = 32;

/// Path items, parameters, bodies and answers stand where they are used.
pub(super) fn inline(document: &mut Value, changes: &mut Recorder) {
    let whole = document.clone();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    paths.retain(|path, item| {
        let at = join("/paths", path);
        place(item, &at, &whole, changes)
    });
    for (path, item) in paths {
        let at = join("/paths", path);
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        list(item, "parameters", &at, &whole, changes);
        for (method, operation) in item {
            if let (true, Some(operation)) = (
                METHODS.contains(&method.as_str()),
                operation.as_object_mut(),
            ) {
                let at = join(&at, method);
                list(operation, "parameters", &at, &whole, changes);
                if let Some(body) = operation.get_mut("requestBody")
                    && !place(body, &join(&at, "requestBody"), &whole, changes)
                {
                    operation.shift_remove("requestBody");
                }
                let at = join(&at, "responses");
                if let Some(responses) = operation
                    .get_mut("responses")
                    .and_then(Value::as_object_mut)
                {
                    responses.retain(|status, response| {
                        is_shared_error(response, &whole)
                            || place(response, &join(&at, status), &whole, changes)
                    });
                }
            }
        }
    }
}

fn is_shared_error(response: &Value, document: &Value) -> bool {
    response["$ref"] == ERROR_RESPONSE && document["components"]["responses"]["Error"].is_object()
}

fn list(
    holder: &mut Map<String, Value>,
    key: &str,
    at: &str,
    whole: &Value,
    changes: &mut Recorder,
) {
    let Some(entries) = holder.get_mut(key).and_then(Value::as_array_mut) else {
        return;
    };
    let at = join(at, key);
    let mut index = 0;
    entries.retain_mut(|entry| {
        let at = format!("{at}/{index}");
        index += 1;
        place(entry, &at, whole, changes)
    });
}

/// Puts what `value` refers to in its place; false where it refers to nothing.
fn place(value: &mut Value, at: &str, whole: &Value, changes: &mut Recorder) -> bool {
    let Some(first) = value.get("$ref").map(Value::to_string) else {
        return true;
    };
    let mut found = &*value;
    for _ in 0..FAR {
        let Some(reference) = found.get("$ref") else {
            let found = found.clone();
            *value = found;
            changes.kept(at, format!("{first} is replaced by what it names"));
            return true;
        };
        match reference.as_str().and_then(|text| target(text, whole)) {
            Some(next) => found = next,
            None => break,
        }
    }
    changes.lost(
        at,
        format!("{first} names nothing in this document, is dropped"),
    );
    false
}

/// What a local reference names.
pub(super) fn target<'a>(reference: &str, document: &'a Value) -> Option<&'a Value> {
    tokens(reference)?
        .iter()
        .try_fold(document, |value, token| match value {
            Value::Object(object) => object.get(token),
            Value::Array(list) => list.get(token.parse::<usize>().ok()?),
            _ => None,
        })
        .filter(|value| value.is_object())
}

/// The segments of a local reference, with percent and pointer escapes undone.
pub(super) fn tokens(reference: &str) -> Option<Vec<String>> {
    let pointer = reference.strip_prefix("#/")?;
    Some(
        pointer
            .split('/')
            .map(|token| unescape(&decoded(token)))
            .collect(),
    )
}

/// `text` with its percent escapes undone; unchanged where they are no UTF-8.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = (*first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
