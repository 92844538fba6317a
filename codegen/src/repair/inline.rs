//! References to anything but schemas are replaced by what they name.
//!
//! The one exception is the shared answer for errors, `#/components/responses/Error`.

use super::copies::{Copies, TOO_MUCH};
use super::errors::ERROR_RESPONSE;
use crate::report::Recorder;
use crate::walk::{METHODS, join, unescape};
use serde_json::{Map, Value};

/// How many references one after another are followed: more is a circle.
const FAR: usize = 32;

/// Path items, parameters, bodies and answers stand where they are used.
pub(super) fn inline(document: &mut Value, changes: &mut Recorder) {
    if !refers(document) {
        return;
    }
    let mut work = Work {
        whole: &document.clone(),
        copies: Copies::new(),
        changes,
    };
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    paths.retain(|path, item| {
        let at = join("/paths", path);
        work.place(item, &at)
    });
    for (path, item) in paths {
        let at = join("/paths", path);
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        work.parameters(item, &at);
        for (method, operation) in item {
            if let (true, Some(operation)) = (
                METHODS.contains(&method.as_str()),
                operation.as_object_mut(),
            ) {
                let at = join(&at, method);
                work.parameters(operation, &at);
                if let Some(body) = operation.get_mut("requestBody")
                    && !work.place(body, &join(&at, "requestBody"))
                {
                    operation.shift_remove("requestBody");
                }
                let at = join(&at, "responses");
                if let Some(responses) = operation
                    .get_mut("responses")
                    .and_then(Value::as_object_mut)
                {
                    responses.retain(|status, response| {
                        is_shared_error(response, work.whole)
                            || work.place(response, &join(&at, status))
                    });
                }
            }
        }
    }
}

/// Whether a path item, parameter, body or answer is a reference that is not to stay.
fn refers(document: &Value) -> bool {
    let is_reference = |value: &Value| value.get("$ref").is_some();
    let parameters = |holder: &Value| {
        let list = holder["parameters"].as_array();
        list.into_iter().flatten().any(is_reference)
    };
    let in_operation = |operation: &Value| {
        let responses = operation["responses"].as_object();
        parameters(operation)
            || is_reference(&operation["requestBody"])
            || responses
                .into_iter()
                .flat_map(Map::values)
                .any(|response| is_reference(response) && !is_shared_error(response, document))
    };
    let paths = document["paths"].as_object();
    paths.into_iter().flat_map(Map::values).any(|item| {
        is_reference(item)
            || parameters(item)
            || METHODS.iter().any(|method| in_operation(&item[*method]))
    })
}

fn is_shared_error(response: &Value, document: &Value) -> bool {
    response["$ref"] == ERROR_RESPONSE && document["components"]["responses"]["Error"].is_object()
}

struct Work<'a, 'r> {
    /// The document as it was.
    whole: &'a Value,
    copies: Copies,
    changes: &'a mut Recorder<'r>,
}

impl Work<'_, '_> {
    fn parameters(&mut self, holder: &mut Map<String, Value>, at: &str) {
        let Some(entries) = holder.get_mut("parameters").and_then(Value::as_array_mut) else {
            return;
        };
        let at = join(at, "parameters");
        let mut index = 0;
        entries.retain_mut(|entry| {
            let at = format!("{at}/{index}");
            index += 1;
            self.place(entry, &at)
        });
    }

    /// Puts what `value` refers to in its place; false where it refers to nothing.
    fn place(&mut self, value: &mut Value, at: &str) -> bool {
        let Some(first) = value.get("$ref").map(Value::to_string) else {
            return true;
        };
        let mut found = &*value;
        let mut why = "names nothing in this document";
        for _ in 0..FAR {
            let Some(reference) = found.get("$ref") else {
                if !self.copies.may(found) {
                    why = TOO_MUCH;
                    break;
                }
                *value = found.clone();
                self.changes
                    .kept(at, format!("{first} is replaced by what it names"));
                return true;
            };
            match reference.as_str().and_then(|text| target(text, self.whole)) {
                Some(next) => found = next,
                None => break,
            }
        }
        self.changes.lost(at, format!("{first} is dropped: {why}"));
        false
    }
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
