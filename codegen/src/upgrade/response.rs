//! Answers: the schema goes under each media type of `produces`.

use serde_json::{Map, Value, json};

use crate::walk;

use super::conversion::Conversion;

const STEP: &str = "produces-to-content";
const JSON: &str = "application/json";

impl<'a> Conversion<'a> {
    /// Converts the answers of an operation.
    pub(super) fn responses(
        &mut self,
        responses: &'a Value,
        produces: &[String],
        at: &str,
    ) -> Value {
        let Some(responses) = responses.as_object() else {
            return responses.clone();
        };
        let mut out = Map::new();
        for (code, response) in responses {
            let here = walk::join(at, code);
            let response = if code.starts_with("x-") {
                response.clone()
            } else if let Some((response, from)) = self.inlined(response, produces, &here) {
                self.response(response, produces, &from, &here)
            } else {
                self.response(response, produces, &here, &here)
            };
            out.insert(code.clone(), response);
        }
        out.into()
    }

    /// The answer that is referred to and has to be copied: it stands in another operation, or is
    /// shared and this operation has other media types than the whole document.
    fn inlined(
        &mut self,
        response: &'a Value,
        produces: &[String],
        at: &str,
    ) -> Option<(&'a Value, String)> {
        response.get("$ref")?;
        let (shared, from) = self.resolve(response, at)?;
        let of_document = self.media_types(&Value::Null, "produces");
        let is_same = self.answered(shared, &of_document) == self.answered(shared, produces);
        if from.starts_with("/responses/") && (is_same || !shared.contains_key("schema")) {
            return None;
        }
        Some((self.source.pointer(&from)?, from))
    }

    /// Converts an answer that stands at `from` in the source and at `to` now.
    pub(super) fn response(
        &mut self,
        response: &Value,
        produces: &[String],
        from: &str,
        to: &str,
    ) -> Value {
        let Some(object) = response.as_object() else {
            return response.clone();
        };
        if object.contains_key("$ref") {
            return response.clone();
        }
        if from != to && !from.starts_with("/responses/") {
            self.moved(to, from);
        }
        let mut out = Map::new();
        for (key, value) in object {
            match key.as_str() {
                "schema" => {}
                "examples" | "headers" if value.is_object() => {}
                "examples" | "headers" => {
                    self.lost("unknown-key", &walk::join(from, key), "nothing by name");
                }
                _ => {
                    out.insert(key.clone(), self.copy(value));
                }
            }
        }
        if let Some(headers) = object.get("headers").and_then(Value::as_object) {
            let mut converted = Map::new();
            for (name, header) in headers {
                let from = walk::join(&format!("{from}/headers"), name);
                let to = walk::join(&format!("{to}/headers"), name);
                converted.insert(name.clone(), self.header(header, &from, &to));
            }
            out.insert("headers".to_owned(), converted.into());
        }
        let content = self.response_content(object, produces, from, to);
        if !content.is_empty() {
            out.insert("content".to_owned(), content.into());
        }
        out.into()
    }

    /// The media types of an answer with a schema, but for those that only its examples name.
    fn answered(&self, response: &Map<String, Value>, produces: &[String]) -> Vec<String> {
        if !produces.is_empty() {
            return produces.to_vec();
        }
        let schema = response.get("schema").unwrap_or(&Value::Null);
        let target = self.resolve(schema, "").map(|(target, _)| target);
        let kind = target.and_then(|target| target.get("type"));
        let names = response.get("examples").and_then(Value::as_object);
        if kind.is_some_and(|name| name == "file") {
            vec!["application/octet-stream".to_owned()]
        } else if names.is_some_and(|examples| examples.keys().any(|name| name.contains('/'))) {
            Vec::new()
        } else {
            vec![JSON.to_owned()]
        }
    }

    fn response_content(
        &mut self,
        response: &Map<String, Value>,
        produces: &[String],
        from: &str,
        to: &str,
    ) -> Map<String, Value> {
        let examples = self.examples(response, from);
        let Some(schema) = response.get("schema") else {
            let entries = examples.into_iter();
            return entries
                .map(|(name, example)| {
                    self.moved_example(name, from, to);
                    (name.clone(), json!({ "example": self.copy(example) }))
                })
                .collect();
        };
        let media_types = self.answered(response, produces);
        if produces.is_empty() && media_types == [JSON] {
            self.kept(STEP, from, "no media type is said: taken for JSON");
        }
        let schema = self.copy(schema);
        let schema = self.schema(schema, &format!("{from}/schema"));
        let entry = json!({ "schema": schema });
        let mut content = self.content(&media_types, &entry);
        for (name, example) in examples {
            if !content.contains_key(name) {
                content.insert(name.clone(), self.copy(&entry));
            }
            if let Some(Value::Object(entry)) = content.get_mut(name) {
                entry.insert("example".to_owned(), self.copy(example));
            }
            self.moved_example(name, from, to);
        }
        for name in content.keys() {
            let entry = walk::join(&format!("{to}/content"), name);
            self.moved(&format!("{entry}/schema"), &format!("{from}/schema"));
        }
        let note = format!("schema under {} media types", content.len());
        self.kept(STEP, from, note);
        content
    }

    fn moved_example(&mut self, name: &str, from: &str, to: &str) {
        let from = walk::join(&format!("{from}/examples"), name);
        let to = walk::join(&format!("{to}/content"), name);
        self.moved(&format!("{to}/example"), &from);
    }

    /// The examples by media type; what is under another name can be no example in 3.0.
    fn examples<'v>(
        &mut self,
        response: &'v Map<String, Value>,
        from: &str,
    ) -> Vec<(&'v String, &'v Value)> {
        let examples = response.get("examples").and_then(Value::as_object);
        let mut out = Vec::new();
        for (name, example) in examples.into_iter().flatten() {
            if name.contains('/') {
                out.push((name, example));
            } else {
                let at = walk::join(&format!("{from}/examples"), name);
                self.lost(STEP, &at, "an example of no media type");
            }
        }
        out
    }
}
