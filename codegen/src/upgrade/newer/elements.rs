//! What a list and an object hold beside `items`, `properties` and `additionalProperties`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::walk;

use super::super::conversion::Conversion;

/// The keywords that take part in what is evaluated.
const COMBINED: [&str; 4] = ["$ref", "allOf", "anyOf", "oneOf"];

impl Conversion<'_> {
    /// In 3.0 all elements of a list have one schema.
    pub(super) fn elements(&mut self, schema: &mut Map<String, Value>, at: &str) {
        const STEP: &str = "list-elements";
        if let Some(Value::Array(places)) = schema.shift_remove("prefixItems") {
            self.places(schema, places, &walk::join(at, "prefixItems"));
        } else if schema.get("items") == Some(&Value::Bool(false)) {
            schema.insert("items".to_owned(), json!({}));
            schema.insert("maxItems".to_owned(), 0.into());
            let at = walk::join(at, "items");
            self.kept(STEP, &at, "a list without elements: `maxItems` says so");
        }
        for key in ["contains", "minContains", "maxContains"] {
            if schema.shift_remove(key).is_some() {
                let note = "is dropped: in 3.0 all elements have one schema";
                self.lost(STEP, &walk::join(at, key), note);
            }
        }
        for key in ["unevaluatedItems", "additionalItems"] {
            match schema.shift_remove(key) {
                None | Some(Value::Bool(true)) => {}
                Some(_) => {
                    let note = "is dropped: in 3.0 all elements have one schema";
                    self.lost(STEP, &walk::join(at, key), note);
                }
            }
        }
    }

    /// Each place of a tuple has a schema: in 3.0 each element has one of them.
    fn places(&mut self, schema: &mut Map<String, Value>, places: Vec<Value>, at: &str) {
        let count = places.len();
        let most = schema.get("maxItems").and_then(Value::as_u64);
        let is_full = most.is_some_and(|most| most <= count as u64);
        let rest = match schema.shift_remove("items") {
            _ if is_full => None,
            Some(Value::Bool(false)) => {
                schema.insert("maxItems".to_owned(), count.into());
                None
            }
            rest => Some(rest.unwrap_or_else(|| json!({}))),
        };
        let items = any_of(places.into_iter().chain(rest));
        schema.insert("items".to_owned(), items);
        schema.entry("type").or_insert_with(|| "array".into());
        let note = "which element stands where is not said in 3.0: each is one of them";
        self.lost("tuples", at, note);
    }

    /// What no other part of a schema describes is what is additional, where there is one part.
    pub(super) fn unevaluated_properties(&mut self, schema: &mut Map<String, Value>, at: &str) {
        const STEP: &str = "unevaluated-properties";
        let Some(others) = schema.shift_remove("unevaluatedProperties") else {
            return;
        };
        let at = walk::join(at, "unevaluatedProperties");
        let is_combined = COMBINED.iter().any(|key| schema.contains_key(*key));
        if !is_combined && !schema.contains_key("additionalProperties") {
            schema.insert("additionalProperties".to_owned(), others);
            self.kept(STEP, &at, "is `additionalProperties` now");
        } else if others != true {
            let note = "is dropped: 3.0 does not look into the members of a composition";
            self.lost(STEP, &at, note);
        }
    }

    /// Properties by the pattern of their name: in 3.0 they are additional ones.
    pub(super) fn patterns(&mut self, schema: &mut Map<String, Value>, at: &str) {
        const STEP: &str = "pattern-properties";
        let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else {
            return;
        };
        let at = walk::join(at, "patternProperties");
        // Not `false`: then the patterns are all that may be added.
        let others = schema.get("additionalProperties").cloned();
        let has_others = others.as_ref().is_some_and(|others| *others != false);
        let mut members = patterns.into_iter().map(|(_, member)| member);
        match (members.len(), members.next()) {
            (_, None) => {}
            (1, Some(only)) if !has_others => {
                schema.insert("additionalProperties".to_owned(), only);
                let note = "is `additionalProperties` now: 3.0 knows no patterns of names";
                self.lost(STEP, &at, note);
            }
            _ => {
                schema.insert("additionalProperties".to_owned(), true.into());
                let note = "are any JSON: 3.0 knows no patterns of names";
                self.lost(STEP, &at, note);
            }
        }
    }
}

/// The schema of what is described by any of `members`; those that are written alike count once.
fn any_of(members: impl Iterator<Item = Value>) -> Value {
    let mut seen = HashSet::new();
    let mut members: Vec<Value> = members
        .filter(|member| seen.insert(member.to_string()))
        .collect();
    match members.len() {
        0 | 1 => members.pop().unwrap_or_else(|| json!({})),
        _ => json!({ "anyOf": members }),
    }
}
