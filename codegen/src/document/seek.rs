//! Where in the text the node at a JSON pointer stands.
//!
//! YAML is parsed once more, by the parser that read it, and only as far as the node: there the
//! seed fails, and the parser says where it was.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use crate::walk;

use super::scan;
use super::text::Format;

/// Line and column, both from 1, of the node at `pointer` or else of the next one above it that
/// exists; `None` for the root.
pub(super) fn position(text: &str, format: Format, pointer: &str) -> Option<(usize, usize)> {
    let path: Vec<String> = pointer.split('/').skip(1).map(walk::unescape).collect();
    match format {
        Format::Json => {
            let before = text.get(..scan::offset(text, &path)?)?;
            let line_start = before.rfind('\n').map_or(0, |end| end + 1);
            let line = before.matches('\n').count() + 1;
            Some((line, before[line_start..].chars().count() + 1))
        }
        Format::Yaml => {
            let mut deepest = 0;
            let position = fail_at(text, &path, &mut deepest);
            if deepest == path.len() {
                return position;
            }
            // How much of it exists is known only now.
            fail_at(text, &path[..deepest], &mut 0)
        }
    }
}

/// Parses as far as `path` leads and answers where that is; `deepest` counts the segments found.
fn fail_at(text: &str, path: &[String], deepest: &mut usize) -> Option<(usize, usize)> {
    if path.is_empty() {
        return None;
    }
    let seek = Seek {
        path,
        depth: 0,
        deepest,
    };
    let error = seek
        .deserialize(yaml_serde::Deserializer::from_str(text))
        .err()?;
    let location = error.location()?;
    Some((location.line(), location.column()))
}

/// Goes along `path[depth..]` and fails where it ends.
struct Seek<'a> {
    path: &'a [String],
    depth: usize,
    deepest: &'a mut usize,
}

impl Seek<'_> {
    fn deeper(&mut self) -> Seek<'_> {
        Seek {
            path: self.path,
            depth: self.depth + 1,
            deepest: self.deepest,
        }
    }
}

/// Fails: the position of the failure is the answer, its message is not.
fn stop<T, E: Error>() -> Result<T, E> {
    Err(E::custom("here"))
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        *self.deepest = self.depth;
        deserializer.deserialize_any(self)
    }
}

/// At a leaf there is nowhere further to go, whether it was the node looked for or not.
macro_rules! leaves {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E: Error>(self, _: $type) -> Result<(), E> {
            stop()
        })*
    };
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    leaves! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128,
        visit_f64: f64, visit_str: &str
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        stop()
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<(), A::Error> {
        let (_, value) = data.variant::<IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut data: A) -> Result<(), A::Error> {
        let segment = self.path.get(self.depth);
        let Some(index) = segment.and_then(|segment| segment.parse::<usize>().ok()) else {
            return stop();
        };
        for _ in 0..index {
            if data.next_element::<IgnoredAny>()?.is_none() {
                return stop();
            }
        }
        data.next_element_seed(self.deeper())?;
        stop()
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut data: A) -> Result<(), A::Error> {
        let Some(segment) = self.path.get(self.depth) else {
            return stop();
        };
        while let Some(found) = data.next_key_seed(Wanted {
            segment,
            seek: self.deeper(),
        })? {
            if found {
                data.next_value_seed(self.deeper())?;
                return stop();
            }
            data.next_value::<IgnoredAny>()?;
        }
        stop()
    }
}

/// A key: says whether it is the one looked for, and fails where that is the last one.
struct Wanted<'a> {
    segment: &'a str,
    seek: Seek<'a>,
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Wanted<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        let found = key == self.segment;
        if found && self.seek.depth == self.seek.path.len() {
            *self.seek.deepest = self.seek.depth;
            return stop();
        }
        Ok(found)
    }
}
