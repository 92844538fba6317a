//! Keywords of schemas.

use serde_json::{Value, json};

use super::schema;

/// Asserts what becomes of each schema when nothing is lost of it.
fn same(rows: Vec<(Value, Value)>) {
    for (before, after) in rows {
        let shown = before.to_string();
        let (found, lost) = schema(before);
        assert_eq!(found, after, "{shown}");
        assert_eq!(lost, [""; 0], "{shown}");
    }
}

/// Asserts what becomes of each schema, and what is lost of it.
fn less(rows: Vec<(Value, Value, &[&str])>) {
    for (before, after, lost) in rows {
        let shown = before.to_string();
        let found = schema(before);
        assert_eq!(found.0, after, "{shown}");
        assert_eq!(found.1, lost, "{shown}");
    }
}

#[test]
fn null_among_the_types_is_nullable() {
    same(vec![
        (
            json!({"type": ["string", "null"], "maxLength": 28}),
            json!({"type": "string", "maxLength": 28, "nullable": true}),
        ),
        (json!({"type": ["string"]}), json!({"type": "string"})),
        (
            json!({"type": ["null", "integer", "number"]}),
            json!({"type": "number", "nullable": true}),
        ),
        (
            json!({"type": ["string", "null"], "enum": ["open", "shut", null]}),
            json!({"type": "string", "enum": ["open", "shut", null], "nullable": true}),
        ),
        (
            json!({"properties": {"key": {"type": ["object", "null"], "properties": {"cut": {"type": ["boolean", "null"]}}}}}),
            json!({"properties": {"key": {
                "type": "object",
                "properties": {"cut": {"type": "boolean", "nullable": true}},
                "nullable": true
            }}}),
        ),
    ]);
}

#[test]
fn null_alone_is_an_enum() {
    let none = json!({"enum": [null], "nullable": true});
    same(vec![
        (json!({"type": "null"}), none.clone()),
        (json!({"type": ["null"]}), none.clone()),
        (
            json!({"const": null}),
            json!({"nullable": true, "enum": [null]}),
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"anyOf": [{"type": "string"}, none]}),
        ),
    ]);
}

#[test]
fn several_types_are_a_choice() {
    same(vec![
        (
            json!({"type": ["string", "integer", "null"], "description": "A door.", "maxLength": 4, "minimum": 1}),
            json!({
                "description": "A door.",
                "oneOf": [{"type": "string", "maxLength": 4}, {"type": "integer", "minimum": 1}],
                "nullable": true
            }),
        ),
        (
            json!({"type": ["array", "string"], "items": {"type": ["string", "null"]}}),
            json!({"oneOf": [
                {"type": "array", "items": {"type": "string", "nullable": true}},
                {"type": "string"}
            ]}),
        ),
        (
            json!({"type": ["string", "integer"], "format": "uuid"}),
            json!({"oneOf": [{"type": "string", "format": "uuid"}, {"type": "integer"}]}),
        ),
        (
            json!({"type": ["string", "integer"], "format": "int64"}),
            json!({"oneOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]}),
        ),
        (
            json!({"type": ["null", "string", "number", "boolean", "array", "object"], "title": "Any"}),
            json!({"title": "Any"}),
        ),
        (
            json!({"type": ["string", "boolean", "integer"], "enum": ["all", true]}),
            json!({"oneOf": [
                {"type": "string", "enum": ["all"]},
                {"type": "boolean", "enum": [true]}
            ]}),
        ),
        (
            json!({"type": ["string", "boolean"], "oneOf": [{"title": "A"}, {"title": "B"}]}),
            json!({
                "oneOf": [{"title": "A"}, {"title": "B"}],
                "allOf": [{"oneOf": [{"type": "string"}, {"type": "boolean"}]}]
            }),
        ),
    ]);
}

#[test]
fn types_that_are_none_come_through() {
    for odd in [
        json!({"type": []}),
        json!({"type": ["room"]}),
        json!({"type": 1}),
    ] {
        assert_eq!(schema(odd.clone()).0, odd);
    }
}

#[test]
fn a_constant_is_an_enum_of_one() {
    same(vec![
        (json!({"const": "vault"}), json!({"enum": ["vault"]})),
        (
            json!({"type": "integer", "const": 3, "enum": [3, 4]}),
            json!({"type": "integer", "enum": [3]}),
        ),
        // A property may have the name of a keyword.
        (
            json!({"properties": {"const": {"const": true}, "$defs": {"type": "string"}}}),
            json!({"properties": {"const": {"enum": [true]}, "$defs": {"type": "string"}}}),
        ),
    ]);
}

#[test]
fn exclusive_bounds_are_flags() {
    same(vec![
        (
            json!({"exclusiveMinimum": 0, "exclusiveMaximum": 10.5}),
            json!({"exclusiveMinimum": true, "exclusiveMaximum": true, "minimum": 0, "maximum": 10.5}),
        ),
        (
            json!({"minimum": 1, "exclusiveMinimum": 0}),
            json!({"minimum": 1}),
        ),
        (
            json!({"maximum": 9, "exclusiveMaximum": 9}),
            json!({"maximum": 9, "exclusiveMaximum": true}),
        ),
        (
            json!({"minimum": 1, "exclusiveMinimum": true}),
            json!({"minimum": 1, "exclusiveMinimum": true}),
        ),
    ]);
}

#[test]
fn the_first_example_stays() {
    same(vec![
        (
            json!({"examples": ["north", "south"]}),
            json!({"example": "north"}),
        ),
        (
            json!({"example": "west", "examples": ["north"]}),
            json!({"example": "west"}),
        ),
        (json!({"examples": []}), json!({})),
    ]);
}

#[test]
fn booleans_are_schemas() {
    same(vec![
        (json!(true), json!({})),
        (
            json!({"type": "array", "items": true}),
            json!({"type": "array", "items": {}}),
        ),
        (
            json!({"additionalProperties": false}),
            json!({"additionalProperties": false}),
        ),
    ]);
    less(vec![(
        json!({"properties": {"hidden": false}}),
        json!({"properties": {"hidden": {}}}),
        &[
            "boolean-schemas /components/schemas/Room/properties/hidden: no value is allowed here: is any JSON",
        ],
    )]);
}

#[test]
fn names_and_comments_of_schemas_go() {
    same(vec![(
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "room", "$anchor": "room", "$comment": "drawn by hand",
            "type": "string"
        }),
        json!({"type": "string"}),
    )]);
    less(vec![
        (
            json!({"$schema": "http://json-schema.org/draft-07/schema#"}),
            json!({}),
            &["dialect /components/schemas/Room/$schema: is read as the dialect of 3.1"],
        ),
        (
            json!({"$dynamicRef": "#door", "type": "object"}),
            json!({"type": "object"}),
            &[
                "schema-identity /components/schemas/Room/$dynamicRef: is dropped: in 3.0 a reference means the same for everybody",
            ],
        ),
    ]);
}

#[test]
fn the_elements_of_a_tuple_have_one_schema() {
    const LOST: &[&str] = &[
        "tuples /components/schemas/Room/prefixItems: which element stands where is not said in 3.0: each is one of them",
    ];
    let places = json!([{"type": "string"}, {"type": ["integer", "null"]}]);
    let integer = json!({"type": "integer", "nullable": true});
    less(vec![
        (
            json!({"type": "array", "prefixItems": places, "items": false}),
            json!({"type": "array", "maxItems": 2, "items": {"anyOf": [{"type": "string"}, integer]}}),
            LOST,
        ),
        (
            json!({"prefixItems": places, "maxItems": 2}),
            json!({"maxItems": 2, "items": {"anyOf": [{"type": "string"}, integer]}, "type": "array"}),
            LOST,
        ),
        (
            json!({"prefixItems": [{"type": "string"}], "items": {"type": "string"}}),
            json!({"items": {"type": "string"}, "type": "array"}),
            LOST,
        ),
        (
            json!({"prefixItems": [{"type": "string"}]}),
            json!({"items": {"anyOf": [{"type": "string"}, {}]}, "type": "array"}),
            LOST,
        ),
        (
            json!({"type": "array", "contains": {"const": 1}, "minContains": 2, "unevaluatedItems": false}),
            json!({"type": "array"}),
            &[
                "list-elements /components/schemas/Room/contains: is dropped: in 3.0 all elements have one schema",
                "list-elements /components/schemas/Room/minContains: is dropped: in 3.0 all elements have one schema",
                "list-elements /components/schemas/Room/unevaluatedItems: is dropped: in 3.0 all elements have one schema",
            ],
        ),
    ]);
    same(vec![(
        json!({"type": "array", "items": false}),
        json!({"type": "array", "items": {}, "maxItems": 0}),
    )]);
}

#[test]
fn properties_by_pattern_are_additional_ones() {
    less(vec![
        (
            json!({"type": "object", "patternProperties": {"^k": {"type": ["string", "null"]}}, "additionalProperties": false}),
            json!({"type": "object", "additionalProperties": {"type": "string", "nullable": true}}),
            &[
                "pattern-properties /components/schemas/Room/patternProperties: is `additionalProperties` now: 3.0 knows no patterns of names",
            ],
        ),
        (
            json!({"patternProperties": {"^k": {"type": "string"}, "^l": {}}}),
            json!({"additionalProperties": true}),
            &[
                "pattern-properties /components/schemas/Room/patternProperties: are any JSON: 3.0 knows no patterns of names",
            ],
        ),
    ]);
}

#[test]
fn unevaluated_properties_are_additional_where_nothing_is_composed() {
    same(vec![
        (
            json!({"properties": {}, "unevaluatedProperties": {"const": 1}}),
            json!({"properties": {}, "additionalProperties": {"enum": [1]}}),
        ),
        (
            json!({"allOf": [{}], "unevaluatedProperties": true}),
            json!({"allOf": [{}]}),
        ),
    ]);
    less(vec![(
        json!({"allOf": [{}], "unevaluatedProperties": false}),
        json!({"allOf": [{}]}),
        &[
            "unevaluated-properties /components/schemas/Room/unevaluatedProperties: is dropped: 3.0 does not look into the members of a composition",
        ],
    )]);
}

#[test]
fn conditions_go_and_are_reported() {
    for key in [
        "if",
        "then",
        "else",
        "dependentSchemas",
        "dependentRequired",
        "propertyNames",
    ] {
        let (after, lost) = schema(json!({"type": "object", key: {}}));
        assert_eq!(after, json!({"type": "object"}));
        let said =
            format!("conditions /components/schemas/Room/{key}: is dropped: 3.0 has no conditions");
        assert_eq!(lost, [said]);
    }
}

#[test]
fn encoded_texts_have_a_format() {
    same(vec![
        (
            json!({"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}),
            json!({"type": "string", "format": "byte"}),
        ),
        (
            json!({"contentMediaType": "application/octet-stream"}),
            json!({"type": "string", "format": "binary"}),
        ),
        (
            json!({"type": ["string", "null"], "contentEncoding": "base64"}),
            json!({"type": "string", "format": "byte", "nullable": true}),
        ),
    ]);
    less(vec![(
        json!({"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"}}),
        json!({"type": "string"}),
        &[
            "content-encoding /components/schemas/Room/contentSchema: 3.0 does not say what is inside of a text",
            "content-encoding /components/schemas/Room: 3.0 does not say that a text is application/json",
        ],
    )]);
}
