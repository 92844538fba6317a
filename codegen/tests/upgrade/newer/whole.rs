//! One document with everything, as far as a crate.

use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Home, Normalized, Origin, Source};

fn normalized(document: Document) -> Normalized {
    let source = Source {
        document,
        version: None,
        origin: Origin::Vault,
    };
    pipeline::normalize(source, None).unwrap()
}

fn rooms() -> Normalized {
    let text = include_bytes!("rooms.yaml");
    normalized(Document::parse("rooms.yaml", text.to_vec()).unwrap())
}

#[test]
fn all_of_it_becomes_a_crate() {
    let normalized = rooms();
    assert_eq!(normalized.operations_in, 7);
    assert_eq!(normalized.operations_out, 7);
    let built = pipeline::build(normalized.code, Home::Standalone).unwrap();
    assert!(built.lines > 0);
}

#[test]
fn the_schemas_say_what_they_said() {
    let document = rooms().document;
    insta::assert_snapshot!(format!("{:#}", document["components"]["schemas"]));
}

#[test]
fn what_was_lost_is_reported() {
    let losses = crate::losses(&rooms().report).join("\n");
    insta::assert_snapshot!(losses);
}

/// What was made ready once stays as it is.
#[test]
fn a_second_time_changes_nothing() {
    let first = rooms().document;
    let second = normalized(Document::made("rooms.json", first.clone()));
    assert_eq!(second.document, first);
    assert_eq!(crate::losses(&second.report), [""; 0]);
}
