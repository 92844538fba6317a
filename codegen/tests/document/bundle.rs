//! Documents in several files.

mod after;
mod refused;

use std::fs;
use std::path::PathBuf;

use pvwa_codegen::document::Document;
use serde_json::{Value, json};

/// A folder with files, of which the first is the document.
struct Folder {
    folder: tempfile::TempDir,
    root: PathBuf,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let root = folder.path().join(files[0].0);
        Self { folder, root }
    }

    fn read(&self) -> Document {
        match Document::read(&self.root) {
            Ok(document) => document,
            Err(refusal) => panic!("{refusal}"),
        }
    }

    fn value(&self) -> Value {
        self.read().value
    }

    /// The one problem with which the document is refused.
    fn refusal(&self) -> String {
        let refusal = Document::read(&self.root).unwrap_err();
        assert_eq!(refusal.0.len(), 1);
        self.shown(&refusal.to_string())
    }

    fn shown(&self, text: &str) -> String {
        let folder = self.folder.path().display().to_string();
        text.replace(&folder, "FOLDER").replace('\\', "/")
    }

    fn place(&self, document: &Document, pointer: &str) -> String {
        self.shown(&document.place(pointer).to_string())
    }
}

/// A document whose one answer has the schema that `reference` names.
fn root(reference: &str) -> String {
    format!(
        "openapi: 3.0.1\ninfo: {{title: Key rooms, version: '1'}}\npaths:\n  /Rooms:\n    get:\n      \
         operationId: list_rooms\n      responses:\n        '200':\n          description: All of them.\n          \
         content:\n            application/json:\n              schema: {{$ref: '{reference}'}}\n"
    )
}

fn schema(document: &Value) -> &Value {
    &document["paths"]["/Rooms"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
}

fn refers(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn what_stands_in_other_files_becomes_a_part() {
    let folder = Folder::new(&[
        ("api.yaml", &root("schemas/room.json")),
        (
            "schemas/room.json",
            r##"{"type": "object", "properties": {
                "keys": {"type": "array", "items": {"$ref": "../common.yaml#/definitions/Key"}},
                "floor": {"$ref": "#/definitions/Floor"}
            }, "definitions": {"Floor": {"type": "integer"}}}"##,
        ),
        (
            "common.yaml",
            "definitions:\n  Key:\n    type: object\n    properties:\n      room: {$ref: schemas/room.json}\n      \
             owner: {$ref: '#/definitions/Owner'}\n  Owner: {type: string}\n  Unused: {type: string}\n",
        ),
    ]);
    let document = folder.read();
    assert_eq!(*schema(&document.value), refers("room"));
    let floor = refers("Floor");
    assert_eq!(
        document.value["components"],
        json!({"schemas": {
            "room": {
                "type": "object",
                "properties": {
                    "keys": {"type": "array", "items": refers("Key")},
                    "floor": floor
                },
                "definitions": {"Floor": {"type": "integer"}}
            },
            "Key": {
                "type": "object",
                "properties": {"room": refers("room"), "owner": refers("Owner")}
            },
            "Floor": {"type": "integer"},
            "Owner": {"type": "string"}
        }})
    );
    let others: Vec<_> = document
        .other_files()
        .map(|name| folder.shown(name))
        .collect();
    assert_eq!(others, ["FOLDER/schemas/room.json", "FOLDER/common.yaml"]);
}

#[test]
fn a_document_is_bundled_to_the_same_bytes_each_time() {
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml#/A")),
        (
            "a.yaml",
            "A: {allOf: [{$ref: 'b.yaml#/A'}, {$ref: 'c.yaml#/A'}, {$ref: '#/B'}]}\nB: {type: object}\n",
        ),
        ("b.yaml", "A: {$ref: 'c.yaml#/B'}\n"),
        ("c.yaml", "A: {type: object}\nB: {type: object}\n"),
    ]);
    let bytes = serde_json::to_vec(&folder.value()).unwrap();
    for _ in 0..5 {
        assert_eq!(serde_json::to_vec(&folder.value()).unwrap(), bytes);
    }
    let names = folder.value()["components"]["schemas"].clone();
    let names: Vec<_> = names.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["A", "B", "c_A", "a_B"]);
}

#[test]
fn swagger_keeps_its_parts_in_its_own_places() {
    let folder = Folder::new(&[
        (
            "api.yaml",
            "swagger: '2.0'\npaths:\n  /Rooms:\n    get:\n      parameters:\n      \
             - {$ref: 'parts.yaml#/parameters/Floor'}\n      \
             - {in: body, name: body, schema: {$ref: 'parts.yaml#/definitions/Room'}}\n      \
             responses:\n        200: {$ref: 'parts.yaml#/responses/Rooms'}\n        \
             default: {description: '', headers: {X-Floor: {$ref: 'parts.yaml#/header'}}}\n",
        ),
        (
            "parts.yaml",
            "parameters: {Floor: {in: query, name: floor, type: integer}}\n\
             responses: {Rooms: {description: All, schema: {$ref: '#/definitions/Room'}}}\n\
             definitions: {Room: {type: object}}\nheader: {type: integer}\n",
        ),
    ]);
    let value = folder.value();
    let get = &value["paths"]["/Rooms"]["get"];
    assert_eq!(get["parameters"][0], json!({"$ref": "#/parameters/Floor"}));
    assert_eq!(
        get["parameters"][1]["schema"],
        json!({"$ref": "#/definitions/Room"})
    );
    assert_eq!(
        get["responses"]["200"],
        json!({"$ref": "#/responses/Rooms"})
    );
    // A header has no place of its own in Swagger 2.0.
    assert_eq!(
        get["responses"]["default"]["headers"]["X-Floor"],
        json!({"type": "integer"})
    );
    assert_eq!(
        value["parameters"],
        json!({"Floor": {"in": "query", "name": "floor", "type": "integer"}})
    );
    assert_eq!(
        value["responses"]["Rooms"]["schema"],
        json!({"$ref": "#/definitions/Room"})
    );
    assert_eq!(value["definitions"], json!({"Room": {"type": "object"}}));
}

#[test]
fn every_part_of_openapi_goes_where_it_belongs() {
    let folder = Folder::new(&[
        (
            "api.yaml",
            "openapi: 3.0.1\npaths:\n  /Rooms:\n    post:\n      parameters: [{$ref: 'p.yaml#/a'}]\n      \
             requestBody: {$ref: 'p.yaml#/b'}\n      responses:\n        '200':\n          description: ''\n          \
             headers: {X-A: {$ref: 'p.yaml#/c'}}\n          links: {next: {$ref: 'p.yaml#/d'}}\n          \
             content: {application/json: {examples: {one: {$ref: 'p.yaml#/e'}}}}\n        \
             '404': {$ref: 'p.yaml#/f'}\n      callbacks: {done: {$ref: 'p.yaml#/g'}}\n\
             components:\n  securitySchemes: {basic: {$ref: 'p.yaml#/h'}}\n",
        ),
        (
            "p.yaml",
            "a: {name: a, in: query, schema: {type: string}}\nb: {content: {}}\nc: {schema: {type: string}}\n\
             d: {operationId: x}\ne: {value: 1}\nf: {description: none}\n\
             g: {'{$request.body#/url}': {post: {responses: {'200': {$ref: '#/f'}}}}}\n\
             h: {type: http, scheme: basic}\n",
        ),
    ]);
    let value = folder.value();
    let sections = value["components"].as_object().unwrap();
    let sections: Vec<_> = sections
        .iter()
        .map(|(section, parts)| {
            let names: Vec<_> = parts.as_object().unwrap().keys().cloned().collect();
            format!("{section}: {}", names.join(" "))
        })
        .collect();
    assert_eq!(
        sections,
        [
            "securitySchemes: basic",
            "parameters: a",
            "requestBodies: b",
            "headers: c",
            "links: d",
            "examples: e",
            "responses: f",
            "callbacks: g",
        ]
    );
    let callback = &value["components"]["callbacks"]["g"]["{$request.body#/url}"];
    assert_eq!(
        callback["post"]["responses"]["200"],
        json!({"$ref": "#/components/responses/f"})
    );
}

#[test]
fn path_items_and_operations_stand_where_they_are_used() {
    let folder = Folder::new(&[
        (
            "api.yaml",
            "openapi: 3.0.1\npaths:\n  /Rooms: {$ref: 'paths/rooms.yaml', summary: Rooms}\n  \
             /Keys: {$ref: 'paths/all.yaml#/~1Keys~1%7Bid%7D'}\n  /Doors:\n    get: {$ref: paths/get.yaml}\n\
             components: {schemas: {Room: {type: object}}}\n",
        ),
        (
            "paths/rooms.yaml",
            "get: {responses: {'200': {$ref: '../answers.yaml#/Rooms'}}}\nsummary: not this one\n",
        ),
        (
            "paths/all.yaml",
            "'/Keys/{id}': {get: {responses: {'200': {description: a key}}}}\n",
        ),
        (
            "paths/get.yaml",
            "responses: {'200': {description: doors}}\n",
        ),
        (
            "answers.yaml",
            "Rooms: {description: all, content: {application/json: {schema: {$ref: 'api.yaml#/components/schemas/Room'}}}}\n",
        ),
    ]);
    let document = folder.read();
    assert_eq!(
        document.value["paths"],
        json!({
            "/Rooms": {
                "get": {"responses": {"200": {"$ref": "#/components/responses/Rooms"}}},
                "summary": "Rooms"
            },
            "/Keys": {"get": {"responses": {"200": {"description": "a key"}}}},
            "/Doors": {"get": {"responses": {"200": {"description": "doors"}}}}
        })
    );
    let answer = &document.value["components"]["responses"]["Rooms"];
    assert_eq!(
        answer["content"]["application/json"]["schema"],
        refers("Room")
    );
    assert_eq!(
        folder.place(&document, "/paths/~1Rooms/get/responses"),
        "FOLDER/paths/rooms.yaml:1:7"
    );
    assert_eq!(
        folder.place(&document, "/components/responses/Rooms/content"),
        "FOLDER/answers.yaml:1:27"
    );
    assert_eq!(
        folder.place(&document, "/paths/~1Doors"),
        "FOLDER/api.yaml:5:3"
    );
}

#[test]
fn an_entry_that_is_a_reference_keeps_its_name() {
    let text = "openapi: 3.0.1\npaths: {}\ncomponents:\n  schemas:\n    Room: {$ref: room.yaml}\n    \
                Place: {$ref: './room.yaml#'}\n    Key: {type: string}\n";
    let folder = Folder::new(&[
        ("api.yaml", text),
        (
            "room.yaml",
            "properties: {next: {$ref: room.yaml}, key: {$ref: 'keys.yaml#/Key'}, same: {$ref: '#'}}\n",
        ),
        ("keys.yaml", "Key: {type: integer}\n"),
    ]);
    assert_eq!(
        folder.value()["components"]["schemas"],
        json!({
            "Room": {"properties": {
                "next": refers("Room"),
                "key": refers("keys_Key"),
                "same": refers("Room")
            }},
            "Place": refers("Room"),
            "Key": {"type": "string"},
            "keys_Key": {"type": "integer"}
        })
    );
}

#[test]
fn whole_sections_may_stand_in_other_files() {
    let schemas = "Room: {$ref: ./room.yaml}\nKey: {properties: {room: {$ref: '#/Room'}}}\n";
    let room = "type: object\nproperties: {key: {$ref: 'schemas.yaml#/Key'}}\n";
    let expected = json!({
        "Room": {"type": "object", "properties": {"key": refers("Key")}},
        "Key": {"properties": {"room": refers("Room")}}
    });
    let paths = "/Rooms: {get: {responses: {'200': {description: ''}}}}\n";
    for text in [
        "openapi: 3.0.1\npaths: {$ref: paths.yaml}\ncomponents: {schemas: {$ref: schemas.yaml}}\n",
        "openapi: 3.0.1\npaths: {$ref: paths.yaml}\ncomponents: {$ref: components.yaml}\n",
    ] {
        let folder = Folder::new(&[
            ("api.yaml", text),
            ("paths.yaml", paths),
            ("schemas.yaml", schemas),
            ("room.yaml", room),
            ("components.yaml", "schemas: {$ref: schemas.yaml}\n"),
        ]);
        let value = folder.value();
        assert_eq!(value["components"]["schemas"], expected);
        assert!(value["paths"]["/Rooms"]["get"].is_object());
    }
}

#[test]
fn the_choices_of_a_discriminator_are_references() {
    let folder = Folder::new(&[
        ("api.yaml", &root("room.yaml#/components/schemas/Room")),
        (
            "room.yaml",
            "components:\n  schemas:\n    Room:\n      discriminator:\n        propertyName: kind\n        \
             mapping: {vault: vault.yaml, hall: Hall, other: '#/components/schemas/Hall', far: 'https://example.com/a'}\n    \
             Hall: {type: object}\n",
        ),
        ("vault.yaml", "type: object\n"),
    ]);
    assert_eq!(
        folder.value()["components"]["schemas"]["Room"]["discriminator"]["mapping"],
        json!({
            "vault": "#/components/schemas/vault",
            "hall": "#/components/schemas/Hall",
            "other": "#/components/schemas/Hall",
            "far": "https://example.com/a"
        })
    );
}

#[test]
fn schemas_may_refer_to_each_other_in_a_circle() {
    let folder = Folder::new(&[
        ("api.yaml", &root("room.yaml")),
        ("room.yaml", "properties: {door: {$ref: door.yaml}}\n"),
        (
            "door.yaml",
            "properties: {rooms: {type: array, items: {$ref: room.yaml}}}\n",
        ),
    ]);
    assert_eq!(
        folder.value()["components"]["schemas"],
        json!({
            "room": {"properties": {"door": refers("door")}},
            "door": {"properties": {"rooms": {"type": "array", "items": refers("room")}}}
        })
    );
}

#[test]
fn addresses_and_names_stay_as_they_are() {
    let references = [
        "https://example.com/schemas.yaml#/Room",
        "file:///etc/passwd",
        "//example.com/a.yaml",
        "Room",
        "definitions/Room",
        "#/components/schemas/Room",
        "urn:room",
    ];
    for reference in references {
        let folder = Folder::new(&[("api.yaml", &root(reference))]);
        let document = folder.read();
        assert_eq!(schema(&document.value)["$ref"], reference);
        assert_eq!(document.other_files().count(), 0);
    }
    // Also in a file that is referred to.
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml")),
        (
            "a.yaml",
            "items: {$ref: 'https://example.com/a.yaml'}\nnot: {$ref: Room}\n",
        ),
    ]);
    assert_eq!(
        folder.value()["components"]["schemas"]["a"],
        json!({"items": {"$ref": "https://example.com/a.yaml"}, "not": {"$ref": "Room"}})
    );
}

#[test]
fn data_is_no_reference() {
    let text = "openapi: 3.0.1\npaths: {}\ncomponents:\n  schemas:\n    Room:\n      \
                example: {$ref: none.yaml}\n      default: {$ref: none.yaml}\n      x-a: {$ref: none.yaml}\n      \
                properties: {$ref: {type: string}}\n";
    let folder = Folder::new(&[("api.yaml", text)]);
    assert_eq!(folder.value(), super::value(text));
}

#[test]
fn bytes_alone_have_no_other_files() {
    let text = root("a.yaml");
    assert_eq!(*schema(&super::value(&text)), json!({"$ref": "a.yaml"}));
}

#[test]
fn a_reference_may_be_written_in_many_ways() {
    for reference in [
        "my rooms/a.yaml#/x~1y~0z/100%25",
        "./my%20rooms/./a.yaml#/x~1y~0z/100%25",
        "my rooms\\a.yaml#/x%2Fy~0z/100%25",
        "none/../my rooms/a.yaml#x~1y%7E0z/100%25",
    ] {
        let folder = Folder::new(&[
            ("api.yaml", &root(reference)),
            ("my rooms/a.yaml", "x/y~z: {100%: {type: integer}}\n"),
        ]);
        let value = folder.value();
        assert_eq!(*schema(&value), refers("x_y_z_100"), "{reference}");
        assert_eq!(
            value["components"]["schemas"]["x_y_z_100"]["type"],
            "integer"
        );
    }
}

#[test]
fn a_fragment_of_the_document_may_be_meant_by_a_file_of_it() {
    let folder = Folder::new(&[
        (
            "api.yaml",
            &format!(
                "{}components: {{schemas: {{Key: {{type: string}}}}}}\n",
                root("a.yaml")
            ),
        ),
        (
            "a.yaml",
            "properties: {a: {$ref: '#/components/schemas/Key'}, b: {$ref: 'api.yaml#/components/schemas/Key'}}\n",
        ),
    ]);
    let value = folder.value();
    assert_eq!(
        value["components"]["schemas"]["a"]["properties"],
        json!({"a": refers("Key"), "b": refers("Key")})
    );
}
