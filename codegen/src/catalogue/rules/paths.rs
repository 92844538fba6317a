//! Rules on paths and their parameters.

use crate::catalogue::{
    Service,
    verify::{Findings, Sheets},
};
use std::collections::BTreeSet;

pub(super) fn bad_path(sheets: &Sheets<'_>, findings: &mut Findings) {
    let of_pvwa = sheets.catalogue.service() == Service::Pvwa;
    for (sheet, operation) in sheets.operations().filter(|_| of_pvwa) {
        let generation = match operation.path.as_str() {
            path if path.starts_with("/API/") => 2,
            path if path.starts_with("/WebServices/") => 1,
            path => {
                findings.add(
                    sheet,
                    &operation.pointer,
                    &format!("the path {path} begins with neither /API/ nor /WebServices/"),
                    "write the path relative to /PasswordVault, with API in capitals",
                );
                continue;
            }
        };
        let stated = operation.value.get("x-generation");
        if stated.is_some_and(|stated| *stated != generation) {
            findings.add(
                sheet,
                &operation.pointer,
                &format!(
                    "the path {} is one of generation {generation}",
                    operation.path
                ),
                "write x-generation: 1 for /WebServices/ and x-generation: 2 for /API/",
            );
        }
    }
    findings.add_breaches(sheets, "begin a path with /API/ or /WebServices/");
}

pub(super) fn path_parameter(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        for operation in &sheet.operations {
            let parts = operation.path.split('{').skip(1);
            let named: BTreeSet<_> = parts.filter_map(|part| part.split('}').next()).collect();
            let declared: BTreeSet<_> = sheet
                .parameters()
                .filter(|(_, value, owner)| {
                    owner.pointer == operation.pointer && value["in"] == "path"
                })
                .filter_map(|(_, value, _)| value["name"].as_str())
                .collect();
            for name in named.symmetric_difference(&declared) {
                findings.add(
                    sheet,
                    &operation.pointer,
                    &match named.contains(name) {
                        true => format!("{{{name}}} is no parameter of the operation"),
                        false => format!("the path has no {{{name}}}"),
                    },
                    "give the path and its parameters the same names",
                );
            }
        }
        for (pointer, parameter, _) in sheet.parameters() {
            if parameter["in"] == "path" && parameter["required"] != true {
                findings.add(
                    sheet,
                    &pointer,
                    "a parameter of the path is not required",
                    "write required: true",
                );
            }
        }
    }
}
