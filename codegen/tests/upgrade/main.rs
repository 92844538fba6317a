//! Upgrading Swagger 2.0 and OpenAPI 3.1: one small document for each conversion, and the real ones.

#![allow(clippy::unwrap_used)] // A helper that fails is a test that fails.

mod bodies;
mod components;
mod constructs;
mod forms;
mod newer;
mod parameters;
mod responses;

use std::path::Path;

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// A Swagger 2.0 document with what `parts` holds.
fn swagger(parts: Value) -> Value {
    let mut document = json!({
        "swagger": "2.0",
        "info": {"title": "Vault", "version": "1"},
        "paths": {}
    });
    for (key, value) in parts.as_object().unwrap() {
        document[key] = value.clone();
    }
    document
}

fn upgraded(parts: Value) -> (Value, Report) {
    let mut document = Document::made("vault.json", swagger(parts));
    let mut report = Report::default();
    upgrade(&mut document, &mut report).unwrap();
    (document.value, report)
}

/// The operation `POST /Safes` of a document with the operation and what else `parts` holds.
fn operation(operation: Value, mut parts: Value) -> (Value, Report) {
    parts["paths"] = json!({"/Safes": {"post": operation}});
    let (mut document, report) = upgraded(parts);
    (document["paths"]["/Safes"]["post"].take(), report)
}

fn parameter(parameter: Value) -> (Value, Report) {
    let (mut operation, report) = operation(json!({"parameters": [parameter]}), json!({}));
    (operation["parameters"][0].take(), report)
}

fn losses(report: &Report) -> Vec<String> {
    let losses = report.losses();
    losses
        .map(|change| format!("{} {}: {}", change.by, change.pointer, change.note))
        .collect()
}

fn changed_by(report: &Report) -> Vec<&str> {
    report.counts().into_keys().collect()
}

/// Every `$ref`, wherever it stands but in examples.
fn references<'a>(value: &'a Value, out: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner {
                    Value::String(target) if key == "$ref" => out.push(target),
                    _ if key == "example" => {}
                    _ => references(inner, out),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, out)),
        _ => {}
    }
}

fn assert_references_resolve(document: &Value) {
    let mut found = Vec::new();
    references(document, &mut found);
    for reference in found {
        let pointer = reference.strip_prefix('#');
        let target = pointer.and_then(|pointer| document.pointer(pointer));
        assert!(target.is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn the_root_is_converted() {
    let (document, report) = upgraded(json!({
        "host": "vault.example.com",
        "basePath": "/PasswordVault/",
        "schemes": ["https", "http"],
        "tags": [{"name": "Safes"}],
        "security": [{"session": []}],
        "externalDocs": {"url": "https://example.com"},
        "x-vendor": {"$ref": "#/definitions/kept-as-it-is"},
        "models": {}
    }));
    assert_eq!(
        document,
        json!({
            "openapi": "3.0.3",
            "info": {"title": "Vault", "version": "1"},
            "tags": [{"name": "Safes"}],
            "security": [{"session": []}],
            "externalDocs": {"url": "https://example.com"},
            "servers": [
                {"url": "https://vault.example.com/PasswordVault"},
                {"url": "http://vault.example.com/PasswordVault"}
            ],
            "paths": {},
            "x-vendor": {"$ref": "#/definitions/kept-as-it-is"}
        })
    );
    assert_eq!(
        losses(&report),
        ["unknown-key /models: no key of Swagger 2.0"]
    );
}

#[test]
fn servers_say_no_more_than_was_said() {
    let servers = |parts| upgraded(parts).0["servers"].take();
    assert_eq!(servers(json!({})), Value::Null);
    assert_eq!(
        servers(json!({"basePath": "api"})),
        json!([{"url": "/api"}])
    );
    assert_eq!(servers(json!({"basePath": "/"})), json!([{"url": "/"}]));
    assert_eq!(
        servers(json!({"host": "h:8443"})),
        json!([{"url": "//h:8443"}])
    );
    assert_eq!(
        servers(json!({"host": "", "basePath": "/api"})),
        json!([{"url": "/api"}])
    );
    assert_eq!(
        servers(json!({"host": "h:8443", "basePath": "api/v1/", "schemes": ["https", "wss"]})),
        json!([{"url": "https://h:8443/api/v1"}, {"url": "wss://h:8443/api/v1"}])
    );
    assert_eq!(
        servers(json!({"host": "http://h/", "basePath": "/api"})),
        json!([{"url": "http://h/api"}])
    );
    assert_eq!(
        servers(json!({"host": "http://h", "schemes": ["https"]})),
        json!([{"url": "https://h"}])
    );
    // 3.0 wants a default for each.
    assert_eq!(
        servers(
            json!({"host": "{vault}.example.com", "basePath": "/{site}", "schemes": ["https"]})
        ),
        json!([{
            "url": "https://{vault}.example.com/{site}",
            "variables": {"vault": {"default": "vault"}, "site": {"default": "site"}}
        }])
    );
    let (document, report) = upgraded(json!({"schemes": ["https"]}));
    assert_eq!(document["servers"], Value::Null);
    let lost = "host-to-servers /schemes: without a host there is no server to name";
    assert_eq!(losses(&report), [lost]);
}

#[test]
fn an_operation_keeps_its_own_schemes() {
    let (converted, _) = operation(json!({"schemes": ["wss"]}), json!({"host": "h"}));
    assert_eq!(converted, json!({"servers": [{"url": "wss://h"}]}));
    let (converted, _) = operation(
        json!({"schemes": ["https"]}),
        json!({"host": "h", "schemes": ["https"]}),
    );
    assert_eq!(converted, json!({}));
    let (_, report) = operation(json!({"schemes": ["wss"]}), json!({}));
    assert_eq!(
        losses(&report),
        ["host-to-servers /paths/~1Safes/post/schemes: without a host there is no server to name"]
    );
}

#[test]
fn what_has_faults_comes_through_with_them() {
    let odd = json!({
        "/a": null,
        "/b": {"get": [], "post": {"parameters": "x", "responses": [], "consumes": 1}},
        "/c": {"get": {"parameters": [1, {"in": 2}, {"in": "body"}, {"name": "f", "in": "formData"}],
                       "responses": {"200": 5, "404": {"schema": true, "headers": 1}}}}
    });
    let (document, _) = upgraded(json!({
        "paths": odd,
        "definitions": {"A": 1, "B": {"properties": [], "discriminator": {}}},
        "parameters": {"P": 1},
        "responses": {"R": null},
        "securityDefinitions": {"S": 1},
        "host": 1, "schemes": "https", "basePath": 2
    }));
    assert_eq!(document["paths"]["/a"], Value::Null);
    assert_eq!(document["components"]["schemas"]["A"], 1);
}

#[test]
fn openapi_3_0_stays_as_it_is() {
    let value = json!({
        "openapi": "3.0.1", "info": {}, "paths": {"/a": {"get": {"produces": ["x"]}}},
        "definitions": {}
    });
    let mut document = Document::made("vault.json", value.clone());
    let mut report = Report::default();
    upgrade(&mut document, &mut report).unwrap();
    assert_eq!(document.value, value);
    assert_eq!(report, Report::default());
}

#[test]
fn a_swagger_version_may_be_a_number() {
    let mut document =
        Document::parse("vault.yaml", b"swagger: 2.0\npaths: {}\n".to_vec()).unwrap();
    upgrade(&mut document, &mut Report::default()).unwrap();
    assert_eq!(document.value, json!({"openapi": "3.0.3", "paths": {}}));
}

#[test]
fn another_version_is_refused_and_left_alone() {
    let value = json!({"openapi": "3.2.0", "paths": {}});
    let mut document = Document::made("vault.json", value.clone());
    let refusal = upgrade(&mut document, &mut Report::default()).unwrap_err();
    assert_eq!(document.value, value);
    insta::assert_snapshot!(refusal, @"
    vault.json: OpenAPI 3.2.0 is not read
      at: /openapi
      remedy: fetch the document as OpenAPI 3.0, 3.1 or Swagger 2.0, or convert it to 3.0.3 first
    ");
}

/// Lists of media types multiply schemas: that must end before the memory does.
#[test]
fn a_document_that_would_grow_without_measure_is_refused() {
    let media_types: Vec<_> = (0..2000).map(|index| format!("text/{index}")).collect();
    let schema = json!({"description": "long ".repeat(10_000)});
    let get = json!({"responses": {"200": {"description": "", "schema": schema}}});
    let parts = json!({"produces": media_types, "paths": {"/a": {"get": get}}});
    let mut document = Document::made("vault.json", swagger(parts));
    let before = document.value.clone();
    let mut report = Report::default();
    let refusal = upgrade(&mut document, &mut report).unwrap_err();
    assert_eq!(document.value, before);
    assert_eq!(report, Report::default());
    insta::assert_snapshot!(refusal, @"
    vault.json: the document grows too large when it is written as OpenAPI 3.0
      why: 3.0 repeats schemas for every media type that `consumes` and `produces` name
      remedy: move what many operations repeat into `definitions`, or name fewer media types
    ");
}

fn operations(document: &Value) -> usize {
    let items = document["paths"].as_object().unwrap().values();
    items
        .flat_map(|item| item.as_object().unwrap().keys())
        .filter(|key| METHODS.contains(&key.as_str()))
        .count()
}

#[test]
fn real_documents_keep_their_operations_and_their_references() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return;
    }
    for (name, expected) in [
        ("pvwa-12.1.openapi3.yaml", None),
        ("pvwa-12.2.openapi3.yaml", None),
        ("pvwa-14.6.swagger2.json", Some(216)),
    ] {
        let mut document = Document::read(&folder.join(name)).unwrap();
        let before = document.value.clone();
        let mut report = Report::default();
        upgrade(&mut document, &mut report).unwrap();
        assert_eq!(operations(&document.value), operations(&before), "{name}");
        assert_references_resolve(&document.value);
        match expected {
            Some(count) => assert_eq!(operations(&before), count, "{name}"),
            None => assert_eq!(document.value, before, "{name}"),
        }
        assert_eq!(losses(&report), [""; 0], "{name}");
        let text = serde_json::to_string(&document.value).unwrap();
        serde_json::from_str::<openapiv3::OpenAPI>(&text).unwrap();
    }
}
