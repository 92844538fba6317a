//! Answers.

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};

use crate::{assert_references_resolve, losses, operation, swagger, upgraded};

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

#[test]
fn the_media_types_of_an_answer_are_those_of_the_operation_or_of_the_document() {
    let text = json!({"type": "string"});
    let file = json!({"type": "file"});
    let shared = json!({"$ref": "#/definitions/Page"});
    // `produces` of the operation and of the document, the schema, and what the answer has.
    for (own, root, schema, expected) in [
        (Value::Null, json!(["text/csv"]), &text, "text/csv"),
        (json!(["text/xml"]), json!(["text/csv"]), &text, "text/xml"),
        (json!([]), json!(["text/csv"]), &text, "application/json"),
        (json!("text/xml"), Value::Null, &text, "text/xml"),
        (Value::Null, json!([]), &text, "application/json"),
        (Value::Null, json!([]), &file, "application/octet-stream"),
        (Value::Null, json!([]), &shared, "application/octet-stream"),
        (
            json!(["application/pdf"]),
            Value::Null,
            &file,
            "application/pdf",
        ),
    ] {
        let case = format!("{own} {root} {schema}");
        let mut get = json!({"responses": {"200": {"description": "", "schema": schema}}});
        let mut parts = json!({"definitions": {"Page": {"type": "file"}}});
        if !own.is_null() {
            get["produces"] = own;
        }
        if !root.is_null() {
            parts["produces"] = root;
        }
        let (converted, report) = operation(get, parts);
        let content = converted["responses"]["200"]["content"]
            .as_object()
            .unwrap();
        assert_eq!(content.keys().collect::<Vec<_>>(), [expected], "{case}");
        assert_eq!(losses(&report), [""; 0], "{case}");
    }
}

#[test]
fn the_list_in_a_header_keeps_the_way_it_is_written() {
    for (format, lost) in [("csv", 0), ("ssv", 1), ("tsv", 1), ("pipes", 1)] {
        let header = json!({
            "type": "array", "items": {"type": "string", "minLength": 1}, "collectionFormat": format,
            "description": "the safes", "maxItems": 9, "default": ["a"], "x-vendor": true
        });
        let (converted, report) = operation(
            json!({"responses": {"200": {"description": "", "headers": {"Safes": header}}}}),
            json!({}),
        );
        assert_eq!(
            converted["responses"]["200"]["headers"]["Safes"],
            json!({
                "description": "the safes",
                "x-vendor": true,
                "schema": {
                    "type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": 9,
                    "default": ["a"]
                }
            }),
            "{format}"
        );
        let losses = losses(&report);
        assert_eq!(losses.len(), lost, "{format}");
        let at = "collection-format-to-style /paths/~1Safes/post/responses/200/headers/Safes: ";
        assert!(losses.iter().all(|loss| loss.starts_with(at)), "{losses:?}");
    }
}

#[test]
fn an_answer_may_have_examples_and_no_schema() {
    let (converted, report) = operation(
        json!({"responses": {
            "200": {"description": "", "examples": {"text/plain": "open", "application/json": {"a": 1}}},
            "404": {"description": "", "examples": ["none"], "headers": "none"}
        }}),
        json!({}),
    );
    assert_eq!(
        converted["responses"],
        json!({
            "200": {"description": "", "content": {
                "text/plain": {"example": "open"}, "application/json": {"example": {"a": 1}}
            }},
            "404": {"description": ""}
        })
    );
    let at = "unknown-key /paths/~1Safes/post/responses/404";
    assert_eq!(
        losses(&report),
        [
            format!("{at}/examples: nothing by name"),
            format!("{at}/headers: nothing by name")
        ]
    );
}

/// A shared answer is copied where the media types differ: that must end before the memory does.
#[test]
fn examples_that_are_copied_without_measure_are_refused() {
    let paths: serde_json::Map<_, _> = (0..4000)
        .map(|index| {
            let get = json!({
                "produces": ["text/xml"], "responses": {"200": {"$ref": "#/responses/Page"}}
            });
            (format!("/{index}"), json!({ "get": get }))
        })
        .collect();
    let mut document = Document::made(
        "vault.json",
        swagger(json!({
            "paths": paths,
            "responses": {"Page": {
                "description": "", "schema": {}, "examples": {"text/xml": "long ".repeat(200_000)}
            }}
        })),
    );
    let refusal = upgrade(&mut document, &mut Report::default()).unwrap_err();
    assert!(refusal.to_string().contains("grows too large"), "{refusal}");
}

#[test]
fn a_shared_answer_stays_shared_where_json_is_said_or_taken_for_granted() {
    let (document, _) = upgraded(json!({
        "responses": {"Safe": {"description": "", "schema": {"type": "object"}}},
        "paths": {"/Safes": {"get": {
            "produces": ["application/json"],
            "responses": {"200": {"$ref": "#/responses/Safe"}}
        }}}
    }));
    assert_eq!(
        document["paths"]["/Safes"]["get"]["responses"]["200"],
        json!({"$ref": "#/components/responses/Safe"})
    );
    assert_references_resolve(&document);
}
