//! Overlays between the catalogue and the check.

use super::overlay;
use pvwa_codegen::document::Document;
use pvwa_codegen::overlay::Overlay;
use pvwa_codegen::pipeline::{self, Origin, Prepared, Settings, Source};
use pvwa_codegen::problem::Refusal;
use serde_json::json;
use std::fs;

/// A vault with one operation, prepared with an overlay of these actions; without any, with none.
fn prepared(actions: &str) -> Result<Prepared, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.yaml");
    let overlays: Vec<Overlay> = match actions {
        "" => Vec::new(),
        _ => {
            fs::write(&file, overlay(actions)).unwrap();
            vec![Overlay::read(&file).unwrap()]
        }
    };
    let served = json!({
        "swagger": "2.0",
        "info": {"title": "Key room", "version": "1"},
        "paths": {"keys": {"get": {
            "responses": {"200": {"description": "OK", "schema": {"$ref": "#/definitions/Key"}}},
        }}},
        "definitions": {"Key": {"type": "object", "properties": {"bit": {"type": "string"}}}},
    });
    let source = Source {
        document: Document::made("a vault", served),
        version: None,
        origin: Origin::Vault,
    };
    let settings = Settings {
        overlays: &overlays,
        detailed: true,
        ..Settings::default()
    };
    pipeline::prepare(source, &settings)
}

#[test]
fn a_target_addresses_the_repaired_document() {
    let actions =
        "  - target: $.paths['/keys'].get.responses['200'].content['application/json'].schema
    update: {}
  - target: $.components.schemas.Key.properties
    update: {worn: {type: boolean}}
";
    let prepared = prepared(actions).unwrap();
    let schema = &prepared.document.value["components"]["schemas"]["Key"];
    assert_eq!(schema["properties"]["worn"], json!({"type": "boolean"}));
    let changes = &prepared.report.changes;
    let change = changes
        .iter()
        .rfind(|change| change.by == "overlay")
        .unwrap();
    assert_eq!(change.pointer, "/components/schemas/Key/properties");
    assert_eq!(change.before, Some(json!({"bit": {"type": "string"}})));
    assert_eq!(
        change.after,
        Some(json!({"bit": {"type": "string"}, "worn": {"type": "boolean"}}))
    );
}

#[test]
fn what_an_overlay_brings_is_repaired() {
    let actions = "  - target: $.paths
    update:
      shelves/{id}:
        get: {responses: {'200': {description: OK}}, x-rust-type: std::process::Command}
";
    let prepared = prepared(actions).unwrap();
    let shelf = &prepared.document.value["paths"]["/shelves/{id}"]["get"];
    assert_eq!(shelf["parameters"][0]["name"], "id");
    assert!(shelf["operationId"].is_string());
}

#[test]
fn what_an_overlay_breaks_is_refused() {
    let newer = "  - {target: $, update: {openapi: 3.1.0}}\n";
    insta::assert_snapshot!(prepared(newer).map(drop).unwrap_err());
    assert!(prepared("  - {target: $.nothing, remove: true}\n").is_err());
}

#[test]
fn without_overlays_the_document_is_what_it_was() {
    let none = prepared("").unwrap();
    let idle = prepared("  - {target: $, update: {}}\n").unwrap();
    assert_eq!(none.document.value, idle.document.value);
    assert!(
        none.report
            .changes
            .iter()
            .all(|change| change.by != "overlay")
    );
    assert_eq!(idle.report.changes.len(), none.report.changes.len() + 1);
}
