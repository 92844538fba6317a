//! What became of the methods of a type, and of what a builder sets.

use super::items::{Sides, moved};
use super::pairs::CLIENT;
use super::{Changes, Found};
use crate::rust_api::change::{Evidence, Kind};
use crate::rust_api::item::{Definition, Field, Method};
use crate::rust_api::origin::Origin;
use crate::rust_api::{Api, bodies};
use std::collections::{BTreeMap, BTreeSet};

/// Whether the client of an API has a method.
pub(super) fn is_kept(api: &Api, method: &str) -> bool {
    let client = api.items.get(CLIENT);
    client.is_some_and(|client| client.methods.contains_key(method))
}

/// Notes what changed in the methods of an item.
pub(super) fn compare(
    sides: &Sides<'_>,
    (path, before): (&str, &Definition),
    (to, now): (&str, &Definition),
    changes: &mut Changes,
) {
    let said = said_elsewhere(sides, path, to);
    let renamed = match path == CLIENT {
        true => operations(sides),
        false => setters(sides, before, now),
    };
    let item = |path: &str, name: &str| format!("{path}::{name}");
    for (name, method) in &before.methods {
        let origin = origin(before, method);
        let signature = method.signature.text(name);
        let same = now.methods.get(name);
        match (same, renamed.get(name)) {
            _ if said.contains(name) => {}
            (Some(new), _) => method_pair(
                sides,
                &item(to, name),
                (name, method),
                new,
                &origin,
                changes,
            ),
            (None, Some((other, evidence))) => {
                if let Some(new) = now.methods.get(other) {
                    let kind = Kind::Renamed {
                        to: item(to, other),
                        evidence: *evidence,
                    };
                    let found = Found::both(signature, new.signature.text(other), &origin);
                    changes.note("inherent_method_renamed", kind, item(to, name), found);
                    let mut known = method.clone();
                    // The name in the request is why both are the same, or changed with it.
                    known.setter.clone_from(&new.setter);
                    if let (Some(known), Some(setter)) = (&mut known.setter, &method.setter) {
                        known.is_needed = setter.is_needed;
                    }
                    method_pair(
                        sides,
                        &item(to, other),
                        (other, &known),
                        new,
                        &origin,
                        changes,
                    );
                }
            }
            (None, None) => {
                let found = Found::old(signature, &origin);
                changes.note("inherent_method_missing", Kind::Gone, item(to, name), found);
            }
        }
    }
    let known: BTreeSet<&String> = renamed.values().map(|(other, _)| other).collect();
    for (name, method) in &now.methods {
        if before.methods.contains_key(name) || known.contains(name) || said.contains(name) {
            continue;
        }
        let is_needed = method
            .setter
            .as_ref()
            .is_some_and(|setter| setter.is_needed);
        let rule = match is_needed {
            true => "builder_setter_needed",
            false => "inherent_method_added",
        };
        let origin = origin(now, method);
        let found = Found::new(method.signature.text(name), &origin);
        changes.note(rule, Kind::Added, item(to, name), found);
    }
}

fn origin(item: &Definition, method: &Method) -> Origin {
    match (&method.setter, &method.origin) {
        (Some(setter), _) => match &item.origin {
            Origin::Operation { .. } => item.origin.parameter(&setter.wire),
            other => other.property(&setter.wire),
        },
        (None, Some(origin)) => origin.clone(),
        (None, None) => item.origin.clone(),
    }
}

fn operations(sides: &Sides<'_>) -> BTreeMap<String, (String, Evidence)> {
    let operations = sides.pairs.operations.iter();
    operations
        .map(|(name, to)| (name.clone(), (to.clone(), Evidence::SameRequest)))
        .collect()
}

/// Setters that have another name: the one that sets the same, the one at the same place of the path, or
/// the only one that came for the only one that went.
fn setters(
    sides: &Sides<'_>,
    before: &Definition,
    now: &Definition,
) -> BTreeMap<String, (String, Evidence)> {
    type Setters<'a> = Vec<(&'a String, &'a Method, &'a str)>;
    fn missing<'a>(
        from: &'a BTreeMap<String, Method>,
        other: &BTreeMap<String, Method>,
    ) -> Setters<'a> {
        from.iter()
            .filter(|(name, _)| !other.contains_key(*name))
            .filter(|(name, _)| *name != "body_map")
            .filter_map(|(name, method)| {
                Some((name, method, method.setter.as_ref()?.wire.as_str()))
            })
            .collect()
    }
    let (gone, added) = (
        missing(&before.methods, &now.methods),
        missing(&now.methods, &before.methods),
    );
    let mut renamed = BTreeMap::new();
    for (name, _, wire) in &gone {
        let same: Vec<_> = added.iter().filter(|(_, _, other)| other == wire).collect();
        if let [(to, ..)] = &same[..]
            && gone.iter().filter(|(_, _, other)| other == wire).count() == 1
        {
            renamed.insert(
                (*name).clone(),
                ((*to).clone(), Evidence::SameNameInDocument),
            );
        }
    }
    let (path, path_now) = (template_names(&before.origin), template_names(&now.origin));
    for (name, _, wire) in &gone {
        let place = path.iter().position(|parameter| parameter == wire);
        let there = place.and_then(|place| path_now.get(place));
        let same = added
            .iter()
            .find(|(_, _, other)| there.is_some_and(|there| there == other));
        if let Some((to, ..)) = same.filter(|_| path.len() == path_now.len()) {
            renamed
                .entry((*name).clone())
                .or_insert_with(|| ((*to).clone(), Evidence::SamePosition));
        }
    }
    if let ([(name, old, _)], [(to, new, _)]) = (&gone[..], &added[..]) {
        let needed = |method: &Method| {
            method
                .setter
                .as_ref()
                .is_some_and(|setter| setter.is_needed)
        };
        let signature = old.signature.text("");
        if needed(old) && needed(new) && sides.pairs.names.now(&signature) == new.signature.text("")
        {
            renamed
                .entry((*name).clone())
                .or_insert_with(|| ((*to).clone(), Evidence::SamePosition));
        }
    }
    renamed
}

/// The parameters of an operation's path, in their order.
fn template_names(origin: &Origin) -> Vec<String> {
    match origin {
        Origin::Operation { path, .. } => bodies::template_names(path),
        _ => Vec::new(),
    }
}

/// The methods of which another change tells already: what sets a field changes with it, and what
/// begins a builder is there with it.
fn said_elsewhere(sides: &Sides<'_>, path: &str, to: &str) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let definition = |api: &'_ Api, path: &str| api.items.get(path).cloned();
    if let (Some(before), Some(now)) = (
        path.strip_prefix("types::builder::"),
        to.strip_prefix("types::builder::"),
    ) {
        let before = definition(sides.old, &format!("types::{before}"));
        let now = definition(sides.new, &format!("types::{now}"));
        let (Some(before), Some(now)) = (before, now) else {
            return said;
        };
        let differs = |one: &Field, others: &[Field], is_before: bool| {
            let other = others.iter().find(|other| other.name == one.name);
            !other.is_some_and(|other| {
                let (old, new) = match is_before {
                    true => (one, other),
                    false => (other, one),
                };
                sides.pairs.names.now(&old.ty) == new.ty && old.wire == new.wire
            })
        };
        let gone = before
            .fields()
            .iter()
            .filter(|field| differs(field, now.fields(), true));
        let added = now
            .fields()
            .iter()
            .filter(|field| differs(field, before.fields(), false));
        said.extend(gone.chain(added).map(|field| field.name.clone()));
    } else if let (Some(before), Some(now)) =
        (path.strip_prefix("types::"), to.strip_prefix("types::"))
    {
        let had = sides
            .old
            .items
            .contains_key(&format!("types::builder::{before}"));
        let has = sides
            .new
            .items
            .contains_key(&format!("types::builder::{now}"));
        if had != has {
            said.insert("builder".to_owned());
        }
    }
    // What changes a body takes the type that sets it.
    let body = |api: &Api, path: &str| -> Option<String> {
        let method = api.items.get(path)?.methods.get("body")?;
        Some(method.signature.text("body"))
    };
    let (before, now) = (body(sides.old, path), body(sides.new, to));
    if before.map(|text| sides.pairs.names.now(&text).into_owned()) != now {
        said.insert("body_map".to_owned());
    }
    said
}

/// Notes what changed between a method of before and the same method of now.
fn method_pair(
    sides: &Sides<'_>,
    item: &str,
    (name, before): (&str, &Method),
    now: &Method,
    origin: &Origin,
    changes: &mut Changes,
) {
    let gate = sides.gate_now(&before.gate);
    if gate != now.gate {
        let found = Found::both(before.gate.to_string(), now.gate.to_string(), origin);
        changes.note(moved(&gate, &now.gate), Kind::Moved, item, found);
    }
    let texts = || {
        let (old, new) = (before.signature.text(name), now.signature.text(name));
        Found::both(old, new, origin)
    };
    if let Some(rule) = signature(sides, before, now) {
        changes.note(rule, Kind::Retyped, item, texts());
    }
    if let (Some(one), Some(two)) = (&before.setter, &now.setter) {
        let (rule, kind) = match two.is_needed {
            true => ("builder_setter_became_needed", Kind::BecameNeeded),
            false => ("builder_setter_no_longer_needed", Kind::NoLongerNeeded),
        };
        let text = |is_needed| match is_needed {
            true => "has to be given",
            false => "can be left out",
        };
        if one.is_needed != two.is_needed {
            let found = Found::both(text(one.is_needed), text(two.is_needed), origin);
            changes.note(rule, kind, item, found);
        }
        if one.wire != two.wire {
            let found = Found::both(&one.wire, &two.wire, origin);
            let rule = "builder_setter_name_in_request_changed";
            changes.note(rule, Kind::Respelled, item, found);
        }
    }
    let request = |method: &Method| method.origin.as_ref().and_then(Origin::request);
    if item.starts_with("Client::")
        && let (Some(one), Some(two)) = (request(before), request(now))
        && one != two
    {
        changes.note(
            "request_changed",
            Kind::Respelled,
            item,
            Found::both(one, two, origin),
        );
    }
}

/// The rule for the first difference between two signatures.
fn signature(sides: &Sides<'_>, before: &Method, now: &Method) -> Option<&'static str> {
    let (one, two) = (&before.signature, &now.signature);
    let names = &sides.pairs.names;
    let parameters: Vec<_> = one.parameters.iter().map(|text| names.now(text)).collect();
    let bounds: BTreeSet<_> = one.bounds.iter().map(|text| names.now(text)).collect();
    let is_setter = before.setter.is_some() && now.setter.is_some();
    let is_same = bounds.len() == two.bounds.len()
        && bounds
            .iter()
            .all(|bound| two.bounds.contains(bound.as_ref()));
    Some(if one.parameters.len() != two.parameters.len() {
        "method_parameter_count_changed"
    } else if one.receiver != two.receiver {
        "method_receiver_changed"
    } else if is_setter && (parameters != two.parameters || !is_same) {
        "builder_setter_type_changed"
    } else if one.generics.len() != two.generics.len() {
        "method_requires_different_generic_type_params"
    } else if parameters != two.parameters {
        "method_parameter_type_changed"
    } else if names.now(&one.output) != two.output {
        match two.output == "()" {
            true => "inherent_method_now_returns_unit",
            false => "method_return_type_changed",
        }
    } else if !is_same {
        "method_bounds_changed"
    } else if one.qualifiers != two.qualifiers {
        "method_qualifiers_changed"
    } else {
        return None;
    })
}
