//! What became of each item.

use super::methods;
use super::pairs::Pairs;
use super::traits;
use super::types;
use super::{Changes, Found};
use crate::rust_api::Api;
use crate::rust_api::change::Kind;
use crate::rust_api::gate::Gate;
use crate::rust_api::item::{Definition, Implementation, Shape};
use std::collections::BTreeMap;

/// Two APIs with what is known of both.
pub(super) struct Sides<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) pairs: &'a Pairs,
    /// Feature of before → feature of now.
    features: &'a BTreeMap<String, String>,
    /// Path of now → path of before.
    back: BTreeMap<&'a str, &'a str>,
}

/// Notes what changed in all items.
pub(super) fn compare(
    old: &Api,
    new: &Api,
    pairs: &Pairs,
    features: &BTreeMap<String, String>,
    changes: &mut Changes,
) {
    let sides = Sides {
        old,
        new,
        pairs,
        features,
        back: pairs
            .items
            .iter()
            .map(|(before, now)| (now.as_str(), before.as_str()))
            .collect(),
    };
    for (path, before) in &old.items {
        match pairs.items.get(path) {
            Some(to) => {
                if let Some(now) = new.items.get(to) {
                    sides.pair((path, before), (to, now), changes);
                }
            }
            None if sides.goes_with_another(path) => {}
            None => {
                let found = Found::old(before.text(path), &before.origin);
                changes.note(missing(before), Kind::Gone, path, found);
            }
        }
    }
    for (path, now) in &new.items {
        if !sides.back.contains_key(path.as_str()) && !sides.comes_with_another(path) {
            let found = Found::new(now.text(path), &now.origin);
            changes.note(added(now), Kind::Added, path, found);
        }
    }
}

impl Sides<'_> {
    /// A gate of before with the names that its features have now.
    pub(super) fn gate_now(&self, gate: &Gate) -> Gate {
        gate.renamed(|name| {
            let now = self.features.get(name).map(String::as_str);
            now.unwrap_or(name).to_owned()
        })
    }

    /// Whether the type around one for what is known has the same trait behind the same features.
    pub(super) fn trait_moves_around(
        &self,
        path: &str,
        name: &str,
        had: &Implementation,
        has: &Implementation,
    ) -> bool {
        let around = path
            .strip_suffix("Known")
            .filter(|around| owners(self.new, path).iter().any(|owner| owner == around));
        let Some(around) = around else {
            return false;
        };
        let before = self
            .back
            .get(around)
            .and_then(|path| self.old.items.get(*path));
        let now = self.new.items.get(around);
        let gate = |item: Option<&Definition>| Some(item?.traits.get(name)?.gate.clone());
        gate(before).as_ref() == Some(&had.gate) && gate(now).as_ref() == Some(&has.gate)
    }

    /// Whether an item is gone because another one is.
    fn goes_with_another(&self, path: &str) -> bool {
        if let Some(method) = self.pairs.begun_before.get(path) {
            return !methods::is_kept(self.new, method);
        }
        let mut owners = owners(self.old, path).into_iter();
        owners.any(|owner| !self.pairs.items.contains_key(&owner))
    }

    /// Whether an item is new because another one is.
    fn comes_with_another(&self, path: &str) -> bool {
        if let Some(method) = self.pairs.begun_now.get(path) {
            return !methods::is_kept(self.old, method);
        }
        let mut owners = owners(self.new, path).into_iter();
        owners.any(|owner| !self.back.contains_key(owner.as_str()))
    }

    /// Whether the type of a builder, or the type around one for what is known, has another name too.
    fn is_renamed_with_another(&self, path: &str) -> bool {
        self.pairs.begun_before.contains_key(path)
            || owners(self.old, path)
                .iter()
                .any(|owner| self.pairs.evidence.contains_key(owner))
    }

    /// Notes what changed between an item of before and the same item of now.
    fn pair(
        &self,
        (path, before): (&str, &Definition),
        (to, now): (&str, &Definition),
        changes: &mut Changes,
    ) {
        if let Some(evidence) = self.pairs.evidence.get(path)
            && !self.is_renamed_with_another(path)
        {
            let rule = match before.shape {
                Shape::Enum(_) => "enum_renamed",
                _ => "struct_renamed",
            };
            let kind = Kind::Renamed {
                to: to.to_owned(),
                evidence: *evidence,
            };
            let found = Found::both(before.text(path), now.text(to), &before.origin);
            changes.note(rule, kind, path, found);
        }
        self.gates((path, before), (to, now), changes);
        if std::mem::discriminant(&before.shape) != std::mem::discriminant(&now.shape) {
            let found = Found::both(before.text(path), now.text(to), &before.origin);
            changes.note(replaced(before), Kind::Replaced, to, found);
            return;
        }
        types::compare(self, (to, before), (to, now), changes);
        methods::compare(self, (path, before), (to, now), changes);
        traits::compare(self, (path, before), (to, now), changes);
    }

    /// Notes that an item stands behind other features.
    fn gates(
        &self,
        (path, before): (&str, &Definition),
        (to, now): (&str, &Definition),
        changes: &mut Changes,
    ) {
        let gate = self.gate_now(&before.gate);
        // A builder moves with its operation or its type.
        let owner = owners(self.new, to).into_iter().next();
        let owner_moves = owner.is_some_and(|owner| {
            let old = self
                .back
                .get(owner.as_str())
                .and_then(|path| self.old.items.get(*path));
            let new = self.new.items.get(&owner);
            old.zip(new)
                .is_some_and(|(old, new)| old.gate == before.gate && new.gate == now.gate)
        });
        if gate == now.gate || owner_moves || self.pairs.begun_before.contains_key(path) {
            return;
        }
        let found = Found::both(
            before.gate.to_string(),
            now.gate.to_string(),
            &before.origin,
        );
        changes.note(moved(&gate, &now.gate), Kind::Moved, to, found);
    }
}

/// The rule for an item whose features changed.
pub(super) fn moved(before: &Gate, now: &Gate) -> &'static str {
    match now.covers(before) {
        true => "item_behind_fewer_features",
        false => "item_moved_behind_feature",
    }
}

/// The items with which one goes: the type of a builder, the type around its known values, the
/// module, the item that another path leads to.
fn owners(api: &Api, path: &str) -> Vec<String> {
    let mut owners = Vec::new();
    if let Some(name) = path.strip_prefix("types::builder::") {
        owners.push(format!("types::{name}"));
    }
    if let Some(around) = path.strip_suffix("Known")
        && let Some(item) = api.items.get(around)
        && item
            .variants()
            .iter()
            .any(|variant| variant.name == "Known")
    {
        owners.push(around.to_owned());
    }
    if let Some(Shape::Path(target)) = api.items.get(path).map(|item| &item.shape) {
        owners.push(target.clone());
    }
    let mut module = path;
    while let Some((outer, _)) = module.rsplit_once("::") {
        module = outer;
        if let Some(Shape::Module) = api.items.get(outer).map(|item| &item.shape) {
            owners.push(outer.to_owned());
        }
    }
    owners.retain(|owner| api.items.contains_key(owner));
    owners
}

fn missing(item: &Definition) -> &'static str {
    match &item.shape {
        Shape::Module => "module_missing",
        Shape::Struct(_) => "struct_missing",
        Shape::Enum(_) => "enum_missing",
        Shape::Alias(_) => "type_alias_missing",
        Shape::Constant(_) => "pub_module_level_const_missing",
        Shape::Static(_) => "pub_static_missing",
        Shape::Function(_) => "function_missing",
        Shape::Trait(_) => "trait_missing",
        Shape::Path(_) => "import_missing",
        Shape::Written(_) => "macro_output_changed",
    }
}

fn added(item: &Definition) -> &'static str {
    match (&item.shape, item.is_open) {
        (Shape::Module, _) => "module_added",
        (Shape::Struct(_), true) => "non_exhaustive_struct_added",
        (Shape::Struct(_), false) => "exhaustive_struct_added",
        (Shape::Enum(_), true) => "non_exhaustive_enum_added",
        (Shape::Enum(_), false) => "exhaustive_enum_added",
        (Shape::Alias(_), _) => "type_alias_added",
        (Shape::Constant(_), _) => "pub_const_added",
        (Shape::Static(_), _) => "pub_static_added",
        (Shape::Function(_), _) => "function_added",
        (Shape::Trait(_), _) => "trait_added",
        (Shape::Path(_), _) => "import_added",
        (Shape::Written(_), _) => "macro_output_changed",
    }
}

fn replaced(item: &Definition) -> &'static str {
    match &item.shape {
        Shape::Struct(fields) if !fields.public.is_empty() => "struct_with_pub_fields_changed_type",
        Shape::Enum(_) => "enum_changed_kind",
        _ => "item_changed_kind",
    }
}
