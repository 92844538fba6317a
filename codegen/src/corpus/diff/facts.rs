//! What a dialect has to know of a change that its rule does not say: facts of the two documents.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::diff::change::{Change, Comparison, Place, Spot};
use crate::walk::{METHODS, unescape};

/// The most references that are followed from one to the next.
const MOST_HOPS: usize = 32;

/// Two documents, as they were written, and what our comparison of them says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) old: &'a Value,
    pub(super) new: &'a Value,
    pub(super) comparison: &'a Comparison,
}

impl<'a> Facts<'a> {
    /// The schemas that a change stands in, or the values themselves where there is no schema.
    pub(super) fn schemas(&self, change: &Change) -> [Option<&'a Map<String, Value>>; 2] {
        [
            change.old.as_ref().and_then(|spot| schema(self.old, spot)),
            change.new.as_ref().and_then(|spot| schema(self.new, spot)),
        ]
    }

    /// The parameters that a change stands in.
    pub(super) fn parameters(&self, change: &Change) -> [Option<&'a Map<String, Value>>; 2] {
        let of = |document, spot: &Option<Spot>| enclosing(document, spot.as_ref()?, is_parameter);
        [of(self.old, &change.old), of(self.new, &change.new)]
    }

    /// How the versions stand to each other by their first two numbers, from the new to the old;
    /// `None` where one of them has none and they differ.
    ///
    /// The tools that look at versions look no further: what follows is a correction.
    pub(super) fn versions(&self) -> Option<Ordering> {
        let version = |side: &'a crate::diff::change::Side| side.version.as_deref().unwrap_or("");
        let (old, new) = (version(&self.comparison.old), version(&self.comparison.new));
        match (numbers(old), numbers(new)) {
            (Some(old), Some(new)) => Some(new.cmp(&old)),
            _ => old.eq_ignore_ascii_case(new).then_some(Ordering::Equal),
        }
    }
}

fn numbers(version: &str) -> Option<(u64, u64)> {
    let mut parts = version.split('.').map(|part| part.trim().parse().ok());
    let major = parts.next()??;
    Some((major, parts.next().flatten().unwrap_or(0)))
}

fn is_parameter(value: &Map<String, Value>) -> bool {
    value.contains_key("in") && value.contains_key("name")
}

/// Whether a parameter must be given.
pub(super) fn is_required(parameter: &Map<String, Value>) -> bool {
    parameter.get("required") == Some(&Value::Bool(true))
        || parameter.get("in").is_some_and(|place| place == "path")
}

/// What a reference leads to, or the value itself.
pub(super) fn resolve<'a>(document: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..MOST_HOPS {
        let Some(pointer) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        let found = pointer
            .strip_prefix('#')
            .and_then(|at| document.pointer(at));
        match found {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// The object at a place, or the nearest around it that is as wanted.
fn enclosing<'a>(
    document: &'a Value,
    spot: &Spot,
    wanted: impl Fn(&Map<String, Value>) -> bool,
) -> Option<&'a Map<String, Value>> {
    let mut pointer = spot.pointer.as_str();
    loop {
        let found = document.pointer(pointer).map(|at| resolve(document, at));
        if let Some(object) = found.and_then(Value::as_object)
            && wanted(object)
        {
            return Some(object);
        }
        pointer = pointer.rsplit_once('/')?.0;
    }
}

/// The schema at a place: of a parameter, a header or a media type the one that stands in it.
fn schema<'a>(document: &'a Value, spot: &Spot) -> Option<&'a Map<String, Value>> {
    let found = enclosing(document, spot, |_| true)?;
    match found.get("schema").filter(|inner| inner.is_object()) {
        Some(inner) => resolve(document, inner).as_object(),
        None => Some(found),
    }
}

/// The method and the path that a place belongs to; the method is empty at the path itself.
pub(super) fn operation_of(spot: &Spot) -> Option<(String, String)> {
    let mut parts = spot.pointer.split('/').skip(1);
    parts
        .next()
        .filter(|part| *part == "paths" || *part == "x-ms-paths")?;
    let path = unescape(parts.next()?);
    let method = parts.next().filter(|part| METHODS.contains(part));
    Some((method.unwrap_or_default().to_owned(), path))
}

/// The parameters of an operation, with those of its path, whatever parameters of paths are called.
pub(super) fn parameters_of<'a>(
    document: &'a Value,
    method: &str,
    path: &str,
) -> Vec<&'a Map<String, Value>> {
    let wanted = nameless(path);
    let items = document.get("paths").and_then(Value::as_object);
    let items = items
        .into_iter()
        .flatten()
        .filter(|(known, _)| nameless(known) == wanted);
    let lists = items.flat_map(|(_, item)| {
        let own = item
            .get(method)
            .and_then(|operation| operation.get("parameters"));
        [item.get("parameters"), own]
    });
    let lists = lists.flatten().filter_map(Value::as_array).flatten();
    lists
        .filter_map(|each| resolve(document, each).as_object())
        .collect()
}

/// Whether a document has a path, whatever its parameters are called.
pub(super) fn has_path(document: &Value, path: &str) -> bool {
    let wanted = nameless(path);
    ["paths", "x-ms-paths"].into_iter().any(|section| {
        let items = document.get(section).and_then(Value::as_object);
        items.is_some_and(|items| items.keys().any(|known| nameless(known) == wanted))
    })
}

/// A path without the names of its parameters.
pub(super) fn nameless(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

/// Whether a schema is named by any reference of a document.
pub(super) fn is_used(document: &Value, change: &Change) -> bool {
    let Place::Schema { name } = &change.place else {
        return true;
    };
    let mut used = false;
    crate::walk::references(document, &mut |reference| {
        used |= reference.rsplit('/').next() == Some(name.as_str());
    });
    used
}

/// Whether a parameter has to be given and has one value only.
pub(super) fn is_constant(parameter: &Map<String, Value>) -> bool {
    let schema = parameter.get("schema").and_then(Value::as_object);
    let values = [Some(parameter), schema].into_iter().flatten();
    let values = values.filter_map(|holder| holder.get("enum").and_then(Value::as_array));
    is_required(parameter) && values.into_iter().any(|values| values.len() == 1)
}
