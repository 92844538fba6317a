//! Types that have another name and are the same.

use super::names::{Names, rewrite, words};
use super::pairs::last;
use crate::rust_api::Api;
use crate::rust_api::change::Evidence;
use crate::rust_api::item::{Definition, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Types by their paths.
type Types<'a> = BTreeMap<&'a str, &'a Definition>;

/// Types that might be one another.
pub(super) struct Candidates<'a> {
    /// Types of before.
    pub(super) gone: Types<'a>,
    /// Types of now.
    pub(super) added: Types<'a>,
}

/// The structs and enums of an API, those left out that stand for others.
pub(super) fn types(api: &Api, is_free: impl Fn(&String) -> bool) -> Types<'_> {
    api.items
        .iter()
        .filter(|(path, item)| {
            matches!(item.shape, Shape::Struct(_) | Shape::Enum(_))
                && !path.contains("builder::")
                && is_free(path)
        })
        .map(|(path, item)| (path.as_str(), item))
        .collect()
}

impl Candidates<'_> {
    /// Pairs of the same shape of which no other type is on either side.
    pub(super) fn by_shape(&self, names: &Names) -> Vec<(String, String, Evidence)> {
        let gone = shapes(&self.gone, |text| names.now(text).into_owned());
        let added = shapes(&self.added, str::to_owned);
        let mut found = Vec::new();
        for (shape, paths) in &gone {
            if let ([before], Some([now])) = (&paths[..], added.get(shape).map(|paths| &paths[..]))
            {
                found.push((before.clone(), now.clone(), Evidence::SameShape));
            }
        }
        found
    }

    /// Pairs of which the one stands wherever the other stood, and which have most in common.
    pub(super) fn by_place(
        &self,
        names: &Names,
        members: &[(String, String)],
    ) -> Vec<(String, String, Evidence)> {
        let by_name = |types: &Types<'_>| -> BTreeMap<String, String> {
            types
                .keys()
                .map(|path| (last(path), (*path).to_owned()))
                .collect()
        };
        let (gone, added) = (by_name(&self.gone), by_name(&self.added));
        let mut forwards: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        let mut backwards: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (before, now) in members {
            let before = names.now(before);
            if before == *now {
                continue;
            }
            let (one, two): (Vec<_>, Vec<_>) = (words(&before).collect(), words(now).collect());
            if one.len() != two.len() {
                continue;
            }
            for ((_, one), (_, two)) in one.iter().zip(&two) {
                if let (Some(one), Some(two)) = (gone.get(*one), added.get(*two)) {
                    forwards.entry(one).or_default().insert(two);
                    backwards.entry(two).or_default().insert(one);
                }
            }
        }
        let mut found = Vec::new();
        for (before, candidates) in &forwards {
            let mut candidates = candidates.iter();
            let (Some(now), None) = (candidates.next(), candidates.next()) else {
                continue;
            };
            let is_mutual = backwards.get(*now).is_some_and(|others| others.len() == 1);
            let (Some(one), Some(two)) =
                (self.gone.get(before.as_str()), self.added.get(now.as_str()))
            else {
                continue;
            };
            if is_mutual && are_alike(one, two) {
                found.push(((*before).clone(), (*now).clone(), Evidence::SamePlace));
            }
        }
        found
    }
}

/// The parts of a type as its shape: name in the document and type.
fn parts(item: &Definition) -> Vec<(String, String)> {
    let fields = item.fields().iter();
    let fields = fields.map(|field| (field.wire.clone(), field.ty.clone()));
    let variants = item.variants().iter();
    let variants = variants.map(|variant| (variant.wire.clone(), variant.fields.text()));
    fields.chain(variants).collect()
}

/// Shape → the types that have it. A struct of two fields is like too many others.
fn shapes(types: &Types<'_>, spell: impl Fn(&str) -> String) -> BTreeMap<String, Vec<String>> {
    let unpaired: BTreeSet<String> = types.keys().map(|path| last(path)).collect();
    let mut shapes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, item) in types {
        let parts = parts(item);
        let fewest = match item.shape {
            Shape::Enum(_) => 2,
            _ => 3,
        };
        if parts.len() < fewest {
            continue;
        }
        let own = last(path);
        let mut shape = match item.shape {
            Shape::Enum(_) => "enum".to_owned(),
            _ => "struct".to_owned(),
        };
        for (name, ty) in parts {
            // Types that have no counterpart yet may become each other's.
            let ty = rewrite(&ty, |word, _| match word == own {
                true => Some("Self"),
                false => unpaired.contains(word).then_some("_"),
            });
            shape.push_str(&format!("\n{name}: {}", spell(&ty)));
        }
        shapes.entry(shape).or_default().push((*path).to_owned());
    }
    shapes
}

/// Whether at least half of the parts have the same names in the document.
fn are_alike(one: &Definition, two: &Definition) -> bool {
    let names =
        |item| -> BTreeSet<String> { parts(item).into_iter().map(|(name, _)| name).collect() };
    let is_same_kind = matches!(one.shape, Shape::Enum(_)) == matches!(two.shape, Shape::Enum(_));
    let (one, two) = (names(one), names(two));
    let common = one.intersection(&two).count();
    is_same_kind && common > 0 && common * 2 >= one.len().max(two.len())
}
