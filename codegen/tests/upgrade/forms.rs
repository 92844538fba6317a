//! Forms.

use serde_json::{Value, json};

use crate::{losses, operation, upgraded};

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
