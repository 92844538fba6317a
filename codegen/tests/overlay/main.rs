//! Overlays: what they say, what they change, and how they fail.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bounds;
mod errors;
mod folder;
mod in_the_pipeline;
mod reading;
mod readme;
mod semantics;

use pvwa_codegen::document::Document;
use pvwa_codegen::overlay::{self, Overlay};
use pvwa_codegen::problem::Refusal;
use pvwa_codegen::report::Report;
use serde_json::{Value, json};
use std::fs;

/// Reads the text as the file `site.yaml`; what is said of it names the file without its folder.
fn read(text: &str) -> Result<Overlay, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.yaml");
    fs::write(&file, text).unwrap();
    Overlay::read(&file).map_err(|refusal| without(&folder, &refusal))
}

/// What is said, without the folder of the test.
fn without(folder: &tempfile::TempDir, said: &impl ToString) -> String {
    let folder = format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR);
    said.to_string().replace(&folder, "")
}

/// The text of an overlay with these actions, as YAML has it.
fn overlay(actions: &str) -> String {
    format!("overlay: 1.0.0\ninfo: {{title: A test, version: '1'}}\nactions:\n{actions}")
}

/// The text of an overlay with these actions.
fn actions(actions: &Value) -> String {
    json!({"overlay": "1.0.0", "info": {"title": "A test", "version": "1"}, "actions": actions})
        .to_string()
}

/// What becomes of a document, and the report.
fn applied(document: Value, text: &str) -> (Result<Value, Refusal>, Report) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.yaml");
    fs::write(&file, text).unwrap();
    let overlay = Overlay::read(&file).unwrap();
    let mut report = Report::default();
    let mut document = Document::made("a vault", document);
    let result = overlay::apply(&mut document, &[overlay], &mut report);
    for change in &mut report.changes {
        change.note = without(&folder, &change.note);
    }
    let result = result.map_err(|mut refusal| {
        for problem in &mut refusal.0 {
            if let Some(place) = &mut problem.place {
                place.file = without(&folder, &place.file);
            }
        }
        refusal
    });
    (result.map(|()| document.value), report)
}
