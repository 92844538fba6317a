//! The operations of a PATCH, on the resource as it is answered.

use super::{field, filter::Filter};
use crate::{call::Call, errors::Refusal, fields::Fields};
use serde_json::{Map, Value};

/// The resource as the operations of a call leave it. Only `known` attributes can be meant.
pub(crate) fn patched(call: &Call, mut resource: Value, known: &[&str]) -> Result<Value, Refusal> {
    let operations = call.fields()?.list("Operations")?;
    for operation in operations.ok_or_else(|| Refusal::scim_invalid("Operations must be there."))? {
        let fields = Fields::of(Some(operation))?;
        let kind = fields.mandatory("op")?.to_ascii_lowercase();
        let value = fields.value("value");
        let path = fields.text("path")?.filter(|path| !path.is_empty());
        match (kind.as_str(), path, value) {
            ("remove", Some(path), value) => remove(&mut resource, path, value, known)?,
            ("add" | "replace", Some(path), Some(value)) => {
                set(&mut resource, path, value, kind == "add", known)?;
            }
            ("add" | "replace", None, Some(Value::Object(values))) => {
                for (path, value) in values {
                    set(&mut resource, path, value, kind == "add", known)?;
                }
            }
            ("add" | "replace", _, _) => {
                return Err(Refusal::scim_invalid(
                    "The operation has no value that fits its path.",
                ));
            }
            _ => {
                return Err(Refusal::new(
                    400,
                    "invalidSyntax",
                    format!("There is no {kind}."),
                ));
            }
        }
    }
    Ok(resource)
}

/// A path in its parts: attribute, filter in brackets, attribute below it.
struct Path<'a> {
    root: &'a str,
    filter: Option<&'a str>,
    below: Option<&'a str>,
}

impl<'a> Path<'a> {
    fn read(path: &'a str, known: &[&str]) -> Result<Self, Refusal> {
        let nowhere = || {
            Refusal::new(
                400,
                "noTarget",
                format!("The path {path} leads to nothing."),
            )
        };
        let root_of = |text: &'a str| {
            // The names of extensions have dots in them, so the longest name counts.
            let mut roots: Vec<&&str> = known
                .iter()
                .filter(|name| {
                    text.get(..name.len())
                        .is_some_and(|front| front.eq_ignore_ascii_case(name))
                })
                .filter(|name| {
                    let after = text.get(name.len()..).unwrap_or_default();
                    after.is_empty() || after.starts_with(['.', '[', ':'])
                })
                .collect();
            roots.sort_by_key(|name| std::cmp::Reverse(name.len()));
            roots.first().map(|name| name.len())
        };
        let length = root_of(path).ok_or_else(nowhere)?;
        let (root, rest) = path.split_at(length);
        let (filter, rest) = match rest.strip_prefix('[') {
            Some(rest) => {
                let (filter, rest) = rest.split_once(']').ok_or_else(nowhere)?;
                (Some(filter), rest)
            }
            None => (None, rest),
        };
        let below = rest.strip_prefix(['.', ':']);
        if below.is_none() && !rest.is_empty() {
            return Err(nowhere());
        }
        Ok(Self {
            root,
            filter,
            below,
        })
    }
}

/// The place of an attribute in an object, in the spelling it has there.
fn slot<'a>(object: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    if !object.is_object() {
        *object = Map::new().into();
    }
    let object = object.as_object_mut()?;
    let key = object
        .keys()
        .find(|key| key.eq_ignore_ascii_case(name))
        .cloned();
    Some(
        object
            .entry(key.unwrap_or_else(|| name.to_owned()))
            .or_insert(Value::Null),
    )
}

fn set(
    resource: &mut Value,
    path: &str,
    value: &Value,
    add: bool,
    known: &[&str],
) -> Result<(), Refusal> {
    let nowhere = || Refusal::scim_no_target(path);
    let path = Path::read(path, known)?;
    let mut place = slot(resource, path.root).ok_or_else(nowhere)?;
    if let Some(filter) = path.filter {
        let filter = Filter::read(filter, &["type", "value", "primary", "display", "key"])?;
        let items = place.as_array_mut().ok_or_else(nowhere)?;
        place = items
            .iter_mut()
            .find(|item| filter.passes(item))
            .ok_or_else(nowhere)?;
    }
    if let Some(below) = path.below {
        place = slot(place, below).ok_or_else(nowhere)?;
    }
    match (&mut *place, value) {
        (Value::Array(old), Value::Array(new)) if add => merge(old, new),
        (Value::Array(_), value) if !value.is_array() && path.below.is_none() => {
            return Err(Refusal::new(500, "", "The value must be a list."));
        }
        // A list of pairs replaces those of the same keys.
        (Value::Array(old), Value::Array(new))
            if new.iter().any(|item| item.get("key").is_some()) =>
        {
            merge(old, new);
        }
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new {
                old.insert(name.clone(), value.clone());
            }
        }
        (place, value) => *place = value.clone(),
    }
    Ok(())
}

/// Adds the items of a list that are not there, and replaces those that are.
fn merge(old: &mut Vec<Value>, new: &[Value]) {
    for item in new {
        let name = match item.get("key") {
            Some(_) => "key",
            None => "value",
        };
        let same = |known: &&mut Value| field(known, name) == field(item, name);
        match old.iter_mut().find(same) {
            Some(known) => *known = item.clone(),
            None => old.push(item.clone()),
        }
    }
}

fn remove(
    resource: &mut Value,
    path: &str,
    value: Option<&Value>,
    known: &[&str],
) -> Result<(), Refusal> {
    let nowhere = || Refusal::scim_no_target(path);
    let path = Path::read(path, known)?;
    let place = slot(resource, path.root).ok_or_else(nowhere)?;
    if let Some(filter) = path.filter {
        let filter = Filter::read(filter, &["type", "value", "primary", "display", "key"])?;
        let items = place.as_array_mut().ok_or_else(nowhere)?;
        let before = items.len();
        items.retain(|item| !filter.passes(item));
        return match items.len() < before {
            true => Ok(()),
            false => Err(nowhere()),
        };
    }
    if let Some(below) = path.below {
        let place = slot(place, below).ok_or_else(nowhere)?;
        *place = Value::Null;
        return Ok(());
    }
    match (place, value) {
        (Value::Array(items), Some(Value::Array(gone))) => {
            items.retain(|item| {
                !gone
                    .iter()
                    .any(|one| field(one, "value") == field(item, "value"))
            });
        }
        (place, _) => *place = Value::Null,
    }
    Ok(())
}
