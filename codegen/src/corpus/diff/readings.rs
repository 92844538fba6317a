//! What the tools find that has nothing to do with the wire: read from the two documents as they
//! are written, since our comparison rightly does not look at it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::facts::{Facts, nameless, resolve};

/// What is looked for: two objects that stand at the same place.
type Wanted<'w> = dyn Fn(&Map<String, Value>, &Map<String, Value>) -> bool + 'w;

/// The most levels that two documents are walked down together.
const MOST_DEPTH: usize = 200;

/// Whether an operation became one that takes long, or is none any more, by Azure's extension.
pub(super) fn long_running_changed(facts: &Facts<'_>) -> bool {
    const NAME: &str = "x-ms-long-running-operation";
    let long = |object: &Map<String, Value>| object.get(NAME) == Some(&Value::Bool(true));
    any_pair(facts, &|old, new| {
        (old.contains_key(NAME) || new.contains_key(NAME)) && long(old) != long(new)
    })
}

/// Whether an enum got another name, or became open or closed, by Azure's extension.
pub(super) fn enum_extension_changed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| {
        let part = |object: &Map<String, Value>, name: &str| {
            object.get("x-ms-enum").map(|of| of.get(name).cloned())
        };
        ["name", "modelAsString"].into_iter().any(|name| {
            let (before, after) = (part(old, name), part(new, name));
            before.is_some() && after.is_some() && before != after
        })
    })
}

/// Whether an enum got Azure's extension.
pub(super) fn enum_extension_added(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| {
        !old.contains_key("x-ms-enum") && new.contains_key("x-ms-enum") && old.contains_key("enum")
    })
}

/// Whether an enum lost Azure's extension.
pub(super) fn enum_extension_removed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| {
        old.contains_key("x-ms-enum") && !new.contains_key("x-ms-enum") && new.contains_key("enum")
    })
}

/// Whether a schema is taken by another name, whatever it holds: names are not on the wire.
pub(super) fn reference_changed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| {
        let name = |object: &Map<String, Value>| {
            let target = object.get("$ref").and_then(Value::as_str);
            target
                .filter(|to| to.contains("/schemas/") || to.contains("/definitions/"))
                .map(str::to_owned)
        };
        name(new).is_some_and(|target| name(old) != Some(target))
    })
}

/// Whether parameters that both documents list stand in another order; those of the path aside.
///
/// Generated code may take them by position; on the wire they have none.
pub(super) fn parameter_order_changed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| {
        let listed = |document, object: &Map<String, Value>| -> Vec<(String, String)> {
            let list = object.get("parameters").and_then(Value::as_array);
            let text =
                |parameter: &Value, key: &str| Some(parameter.get(key)?.as_str()?.to_owned());
            let each = list
                .into_iter()
                .flatten()
                .map(|parameter| resolve(document, parameter));
            each.filter_map(|parameter| Some((text(parameter, "name")?, text(parameter, "in")?)))
                .filter(|(_, place)| place != "path")
                .collect()
        };
        let (before, after) = (listed(facts.old, old), listed(facts.new, new));
        let shared = |these: &[(String, String)], those: &[(String, String)]| -> Vec<_> {
            these
                .iter()
                .filter(|one| those.contains(one))
                .cloned()
                .collect()
        };
        shared(&before, &after) != shared(&after, &before)
    })
}

/// Whether a schema names another one that it extends, with a word that Swagger does not know.
pub(super) fn extends_changed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| {
        let named = |object: &Map<String, Value>| {
            object.get("extends").filter(|at| at.is_string()).cloned()
        };
        named(old) != named(new)
    })
}

/// Whether a protocol is no longer named: hosts and protocols are where a vault was put.
pub(super) fn scheme_gone(facts: &Facts<'_>) -> bool {
    gone(facts, "schemes")
}

/// Whether a media type of requests is no longer named for the whole document, where perhaps no
/// operation has a body.
pub(super) fn consumes_gone(facts: &Facts<'_>) -> bool {
    gone(facts, "consumes")
}

/// Whether a media type of answers is newly named for the whole document.
pub(super) fn produces_added(facts: &Facts<'_>) -> bool {
    let turned = Facts {
        old: facts.new,
        new: facts.old,
        ..*facts
    };
    gone(&turned, "produces")
}

/// Whether a list at the root lost an entry.
fn gone(facts: &Facts<'_>, name: &str) -> bool {
    let list = |document: &Value| document.get(name).and_then(Value::as_array).cloned();
    let (old, new) = (list(facts.old), list(facts.new).unwrap_or_default());
    old.is_some_and(|old| old.iter().any(|entry| !new.contains(entry)))
}

/// Whether two objects that stand at the same place are as wanted.
fn any_pair(facts: &Facts<'_>, wanted: &Wanted<'_>) -> bool {
    search(facts.old, facts.new, wanted, 0)
}

fn search(old: &Value, new: &Value, wanted: &Wanted<'_>, depth: usize) -> bool {
    if depth > MOST_DEPTH {
        return false;
    }
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let below = |(key, inner): (&String, &Value)| {
                let at = new.get(key).or_else(|| same_path(new, key));
                at.is_some_and(|at| search(inner, at, wanted, depth + 1))
            };
            wanted(old, new) || old.iter().any(below)
        }
        (Value::Array(old), Value::Array(new)) => {
            old.iter().enumerate().any(|(index, inner)| {
                // What has a name keeps it wherever it stands in a list: a parameter, or one of
                // several schemas.
                let partner = match named(inner) {
                    Some(name) => new.iter().find(|at| named(at) == Some(name)),
                    None => new.get(index).filter(|at| named(at).is_none()),
                };
                partner.is_some_and(|at| search(inner, at, wanted, depth + 1))
            })
        }
        _ => false,
    }
}

/// What stands at a path whose parameters have other names.
fn same_path<'a>(items: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let wanted = path.contains('{').then(|| nameless(path))?;
    let mut items = items.iter().filter(|(known, _)| known.starts_with('/'));
    let found = items.find(|(known, _)| nameless(known) == wanted)?;
    Some(found.1)
}

/// By what one of a list is told from the others, if it has a name.
fn named(value: &Value) -> Option<&Value> {
    value.get("$ref").or_else(|| value.get("name"))
}

/// Whether a schema is made of others, or of none any more: what is inherited may be written out.
pub(super) fn all_of_changed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| parts_differ(old, new, "allOf"))
}

/// Whether a schema may be others than before, or none of them any more: one choice is none.
pub(super) fn one_of_changed(facts: &Facts<'_>) -> bool {
    any_pair(facts, &|old, new| parts_differ(old, new, "oneOf"))
}

/// Whether two lists of schemas name others; those without a name do not count, nor does the order.
fn parts_differ(old: &Map<String, Value>, new: &Map<String, Value>, key: &str) -> bool {
    let names = |object: &Map<String, Value>| -> BTreeSet<String> {
        let list = object.get(key).and_then(Value::as_array);
        let parts = list.into_iter().flatten();
        parts
            .filter_map(|part| part.get("$ref")?.as_str().map(str::to_owned))
            .collect()
    };
    names(old) != names(new)
}
