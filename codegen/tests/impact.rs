//! Each change of a generated crate has a cause in the documents.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::diff::change::{Accepted, Comparison, Place};
use pvwa_codegen::diff::impact::{self, Cause, Crates, RustImpact};
use pvwa_codegen::diff::settings::Settings;
use pvwa_codegen::diff::{self, Input};
use pvwa_codegen::document::Document;
use pvwa_codegen::operation::Version;
use pvwa_codegen::pipeline::{self, Home, Origin, Source};
use pvwa_codegen::rust_api::{self, Api, Bump, Trace};
use std::path::Path;

/// Compares two documents and the crates that are generated from them.
fn tied(old: impl Fn() -> Source, new: impl Fn() -> Source) -> (Comparison, RustImpact) {
    let input = |source: Source| Input::of(source.document);
    let comparison = diff::compare(&input(old()), &input(new()), &Settings::today()).unwrap();
    let files = |source: Source| {
        let normalized = pipeline::normalize(source, None).unwrap();
        pipeline::build(normalized.code, Home::Standalone)
            .unwrap()
            .files
    };
    let (before, now) = Api::read_both(&files(old()), &files(new())).unwrap();
    let rust = impact::tie(
        &comparison,
        Crates {
            package: "pvwa-api",
            version: "0.3.1+pvwa14.4",
            diff: &rust_api::compare(&before, &now),
            old: &Trace::of(&before),
            new: &Trace::of(&now),
            is_reconciled: false,
            has_other_version: false,
            client: None,
        },
    );
    (comparison, rust)
}

#[test]
fn of_two_versions_of_the_catalogue_every_cause_is_known() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/catalogue/pvwa");
    let catalogue = Catalogue::load(&folder).unwrap();
    let source = |minor| Source::version(&catalogue, Version::new(14, minor, 0));
    let (comparison, rust) = tied(|| source(4), || source(6));
    assert_eq!((rust.bump, rust.next.as_str()), (Bump::Minor, "0.3.2"));
    assert!(rust.items.len() > 100);
    assert_eq!(rust.uncaused().collect::<Vec<_>>(), Vec::<&_>::new());
    assert_eq!(rust.uncertain().collect::<Vec<_>>(), Vec::<&_>::new());
    for item in &rust.items {
        let Cause::Changes { fingerprints, .. } = &item.cause else {
            unreachable!("none is without");
        };
        let known = |fingerprint: &String| {
            let mut changes = comparison.changes.iter();
            changes.any(|change| change.fingerprint == *fingerprint)
        };
        assert!(fingerprints.iter().all(known), "{item:?}");
    }
}

/// A document with a few things that can be changed by replacing texts.
const ROOMS: &str = r##"{
  "openapi": "3.0.1",
  "info": {"title": "Key rooms", "version": "1"},
  "paths": {
    "/api/Rooms": {"get": {
      "operationId": "Rooms_GetRooms", "tags": ["Rooms"],
      "parameters": [{"name": "sortBy", "in": "query", "schema": {"type": "string"}}],
      "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/room-list"}}}}}
    }},
    "/api/Rooms/{id}": {"put": {
      "operationId": "Rooms_Update", "tags": ["Rooms"],
      "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
      "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"floorNumber": {"type": "integer"}}}}}},
      "responses": {"200": {"description": ""}}
    }}
  },
  "components": {"schemas": {
    "room-list": {"type": "object", "properties": {"rooms": {"type": "array", "items": {"$ref": "#/components/schemas/Room"}}}},
    "Room": {"type": "object", "properties": {
      "roomName": {"type": "string"},
      "lockState": {"type": "string", "enum": ["Open", "Shut"]}
    }}
  }}
}"##;

fn rooms(text: &str) -> Source {
    Source {
        document: Document::parse("rooms.json", text.as_bytes().to_vec()).unwrap(),
        version: None,
        origin: Origin::Vault,
    }
}

/// The items that change where texts are replaced, each with what changed in the document.
fn caused(replaced: &[(&str, &str)]) -> Vec<String> {
    let mut new = ROOMS.to_owned();
    for (from, to) in replaced {
        assert!(new.contains(from), "{from}");
        new = new.replace(from, to);
    }
    let (comparison, rust) = tied(|| rooms(ROOMS), || rooms(&new));
    let causes = |cause: &Cause| match cause {
        Cause::Changes { fingerprints, .. } => fingerprints
            .iter()
            .filter_map(|fingerprint| {
                let mut changes = comparison.changes.iter();
                let change = changes.find(|change| change.fingerprint == *fingerprint)?;
                let place = match &change.place {
                    Place::Operation { method, path, .. } => format!("{method} {path}"),
                    Place::Schema { name } => name.clone(),
                    Place::Document => String::new(),
                };
                Some(format!("{place} {}", change.subject))
            })
            .collect::<Vec<_>>()
            .join(" + "),
        Cause::Other { reason } => format!("({reason})"),
    };
    let items = rust.items.iter();
    items
        .map(|item| format!("{} {} <- {}", item.bump, item.item, causes(&item.cause)))
        .collect()
}

#[test]
fn an_item_has_the_change_as_its_cause_that_it_comes_from() {
    let cases: &[&[(&str, &str)]] = &[
        &[("\"sortBy\"", "\"orderBy\"")],
        &[("\"roomName\": {\"type\": \"string\"},", "")],
        &[("\"Shut\"", "\"Shut\", \"Broken\"")],
        &[(
            "\"floorNumber\": {\"type\": \"integer\"}",
            "\"floorNumber\": {\"type\": \"string\"}",
        )],
        &[("room-list", "rooms-page")],
        &[("Rooms_Update", "Rooms_Change")],
        &[("\"tags\": [\"Rooms\"]", "\"tags\": [\"Doors\"]")],
        &[("/api/Rooms/{id}", "/api/Doors/{id}")],
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|replaced| format!("{replaced:?}\n  {}", caused(replaced).join("\n  ")))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn what_was_accepted_asks_for_no_version() {
    let new = ROOMS.replace("\"roomName\": {\"type\": \"string\"},", "");
    let (mut comparison, rust) = tied(|| rooms(ROOMS), || rooms(&new));
    assert_eq!(rust.open(&comparison), Bump::Major);
    for change in &mut comparison.changes {
        change.accepted = Some(Accepted {
            reason: "nobody reads it".to_owned(),
            until: None,
        });
    }
    assert_eq!(rust.open(&comparison), Bump::None);
    assert_eq!(rust.bump, Bump::Major, "the version follows all the same");
}

#[test]
fn build_metadata_is_no_part_of_what_is_counted() {
    let next = |version, bump| impact::next_version(version, bump);
    assert_eq!(
        next("0.3.1+pvwa14.4", Bump::Major).as_deref(),
        Some("0.4.0")
    );
    assert_eq!(next("0.3.1+pvwa14.4", Bump::None).as_deref(), Some("0.3.1"));
    assert_eq!(next("three", Bump::None), None);
}
