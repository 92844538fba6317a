//! One visitor for JSON and YAML, which bounds what it builds.

use std::fmt;

use serde::Deserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use crate::problem::Problem;
use crate::walk;

use super::MOST_BYTES;
use super::syntax::Parsed;
use super::text::Format;

/// The longest key that is read, in bytes: JSON pointers repeat keys, and the longest path of a
/// vault has 150.
const MOST_KEY: usize = 4096;

/// The key under which YAML merges other objects into one.
const MERGE: &str = "<<";

/// The most repeated keys that are remembered: enough to see what is wrong.
const MOST_REPEATED: usize = 100;

/// Why the visitor itself stops; a parser's error could carry a message only.
pub(super) enum Fault {
    TooMuch,
    LongKey,
    NoNumber,
    NoMerge,
}

impl Fault {
    pub(super) fn into_problem(self) -> Problem {
        match self {
            Self::TooMuch => Problem::new(
                "the document grows too large when its aliases are followed",
                "write out what the YAML aliases (`*name`) stand for, or use `$ref`",
            )
            .why(format!("no more than {} MiB are read", MOST_BYTES >> 20)),
            Self::LongKey => Problem::new(
                "a key is too long",
                "check that the document is the description of an API",
            )
            .why(format!("no more than {MOST_KEY} bytes are read")),
            Self::NoNumber => Problem::new(
                "a number is infinite or not a number",
                "put it in quotes if it is meant as text, or remove it",
            )
            .why("JSON, which OpenAPI is defined in, has no such number"),
            Self::NoMerge => Problem::new(
                "the key `<<` merges what is no object",
                "name an object after it (`<<: *name`), or write out what it stands for",
            ),
        }
    }
}

/// What is carried along while a document is read.
pub(super) struct Reading {
    left: usize,
    pointer: String,
    repeated: Vec<String>,
    pub(super) fault: Option<Fault>,
    format: Format,
}

impl Reading {
    pub(super) fn new(format: Format) -> Self {
        Self {
            left: MOST_BYTES,
            pointer: String::new(),
            repeated: Vec::new(),
            fault: None,
            format,
        }
    }

    /// What was read.
    pub(super) fn parsed(self, value: Value) -> Parsed {
        Parsed {
            value,
            format: self.format,
            repeated: self.repeated,
            mended: None,
        }
    }

    fn fail<T, E: Error>(&mut self, fault: Fault) -> Result<T, E> {
        self.fault = Some(fault);
        Err(E::custom("refused"))
    }

    /// Counts a node and the bytes of its text; only aliases can exceed the size of the file.
    fn count<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        match self.left.checked_sub(bytes + 1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => self.fail(Fault::TooMuch),
        }
    }

    fn below<T>(&mut self, segment: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&walk::escape(segment));
        let result = read(self);
        self.pointer.truncate(length);
        result
    }

    fn repeated(&mut self, key: &str) {
        if self.repeated.len() < MOST_REPEATED {
            self.repeated.push(walk::join(&self.pointer, key));
        }
    }
}

pub(super) struct Node<'a>(pub(super) &'a mut Reading);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(value.into())
    }

    // Beyond 64 bits YAML is read as JSON is: as a float.
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.0.count(0)?;
        match Number::from_f64(value) {
            Some(number) => Ok(Value::Number(number)),
            None => self.0.fail(Fault::NoNumber),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.count(value.len())?;
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.0.count(value.len())?;
        Ok(value.into())
    }

    /// A YAML tag of somebody's own: the value counts, not the tag.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (_, value) = data.variant::<IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut data: A) -> Result<Value, A::Error> {
        let reading = self.0;
        reading.count(0)?;
        let mut list = Vec::new();
        loop {
            let index = list.len().to_string();
            let next = reading.below(&index, |reading| data.next_element_seed(Node(reading)))?;
            match next {
                Some(value) => list.push(value),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut data: A) -> Result<Value, A::Error> {
        let reading = self.0;
        reading.count(0)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = data.next_key_seed(Key(reading))? {
            let value = reading.below(&key, |reading| data.next_value_seed(Node(reading)))?;
            if reading.format == Format::Yaml && key == MERGE {
                match value {
                    Value::Array(list) => merged.extend(list),
                    value => merged.push(value),
                }
                continue;
            }
            if object.get(&key).is_some_and(|before| *before != value) {
                reading.repeated(&key);
            }
            object.insert(key, value);
        }
        for merged in merged {
            match merged {
                Value::Object(merged) => {
                    for (key, value) in merged {
                        object.entry(key).or_insert(value);
                    }
                }
                _ => return reading.fail(Fault::NoMerge),
            }
        }
        Ok(Value::Object(object))
    }
}

/// A key as it is written: `200`, `1E+3` and `yes` are names here, not values.
struct Key<'a>(&'a mut Reading);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        if value.len() > MOST_KEY {
            return self.0.fail(Fault::LongKey);
        }
        self.0.count(value.len())?;
        Ok(value.to_owned())
    }
}
