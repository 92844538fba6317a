//! What became of the traits of a type.

use super::items::Sides;
use super::{Changes, Found};
use crate::rust_api::change::Kind;
use crate::rust_api::item::{Definition, Implementation};
use std::collections::{BTreeMap, BTreeSet};

/// Notes what changed in the traits that an item has.
pub(super) fn compare(
    sides: &Sides<'_>,
    (path, before): (&str, &Definition),
    (to, now): (&str, &Definition),
    changes: &mut Changes,
) {
    let said = Said::of(sides, path, (to, before), now);
    let traits_now: BTreeMap<String, (&String, &Implementation)> = before
        .traits
        .iter()
        .map(|(name, had)| (sides.pairs.names.now(name).into_owned(), (name, had)))
        .collect();
    for (name, (text, had)) in &traits_now {
        let item = format!("{to}: {name}");
        let Some(has) = now.traits.get(name) else {
            if !said.covers(name, &said.held_before, &said.held_now) {
                let rule = match had.is_derived {
                    true => "derive_trait_impl_removed",
                    false => "trait_impl_missing",
                };
                changes.note(rule, Kind::Gone, item, Found::old(*text, &before.origin));
            }
            continue;
        };
        let gate = sides.gate_now(&had.gate);
        if gate != has.gate && !sides.trait_moves_around(to, name, had, has) {
            let rule = match has.gate.covers(&gate) {
                true => "trait_impl_behind_fewer_features",
                false => "trait_impl_moved_behind_feature",
            };
            let found = Found::both(had.gate.to_string(), has.gate.to_string(), &before.origin);
            changes.note(rule, Kind::Moved, item, found);
        }
    }
    for name in now.traits.keys() {
        if traits_now.contains_key(name) || said.covers(name, &said.held_now, &said.held_before) {
            continue;
        }
        let rule = match name.as_str() {
            "Copy" => "copy_impl_added",
            _ => "trait_impl_added",
        };
        let item = format!("{to}: {name}");
        changes.note(rule, Kind::Added, item, Found::new(name, &now.origin));
    }
}

/// What other changes tell already.
struct Said {
    /// Whether the type has a builder on one side only.
    is_builder_new_or_gone: bool,
    /// The types that variants, or the only field, held.
    held_before: BTreeSet<String>,
    /// The types that they hold.
    held_now: BTreeSet<String>,
}

impl Said {
    fn of(
        sides: &Sides<'_>,
        path: &str,
        (to, before): (&str, &Definition),
        now: &Definition,
    ) -> Self {
        let builder = |path: &str| {
            path.strip_prefix("types::")
                .map(|name| format!("types::builder::{name}"))
                .unwrap_or_default()
        };
        let had = sides.old.items.contains_key(&builder(path));
        let has = sides.new.items.contains_key(&builder(to));
        let held_before = held(before);
        let held_before = held_before
            .iter()
            .map(|ty| sides.pairs.names.now(ty).into_owned());
        Self {
            is_builder_new_or_gone: had != has,
            held_before: held_before.collect(),
            held_now: held(now),
        }
    }

    /// Whether a conversion is there on one side only because a variant, a field or a builder is.
    fn covers(&self, name: &str, here: &BTreeSet<String>, there: &BTreeSet<String>) -> bool {
        if self.is_builder_new_or_gone && name.contains("builder::") {
            return true;
        }
        here.difference(there).any(|ty| {
            name == format!("From<{ty}>")
                || name == format!("TryFrom<{ty}>")
                || name.ends_with(&format!("> for {ty}"))
        })
    }
}

/// The types that the variants of an enum hold alone, or that a struct holds as its only field.
fn held(item: &Definition) -> BTreeSet<String> {
    let variants = item
        .variants()
        .iter()
        .map(|variant| &variant.fields.public[..]);
    let only = variants.chain([item.fields()]);
    only.filter_map(|fields| match fields {
        [field] => Some(field.ty.clone()),
        _ => None,
    })
    .collect()
}
