//! Rules on summaries and descriptions.

use crate::{
    catalogue::verify::{Findings, Sheet, Sheets},
    walk,
};
use serde_json::Value;

pub(super) fn bad_summary(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (sheet, operation) in sheets.operations() {
        let summary = operation.value.get("summary").and_then(Value::as_str);
        if summary.is_none_or(|text| !text.ends_with('.') || text.contains('\n')) {
            findings.add(
                sheet,
                &operation.pointer,
                "the summary is missing, longer than a line, or has no full stop at its end",
                "say in one sentence and in the third person what the operation does",
            );
        }
    }
}

pub(super) fn missing_description(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (kind, pointer, thing) in described(sheet) {
            let text = thing["description"].as_str().unwrap_or_default();
            if text.trim().is_empty() {
                let key = walk::unescape(pointer.rsplit('/').next().unwrap_or_default());
                let name = match kind {
                    "operation" => "",
                    _ => thing["name"].as_str().unwrap_or(&key),
                };
                findings.add(
                    sheet,
                    &pointer,
                    &format!("the {kind} {name} has no description").replace("  ", " "),
                    "say in our own words what it is, with its unit or shape",
                );
            }
        }
    }
}

/// Everything that must be described: what it is, its pointer, and it.
fn described<'a>(sheet: &Sheet<'a>) -> Vec<(&'static str, String, &'a Value)> {
    let mut things = Vec::new();
    let tags = sheet.value()["tags"].as_array().into_iter().flatten();
    things.extend(
        tags.enumerate()
            .map(|(index, tag)| ("tag", format!("/tags/{index}"), tag)),
    );
    for operation in &sheet.operations {
        let value = sheet.value().pointer(&operation.pointer);
        things.extend(value.map(|value| ("operation", operation.pointer.clone(), value)));
    }
    things.extend(
        sheet
            .parameters()
            .map(|(at, value, _)| ("parameter", at, value)),
    );
    things.extend(
        sheet
            .components("schemas")
            .map(|(name, value)| ("schema", walk::join("/components/schemas", name), value)),
    );
    // A bare reference has the description of what it leads to.
    let properties = sheet
        .properties()
        .filter(|(_, value)| value.get("$ref").is_none());
    things.extend(properties.map(|(at, value)| ("property", at, value)));
    things
}
