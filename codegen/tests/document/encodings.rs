//! What a document is saved in: UTF-8 or UTF-16, and what of it is no text.

use crate::{place, refusal};
use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;

const TEXT: &str =
    "{\"swagger\": \"2.0\",\n \"info\": {\"title\": \"Schlüssel 🗝\"}, \"paths\": {}}";

fn little(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn big(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn read(bytes: Vec<u8>) -> Document {
    match Document::parse("vault.json", bytes) {
        Ok(document) => document,
        Err(refusal) => panic!("{refusal}"),
    }
}

/// What the report says that reading has lost.
fn lost(mut document: Document) -> Vec<String> {
    let mut report = Report::default();
    upgrade(&mut document, &mut report).unwrap();
    let lost = report.losses().filter(|change| change.by == "read");
    lost.map(|change| change.note.to_string()).collect()
}

#[test]
fn utf_16_is_read_in_either_order_with_and_without_a_mark() {
    let marked = format!("\u{feff}{TEXT}");
    for bytes in [little(&marked), big(&marked), little(TEXT), big(TEXT)] {
        let document = read(bytes);
        assert_eq!(document.value["info"]["title"], "Schlüssel 🗝");
        assert_eq!(place(&document, "/info/title"), "vault.json:2:11");
        assert!(lost(document).is_empty());
    }
}

#[test]
fn yaml_may_be_utf_16() {
    let document = read(little(
        "\u{feff}swagger: '2.0'\r\npaths: {}\r\nx-owner: Zoë\r\n",
    ));
    assert_eq!(document.value["x-owner"], "Zoë");
    assert_eq!(place(&document, "/x-owner"), "vault.json:3:1");
}

#[test]
fn what_is_no_utf_16_is_replaced_and_reported() {
    let mut bytes = little("\u{feff}{\"swagger\": \"2.0\", \"paths\": {}, \"x-a\": \"");
    // The first half of a pair, without the second.
    bytes.extend(0xd83d_u16.to_le_bytes());
    bytes.extend(little("\"}"));
    let document = read(bytes.clone());
    assert_eq!(document.value["x-a"], "\u{fffd}");
    let note = "bytes that are not UTF-16 were replaced by U+FFFD";
    assert_eq!(lost(document), [note]);

    // A byte too many: as text it would stand after the end of the JSON.
    bytes.push(b' ');
    assert!(refusal(&bytes).contains("not well-formed"));
    let mut yaml = little("swagger: '2.0'\npaths: {}\n#");
    yaml.push(b'!');
    assert_eq!(lost(read(yaml)), [note]);
}

#[test]
fn the_bound_holds_for_the_text_as_well() {
    let too_large = "the file is larger than 16 MiB";
    // Six million letters of two bytes each become three.
    let text = format!("swagger: '2.0'\npaths: {{}}\n# {}", "€".repeat(6 << 20));
    let bytes = little(&text);
    assert!(bytes.len() < 16 << 20);
    assert!(refusal(&bytes).contains(too_large));
    // So do bytes that are replaced.
    let mut bytes = b"swagger: '2.0'\npaths: {}\n# ".to_vec();
    bytes.extend(vec![0xe9; 6 << 20]);
    assert!(refusal(&bytes).contains(too_large));
}

#[test]
fn what_utf_16_hides_is_named_all_the_same() {
    assert!(refusal(&little("\u{feff}<html></html>")).contains("an HTML page"));
    assert!(refusal(&little("\u{feff} \n")).contains("the file is empty"));
    assert!(refusal(&big("{\"swagger\": \"2.0\", \u{1}")).contains("binary"));
    assert!(refusal(&little("{\0\0")).contains("binary"));
}

#[test]
fn utf_16_cut_off_anywhere_is_read_or_refused() {
    let bytes = little(&format!("\u{feff}{TEXT}"));
    for end in 0..bytes.len() {
        if let Err(refusal) = Document::parse("vault.json", bytes[..end].to_vec()) {
            assert_eq!(refusal.0.len(), 1);
        }
    }
}
