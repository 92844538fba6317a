//! Schemas that are only other names of themselves.

use super::shape::{Schemas, reference, schemas_in};
use crate::report::Recorder;
use crate::walk::join;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

/// A schema that is only another name of itself is any JSON.
pub(super) fn circles(document: &mut Value, changes: &mut Recorder) {
    for name in only_names(schemas_in(document)) {
        let at = join("/components/schemas", &name);
        if let Some(schema) = document
            .pointer_mut("/components/schemas")
            .and_then(|all| all.get_mut(&name))
        {
            *schema = json!({});
            changes.lost(at, "is nothing but another name of itself, is any JSON");
        }
    }
}

/// The schemas at which the way over references, wrapped ones and members of choices comes back
/// to where it was: without these there is no circle.
pub(crate) fn only_names(schemas: &Schemas) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut done: HashSet<&str> = HashSet::new();
    for start in schemas.keys() {
        // The way from `start` to where it is now, with what is left to see at each step.
        let mut way: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut on_way: HashSet<&str> = HashSet::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(name) = next.take() {
                if on_way.contains(name) {
                    found.insert(name.to_owned());
                } else if let Some(schema) = schemas.get(name)
                    && done.insert(name)
                {
                    on_way.insert(name);
                    way.push((name, stands_for(schema)));
                }
            }
            let Some((name, left)) = way.last_mut() else {
                break;
            };
            next = left.pop();
            if next.is_none() {
                on_way.remove(*name);
                way.pop();
            }
        }
    }
    found
}

/// The names of the schemas of which `schema` is one, or which it chooses between.
fn stands_for(schema: &Value) -> Vec<&str> {
    let mut names = Vec::new();
    let mut left = vec![schema];
    while let Some(schema) = left.pop() {
        names.extend(reference(schema));
        for key in ["allOf", "oneOf", "anyOf"] {
            let members = schema.get(key).and_then(Value::as_array);
            left.extend(members.into_iter().flatten());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_only_another_name_of_itself() {
        let schemas = json!({
            "A": {"$ref": "#/components/schemas/B"},
            "B": {"allOf": [{"$ref": "#/components/schemas/A"}]},
            "C": {"type": "object", "properties": {"c": {"$ref": "#/components/schemas/C"}}},
        });
        let schemas = schemas.as_object().unwrap();
        assert_eq!(only_names(schemas).into_iter().collect::<Vec<_>>(), ["A"]);
    }
}
