//! What `check` refuses, and how it says so.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use pvwa_codegen::check;
use pvwa_codegen::document::Document;
use pvwa_codegen::problem::{Problem, Refusal};
use serde_json::{Value, json};

/// The rules, and the generator itself.
fn check(document: &Document) -> Result<(), Refusal> {
    check::check(document)?;
    check::attempt(document, &document.value).map(drop)
}

/// A document that nothing is wrong with.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Test", "version": "1"},
        "paths": {
            "/api/Safes/{id}": {
                "get": {
                    "operationId": "get_safe",
                    "parameters": [
                        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                    ],
                    "responses": {
                        "200": {"description": "", "content": {"application/json": {
                            "schema": {"$ref": "#/components/schemas/Safe"},
                        }}},
                    },
                },
            },
        },
        "components": {"schemas": {
            "Safe": {"type": "object", "properties": {"name": {"type": "string"}}},
        }},
    })
}

const GET: &str = "/paths/~1api~1Safes~1{id}/get";
const SAFE: &str = "/components/schemas/Safe";

/// The document with `value` at `pointer`.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(object) => {
            object.insert(key.to_owned(), value);
        }
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        other => panic!("{parent} is {other}"),
    }
    document
}

fn problems(document: Value) -> Vec<Problem> {
    match check(&Document::made("vault.json", document)) {
        Ok(()) => Vec::new(),
        Err(refusal) => refusal.0,
    }
}

#[test]
fn a_good_document_is_accepted() {
    assert_eq!(problems(document()), []);
}

/// Each row breaks one thing: where, with what, and what is then said.
#[test]
fn what_the_generator_cannot_take_is_named() {
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let answer = |schema: Value| json!({"description": "", "content": {"application/json": {"schema": schema}}});
    let rows: Vec<(String, Value, &str)> = vec![
        (
            "/openapi".to_owned(),
            json!("3.1.0"),
            "the document is OpenAPI 3.1.0",
        ),
        ("/info/version".to_owned(), json!("vier"), ""),
        (
            "/info/version".to_owned(),
            json!("14·6"),
            "cannot be sent in a header",
        ),
        (
            "/paths/~1api~1Safes~1{id}/trace".to_owned(),
            json!({"operationId": "t", "responses": {}}),
            "TRACE is no method",
        ),
        (format!("{GET}/operationId"), json!("new"), "becomes `new`"),
        (
            format!("{GET}/operationId"),
            json!(1),
            "the operation cannot be read",
        ),
        (format!("{GET}/parameters"), json!([]), "the path has {id}"),
        (
            format!("{GET}/parameters/0"),
            json!({"name": "id", "in": "path", "schema": {"type": "string"}}),
            "is not required",
        ),
        (
            format!("{GET}/parameters/0"),
            json!({"name": "id", "in": "path", "required": true, "schema": schema("Safe")}),
            "is no plain value",
        ),
        (
            format!("{GET}/parameters/0"),
            json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "password"}}),
            "is a secret",
        ),
        (
            format!("{GET}/parameters/0"),
            json!({"$ref": "#/components/parameters/Id"}),
            "a reference that names nothing",
        ),
        (
            format!("{GET}/responses/201"),
            answer(json!({"type": "string"})),
            "200 and 201 have different types",
        ),
        (
            format!("{GET}/responses/404"),
            json!({"$ref": "#/components/responses/Gone"}),
            "a reference that names nothing",
        ),
        (
            format!("{GET}/requestBody"),
            json!({"content": {"text/xml": {"schema": {}}}}),
            "the body is text/xml",
        ),
        (
            format!("{GET}/requestBody"),
            json!({"content": {"application/json": {"schema": {}}, "text/plain": {"schema": {}}}}),
            "2 media types",
        ),
        (
            format!("{GET}/requestBody"),
            json!({"content": {"application/json": {}}}),
            "the body has no schema",
        ),
        (
            format!("{GET}/requestBody"),
            json!({"content": {"application/octet-stream": {"schema": {"type": "string"}}}}),
            "no plain string",
        ),
        (
            format!("{SAFE}/properties/name"),
            schema("Gone"),
            "names no schema of this document",
        ),
        (
            format!("{SAFE}/properties/name"),
            json!({"type": "file"}),
            "the type \"file\"",
        ),
        (
            format!("{SAFE}/properties/name"),
            json!({"not": {}}),
            "what a value is not",
        ),
        (
            format!("{SAFE}/properties/name"),
            json!({"oneOf": []}),
            "`oneOf` has no member",
        ),
        (
            format!("{SAFE}/properties/name"),
            json!({"type": "integer", "enum": ["a"]}),
            "is not of the type of the schema",
        ),
        (
            format!("{SAFE}/properties/name"),
            json!({"type": "string", "enum": ["a", "A"]}),
            "become one variant",
        ),
        (
            format!("{SAFE}/properties/Name"),
            json!({}),
            "both become the field `name`",
        ),
        (
            "/components/schemas/safe".to_owned(),
            json!({"type": "string"}),
            "both become `Safe`",
        ),
        (
            "/components/schemas/Default".to_owned(),
            json!({"type": "string"}),
            "needs itself",
        ),
        (
            "/components/schemas/Loop".to_owned(),
            schema("Loop"),
            "another name of itself",
        ),
    ];
    for (pointer, value, expected) in rows {
        let found = problems(with(&pointer, value.clone()));
        if expected.is_empty() {
            assert_eq!(found, [], "{pointer} {value}");
        } else {
            assert!(
                found.iter().any(|problem| problem.what.contains(expected)),
                "{pointer} {value}: {found:#?}"
            );
            assert!(found.iter().all(|problem| problem.place.is_some()
                && problem.why.is_some()
                && problem.pointer.is_some()));
        }
    }
}

#[test]
fn a_problem_says_where_in_the_file_and_in_which_operation() {
    let text = r#"{
  "openapi": "3.0.3",
  "info": {"title": "Test", "version": "1"},
  "paths": {
    "/api/Safes": {
      "get": {
        "operationId": "list_safes",
        "responses": {"200": {"description": ""}}
      },
      "post": {
        "operationId": "list_safes",
        "responses": {"200": {"description": ""}}
      }
    }
  }
}"#;
    let document = Document::parse("vault.json", text.as_bytes().to_vec()).unwrap();
    let refusal = check(&document).unwrap_err();
    insta::assert_snapshot!(refusal, @r"
    vault.json:11:9: the operationId `list_safes` and that of GET /api/Safes both become `list_safes`
      in: POST /api/Safes (list_safes)
      at: /paths/~1api~1Safes/post/operationId
      why: two methods with one name do not compile
      remedy: give one of the two operations another operationId
    ");
}

#[test]
fn a_problem_of_a_schema_names_an_operation_that_uses_it() {
    let found = problems(with(&format!("{SAFE}/properties/name"), json!({"not": {}})));
    assert_eq!(
        found[0].operation.as_deref(),
        Some("GET /api/Safes/{id} (get_safe)")
    );
}

#[test]
fn twenty_problems_are_told_and_the_rest_counted() {
    let properties: serde_json::Map<String, Value> = (0..30)
        .map(|n| (format!("p{n}"), json!({"not": {}})))
        .collect();
    let found = problems(with(
        &format!("{SAFE}/properties"),
        Value::Object(properties),
    ));
    assert_eq!(found.len(), 21);
    assert_eq!(found[20].what, "and 10 more problems of this document");
}

#[test]
fn what_no_rule_foresees_is_refused_with_its_place() {
    // A default beside a type that it does not fit is mended by `repair`, so no rule looks for it.
    let found = problems(with(
        &format!("{SAFE}/properties/name"),
        json!({"type": "integer", "default": "x"}),
    ));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].pointer.as_deref(), Some(SAFE));
    assert!(
        found[0]
            .why
            .as_deref()
            .unwrap()
            .contains("does not conform"),
        "{found:#?}"
    );
}

#[test]
fn no_value_makes_it_panic() {
    for value in [
        json!(null),
        json!([]),
        json!("x"),
        json!({}),
        json!({"paths": 1}),
    ] {
        assert!(check(&Document::made("x.json", value)).is_err());
    }
    for pointer in ["/paths", "/components", "/components/schemas", SAFE, GET] {
        for value in [json!(null), json!([1]), json!("x"), json!({"a": [{}]})] {
            // Only that it answers matters here.
            let _ = check(&Document::made("x.json", with(pointer, value)));
        }
    }
}
