//! Rules on versions.

use crate::{
    catalogue::verify::{Findings, Sheet, Sheets},
    operation::Version,
    walk,
};
use serde_json::Value;

/// The version that an extension names; `None` where there is none or it is not readable.
fn version(thing: &Value, key: &str) -> Option<Version> {
    thing.get(key)?.as_str()?.parse().ok()
}

/// Everything that can have `x-since` and `x-until`, with its file and pointer.
fn dated<'s, 'a>(sheets: &'s Sheets<'a>) -> Vec<(&'s Sheet<'a>, String, &'a Value)> {
    let mut all = Vec::new();
    for sheet in &sheets.all {
        for operation in &sheet.operations {
            let value = sheet.value().pointer(&operation.pointer);
            all.extend(value.map(|value| (sheet, operation.pointer.clone(), value)));
        }
        all.extend(sheet.parameters().map(|(at, value, _)| (sheet, at, value)));
        all.extend(sheet.properties().map(|(at, value)| (sheet, at, value)));
    }
    all
}

pub(super) fn unknown_version(sheets: &Sheets<'_>, findings: &mut Findings) {
    let known = sheets.catalogue.versions();
    let mut check = |sheet: &Sheet<'_>, pointer: &str, thing: &Value, key: &str| {
        if let Some(version) = version(thing, key)
            && !known.contains(&version)
        {
            findings.add(
                sheet,
                &walk::join(pointer, key),
                &format!("{key} names {version}, which _document.yaml does not list"),
                "name a version that it lists, or add this one there",
            );
        }
    };
    for sheet in &sheets.all {
        check(sheet, "/info", &sheet.value()["info"], "version");
    }
    for (sheet, pointer, thing) in dated(sheets) {
        check(sheet, &pointer, thing, "x-since");
        check(sheet, &pointer, thing, "x-until");
    }
}

pub(super) fn unordered_versions(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (index, pair) in sheets.catalogue.versions().windows(2).enumerate() {
        if pair[0] >= pair[1] {
            findings.add(
                &sheets.head,
                &format!("/versions/{}", index + 1),
                &format!("{} stands after {}", pair[1], pair[0]),
                "list each version once, oldest first by its numbers: 10.10 comes after 10.9",
            );
        }
    }
}

pub(super) fn since_after_until(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (sheet, pointer, thing) in dated(sheets) {
        if let (Some(since), Some(until)) = (version(thing, "x-since"), version(thing, "x-until"))
            && since > until
        {
            findings.add(
                sheet,
                &pointer,
                &format!("it came with {since} and went with {until}"),
                "x-since is the first version that has it, x-until the last",
            );
        }
    }
}

pub(super) fn outlives_operation(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (pointer, parameter, operation) in sheet.parameters() {
            let Some(operation) = sheet.value().pointer(&operation.pointer) else {
                continue;
            };
            let first = version(operation, "x-since");
            let last = version(operation, "x-until");
            for key in ["x-since", "x-until"] {
                let Some(own) = version(parameter, key) else {
                    continue;
                };
                if first.is_some_and(|first| own < first) || last.is_some_and(|last| own > last) {
                    findings.add(
                        sheet,
                        &walk::join(&pointer, key),
                        &format!("the operation is not there in {own}"),
                        "take it out: a parameter without it is there as long as its operation",
                    );
                }
            }
        }
    }
}
