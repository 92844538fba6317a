//! A document as it is compared: a tree that borrows its text and is a fifth of the size of a
//! `serde_json::Value`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::document::Format;

/// The key of a reference.
const REFERENCE: &str = "$ref";

/// The key under which YAML merges other objects into one.
const MERGE: &str = "<<";

/// Up to this many keys of an object are compared with each other, more are hashed.
const FEW_KEYS: usize = 16;

/// A node of a document.
#[derive(Clone, Debug)]
pub(super) enum Node<'t> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'t, str>),
    List(Box<[Node<'t>]>),
    Map(Box<[Entry<'t>]>),
}

/// A key of an object and what stands under it.
pub(super) type Entry<'t> = (Cow<'t, str>, Node<'t>);

impl<'t> Node<'t> {
    /// Reads a text; `None` where only the reader of documents can tell what it means.
    ///
    /// That is everything but well-formed JSON and plain YAML whose references stay inside of it.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let mut open = Open::new(text);
        if Format::of(text) == Format::Yaml {
            let deserializer = yaml_serde::Deserializer::from_str(text);
            return Reader(&mut open).deserialize(deserializer).ok();
        }
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let node = Reader(&mut open).deserialize(&mut deserializer);
        node.ok().filter(|_| deserializer.end().is_ok())
    }

    /// The tree of a value in memory.
    pub(super) fn of(value: &'t Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(map) => Self::Map(
                map.iter()
                    .map(|(key, value)| (Cow::Borrowed(key.as_str()), Self::of(value)))
                    .collect(),
            ),
        }
    }

    /// What stands under a key; `None` where it is no object or has no such key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, node)| node)
    }

    /// The keys and values of an object; none for anything else.
    pub(super) fn entries(&self) -> &[Entry<'t>] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The elements of a list; none for anything else.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn is_map(&self) -> bool {
        matches!(self, Self::Map(_))
    }

    /// The text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text under a key.
    pub(super) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Self::text)
    }

    /// Whether `true` stands under a key.
    pub(super) fn is_true(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Self::Bool(true)))
    }

    /// The reference that this node is, if it is one.
    pub(super) fn reference(&self) -> Option<&str> {
        self.text_at(REFERENCE)
    }

    /// What tells this node from every other while the tree lives.
    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// The part of a borrowed text that this node holds first: its own, or that of its first key.
    pub(super) fn borrowed(&self) -> Option<&str> {
        match self {
            Self::Text(Cow::Borrowed(text)) => Some(text),
            Self::Map(entries) => match entries.first() {
                Some((Cow::Borrowed(key), _)) => Some(key),
                _ => None,
            },
            Self::List(items) => items.first().and_then(Self::borrowed),
            _ => None,
        }
    }
}

/// The order of keys says nothing.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => {
                a.len() == b.len()
                    && in_order(a)
                        .iter()
                        .zip(in_order(b))
                        .all(|(a, b)| a.0 == b.0 && a.1 == b.1)
            }
            _ => false,
        }
    }
}

/// The entries of an object by their keys.
fn in_order<'a, 't>(entries: &'a [Entry<'t>]) -> Vec<&'a Entry<'t>> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

/// As compact JSON, the keys in order.
impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => write!(f, "{}", Value::String(text.to_string())),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Map(entries) => {
                f.write_str("{")?;
                for (index, (key, node)) in in_order(entries).into_iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{}:{node}", Value::String(key.to_string()))?;
                }
                f.write_str("}")
            }
        }
    }
}

/// What is read and not yet put into its object or list: each is allocated once, in its size.
struct Open<'t> {
    entries: Vec<Entry<'t>>,
    items: Vec<Node<'t>>,
    /// How many nodes may still come: no more than the text has bytes, unless YAML aliases (`*name`)
    /// repeat some.
    left: usize,
}

impl Open<'_> {
    fn new(text: &str) -> Self {
        Self {
            entries: Vec::new(),
            items: Vec::new(),
            left: text.len(),
        }
    }
}

/// Reads a node.
struct Reader<'o, 't>(&'o mut Open<'t>);

impl<'de> DeserializeSeed<'de> for Reader<'_, 'de> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        let left = self.0.left.checked_sub(1);
        self.0.left = left.ok_or_else(|| D::Error::custom("aliases of aliases"))?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, 'de> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Number::from_f64(value)
            .map(Node::Number)
            .ok_or_else(|| E::custom("no number"))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut data: A) -> Result<Self::Value, A::Error> {
        let open = self.0;
        let start = open.items.len();
        while let Some(item) = data.next_element_seed(Reader(open))? {
            open.items.push(item);
        }
        Ok(Node::List(open.items.split_off(start).into_boxed_slice()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut data: A) -> Result<Self::Value, A::Error> {
        let open = self.0;
        let start = open.entries.len();
        while let Some(Key(key)) = data.next_key()? {
            let node = data.next_value_seed(Reader(open))?;
            if key == REFERENCE && node.text().is_some_and(|target| !target.starts_with('#')) {
                return Err(A::Error::custom("another document"));
            }
            if key == MERGE {
                return Err(A::Error::custom("objects merged into one"));
            }
            open.entries.push((key, node));
        }
        let entries = without_repeated(open.entries.split_off(start));
        Ok(Node::Map(entries.into_boxed_slice()))
    }
}

/// Of a key that stands more than once, the last value counts.
fn without_repeated(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let repeats = match entries.len() {
        0 | 1 => false,
        few if few <= FEW_KEYS => entries
            .iter()
            .enumerate()
            .any(|(at, (key, _))| entries.iter().take(at).any(|(other, _)| other == key)),
        _ => {
            let mut seen = HashSet::with_capacity(entries.len());
            !entries.iter().all(|(key, _)| seen.insert(key.as_ref()))
        }
    };
    if repeats {
        let mut seen: HashSet<String> = HashSet::with_capacity(entries.len());
        entries.reverse();
        entries.retain(|(key, _)| seen.insert(key.to_string()));
        entries.reverse();
    }
    entries
}

/// A key, borrowed where it can be.
struct Key<'t>(Cow<'t, str>);

impl<'de: 't, 't> Deserialize<'de> for Key<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyReader;
        impl<'de> Visitor<'de> for KeyReader {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyReader)
    }
}
