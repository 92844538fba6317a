//! What following targets and merging updates may cost: a document from outside can be as deep and
//! wide as it is read, and a target with `..` looks at everything in it.

use super::target::Step;
use serde_json::Value;

/// How many values all targets together may look at: a hundred times as many as the largest
/// document has, and few enough that nobody waits for long.
const MOST_LOOKS: u64 = 1 << 24;

/// The most places that one step of a target selects or passes through: what memory they take.
const MOST_PLACES: usize = 1 << 21;

/// The most bytes of the pointers to all places that one target selects.
const MOST_POINTERS: usize = 32 << 20;

/// How much all updates together may add, in bytes: as much as is read of a document.
const MOST_ADDED: usize = crate::document::MOST_BYTES;

/// The deepest that a value of the document may stand once it is updated: as deep as is read.
pub(super) const MOST_DEPTH: usize = 128;

/// How many levels a document can have, for what a filter with `..` costs.
const LEVELS: u64 = 128;

/// What making a regular expression costs, compared with looking at a value.
const EXPRESSION: u64 = 500;

/// What it costs where the document may hold the expression, which can be the worst there is.
const FOREIGN_EXPRESSION: u64 = 20_000;

/// A bound is reached.
pub(super) struct TooMuch;

/// What is left.
pub(super) struct Budget {
    looks: u64,
    added: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            looks: MOST_LOOKS,
            added: MOST_ADDED,
        }
    }
}

impl Budget {
    /// Counts what it costs to ask `step` of `value`, before it is asked; `way` is the length of
    /// the path that is read and followed for it.
    pub(super) fn ask(
        &mut self,
        step: &Step,
        value: &Value,
        document: &Value,
        way: usize,
    ) -> Result<(), TooMuch> {
        let selector = &step.selector;
        let places = 1 + children(value);
        let commas = selector.bytes().filter(|byte| *byte == b',').count() as u64;
        let mut cost = places.saturating_mul(1 + commas).saturating_add(way as u64);
        if is_wide(selector) {
            cost = cost.saturating_add(wide(selector, commas, value, document));
        }
        cost = cost.saturating_add(places.saturating_mul(expressions(selector)));
        self.looks = self.looks.checked_sub(cost).ok_or(TooMuch)?;
        Ok(())
    }

    /// Counts what an update adds at all its places.
    pub(super) fn add(&mut self, size: usize, places: usize) -> Result<(), TooMuch> {
        let added = size.saturating_mul(places);
        self.added = self.added.checked_sub(added).ok_or(TooMuch)?;
        Ok(())
    }
}

/// Whether a filter can look at more than one value for each that it tests.
fn is_wide(selector: &str) -> bool {
    let queries = selector.matches(['@', '$']).count();
    selector.contains('?') && (queries > 1 || selector.contains('$') || is_plural(selector))
}

/// Whether a query in a selector can lead to more than one value.
fn is_plural(selector: &str) -> bool {
    selector.contains(['*', ':']) || selector.contains("..")
}

/// The most that a filter can look at which is asked of `value`.
fn wide(selector: &str, commas: u64, value: &Value, document: &Value) -> u64 {
    let mut most = count(value);
    let from_root = selector.matches('$').count();
    // One value at the root is compared with no more than there is in the other one. Otherwise
    // the whole document is looked at, again for each value around it.
    if from_root > 1 || is_plural(selector) {
        for _ in 0..from_root {
            most = most.saturating_mul(count(document));
        }
    }
    // Each `..` but the first meets a value once for every level above it, and each comma of a
    // union once more.
    for _ in selector.matches("..").skip(1) {
        most = most.saturating_mul(LEVELS);
    }
    for _ in 0..commas {
        most = most.saturating_mul(2);
    }
    most
}

/// What the regular expressions of a filter cost for each value that it tests.
fn expressions(selector: &str) -> u64 {
    let calls = ["match", "search"].map(|name| selector.matches(name).count());
    let calls = calls.iter().sum::<usize>() as u64;
    let first = ["match", "search"]
        .iter()
        .filter_map(|name| selector.find(name))
        .min();
    let rest = first.map_or("", |first| &selector[first..]);
    // A call asks the document for its first argument; whatever else is asked for after it may be
    // the expression of one.
    let each = match rest.matches(['@', '$']).count() as u64 <= calls {
        true => EXPRESSION,
        false => FOREIGN_EXPRESSION,
    };
    calls.saturating_mul(each)
}

/// Refuses more places than are kept in memory.
pub(super) fn places(count: usize) -> Result<(), TooMuch> {
    match count <= MOST_PLACES {
        true => Ok(()),
        false => Err(TooMuch),
    }
}

/// Refuses more bytes of pointers than are kept in memory.
pub(super) fn pointers(bytes: usize) -> Result<(), TooMuch> {
    match bytes <= MOST_POINTERS {
        true => Ok(()),
        false => Err(TooMuch),
    }
}

/// How many values stand directly inside of one.
fn children(value: &Value) -> u64 {
    let count = match value {
        Value::Object(object) => object.len(),
        Value::Array(list) => list.len(),
        _ => 0,
    };
    count as u64
}

/// How many values there are in one, and itself.
fn count(value: &Value) -> u64 {
    1 + match value {
        Value::Object(object) => object.values().map(count).sum::<u64>(),
        Value::Array(list) => list.iter().map(count).sum(),
        _ => 0,
    }
}

/// How much a value adds to a document, in bytes, counted as when one is read.
pub(super) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, inner)| key.len() + size(inner))
            .sum(),
        Value::Array(list) => list.iter().map(size).sum(),
        Value::String(text) => text.len(),
        _ => 0,
    }
}

/// How many levels a value has.
pub(super) fn depth(value: &Value) -> usize {
    1 + match value {
        Value::Object(object) => object.values().map(depth).max().unwrap_or(0),
        Value::Array(list) => list.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
