//! What came with each version of an API: which changes are told, under which mark, in which order.
//!
//! A comparison judges; a history is read by people who look for what is new. So each change is
//! told once, in the area that it touches, as breaking, new, changed or gone. What is said of
//! schemas alone, without an operation that meets it, is counted and left out.

use std::collections::BTreeMap;

use super::change::{Change, Comparison, Kind, Level, Place, Policy};
use super::information::numbers_of;

/// What a change is to somebody who reads what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It breaks callers, whatever happened.
    Breaking,
    /// It was not there before.
    New,
    /// It is not what it was, or not called what it was.
    Changed,
    /// It is there no more.
    Gone,
}

/// Where a change is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area<'c> {
    /// In the one area that it touches.
    Named(&'c str),
    /// It touches more than one.
    Several,
    /// It touches none: it stands beside the operations.
    Whole,
}

/// Which places stand together; operations come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Operations.
    Operations,
    /// Schemas that have a name.
    Schemas,
    /// What stands beside them.
    Document,
}

/// What came with a version.
#[derive(Clone, Debug)]
pub struct Release<'c> {
    /// Every area with changes, in the order of names; what touches several comes after them.
    pub areas: BTreeMap<Area<'c>, Section<'c>>,
    /// How many changes are told of each mark.
    pub marks: BTreeMap<Mark, usize>,
    /// How many changes are left out: of schemas that no operation meets, and of mere names.
    pub left_out: usize,
}

/// The changes of an area: sort by sort, mark by mark, in the order of the comparison.
pub type Section<'c> = BTreeMap<(Sort, Mark), Vec<&'c Change>>;

/// Puts the changes of a comparison where they are told.
pub fn release(comparison: &Comparison, policy: Policy) -> Release<'_> {
    let mut release = Release {
        areas: BTreeMap::new(),
        marks: BTreeMap::new(),
        left_out: 0,
    };
    for change in &comparison.changes {
        if is_noise(change, policy) {
            release.left_out += 1;
            continue;
        }
        let mark = mark(change, policy);
        *release.marks.entry(mark).or_default() += 1;
        let section = release.areas.entry(area(change)).or_default();
        let key = (sort(&change.place), mark);
        section.entry(key).or_default().push(change);
    }
    release
}

/// What a change is marked as.
pub fn mark(change: &Change, policy: Policy) -> Mark {
    match (change.level(policy), change.kind) {
        (Level::Breaking, _) => Mark::Breaking,
        (_, Kind::Added) => Mark::New,
        (_, Kind::Removed) => Mark::Gone,
        (_, Kind::Changed | Kind::Renamed) => Mark::Changed,
    }
}

/// Whether a change is of a schema only, and matters to nobody who calls.
fn is_noise(change: &Change, policy: Policy) -> bool {
    matches!(change.place, Place::Schema { .. })
        && change.used_by.count == 0
        && change.level(policy) == Level::Info
}

fn area(change: &Change) -> Area<'_> {
    match &*change.areas {
        [] => Area::Whole,
        [area] => Area::Named(area),
        _ => Area::Several,
    }
}

fn sort(place: &Place) -> Sort {
    match place {
        Place::Operation { .. } => Sort::Operations,
        Place::Schema { .. } => Sort::Schemas,
        Place::Document => Sort::Document,
    }
}

/// In which order versions were given, as far as the documents tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// None of them is older than the one before it.
    Forwards,
    /// These are older than the one before, by their number from 0; others are newer.
    Mixed(Vec<usize>),
    /// Each of them is older than the one before.
    Backwards,
}

/// Tells in which order the versions are that documents give themselves.
///
/// Versions that are no numbers, such as `v1` of every vault, tell nothing.
pub fn order<'v>(versions: impl IntoIterator<Item = Option<&'v str>>) -> Order {
    let versions: Vec<Option<Vec<u64>>> = versions
        .into_iter()
        .map(|version| version.and_then(numbers_of).map(without_zeros))
        .collect();
    let steps = versions.windows(2).enumerate();
    let known = steps.filter_map(|(at, step)| match step {
        [Some(was), Some(is)] if was != is => Some((at + 1, is < was)),
        _ => None,
    });
    let (back, on): (Vec<_>, Vec<_>) = known.partition(|(_, is_back)| *is_back);
    match (back.is_empty(), on.is_empty()) {
        (true, _) => Order::Forwards,
        (false, true) => Order::Backwards,
        (false, false) => Order::Mixed(back.into_iter().map(|(at, _)| at).collect()),
    }
}

/// `1.0` is `1`.
fn without_zeros(mut numbers: Vec<u64>) -> Vec<u64> {
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_told_by_numbers_alone() {
        let of = |versions: &[&'static str]| order(versions.iter().copied().map(Some));
        assert_eq!(of(&["14.2", "14.10", "14.10.1", "15"]), Order::Forwards);
        assert_eq!(of(&["v1", "1.0", "v1"]), Order::Forwards);
        assert_eq!(of(&["latest", "14.6", "nightly", "14.2"]), Order::Forwards);
        assert_eq!(of(&["14.6", "14.2", "12.0"]), Order::Backwards);
        assert_eq!(of(&["14.6", "14.2", "14.4"]), Order::Mixed(vec![1]));
        assert_eq!(order([Some("2"), None, Some("1")]), Order::Forwards);
        assert_eq!(order([]), Order::Forwards);
    }
}
