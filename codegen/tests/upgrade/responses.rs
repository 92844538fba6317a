//! Answers.

use serde_json::{Value, json};

use crate::{assert_references_resolve, losses, operation, upgraded};

#[test]
fn an_answer_has_its_schema_under_each_media_type() {
    let (converted, report) = operation(
        json!({
            "produces": ["application/json", "text/xml"],
            "responses": {
                "200": {
                    "description": "The safe.",
                    "schema": {"type": "string"},
                    "examples": {"application/json": "a", "text/csv": "b", "short": "c"},
                    "headers": {"Retry-After": {
                        "description": "seconds", "type": "array", "items": {"type": "integer"}
                    }},
                    "x-vendor": 1
                },
                "204": {"description": "None."},
                "x-vendor": {"schema": {}}
            }
        }),
        json!({}),
    );
    assert_eq!(
        converted,
        json!({"responses": {
            "200": {
                "description": "The safe.",
                "x-vendor": 1,
                "headers": {"Retry-After": {
                    "description": "seconds",
                    "schema": {"type": "array", "items": {"type": "integer"}}
                }},
                "content": {
                    "application/json": {"schema": {"type": "string"}, "example": "a"},
                    "text/xml": {"schema": {"type": "string"}},
                    "text/csv": {"schema": {"type": "string"}, "example": "b"}
                }
            },
            "204": {"description": "None."},
            "x-vendor": {"schema": {}}
        }})
    );
    assert_eq!(
        losses(&report),
        [
            "produces-to-content /paths/~1Safes/post/responses/200/examples/short: an example of no \
          media type"
        ]
    );
}

#[test]
fn an_answer_without_media_types_is_json_unless_it_is_a_file() {
    let (converted, report) = operation(
        json!({"responses": {
            "200": {"description": "", "schema": {"type": "file"}},
            "default": {"description": "", "schema": {"type": "object"}}
        }}),
        json!({}),
    );
    let file = json!({"type": "string", "format": "binary"});
    let responses = &converted["responses"];
    assert_eq!(
        responses["200"]["content"],
        json!({"application/octet-stream": {"schema": file}})
    );
    assert_eq!(
        responses["default"]["content"],
        json!({"application/json": {"schema": {"type": "object"}}})
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn a_shared_answer_is_copied_where_the_media_types_differ() {
    let get = |produces: Value| {
        let mut get = json!({"responses": {
            "200": {"$ref": "#/responses/Safe"}, "404": {"$ref": "#/responses/None"}
        }});
        if !produces.is_null() {
            get["produces"] = produces;
        }
        json!({ "get": get })
    };
    let (document, _) = upgraded(json!({
        "produces": ["application/json"],
        "responses": {
            "Safe": {"description": "a", "schema": {"$ref": "#/definitions/Safe"}},
            "None": {"description": "b"}
        },
        "definitions": {"Safe": {"type": "object"}},
        "paths": {
            "/same": get(Value::Null),
            "/other": get(json!(["text/xml"])),
            "/own": {"get": {
                "produces": ["text/csv"],
                "responses": {"200": {"description": "c", "schema": {"type": "string"}}}
            }},
            "/copy": {"get": {"responses": {
                "200": {"$ref": "#/paths/~1own/get/responses/200"}
            }}}
        }
    }));
    let safe = |media_type: &str| {
        json!({"description": "a", "content": {
            media_type: {"schema": {"$ref": "#/components/schemas/Safe"}}
        }})
    };
    let none = json!({"$ref": "#/components/responses/None"});
    assert_eq!(
        document["components"]["responses"]["Safe"],
        safe("application/json")
    );
    assert_eq!(
        document["paths"]["/same"]["get"]["responses"],
        json!({"200": {"$ref": "#/components/responses/Safe"}, "404": none})
    );
    assert_eq!(
        document["paths"]["/other"]["get"]["responses"],
        json!({"200": safe("text/xml"), "404": none})
    );
    assert_eq!(
        document["paths"]["/copy"]["get"]["responses"]["200"],
        json!({"description": "c", "content": {
            "application/json": {"schema": {"type": "string"}}
        }})
    );
    assert_references_resolve(&document);
}
