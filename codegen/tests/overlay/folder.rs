//! The overlays of a folder.

use super::without;
use pvwa_codegen::document::Document;
use pvwa_codegen::overlay::{self, read_folder};
use pvwa_codegen::report::Report;
use serde_json::json;
use std::fs;

/// An overlay that appends a word to a list.
fn saying(word: &str) -> String {
    super::overlay(&format!("  - {{target: $.said, update: {word}}}\n"))
}

#[test]
fn overlays_are_applied_in_the_order_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for name in ["20-b.yml", "10-c.json", "30-a.yaml", "05-d.YAML"] {
        fs::write(path.join(name), saying(name)).unwrap();
    }
    for other in [
        "README.md",
        "readme.yaml",
        "notes.txt",
        ".hidden.yaml",
        "10-c.json~",
    ] {
        fs::write(path.join(other), "no overlay").unwrap();
    }
    fs::create_dir(path.join("40-folder.yaml")).unwrap();
    let overlays = read_folder(path).unwrap();
    let mut document = Document::made("a vault", json!({"said": []}));
    overlay::apply(&mut document, &overlays, &mut Report::default()).unwrap();
    assert_eq!(
        document.value,
        json!({"said": ["05-d.YAML", "10-c.json", "20-b.yml", "30-a.yaml"]})
    );
}

#[test]
fn a_folder_that_does_not_exist_has_none() {
    let folder = tempfile::tempdir().unwrap();
    assert!(read_folder(&folder.path().join("none")).unwrap().is_empty());
    assert!(read_folder(folder.path()).unwrap().is_empty());
}

#[test]
fn what_is_wrong_with_every_file_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), "overlay: 2.0.0\n").unwrap();
    fs::write(folder.path().join("b.yaml"), saying("b")).unwrap();
    fs::write(folder.path().join("c.json"), "{\"overlay\": ").unwrap();
    let refusal = read_folder(folder.path()).unwrap_err();
    insta::assert_snapshot!(without(&folder, &refusal));
    let file = read_folder(&folder.path().join("a.yaml")).unwrap_err();
    assert!(file.0[0].what.contains("cannot be read"), "{file}");
}

#[test]
fn an_action_that_fails_does_not_hide_those_of_other_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.yaml", "b.yaml"] {
        let text =
            super::overlay("  - {target: $.said, update: 1}\n  - {target: $.not, remove: true}\n");
        fs::write(folder.path().join(name), text).unwrap();
    }
    let overlays = read_folder(folder.path()).unwrap();
    let mut document = Document::made("a vault", json!({"said": []}));
    let refusal = overlay::apply(&mut document, &overlays, &mut Report::default()).unwrap_err();
    insta::assert_snapshot!(without(&folder, &refusal));
}
