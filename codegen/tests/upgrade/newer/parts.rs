//! What surrounds the schemas.

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};

use super::{newer, upgraded};
use crate::losses;

#[test]
fn any_3_1_is_read() {
    for version in ["3.1", "'3.1.0'", "3.1.1", "3.1.0-rc1"] {
        let text = format!("openapi: {version}\npaths: {{}}\n");
        let mut document = Document::parse("rooms.yaml", text.into_bytes()).unwrap();
        let mut report = Report::default();
        upgrade(&mut document, &mut report).unwrap();
        assert_eq!(document.value, json!({"openapi": "3.0.3", "paths": {}}));
        let note = format!("{} is 3.0.3 now", version.trim_matches('\''));
        assert_eq!(report.changes[0].note, note);
    }
}

#[test]
fn paths_may_be_missing() {
    let text = b"openapi: 3.1.0\ninfo: {title: Rooms, version: '1'}\n".to_vec();
    let mut document = Document::parse("rooms.yaml", text).unwrap();
    upgrade(&mut document, &mut Report::default()).unwrap();
    assert_eq!(document.value["paths"], json!({}));
    let text = b"openapi: 3.1.0\npaths: []\n".to_vec();
    assert!(Document::parse("rooms.yaml", text).is_err());
}

#[test]
fn the_root_is_converted() {
    let (document, report) = upgraded(json!({
        "info": {
            "title": "Rooms", "version": "1", "summary": "Who has which key.",
            "license": {"name": "MIT", "identifier": "MIT"}
        },
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "webhooks": {"opened": {}, "shut": {}},
        "x-site": {"type": ["string", "null"]}
    }));
    assert_eq!(
        document,
        json!({
            "openapi": "3.0.3",
            "info": {
                "title": "Rooms", "version": "1", "description": "Who has which key.",
                "license": {"name": "MIT"}
            },
            "paths": {},
            "x-site": {"type": ["string", "null"]}
        })
    );
    assert_eq!(
        losses(&report),
        [
            "license-identifier /info/license/identifier: is dropped: 3.0 has no SPDX expressions",
            "webhooks /webhooks: are dropped: 3.0 does not describe what the server sends by itself",
        ]
    );
}

#[test]
fn path_items_stand_where_they_are_used() {
    let get = json!({"responses": {"200": {"description": "The room."}}});
    let (document, report) = upgraded(json!({
        "paths": {
            "/rooms/{id}": {"$ref": "#/components/pathItems/Room", "summary": "One room."},
            "/cellar": {"$ref": "#/components/pathItems/Again"},
            "/attic": {"$ref": "attic.yaml"}
        },
        "components": {"pathItems": {
            "Room": {"summary": "A room.", "get": get},
            "Again": {"$ref": "#/components/pathItems/Room"}
        }}
    }));
    assert_eq!(
        document["paths"],
        json!({
            "/rooms/{id}": {"summary": "One room.", "get": get},
            "/cellar": {"summary": "A room.", "get": get},
            "/attic": {"$ref": "attic.yaml"}
        })
    );
    assert_eq!(document["components"], json!({}));
    assert_eq!(losses(&report), [""; 0]);
}

/// A path item that holds itself in a callback would have no end.
#[test]
fn path_items_that_hold_themselves_end() {
    let again = json!({"$ref": "#/components/pathItems/Room"});
    let item = json!({"post": {"callbacks": {"opened": {"{$request.body#/url}": again}}}});
    let (document, report) = upgraded(json!({
        "paths": {"/rooms": again}, "components": {"pathItems": {"Room": item}}
    }));
    assert!(!document.to_string().contains("$ref"));
    assert_eq!(losses(&report).len(), 1);
}

#[test]
fn nothing_stands_beside_other_references() {
    let (document, report) = upgraded(json!({
        "paths": {"/rooms": {"get": {
            "parameters": [{"$ref": "#/components/parameters/Floor", "description": "Which floor."}],
            "responses": {"200": {"$ref": "#/components/responses/Rooms", "summary": "All."}}
        }}},
        "components": {
            "parameters": {"Floor": {"name": "floor", "in": "query", "schema": {"type": ["integer", "null"]}}},
            "responses": {"Rooms": {"description": "", "headers": {"Total": {"schema": {"const": 1}}}}}
        }
    }));
    assert_eq!(
        document["paths"]["/rooms"]["get"],
        json!({
            "parameters": [{"$ref": "#/components/parameters/Floor"}],
            "responses": {"200": {"$ref": "#/components/responses/Rooms"}}
        })
    );
    let components = &document["components"];
    assert_eq!(
        components["parameters"]["Floor"]["schema"],
        json!({"type": "integer", "nullable": true})
    );
    let total = &components["responses"]["Rooms"]["headers"]["Total"];
    assert_eq!(total["schema"], json!({"enum": [1]}));
    assert_eq!(
        losses(&report),
        [
            "reference-descriptions /paths/~1rooms/get/parameters/0: what stood beside `$ref` is dropped: 3.0 has no words for it",
            "reference-descriptions /paths/~1rooms/get/responses/200: what stood beside `$ref` is dropped: 3.0 has no words for it",
        ]
    );
}

#[test]
fn bytes_have_a_schema() {
    let content = json!({
        "application/octet-stream": {},
        "image/png": {"schema": {"description": "The plan."}},
        "application/json": {},
        "multipart/form-data": {"schema": {"properties": {"plan": {}, "room": {"type": "string"}}}}
    });
    let body = json!({"required": true, "content": content});
    let (mut document, _) =
        upgraded(json!({"paths": {"/plan": {"delete": {"requestBody": body}}}}));
    let body = document["paths"]["/plan"]["delete"]["requestBody"].take();
    assert_eq!(
        body,
        json!({"required": true, "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "image/png": {"schema": {"type": "string", "format": "binary", "description": "The plan."}},
            "application/json": {},
            "multipart/form-data": {"schema": {"properties": {
                "plan": {"type": "string", "format": "binary"}, "room": {"type": "string"}
            }}}
        }})
    );
}

#[test]
fn certificates_of_callers_are_reported() {
    let (document, report) = upgraded(json!({
        "security": [{"badge": [], "certificate": []}],
        "paths": {"/rooms": {"get": {"security": [{"certificate": []}]}}},
        "components": {"securitySchemes": {
            "badge": {"type": "apiKey", "name": "Badge", "in": "header"},
            "certificate": {"type": "mutualTLS"}
        }}
    }));
    assert_eq!(document["security"], json!([{"badge": []}]));
    assert_eq!(document["paths"]["/rooms"]["get"]["security"], json!([{}]));
    assert_eq!(
        document["components"]["securitySchemes"],
        json!({"badge": {"type": "apiKey", "name": "Badge", "in": "header"}})
    );
    assert_eq!(
        losses(&report),
        [
            "mutual-tls /components/securitySchemes/certificate: 3.0 does not say that the caller shows a certificate"
        ]
    );
}

#[test]
fn what_has_faults_comes_through_with_them() {
    let odd = json!({
        "/a": null,
        "/b": {"$ref": 1, "get": [], "post": {"parameters": "x", "responses": [], "security": 1}},
        "/c": {"get": {"parameters": [1, {"schema": 1}], "requestBody": true, "responses": {"200": 5}}}
    });
    let (document, _) = upgraded(json!({
        "info": 1, "paths": odd, "webhooks": 1, "security": {},
        "components": {
            "schemas": {"A": 1, "B": {"properties": [], "allOf": {}, "prefixItems": 1, "$ref": 1, "items": 1}},
            "parameters": 1, "pathItems": [], "securitySchemes": {"s": 1}
        }
    }));
    assert_eq!(document["paths"], odd);
    let (document, _) = upgraded(json!({"components": []}));
    assert_eq!(document["components"], json!([]));
}

/// Path items that are shared are repeated: that must end before the memory does.
#[test]
fn a_document_that_would_grow_without_measure_is_refused() {
    let item = json!({"$ref": "#/components/pathItems/Room"});
    let paths: serde_json::Map<String, Value> = (0..2000)
        .map(|index| (format!("/{index}"), item.clone()))
        .collect();
    let parts = json!({
        "paths": paths,
        "components": {"pathItems": {"Room": {"description": "long ".repeat(10_000)}}}
    });
    let mut document = Document::made("rooms.json", newer(parts));
    let before = document.value.clone();
    let mut report = Report::default();
    let refusal = upgrade(&mut document, &mut report).unwrap_err();
    assert_eq!(document.value, before);
    assert_eq!(report, Report::default());
    insta::assert_snapshot!(refusal, @"
    rooms.json: the document grows too large when it is written as OpenAPI 3.0
      why: 3.0 repeats path items that several paths share, and schemas that are not under `components`
      remedy: move what is referred to into `components/schemas`, or refer to fewer places
    ");
}
