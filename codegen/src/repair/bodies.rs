//! Repairs of request bodies.

use super::document::keep_only;
use super::media::{Kind, best, is_plain, kind, plain};
use super::shape::{Schemas, Shape, beside_schemas, shape, unwrap_alone};
use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value, json};

/// Says of an operation that its body may be left out: the generator sends every body, and what it
/// writes is changed afterwards.
const OPTIONAL: &str = "x-optional-body";

/// Whether an operation has a body that may be left out.
pub(crate) fn may_be_left_out(operation: &Map<String, Value>) -> bool {
    operation.contains_key("requestBody") && operation.get(OPTIONAL) == Some(&Value::Bool(true))
}

/// The media type of a body that the generator sends under another: what it writes is changed
/// afterwards.
const MEDIA: &str = "x-body-type";

/// The media type of the body of an operation where it is none that the generator sends.
pub(crate) fn media_type(operation: &Map<String, Value>) -> Option<&str> {
    let media = operation.get(MEDIA)?.as_str()?;
    (operation.contains_key("requestBody") && is_plain(media)).then_some(media)
}

/// A body has one media type that the generator can send: JSON where the server takes it.
pub(super) fn bodies(document: &mut Value, changes: &mut Recorder) {
    beside_schemas(document, |document, schemas| {
        bodies_of(document, schemas, changes);
    });
}

fn bodies_of(document: &mut Value, schemas: &Schemas, changes: &mut Recorder) {
    walk::operations_mut(document, |_, _, at, operation| {
        let at = join(at, "requestBody");
        let Some(body) = operation
            .get_mut("requestBody")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        keep_only(body, &at, "description", Value::is_string, changes);
        let content = body
            .get("content")
            .and_then(Value::as_object)
            .filter(|content| !content.is_empty());
        let Some(content) = content else {
            changes.kept(&at, "has no content, is dropped");
            operation.shift_remove("requestBody");
            return;
        };
        let Some(name) = best(content).cloned() else {
            return;
        };
        let schema = content[&name]
            .get("schema")
            .filter(|schema| schema.is_object());
        let schema = schema.cloned().unwrap_or_else(|| json!({}));
        let (wire, schema, loss) = sendable(&name, schema, |schema| shape(schema, schemas));
        let plain = plain(&name);
        // Bytes under the name of JSON are a mistake of the document.
        let is_mistaken = kind(&name) == Kind::Json && wire != "application/json";
        let is_said = plain != wire && can_be_said(&plain) && !is_mistaken;
        let others: Vec<&String> = content.keys().filter(|key| **key != name).collect();
        let mut entry = Map::new();
        entry.insert("schema".to_owned(), schema);
        let new = json!({ wire: entry });
        if body.get("content") != Some(&new) {
            let sent = if is_said { plain.as_str() } else { wire };
            let mut note = match others.is_empty() {
                true => format!("is sent as {sent}"),
                false => format!("is sent as {sent}, one of {}", content.len()),
            };
            if let Some(loss) = loss {
                note = format!("{note}: {loss}");
                changes.lost(&at, note);
            } else {
                changes.kept(&at, note);
            }
            body.insert("content".to_owned(), new);
        }
        let optional = body.get("required") != Some(&json!(true));
        if optional {
            body.insert("required".to_owned(), json!(true));
        }
        if is_said {
            operation.insert(MEDIA.to_owned(), json!(plain));
        }
        if optional {
            operation.insert(OPTIONAL.to_owned(), json!(true));
            changes.kept(&at, "can be left out: the request says so, not the body");
        }
    });
}

/// Whether bytes can be sent under this name. What parts several of them stands behind the name,
/// and only the caller knows it.
fn can_be_said(media: &str) -> bool {
    is_plain(media) && !media.starts_with("multipart/")
}

/// The media type and the schema with which the generator sends a body, and what is lost.
fn sendable(
    name: &str,
    schema: Value,
    shape: impl Fn(&Value) -> Shape,
) -> (&'static str, Value, Option<String>) {
    let bytes = || json!({"type": "string", "format": "binary"});
    let is_binary = schema["format"] == "binary" && schema["type"] == "string";
    match kind(name) {
        Kind::Json if is_binary => ("application/octet-stream", bytes(), None),
        Kind::Json => {
            let mut schema = schema;
            let was_null = schema
                .as_object_mut()
                .and_then(|schema| schema.shift_remove("nullable"));
            unwrap_alone(&mut schema);
            let loss = (was_null == Some(json!(true))).then(|| "it is never null".to_owned());
            ("application/json", schema, loss)
        }
        Kind::Form if shape(&schema) == Shape::Object => {
            ("application/x-www-form-urlencoded", schema, None)
        }
        Kind::Text => ("text/plain", json!({"type": "string"}), None),
        Kind::Binary => ("application/octet-stream", bytes(), None),
        // The caller writes it, under its own name; a form that is no object has no fields.
        Kind::Form | Kind::Other if can_be_said(&plain(name)) => {
            let has_parts = matches!(shape(&schema), Shape::Object | Shape::Array | Shape::Choice);
            let loss = has_parts.then(|| "the caller writes what it holds".to_owned());
            ("application/octet-stream", bytes(), loss)
        }
        Kind::Form | Kind::Other => (
            "application/octet-stream",
            bytes(),
            Some(format!(
                "{name} cannot be written, the caller gives its bytes"
            )),
        ),
    }
}
