//! Rules on schemas and parameters.

use crate::{
    catalogue::verify::{Findings, Sheet, Sheets},
    walk,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The schemas that are no component of their own, with their pointers.
fn unnamed<'s, 'a>(sheet: &'s Sheet<'a>) -> impl Iterator<Item = (&'s str, &'a Value)> {
    let all = sheet
        .schemas
        .iter()
        .map(|(pointer, schema)| (pointer.as_str(), *schema));
    all.filter(|(pointer, _)| {
        let component = pointer.strip_prefix("/components/schemas/");
        component.is_none_or(|name| name.contains('/'))
    })
}

/// Whether a schema is a member of the `allOf` of a named one: it says more of that one and is
/// no type of its own.
fn extends_a_named_one(pointer: &str) -> bool {
    let rest = pointer.strip_prefix("/components/schemas/");
    let parts: Vec<_> = rest.into_iter().flat_map(|rest| rest.split('/')).collect();
    matches!(parts[..], [_, "allOf", _])
}

pub(super) fn inline_object(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        let unnamed = unnamed(sheet).filter(|(pointer, _)| !extends_a_named_one(pointer));
        for (pointer, schema) in unnamed {
            if schema["properties"]
                .as_object()
                .is_some_and(|map| !map.is_empty())
            {
                findings.add(
                    sheet,
                    pointer,
                    "an object with properties has no name of its own",
                    "put it into components.schemas and refer to it",
                );
            }
        }
    }
}

pub(super) fn inline_enum(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (pointer, schema) in unnamed(sheet) {
            if schema.get("enum").is_some() {
                findings.add(
                    sheet,
                    pointer,
                    "an enumeration has no name of its own",
                    "put it into components.schemas and refer to it",
                );
            }
        }
    }
}

pub(super) fn alias_clash(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (pointer, schema) in &sheet.schemas {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let mut taken: BTreeMap<&str, &str> = properties
                .clone()
                .map(|(name, _)| (name.as_str(), name.as_str()))
                .collect();
            for (name, property) in properties {
                let aliases = property["x-aliases"].as_array().into_iter().flatten();
                for alias in aliases.filter_map(Value::as_str) {
                    if let Some(first) = taken.insert(alias, name) {
                        findings.add(
                            sheet,
                            &walk::join(&walk::join(pointer, "properties"), name),
                            &format!("the alias {alias} also means the property {first}"),
                            "keep each spelling for one property",
                        );
                    }
                }
            }
        }
    }
}

pub(super) fn shape_mismatch(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (sheet, operation) in sheets.operations() {
        if operation.value.get("x-shape").is_some() {
            continue;
        }
        let body = operation.value.get("requestBody");
        let body = body.map(|body| (walk::join(&operation.pointer, "requestBody"), body));
        let answers = operation.answers().map(|(status, answer)| {
            let at = walk::join(&operation.pointer, "responses");
            (walk::join(&at, status), answer)
        });
        for (pointer, holder) in answers.chain(body) {
            let content = holder["content"].as_object().into_iter().flatten();
            for (media_type, content) in content {
                if content["schema"] == json!({}) {
                    findings.add(
                        sheet,
                        &walk::join(&walk::join(&pointer, "content"), media_type),
                        "the schema is {} without x-shape: unknown",
                        "describe the shape, or say with x-shape: unknown that no source shows it",
                    );
                }
            }
        }
    }
}

pub(super) fn secret_in_query(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (pointer, parameter, _) in sheet.parameters() {
            let schema = sheets.resolve(&parameter["schema"]);
            if schema.is_some_and(|schema| schema["format"] == "password") {
                findings.add(
                    sheet,
                    &pointer,
                    "a secret is a parameter",
                    "check the source: a secret goes into the body",
                );
            }
        }
    }
}
