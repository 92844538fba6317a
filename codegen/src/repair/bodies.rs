//! Repairs of request bodies.

use super::document::keep_only;
use super::media::{Kind, best, kind};
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
        let others: Vec<&String> = content.keys().filter(|key| **key != name).collect();
        let mut entry = Map::new();
        entry.insert("schema".to_owned(), schema);
        let new = json!({ wire: entry });
        if body.get("content") != Some(&new) {
            let mut note = match others.is_empty() {
                true => format!("is sent as {wire}"),
                false => format!("is sent as {wire}, one of {}", content.len()),
            };
            if let Some(loss) = loss {
                note = format!("{note}: {loss}");
                changes.lost(&at, note);
            } else {
                changes.kept(&at, note);
            }
            body.insert("content".to_owned(), new);
        }
        if body.get("required") != Some(&json!(true)) {
            body.insert("required".to_owned(), json!(true));
            operation.insert(OPTIONAL.to_owned(), json!(true));
            changes.kept(&at, "can be left out: the request says so, not the body");
        }
    });
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
        // A form that is no object has no fields.
        Kind::Form | Kind::Other => (
            "application/octet-stream",
            bytes(),
            Some(format!(
                "{name} cannot be written, the caller gives its bytes"
            )),
        ),
    }
}
