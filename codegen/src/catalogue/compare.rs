//! What differs between two documents, by operation.

use super::comparison::{Body, Changed, Comparison, Difference, Named};
use crate::walk;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// How many references deep the properties of a body are compared: a page, its items, and what
/// those hold.
const DEPTH: usize = 4;

/// How many schemas of one body are looked at; a document with more is made to have more.
const MOST_SCHEMAS: usize = 20_000;

/// Compares two OpenAPI 3.0 documents by operation.
///
/// Operations are the same when their methods are and their paths but for case and the names of
/// parameters. Bodies are compared by the names of their properties, with references followed.
pub fn compare(old: &Value, new: &Value) -> Comparison {
    let before = operations(old);
    let after = operations(new);
    let only = |these: &IndexMap<_, Entry>, those: &IndexMap<_, Entry>| {
        let entries = these.iter().filter(|(key, _)| !those.contains_key(*key));
        entries.map(|(_, entry)| entry.named.clone()).collect()
    };
    let mut changed = Vec::new();
    for (key, entry) in &after {
        if let Some(past) = before.get(key) {
            let differences = differences((old, past), (new, entry));
            if !differences.is_empty() {
                changed.push(Changed {
                    operation: entry.named.clone(),
                    differences,
                });
            }
        }
    }
    let version = |document: &Value| {
        document["info"]["version"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    Comparison {
        old: version(old),
        new: version(new),
        added: only(&after, &before),
        removed: only(&before, &after),
        changed,
    }
}

/// An operation in its document.
pub(super) struct Entry<'a> {
    pub(super) named: Named,
    /// The path item that holds it.
    pub(super) item: &'a Value,
    pub(super) operation: &'a Map<String, Value>,
}

/// The operations by method and canonical path.
pub(super) fn operations(document: &Value) -> IndexMap<(String, String), Entry<'_>> {
    let mut entries = IndexMap::new();
    walk::operations(document, |method, path, _, operation| {
        let id = operation.get("operationId").and_then(Value::as_str);
        let entry = Entry {
            named: Named {
                method: method.to_ascii_uppercase(),
                path: path.to_owned(),
                id: id.map(str::to_owned),
            },
            item: &document["paths"][path],
            operation,
        };
        entries
            .entry((method.to_owned(), walk::canonical(path)))
            .or_insert(entry);
    });
    entries
}

fn differences(old: (&Value, &Entry<'_>), new: (&Value, &Entry<'_>)) -> Vec<Difference> {
    let mut found = Vec::new();
    if old.1.named.id != new.1.named.id {
        let id = |entry: &Entry<'_>| entry.named.id.clone().unwrap_or_default();
        found.push(Difference::Id(id(old.1), id(new.1)));
    }
    parameter_differences(&parameters(old), &parameters(new), &mut found);
    for body in [Body::Request, Body::Answer] {
        let before = properties(old.0, schema(body, old));
        let after = properties(new.0, schema(body, new));
        property_differences(body, &before, &after, &mut found);
    }
    found
}

/// Name and place of each parameter outside the path, and whether it is required.
type Parameters = IndexMap<(String, String), bool>;

fn parameters((document, entry): (&Value, &Entry<'_>)) -> Parameters {
    let own = entry.operation.get("parameters");
    let lists = [entry.item.get("parameters"), own];
    let all = lists.into_iter().flatten().filter_map(Value::as_array);
    all.flatten()
        .filter_map(|parameter| {
            let parameter = resolve(document, parameter);
            let name = parameter["name"].as_str()?;
            let place = parameter["in"].as_str().filter(|place| *place != "path")?;
            let required = parameter["required"].as_bool().unwrap_or(false);
            Some(((name.to_owned(), place.to_owned()), required))
        })
        .collect()
}

fn parameter_differences(old: &Parameters, new: &Parameters, found: &mut Vec<Difference>) {
    for ((name, place), required) in new {
        let (name, place, required) = (name.clone(), place.clone(), *required);
        match old.get(&(name.clone(), place.clone())) {
            None => found.push(Difference::ParameterAdded {
                name,
                place,
                required,
            }),
            Some(false) if required => found.push(Difference::ParameterRequired { name, place }),
            Some(_) => {}
        }
    }
    for (name, place) in old.keys().filter(|key| !new.contains_key(*key)) {
        found.push(Difference::ParameterRemoved {
            name: name.clone(),
            place: place.clone(),
        });
    }
}

/// Path of each property, and whether it is required.
type Properties = IndexMap<String, bool>;

fn properties(document: &Value, schema: Option<&Value>) -> Properties {
    let mut collector = Collector {
        document,
        found: Properties::new(),
        left: MOST_SCHEMAS,
    };
    if let Some(schema) = schema {
        collector.collect(schema, "", DEPTH);
    }
    collector.found
}

struct Collector<'a> {
    document: &'a Value,
    found: Properties,
    /// How many schemas may still be looked at.
    left: usize,
}

impl Collector<'_> {
    /// Finds the properties of `schema`, each below `path`.
    fn collect(&mut self, schema: &Value, path: &str, depth: usize) {
        let Some(left) = self.left.checked_sub(1) else {
            return;
        };
        self.left = left;
        if schema.get("$ref").is_some() {
            if depth > 0 {
                self.collect(resolve(self.document, schema), path, depth - 1);
            }
            return;
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.collect(part, path, depth);
        }
        if let Some(items) = schema.get("items") {
            self.collect(items, &format!("{path}[]"), depth);
        }
        let names = schema["required"].as_array().into_iter().flatten();
        let required: BTreeSet<&str> = names.filter_map(Value::as_str).collect();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let path = match path {
                "" => name.clone(),
                path => format!("{path}.{name}"),
            };
            let is_required = required.contains(name.as_str());
            self.found.insert(path.clone(), is_required);
            self.collect(property, &path, depth);
        }
    }
}

/// What a reference leads to; anything else is itself.
pub(super) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"]
        .as_str()
        .and_then(|target| document.pointer(target.strip_prefix('#')?))
        .unwrap_or(value)
}

fn property_differences(
    body: Body,
    old: &Properties,
    new: &Properties,
    found: &mut Vec<Difference>,
) {
    for (name, &required) in new {
        let name = name.clone();
        match old.get(&name) {
            None => found.push(Difference::PropertyAdded {
                body,
                name,
                required,
            }),
            Some(false) if required && body == Body::Request => {
                found.push(Difference::PropertyRequired { name });
            }
            Some(_) => {}
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        found.push(Difference::PropertyRemoved {
            body,
            name: name.clone(),
        });
    }
}

/// The schema of a body: of the request, or of the first answer that is a success.
fn schema<'a>(body: Body, (document, entry): (&'a Value, &Entry<'a>)) -> Option<&'a Value> {
    let holder = match body {
        Body::Request => entry.operation.get("requestBody")?,
        Body::Answer => {
            let answers = entry.operation.get("responses")?.as_object()?;
            answers
                .iter()
                .find(|(status, _)| status.starts_with('2'))?
                .1
        }
    };
    let content = resolve(document, holder)["content"].as_object()?;
    content.values().next()?.get("schema")
}
