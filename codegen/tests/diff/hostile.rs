//! Documents that somebody made to hurt: the comparison ends, and says what it can.

use crate::documents::OURS;
use crate::mutation::{Mutation, mutate};
use crate::{cases, changes, compared, line};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A document with these schemas, the first of which is answered and sent.
fn document(schemas: Value) -> Value {
    let first = schemas
        .as_object()
        .and_then(|schemas| schemas.keys().next());
    let name = first.unwrap().replace('~', "~0").replace('/', "~1");
    let body = json!({"application/json": {
        "schema": {"$ref": format!("#/components/schemas/{name}")},
    }});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Safes", "version": "1"},
        "paths": {"/api/Safes": {"post": {
            "requestBody": {"content": body},
            "responses": {"200": {"description": "", "content": body}},
        }}},
        "components": {"schemas": schemas},
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Circles of every kind, each beside a document that differs in one thing.
#[test]
fn circles_end() {
    let pairs = [
        json!({"A": reference("A")}),
        json!({"A": reference("B"), "B": reference("C"), "C": reference("A")}),
        json!({"A": {"allOf": [reference("A")]}}),
        json!({"A": {"allOf": [reference("A"), reference("A"), {"type": "object"}]}}),
        json!({"A": {"allOf": [reference("B"), reference("B")]}, "B": {"allOf": [reference("A"), reference("A")]}}),
        json!({"A": {"oneOf": [reference("A"), {"type": "string"}]}}),
        json!({"A": {"anyOf": [{"items": reference("A")}, {"not": reference("A")}]}}),
        json!({"A": {"oneOf": [{"properties": {"a": reference("A")}}, {"properties": {"b": reference("A")}}]}}),
        json!({"A": {"properties": {"a": reference("B")}}, "B": {"properties": {"b": reference("A")}}}),
        json!({"A": {"additionalProperties": reference("A"), "items": reference("A")}}),
        json!({"A": {"$ref": "#/components/schemas/A/properties/a", "properties": {"a": reference("A")}}}),
        json!({"A": {"$ref": "#"}}),
        json!({"A": {"$ref": "#/components"}}),
    ];
    for schemas in &pairs {
        let old = document(schemas.clone());
        assert_eq!(crate::lines(&old, &old), Vec::<String>::new());
        for other in &pairs {
            let new = document(other.clone());
            changes(&old, &new);
        }
        let mut new = old.clone();
        new["components"]["schemas"]["A"]["maxLength"] = json!(3);
        changes(&old, &new);
        changes(&new, &old);
    }
}

#[test]
fn what_stands_deep_is_compared() {
    for key in ["items", "allOf", "oneOf", "anyOf", "properties", "not"] {
        let nest = |leaf: Value| {
            (0..60).fold(leaf, |inner, _| match key {
                "allOf" | "oneOf" | "anyOf" => json!({key: [inner, {"type": "object"}]}),
                "properties" => json!({key: {"a": inner}}),
                _ => json!({key: inner}),
            })
        };
        let old = document(json!({"A": nest(json!({"type": "string"}))}));
        let new = document(json!({"A": nest(json!({"type": "integer"}))}));
        assert_eq!(crate::lines(&old, &old), Vec::<String>::new(), "{key}");
        assert_ne!(crate::lines(&old, &new), Vec::<String>::new(), "{key}");
    }
}

/// As many operations as nobody has, all of them in one way or another.
fn large(number: usize, path: &str) -> Value {
    let operation = |at: usize| {
        json!({"get": {
            "operationId": format!("{path}_{at}"),
            "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
            "responses": {"200": {"description": "", "content": {
                "application/json": {"schema": reference("Safe")},
            }}},
        }})
    };
    let paths: Map<String, Value> = (0..number)
        .map(|at| (format!("/api/{path}/{at}"), operation(at)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Safes", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Safe": {"type": "object", "properties": {"a": {"type": "string"}}}}},
    })
}

#[test]
fn ten_thousand_operations_are_compared() {
    let old = large(10_000, "Safes");
    assert_eq!(crate::lines(&old, &old), Vec::<String>::new());
    let mut new = old.clone();
    new["components"]["schemas"]["Safe"]["properties"]["a"]["maxLength"] = json!(3);
    let told = changes(&old, &new);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].used_by.count, 10_000);
    assert_eq!(told[0].used_by.first.len(), 5);
    let told = changes(&old, &large(10_000, "Vaults"));
    assert_eq!(told.len(), 20_000);
}

#[test]
fn thousands_of_values_and_choices_are_compared() {
    let values =
        |from: usize| -> Vec<String> { (from..from + 20_000).map(|at| format!("v{at}")).collect() };
    let choices = |from: usize| -> Vec<Value> {
        let name = |at: usize| format!("p{at}");
        (from..from + 400)
            .map(|at| json!({"properties": {name(at): {"type": "string"}}}))
            .collect()
    };
    let old = document(json!({"A": {"properties": {
        "values": {"type": "string", "enum": values(0)}, "choice": {"oneOf": choices(0)},
    }}}));
    let new = document(json!({"A": {"properties": {
        "values": {"type": "string", "enum": values(10)}, "choice": {"oneOf": choices(10)},
    }}}));
    assert_eq!(crate::lines(&old, &old), Vec::<String>::new());
    let told = crate::lines(&old, &new);
    assert!(
        told.iter().any(|line| line.contains("enum-value-removed")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|line| line.contains("one-of-removed")),
        "{told:?}"
    );
    let texts = changes(&old, &new);
    let longest = texts.iter().map(|change| change.was.chars().count()).max();
    assert!(longest < Some(1000), "{longest:?}");
}

#[test]
fn nothing_is_a_document_too() {
    let empty = json!({"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {}});
    let some = document(json!({"A": {"type": "string"}}));
    assert_eq!(crate::lines(&empty, &empty), Vec::<String>::new());
    assert_eq!(
        compared(&empty, &some)
            .unwrap()
            .counts(pvwa_codegen::diff::change::Policy::Both)
            .breaking,
        0
    );
    assert_eq!(
        compared(&some, &empty)
            .unwrap()
            .counts(pvwa_codegen::diff::change::Policy::Both)
            .breaking,
        1
    );
}

#[test]
fn strangers_are_refused_where_both_are_large_enough_to_tell() {
    let strange = |number, path: &str| {
        let mut document = large(number, path);
        document["components"]["schemas"] = json!({path: {"type": "string"}});
        document
    };
    let few = compared(&strange(4, "Safes"), &strange(40, "Cars")).unwrap();
    assert!(!few.changes.is_empty());
    let refusal = compared(&strange(5, "Safes"), &strange(5, "Cars")).unwrap_err();
    insta::assert_snapshot!(refusal, @r"
    new.json: this is another API than old.json: the two share no path, no schema and no operationId
      why: all 5 operations of the one would be told as gone and all 5 of the other as new
      remedy: name two documents of one API, the older first
    ");
    // What they share may be anything.
    assert!(compared(&strange(5, "Safes"), &large(5, "Safes")).is_ok());
    let mut renamed = strange(5, "Cars");
    renamed["components"]["schemas"] = json!({"Safes": {"type": "string"}});
    assert!(compared(&strange(5, "Safes"), &renamed).is_ok());
}

/// Names that are none, or that mean something elsewhere.
const NAMES: [&str; 14] = [
    "__proto__",
    "constructor",
    "",
    " ",
    "a\u{0}b",
    "a\u{1b}[31mb",
    "a\r\nb",
    "\u{202e}a",
    "<script>",
    "`",
    "|",
    "$ref",
    "a/b~c",
    "*",
];

#[test]
fn names_are_only_names() {
    for name in NAMES {
        let old =
            document(json!({name: {"type": "object", "properties": {name: {"type": "string"}}}}));
        let mut new = old.clone();
        new["components"]["schemas"][name]["properties"] = json!({"other": {"type": "integer"}});
        assert_eq!(crate::lines(&old, &old), Vec::<String>::new(), "{name:?}");
        let told = changes(&old, &new);
        assert!(!told.is_empty(), "{name:?}");
    }
}

#[test]
fn parameters_without_a_name_are_none() {
    let of = |parameters: Value| {
        json!({
            "openapi": "3.0.3",
            "info": {"title": "", "version": "1"},
            "paths": {"/a": {"parameters": parameters, "get": {"parameters": parameters, "responses": {}}}},
        })
    };
    let odd = [
        json!([{}]),
        json!([{"in": "query"}]),
        json!([{"name": "a"}]),
        json!([{"name": 1, "in": []}]),
        json!([null, 1, "a", []]),
        json!({"a": {}}),
        json!("a"),
        json!(null),
        json!([{"name": "a", "in": "query"}, {"name": "a", "in": "query"}]),
        json!([{"name": "a", "in": "nowhere", "schema": true}]),
    ];
    for old in &odd {
        assert_eq!(
            crate::lines(&of(old.clone()), &of(old.clone())),
            Vec::<String>::new()
        );
        for new in &odd {
            changes(&of(old.clone()), &of(new.clone()));
        }
    }
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    proptest::collection::vec(any::<Mutation>(), 1..20)
}

proptest! {
    #![proptest_config(cases(64))]

    /// Wrong types everywhere, on both sides.
    #[test]
    fn whatever_stands_where_it_does_not_belong_is_compared(
        document in any::<prop::sample::Index>(),
        old in mutations(),
        new in mutations(),
    ) {
        let (_, document) = document.get(&OURS);
        let (mut a, mut b) = (document.clone(), document.clone());
        old.into_iter().for_each(|mutation| mutate(&mut a, mutation));
        new.into_iter().for_each(|mutation| mutate(&mut b, mutation));
        if let Ok(comparison) = compared(&a, &b) {
            for change in &comparison.changes {
                prop_assert!(!change.verdicts.is_empty(), "{}", line(change));
                prop_assert!(!change.what.is_empty(), "{}", line(change));
            }
        }
    }
}
