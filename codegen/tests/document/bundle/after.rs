//! What comes after the reading of several files: reports, places, a client.

use super::{Folder, root};
use pvwa_codegen::pipeline::{self, Home, Origin, Source};
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
#[test]
fn what_reading_lost_of_another_file_is_reported() {
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml")),
        ("a.yaml", "type: object\ntitle: one\ntitle: two\n"),
    ]);
    let mut report = Report::default();
    upgrade(&mut folder.read(), &mut report).unwrap();
    let lost: Vec<_> = report
        .losses()
        .map(|change| folder.shown(&change.note))
        .collect();
    assert_eq!(
        lost,
        ["in FOLDER/a.yaml/title: the key stands more than once: the last value counts"]
    );
}

#[test]
fn places_lead_into_the_other_files_after_the_upgrade_too() {
    let folder = Folder::new(&[
        (
            "api.yaml",
            "swagger: '2.0'\npaths:\n  /Rooms: {get: {responses: {200: {description: '', schema: {$ref: a.yaml}}}}}\n",
        ),
        (
            "a.yaml",
            "type: object\nproperties:\n  key: {type: string}\n",
        ),
    ]);
    let mut document = folder.read();
    upgrade(&mut document, &mut Report::default()).unwrap();
    assert_eq!(
        folder.place(&document, "/components/schemas/a/properties/key/type"),
        "FOLDER/a.yaml:3:9"
    );
    assert_eq!(
        folder.place(&document, "/components/schemas/a"),
        "FOLDER/a.yaml"
    );
    assert_eq!(
        folder.place(&document, "/paths/~1Rooms"),
        "FOLDER/api.yaml:3:3"
    );
}

fn three_files() -> Folder {
    Folder::new(&[
        ("api.yaml", &root("schemas/room.yaml#/Rooms")),
        (
            "schemas/room.yaml",
            "Rooms: {type: array, items: {$ref: '#/Room'}}\nRoom:\n  type: object\n  properties:\n    \
             name: {type: string}\n    keys: {type: array, items: {$ref: '../keys.json#/definitions/RoomKey'}}\n",
        ),
        (
            "keys.json",
            r#"{"definitions": {"RoomKey": {"type": "object", "properties": {
                "number": {"type": "integer", "format": "int32"},
                "room": {"$ref": "schemas/room.yaml#/Room"}}}}}"#,
        ),
    ])
}

#[test]
fn a_client_is_generated_from_a_document_in_three_files() {
    let source = Source {
        document: three_files().read(),
        version: None,
        origin: Origin::Vault,
    };
    let normalized = match pipeline::normalize(source, None) {
        Ok(normalized) => normalized,
        Err(refusal) => panic!("{refusal}"),
    };
    assert_eq!(
        (normalized.operations_in, normalized.operations_out),
        (1, 1)
    );
    let losses: Vec<_> = normalized.report.losses().collect();
    assert!(losses.is_empty(), "{losses:?}");
    let built = pipeline::build(normalized.code, Home::Standalone).unwrap();
    let sources: String = built.files.values().map(String::as_str).collect();
    for expected in ["pub struct Room ", "pub struct RoomKey ", "fn list_rooms"] {
        assert!(sources.contains(expected), "{expected}");
    }
}
