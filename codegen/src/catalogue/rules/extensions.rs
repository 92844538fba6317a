//! Rules that `catalogue.schema.json` checks: the extensions and the formats.

use crate::catalogue::verify::{Findings, Sheets};

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
    findings.add_breaches(
        sheets,
        "take an extension that spec/README.md lists for this place, or remove it",
    );
}

pub(super) fn missing_extension(sheets: &Sheets<'_>, findings: &mut Findings) {
    findings.add_breaches(sheets, "add it; spec/README.md says what it may hold");
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
