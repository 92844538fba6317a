//! Parameters other than the body.

use serde_json::json;

use crate::{assert_references_resolve, changed_by, losses, parameter, upgraded};

#[test]
fn the_type_of_a_parameter_becomes_its_schema() {
    let (converted, report) = parameter(json!({
        "name": "limit", "in": "query", "description": "most", "required": true,
        "allowEmptyValue": true, "type": "integer", "format": "int32", "default": 25,
        "minimum": 1, "maximum": 1000, "exclusiveMaximum": true, "enum": [25, 50],
        "x-nullable": true, "x-vendor": 1
    }));
    assert_eq!(
        converted,
        json!({
            "name": "limit", "in": "query", "description": "most", "required": true,
            "allowEmptyValue": true, "x-vendor": 1,
            "schema": {
                "type": "integer", "format": "int32", "default": 25, "minimum": 1,
                "maximum": 1000, "exclusiveMaximum": true, "enum": [25, 50], "nullable": true
            }
        })
    );
    assert_eq!(
        changed_by(&report),
        [
            "openapi-version",
            "x-nullable-to-nullable",
            "parameter-type-to-schema"
        ]
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn a_list_keeps_the_way_it_is_written() {
    let style = |location: &str, format: Option<&str>| {
        let mut list = json!({
            "name": "x", "in": location, "type": "array", "items": {"type": "string"}
        });
        if let Some(format) = format {
            list["collectionFormat"] = format.into();
        }
        let (converted, report) = parameter(list);
        assert_eq!(
            converted["schema"],
            json!({"type": "array", "items": {"type": "string"}})
        );
        assert_eq!(converted.get("collectionFormat"), None);
        let style = converted["style"].as_str().unwrap_or("-").to_owned();
        (style, converted["explode"].as_bool(), losses(&report).len())
    };
    let expect = |style: &str, explode, lost| (style.to_owned(), explode, lost);
    assert_eq!(style("query", None), expect("form", Some(false), 0));
    assert_eq!(style("query", Some("csv")), expect("form", Some(false), 0));
    assert_eq!(
        style("query", Some("ssv")),
        expect("spaceDelimited", Some(false), 0)
    );
    assert_eq!(
        style("query", Some("pipes")),
        expect("pipeDelimited", Some(false), 0)
    );
    assert_eq!(style("query", Some("multi")), expect("form", Some(true), 0));
    assert_eq!(style("query", Some("tsv")), expect("form", Some(false), 1));
    assert_eq!(style("path", None), expect("-", None, 0));
    assert_eq!(style("header", Some("csv")), expect("-", None, 0));
    for location in ["path", "header"] {
        for format in ["ssv", "tsv", "pipes", "multi"] {
            assert_eq!(style(location, Some(format)), expect("-", None, 1));
        }
    }
}

#[test]
fn an_inner_list_is_lost_unless_it_has_commas() {
    let inner = |format: &str| {
        parameter(json!({
            "name": "x", "in": "query", "type": "array",
            "items": {"type": "array", "collectionFormat": format, "items": {"type": "string"}}
        }))
    };
    let (converted, report) = inner("csv");
    let items = json!({"type": "array", "items": {"type": "string"}});
    assert_eq!(converted["schema"]["items"], items);
    assert_eq!(losses(&report), [""; 0]);
    let (converted, report) = inner("pipes");
    assert_eq!(converted["schema"]["items"], items);
    assert_eq!(
        losses(&report),
        [
            "collection-format-to-style /paths/~1Safes/post/parameters/0/items: 3.0 does not say how \
          an inner list is written"
        ]
    );
}

#[test]
fn shared_parameters_stay_shared_unless_they_are_of_the_body() {
    let (document, report) = upgraded(json!({
        "consumes": ["application/json"],
        "parameters": {
            "Limit": {"name": "limit", "in": "query", "type": "integer"},
            "Body": {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Safe"}},
            "Field": {"name": "field", "in": "formData", "type": "string"}
        },
        "definitions": {"Safe": {"type": "object"}},
        "paths": {
            "/Safes/{id}": {
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "type": "string"},
                    {"$ref": "#/parameters/Body"}
                ],
                "x-vendor": {"parameters": []},
                "put": {"parameters": [{"$ref": "#/parameters/Limit"}]},
                "patch": {"parameters": [{"name": "own", "in": "body", "schema": {"title": "own"}}]}
            },
            "/Logon": {"post": {"parameters": [
                {"$ref": "#/parameters/Field"},
                {"$ref": "#/paths/~1Safes~1{id}/parameters/0"}
            ]}}
        }
    }));
    let json = |schema| json!({"content": {"application/json": {"schema": schema}}});
    let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}});
    assert_eq!(
        document["paths"],
        json!({
            "/Safes/{id}": {
                "parameters": [id],
                "x-vendor": {"parameters": []},
                "put": {
                    "parameters": [{"$ref": "#/components/parameters/Limit"}],
                    "requestBody": json(json!({"$ref": "#/components/schemas/Safe"}))
                },
                "patch": {"requestBody": json(json!({"title": "own"}))}
            },
            "/Logon": {"post": {
                "parameters": [id],
                "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {
                    "type": "object", "properties": {"field": {"type": "string"}}
                }}}}
            }}
        })
    );
    assert_eq!(
        document["components"]["parameters"],
        json!({"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}})
    );
    assert_references_resolve(&document);
    let lost = "consumes-to-request-body /parameters/Field: these fields cannot be sent as \
                application/json";
    assert_eq!(losses(&report), [lost]);
}

#[test]
fn a_list_may_go_without_its_type_and_a_schema_may_stand_in_a_query() {
    let items = json!({"type": "string"});
    for list in [
        json!({"items": items}),
        json!({"type": "array", "items": items}),
        json!({"schema": {"type": "array", "items": items}}),
        json!({"type": "array", "schema": {"type": "array", "items": items}}),
        json!({"type": "array", "schema": {"items": items}}),
    ] {
        let mut given = json!({"name": "ids", "in": "query", "collectionFormat": "pipes"});
        for (key, value) in list.as_object().unwrap() {
            given[key] = value.clone();
        }
        let (converted, report) = parameter(given);
        assert_eq!(converted["style"], "pipeDelimited", "{list}");
        assert_eq!(converted["schema"]["items"], items, "{list}");
        assert_eq!(losses(&report), [""; 0], "{list}");
    }
}

#[test]
fn every_bound_of_a_parameter_is_in_its_schema() {
    for (key, value) in [
        ("format", json!("date-time")),
        ("default", json!("a")),
        ("maximum", json!(9)),
        ("exclusiveMaximum", json!(true)),
        ("minimum", json!(1)),
        ("exclusiveMinimum", json!(false)),
        ("maxLength", json!(9)),
        ("minLength", json!(1)),
        ("pattern", json!("^a")),
        ("maxItems", json!(9)),
        ("minItems", json!(1)),
        ("uniqueItems", json!(true)),
        ("enum", json!(["a", "b"])),
        ("multipleOf", json!(2)),
    ] {
        for location in ["query", "path", "header"] {
            let mut given = json!({"name": "a", "in": location, "type": "string"});
            given[key] = value.clone();
            let (converted, report) = parameter(given);
            assert_eq!(converted.get(key), None, "{key} in {location}");
            assert_eq!(converted["schema"][key], value, "{key} in {location}");
            assert_eq!(losses(&report), [""; 0], "{key} in {location}");
        }
    }
}

#[test]
fn the_parameters_of_a_path_item_stay_beside_those_of_the_operation() {
    let (document, report) = upgraded(json!({
        "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer"}},
        "paths": {"/Safes/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": true, "type": "string"},
                {"name": "limit", "in": "query", "type": "string"}
            ],
            "get": {"parameters": [
                {"$ref": "#/parameters/Limit"},
                {"name": "id", "in": "path", "required": true, "type": "integer"}
            ]},
            "delete": {}
        }}
    }));
    let id = |kind: &str| json!({"name": "id", "in": "path", "required": true, "schema": {"type": kind}});
    assert_eq!(
        document["paths"]["/Safes/{id}"],
        json!({
            "parameters": [
                id("string"), {"name": "limit", "in": "query", "schema": {"type": "string"}}
            ],
            "get": {"parameters": [{"$ref": "#/components/parameters/Limit"}, id("integer")]},
            "delete": {}
        })
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn an_example_by_its_other_name_is_an_example() {
    let (converted, report) = parameter(
        json!({"name": "a", "in": "query", "type": "string", "x-example": "b", "x-vendor": 1}),
    );
    assert_eq!(
        converted,
        json!({
            "name": "a", "in": "query", "example": "b", "x-vendor": 1, "schema": {"type": "string"}
        })
    );
    assert_eq!(losses(&report), [""; 0]);
}

#[test]
fn another_name_of_a_shared_parameter_is_followed() {
    let (document, report) = upgraded(json!({
        "parameters": {
            "Safe": {"name": "safe", "in": "body", "schema": {"title": "Safe"}},
            "AlsoSafe": {"$ref": "#/parameters/Safe"},
            "Limit": {"name": "limit", "in": "query", "type": "integer"},
            "AlsoLimit": {"$ref": "#/parameters/Limit"}
        },
        "paths": {"/Safes": {"post": {"parameters": [
            {"$ref": "#/parameters/AlsoSafe"}, {"$ref": "#/parameters/AlsoLimit"}
        ]}}}
    }));
    assert_eq!(
        document["paths"]["/Safes"]["post"],
        json!({
            "parameters": [{"$ref": "#/components/parameters/AlsoLimit"}],
            "requestBody": {"content": {"application/json": {"schema": {"title": "Safe"}}}}
        })
    );
    assert_eq!(
        document["components"],
        json!({"parameters": {
            "Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}},
            "AlsoLimit": {"$ref": "#/components/parameters/Limit"}
        }})
    );
    assert_references_resolve(&document);
    assert_eq!(losses(&report), [""; 0]);
}
