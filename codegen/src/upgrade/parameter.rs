//! Parameters other than the body: their type becomes a schema.

use serde_json::{Map, Value};

use crate::walk;

use super::conversion::Conversion;

const STEP: &str = "parameter-type-to-schema";
const LIST: &str = "collection-format-to-style";

/// The keys of a parameter, a header or a form field that say what its values are.
const OF_SCHEMA: [&str; 18] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    // No key of Swagger 2.0 here, but generators write it for models in a query.
    "properties",
];

/// How the elements of a list are written one after the other.
pub(super) struct ListStyle {
    /// `style` in 3.0; `None` where it is the default.
    pub(super) style: Option<&'static str>,
    /// `explode` in 3.0; `None` where it is the default.
    pub(super) explode: Option<bool>,
    /// Whether that means the same as the collection format.
    pub(super) is_exact: bool,
}

impl ListStyle {
    /// Tells by the collection format and by where the list stands.
    pub(super) fn of(format: &str, location: &str) -> Self {
        let (style, explode, is_exact) = match (location, format) {
            ("path" | "header", format) => (None, None, format == "csv"),
            (_, "ssv") => (Some("spaceDelimited"), Some(false), true),
            (_, "pipes") => (Some("pipeDelimited"), Some(false), true),
            (_, "multi") => (Some("form"), Some(true), true),
            (_, format) => (Some("form"), Some(false), format == "csv"),
        };
        Self {
            style,
            explode,
            is_exact,
        }
    }

    /// Writes it beside a schema.
    pub(super) fn insert(&self, out: &mut Map<String, Value>) {
        if let Some(style) = self.style {
            out.insert("style".to_owned(), style.into());
        }
        if let Some(explode) = self.explode {
            out.insert("explode".to_owned(), explode.into());
        }
    }
}

/// Whether a parameter is part of the request body in 3.0.
pub(super) fn is_of_body(parameter: &Map<String, Value>) -> bool {
    let location = parameter.get("in").and_then(Value::as_str);
    matches!(location, Some("body" | "formData"))
}

/// Whether a parameter says that it is a list, be it only by saying what its elements are.
fn is_list(parameter: &Map<String, Value>) -> bool {
    let schema = parameter.get("schema").and_then(Value::as_object);
    let said = schema.unwrap_or(parameter);
    match said.get("type") {
        Some(name) => name == "array",
        None => said.contains_key("items"),
    }
}

impl Conversion<'_> {
    /// Converts an entry of the global `parameters`; those of the body are written where they are
    /// used, for what media types they have is said there.
    pub(super) fn global_parameter(
        &mut self,
        entry: &Value,
        from: &str,
        to: &str,
    ) -> Option<Value> {
        let target = self.resolve(entry, from).map(|(target, _)| target);
        match entry.as_object() {
            Some(_) if target.is_some_and(is_of_body) => None,
            Some(parameter) => Some(self.parameter(parameter, from, to)),
            None => Some(entry.clone()),
        }
    }

    /// Converts a parameter that is not part of the body.
    pub(super) fn parameter(
        &mut self,
        parameter: &Map<String, Value>,
        from: &str,
        to: &str,
    ) -> Value {
        if parameter.contains_key("$ref") {
            return parameter.clone().into();
        }
        let location = parameter.get("in").and_then(Value::as_str);
        self.described(parameter, location.unwrap_or("query"), from, to)
            .into()
    }

    /// Converts the header of an answer.
    pub(super) fn header(&mut self, header: &Value, from: &str, to: &str) -> Value {
        match header.as_object() {
            Some(header) if !header.contains_key("$ref") => {
                self.described(header, "header", from, to).into()
            }
            _ => header.clone(),
        }
    }

    fn described(
        &mut self,
        parameter: &Map<String, Value>,
        location: &str,
        from: &str,
        to: &str,
    ) -> Map<String, Value> {
        let (mut out, schema) = self.divided(parameter, from);
        if let Some(style) = self.list_style(parameter, location, from) {
            style.insert(&mut out);
        }
        // A schema is for the body only, but some give one all the same.
        if !parameter.contains_key("schema") {
            self.moved_inside(&format!("{to}/schema"), from);
        }
        out.insert("schema".to_owned(), schema);
        self.kept(STEP, from, "the type is a schema now");
        out
    }

    /// What is said of a parameter, and the schema of its values.
    pub(super) fn divided(
        &mut self,
        parameter: &Map<String, Value>,
        from: &str,
    ) -> (Map<String, Value>, Value) {
        let mut out = Map::new();
        let mut schema = Map::new();
        for (key, value) in parameter {
            match key.as_str() {
                "schema" | "collectionFormat" => {}
                // The word of those who missed `example` in 2.0.
                "x-example" if !parameter.contains_key("example") => {
                    out.insert("example".to_owned(), self.copy(value));
                    self.kept("x-example-to-example", from, "an example");
                }
                key if OF_SCHEMA.contains(&key) => {
                    schema.insert(key.to_owned(), self.copy(value));
                }
                key => {
                    out.insert(key.to_owned(), self.copy(value));
                }
            }
        }
        let schema = match parameter.get("schema") {
            Some(given) => {
                let mut copy = self.copy(given);
                self.complete(&mut copy, given, schema, from);
                self.schema(copy, &format!("{from}/schema"))
            }
            None => self.schema(schema.into(), from),
        };
        (out, schema)
    }

    /// Says in the schema that is `given` what stands beside it, where that is no contradiction.
    fn complete(
        &mut self,
        schema: &mut Value,
        given: &Value,
        beside: Map<String, Value>,
        from: &str,
    ) {
        let target = self.resolve(given, from).map(|(target, _)| target);
        let is_reference = given.get("$ref").is_some();
        for (key, value) in beside {
            let said = target.and_then(|target| target.get(&key));
            match schema.as_object_mut() {
                _ if said == Some(&value) => {}
                Some(schema) if said.is_none() && (!is_reference || key == "x-nullable") => {
                    schema.insert(key, value);
                }
                _ => {
                    let at = walk::join(from, &key);
                    self.lost(STEP, &at, "the schema counts, not what stands beside it");
                }
            }
        }
    }

    /// How the elements are written; `None` where the parameter is no list.
    pub(super) fn list_style(
        &mut self,
        parameter: &Map<String, Value>,
        location: &str,
        from: &str,
    ) -> Option<ListStyle> {
        if !is_list(parameter) {
            return None;
        }
        let format = parameter.get("collectionFormat").and_then(Value::as_str);
        let style = ListStyle::of(format.unwrap_or("csv"), location);
        if !style.is_exact {
            let note = "3.0 has no such list here: its elements are separated by commas now";
            self.lost(LIST, from, note);
        } else if let Some(name) = style.style {
            self.kept(LIST, from, format!("the list has style {name}"));
        }
        Some(style)
    }
}
