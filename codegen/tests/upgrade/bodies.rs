//! Bodies.

use serde_json::json;

use crate::{assert_references_resolve, losses, operation, upgraded};

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
fn the_body_of_an_operation_counts_more_than_that_of_its_path_item() {
    let body = json!({"name": "body", "in": "body", "schema": {"title": "shared"}});
    let field = json!({"name": "note", "in": "formData", "type": "string"});
    let (document, report) = upgraded(json!({"paths": {"/Safes": {
        "parameters": [body],
        "post": {"parameters": [field]},
        "put": {}
    }}}));
    let content =
        |method: &str| document["paths"]["/Safes"][method]["requestBody"]["content"].clone();
    let properties = &content("post")["application/x-www-form-urlencoded"]["schema"]["properties"];
    assert_eq!(*properties, json!({"note": {"type": "string"}}));
    assert_eq!(
        content("put"),
        json!({"application/json": {"schema": {"title": "shared"}}})
    );
    assert_eq!(
        losses(&report),
        [
            "consumes-to-request-body /paths/~1Safes/parameters/0: a request has one body, which is \
             another"
        ]
    );
}

#[test]
fn a_body_that_no_operation_has_stays_a_component() {
    let (document, report) = upgraded(json!({
        "consumes": ["text/json"],
        "parameters": {"Safe": {
            "name": "safe", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Safe"}
        }},
        "definitions": {"Safe": {"type": "object"}, "Link": {"$ref": "#/parameters/Safe/schema"}}
    }));
    assert_eq!(
        document["components"],
        json!({
            "schemas": {
                "Safe": {"type": "object"},
                "Link": {"$ref": "#/components/requestBodies/Safe/content/text~1json/schema"}
            },
            "requestBodies": {"Safe": {"required": true, "content": {
                "text/json": {"schema": {"$ref": "#/components/schemas/Safe"}}
            }}}
        })
    );
    assert_references_resolve(&document);
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn references_into_the_parameters_of_a_body_lead_somewhere() {
    let (document, _) = upgraded(json!({"paths": {"/Safes": {
        "post": {"parameters": [
            {"name": "note", "in": "formData", "type": "string"},
            {"name": "ids", "in": "formData", "type": "array", "items": {"type": "integer"}}
        ]},
        "put": {"parameters": [
            {"name": "a", "in": "body", "schema": {"properties": {
                "id": {"$ref": "#/paths/~1Safes/post/parameters/1/items"},
                "self": {"$ref": "#/paths/~1Safes/put/parameters/0/schema"}
            }}}
        ]}
    }}}));
    assert_references_resolve(&document);
    let id = "/paths/~1Safes/put/requestBody/content/application~1json/schema/properties/id/$ref";
    assert_eq!(
        document.pointer(id).unwrap(),
        "#/paths/~1Safes/post/requestBody/content/application~1x-www-form-urlencoded/schema/\
         properties/ids/items"
    );
}

#[test]
fn what_stands_beside_the_schema_of_a_body_is_said_in_it_or_reported() {
    let (converted, report) = operation(
        json!({"parameters": [{
            "name": "body", "in": "body", "schema": {"$ref": "#/definitions/Safe"},
            "type": "object", "format": "odd", "x-nullable": true, "x-example": {"id": 1},
            "color": "red"
        }]}),
        json!({"definitions": {"Safe": {"type": "object"}}}),
    );
    assert_eq!(
        converted["requestBody"]["content"]["application/json"],
        json!({
            "schema": {"allOf": [{"$ref": "#/components/schemas/Safe"}], "nullable": true},
            "example": {"id": 1}
        })
    );
    let at = "/paths/~1Safes/post/parameters/0";
    assert_eq!(
        losses(&report),
        [
            format!(
                "parameter-type-to-schema {at}/format: the schema counts, not what stands beside it"
            ),
            format!("unknown-key {at}/color: no key of Swagger 2.0"),
        ]
    );
}
