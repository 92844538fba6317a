//! Which changes reach the sources of another crate.

use super::change::{ApiChange, ApiDiff, Kind};
use super::usage::Use;
use super::{Bump, Origin};
use crate::problem::Place;

/// A change with the places that may have to follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched<'a> {
    /// The change.
    pub change: &'a ApiChange,
    /// Where what changed is used, or may be: see [`Use`].
    pub places: Vec<Place>,
}

/// The changes that reach what a crate uses.
///
/// A type counts as used where it is named, and its fields also where an operation is called whose
/// request or answer holds it. What is only new reaches nobody.
pub fn touched<'a>(diff: &'a ApiDiff, used: &Use) -> Vec<Touched<'a>> {
    let mut touched = Vec::new();
    for change in &diff.changes {
        if change.kind == Kind::Added && change.bump < Bump::Major {
            continue;
        }
        let mut places = places(diff, used, change);
        places.sort();
        places.dedup();
        if !places.is_empty() {
            touched.push(Touched { change, places });
        }
    }
    touched
}

fn places(diff: &ApiDiff, used: &Use, change: &ApiChange) -> Vec<Place> {
    if let Some(feature) = change.item.strip_prefix("feature ") {
        let feature = feature
            .split_once(": ")
            .map_or(feature, |(feature, _)| feature);
        return used.places_of_feature(feature);
    }
    // A trait stands behind its type.
    if let Some((path, _)) = change.item.split_once(": ") {
        let path = diff.former(path);
        return match used.names(path) {
            true => used.places_of_path(path),
            false => calls(diff, used, path),
        };
    }
    let (owner, part) = match change.item.rsplit_once("::") {
        Some((owner, part)) if diff.is_part(change) => (diff.former(owner), part),
        _ => return used.places_of_path(diff.former(&change.item)),
    };
    if owner == "Client" {
        return used.places_of_method(part);
    }
    if let Some(method) = diff.begun.get(owner) {
        return match (used.calls(method), part, &change.kind) {
            (false, ..) => Vec::new(),
            (true, "send" | "new", _) | (true, _, Kind::Added) => used.places_of_method(method),
            (true, ..) => used.places_of_method(part),
        };
    }
    let built = owner.replacen("types::builder::", "types::", 1);
    let is_used = used.names(&built) || !calls(diff, used, &built).is_empty();
    match &change.origin {
        _ if !is_used => Vec::new(),
        // Whoever names the type may write all of it.
        _ if change.kind == Kind::Added => used.places_of_path(&built),
        Origin::Value { .. } => used.places_of_path(&format!("{built}::{part}")),
        Origin::Property { .. } if owner == built => used.places_of_field(part),
        _ => {
            let mut places = used.places_of_method(part);
            if places.is_empty() {
                places = used.places_of_field(part);
            }
            places
        }
    }
}

/// Where operations are called through which one gets to a type.
fn calls(diff: &ApiDiff, used: &Use, path: &str) -> Vec<Place> {
    let methods = diff.reached.get(path).into_iter().flatten();
    methods
        .flat_map(|method| used.places_of_method(method))
        .collect()
}

impl ApiDiff {
    /// The path that an item had before.
    fn former<'a>(&'a self, path: &'a str) -> &'a str {
        self.former.get(path).map_or(path, String::as_str)
    }

    /// Whether a change is about a part of an item and not about an item.
    fn is_part(&self, change: &ApiChange) -> bool {
        [
            "field", "variant", "method", "setter", "moved", "fewer", "request",
        ]
        .iter()
        .any(|word| change.rule.contains(word))
            && !self.whole.contains(&change.item)
    }
}
