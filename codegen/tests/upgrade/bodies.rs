//! Bodies and forms.

use serde_json::{Value, json};

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

#[test]
fn the_media_types_of_a_form_are_those_that_can_hold_it() {
    const URLENCODED: &str = "application/x-www-form-urlencoded";
    const MULTIPART: &str = "multipart/form-data";
    // The type of the field, `consumes`, what the body has, what is reported.
    for (kind, consumes, expected, lost) in [
        ("string", json!([URLENCODED]), vec![URLENCODED], 0),
        ("string", json!([MULTIPART]), vec![MULTIPART], 0),
        (
            "string",
            json!([MULTIPART, URLENCODED]),
            vec![MULTIPART, URLENCODED],
            0,
        ),
        (
            "string",
            json!(["Multipart/Form-Data; boundary=x"]),
            vec!["Multipart/Form-Data; boundary=x"],
            0,
        ),
        ("string", json!([]), vec![URLENCODED], 0),
        ("string", json!(["application/json"]), vec![URLENCODED], 1),
        ("file", json!([MULTIPART]), vec![MULTIPART], 0),
        ("file", json!([]), vec![MULTIPART], 0),
        ("file", json!([URLENCODED, MULTIPART]), vec![MULTIPART], 1),
        (
            "file",
            json!(["application/octet-stream"]),
            vec![MULTIPART],
            1,
        ),
    ] {
        let field = json!({"name": "page", "in": "formData", "type": kind});
        let case = format!("{kind} {consumes}");
        let (converted, report) = operation(
            json!({"parameters": [field], "consumes": consumes}),
            json!({"consumes": ["text/plain"]}),
        );
        let content = converted["requestBody"]["content"].as_object().unwrap();
        assert_eq!(content.keys().collect::<Vec<_>>(), expected, "{case}");
        assert_eq!(losses(&report).len(), lost, "{case}");
    }
}

#[test]
fn a_list_in_a_form_keeps_the_way_it_is_written() {
    // The collection format, the encoding, and what is lost of each media type.
    for (format, encoding, urlencoded, multipart) in [
        (
            Value::Null,
            json!({"style": "form", "explode": false}),
            0,
            1,
        ),
        (
            json!("csv"),
            json!({"style": "form", "explode": false}),
            0,
            1,
        ),
        (
            json!("ssv"),
            json!({"style": "spaceDelimited", "explode": false}),
            0,
            1,
        ),
        (
            json!("tsv"),
            json!({"style": "form", "explode": false}),
            1,
            2,
        ),
        (
            json!("multi"),
            json!({"style": "form", "explode": true}),
            0,
            0,
        ),
    ] {
        let mut field = json!({
            "name": "ids", "in": "formData", "type": "array", "items": {"type": "integer"}
        });
        if !format.is_null() {
            field["collectionFormat"] = format.clone();
        }
        let form = |consumes: Value| {
            let (mut converted, report) = operation(
                json!({"parameters": [field], "consumes": consumes}),
                json!({}),
            );
            let content = converted["requestBody"]["content"].take();
            let at = "collection-format-to-style /paths/~1Safes/post/parameters/0: ";
            let losses = losses(&report);
            assert!(losses.iter().all(|loss| loss.starts_with(at)), "{losses:?}");
            (content, losses.len())
        };
        let (url, multi) = ("application/x-www-form-urlencoded", "multipart/form-data");
        let (content, lost) = form(json!([url]));
        assert_eq!(content[url]["encoding"]["ids"], encoding, "{format}");
        assert_eq!(lost, urlencoded, "{format}");
        let (content, lost) = form(json!([multi]));
        assert_eq!(content[multi].get("encoding"), None, "{format}");
        assert_eq!(lost, multipart, "{format}");
        // What the one says the other still loses.
        let (content, lost) = form(json!([url, multi]));
        assert_eq!(content[url]["encoding"]["ids"], encoding, "{format}");
        assert_eq!(content[multi].get("encoding"), None, "{format}");
        assert_eq!(lost, multipart, "{format}");
    }
}

#[test]
fn fields_come_from_the_path_item_by_reference_and_inline() {
    let field = |name: &str, title: &str| {
        json!({"name": name, "in": "formData", "type": "string", "description": title,
               "required": title == "shared", "allowEmptyValue": title == "empty"})
    };
    let (document, report) = upgraded(json!({
        "consumes": ["multipart/form-data"],
        "parameters": {"Reason": field("reason", "shared"), "Note": field("note", "unused")},
        "paths": {"/Rooms/{id}": {
            "parameters": [field("safe", "path"), field("room", "path")],
            "post": {"parameters": [
                {"$ref": "#/parameters/Reason"},
                field("safe", "own"),
                field("safe", "again"),
                field("key", "empty"),
                {"name": "page", "in": "formData", "type": "file"}
            ]},
            "put": {}
        }}
    }));
    let text = |title: &str| json!({"type": "string", "description": title});
    let item = &document["paths"]["/Rooms/{id}"];
    assert_eq!(
        item["post"],
        json!({"requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {
            "type": "object",
            "properties": {
                "reason": text("shared"), "safe": text("own"), "key": text("empty"),
                "page": {"type": "string", "format": "binary"}, "room": text("path")
            },
            "required": ["reason"]
        }}}}})
    );
    assert_eq!(
        item["put"],
        json!({"requestBody": {"content": {"multipart/form-data": {"schema": {
            "type": "object", "properties": {"safe": text("path"), "room": text("path")}
        }}}}})
    );
    assert_eq!(item.get("parameters"), None);
    assert_eq!(document.get("components"), None);
    let post = "/paths/~1Rooms~1{id}/post/parameters";
    assert_eq!(
        losses(&report),
        [
            format!("consumes-to-request-body {post}/2: the form has a field of this name already"),
            format!(
                "consumes-to-request-body {post}/3: 3.0 does not say that a field may be empty"
            ),
            "consumes-to-request-body /parameters/Note: no operation has this field".to_owned(),
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

#[test]
fn several_files_are_sent_in_parts_too() {
    for field in [
        json!({"type": "array", "items": {"type": "file"}, "collectionFormat": "multi"}),
        json!({"schema": {"type": "file"}}),
    ] {
        let mut given = json!({"name": "pages", "in": "formData"});
        for (key, value) in field.as_object().unwrap() {
            given[key] = value.clone();
        }
        let (converted, report) = operation(json!({"parameters": [given]}), json!({}));
        let content = converted["requestBody"]["content"].as_object().unwrap();
        assert!(content.keys().eq(["multipart/form-data"]), "{field}");
        assert_eq!(losses(&report), [""; 0], "{field}");
    }
}
