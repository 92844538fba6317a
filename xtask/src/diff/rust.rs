//! What becomes of the generated crate, in the words that every format has.

use super::{values, words};
use pvwa_codegen::diff::{
    change::{Change, Comparison},
    impact::{Cause, ItemChange, Reached, RustImpact, UsedItem},
};
use pvwa_codegen::rust_api::Bump;
use std::collections::{BTreeMap, HashMap};

/// The most columns of a signature.
const MOST_OF_A_SIGNATURE: usize = 90;

/// How many of the changes that are the cause are named.
const MOST_CAUSES: usize = 2;

/// How many of the places where something is used are named.
const MOST_PLACES: usize = 3;

/// How many items are named that are told together.
const MOST_ITEMS: usize = 6;

/// The order in which items are told.
pub(crate) const BUMPS: [Bump; 3] = [Bump::Major, Bump::Minor, Bump::Patch];

/// `pvwa-api 0.1.0 → 0.2.0, major`.
pub(crate) fn version(rust: &RustImpact) -> String {
    let package = values::name(&rust.package);
    match rust.bump {
        Bump::None => format!("{package} stays {}", values::name(&rust.version)),
        bump => format!(
            "{package} {} → {}, {bump}",
            values::name(&rust.version),
            values::name(&rust.next)
        ),
    }
}

/// How much changed, in a sentence without a full stop.
pub(crate) fn summary(rust: &RustImpact) -> String {
    let counts: Vec<_> = BUMPS
        .iter()
        .map(|bump| (rust.count(*bump), bump))
        .filter(|(count, _)| *count > 0)
        .map(|(count, bump)| format!("{count} {bump}"))
        .collect();
    let mut out = match counts.is_empty() {
        true => "nothing changed in it".to_owned(),
        false => counts.join(", "),
    };
    if rust.silent > 0 {
        let changes = words::count(rust.silent, "change");
        let verb = match rust.silent {
            1 => "changes",
            _ => "change",
        };
        out.push_str(&format!(
            "; {changes} of the documents {verb} nothing in it"
        ));
        if rust.reconciled {
            out.push_str(", for example where the catalogue already had it");
        }
    }
    out
}

/// What a bump means for whoever uses the crate.
pub(crate) fn meaning(bump: Bump) -> &'static str {
    match bump {
        Bump::Major => "code that compiled, or worked, need not do so any more",
        Bump::Minor => "there is more than before; code that compiled compiles",
        Bump::Patch => "code that compiled compiles and says the same",
        Bump::None => "nothing changed",
    }
}

/// The items of a bump.
pub(crate) fn of_bump(rust: &RustImpact, bump: Bump) -> Vec<&ItemChange> {
    let items = rust.items.iter();
    items.filter(|item| item.bump == bump).collect()
}

/// Items of which the same is told, in the order of the first of each.
pub(crate) fn alike<'r>(items: &[&'r ItemChange]) -> Vec<(&'r str, Vec<&'r ItemChange>)> {
    let mut order: Vec<(&str, Vec<&ItemChange>)> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for &item in items {
        match known
            .get(item.what.as_str())
            .and_then(|at| order.get_mut(*at))
        {
            Some((_, together)) => together.push(item),
            None => {
                known.insert(&item.what, order.len());
                order.push((&item.what, vec![item]));
            }
        }
    }
    order
}

/// `3 × a struct is new`, and the names of the first.
pub(crate) fn together(what: &str, items: &[&ItemChange]) -> (String, Vec<String>, usize) {
    let names = items.iter().take(MOST_ITEMS);
    let names: Vec<_> = names.map(|item| values::name(&item.item)).collect();
    let more = items.len().saturating_sub(names.len());
    (
        format!("{} × {}", items.len(), values::name(what)),
        names,
        more,
    )
}

/// What it was and what it is in Rust.
pub(crate) fn signature(item: &ItemChange) -> (Option<String>, Option<String>) {
    if item.rule.ends_with("_renamed") {
        // Only the name is another one, and that was said.
        return (None, None);
    }
    let clip = |text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.is_empty());
        text.map(|text| values::clip(text, MOST_OF_A_SIGNATURE))
    };
    let (old, new) = (clip(&item.old), clip(&item.new));
    if let (Some(was), Some(is)) = (&item.old, &item.new)
        && old == new
    {
        // What differs stands behind what is shown.
        let both = values::Difference::between(was, is);
        return (Some(both.first()), Some(both.second()));
    }
    (old, new)
}

/// The same as plain text; empty where there is none.
pub(crate) fn plain_signature(item: &ItemChange) -> String {
    match signature(item) {
        (Some(old), Some(new)) => format!("{old} → {new}"),
        (Some(old), None) => format!("was {old}"),
        (None, Some(new)) => format!("now {new}"),
        (None, None) => String::new(),
    }
}

/// What happened to an item, on one line.
pub(crate) fn sentence(item: &ItemChange) -> String {
    let what = values::name(&item.what);
    match plain_signature(item) {
        signature if signature.is_empty() => what,
        signature => format!("{what}: {signature}"),
    }
}

/// The changes of the documents by their fingerprints.
pub(crate) struct Causes<'c>(HashMap<&'c str, &'c Change>);

impl<'c> Causes<'c> {
    /// Those of a comparison.
    pub(crate) fn of(comparison: &'c Comparison) -> Self {
        let changes = comparison.changes.iter();
        Self(
            changes
                .map(|change| (change.fingerprint.as_str(), change))
                .collect(),
        )
    }

    /// The first changes that are the cause of an item's, and how many more there are.
    pub(crate) fn named(&self, item: &ItemChange) -> (Vec<&'c Change>, usize) {
        let fingerprints: &[String] = match &item.cause {
            Cause::Changes { fingerprints, .. } => fingerprints,
            Cause::Other { .. } => &[],
        };
        let all: Vec<&Change> = fingerprints
            .iter()
            .filter_map(|fingerprint| self.0.get(fingerprint.as_str()).copied())
            .collect();
        let more = all.len().saturating_sub(MOST_CAUSES);
        (all.into_iter().take(MOST_CAUSES).collect(), more)
    }

    /// Why an item changed, on one line.
    pub(crate) fn sentence(&self, item: &ItemChange) -> String {
        if let Cause::Other { reason } = &item.cause {
            return values::name(reason);
        }
        let (named, more) = self.named(item);
        let mut parts: Vec<_> = named.into_iter().map(cause).collect();
        if more > 0 {
            parts.push(format!("{more} more"));
        }
        match parts.is_empty() {
            true => String::new(),
            false => format!("{} {}", because(item), parts.join(" and ")),
        }
    }
}

/// The words before the causes of an item.
pub(crate) fn because(item: &ItemChange) -> &'static str {
    match item.cause {
        Cause::Changes { nearby: true, .. } => "probably because of",
        _ => "because of",
    }
}

/// A change of the documents as a cause.
fn cause(change: &Change) -> String {
    let title = words::title(&change.place).short();
    let fingerprint = values::name(&change.fingerprint);
    format!("{title}: {} ({fingerprint})", words::headline(change))
}

/// Whether the crate that is written by hand is reached, in one sentence without a full stop.
pub(crate) fn reached(client: &Reached) -> String {
    let package = values::name(&client.package);
    let broken = client.uses.iter().filter(|used| used.bump == Bump::Major);
    match (client.uses.len(), broken.count()) {
        (0, _) => format!("{package}, which is written by hand, uses nothing of it"),
        (number, broken) => format!(
            "{package}, which is written by hand, may use {} of it, {broken} of them major",
            words::count(number, "item")
        ),
    }
}

/// Where an item is used: `client/src/safes.rs:12:5 and 3 more places`.
pub(crate) fn places(used: &UsedItem) -> String {
    let named = used.places.iter().take(MOST_PLACES);
    let named: Vec<_> = named.map(|place| values::name(place)).collect();
    match used.places.len().saturating_sub(named.len()) {
        0 => named.join(", "),
        more => format!("{} and {}", named.join(", "), more_places(more)),
    }
}

fn more_places(number: usize) -> String {
    match number {
        1 => "1 more place".to_owned(),
        _ => format!("{number} more places"),
    }
}
