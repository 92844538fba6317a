//! Request bodies, read as a PVWA reads them: the case of a key does not matter, null is absent.

use crate::errors::Refusal;
use serde_json::{Map, Value};

/// The keys and values of a JSON object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(Option<&'a Map<String, Value>>);

impl<'a> Fields<'a> {
    /// The fields of a body; a body that is absent or null has none.
    pub(crate) fn of(value: Option<&'a Value>) -> Result<Self, Refusal> {
        match value {
            None | Some(Value::Null) => Ok(Self(None)),
            Some(Value::Object(map)) => Ok(Self(Some(map))),
            Some(_) => Err(Refusal::invalid("", "The body must be a JSON object.")),
        }
    }

    /// No fields at all.
    pub(crate) const fn none() -> Self {
        Self(None)
    }

    /// Every field that is not null.
    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.as_str(), value))
    }

    /// Any value; `None` where it is absent or null.
    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        self.iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .last()
    }

    /// A text; `None` where it is absent.
    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.value(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| Refusal::must_be(name, "a text"))
            })
            .transpose()
    }

    /// A text that has to be there and not be empty.
    pub(crate) fn mandatory(self, name: &str) -> Result<&'a str, Refusal> {
        match self.text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(Refusal::mandatory(name)),
        }
    }

    /// Any value that has to be there.
    pub(crate) fn mandatory_value(self, name: &str) -> Result<&'a Value, Refusal> {
        self.value(name).ok_or_else(|| Refusal::mandatory(name))
    }

    /// A boolean, or the text of one.
    pub(crate) fn boolean(self, name: &str) -> Result<Option<bool>, Refusal> {
        self.value(name)
            .map(|value| as_boolean(value).ok_or_else(|| not_boolean(name)))
            .transpose()
    }

    /// A boolean that has to be there.
    pub(crate) fn mandatory_boolean(self, name: &str) -> Result<bool, Refusal> {
        self.boolean(name)?.ok_or_else(|| Refusal::mandatory(name))
    }

    /// A whole number, or the text of one.
    pub(crate) fn integer(self, name: &str) -> Result<Option<i64>, Refusal> {
        self.value(name)
            .map(|value| {
                let number = match value {
                    Value::String(text) => text.parse().ok(),
                    other => other.as_i64(),
                };
                number.ok_or_else(|| Refusal::must_be(name, "a whole number"))
            })
            .transpose()
    }

    /// A whole number that has to be there.
    pub(crate) fn mandatory_integer(self, name: &str) -> Result<i64, Refusal> {
        self.integer(name)?.ok_or_else(|| Refusal::mandatory(name))
    }

    /// A list; `None` where it is absent.
    pub(crate) fn list(self, name: &str) -> Result<Option<&'a [Value]>, Refusal> {
        self.value(name)
            .map(|value| match value {
                Value::Array(items) => Ok(items.as_slice()),
                _ => Err(Refusal::must_be(name, "a list")),
            })
            .transpose()
    }

    /// A list that has to be there.
    pub(crate) fn mandatory_list(self, name: &str) -> Result<&'a [Value], Refusal> {
        self.list(name)?.ok_or_else(|| Refusal::mandatory(name))
    }

    /// A list of texts; `None` where it is absent.
    pub(crate) fn texts(self, name: &str) -> Result<Option<Vec<&'a str>>, Refusal> {
        self.list(name)?
            .map(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>())
            .map(|list| list.ok_or_else(|| Refusal::must_be(name, "a list of texts")))
            .transpose()
    }

    /// An object; `None` where it is absent.
    pub(crate) fn object(self, name: &str) -> Result<Option<Fields<'a>>, Refusal> {
        self.value(name)
            .map(|value| match value {
                Value::Object(map) => Ok(Self(Some(map))),
                _ => Err(Refusal::must_be(name, "a JSON object")),
            })
            .transpose()
    }

    /// An object that has to be there.
    pub(crate) fn mandatory_object(self, name: &str) -> Result<Fields<'a>, Refusal> {
        self.object(name)?.ok_or_else(|| Refusal::mandatory(name))
    }
}

/// A boolean as clients send it: `true` or `"True"`.
pub(crate) fn as_boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => boolean(text),
        _ => None,
    }
}

/// The text of a boolean, in any case.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The refusal of something that is no boolean.
pub(crate) fn not_boolean(name: &str) -> Refusal {
    Refusal::must_be(name, "true or false")
}
