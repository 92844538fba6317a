//! Rules on the names of tags, operations and schemas.

use crate::{
    catalogue::verify::{Findings, Sheets},
    walk,
};
use heck::{ToKebabCase, ToPascalCase, ToSnakeCase};
use serde_json::Value;
use std::collections::BTreeMap;

/// The file that holds what several areas share; it has no operations and no tag.
pub(super) const COMMON: &str = "common";

/// Operations whose id is a verb alone, because there is nothing they could be done to.
const PLAIN_VERBS: [&str; 2] = ["logon", "logoff"];

/// Endings that say how a vendor's program is built and not what a thing is.
const LEFT_OVER: [&str; 3] = ["Model", "Data", "Dto"];

pub(super) fn wrong_tag(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        let name = sheet.name;
        let tags = sheet.value()["tags"].as_array().into_iter().flatten();
        let names: Vec<_> = tags.filter_map(|tag| tag["name"].as_str()).collect();
        let wanted: &[&str] = if name == COMMON { &[] } else { &[name] };
        if names != wanted || name != name.to_kebab_case() {
            findings.add(
                sheet,
                "/tags",
                &format!("{name}.yaml has the tags [{}]", names.join(", ")),
                "give the file one tag, its own name in kebab-case; common.yaml has none",
            );
        }
        for operation in &sheet.operations {
            let tags = operation.value.get("tags").and_then(Value::as_array);
            if tags.is_none_or(|tags| tags[..] != [name]) {
                findings.add(
                    sheet,
                    &operation.pointer,
                    "the operation does not have the tag of its file alone",
                    &format!("write tags: [{name}], or move it to the file of its area"),
                );
            }
        }
    }
}

pub(super) fn bad_operation_id(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (sheet, operation) in sheets.operations() {
        let what = match operation.value.get("operationId").and_then(Value::as_str) {
            None => "the operation has no id".to_owned(),
            Some(id) if id.is_empty() || id != id.to_snake_case() => {
                format!("the id {id} is not in snake_case")
            }
            Some(id) if !id.contains('_') && !PLAIN_VERBS.contains(&id) => {
                format!("the id {id} is not a verb and an object")
            }
            Some(_) => continue,
        };
        findings.add(
            sheet,
            &operation.pointer,
            &what,
            "name it by verb and object in snake_case, as in list_accounts",
        );
    }
}

pub(super) fn duplicate_operation(sheets: &Sheets<'_>, findings: &mut Findings) {
    let mut by_path = BTreeMap::new();
    let mut by_id = BTreeMap::new();
    for (sheet, operation) in sheets.operations() {
        for path in operation.paths() {
            let key = (&operation.method, walk::canonical(path));
            if let Some(first) = by_path.insert(key, operation.title()) {
                findings.add(
                    sheet,
                    &operation.pointer,
                    &format!("it has the method and the path of {first}"),
                    "keep one of the two",
                );
            }
        }
        let id = operation.value.get("operationId").and_then(Value::as_str);
        if let Some(id) = id
            && let Some(first) = by_id.insert(id, operation.title())
        {
            findings.add(
                sheet,
                &operation.pointer,
                &format!("the id {id} is also that of {first}"),
                "give each operation an id of its own",
            );
        }
    }
}

pub(super) fn bad_schema_name(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for (name, _) in sheet.components("schemas") {
            let left_over = LEFT_OVER.iter().any(|ending| name.ends_with(ending));
            if name != name.to_pascal_case() || left_over {
                findings.add(
                    sheet,
                    &walk::join("/components/schemas", name),
                    &format!("{name} is not in PascalCase, or ends in Model, Data or Dto"),
                    "name what the thing is: Account, AccountPage, AddAccountRequest",
                );
            }
        }
    }
}

pub(super) fn duplicate_schema(sheets: &Sheets<'_>, findings: &mut Findings) {
    let mut seen = BTreeMap::new();
    for sheet in &sheets.all {
        for kind in ["schemas", "responses", "parameters"] {
            for (name, _) in sheet.components(kind) {
                if let Some(first) = seen.insert((kind, name), sheet.name) {
                    findings.add(
                        sheet,
                        &walk::join(&walk::join("/components", kind), name),
                        &format!("{name} stands in {first}.yaml too"),
                        "put it into common.yaml if it is the same thing, else rename one of them",
                    );
                }
            }
        }
    }
}
