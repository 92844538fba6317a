//! Schemas: nearly the same in both, but for `discriminator`, `x-nullable` and files.

use serde_json::{Map, Value, json};

use crate::walk;

use super::conversion::Conversion;

impl Conversion<'_> {
    /// Converts a schema and every schema inside it; `at` is its pointer in the source.
    pub(super) fn schema(&mut self, mut schema: Value, at: &str) -> Value {
        walk::schema_mut(&mut schema, at, &mut |at, schema| {
            if let Some(object) = schema.as_object_mut() {
                self.one_schema(object, at);
            }
        });
        schema
    }

    fn one_schema(&mut self, schema: &mut Map<String, Value>, at: &str) {
        if let Some(name) = schema.get_mut("discriminator")
            && name.is_string()
        {
            *name = json!({ "propertyName": name.take() });
            self.kept(
                "discriminator-to-object",
                at,
                "the name is `propertyName` now",
            );
        }
        if schema.get("type").is_some_and(|name| name == "file") {
            schema.insert("type".to_owned(), "string".into());
            schema.insert("format".to_owned(), "binary".into());
            self.kept("file-to-binary", at, "a file is a binary string now");
        }
        // Only the list that is a parameter itself has a style; the elements of inner ones are
        // separated by commas, which 3.0 has no word for.
        if let Some(format) = schema.shift_remove("collectionFormat")
            && schema.get("type").is_some_and(|name| name == "array")
        {
            let note = "3.0 does not say how an inner list is written";
            if format == "csv" {
                self.kept("collection-format-to-style", at, note);
            } else {
                self.lost("collection-format-to-style", at, note);
            }
        }
        self.nullable(schema, at);
    }

    fn nullable(&mut self, schema: &mut Map<String, Value>, at: &str) {
        let Some(Value::Bool(is_nullable)) = schema.get("x-nullable") else {
            return;
        };
        let is_nullable = *is_nullable;
        schema.shift_remove("x-nullable");
        if !is_nullable {
            return;
        }
        // Beside a reference nothing counts.
        if let Some(reference) = schema.shift_remove("$ref") {
            schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
        schema.insert("nullable".to_owned(), true.into());
        self.kept("x-nullable-to-nullable", at, "nullable");
    }
}
