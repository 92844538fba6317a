//! The parameters of the body become `requestBody`.

use serde_json::{Map, Value, json};

use crate::document::clip;
use crate::walk;

use super::conversion::Conversion;
use super::name::renamed;

const TWO_BODIES: &str = "a request has one body, which is another";
const STEP: &str = "consumes-to-request-body";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// A parameter of the body, and its pointer in the source.
#[derive(Clone)]
pub(super) struct Part<'v> {
    pub(super) parameter: &'v Map<String, Value>,
    pub(super) at: String,
}

/// What the fields of a form make together.
#[derive(Default)]
struct Form {
    is_urlencoded: bool,
    is_multipart: bool,
    properties: Map<String, Value>,
    required: Vec<Value>,
    encoding: Map<String, Value>,
}

/// Whether a media type is the one, whatever its parameters and its case.
fn is(media_type: &str, kind: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(kind)
}

impl Part<'_> {
    fn says(&self, key: &str) -> Option<&str> {
        self.parameter.get(key).and_then(Value::as_str)
    }

    fn is_form(&self) -> bool {
        self.says("in") == Some("formData")
    }

    /// Whether it is a file or a list of them.
    fn is_file(&self) -> bool {
        let schema = self.parameter.get("schema").and_then(Value::as_object);
        let schema = schema.unwrap_or(self.parameter);
        let items = schema.get("items").and_then(|items| items.get("type"));
        let mut kinds = schema.get("type").into_iter().chain(items);
        kinds.any(|name| name == "file")
    }

    fn name(&self) -> &str {
        self.says("name").unwrap_or_default()
    }

    /// Whether both stand for the same, so that the one of the operation counts.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        self.is_form() == other.is_form() && (!self.is_form() || self.name() == other.name())
    }

    /// Whether one is a whole body and the other a field: a request has only one of them.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        self.is_form() != other.is_form()
    }
}

impl Conversion<'_> {
    /// The request body made of the parts, which are not empty; `to` is its pointer.
    pub(super) fn request_body(
        &mut self,
        parts: &[Part<'_>],
        consumes: Vec<String>,
        to: &str,
    ) -> Value {
        let (fields, bodies): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.is_form());
        let Some((body, more)) = bodies.split_first() else {
            return self.form(&fields, consumes, to);
        };
        for part in more.iter().chain(&fields) {
            self.lost(STEP, &part.at, TWO_BODIES);
        }
        self.whole_body(body, consumes, to)
    }

    /// The request bodies of the global `parameters` that no operation has, which nothing else says.
    pub(super) fn unused_bodies(&mut self) -> Map<String, Value> {
        let mut out = Map::new();
        let used = self.moved_from("/parameters/");
        let parameters = self.source.get("parameters").and_then(Value::as_object);
        let renamed = parameters.map(renamed).unwrap_or_default();
        for (name, parameter) in parameters.into_iter().flatten() {
            let at = walk::join("/parameters", name);
            let Some(parameter) = parameter.as_object().filter(|_| !used.contains(&at)) else {
                continue;
            };
            let part = Part { parameter, at };
            if part.is_form() {
                self.lost(STEP, &part.at, "no operation has this field");
            } else if part.says("in") == Some("body") {
                let consumes = self.media_types(&Value::Null, "consumes");
                let name = renamed.get(name.as_str()).unwrap_or(name);
                let to = walk::join("/components/requestBodies", name);
                out.insert(name.clone(), self.request_body(&[part], consumes, &to));
            }
        }
        out
    }

    /// Reports a part of a path item that an operation does not have, for its body is another.
    pub(super) fn excluded(&mut self, part: &Part<'_>) {
        self.lost(STEP, &part.at, TWO_BODIES);
    }

    fn whole_body(&mut self, body: &Part<'_>, mut media_types: Vec<String>, to: &str) -> Value {
        if media_types.is_empty() {
            media_types.push("application/json".to_owned());
            self.kept(STEP, &body.at, "no media type is said: taken for JSON");
        }
        let (mut out, schema) = self.divided(body.parameter, &body.at);
        let mut entry = json!({ "schema": schema });
        if let Some(example) = out.shift_remove("example") {
            entry["example"] = example;
        }
        let is_kept =
            |key: &str| matches!(key, "description" | "required") || key.starts_with("x-");
        self.unsaid(&out, &body.at, is_kept);
        out.retain(|key, _| is_kept(key));
        let content = self.content(&media_types, &entry);
        self.moved(to, &body.at);
        for name in &media_types {
            let schema = format!("{}/schema", walk::join(&format!("{to}/content"), name));
            if body.parameter.contains_key("schema") {
                self.moved(&schema, &format!("{}/schema", body.at));
            } else {
                self.moved_inside(&schema, &body.at);
            }
        }
        out.insert("content".to_owned(), content.into());
        let note = format!("request body with {} media types", media_types.len());
        self.kept(STEP, &body.at, note);
        out.into()
    }

    fn form(&mut self, fields: &[&Part<'_>], consumes: Vec<String>, to: &str) -> Value {
        let media_types = self.form_media_types(fields, consumes);
        let mut form = Form {
            is_urlencoded: media_types.iter().any(|name| is(name, URLENCODED)),
            is_multipart: media_types.iter().any(|name| is(name, MULTIPART)),
            ..Form::default()
        };
        for field in fields {
            self.field(field, &mut form);
        }
        let is_required = !form.required.is_empty();
        let mut schema = json!({ "type": "object", "properties": form.properties });
        if is_required {
            schema["required"] = form.required.into();
        }
        let mut content = self.content(&media_types, &json!({ "schema": schema }));
        for (name, entry) in &mut content {
            if is(name, URLENCODED) && !form.encoding.is_empty() {
                entry["encoding"] = self.copy(&form.encoding.clone().into());
            }
            for field in fields {
                let entry = walk::join(&format!("{to}/content"), name);
                let property = walk::join(&format!("{entry}/schema/properties"), field.name());
                self.moved(&property, &field.at);
            }
        }
        if let Some(first) = fields.first() {
            self.moved(to, &first.at);
        }
        let mut out = json!({ "content": content });
        if is_required {
            out["required"] = true.into();
        }
        out
    }

    fn field(&mut self, field: &Part<'_>, form: &mut Form) {
        let name = field.name();
        if form.properties.contains_key(name) {
            self.lost(STEP, &field.at, "the form has a field of this name already");
            return;
        }
        let (said, mut schema) = self.divided(field.parameter, &field.at);
        let is_kept = |key: &str| matches!(key, "description" | "example") || key.starts_with("x-");
        for (key, value) in &said {
            if let Some(schema) = schema.as_object_mut()
                && is_kept(key)
            {
                schema.insert(key.clone(), value.clone());
            }
        }
        if said.get("required") == Some(&Value::Bool(true)) {
            form.required.push(name.into());
        }
        if said.get("allowEmptyValue") == Some(&Value::Bool(true)) {
            let note = "3.0 does not say that a field may be empty";
            self.lost(STEP, &field.at, note);
        }
        self.unsaid(&said, &field.at, |key| {
            is_kept(key) || matches!(key, "required" | "allowEmptyValue")
        });
        if let Some(style) = self.list_style(field.parameter, "formData", &field.at) {
            if form.is_urlencoded {
                let mut entry = Map::new();
                style.insert(&mut entry);
                form.encoding.insert(name.to_owned(), entry.into());
            }
            if form.is_multipart && style.explode == Some(false) {
                let note = "3.0 repeats the field for each element of a list";
                self.lost("collection-format-to-style", &field.at, note);
            }
        }
        let note = "a property of the form";
        self.kept("form-data-to-request-body", &field.at, note);
        form.properties.insert(name.to_owned(), schema);
    }

    /// Reports the keys that a body or a field has and 2.0 does not know there.
    fn unsaid(&mut self, said: &Map<String, Value>, at: &str, is_said: impl Fn(&str) -> bool) {
        for key in said.keys() {
            if !is_said(key) && !matches!(key.as_str(), "name" | "in") {
                let at = walk::join(at, key);
                self.lost("unknown-key", &at, "no key of Swagger 2.0");
            }
        }
    }

    /// The media types in which the fields can be sent: a file needs several parts.
    fn form_media_types(&mut self, fields: &[&Part<'_>], consumes: Vec<String>) -> Vec<String> {
        let has_file = fields.iter().any(|field| field.is_file());
        let (forms, others): (Vec<_>, Vec<_>) = consumes
            .into_iter()
            .partition(|name| is(name, MULTIPART) || (is(name, URLENCODED) && !has_file));
        if let Some(first) = fields.first() {
            for name in &others {
                let note = format!("these fields cannot be sent as {}", clip(name));
                self.lost(STEP, &first.at, note);
            }
        }
        if !forms.is_empty() {
            return forms;
        }
        vec![if has_file { MULTIPART } else { URLENCODED }.to_owned()]
    }
}
