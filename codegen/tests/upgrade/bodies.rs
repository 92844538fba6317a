//! Bodies and forms.

use serde_json::json;

use crate::{losses, operation};

#[test]
fn the_body_has_the_media_types_of_the_operation_or_of_the_document() {
    let body = json!({
        "name": "safe", "in": "body", "required": true, "description": "The safe.",
        "schema": {"$ref": "#/definitions/Safe"}, "x-vendor": 1
    });
    let definitions = json!({"Safe": {"type": "object"}});
    let schema = json!({"schema": {"$ref": "#/components/schemas/Safe"}});
    let (converted, report) = operation(
        json!({"parameters": [body], "consumes": ["text/json", "application/json"]}),
        json!({"consumes": ["application/xml"], "definitions": definitions}),
    );
    assert_eq!(
        converted,
        json!({"requestBody": {
            "required": true, "description": "The safe.", "x-vendor": 1,
            "content": {"text/json": schema, "application/json": schema}
        }})
    );
    assert_eq!(losses(&report), [""; 0]);

    let (converted, _) = operation(
        json!({"parameters": [body]}),
        json!({"consumes": ["application/xml"], "definitions": definitions}),
    );
    assert_eq!(
        converted["requestBody"]["content"],
        json!({"application/xml": schema})
    );

    // An empty list of the operation's own says that there is none.
    let (converted, report) = operation(
        json!({"parameters": [body], "consumes": []}),
        json!({"consumes": ["application/xml"], "definitions": definitions}),
    );
    assert_eq!(
        converted["requestBody"]["content"],
        json!({"application/json": schema})
    );
    assert!(
        report
            .changes
            .iter()
            .any(|change| change.note.contains("taken for JSON"))
    );
}

#[test]
fn of_two_bodies_one_is_lost() {
    let body = |name: &str| json!({"name": name, "in": "body", "schema": {"title": name}});
    let field = json!({"name": "c", "in": "formData", "type": "string"});
    let (converted, report) = operation(
        json!({"parameters": [body("a"), body("b"), field], "consumes": ["application/json"]}),
        json!({}),
    );
    let content = &converted["requestBody"]["content"];
    assert_eq!(content["application/json"]["schema"]["title"], "a");
    assert_eq!(
        losses(&report),
        [
            "consumes-to-request-body /paths/~1Safes/post/parameters/1: a request has one body, \
             which is another",
            "consumes-to-request-body /paths/~1Safes/post/parameters/2: a request has one body, \
             which is another"
        ]
    );
}

#[test]
fn fields_become_the_properties_of_a_form() {
    let fields = json!([
        {"name": "name", "in": "formData", "type": "string", "required": true,
         "description": "The name.", "x-vendor": 1},
        {"name": "ids", "in": "formData", "type": "array", "items": {"type": "integer"},
         "collectionFormat": "pipes"},
        {"name": "trace", "in": "header", "type": "string"}
    ]);
    let (converted, report) = operation(json!({"parameters": fields}), json!({}));
    assert_eq!(
        converted,
        json!({
            "parameters": [{"name": "trace", "in": "header", "schema": {"type": "string"}}],
            "requestBody": {
                "content": {"application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string", "description": "The name.", "x-vendor": 1},
                            "ids": {"type": "array", "items": {"type": "integer"}}
                        },
                        "required": ["name"]
                    },
                    "encoding": {"ids": {"style": "pipeDelimited", "explode": false}}
                }},
                "required": true
            }
        })
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn a_file_is_sent_in_parts() {
    let fields = json!([
        {"name": "file", "in": "formData", "type": "file"},
        {"name": "ids", "in": "formData", "type": "array", "items": {"type": "integer"}}
    ]);
    let (converted, report) = operation(
        json!({"parameters": fields, "consumes": ["application/x-www-form-urlencoded"]}),
        json!({}),
    );
    assert_eq!(
        converted["requestBody"],
        json!({"content": {"multipart/form-data": {"schema": {
            "type": "object",
            "properties": {
                "file": {"type": "string", "format": "binary"},
                "ids": {"type": "array", "items": {"type": "integer"}}
            }
        }}}})
    );
    assert_eq!(
        losses(&report),
        [
            "consumes-to-request-body /paths/~1Safes/post/parameters/0: these fields cannot be \
             sent as application/x-www-form-urlencoded",
            "collection-format-to-style /paths/~1Safes/post/parameters/1: 3.0 repeats the field \
             for each element of a list"
        ]
    );
}
