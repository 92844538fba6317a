//! Upgrading OpenAPI 3.1: one small document for each construct, and one with all of them.

mod parts;
mod references;
mod schemas;
mod whole;

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};

/// An OpenAPI 3.1 document with what `parts` holds.
fn newer(parts: Value) -> Value {
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Key rooms", "version": "1"},
        "paths": {}
    });
    for (key, value) in parts.as_object().unwrap() {
        document[key] = value.clone();
    }
    document
}

fn upgraded(parts: Value) -> (Value, Report) {
    let mut document = Document::made("rooms.json", newer(parts));
    let mut report = Report::default();
    upgrade(&mut document, &mut report).unwrap();
    assert_eq!(document.value["openapi"], "3.0.3");
    (document.value, report)
}

/// A schema in 3.0, and what was lost of it.
fn schema(schema: Value) -> (Value, Vec<String>) {
    let (mut document, report) = upgraded(json!({"components": {"schemas": {"Room": schema}}}));
    (
        document["components"]["schemas"]["Room"].take(),
        super::losses(&report),
    )
}
