//! Whatever a document says: repaired once and for all, and never a panic.

use super::*;
use proptest::prelude::*;

#[test]
fn nothing_is_changed_twice_in_a_document_full_of_mistakes() {
    let mut once = full_of_mistakes();
    repair(&mut once, &mut Report::default());
    let mut twice = once.clone();
    let mut report = Report::default();
    repair(&mut twice, &mut report);
    assert_eq!(report.changes, []);
    assert_eq!(once, twice);
}

/// A document in which most repairs find something.
fn full_of_mistakes() -> Value {
    json!({
        "openapi": "3.0",
        "info": {"version": 14.6},
        "security": [{}],
        "paths": {
            "Safes/{id}": {
                "parameters": [{"$ref": "#/components/parameters/Id"}],
                "get": {
                    "operationId": "get-safe",
                    "summary": "Gets <b>one</b> [safe].",
                    "parameters": [
                        {"name": "send", "in": "query", "schema": {"type": "string", "default": 1}},
                        {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["a", "b"]}},
                        {"name": "Sort", "in": "header", "schema": {"$ref": "#/components/schemas/Kind"}},
                    ],
                    "responses": {
                        "200": {"content": {
                            "text/json": {"schema": {"$ref": "#/components/schemas/Safe[T]"}},
                            "application/xml": {},
                        }},
                        "204": {"description": "", "content": {"application/json": {"schema": {}}}},
                        "404": {"description": "", "content": {"application/json": {"schema":
                            {"type": "object", "properties": {"message": {"type": "string"}}},
                        }}},
                        "default": {"$ref": "#/components/responses/Gone"},
                    },
                },
                "trace": {"responses": {}},
                "post": {
                    "operationId": "get_safe",
                    "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object"}}}},
                    "responses": {},
                },
            },
        },
        "components": {
            "parameters": {"Id": {"name": "ID", "in": "path", "schema": {"type": "integer", "nullable": true}}},
            "schemas": {
                "Kind": {"type": "string", "enum": ["x", "y", null], "title": "The kind"},
                "Unused": {"type": "file"},
                "Base": {"properties": {"id": {"type": ["string", "null"]}, "kind": {"$ref": "#/components/schemas/Kind"}}},
                "Safe[T]": {
                    "allOf": [{"$ref": "#/components/schemas/Base"}, {"$ref": "#/components/schemas/Safe[T]"}],
                    "type": "object",
                    "required": ["id", "gone"],
                    "additionalProperties": {"type": "string"},
                    "properties": {
                        "Id": {"type": "integer", "enum": [1, 2]},
                        "extra": {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]},
                        "secret": {"type": "string", "format": "password", "x-since": "1", "minLength": 3},
                        "when": {"type": "string", "format": "date-time", "example": "now"},
                        "any": {"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "string"}]},
                        "not": {"not": {"type": "string"}, "discriminator": "x"},
                        "loop": {"$ref": "#/components/schemas/Loop"},
                        "deep": {"$ref": "#/components/schemas/Base/properties/id"},
                        "inner": {"type": "object", "properties": {"state": {"type": "string", "enum": ["on"]}}},
                        "list": {"type": "array", "items": [{"type": "string"}], "maxItems": 3},
                    },
                },
                "Loop": {"$ref": "#/components/schemas/Loop"},
            },
        },
    })
}

/// All JSON pointers of `value`.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(inner, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                pointers(inner, &format!("{at}/{index}"), out);
            }
        }
        _ => {}
    }
}

/// Something that may stand anywhere, where it does not belong.
fn stray() -> impl Strategy<Value = Value> {
    let values = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!("x"),
        json!(""),
        json!([]),
        json!({}),
        json!(["a", 1, null]),
        json!("#/components/schemas/Base"),
        json!({"$ref": "#/components/schemas/Base"}),
        json!({"$ref": "#/components/schemas/Nowhere"}),
        json!({"type": "string", "enum": ["a", "A"]}),
        json!({"type": "array"}),
        json!({"type": "object", "properties": {"a-b": {"type": "integer"}, "a_b": {}}}),
        json!({"oneOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "integer"}]}),
        json!({"allOf": [{"type": "string"}, {"type": "object"}]}),
        json!({"name": "new", "in": "header", "schema": true}),
    ];
    proptest::sample::select(values.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a document is broken: repaired twice is repaired once, and what `check` then
    /// accepts is generated.
    #[test]
    fn any_document_is_repaired_once_and_for_all(
        mistakes in proptest::collection::vec((any::<prop::sample::Index>(), stray()), 1..5),
    ) {
        let mut document = full_of_mistakes();
        for (index, value) in mistakes {
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            let at = &all[1..][index.index(all.len() - 1)];
            *document.pointer_mut(at).unwrap() = value;
        }
        let broken = document.clone();
        repair(&mut document, &mut Report::default());
        let mut again = document.clone();
        let mut report = Report::default();
        repair(&mut again, &mut report);
        prop_assert_eq!(&report.changes, &[], "of {:#}", broken);
        prop_assert_eq!(&document, &again);
        let checked = Document::made("test.json", document);
        let _ = check(&Document::made("test.json", broken));
        if check(&checked).is_ok() {
            prop_assert!(generate(&checked.value).is_ok());
        }
    }
}
