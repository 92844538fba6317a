//! What is left of an answer once it went through its type.

use crate::walk;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The spellings of properties that are read as another: alias → the names it is read as.
#[derive(Clone, Debug, Default)]
pub struct Spellings(BTreeMap<String, BTreeSet<String>>);

impl Spellings {
    /// Adds the aliases of every schema of a document.
    pub fn add(&mut self, document: &Value) {
        // The walk may change what it visits, so it goes over a copy.
        walk::schemas_mut(&mut document.clone(), &mut |_, schema| {
            let properties = schema["properties"].as_object();
            for (name, property) in properties.into_iter().flatten() {
                let aliases = property["x-aliases"].as_array().into_iter().flatten();
                for alias in aliases.filter_map(Value::as_str) {
                    let names = self.0.entry(alias.to_owned()).or_default();
                    names.insert(name.clone());
                }
            }
        });
    }

    fn is_read_as(&self, sent: &str, name: &str) -> bool {
        self.0.get(sent).is_some_and(|names| names.contains(name))
    }
}

/// What is left of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// How many fields the answer has: every member of every object in it.
    pub fields: usize,
    /// The paths of the fields that are gone or have another value, as `value[0].name`. A field
    /// with others inside it stands for all of them.
    pub lost: Vec<String>,
    /// How many fields are gone, those inside of lost ones included.
    pub gone: usize,
}

impl Survival {
    /// Compares an answer as it was sent with what its type wrote again.
    ///
    /// A field that was null, an empty list or an empty object may be missing, since its type reads
    /// the same from nothing; one may come back under the name that its spelling is an alias of; a
    /// number may come back in another notation.
    pub fn of(sent: &Value, again: &Value, spellings: &Spellings) -> Self {
        let mut survival = Self {
            fields: count(sent),
            ..Self::default()
        };
        survival.compare(sent, again, String::new(), spellings);
        survival
    }

    fn compare(&mut self, sent: &Value, again: &Value, at: String, spellings: &Spellings) {
        match (sent, again) {
            (Value::Object(sent), Value::Object(again)) => {
                for (name, value) in sent {
                    let at = match at.as_str() {
                        "" => name.clone(),
                        at => format!("{at}.{name}"),
                    };
                    match counterpart(name, sent, again, spellings) {
                        Some(again) => self.compare(value, again, at, spellings),
                        None if is_empty(value) => {}
                        None => self.lose(at, 1 + count(value)),
                    }
                }
            }
            (Value::Array(sent), Value::Array(again)) if sent.len() == again.len() => {
                for (index, (sent, again)) in sent.iter().zip(again).enumerate() {
                    self.compare(sent, again, format!("{at}[{index}]"), spellings);
                }
            }
            (Value::Number(sent), Value::Number(again)) if sent.as_f64() == again.as_f64() => {}
            _ if sent == again => {}
            // The whole answer is no field of anything.
            _ => self.lose(at.clone(), usize::from(!at.is_empty()) + count(sent)),
        }
    }

    fn lose(&mut self, at: String, fields: usize) {
        self.lost.push(at);
        self.gone += fields;
    }
}

/// What became of the field `name` of `sent`.
fn counterpart<'a>(
    name: &str,
    sent: &Map<String, Value>,
    again: &'a Map<String, Value>,
    spellings: &Spellings,
) -> Option<&'a Value> {
    again.get(name).or_else(|| {
        let (_, value) = again
            .iter()
            .find(|(other, _)| !sent.contains_key(*other) && spellings.is_read_as(name, other))?;
        Some(value)
    })
}

/// Whether a field with this value reads as one that is not there.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// How many fields a value has, at any depth.
fn count(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(|inner| 1 + count(inner)).sum(),
        Value::Array(list) => list.iter().map(count).sum(),
        _ => 0,
    }
}

/// What stands at `path` of an answer, by its kind alone: a value can be a secret.
///
/// `path` is written as `value[0].name`; one that leads nowhere leads to nothing.
pub fn came(answer: &Value, path: &str) -> &'static str {
    let mut steps = path.split(['.', '[', ']']).filter(|step| !step.is_empty());
    let found = steps.try_fold(answer, |value, step| match value {
        Value::Array(list) => list.get(step.parse::<usize>().ok()?),
        Value::Object(map) => map.get(step),
        _ => None,
    });
    match found {
        None => "nothing",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "a boolean",
        Some(Value::Number(number)) if number.is_f64() => "a fraction",
        Some(Value::Number(_)) => "a whole number",
        Some(Value::String(_)) => "a text",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn survival(sent: &Value, again: &Value) -> Survival {
        let mut spellings = Spellings::default();
        spellings.add(&json!({"components": {"schemas": {"Safe": {"properties": {
            "safeName": {"type": "string", "x-aliases": ["SafeName"]},
        }}}}}));
        Survival::of(sent, again, &spellings)
    }

    #[test]
    fn what_means_the_same_survives() {
        let sent =
            json!({"value": [{"SafeName": "a", "size": 65, "gone": null, "none": []}], "count": 1});
        let again = json!({"count": 1, "value": [{"safeName": "a", "size": 65.0}]});
        let survival = survival(&sent, &again);
        assert_eq!(survival.fields, 6);
        assert!(survival.lost.is_empty(), "{survival:?}");
    }

    #[test]
    fn what_is_gone_or_changed_is_lost_with_all_inside() {
        let sent = json!({"value": [{"name": "a", "inner": {"x": 1, "y": [{"z": 2}]}}, 3]});
        let again = json!({"value": [{"name": "b"}, 3]});
        let survival = survival(&sent, &again);
        assert_eq!(survival.lost, ["value[0].name", "value[0].inner"]);
        assert_eq!((survival.fields, survival.gone), (6, 5));
    }

    #[test]
    fn a_list_that_shrank_is_lost() {
        let survival = survival(&json!({"a": [1, 2]}), &json!({"a": [1]}));
        assert_eq!(survival.lost, ["a"]);
    }

    #[test]
    fn what_came_is_told_by_its_kind() {
        let answer = json!({"value": [{"name": "hunter2", "size": 1.5}]});
        assert_eq!(came(&answer, "value[0].name"), "a text");
        assert_eq!(came(&answer, "value[0].size"), "a fraction");
        assert_eq!(came(&answer, "value[1]"), "nothing");
        assert_eq!(came(&answer, "."), "an object");
    }
}
