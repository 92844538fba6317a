//! The keywords of a schema, but for its types.

use serde_json::{Map, Value, json};

use crate::walk;

use super::super::conversion::Conversion;
use super::references::DEFINITIONS;

impl Conversion<'_> {
    /// Rewrites a schema, but not those inside of it: they are visited next.
    pub(super) fn newer_schema(&mut self, schema: &mut Value, at: &str) {
        self.boolean(schema, at);
        let Some(schema) = schema.as_object_mut() else {
            return;
        };
        self.identity(schema, at);
        self.constant(schema, at);
        self.bound(schema, at, "minimum", "exclusiveMinimum", f64::ge);
        self.bound(schema, at, "maximum", "exclusiveMaximum", f64::le);
        self.elements(schema, at);
        self.unevaluated_properties(schema, at);
        self.patterns(schema, at);
        self.conditions(schema, at);
        self.encoded_text(schema, at);
        self.types(schema, at);
        self.first_example(schema, at);
        self.siblings(schema, at);
    }

    /// A schema may be `true` or `false` in 3.1, in 3.0 it is an object.
    fn boolean(&mut self, schema: &mut Value, at: &str) {
        const STEP: &str = "boolean-schemas";
        match schema {
            Value::Bool(true) => {
                *schema = json!({});
                self.kept(STEP, at, "`true` is written {}");
            }
            Value::Bool(false) => {
                *schema = json!({});
                self.lost(STEP, at, "no value is allowed here: is any JSON");
            }
            _ => {}
        }
    }

    /// What a schema says of itself as a text of its own, and what it holds for references.
    fn identity(&mut self, schema: &mut Map<String, Value>, at: &str) {
        const STEP: &str = "schema-identity";
        const NAMES: [&str; 6] = [
            "$anchor",
            "$comment",
            "$dynamicAnchor",
            "$id",
            "$recursiveAnchor",
            "$vocabulary",
        ];
        if let Some(dialect) = schema.shift_remove("$schema") {
            self.dialect(&dialect, &walk::join(at, "$schema"));
        }
        for key in NAMES {
            if schema.shift_remove(key).is_some() {
                let note = "is dropped: 3.0 names schemas by where they stand";
                self.kept(STEP, &walk::join(at, key), note);
            }
        }
        for key in DEFINITIONS {
            if schema.shift_remove(key).is_some() {
                let note = "are dropped: what is used of them stands under components";
                self.kept(STEP, &walk::join(at, key), note);
            }
        }
        for key in ["$dynamicRef", "$recursiveRef"] {
            if schema.shift_remove(key).is_some() {
                let note = "is dropped: in 3.0 a reference means the same for everybody";
                self.lost(STEP, &walk::join(at, key), note);
            }
        }
    }

    /// 3.0 knows one value as an enum of one.
    fn constant(&mut self, schema: &mut Map<String, Value>, at: &str) {
        if let Some(value) = schema.shift_remove("const") {
            if value.is_null() {
                schema.insert("nullable".to_owned(), true.into());
            }
            schema.insert("enum".to_owned(), json!([value]));
            let at = walk::join(at, "const");
            self.kept("const-to-enum", &at, "is an enum of one value");
        }
    }

    /// A bound that is not allowed itself is a number of its own in 3.1, a flag in 3.0. Of two
    /// bounds the narrower one counts.
    fn bound(
        &mut self,
        schema: &mut Map<String, Value>,
        at: &str,
        bound: &'static str,
        exclusive: &'static str,
        is_narrower: fn(&f64, &f64) -> bool,
    ) {
        let Some(Value::Number(limit)) = schema.get(exclusive).cloned() else {
            return;
        };
        let other = schema.get(bound).and_then(Value::as_f64);
        let counts = other.is_none_or(|other| {
            let limit = limit.as_f64();
            limit.is_some_and(|limit| is_narrower(&limit, &other))
        });
        let note = match counts {
            true => {
                schema.insert(bound.to_owned(), limit.into());
                schema.insert(exclusive.to_owned(), true.into());
                format!("is a flag beside `{bound}` now")
            }
            false => {
                schema.shift_remove(exclusive);
                format!("is dropped: `{bound}` is narrower")
            }
        };
        self.kept("exclusive-bounds", &walk::join(at, exclusive), note);
    }

    /// What depends on other parts of a value: 3.0 has no words for it.
    fn conditions(&mut self, schema: &mut Map<String, Value>, at: &str) {
        const KEYS: [&str; 7] = [
            "if",
            "then",
            "else",
            "dependentSchemas",
            "dependentRequired",
            "dependencies",
            "propertyNames",
        ];
        for key in KEYS {
            if schema.shift_remove(key).is_some() {
                let note = "is dropped: 3.0 has no conditions";
                self.lost("conditions", &walk::join(at, key), note);
            }
        }
    }

    /// 3.0 has one example.
    fn first_example(&mut self, schema: &mut Map<String, Value>, at: &str) {
        if schema.get("examples").is_none_or(|list| !list.is_array()) {
            return;
        }
        if let Some(Value::Array(list)) = schema.shift_remove("examples") {
            let at = walk::join(at, "examples");
            self.kept("examples-to-example", &at, "the first one stays");
            if let Some(first) = list.into_iter().next() {
                schema.entry("example").or_insert(first);
            }
        }
    }

    /// Beside `$ref` nothing counts in 3.0: the reference is a member of `allOf` then.
    fn siblings(&mut self, schema: &mut Map<String, Value>, at: &str) {
        if schema.len() < 2 || !schema.get("$ref").is_some_and(Value::is_string) {
            return;
        }
        let Some(reference) = schema.shift_remove("$ref") else {
            return;
        };
        let reference = json!({ "$ref": reference });
        match schema.get_mut("allOf").and_then(Value::as_array_mut) {
            Some(list) => list.insert(0, reference),
            None => {
                schema.insert("allOf".to_owned(), json!([reference]));
            }
        }
        self.kept(
            "reference-siblings",
            at,
            "the reference is a member of `allOf`",
        );
    }
}
