//! Rules on the answers of operations.

use crate::{
    catalogue::verify::{Findings, Sheets},
    walk,
};
use serde_json::json;

pub(super) fn several_successes(sheets: &Sheets<'_>, findings: &mut Findings) {
    for (sheet, operation) in sheets.operations() {
        let statuses = operation.answers().map(|(status, _)| status);
        let successes: Vec<_> = statuses.filter(|status| status.starts_with('2')).collect();
        if !matches!(successes[..], [only] if only.parse::<u16>().is_ok()) {
            findings.add(
                sheet,
                &walk::join(&operation.pointer, "responses"),
                &format!(
                    "the operation has the success answers [{}]",
                    successes.join(", ")
                ),
                "keep the newest that a source states; the others stand in x-other-success",
            );
        }
    }
}

pub(super) fn missing_error(sheets: &Sheets<'_>, findings: &mut Findings) {
    let shared = json!({"$ref": "#/components/responses/Error"});
    for (sheet, operation) in sheets.operations() {
        // A redirect is neither: the client does not follow it, and its caller has to know.
        let errors = operation
            .answers()
            .filter(|(status, _)| !status.starts_with(['2', '3']));
        let names: Vec<_> = errors.clone().map(|(status, _)| status).collect();
        if names != ["4XX", "5XX"] || errors.clone().any(|(_, answer)| *answer != shared) {
            findings.add(
                sheet,
                &walk::join(&operation.pointer, "responses"),
                &format!("the operation has the error answers [{}]", names.join(", ")),
                "write 4XX and then 5XX, each {$ref: '#/components/responses/Error'}",
            );
        }
    }
}
