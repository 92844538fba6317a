//! What makes a file an overlay.

use super::{overlay, read};

const GOOD: &str = "\
overlay: 1.0.3
x-owner: the key room
info:
  title: What the key room needs
  version: 2.0.0
  x-ticket: 17
extends: https://vault.example.com/PasswordVault/swagger/docs/v1
actions:
  - target: $.info
    description: Says whose it is.
    update: {title: Key room}
    x-since: spring
  - target: $.paths['/keys']
    remove: true
    update: {has: no impact beside remove}
  - target: $
    remove: false
    update: {}
";

#[test]
fn everything_that_the_specification_allows_is_read() {
    let overlay = read(GOOD).unwrap();
    assert_eq!(overlay.title(), "What the key room needs");
    assert_eq!(overlay.actions(), 3);
    assert!(overlay.name().ends_with("site.yaml"));
}

#[test]
fn json_is_read_as_yaml_is() {
    let value: serde_json::Value = yaml_serde::from_str(GOOD).unwrap();
    assert_eq!(read(&value.to_string()).unwrap().actions(), 3);
}

#[test]
fn what_is_no_overlay_is_refused_with_its_place() {
    let head = "overlay: 1.0.0\ninfo: {title: A test, version: '1'}\n";
    let files = [
        ("a list", "- overlay: 1.0.0\n".to_owned()),
        (
            "a document",
            "openapi: 3.0.3\ninfo: {title: Keys, version: '1'}\npaths: {}\n".to_owned(),
        ),
        ("nothing but a note", "{}\n".to_owned()),
        ("not well-formed", "overlay: 1.0.0\n\tinfo:\n".to_owned()),
        (
            "everything wrong at the root",
            "overlay: 1.1.0\nextends: 7\ninfo: keys\nactions: {target: $}\nactoins: []\n"
                .to_owned(),
        ),
        (
            "a version that is a number",
            "overlay: 1.0\ninfo: {}\nactions: []\n".to_owned(),
        ),
        (
            "almost a version",
            "overlay: 1.0.x\ninfo: {title: 1, version: 2, description: no}\n".to_owned(),
        ),
        (
            "no version",
            "actions:\n  - {target: $.info, remove: true}\n".to_owned(),
        ),
        (
            "a key twice",
            format!(
                "{head}actions:\n  - target: $.info\n    update: {{a: 1}}\n    update: {{a: 2}}\n"
            ),
        ),
        (
            "actions",
            overlay(
                "  - remove the keys
  - update: {a: 1}
  - target: 7
    remove: true
  - target: $.info
  - target: $.info
    remove: false
  - target: $.info
    remove: 'yes'
  - target: $.info
    description: [why]
    updaet: {a: 1}
    remove: true
  - target: $
    remove: true
  - target: $.tags
    remove: true
  - target: $.tags
    remove: true
",
            ),
        ),
        (
            "targets",
            overlay(
                "  - {target: paths, remove: true}
  - {target: '', remove: true}
  - {target: '$.', remove: true}
  - {target: '$.paths./keys', remove: true}
  - {target: \"$.paths['/keys\", remove: true}
  - {target: '$.paths.x-note', remove: true}
  - {target: '$.paths[?color(@.a)]', remove: true}
  - {target: '$.a[?@[?@[?@[?@[?@[?@[?@[?@[?@.a]]]]]]]]]', remove: true}
",
            ),
        ),
    ];
    let said = files.map(|(name, text)| format!("# {name}\n{}\n", read(&text).unwrap_err()));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_flood_of_problems_is_counted() {
    let many: String = (0..50)
        .map(|n| format!("  - {{target: '{n}'}}\n"))
        .collect();
    let said = read(&overlay(&many)).unwrap_err();
    assert_eq!(said.matches("remedy: ").count(), 21, "{said}");
    assert!(said.contains("and 80 more problems"), "{said}");
}
