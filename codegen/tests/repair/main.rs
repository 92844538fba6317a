//! What each repair does, and what all of them together hold to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod any_document;
mod operations;
mod others;
mod schemas;

use pvwa_codegen::check as checks;
use pvwa_codegen::document::Document;
use pvwa_codegen::generate::generate;
use pvwa_codegen::problem::Refusal;
use pvwa_codegen::repair::{REPAIRS, repair};
use pvwa_codegen::report::{Meaning, Report};
use serde_json::{Value, json};
use std::collections::HashSet;

/// The rules, and the generator itself.
fn check(document: &Document) -> Result<(), Refusal> {
    checks::check(document)?;
    checks::attempt(document, &document.value).map(drop)
}

/// A document with one operation, whose parts the tests replace.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Test", "version": "1"},
        "paths": {
            "/api/Safes/{id}": {
                "get": {
                    "operationId": "Safes_GetSafe",
                    "parameters": [
                        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": {"description": "", "content": {"application/json": {
                            "schema": {"$ref": "#/components/schemas/Safe"},
                        }}},
                    },
                },
            },
        },
        "components": {"schemas": {
            "Safe": {"type": "object", "properties": {"name": {"type": "string"}}},
        }},
    })
}

/// The document with `value` at `pointer`, whose last segment may be new.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => {
            object.insert(key, value);
        }
        Value::Array(list) => list.push(value),
        other => panic!("{parent} is {other}"),
    }
    document
}

/// The repaired document and the report, after checking that a client can be generated of it.
fn repaired(mut document: Value) -> (Value, Report) {
    let mut report = Report::default();
    repair(&mut document, &mut report);
    if let Err(refusal) = check(&Document::made("test.json", document.clone())) {
        panic!("{refusal}\n{document:#}");
    }
    (document, report)
}

const OPERATION: &str = "/paths/~1api~1Safes~1{id}/get";
const SAFE: &str = "/components/schemas/Safe";

/// Asserts that `repair` notes a change of this meaning, and gives what is then at `pointer`.
#[track_caller]
fn after(document: Value, repair: &str, meaning: Meaning, pointer: &str) -> Value {
    let (document, report) = repaired(document);
    assert!(
        report
            .changes
            .iter()
            .any(|change| change.by == repair && change.meaning == meaning),
        "{repair} has not noted it: {report:#?}"
    );
    document.pointer(pointer).cloned().unwrap_or_default()
}

#[test]
fn rows_are_named_and_reasoned() {
    let mut names = HashSet::new();
    for repair in REPAIRS {
        assert!(names.insert(repair.name), "{} stands twice", repair.name);
        assert!(
            repair
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            repair.name
        );
        assert!(
            repair.reason.len() > 10 && !repair.reason.ends_with('.'),
            "{}",
            repair.name
        );
    }
}

#[test]
fn a_good_document_keeps_its_meaning() {
    let (document, report) = repaired(document());
    assert_eq!(report.losses().count(), 0);
    assert_eq!(
        document.pointer(OPERATION).unwrap()["operationId"],
        "safes_get_safe"
    );
}

#[test]
fn texts_are_safe_for_rustdoc() {
    let text = after(
        with(
            &format!("{OPERATION}/summary"),
            json!("Gets [one] <safe>, see https://example.com."),
        ),
        "rustdoc-safe-text",
        Meaning::Kept,
        &format!("{OPERATION}/summary"),
    );
    assert_eq!(text, r"Gets \[one\] \<safe>, see <https://example.com>.");
}
