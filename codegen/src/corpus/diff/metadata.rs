//! What is said of a thing without being on the wire, as drift looks at it: titles, texts,
//! defaults, extensions, and the wrappers of one schema around another.

use serde_json::{Map, Value};

use super::facts::{Facts, has_path, resolve};
use crate::walk::METHODS;

/// The most schemas that one operation is followed into.
const MOST_STEPS: usize = 20_000;
/// The most schemas that stand in each other.
const MOST_DEPTH: usize = 40;

/// Keys of a schema that are no part of what it allows.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "deprecated",
    "discriminator",
];

/// Keys with schemas by name, or one schema.
const NAMED: [&str; 2] = ["properties", "patternProperties"];
const SINGLE: [&str; 3] = ["items", "additionalProperties", "not"];
const LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// Whether what is said of requests differs.
pub(super) fn of_requests(facts: &Facts<'_>) -> bool {
    operations(facts).any(|[old, new]| {
        let body = |document, operation: &Value| {
            operation
                .get("requestBody")
                .map(|body| resolve(document, body).clone())
        };
        let mut walk = Walk::new(facts);
        let bodies = match (body(facts.old, old), body(facts.new, new)) {
            (Some(old), Some(new)) => walk.texts(&old, &new) || walk.content(&old, &new),
            _ => false,
        };
        bodies || walk.parameters(old, new)
    })
}

/// Whether what is said of answers differs.
pub(super) fn of_responses(facts: &Facts<'_>) -> bool {
    operations(facts).any(|[old, new]| {
        let all = |operation: &Value| {
            operation
                .get("responses")
                .and_then(Value::as_object)
                .cloned()
        };
        let (old, new) = (all(old).unwrap_or_default(), all(new).unwrap_or_default());
        let mut walk = Walk::new(facts);
        old.iter().any(|(status, old)| {
            new.get(status)
                .is_some_and(|new| walk.content(resolve(facts.old, old), resolve(facts.new, new)))
        })
    })
}

/// The operations that both documents have.
fn operations<'a>(facts: &Facts<'a>) -> impl Iterator<Item = [&'a Value; 2]> + use<'a> {
    let (old, new) = (facts.old, facts.new);
    let paths = old.get("paths").and_then(Value::as_object);
    let pairs = paths.into_iter().flatten().filter_map(move |(path, item)| {
        let other = new.get("paths")?.get(path);
        other
            .map(|other| [item, other])
            .filter(|_| has_path(new, path))
    });
    pairs.flat_map(|[old, new]| {
        let both = METHODS.map(|method| Some([old.get(method)?, new.get(method)?]));
        both.into_iter().flatten()
    })
}

struct Walk<'f, 'a> {
    facts: &'f Facts<'a>,
    steps: usize,
}

impl<'f, 'a> Walk<'f, 'a> {
    fn new(facts: &'f Facts<'a>) -> Self {
        Self { facts, steps: 0 }
    }

    /// Whether the texts or extensions of two things differ.
    fn texts(&self, old: &Value, new: &Value) -> bool {
        let said = |value: &Value| match value {
            Value::Object(object) => annotations(object),
            _ => Map::new(),
        };
        said(old) != said(new)
    }

    fn content(&mut self, old: &Value, new: &Value) -> bool {
        let types = old.get("content").and_then(Value::as_object);
        types.into_iter().flatten().any(|(name, old)| {
            let other = new.get("content").and_then(|types| types.get(name));
            other.is_some_and(|new| self.schema(old.get("schema"), new.get("schema"), 0))
        })
    }

    fn parameters(&mut self, old: &Value, new: &Value) -> bool {
        let list = |document, operation: &Value| -> Vec<Value> {
            let all = operation.get("parameters").and_then(Value::as_array);
            all.into_iter()
                .flatten()
                .map(|each| resolve(document, each).clone())
                .collect()
        };
        let (old, new) = (list(self.facts.old, old), list(self.facts.new, new));
        old.iter().any(|old| {
            let same = |each: &&Value| {
                each.get("name") == old.get("name") && each.get("in") == old.get("in")
            };
            let partner = new.iter().find(same);
            partner.is_some_and(|new| self.schema(old.get("schema"), new.get("schema"), 0))
        })
    }

    fn schema(&mut self, old: Option<&Value>, new: Option<&Value>, depth: usize) -> bool {
        self.steps += 1;
        let (Some(old), Some(new)) = (old, new) else {
            return false;
        };
        if depth > MOST_DEPTH || self.steps > MOST_STEPS {
            return false;
        }
        let (old, before) = unwrapped(self.facts.old, old);
        let (new, after) = unwrapped(self.facts.new, new);
        let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else {
            return false;
        };
        if before != after {
            return true;
        }
        let named = NAMED.into_iter().any(|key| {
            let all = old.get(key).and_then(Value::as_object);
            all.into_iter().flatten().any(|(name, old)| {
                let other = new.get(key).and_then(|all| all.get(name));
                self.schema(Some(old), other, depth + 1)
            })
        });
        let single = |walk: &mut Self| {
            SINGLE
                .into_iter()
                .any(|key| walk.schema(old.get(key), new.get(key), depth + 1))
        };
        let lists = |walk: &mut Self| {
            LISTS.into_iter().any(|key| {
                let all = old.get(key).and_then(Value::as_array);
                all.into_iter().flatten().enumerate().any(|(at, old)| {
                    let other = new.get(key).and_then(|all| all.get(at));
                    walk.schema(Some(old), other, depth + 1)
                })
            })
        };
        // The same values spelt out otherwise are another kind of schema, and the same on the wire.
        let kind = || {
            let same = values(old).is_some_and(|before| values(new) == Some(before));
            same && (old.get("type") != new.get("type") || old.get("enum") != new.get("enum"))
        };
        named || single(self) || lists(self) || kind()
    }
}

/// What a schema says that is not on the wire.
fn annotations(schema: &Map<String, Value>) -> Map<String, Value> {
    let kept = schema
        .iter()
        .filter(|(key, _)| ANNOTATIONS.contains(&key.as_str()) || key.starts_with("x-"));
    kept.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// The schema within references and wrappers of one, and all that they say.
fn unwrapped<'a>(document: &'a Value, schema: &'a Value) -> (&'a Value, Vec<Map<String, Value>>) {
    let mut said = Vec::new();
    let mut at = resolve(document, schema);
    for _ in 0..MOST_DEPTH {
        let Some(object) = at.as_object() else { break };
        let own = annotations(object);
        if !own.is_empty() {
            said.push(own);
        }
        let lists: Vec<_> = LISTS.iter().filter_map(|key| object.get(*key)).collect();
        let plain = object.keys().all(|key| {
            LISTS.contains(&key.as_str())
                || ANNOTATIONS.contains(&key.as_str())
                || key.starts_with("x-")
        });
        match (lists.as_slice(), plain) {
            ([Value::Array(members)], true) if members.len() == 1 => match members.first() {
                Some(only) => at = resolve(document, only),
                None => break,
            },
            _ => break,
        }
    }
    (at, said)
}

/// The values that a schema allows, if it spells them out: by itself, or a branch for each.
fn values(schema: &Map<String, Value>) -> Option<Vec<Value>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(values.clone());
    }
    let branches = schema.get("oneOf").and_then(Value::as_array)?;
    let each = branches
        .iter()
        .map(|branch| branch.get("enum").and_then(Value::as_array));
    let lists = each.collect::<Option<Vec<_>>>()?;
    Some(lists.into_iter().flatten().cloned().collect())
}
