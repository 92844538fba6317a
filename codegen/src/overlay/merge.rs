//! What an update does to one place.

use super::find::kind;
use crate::walk;
use serde_json::{Map, Value};

/// Why a value cannot be merged into another.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// The target is a text, a number or another plain value.
    Plain(&'static str),
    /// The target is an object, and the update is this.
    NoObject(&'static str),
    /// Under one name there is one kind of value in the document, another in the update.
    Kinds {
        /// The pointer to the document's.
        pointer: String,
        /// What the document has.
        old: &'static str,
        /// What the update has.
        new: &'static str,
    },
}

/// Merges `update` into what stands at `pointer`.
pub(super) fn merge(place: &mut Value, pointer: &str, update: &Value) -> Result<(), Clash> {
    match (place, update) {
        (Value::Object(object), Value::Object(update)) => into(object, pointer, update),
        (Value::Object(_), other) => Err(Clash::NoObject(kind(other))),
        (Value::Array(list), entry) => {
            list.push(entry.clone());
            Ok(())
        }
        (plain, _) => Err(Clash::Plain(kind(plain))),
    }
}

fn into(
    object: &mut Map<String, Value>,
    pointer: &str,
    update: &Map<String, Value>,
) -> Result<(), Clash> {
    for (key, new) in update {
        let Some(old) = object.get_mut(key) else {
            object.insert(key.clone(), new.clone());
            continue;
        };
        match (&mut *old, new) {
            (Value::Object(old), Value::Object(new)) => into(old, &walk::join(pointer, key), new)?,
            (Value::Array(old), Value::Array(new)) => old.extend(new.iter().cloned()),
            (one, other) if is_plain(one) && is_plain(other) => *old = new.clone(),
            (one, other) => {
                return Err(Clash::Kinds {
                    pointer: walk::join(pointer, key),
                    old: kind(one),
                    new: kind(other),
                });
            }
        }
    }
    Ok(())
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
