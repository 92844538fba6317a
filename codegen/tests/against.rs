//! Each way in which a vault's document and the catalogue can differ, and what is no difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use pvwa_codegen::catalogue::against;
use serde_json::{Value, json};

/// A document with one operation and the schemas that it needs.
fn document(path: &str, operation: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "14.6"},
        "paths": {path: {"post": operation}},
        "components": {"schemas": schemas},
    })
}

fn operation(parameters: Value, request: Value, answer: Value) -> Value {
    let body = |schema: Value| json!({"content": {"application/json": {"schema": schema}}});
    let mut operation = json!({
        "operationId": "do_it", "x-in-swagger": true, "parameters": parameters,
        "responses": {"200": {"description": ""}},
    });
    if !request.is_null() {
        operation["requestBody"] = body(request);
    }
    if !answer.is_null() {
        operation["responses"]["200"]["content"] = body(answer)["content"].clone();
    }
    operation
}

/// What differs where both have one operation, each side as (parameters, request, answer).
fn differences(ours: [Value; 3], theirs: [Value; 3], schemas: [Value; 2]) -> Vec<String> {
    let [our_schemas, their_schemas] = schemas;
    let [parameters, request, answer] = ours;
    let ours = document(
        "/API/It/{id}",
        operation(parameters, request, answer),
        our_schemas,
    );
    let [parameters, request, answer] = theirs;
    let theirs = document(
        "/api/it/{itsId}",
        operation(parameters, request, answer),
        their_schemas,
    );
    let found = against(&ours, &theirs);
    found.iter().map(ToString::to_string).collect()
}

fn parameter(name: &str, required: bool, schema: Value) -> Value {
    json!({"name": name, "in": "query", "required": required, "schema": schema})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[test]
fn parameters_differ_by_presence_name_need_and_type() {
    let text = || json!({"type": "string"});
    let ours = json!([
        parameter("search", false, text()),
        parameter("limit", true, json!({"type": "integer"})),
        parameter("extendedDetails", false, json!({"type": "boolean"})),
        parameter("kind", false, json!({"type": "string", "enum": ["a", "b"]})),
    ]);
    let theirs = json!([
        parameter("limit", false, text()),
        parameter("ExtendedDetails", false, json!({"type": "boolean"})),
        parameter("leak", false, text()),
        parameter("kind", false, json!({"type": "string", "enum": ["b", "c"]})),
        {"name": "itsId", "in": "path", "required": true, "schema": {"type": "string"}},
    ]);
    let found = differences(
        [ours, Value::Null, Value::Null],
        [theirs, Value::Null, Value::Null],
        [json!({}), json!({})],
    );
    assert_eq!(
        found,
        [
            "spelling POST /API/It/{id} query extendedDetails: ExtendedDetails in the vault's document, extendedDetails in the catalogue",
            "values POST /API/It/{id} query kind: c in the vault's document, a in the catalogue",
            "only-theirs POST /API/It/{id} query leak: the vault's document has optional",
            "type POST /API/It/{id} query limit: string in the vault's document, integer in the catalogue",
            "required POST /API/It/{id} query limit: optional in the vault's document, required in the catalogue",
            "only-ours POST /API/It/{id} query search: the catalogue has optional",
        ]
    );
}

#[test]
fn a_schema_that_both_sides_use_is_told_once() {
    let ours = json!({"Thing": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string", "x-aliases": ["Name"]},
        "own": {"type": "string"},
        "id": {"type": "string", "format": "id"},
        "inner": {"allOf": [{"$ref": "#/components/schemas/Thing"}], "nullable": true},
    }}});
    let theirs = json!({"a2j": {"type": "object", "properties": {
        "Name": {"type": "string"},
        "id": {"type": "integer"},
        "extra": {"type": "boolean"},
        "inner": {"$ref": "#/components/schemas/a2j"},
    }}});
    let found = differences(
        [json!([]), reference("Thing"), reference("Thing")],
        [json!([]), reference("a2j"), reference("a2j")],
        [ours, theirs],
    );
    assert_eq!(
        found,
        [
            "only-theirs Thing.extra: the vault's document has boolean",
            "required Thing.name: optional in the vault's document, required in the catalogue",
            "only-ours Thing.own: the catalogue has string",
        ]
    );
}

#[test]
fn an_envelope_is_one_difference_and_its_items_are_compared() {
    let ours = json!({
        "Page": {"type": "object", "properties": {
            "value": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
            "count": {"type": "integer"},
        }},
        "Thing": {"type": "object", "properties": {"name": {"type": "string"}}},
    });
    let theirs = json!({"Thing": {"type": "object", "properties": {
        "name": {"type": "integer"},
    }}});
    for answer in [
        reference("Thing"),
        json!({"type": "array", "items": reference("Thing")}),
    ] {
        let said = if answer.get("items").is_some() {
            "list of object"
        } else {
            "object"
        };
        let found = differences(
            [json!([]), Value::Null, reference("Page")],
            [json!([]), Value::Null, answer],
            [ours.clone(), theirs.clone()],
        );
        assert_eq!(
            found,
            [
                format!(
                    "shape POST /API/It/{{id}} answer: {said} in the vault's document, object around value in the catalogue"
                ),
                "type Thing.name: integer in the vault's document, string in the catalogue"
                    .to_owned(),
            ]
        );
    }
}

#[test]
fn bodies_differ_by_presence_and_by_what_they_are() {
    let text = json!({"type": "string"});
    let nothing = json!({"type": "object"});
    for (ours, theirs, expected) in [
        (
            text.clone(),
            nothing.clone(),
            Some("any body in the vault's document, string in the catalogue"),
        ),
        (
            Value::Null,
            nothing,
            Some("any body in the vault's document, no body in the catalogue"),
        ),
        (
            text.clone(),
            Value::Null,
            Some("no body in the vault's document, string in the catalogue"),
        ),
        (
            text.clone(),
            json!({"type": "array", "items": text}),
            Some("list of string in the vault's document, string in the catalogue"),
        ),
        (text.clone(), text, None),
    ] {
        let found = differences(
            [json!([]), Value::Null, ours],
            [json!([]), Value::Null, theirs],
            [json!({}), json!({})],
        );
        let expected = expected.map(|what| format!("shape POST /API/It/{{id}} answer: {what}"));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn an_operation_is_missed_only_where_vaults_list_it() {
    let ours = document(
        "/API/Ours",
        operation(json!([]), Value::Null, Value::Null),
        json!({}),
    );
    let mut unlisted = ours.clone();
    unlisted["paths"]["/API/Ours"]["post"]["x-in-swagger"] = json!(false);
    let theirs = document(
        "/api/theirs",
        operation(json!([]), Value::Null, Value::Null),
        json!({}),
    );
    let found = |ours: &Value| -> Vec<String> {
        against(ours, &theirs)
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(
        found(&ours),
        ["only-ours POST /API/Ours", "only-theirs POST /api/theirs"]
    );
    assert_eq!(found(&unlisted), ["only-theirs POST /api/theirs"]);
    assert!(against(&ours, &ours).is_empty());
}
