//! What became of the features.

use super::{Changes, Found};
use crate::rust_api::Api;
use crate::rust_api::change::{Evidence, Kind};
use crate::rust_api::gate::Gate;
use crate::rust_api::origin::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// The feature that is on by itself.
const DEFAULT: &str = "default";

/// Notes what changed; answers what the features of before are called now.
pub(super) fn compare(old: &Api, new: &Api, changes: &mut Changes) -> BTreeMap<String, String> {
    let renamed = renamed(old, new);
    let now = |name: &String| renamed.get(name).unwrap_or(name).clone();
    let known_again: BTreeSet<&String> = renamed.values().collect();
    for (name, brings) in &old.features {
        let origin = origin_of(old, name);
        let item = format!("feature {name}");
        if let Some(to) = renamed.get(name) {
            let kind = Kind::Renamed {
                to: format!("feature {to}"),
                evidence: Evidence::SameItems,
            };
            changes.note(
                "feature_renamed",
                kind,
                item.clone(),
                Found::both(name, to, &origin),
            );
        }
        let Some(brings_now) = new.features.get(&now(name)) else {
            let found = Found::old(list(brings), &origin);
            changes.note("feature_missing", Kind::Gone, item, found);
            continue;
        };
        let gone = brings
            .iter()
            .filter(|other| !brings_now.contains(&now(other)));
        // What no longer exists is a change of its own.
        let gone = gone.filter(|other| is_elsewhere(new, &now(other)));
        for other in gone {
            let (rule, what) = match name == DEFAULT {
                true => ("feature_not_enabled_by_default", format!("feature {other}")),
                false => (
                    "feature_no_longer_enables_feature",
                    format!("feature {name}: {other}"),
                ),
            };
            changes.note(rule, Kind::Gone, what, Found::old(other, &origin));
        }
        let before: BTreeSet<String> = brings.iter().map(now).collect();
        for other in brings_now {
            if !before.contains(other) && is_elsewhere(old, other) {
                let (rule, what) = match name == DEFAULT {
                    true => ("feature_newly_enables_feature", format!("feature {other}")),
                    false => (
                        "feature_newly_enables_feature",
                        format!("feature {name}: {other}"),
                    ),
                };
                changes.note(rule, Kind::Added, what, Found::new(other, &origin));
            }
        }
    }
    for (name, brings) in &new.features {
        if !old.features.contains_key(name) && !known_again.contains(name) {
            let origin = origin_of(new, name);
            let found = Found::new(list(brings), &origin);
            changes.note(
                "feature_added",
                Kind::Added,
                format!("feature {name}"),
                found,
            );
        }
    }
    renamed
}

/// Whether a feature that another one brings is there; features of other crates always are.
fn is_elsewhere(api: &Api, name: &str) -> bool {
    name.contains([':', '/']) || api.features.contains_key(name)
}

fn list(brings: &BTreeSet<String>) -> String {
    let all: Vec<String> = brings.iter().map(|name| format!("{name:?}")).collect();
    format!("[{}]", all.join(", "))
}

/// Where a feature comes from: an area has operations.
fn origin_of(api: &Api, name: &str) -> Origin {
    match operations(api).contains_key(name) {
        true => Origin::Area {
            name: name.to_owned(),
        },
        false => Origin::Crate,
    }
}

/// Feature → the requests behind it, whatever the methods are called.
fn operations(api: &Api) -> BTreeMap<String, BTreeSet<String>> {
    let mut operations: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for definition in api.items.values() {
        for method in definition.methods.values() {
            let request = method.origin.as_ref().and_then(Origin::request);
            let gate: &Gate = &method.gate;
            if let (Some(feature), Some(request)) = (gate.single(), request) {
                operations
                    .entry(feature.to_owned())
                    .or_default()
                    .insert(request);
            }
        }
    }
    operations
}

/// The features that are gone, each with the new one behind which everything that is left of it
/// stands.
fn renamed(old: &Api, new: &Api) -> BTreeMap<String, String> {
    let (before, after) = (operations(old), operations(new));
    let everything_before: BTreeSet<&String> = before.values().flatten().collect();
    let everything_after: BTreeSet<&String> = after.values().flatten().collect();
    let mut renamed = BTreeMap::new();
    for (name, requests) in &before {
        if new.features.contains_key(name) || !old.features.contains_key(name) {
            continue;
        }
        let left: BTreeSet<&String> = requests
            .iter()
            .filter(|request| everything_after.contains(request))
            .collect();
        let same = after.iter().find(|(other, there)| {
            let known: BTreeSet<&String> = there
                .iter()
                .filter(|request| everything_before.contains(request))
                .collect();
            new.features.contains_key(*other)
                && !old.features.contains_key(*other)
                && !left.is_empty()
                && known == left
        });
        if let Some((other, _)) = same {
            renamed.insert(name.clone(), other.clone());
        }
    }
    renamed
}
