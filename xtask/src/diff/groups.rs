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
    /// Who reaches most of it.
    usual: &'c Uses,
    /// Whether that is news.
    tell: bool,
}

impl<'c> Group<'c> {
    /// Who reaches what changed here, where no change says otherwise; `None` where that goes
    /// without saying.
    pub(crate) fn uses(&self) -> Option<&'c Uses> {
        self.tell.then_some(self.usual)
    }

    /// Who reaches one of the changes, where others reach the rest.
    pub(crate) fn uses_of(&self, change: &'c Change) -> Option<&'c Uses> {
        (change.used_by != *self.usual).then_some(&change.used_by)
    }

    /// The changes; those of which only the values differ, and that nobody has to act on, together.
    pub(crate) fn folded(&self, policy: Policy) -> Vec<Vec<&'c Change>> {
        let mut folded: Vec<Vec<&Change>> = Vec::new();
        for change in &self.changes {
            let alike = folded.iter_mut().find(|together| {
                let first = together.first();
                first.is_some_and(|first| alike(first, change, policy))
            });
            match alike {
                Some(together) => together.push(change),
                None => folded.push(vec![change]),
            }
        }
        folded
    }
}

/// Whether two changes are told in the same words, apart from the one value that each has.
fn alike(one: &Change, other: &Change, policy: Policy) -> bool {
    let told = |change: &Change| {
        change.level(policy) == Level::Info
            && change.accepted.is_none()
            && change.evidence.is_none()
            && (change.was.is_empty() != change.is.is_empty())
    };
    told(one)
        && told(other)
        && one.was.is_empty() == other.was.is_empty()
        && (&one.subject, &one.what) == (&other.subject, &other.what)
        && one.verdicts == other.verdicts
        && one.used_by == other.used_by
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
    let usual = usual(&changes).unwrap_or(first);
    Some(Group {
        place: &first.place,
        worst: first.level(policy),
        usual: &usual.used_by,
        tell: worth_telling(usual),
        changes,
    })
}

/// The first of those changes that are reached as most of them are.
fn usual<'c>(changes: &[&'c Change]) -> Option<&'c Change> {
    let mut kinds: Vec<(&Change, usize)> = Vec::new();
    for change in changes {
        let known = kinds
            .iter_mut()
            .find(|(known, _)| known.used_by == change.used_by);
        match known {
            Some((_, number)) => *number += 1,
            None => kinds.push((change, 1)),
        }
    }
    // Of several as common as each other, the first.
    let most = kinds.iter().rev().max_by_key(|(_, number)| *number);
    most.map(|(change, _)| *change)
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
        // Of a schema that is new or gone, who reaches it is told by the changes of those.
        Place::Schema { .. } => change.used_by.count > 0 || !change.subject.is_empty(),
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
