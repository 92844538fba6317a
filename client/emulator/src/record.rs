//! Things of the vault that are no more than their properties.

use crate::{errors::Refusal, fields::Fields};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A property that a request may carry.
pub(crate) struct Property {
    /// In the spelling that answers use.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

/// What a property holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// One of a few texts, in its own spelling.
    Choice(&'static [&'static str]),
    Boolean,
    Integer,
    List,
    /// A list of texts.
    Texts,
    Object,
}

/// A property that may be absent.
pub(crate) const fn optional(name: &'static str, kind: Kind) -> Property {
    Property {
        name,
        kind,
        required: false,
    }
}

/// A property that must be there, and not be empty.
pub(crate) const fn required(name: &'static str, kind: Kind) -> Property {
    Property {
        name,
        kind,
        required: true,
    }
}

/// Reads the properties that are known, in their own spelling and order. What is not known is left
/// out, as a PVWA does; a wrong type and a mandatory one that is absent are refused.
pub(crate) fn read(
    fields: Fields<'_>,
    properties: &[Property],
) -> Result<Map<String, Value>, Refusal> {
    let mut record = Map::new();
    for property in properties {
        let name = property.name;
        let value = match property.kind {
            Kind::Text if property.required => Some(fields.mandatory(name)?.into()),
            Kind::Text => fields.text(name)?.map(Value::from),
            Kind::Choice(values) => fields.choice(name, values)?.map(Value::from),
            Kind::Boolean => fields.boolean(name)?.map(Value::from),
            Kind::Integer => fields.integer(name)?.map(Value::from),
            Kind::List => fields.list(name)?.map(|list| list.to_vec().into()),
            Kind::Texts => fields.texts(name)?.map(|list| list.into()),
            Kind::Object => match fields.object(name)? {
                Some(_) => fields.value(name).cloned(),
                None => None,
            },
        };
        match value {
            Some(value) => drop(record.insert(name.to_owned(), value)),
            None if property.required => return Err(Refusal::mandatory(name)),
            None => {}
        }
    }
    Ok(record)
}

/// Records by their numbers, which are never used again.
#[derive(Default)]
pub(crate) struct Records {
    last: i64,
    rows: BTreeMap<i64, Map<String, Value>>,
}

impl Records {
    /// Adds a record and tells its number; the first one is 1.
    pub(crate) fn add(&mut self, record: Map<String, Value>) -> i64 {
        self.last += 1;
        self.rows.insert(self.last, record);
        self.last
    }

    /// The record of a number as a path or a body writes it.
    pub(crate) fn get(&self, id: &str) -> Option<&Map<String, Value>> {
        self.rows.get(&id.parse().ok()?)
    }

    /// The same, to change it.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Map<String, Value>> {
        self.rows.get_mut(&id.parse().ok()?)
    }

    /// Removes a record and tells what it was.
    pub(crate) fn remove(&mut self, id: &str) -> Option<Map<String, Value>> {
        self.rows.remove(&id.parse().ok()?)
    }

    /// All of them with their numbers, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, &Map<String, Value>)> {
        self.rows.iter().map(|(id, record)| (*id, record))
    }
}
