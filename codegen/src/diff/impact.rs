//! What a new document changes in the crate that is generated from it, and which change of the
//! document is the cause.
//!
//! ```text
//! Comparison (documents) ─┐
//!                         ├─► tie ─► RustImpact
//! ApiDiff (crates) ───────┘
//! ```
//!
//! An item of the crate knows the operation, the parameter or the type that it comes from. The
//! `index` holds the changes of the documents by the same names, and `causes` goes from the item
//! outwards, to what holds it, until something there changed.

mod causes;
mod index;

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::rust_api::{self, ApiChange, ApiDiff, Bump, Kind, Trace, Use};

use super::change::Comparison;
use causes::Search;
use index::Index;

/// What follows for the generated crate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RustImpact {
    /// The generated crate, such as `pvwa-api`.
    pub package: String,
    /// What all changes of it together ask of its version.
    pub bump: Bump,
    /// Its version today.
    pub version: String,
    /// The version that follows.
    pub next: String,
    /// What changed in it, in the order of the items.
    pub items: Vec<ItemChange>,
    /// How many changes of the documents change nothing in it.
    pub silent: usize,
    /// Whether the catalogue had its say in it, so that what it knew already is no change.
    pub reconciled: bool,
    /// What reaches the crate that is written by hand on top of it; `None` where there is none.
    pub client: Option<Reached>,
}

/// One change of an item of the crate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemChange {
    /// The item as it was called before, or as it is called where it is new:
    /// `types::Safe::safe_name`.
    pub item: String,
    /// What happened to it, such as `a field is gone`.
    pub what: String,
    /// The rule: it has the name of the lint of cargo-semver-checks where there is one.
    pub rule: Cow<'static, str>,
    /// What it asks of the version.
    pub bump: Bump,
    /// What it was in Rust; `None` for what is new.
    pub old: Option<String>,
    /// What it is in Rust; `None` for what is gone.
    pub new: Option<String>,
    /// Why.
    pub cause: Cause,
}

/// Why an item changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Cause {
    /// Changes of the documents.
    Changes {
        /// Their fingerprints.
        fingerprints: Vec<String>,
        /// Whether none of them has the item's name: they stand around it, and one of them is likely
        /// the cause.
        nearby: bool,
    },
    /// No change of the documents that was told.
    Other {
        /// What is known instead, in a few words.
        reason: Cow<'static, str>,
    },
}

/// What reaches a crate that uses the generated one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reached {
    /// The crate, such as `pvwa`.
    pub package: String,
    /// What it uses of what changed, in the order of the items; empty where nothing reaches it.
    pub uses: Vec<UsedItem>,
}

/// An item that changed and is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UsedItem {
    /// The item, as in [`ItemChange`].
    pub item: String,
    /// What happened to it.
    pub what: String,
    /// What it asks of the version.
    pub bump: Bump,
    /// Where it is used, or may be: `client/src/safes.rs:12:5`.
    pub places: Vec<String>,
}

/// Two generated crates, compared.
#[derive(Clone, Copy, Debug)]
pub struct Crates<'a> {
    /// The generated crate, such as `pvwa-api`.
    pub package: &'a str,
    /// Its version today.
    pub version: &'a str,
    /// What changed in it.
    pub diff: &'a ApiDiff,
    /// What holds what in the old one.
    pub old: &'a Trace,
    /// What holds what in the new one.
    pub new: &'a Trace,
    /// Whether the catalogue had its say in either of them.
    pub is_reconciled: bool,
    /// Whether the documents are taken for those of different versions of the product.
    pub has_other_version: bool,
    /// The crate that uses it, with what it uses.
    pub client: Option<(&'a str, &'a Use)>,
}

/// The version that follows a version text such as `0.3.1+pvwa14.4`, without what follows the `+`;
/// `None` where it is no version.
pub fn next_version(version: &str, bump: Bump) -> Option<String> {
    let (numbers, _) = version.split_once('+').unwrap_or((version, ""));
    let version: rust_api::CrateVersion = numbers.parse().ok()?;
    Some(bump.applied_to(version).to_string())
}

/// Ties what changed in two crates to what changed in the documents that they are generated from.
pub fn tie(comparison: &Comparison, crates: Crates<'_>) -> RustImpact {
    let index = Index::of(&comparison.changes);
    let search = Search {
        index: &index,
        changes: &comparison.changes,
        old: crates.old,
        new: crates.new,
    };
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let items = crates.diff.changes.iter().map(|change| {
        let (found, nearby) = search.causes(change);
        told.extend(&found);
        let fingerprints: Vec<String> = found
            .into_iter()
            .filter_map(|at| Some(comparison.changes.get(at)?.fingerprint.clone()))
            .collect();
        let cause = match fingerprints.is_empty() {
            false => Cause::Changes {
                fingerprints,
                nearby,
            },
            true => Cause::Other {
                reason: causes::instead(change, &crates).into(),
            },
        };
        item(change, cause)
    });
    let items: Vec<ItemChange> = items.collect();
    let bump = crates.diff.bump();
    RustImpact {
        package: crates.package.to_owned(),
        bump,
        version: crates.version.to_owned(),
        next: next_version(crates.version, bump).unwrap_or_else(|| crates.version.to_owned()),
        items,
        silent: comparison.changes.len().saturating_sub(told.len()),
        reconciled: crates.is_reconciled,
        client: crates
            .client
            .map(|(package, used)| reached(package, crates.diff, used)),
    }
}

fn item(change: &ApiChange, cause: Cause) -> ItemChange {
    ItemChange {
        item: change.item.clone(),
        what: what(change),
        rule: change.rule.into(),
        bump: change.bump,
        old: change.old.clone(),
        new: change.new.clone(),
        cause,
    }
}

/// What happened, in a few words.
fn what(change: &ApiChange) -> String {
    let title = change.explained().map_or("it changed", |rule| rule.title);
    match &change.kind {
        Kind::Renamed { to, evidence } => format!("{title}: now `{to}` ({evidence})"),
        _ => title.to_owned(),
    }
}

fn reached(package: &str, diff: &ApiDiff, used: &Use) -> Reached {
    let uses = rust_api::touched(diff, used).into_iter();
    Reached {
        package: package.to_owned(),
        uses: uses
            .map(|touched| UsedItem {
                item: touched.change.item.clone(),
                what: what(touched.change),
                bump: touched.change.bump,
                places: touched.places.iter().map(ToString::to_string).collect(),
            })
            .collect(),
    }
}

impl RustImpact {
    /// How many changes ask for a bump.
    pub fn count(&self, bump: Bump) -> usize {
        self.items.iter().filter(|item| item.bump == bump).count()
    }

    /// What the changes ask of the version whose causes were not all accepted.
    pub fn open(&self, comparison: &Comparison) -> Bump {
        let accepted = accepted(comparison);
        let open = self.items.iter().filter(|item| !item.is_of(&accepted));
        open.map(|item| item.bump).max().unwrap_or_default()
    }

    /// Leaves out what has none of these changes as its cause. The version stays that of the whole
    /// crate.
    pub(super) fn keep(&mut self, kept: &BTreeSet<&str>) {
        self.items.retain(|item| match &item.cause {
            Cause::Changes { fingerprints, .. } => {
                fingerprints.iter().any(|each| kept.contains(&**each))
            }
            Cause::Other { .. } => false,
        });
    }

    /// Whether all causes of a change were accepted.
    pub fn is_accepted(&self, item: &ItemChange, comparison: &Comparison) -> bool {
        item.is_of(&accepted(comparison))
    }

    /// Whether what is written by hand may no longer compile, as far as its sources tell.
    pub fn may_break_client(&self) -> bool {
        let uses = self.client.iter().flat_map(|client| &client.uses);
        uses.map(|used| used.bump).max() == Some(Bump::Major)
    }

    /// The changes of which the cause is not certain: what stands around them changed.
    pub fn uncertain(&self) -> impl Iterator<Item = &ItemChange> {
        let near = |item: &&ItemChange| matches!(item.cause, Cause::Changes { nearby: true, .. });
        self.items.iter().filter(near)
    }

    /// The changes of which no cause is known.
    pub fn uncaused(&self) -> impl Iterator<Item = &ItemChange> {
        let none = |item: &&ItemChange| matches!(item.cause, Cause::Other { .. });
        self.items.iter().filter(none)
    }
}

impl ItemChange {
    /// Whether it changed for nothing else than these.
    fn is_of(&self, fingerprints: &BTreeSet<&str>) -> bool {
        match &self.cause {
            Cause::Changes {
                fingerprints: causes,
                ..
            } => causes.iter().all(|cause| fingerprints.contains(&**cause)),
            Cause::Other { .. } => false,
        }
    }
}

/// The fingerprints of what was accepted.
fn accepted(comparison: &Comparison) -> BTreeSet<&str> {
    let changes = comparison.changes.iter();
    let accepted = changes.filter(|change| change.accepted.is_some());
    accepted.map(|change| change.fingerprint.as_str()).collect()
}
