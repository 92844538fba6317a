//! Limits of numbers, texts, lists and objects.

use std::cmp::Ordering;

use super::super::delta::What;
use super::super::schema::{Schema, value};
use super::super::tree::Node;
use super::keywords::{empty, short};
use super::{Comparer, Here, View};

/// A limit: how it is read, and what its changes are called.
struct Limit {
    read: for<'a, 't> fn(&'a Schema<'t>) -> Option<&'t Node<'t>>,
    increased: &'static str,
    decreased: &'static str,
    /// Where there was none; empty where that is the same as zero.
    set: &'static str,
    unset: &'static str,
    /// Whether none is the same as zero.
    from_zero: bool,
}

macro_rules! limit {
    ($name:literal, $field:ident, $from_zero:literal) => {
        Limit {
            read: |schema| schema.$field,
            increased: concat!($name, "-increased"),
            decreased: concat!($name, "-decreased"),
            set: concat!($name, "-set"),
            unset: concat!($name, "-unset"),
            from_zero: $from_zero,
        }
    };
}

const LIMITS: [Limit; 12] = [
    limit!("max", maximum, false),
    limit!("min", minimum, false),
    limit!("exclusive-max", exclusive_maximum, false),
    limit!("exclusive-min", exclusive_minimum, false),
    limit!("max-length", max_length, false),
    limit!("min-length", min_length, true),
    limit!("max-items", max_items, false),
    limit!("min-items", min_items, true),
    limit!("max-properties", max_properties, false),
    limit!("min-properties", min_properties, true),
    limit!("max-contains", max_contains, false),
    limit!("min-contains", min_contains, false),
];

/// The pattern that allows everything.
const ANYTHING: &str = ".*";

impl<'t> Comparer<'t> {
    pub(super) fn limits(&mut self, old: &View<'t>, new: &View<'t>, here: &Here<'t>) {
        for limit in &LIMITS {
            let (was, is) = ((limit.read)(&old.schema), (limit.read)(&new.schema));
            if was.is_some() || is.is_some() {
                self.limit(limit, (was, is), (old, new), here);
            }
        }
        let multiple = (old.schema.multiple_of, new.schema.multiple_of);
        let suffixes = (
            "multiple-of-set",
            "multiple-of-unset",
            "multiple-of-changed",
        );
        self.single(suffixes, multiple, (old, new), here);
        let nodes = (Some(old.node()), Some(new.node()));
        if old.schema.unique_items != new.schema.unique_items {
            let suffix = match new.schema.unique_items {
                true => "unique-items-added",
                false => "unique-items-removed",
            };
            self.tell(here, What::Plain(suffix), empty(), nodes);
        }
        let (was, is) = (old.schema.pattern, new.schema.pattern);
        let suffix = match (was, is) {
            (None, Some(_)) => "pattern-added",
            (Some(_), None) => "pattern-removed",
            (Some(was), Some(is)) if was != is && is == ANYTHING => "pattern-generalized",
            (Some(was), Some(is)) if was != is => "pattern-changed",
            _ => return,
        };
        let text = |pattern: Option<&str>| pattern.map(short).unwrap_or_default();
        self.tell(here, What::Plain(suffix), (text(was), text(is)), nodes);
    }

    fn limit(
        &mut self,
        limit: &Limit,
        (was, is): (Option<&'t Node<'t>>, Option<&'t Node<'t>>),
        views: (&View<'t>, &View<'t>),
        here: &Here<'t>,
    ) {
        let number = |node: Option<&Node<'_>>| node.map(value);
        let known = |node: Option<&Node<'_>>| match limit.from_zero {
            true => Some(number(node).unwrap_or(0.0)),
            false => number(node),
        };
        let suffix = match (known(was), known(is)) {
            (Some(before), Some(after)) => match before.partial_cmp(&after) {
                Some(Ordering::Less) => limit.increased,
                Some(Ordering::Greater) => limit.decreased,
                _ => return,
            },
            (None, Some(_)) => limit.set,
            (Some(_), None) => limit.unset,
            (None, None) => return,
        };
        let nodes = (was.or(Some(views.0.node())), is.or(Some(views.1.node())));
        let text = |node: Option<&Node<'_>>| node.map(ToString::to_string).unwrap_or_default();
        self.tell(here, What::Plain(suffix), (text(was), text(is)), nodes);
    }
}
