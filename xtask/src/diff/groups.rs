//! The order in which changes are told: by what they happened to, the gravest first.

use pvwa_codegen::diff::change::{Change, Comparison, Level, Place, Policy, Uses};
use std::cmp::Reverse;
use std::collections::HashMap;

/// What changed in one place.
#[derive(Debug)]
pub(crate) struct Group<'c> {
    /// The place.
    pub(crate) place: &'c Place,
    /// What changed there, the gravest first; never empty.
    pub(crate) changes: Vec<&'c Change>,
    /// How grave the gravest is.
    pub(crate) worst: Level,
    /// Who reaches all of it; `None` where that goes without saying, or differs.
    pub(crate) uses: Option<&'c Uses>,
}

/// What was not accepted, by place: the gravest places first, then as the paths go.
pub(crate) fn open(comparison: &Comparison, policy: Policy) -> Vec<Group<'_>> {
    let changes = comparison.changes.iter();
    by_place(changes.filter(|change| change.accepted.is_none()), policy)
}

/// What was accepted, in the same order.
pub(crate) fn accepted(comparison: &Comparison, policy: Policy) -> Vec<&Change> {
    let changes = comparison.changes.iter();
    by_place(changes.filter(|change| change.accepted.is_some()), policy)
        .into_iter()
        .flat_map(|group| group.changes)
        .collect()
}

/// Puts changes under their places.
pub(crate) fn by_place<'c>(
    changes: impl Iterator<Item = &'c Change>,
    policy: Policy,
) -> Vec<Group<'c>> {
    let mut places: HashMap<Key<'c>, Vec<&'c Change>> = HashMap::new();
    for change in changes {
        places.entry(key(&change.place)).or_default().push(change);
    }
    let mut groups: Vec<(Key<'c>, Group<'c>)> = places
        .into_iter()
        .filter_map(|(key, changes)| Some((key, group(changes, policy)?)))
        .collect();
    groups.sort_by_key(|(key, group)| {
        let gravest = group.changes.first().map(|change| gravity(change, policy));
        (Reverse(gravest), *key)
    });
    groups.into_iter().map(|(_, group)| group).collect()
}

fn group(mut changes: Vec<&Change>, policy: Policy) -> Option<Group<'_>> {
    changes.sort_by_key(|change| Reverse(gravity(change, policy)));
    let first = *changes.first()?;
    let same = changes.iter().all(|change| change.used_by == first.used_by);
    Some(Group {
        place: &first.place,
        worst: first.level(policy),
        uses: (same && worth_telling(first)).then_some(&first.used_by),
        changes,
    })
}

/// How grave a change is: by the policy, and among equals by what is said of it in any case.
pub(crate) fn gravity(change: &Change, policy: Policy) -> (Level, Level) {
    let (strict, vendor) = (change.level(Policy::Strict), change.level(Policy::Vendor));
    (change.level(policy), strict.min(vendor))
}

/// Whether it is news which operations reach a change.
pub(crate) fn worth_telling(change: &Change) -> bool {
    match &change.place {
        Place::Operation { .. } => change.used_by.count > 1,
        Place::Schema { .. } => true,
        Place::Document => change.used_by.count > 0,
    }
}

/// By what places are told apart and put in order: operations by path, then schemas, then the rest.
type Key<'c> = (u8, &'c str, &'c str, &'c str);

fn key(place: &Place) -> Key<'_> {
    match place {
        Place::Operation { method, path, id } => (0, path, method, id),
        Place::Schema { name } => (1, name, "", ""),
        Place::Document => (2, "", "", ""),
    }
}
