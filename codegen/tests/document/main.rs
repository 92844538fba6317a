//! Reading documents: what is taken, where things stand in the text, and every refusal.

#![allow(clippy::unwrap_used)] // A helper that fails is a test that fails.

mod bundle;
mod encodings;
mod refusals;
mod yaml;

use std::path::{Path, PathBuf};

use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};

fn parse(text: &str) -> Document {
    match Document::parse("vault.json", text.as_bytes().to_vec()) {
        Ok(document) => document,
        Err(refusal) => panic!("{refusal}"),
    }
}

fn value(text: &str) -> Value {
    parse(text).value
}

/// The one problem of what is refused.
fn refusal(bytes: &[u8]) -> String {
    let refusal = Document::parse("vault.json", bytes.to_vec()).unwrap_err();
    assert_eq!(refusal.0.len(), 1);
    refusal.to_string()
}

fn place(document: &Document, pointer: &str) -> String {
    document.place(pointer).to_string()
}

#[test]
fn json_and_yaml_are_told_by_their_content() {
    let expected = json!({"swagger": "2.0", "paths": {}});
    assert_eq!(value("{\"swagger\": \"2.0\", \"paths\": {}}"), expected);
    assert_eq!(value("swagger: '2.0'\npaths: {}\n"), expected);
    assert_eq!(
        value("# a comment\n---\nswagger: '2.0'\npaths: {}\n"),
        expected
    );
    assert_eq!(value("{swagger: '2.0', paths: {}}"), expected);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let document = parse("\u{feff}{\"swagger\": \"2.0\",\n \"paths\": {}}");
    assert_eq!(place(&document, "/swagger"), "vault.json:1:2");
}

#[test]
fn keys_of_yaml_are_what_is_written() {
    let document = value(
        "openapi: 3.0.1\npaths:\n  /Safes:\n    get:\n      responses:\n        200: {description: a}\n\
         x-keys: {1E+3: a, 007: b, yes: c, true: d, null: e, 1.10: f, ~: g}\n",
    );
    let responses = &document["paths"]["/Safes"]["get"]["responses"];
    assert_eq!(*responses, json!({"200": {"description": "a"}}));
    let keys: Vec<_> = document["x-keys"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["1E+3", "007", "yes", "true", "null", "1.10", "~"]);
}

#[test]
fn values_of_yaml_are_those_of_the_core_schema() {
    let document = value(
        "openapi: 3.0.1\npaths: {}\nx-values: [1E+3, 007, yes, true, null, ~, 0x1F, 2024-11-21, '1', \
         -5, 1.5, !vault tagged, 99999999999999999999, !point {x: 1}]\n",
    );
    assert_eq!(
        document["x-values"],
        json!([
            1000.0, "007", "yes", true, null, null, 31, "2024-11-21", "1",
            -5, 1.5, "tagged", 1e20, {"x": 1}
        ])
    );
}

#[test]
fn aliases_and_merges_are_followed() {
    let document = value(
        "openapi: 3.0.1\npaths: {}\nx-a: &a {one: 1, two: 2}\nx-b: &b {three: 3}\n\
         x-c: {<<: *a, two: second}\nx-d: {<<: [*a, *b]}\n",
    );
    assert_eq!(document["x-c"], json!({"two": "second", "one": 1}));
    assert_eq!(document["x-d"], json!({"one": 1, "two": 2, "three": 3}));
    assert_eq!(
        value("{\"swagger\": \"2.0\", \"paths\": {}, \"<<\": 1}")["<<"],
        1
    );
}

/// Each level says the one before ten times.
fn alias_bomb(levels: usize) -> String {
    let mut text = "swagger: '2.0'\npaths: {}\nx-0: &a0 [text, text]\n".to_owned();
    for level in 1..=levels {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("x-{level}: &a{level} [{aliases}]\n"));
    }
    text
}

#[test]
fn aliases_that_multiply_are_refused() {
    parse(&alias_bomb(3));
    insta::assert_snapshot!(refusal(alias_bomb(9).as_bytes()), @"
    vault.json: the document grows too large when its aliases are followed
      why: no more than 16 MiB are read
      remedy: write out what the YAML aliases (`*name`) stand for, or use `$ref`
    ");
    // Few aliases of one long text do the same.
    let text = "a".repeat(1 << 20);
    let aliases = vec!["*a"; 100].join(", ");
    let long = format!("swagger: '2.0'\npaths: {{}}\nx-a: &a {text}\nx-b: [{aliases}]\n");
    assert!(refusal(long.as_bytes()).contains("too large when its aliases are followed"));
    let endless = "swagger: '2.0'\npaths: &a [*a]\n";
    assert!(refusal(endless.as_bytes()).contains("nested too deeply"));
}

#[test]
fn depth_size_and_keys_are_bounded() {
    let nested = |open: &str, close: &str| {
        let (open, close) = (open.repeat(5000), close.repeat(5000));
        format!("{{\"swagger\": \"2.0\", \"paths\": {open}1{close}}}")
    };
    insta::assert_snapshot!(refusal(nested("[", "]").as_bytes()), @"
    vault.json:1:155: the document is nested too deeply
      why: no more than 128 levels are read
      remedy: check that it is the description of an API
    ");
    assert!(refusal(nested("{\"a\":", "}").as_bytes()).contains("nested too deeply"));
    let yaml = format!("swagger: '2.0'\npaths: {}\n", "[".repeat(5000));
    assert!(refusal(yaml.as_bytes()).contains("nested too deeply"));

    insta::assert_snapshot!(refusal(&vec![b' '; (16 << 20) + 1]), @"
    vault.json: the file is larger than 16 MiB
      remedy: check that it is the description of an API; cut out what is not needed
    ");
    let key = format!("{{\"swagger\": \"2.0\",\n\"{}\": 1}}", "k".repeat(5000));
    insta::assert_snapshot!(refusal(key.as_bytes()), @"
    vault.json:2:5002: a key is too long
      why: no more than 4096 bytes are read
      remedy: check that the document is the description of an API
    ");
}

#[test]
fn only_keys_are_repeated_in_a_refusal_and_only_the_start_of_them() {
    let long = "k".repeat(200);
    let text = format!("{{\"\\u001b[31m\": 1, \"a\\u202eb\": 2, \"{long}\": \"content\"}}");
    insta::assert_snapshot!(refusal(text.as_bytes()), @r#"
    vault.json: the document describes no API: it has neither `swagger` nor `openapi` at its root
      why: it has `\u{1b}[31m`, `a\u{202e}b`, `kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…`
      remedy: name a Swagger 2.0, OpenAPI 3.0 or 3.1 document; if this is what the server answered, look at it: it may be an error
    "#);
    let many: Vec<_> = (0..20).map(|index| format!("\"k{index}\": 1")).collect();
    let many = format!("{{{}}}", many.join(","));
    assert!(refusal(many.as_bytes()).contains("`k7` and 12 more"));
    let version = format!("openapi: '3.1{}'\npaths: {{}}\n", "\\n".repeat(100));
    assert!(refusal(version.as_bytes()).len() < 400);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let message = |path: &Path| {
        let message = Document::read(path).unwrap_err().to_string();
        message.replace(&directory.path().display().to_string(), "DIRECTORY")
    };
    insta::assert_snapshot!(message(&directory.path().join("none.json")), @"
    DIRECTORY/none.json: the file does not exist
      remedy: check the path, or fetch the document first
    ");
    insta::assert_snapshot!(message(directory.path()), @"
    DIRECTORY: a directory is no document
      remedy: name the file in it that holds the Swagger 2.0, OpenAPI 3.0 or 3.1 document
    ");
}

#[test]
fn a_file_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault.txt");
    std::fs::write(&path, "swagger: '2.0'\npaths: {}\n").unwrap();
    let document = Document::read(&path).unwrap();
    assert_eq!(document.name(), path.display().to_string());
    assert_eq!(document.place("/paths").position, Some((2, 1)));
}

#[test]
fn what_a_text_says_twice_or_not_in_utf_8_is_reported() {
    let mut text = b"{\"swagger\": \"2.0\", \"info\": {\"title\": \"Caf\xe9\"},\n".to_vec();
    text.extend(b"\"paths\": {\"/a\": {\"x-1\": 1, \"x-1\": 2, \"x-2\": 3, \"x-2\": 3}}}");
    let mut document = Document::parse("vault.json", text).unwrap();
    assert_eq!(document.value["paths"]["/a"]["x-1"], 2);
    assert_eq!(document.value["info"]["title"], "Caf\u{fffd}");
    let mut report = Report::default();
    upgrade(&mut document, &mut report).unwrap();
    let lost: Vec<_> = report
        .losses()
        .map(|change| format!("{} {}: {}", change.by, change.pointer, change.note))
        .collect();
    insta::assert_snapshot!(lost.join("\n"), @"
    read : bytes that are not UTF-8 were replaced by U+FFFD
    read /paths/~1a/x-1: the key stands more than once: the last value counts
    ");
}

#[test]
fn places_in_json_are_those_of_the_keys() {
    let document = parse(
        "{\n\t\"swagger\": \"2.0\",\n\t\"paths\": {\"/Safes\": {\n\t\t\"get\" : {\"tags\": [\"a\\\"b\",\n\
         \t\t\t{\"x\": 1}, 12.5, []]}}},\n\t\"é\": 1, \"a~/\\\"b\": {}\n}",
    );
    for (pointer, expected) in [
        ("", "vault.json"),
        ("/swagger", "vault.json:2:2"),
        ("/paths/~1Safes", "vault.json:3:12"),
        ("/paths/~1Safes/get", "vault.json:4:3"),
        ("/paths/~1Safes/get/tags/0", "vault.json:4:21"),
        ("/paths/~1Safes/get/tags/1", "vault.json:5:4"),
        ("/paths/~1Safes/get/tags/1/x", "vault.json:5:5"),
        ("/paths/~1Safes/get/tags/2", "vault.json:5:14"),
        ("/paths/~1Safes/get/tags/3", "vault.json:5:20"),
        ("/é", "vault.json:6:2"),
        ("/a~0~1\"b", "vault.json:6:10"),
        // What is not there is looked for further up.
        ("/paths/~1Safes/get/tags/9", "vault.json:4:12"),
        ("/paths/~1Safes/get/tags/x", "vault.json:4:12"),
        ("/paths/~1Safes/put/responses/200", "vault.json:3:12"),
        ("/swagger/deeper", "vault.json:2:2"),
        ("/nothing/here", "vault.json"),
    ] {
        assert_eq!(place(&document, pointer), expected, "{pointer}");
    }
}

#[test]
fn places_in_yaml_are_those_of_the_keys() {
    let document = parse(
        "openapi: 3.0.1\npaths:\n  /Safes:\n    get: &get\n      tags:\n      - a\n      - b: 1\n\
         \x20     responses:\n        200: {description: \"two\n  lines\"}\n    put: *get\n",
    );
    for (pointer, expected) in [
        ("/openapi", "vault.json:1:1"),
        ("/paths/~1Safes/get", "vault.json:4:5"),
        ("/paths/~1Safes/get/tags/0", "vault.json:6:9"),
        ("/paths/~1Safes/get/tags/1", "vault.json:7:9"),
        ("/paths/~1Safes/get/responses/200", "vault.json:9:9"),
        (
            "/paths/~1Safes/get/responses/200/description",
            "vault.json:9:15",
        ),
        ("/paths/~1Safes/put", "vault.json:11:5"),
        // An alias stands for what it names.
        ("/paths/~1Safes/put/tags/1", "vault.json:7:9"),
    ] {
        assert_eq!(place(&document, pointer), expected, "{pointer}");
    }
}

#[test]
fn a_document_made_in_memory_has_a_name_but_no_lines() {
    let document = Document::made("catalogue 14.6", json!({"openapi": "3.0.3", "paths": {}}));
    assert_eq!(place(&document, "/paths"), "catalogue 14.6");
}

/// Everything else that is refused, cut off at every byte: never a panic, always one problem.
#[test]
fn a_document_cut_off_anywhere_is_read_or_refused() {
    let json =
        "{\"swagger\": \"2.0\", \"paths\": {\"/a\": {\"get\": {\"x\": [1.5, \"\\u00e9\"]}}}}";
    let yaml = "swagger: '2.0'\npaths:\n  /a: &a {get: [1.5, \"\\u00e9\"]}\n  /b: *a\n";
    for text in [json, yaml] {
        for end in 0..text.len() {
            if let Err(refusal) = Document::parse("vault.json", text.as_bytes()[..end].to_vec()) {
                assert_eq!(refusal.0.len(), 1);
                assert_eq!(refusal.0[0].place.as_ref().unwrap().file, "vault.json");
            }
        }
    }
}

/// The folder with real documents, where it is at hand.
fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    if !folder.is_dir() {
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn every_place_in_a_real_document_is_found() {
    let Some(folder) = shared() else { return };
    let document = Document::read(&folder.join("pvwa-14.6.swagger2.json")).unwrap();
    let last = document.value["definitions"]
        .as_object()
        .unwrap()
        .keys()
        .next_back()
        .unwrap();
    let text = std::fs::read_to_string(folder.join("pvwa-14.6.swagger2.json")).unwrap();
    let place = document.place(&format!("/definitions/{}", last.replace('/', "~1")));
    let (line, column) = place.position.unwrap();
    let found = &text.lines().nth(line - 1).unwrap()[column - 1..];
    assert!(found.starts_with(&format!("\"{last}\"")), "{found}");
}
