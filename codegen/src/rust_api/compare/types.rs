//! What became of the shape of an item.

use super::items::Sides;
use super::{Changes, Found};
use crate::rust_api::change::{Evidence, Kind};
use crate::rust_api::item::{Contract, Definition, Field, Fields, Shape, Style, Variant};
use std::collections::BTreeSet;

/// Notes what changed in the shape of an item; methods and traits not.
pub(super) fn compare(
    sides: &Sides<'_>,
    (path, before): (&str, &Definition),
    (_, now): (&str, &Definition),
    changes: &mut Changes,
) {
    let retyped = |rule, changes: &mut Changes| {
        let found = Found::both(before.text(path), now.text(path), &before.origin);
        changes.note(rule, Kind::Retyped, path, found);
    };
    let names = &sides.pairs.names;
    if names.now(&before.generics) != now.generics {
        retyped("type_generics_changed", changes);
    }
    match (&before.shape, &now.shape) {
        (Shape::Struct(one), Shape::Struct(two)) => {
            open(path, before, now, changes);
            if one.style != two.style {
                retyped("tuple_struct_to_plain_struct", changes);
            } else {
                fields(sides, path, (before, one), (now, two), changes);
            }
        }
        (Shape::Enum(one), Shape::Enum(two)) => {
            open(path, before, now, changes);
            variants(sides, path, (before, one), (now, two), changes);
        }
        (Shape::Alias(one), Shape::Alias(two)) if names.now(one) != *two => {
            retyped("type_alias_changed", changes);
        }
        (Shape::Constant(one), Shape::Constant(two)) if names.now(one) != *two => {
            retyped("const_type_changed", changes);
        }
        (Shape::Static(one), Shape::Static(two)) if names.now(one) != *two => {
            retyped("static_type_changed", changes);
        }
        (Shape::Function(one), Shape::Function(two)) => {
            if one.parameters.len() != two.parameters.len() {
                retyped("function_parameter_count_changed", changes);
            } else if names.now(&one.text("")) != two.text("") {
                retyped("function_signature_changed", changes);
            }
        }
        (Shape::Trait(one), Shape::Trait(two)) => contract(path, (before, one), two, changes),
        (Shape::Path(one), Shape::Path(two)) if one != two => {
            let is_renamed = sides.pairs.items.get(one) == Some(two);
            if !is_renamed {
                retyped("import_changed_target", changes);
            }
        }
        (Shape::Written(one), Shape::Written(two)) if one != two => {
            // The tokens are a whole file.
            let what = || "what the macros of this module are given".to_owned();
            let found = Found::both(what(), what(), &before.origin);
            changes.note("macro_output_changed", Kind::Retyped, path, found);
        }
        _ => {}
    }
}

fn open(path: &str, before: &Definition, now: &Definition, changes: &mut Changes) {
    let is_enum = matches!(before.shape, Shape::Enum(_));
    let (rule, kind) = match (before.is_open, now.is_open, is_enum) {
        (false, true, true) => ("enum_marked_non_exhaustive", Kind::Opened),
        (false, true, false) => ("struct_marked_non_exhaustive", Kind::Opened),
        (true, false, true) => ("enum_no_longer_non_exhaustive", Kind::Closed),
        (true, false, false) => ("struct_no_longer_non_exhaustive", Kind::Closed),
        _ => return,
    };
    let mark = |is_open| match is_open {
        true => "#[non_exhaustive]",
        false => "without #[non_exhaustive]",
    };
    let found = Found::both(mark(before.is_open), mark(now.is_open), &before.origin);
    changes.note(rule, kind, path, found);
}

/// Fields that are gone with the fields that they have become.
fn renamed<'a>(
    one: &'a [Field],
    two: &'a [Field],
    now: impl Fn(&'a Field) -> String,
) -> Vec<(&'a Field, &'a Field, Evidence)> {
    let missing = |from: &'a [Field], other: &'a [Field]| -> Vec<(usize, &'a Field)> {
        from.iter()
            .enumerate()
            .filter(|(_, field)| !other.iter().any(|same| same.name == field.name))
            .collect()
    };
    let (gone, added) = (missing(one, two), missing(two, one));
    let mut renamed = Vec::new();
    for (at, field) in &gone {
        let by_wire: Vec<_> = added
            .iter()
            .filter(|(_, new)| new.wire == field.wire)
            .collect();
        let wires = gone
            .iter()
            .filter(|(_, old)| old.wire == field.wire)
            .count();
        if let ([(_, new)], 1) = (&by_wire[..], wires) {
            renamed.push((*field, *new, Evidence::SameNameInDocument));
            continue;
        }
        // One field took the place of another, and nothing else moved.
        if let ([_], [(place, new)]) = (&gone[..], &added[..])
            && at == place
            && one.len() == two.len()
            && one.len() > 1
            && now(field) == new.ty
        {
            renamed.push((*field, *new, Evidence::SamePosition));
        }
    }
    renamed
}

fn fields(
    sides: &Sides<'_>,
    path: &str,
    (before, one): (&Definition, &Fields),
    (now, two): (&Definition, &Fields),
    changes: &mut Changes,
) {
    let ty_now = |field: &Field| sides.pairs.names.now(&field.ty).into_owned();
    let item = |field: &Field| format!("{path}::{}", field.name);
    let renamed = renamed(&one.public, &two.public, ty_now);
    for field in &one.public {
        let origin = before.origin.property(&field.wire);
        let renamed = renamed.iter().find(|(old, ..)| old.name == field.name);
        let same = two.public.iter().find(|new| new.name == field.name);
        match (same, renamed) {
            (Some(new), _) => retyped(&item(field), (field, &ty_now(field)), new, &origin, changes),
            (None, Some((_, new, evidence))) => {
                let kind = Kind::Renamed {
                    to: item(new),
                    evidence: *evidence,
                };
                let found = Found::both(&field.ty, &new.ty, &origin);
                changes.note("struct_field_renamed", kind, item(field), found);
                let same_wire = Field {
                    wire: new.wire.clone(),
                    ..field.clone()
                };
                let ty = ty_now(field);
                retyped(&item(new), (&same_wire, &ty), new, &origin, changes);
            }
            (None, None) => {
                let found = Found::old(&field.ty, &origin);
                changes.note("struct_pub_field_missing", Kind::Gone, item(field), found);
            }
        }
    }
    // Whoever writes all fields has to write the new ones.
    let is_constructible = !before.is_open && one.hidden == 0;
    let builder = path
        .strip_prefix("types::")
        .map(|name| format!("types::builder::{name}"));
    let builder = builder.filter(|path| sides.pairs.items.values().any(|now| now == path));
    let builder = builder.and_then(|path| sides.new.items.get(&path));
    let is_needed = |field: &Field| {
        let setter = builder.and_then(|builder| builder.methods.get(&field.name)?.setter.as_ref());
        setter.is_some_and(|setter| setter.is_needed)
    };
    for field in &two.public {
        let is_known = one.public.iter().any(|old| old.name == field.name)
            || renamed.iter().any(|(_, new, _)| new.name == field.name);
        if is_known {
            continue;
        }
        let rule = match (is_constructible, is_needed(field)) {
            (true, _) => "constructible_struct_adds_field",
            (false, true) => "builder_setter_needed",
            (false, false) => "struct_field_added",
        };
        let origin = now.origin.property(&field.wire);
        changes.note(
            rule,
            Kind::Added,
            item(field),
            Found::new(&field.ty, &origin),
        );
    }
    let hidden = match (one.hidden, two.hidden) {
        (0, 1..) if is_constructible && !one.public.is_empty() => {
            "constructible_struct_adds_private_field"
        }
        (1.., 0) if !now.is_open => "struct_no_longer_has_non_pub_fields",
        _ => return,
    };
    let found = Found::both(before.text(path), now.text(path), &before.origin);
    changes.note(hidden, Kind::Retyped, path, found);
}

fn retyped(
    item: &str,
    (field, ty): (&Field, &str),
    new: &Field,
    origin: &crate::rust_api::Origin,
    changes: &mut Changes,
) {
    if ty != new.ty {
        let (rule, kind) = if new.ty == format!("Option<{ty}>") {
            ("struct_field_became_option", Kind::BecameOption)
        } else if ty == format!("Option<{}>", new.ty) {
            ("struct_field_no_longer_option", Kind::NoLongerOption)
        } else {
            ("struct_field_type_changed", Kind::Retyped)
        };
        let found = Found::both(&field.ty, &new.ty, origin);
        changes.note(rule, kind, item, found);
    } else if field.wire != new.wire {
        let rule = "struct_field_name_in_json_changed";
        let found = Found::both(&field.wire, &new.wire, origin);
        changes.note(rule, Kind::Respelled, item, found);
    }
}

fn variants(
    sides: &Sides<'_>,
    path: &str,
    (before, one): (&Definition, &[Variant]),
    (now, two): (&Definition, &[Variant]),
    changes: &mut Changes,
) {
    let item = |variant: &Variant| format!("{path}::{}", variant.name);
    let mut known = BTreeSet::new();
    for variant in one {
        let origin = before.origin.value(&variant.wire);
        if let Some(new) = two.iter().find(|new| new.name == variant.name) {
            held(sides, &item(variant), variant, new, &origin, changes);
            continue;
        }
        let is_new = |new: &&Variant| !one.iter().any(|old| old.name == new.name);
        let is_gone = |old: &&Variant| !two.iter().any(|new| new.name == old.name);
        let by_wire: Vec<&Variant> = two
            .iter()
            .filter(is_new)
            .filter(|new| new.wire == variant.wire)
            .collect();
        let wires = one.iter().filter(is_gone);
        let wires = wires.filter(|old| old.wire == variant.wire).count();
        if let ([new], 1) = (&by_wire[..], wires) {
            known.insert(&new.name);
            let kind = Kind::Renamed {
                to: item(new),
                evidence: Evidence::SameNameInDocument,
            };
            let found = Found::both(variant_text(variant), variant_text(new), &origin);
            changes.note("enum_variant_renamed", kind, item(variant), found);
            continue;
        }
        let found = Found::old(variant_text(variant), &origin);
        changes.note("enum_variant_missing", Kind::Gone, item(variant), found);
    }
    order(path, (before, one), two, changes);
    for variant in two {
        if one.iter().any(|old| old.name == variant.name) || known.contains(&variant.name) {
            continue;
        }
        let rule = match before.is_open {
            true => "non_exhaustive_enum_variant_added",
            false => "enum_variant_added",
        };
        let origin = now.origin.value(&variant.wire);
        let found = Found::new(variant_text(variant), &origin);
        changes.note(rule, Kind::Added, item(variant), found);
    }
}

/// Notes that variants which are still there have other numbers, or another order.
fn order(
    path: &str,
    (before, one): (&Definition, &[Variant]),
    two: &[Variant],
    changes: &mut Changes,
) {
    let place = |variant: &Variant| two.iter().position(|other| other.name == variant.name);
    let both: Vec<(usize, usize)> = one
        .iter()
        .enumerate()
        .filter_map(|(at, variant)| Some((at, place(variant)?)))
        .collect();
    let mut all = one.iter().chain(two);
    let has_numbers = all.all(|variant| variant.fields.style == Style::Unit);
    let is_ordered = before.traits.contains_key("PartialOrd");
    let rule = if has_numbers && both.iter().any(|(old, new)| old != new) {
        "enum_no_repr_variant_discriminant_changed"
    } else if is_ordered && !both.is_sorted_by_key(|(_, new)| *new) {
        "partial_ord_enum_variants_reordered"
    } else {
        return;
    };
    let moved = both.iter().filter(|(old, new)| old != new);
    let text = |numbers: Vec<(usize, usize)>| {
        let named = numbers.into_iter().filter_map(|(at, number)| {
            let variant = one.get(at)?;
            Some(format!("{} = {number}", variant.name))
        });
        named.collect::<Vec<_>>().join(", ")
    };
    let found = Found::both(
        text(moved.clone().map(|(old, _)| (*old, *old)).collect()),
        text(moved.copied().collect()),
        &before.origin,
    );
    changes.note(rule, Kind::Reordered, path, found);
}

fn variant_text(variant: &Variant) -> String {
    format!("{}{}", variant.name, variant.fields.text())
}

/// Notes what changed in what a variant holds.
fn held(
    sides: &Sides<'_>,
    item: &str,
    one: &Variant,
    two: &Variant,
    origin: &crate::rust_api::Origin,
    changes: &mut Changes,
) {
    let (before, now) = (one.fields.text(), two.fields.text());
    if sides.pairs.names.now(&before) != now {
        let rule = match (one.fields.style, one.fields.style == two.fields.style) {
            (_, true) => "enum_variant_type_changed",
            (Style::Unit, _) => "enum_unit_variant_changed_kind",
            (Style::Tuple, _) => "enum_tuple_variant_changed_kind",
            (Style::Named, _) => "enum_struct_variant_changed_kind",
        };
        let found = Found::both(variant_text(one), variant_text(two), origin);
        changes.note(rule, Kind::Retyped, item, found);
    } else if one.wire != two.wire {
        let found = Found::both(&one.wire, &two.wire, origin);
        changes.note(
            "enum_variant_name_in_json_changed",
            Kind::Respelled,
            item,
            found,
        );
    }
}

fn contract(
    path: &str,
    (before, one): (&Definition, &Contract),
    two: &Contract,
    changes: &mut Changes,
) {
    let origin = &before.origin;
    if one.supertraits != two.supertraits {
        let text = |contract: &Contract| {
            let all: Vec<&str> = contract.supertraits.iter().map(String::as_str).collect();
            all.join(" + ")
        };
        let found = Found::both(text(one), text(two), origin);
        changes.note("trait_supertraits_changed", Kind::Retyped, path, found);
    }
    for (name, (text, is_optional)) in &one.members {
        let item = format!("{path}::{name}");
        match two.members.get(name) {
            None => changes.note(
                "trait_method_missing",
                Kind::Gone,
                item,
                Found::old(text, origin),
            ),
            Some((new, _)) if new != text => {
                let found = Found::both(text, new, origin);
                changes.note("trait_method_changed", Kind::Retyped, item, found);
            }
            Some((new, is_optional_now)) if is_optional_now != is_optional => {
                let (rule, kind) = match is_optional_now {
                    true => ("trait_method_default_impl_added", Kind::NoLongerNeeded),
                    false => ("trait_method_default_impl_removed", Kind::BecameNeeded),
                };
                changes.note(rule, kind, item, Found::both(text, new, origin));
            }
            Some(_) => {}
        }
    }
    for (name, (text, is_optional)) in &two.members {
        if !one.members.contains_key(name) {
            let rule = match is_optional {
                true => "trait_method_with_default_added",
                false => "trait_method_added",
            };
            let item = format!("{path}::{name}");
            changes.note(rule, Kind::Added, item, Found::new(text, origin));
        }
    }
}
