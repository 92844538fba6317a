//! Documents that mean harm: they are refused with a reason, or become a crate that holds nothing
//! but what this program writes, of a size that is bounded.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod attacks;
mod circles;
mod injection;
mod names;
mod rustdoc;
mod size;

use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Built, Home, Origin, Source};
use pvwa_codegen::problem::Refusal;
use serde_json::{Value, json};

/// The whole way of a document, but for writing files.
fn built(document: Document) -> Result<Built, Refusal> {
    let source = Source {
        document,
        version: None,
        origin: Origin::Vault,
    };
    let normalized = pipeline::normalize(source, None)?;
    pipeline::build(normalized.code, Home::Standalone)
}

/// The whole way of a text.
fn built_of(text: impl Into<Vec<u8>>) -> Result<Built, Refusal> {
    built(Document::parse("vault.json", text.into())?)
}

/// Asserts that a refusal says what, where and what to do, and gives its first words.
#[track_caller]
fn reason(refusal: &Refusal) -> &str {
    assert!(!refusal.0.is_empty());
    for problem in &refusal.0 {
        assert!(!problem.what.is_empty() && !problem.remedy.is_empty());
        assert!(problem.place.is_some(), "without a place: {problem}");
        assert!(problem.to_string().len() < 4000, "too much is repeated");
    }
    &refusal.0[0].what
}

/// The bytes of all files.
fn size(built: &Built) -> usize {
    built.files.values().map(String::len).sum()
}

/// A document with one operation and these components.
fn document(paths: Value, components: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Vault", "version": "1"},
        "paths": paths,
        "components": components,
    })
}

/// An operation that answers with a schema.
fn operation(schema: Value) -> Value {
    json!({"responses": {"200": {
        "description": "",
        "content": {"application/json": {"schema": schema}},
    }}})
}
