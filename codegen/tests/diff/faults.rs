//! Pairs that were judged wrongly once.

use crate::lines;
use serde_json::{Value, json};

/// A document that answers this schema, with others beside it.
fn document(schema: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Safes", "version": "1"},
        "paths": {"/api/Safes": {"get": {"responses": {"200": {
            "description": "", "content": {"application/json": {"schema": schema}},
        }}}}},
        "components": {"schemas": schemas},
    })
}

fn told(old: (Value, Value), new: (Value, Value)) -> Vec<String> {
    lines(&document(old.0, old.1), &document(new.0, new.1))
}

fn safe() -> Value {
    json!({"$ref": "#/components/schemas/Safe"})
}

fn property(schema: Value) -> Value {
    json!({"type": "object", "properties": {"safe": schema}})
}

const NOTHING: [&str; 0] = [];

/// A schema that may be null, and a reference that says so, are the same where they are used.
#[test]
fn null_is_said_of_a_schema_or_of_its_use() {
    let in_schema = || {
        (
            property(safe()),
            json!({"Safe": {"type": "string", "nullable": true}}),
        )
    };
    let around = || {
        let wrapped = json!({"allOf": [safe()], "nullable": true});
        (property(wrapped), json!({"Safe": {"type": "string"}}))
    };
    let nowhere = || (property(safe()), json!({"Safe": {"type": "string"}}));
    assert_eq!(told(in_schema(), around()), NOTHING);
    assert_eq!(told(around(), in_schema()), NOTHING);
    let now = told(nowhere(), around());
    assert_eq!(
        now,
        ["GET /api/Safes|response 200 `safe`|||response-property-became-nullable"]
    );
    let now = told(nowhere(), in_schema());
    assert_eq!(now, ["schema Safe||||response-property-became-nullable"]);
}

/// One use of a schema says nothing of another one.
#[test]
fn what_is_said_of_one_use_is_said_of_no_other() {
    let two = |nullable: bool| {
        let first = json!({"allOf": [safe()], "nullable": true});
        let second = json!({"allOf": [safe()], "nullable": nullable});
        let both = json!({"type": "object", "properties": {"first": first, "second": second}});
        (both, json!({"Safe": {"type": "string"}}))
    };
    let now = told(two(true), two(false));
    assert_eq!(
        now,
        ["GET /api/Safes|response 200 `second`|||response-property-became-not-nullable"]
    );
}

/// A choice between texts is a text.
#[test]
fn a_choice_has_the_type_that_all_of_its_members_have() {
    let open = json!({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]});
    let now = told((json!({"type": "string"}), json!({})), (open, json!({})));
    assert!(now.iter().all(|line| !line.contains("-type-")), "{now:?}");
}

/// A difference below a choice that stands in a circle is found.
#[test]
fn circles_hide_nothing() {
    let node = |kind: &str| {
        let next = json!({"$ref": "#/components/schemas/Node"});
        let leaf = json!({"type": "object", "properties": {"leaf": {"type": kind}, "next": next}});
        (next, json!({"Node": {"oneOf": [leaf, {"type": "string"}]}}))
    };
    assert_eq!(told(node("string"), node("string")), NOTHING);
    let now = told(node("string"), node("integer"));
    assert_eq!(now.len(), 1, "{now:?}");
    assert!(
        now[0].contains("leaf") && now[0].contains("response-property-type-changed"),
        "{now:?}"
    );
}
