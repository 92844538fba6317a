//! Rules on references and what they lead to.

use super::names::COMMON;
use crate::{
    catalogue::verify::{Findings, Sheet, Sheets},
    walk,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// The objects that hold a `$ref`, with their pointers, and where it leads.
fn references<'a>(sheet: &Sheet<'a>) -> Vec<(String, &'a Value, &'a str)> {
    fn search<'a>(value: &'a Value, at: &str, found: &mut Vec<(String, &'a Value, &'a str)>) {
        match value {
            Value::Object(object) => {
                if let Some(target) = object.get("$ref").and_then(Value::as_str) {
                    found.push((at.to_owned(), value, target));
                }
                for (key, inner) in object {
                    search(inner, &walk::join(at, key), found);
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    search(inner, &format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    search(sheet.value(), "", &mut found);
    found
}

pub(super) fn dangling_reference(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (pointer, _, target) in references(sheet) {
            let component = target
                .strip_prefix('#')
                .filter(|at| at.starts_with("/components/") && at.matches('/').count() == 3);
            let leads = |at: &str| {
                sheets
                    .all
                    .iter()
                    .any(|each| each.value().pointer(at).is_some())
            };
            if !component.is_some_and(leads) {
                findings.add(
                    sheet,
                    &pointer,
                    &format!("{target} leads nowhere"),
                    "write #/components/schemas/NAME with the name of a schema of any file",
                );
            }
        }
    }
}

pub(super) fn reference_siblings(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (pointer, holder, target) in references(sheet) {
            let others = holder.as_object().into_iter().flatten();
            let others: Vec<_> = others
                .map(|(key, _)| key.as_str())
                .filter(|key| *key != "$ref")
                .collect();
            if !others.is_empty() {
                findings.add(
                    sheet,
                    &pointer,
                    &format!("{} beside the reference to {target}", others.join(", ")),
                    &format!("write allOf: [{{$ref: '{target}'}}] beside it"),
                );
            }
        }
    }
}

pub(super) fn unused_schema(sheets: &Sheets<'_>, findings: &mut Findings) {
    let mut used = BTreeSet::new();
    for sheet in &sheets.all {
        for (from, _, target) in references(sheet) {
            // A schema that only itself refers to is not used.
            let own = format!("{}/", target.trim_start_matches('#'));
            if !from.starts_with(&own) {
                used.insert(target);
            }
        }
    }
    for sheet in &sheets.all {
        for (name, _) in sheet.components("schemas") {
            let pointer = walk::join("/components/schemas", name);
            if !used.contains(format!("#{pointer}").as_str()) {
                findings.add(
                    sheet,
                    &pointer,
                    &format!("nothing refers to {name}"),
                    "remove it, or refer to it where it is meant",
                );
            }
        }
    }
}

pub(super) fn misplaced_schema(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in sheets.all.iter().filter(|sheet| sheet.name != COMMON) {
        for (name, _) in sheet.components("schemas") {
            let pointer = walk::join("/components/schemas", name);
            let target = format!("#{pointer}");
            // Where two files define it, that is the mistake.
            let others = sheets
                .all
                .iter()
                .filter(|other| other.components("schemas").all(|(other, _)| other != name));
            let users: Vec<_> = others
                .filter(|other| references(other).iter().any(|(_, _, to)| *to == target))
                .map(|other| format!("{}.yaml", other.name))
                .collect();
            if !users.is_empty() {
                findings.add(
                    sheet,
                    &pointer,
                    &format!("{name} is used in {} too", users.join(", ")),
                    "move it to common.yaml",
                );
            }
        }
    }
}
