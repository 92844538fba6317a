//! The documents in which the examples of the rules stand.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::family::Prefix;

/// Where in a tiny document a fragment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A schema, in a body of this media type where it stands in a body.
    Schema(Prefix, &'static str),
    /// Members of the operation `GET /things`.
    Operation,
    /// The parameters of `GET /things`.
    Parameters,
    /// The responses of `GET /things`.
    Responses,
    /// The response 200 of `GET /things`, without its description.
    Response,
    /// Members of the path `/things`, beside its `GET`.
    PathItem,
    /// All paths.
    Paths,
    /// Members of the document.
    Document,
}

/// The schema of a request's body.
pub(super) const BODY: Frame = Frame::Schema(Prefix::RequestBody, "application/json");
/// The schema of an answer's body.
pub(super) const ANSWER: Frame = Frame::Schema(Prefix::ResponseBody, "application/json");

/// Two fragments and where they stand.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) frame: Frame,
    /// Whether it needs OpenAPI 3.1.
    pub(super) latest: bool,
    pub(super) old: Cow<'static, str>,
    pub(super) new: Cow<'static, str>,
}

impl Sample {
    /// Both documents, in YAML.
    pub(super) fn documents(&self) -> (String, String) {
        let written = |fragment: &str| {
            let document = self.frame.document(fragment, self.latest);
            yaml_serde::to_string(&document).unwrap_or_default()
        };
        (written(&self.old), written(&self.new))
    }

    /// Both fragments as they stand in the row.
    #[cfg(test)]
    pub(super) fn fragments(&self) -> [&str; 2] {
        [&self.old, &self.new]
    }
}

/// What a fragment says; nothing for an empty one and for what is no YAML.
pub(super) fn read(fragment: &str) -> Option<Value> {
    match fragment {
        "" => None,
        _ => yaml_serde::from_str(fragment).ok(),
    }
}

fn done() -> Value {
    json!({ "204": { "description": "done" } })
}

/// Puts the members of one object over those of another.
fn over(mut base: Value, members: Option<Value>) -> Value {
    if let (Some(base), Some(Value::Object(members))) = (base.as_object_mut(), members) {
        base.extend(members);
    }
    base
}

/// An object that holds a value under a name, if there is a value.
fn holding(name: &str, value: Option<Value>) -> Option<Value> {
    value.map(|value| json!({ name: value }))
}

impl Frame {
    fn document(self, fragment: &str, latest: bool) -> Value {
        let mut document = json!({
            "openapi": if latest { "3.1.0" } else { "3.0.3" },
            "info": { "title": "Things", "version": "1" },
        });
        if fragment.contains("#/components/schemas/") && self != Self::Document {
            let kind = json!({ "type": "object", "properties": { "kind": { "type": "string" } } });
            let schemas = json!({ "schemas": { "Cat": kind, "Dog": kind } });
            document = over(document, holding("components", Some(schemas)));
        }
        let value = read(fragment);
        let get = |operation: Option<Value>| {
            let operation = over(json!({ "responses": done() }), operation);
            json!({ "/things": { "get": operation } })
        };
        let paths = match self {
            Self::Document => {
                let document = over(document, holding("paths", Some(get(None))));
                return over(document, value);
            }
            Self::Paths => value.unwrap_or_else(|| json!({})),
            Self::PathItem => {
                let own = json!({ "get": { "responses": done() } });
                json!({ "/things": over(own, value) })
            }
            Self::Operation => get(value),
            Self::Parameters => get(holding("parameters", value)),
            Self::Responses => get(holding("responses", value)),
            Self::Response => {
                let answer = over(json!({ "description": "the things" }), value);
                get(Some(json!({ "responses": { "200": answer } })))
            }
            Self::Schema(place, media) => schema(place, media, value),
        };
        over(document, holding("paths", Some(paths)))
    }
}

/// The paths of a document with one schema.
fn schema(place: Prefix, media: &str, schema: Option<Value>) -> Value {
    let schema = schema.unwrap_or_else(|| json!({}));
    let property = |schema: Value| json!({ "type": "object", "properties": { "value": schema } });
    let parameter = |name: &str, schema: Value| {
        let parameter = json!({ "name": name, "in": "query", "schema": schema });
        json!({ "get": { "parameters": [parameter], "responses": done() } })
    };
    let sent = |schema: Value| {
        let body = json!({ "required": true, "content": { media: { "schema": schema } } });
        json!({ "post": { "requestBody": body, "responses": done() } })
    };
    let answered = |answer: Value| {
        let answer = over(json!({ "description": "the things" }), Some(answer));
        json!({ "get": { "responses": { "200": answer } } })
    };
    let content = |schema: Value| json!({ "content": { media: { "schema": schema } } });
    let item = match place {
        Prefix::RequestBody => sent(schema),
        Prefix::RequestProperty => sent(property(schema)),
        Prefix::RequestParameter => parameter("value", schema),
        Prefix::RequestParameterProperty => parameter("filter", property(schema)),
        Prefix::ResponseBody => answered(content(schema)),
        Prefix::ResponseProperty => answered(content(property(schema))),
        Prefix::ResponseHeader => {
            answered(json!({ "headers": { "X-Value": { "schema": schema } } }))
        }
    };
    json!({ "/things": item })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::diff::rules::all;

    #[test]
    fn every_fragment_can_be_read() {
        for rule in all() {
            for fragment in rule.sample.fragments() {
                let fine = fragment.is_empty() || read(fragment).is_some();
                assert!(fine, "{}: {fragment}", rule.id);
            }
        }
    }
}
