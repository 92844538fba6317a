//! Parts that refer to each other in circles, in every kind of part that can.

use crate::{built, document, operation, reason, size};
use pvwa_codegen::document::Document;
use serde_json::{Value, json};

/// The most bytes that the crate of a document of a few lines may have: the seam has most of them.
const SMALL: usize = 1_500_000;

/// Asserts that `value` is refused with a reason or becomes a small crate; says which.
#[track_caller]
fn ends(value: Value) -> bool {
    match built(Document::made("vault.json", value)) {
        Ok(built) => {
            assert!(size(&built) < SMALL, "{} bytes", size(&built));
            true
        }
        Err(refusal) => {
            reason(&refusal);
            false
        }
    }
}

fn reference(to: &str) -> Value {
    json!({"$ref": format!("#/components/{to}")})
}

#[test]
fn schemas() {
    let to = |name: &str| reference(&format!("schemas/{name}"));
    let circles = [
        json!({"A": to("A")}),
        json!({"A": to("B"), "B": to("A")}),
        json!({"A": {"allOf": [to("A")]}}),
        json!({"A": {"allOf": [to("B"), to("B")]}, "B": {"allOf": [to("A"), to("A")]}}),
        json!({"A": {"oneOf": [to("A"), {"type": "string"}]}}),
        json!({"A": {"anyOf": [to("B"), to("A")]}, "B": {"anyOf": [to("A"), to("B")]}}),
        json!({"A": {"type": "array", "items": to("A")}}),
        json!({"A": {"type": "object", "additionalProperties": to("A")}}),
        json!({"A": {"type": "object", "required": ["a"], "properties": {"a": to("A")}}}),
        json!({"A": {"type": "object", "required": ["b"], "properties": {"b": to("B")}},
               "B": {"type": "object", "required": ["a"], "properties": {"a": to("A")}}}),
        json!({"A": {"not": to("A")}}),
        json!({"A": to("A/properties/a"), "B": to("A")}),
        json!({"A": {"properties": {"a": to("A/properties/a/properties/a")}}}),
        json!({"A": {"$ref": "#/components/schemas"}}),
        json!({"A": {"$ref": "#"}}),
        json!({"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}},
                     "discriminator": {"propertyName": "a", "mapping": {"a": "#/components/schemas/A"}}}}),
    ];
    for schemas in circles {
        let answer = operation(to("A"));
        let paths = json!({"/a": {"get": answer, "post": {
            "requestBody": {"content": {"application/json": {"schema": to("A")}}},
            "parameters": [{"name": "a", "in": "query", "schema": to("A")}],
            "responses": {"200": {"description": ""}},
        }}});
        let is_built = ends(document(paths, json!({"schemas": schemas})));
        assert!(is_built, "{schemas} is refused");
    }
}

#[test]
fn parameters_bodies_responses_and_headers() {
    for kind in [
        "parameters",
        "requestBodies",
        "responses",
        "headers",
        "examples",
        "links",
        "callbacks",
    ] {
        let (a, b) = (
            reference(&format!("{kind}/A")),
            reference(&format!("{kind}/B")),
        );
        let components = json!({kind: {"A": b, "B": a}});
        let paths = json!({"/a": {
            "parameters": [reference("parameters/A")],
            "post": {
                "parameters": [reference("parameters/B")],
                "requestBody": reference("requestBodies/A"),
                "callbacks": {"x": reference("callbacks/A")},
                "responses": {
                    "200": reference("responses/A"),
                    "201": {"description": "", "headers": {"X": reference("headers/A")}},
                },
            },
        }});
        ends(document(paths, components));
    }
}

#[test]
fn path_items() {
    let to = |path: &str| json!({"$ref": format!("#/paths/{}", path.replace('/', "~1"))});
    for paths in [
        json!({"/a": to("/a")}),
        json!({"/a": to("/b"), "/b": to("/a")}),
        json!({"/a": {"get": {"$ref": "#/paths/~1a/get"}}}),
        json!({"/a": {"get": to("/a")}}),
        json!({"/a": {"$ref": "#/paths"}}),
        json!({"/a": {"$ref": "#"}}),
    ] {
        ends(document(paths, json!({})));
    }
}

#[test]
fn swagger_definitions_parameters_and_responses() {
    let value = json!({
        "swagger": "2.0",
        "info": {"title": "Vault", "version": "1"},
        "paths": {
            "/a": {"$ref": "#/paths/~1b"},
            "/b": {"$ref": "#/paths/~1a"},
            "/c": {"post": {
                "parameters": [{"$ref": "#/parameters/A"}],
                "responses": {"200": {"$ref": "#/responses/A"}},
            }},
        },
        "parameters": {"A": {"$ref": "#/parameters/B"}, "B": {"$ref": "#/parameters/A"}},
        "responses": {"A": {"$ref": "#/responses/B"}, "B": {"$ref": "#/responses/A"}},
        "definitions": {"A": {"$ref": "#/definitions/B"}, "B": {"$ref": "#/definitions/A"}},
    });
    ends(value);
}

/// Each part names the next twice: written out they would be 2 to the power of 40.
#[test]
fn parts_that_double() {
    const LONG: usize = 40;
    let to = |kind: &str, number: usize| reference(&format!("{kind}/N{number}"));
    let chain = |end: Value, link: &dyn Fn(usize) -> Value| -> Value {
        let links = (0..LONG).map(|number| (format!("N{number}"), link(number + 1)));
        links
            .chain([(format!("N{LONG}"), end)])
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let string = json!({"type": "string"});
    let links: [&dyn Fn(usize) -> Value; 5] = [
        &|next| json!({"allOf": [to("schemas", next), to("schemas", next)]}),
        &|next| json!({"oneOf": [to("schemas", next), to("schemas", next)]}),
        &|next| json!({"anyOf": [to("schemas", next), {"allOf": [to("schemas", next)]}]}),
        &|next| json!({"type": "object", "properties": {"a": to("schemas", next), "b": to("schemas", next)}}),
        &|next| {
            json!({"type": "object", "properties": {
                "a": {"type": "object", "properties": {"b": {"allOf": [to("schemas", next), {"nullable": true}]}}},
                "c": {"type": "array", "items": {"oneOf": [to("schemas", next), string]}},
            }})
        },
    ];
    for link in links {
        let schemas = chain(string.clone(), link);
        let paths = json!({"/a": {"get": operation(to("schemas", 0))}});
        ends(document(paths, json!({"schemas": schemas})));
    }
}
