//! What every step of the upgrade needs: the source, the report, what moved where, and a limit.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::document::MOST_BYTES;
use crate::report::Report;

/// The most that the upgrade may write, in nodes and bytes of text, beyond what stands once in the
/// source: a schema is repeated for each media type, which hostile lists could make endless. The
/// vault with the largest document needs a hundredth of it.
const MOST_COPIED: usize = 4 * MOST_BYTES;

/// The most references that are followed from one to the next: real documents have one or two.
const MOST_HOPS: usize = 16;

/// A node that is elsewhere now, with everything below it.
struct Moved {
    to: String,
    from: String,
    /// Whether only what was below the node is here, and the node itself elsewhere.
    is_inner: bool,
}

/// An upgrade under way.
pub(super) struct Conversion<'a> {
    /// The document as it was.
    pub(super) source: &'a Value,
    report: &'a mut Report,
    moved: Vec<Moved>,
    left: usize,
    is_too_large: bool,
}

impl<'a> Conversion<'a> {
    pub(super) fn new(source: &'a Value, report: &'a mut Report) -> Self {
        Self {
            source,
            report,
            moved: Vec::new(),
            left: MOST_COPIED,
            is_too_large: false,
        }
    }

    /// New pointers with the old ones; `None` where the limit was reached and the result is void.
    pub(super) fn finish(self) -> Option<HashMap<String, String>> {
        let pairs = self.moved.into_iter().map(|moved| (moved.to, moved.from));
        (!self.is_too_large).then(|| pairs.collect())
    }

    /// Counts what is written; `false` where that is too much.
    pub(super) fn charge(&mut self, amount: usize) -> bool {
        match self.left.checked_sub(amount) {
            Some(left) => self.left = left,
            None => self.is_too_large = true,
        }
        !self.is_too_large
    }

    /// A copy of what may be copied many times; `null` where that is too much.
    pub(super) fn copy(&mut self, value: &Value) -> Value {
        if self.charge(weight(value)) {
            value.clone()
        } else {
            Value::Null
        }
    }

    /// What may still be written.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Records a change that says the same in another way.
    pub(super) fn kept(&mut self, step: &'static str, at: &str, note: impl Into<String>) {
        if self.charge(at.len()) {
            self.report.by(step).kept(at, note);
        }
    }

    /// Records a change that lost something.
    pub(super) fn lost(&mut self, step: &'static str, at: &str, note: impl Into<String>) {
        if self.charge(at.len()) {
            self.report.by(step).lost(at, note);
        }
    }

    /// Remembers where something is now, and everything below it.
    pub(super) fn moved(&mut self, to: &str, from: &str) {
        self.remember(to, from, false);
    }

    /// Remembers where the values are described that a parameter described by itself.
    pub(super) fn moved_inside(&mut self, to: &str, from: &str) {
        self.remember(to, from, true);
    }

    fn remember(&mut self, to: &str, from: &str, is_inner: bool) {
        if to != from && self.charge(to.len() + from.len()) {
            self.moved.push(Moved {
                to: to.to_owned(),
                from: from.to_owned(),
                is_inner,
            });
        }
    }

    /// Where the node is now that was at a pointer of the source.
    pub(super) fn moved_by_source(&self) -> impl Fn(&str) -> String {
        // Where something was copied to several places, the first one counts.
        let places = |is_inner| -> HashMap<&str, &str> {
            let moved = self.moved.iter().rev();
            moved
                .filter(|moved| moved.is_inner == is_inner)
                .map(|moved| (moved.from.as_str(), moved.to.as_str()))
                .collect()
        };
        let (whole, inner) = (places(false), places(true));
        move |from| {
            let mut prefix = from;
            loop {
                let rest = &from[prefix.len()..];
                let below = inner.get(prefix).filter(|_| !rest.is_empty());
                if let Some(to) = below.or_else(|| whole.get(prefix)) {
                    return format!("{to}{rest}");
                }
                match prefix.rfind('/') {
                    Some(cut) => prefix = &prefix[..cut],
                    None => return from.to_owned(),
                }
            }
        }
    }

    /// The pointers of the source below `parent` whose nodes are elsewhere now.
    pub(super) fn moved_from(&self, parent: &str) -> HashSet<String> {
        let pointers = self.moved.iter().map(|moved| &moved.from);
        let pointers = pointers.filter(|from| from.starts_with(parent));
        pointers.cloned().collect()
    }

    /// The object that `value` is or refers to within the document, with its pointer.
    pub(super) fn resolve<'v>(
        &self,
        value: &'v Value,
        at: &str,
    ) -> Option<(&'v Map<String, Value>, String)>
    where
        'a: 'v,
    {
        let (mut value, mut at) = (value, at.to_owned());
        for _ in 0..MOST_HOPS {
            let object = value.as_object()?;
            let Some(reference) = object.get("$ref").and_then(Value::as_str) else {
                return Some((object, at));
            };
            at = self.pointer_of(reference)?;
            value = self.source.pointer(&at)?;
        }
        None
    }

    /// The pointer into the source that a reference within the document means.
    ///
    /// A name may hold a percent sign, so the pointer counts as it is written if it leads somewhere.
    pub(super) fn pointer_of(&self, reference: &str) -> Option<String> {
        let pointer = reference.strip_prefix('#')?;
        if self.source.pointer(pointer).is_some() {
            return Some(pointer.to_owned());
        }
        Some(percent_decoded(pointer))
    }

    /// The object in `document` that a reference within it leads to, over others, with its pointer.
    pub(super) fn followed<'v>(
        &mut self,
        document: &'v Value,
        reference: &'v str,
    ) -> Option<(&'v Map<String, Value>, String)> {
        let mut reference = reference;
        for _ in 0..MOST_HOPS {
            if !self.charge(reference.len()) {
                return None;
            }
            let pointer = existing(document, reference.strip_prefix('#')?)?;
            let object = document.pointer(&pointer)?.as_object()?;
            match object.get("$ref").and_then(Value::as_str) {
                Some(next) => reference = next,
                None => return Some((object, pointer)),
            }
        }
        None
    }

    /// The media types of an operation: its own, or those of the whole document. An empty list of
    /// its own counts.
    pub(super) fn media_types(&mut self, operation: &Value, key: &str) -> Vec<String> {
        let list = operation.get(key).or_else(|| self.source.get(key));
        let names = match list {
            Some(Value::Array(list)) => list.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => &[],
        };
        if self.is_too_large || !self.charge(names.iter().map(weight).sum()) {
            return Vec::new();
        }
        let names = names.iter().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    }

    /// The `content` that has the same entry under each media type.
    pub(super) fn content(&mut self, media_types: &[String], entry: &Value) -> Map<String, Value> {
        let mut content = Map::new();
        for name in media_types {
            if !self.charge(name.len()) {
                break;
            }
            content.insert(name.clone(), self.copy(entry));
        }
        content
    }
}

/// `pointer` as it is written or with percent-encoding undone, whichever leads somewhere.
pub(super) fn existing(document: &Value, pointer: &str) -> Option<String> {
    if document.pointer(pointer).is_some() {
        return Some(pointer.to_owned());
    }
    let decoded = percent_decoded(pointer);
    document.pointer(&decoded).map(|_| decoded)
}

/// Nodes and bytes of text.
fn weight(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(object) => object
            .iter()
            .map(|(key, value)| key.len() + weight(value))
            .sum(),
        _ => 0,
    }
}

/// Undoes percent-encoding; what is none, or does not come out as UTF-8, stays.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after
            .first_chunk::<2>()
            .filter(|digits| first == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
