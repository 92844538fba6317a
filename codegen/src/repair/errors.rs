//! One shape for what every operation answers when it fails.

use super::shape::{refer, reference, schemas_mut_of};
use crate::report::Recorder;
use crate::walk::{self, join};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

/// The answer that stands behind `4XX` and `5XX` of every operation.
pub(super) const ERROR_RESPONSE: &str = "#/components/responses/Error";

/// The name of the schema that is made where a document describes no error.
const BODY: &str = "ErrorBody";

/// Every operation answers errors in one shape, as `4XX` and `5XX`.
///
/// The shape is the one that the document uses most. A document that describes none gets that
/// of the vault, which always answers it and hardly ever says so.
pub(super) fn one_shape(document: &mut Value, changes: &mut Recorder) {
    let mut operations = 0_usize;
    walk::operations(document, |_, _, _, _| operations += 1);
    if operations == 0 {
        return;
    }
    let known = shared(document).map(refer);
    let is_known = known.is_some();
    let shape = known.or_else(|| most_used(document));
    if !is_known {
        let schema = match shape.clone() {
            Some(schema) if reference(&schema).is_some() => schema,
            other => {
                let Some(schemas) = schemas_mut_of(document) else {
                    return;
                };
                let name = super::schema_names::Names::of(schemas).free(BODY);
                let (schema, note) = match other {
                    Some(schema) => (schema, "the shape of the document's errors has a name"),
                    None => (
                        body(),
                        "no error is described: the shape that vaults answer",
                    ),
                };
                changes.kept(join("/components/schemas", &name), note);
                schemas.insert(name.clone(), schema);
                refer(&name)
            }
        };
        let responses = document["components"]
            .as_object_mut()
            .map(|components| {
                components
                    .entry("responses")
                    .or_insert_with(|| Value::Object(Map::new()))
            })
            .and_then(Value::as_object_mut);
        let Some(responses) = responses else {
            return;
        };
        responses.insert(
            "Error".to_owned(),
            json!({
                "description": "The operation failed.",
                "content": {"application/json": {"schema": schema}},
            }),
        );
        changes.kept(
            "/components/responses/Error",
            "is the one answer for errors",
        );
    }
    walk::operations_mut(document, |_, _, at, operation| {
        let at = join(at, "responses");
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        let shared = json!({ "$ref": ERROR_RESPONSE });
        responses.retain(|status, response| {
            let is_error = status.starts_with(['4', '5']) || status == "default";
            let keep =
                !is_error || (matches!(status.as_str(), "4XX" | "5XX") && *response == shared);
            if !keep {
                let note = "is answered in the one shape for errors";
                match json_schema(response) {
                    Some(schema) if Some(schema) != shape.as_ref() => {
                        changes.lost(join(&at, status), note);
                    }
                    _ => changes.kept(join(&at, status), note),
                }
            }
            keep
        });
        for status in ["4XX", "5XX"] {
            if !responses.contains_key(status) {
                responses.insert(status.to_owned(), shared.clone());
                changes.kept(join(&at, status), "is answered in the one shape for errors");
            }
        }
    });
}

/// The schema of the shared answer where it is one with a name.
fn shared(document: &Value) -> Option<&str> {
    let name = reference(json_schema(&document["components"]["responses"]["Error"])?)?;
    document["components"]["schemas"].get(name).map(|_| name)
}

/// The schema of an answer in JSON that says something.
fn json_schema(response: &Value) -> Option<&Value> {
    let schema = response
        .get("content")?
        .get("application/json")?
        .get("schema")?;
    schema
        .as_object()
        .is_some_and(|schema| !schema.is_empty())
        .then_some(schema)
}

/// The schema that most errors of the document have; of equals, the first.
fn most_used(document: &Value) -> Option<Value> {
    let mut counts: IndexMap<String, (&Value, usize)> = IndexMap::new();
    walk::operations(document, |_, _, _, operation| {
        let responses = operation.get("responses").and_then(Value::as_object);
        for (status, response) in responses.into_iter().flatten() {
            if !(status.starts_with(['4', '5']) || status == "default") {
                continue;
            }
            if let Some(schema) = json_schema(response) {
                counts.entry(schema.to_string()).or_insert((schema, 0)).1 += 1;
            }
        }
    });
    // Of several, `max_by_key` gives the last.
    let most = counts.values().rev().max_by_key(|(_, count)| *count)?;
    Some(most.0.clone())
}

/// What a vault answers when an operation fails; `ErrorBody` of the catalogue names the sources.
fn body() -> Value {
    let text =
        |description: &str| json!({"type": "string", "nullable": true, "description": description});
    json!({
        "type": "object",
        "description": "Why an operation failed, in the server's words.",
        "properties": {
            "ErrorCode": text("The code, such as `PASWS167E`."),
            "ErrorMessage": text("The message for people."),
            "Details": {
                "type": "array",
                "nullable": true,
                "description": "What is wrong with each part of the request.",
                "items": {},
            },
        },
    })
}
