//! Rules that `catalogue.schema.json` checks: the extensions and the formats.

use crate::{
    catalogue::{
        Service,
        verify::{Findings, Sheets},
    },
    walk,
};

/// What every operation of PVWA says, and none of Identity, which has neither versions nor
/// editions nor a document of its own.
const OF_PVWA: [&str; 4] = ["x-since", "x-edition", "x-generation", "x-in-swagger"];

pub(super) fn unreadable_file(sheets: &Sheets<'_>, findings: &mut Findings) {
    for sheet in &sheets.all {
        let version = sheet.value()["openapi"].as_str();
        if version.is_some_and(|version| !version.starts_with("3.0.")) {
            findings.add(
                sheet,
                "/openapi",
                "the file is no OpenAPI 3.0 document",
                "write openapi: 3.0.3",
            );
        }
    }
    findings.add_breaches(sheets, "write the file as spec/README.md documents it");
}

pub(super) fn unknown_extension(sheets: &Sheets<'_>, findings: &mut Findings) {
    if sheets.catalogue.service() == Service::Identity {
        for (sheet, operation) in sheets.operations() {
            let foreign = OF_PVWA.iter().chain(["x-until"].iter());
            for key in foreign.filter(|key| operation.value.contains_key(**key)) {
                findings.add(
                    sheet,
                    &walk::join(&operation.pointer, key),
                    &format!("{key} may not stand here"),
                    "remove it: Identity has no versions, editions and generations",
                );
            }
        }
    }
    findings.add_breaches(
        sheets,
        "take an extension that spec/README.md lists for this place, or remove it",
    );
}

pub(super) fn missing_extension(sheets: &Sheets<'_>, findings: &mut Findings) {
    let remedy = "add it; spec/README.md says what it may hold";
    if sheets.catalogue.service() == Service::Pvwa {
        for (sheet, operation) in sheets.operations() {
            for key in OF_PVWA {
                if !operation.value.contains_key(key) {
                    let what = format!("{key} is missing");
                    findings.add(sheet, &operation.pointer, &what, remedy);
                }
            }
        }
    }
    findings.add_breaches(sheets, remedy);
}

pub(super) fn bad_extension_value(sheets: &Sheets<'_>, findings: &mut Findings) {
    findings.add_breaches(sheets, "take a value that spec/README.md allows");
}

pub(super) fn unknown_permission(sheets: &Sheets<'_>, findings: &mut Findings) {
    findings.add_breaches(
        sheets,
        "take a name from catalogue.schema.json, which lists the 22 safe permissions and the ten \
         vault authorisations",
    );
}

pub(super) fn missing_confidence(sheets: &Sheets<'_>, findings: &mut Findings) {
    findings.add_breaches(sheets, "add confidence: stated, inferred or unknown");
}

pub(super) fn unknown_format(sheets: &Sheets<'_>, findings: &mut Findings) {
    findings.add_breaches(
        sheets,
        "take a format that spec/README.md lists, with the type it stands beside there",
    );
}
