//! The rule on `x-paging`.

use crate::{
    catalogue::verify::{Findings, Listed, Sheets},
    walk,
};
use serde_json::Value;

pub(super) fn bad_paging(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (sheet, operation) in sheets.operations() {
        let Some(paging) = operation.value.get("x-paging") else {
            continue;
        };
        let answer = answer(sheets, operation);
        for key in ["items", "total", "next"] {
            let Some(name) = paging[key].as_str() else {
                continue;
            };
            let property = answer.and_then(|answer| {
                let mut names = name.split('.');
                names.try_fold(answer, |schema, name| property(sheets, schema, name))
            });
            let what = match property {
                None => format!("{key} names {name}, which the answer does not have"),
                Some(items) if key == "items" && items["type"] != "array" => {
                    format!("items names {name}, which is no array")
                }
                Some(_) => continue,
            };
            findings.add(
                sheet,
                &walk::join(&walk::join(&operation.pointer, "x-paging"), key),
                &what,
                "name a property of the success answer, or one inside it as in Result.Results",
            );
        }
    }
}

/// A property of a schema or of what it is made of.
fn property<'a>(sheets: &Sheets<'a>, schema: &'a Value, name: &str) -> Option<&'a Value> {
    let schema = sheets.resolve(schema)?;
    let members = schema["allOf"].as_array().into_iter().flatten();
    schema["properties"].get(name).or_else(|| {
        members
            .filter_map(|member| property(sheets, member, name))
            .next()
    })
}

/// The schema of the success answer of an operation.
fn answer<'a>(sheets: &Sheets<'a>, operation: &Listed<'a>) -> Option<&'a Value> {
    let (_, success) = operation
        .answers()
        .find(|(status, _)| status.starts_with('2'))?;
    sheets.resolve(&success["content"]["application/json"]["schema"])
}
