//! Many documents at once, and what is denied and reported of one.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Ended, Project, VAULT};
use serde_json::{Value, json};
use std::fs;

/// Loses the cookie that an operation takes.
const COOKIE: &str = r#"{
  "openapi": "3.0.1", "info": {"title": "Key rooms", "version": "2"},
  "paths": {"/rooms/{id}": {"get": {
    "operationId": "Room", "tags": ["Rooms"],
    "parameters": [
      {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
      {"name": "trace", "in": "cookie", "schema": {"type": "string"}}],
    "responses": {"200": {"description": "OK"}}}}}
}"#;

/// A document of which no client can be generated: a variable of the path is closed nowhere.
const UNBALANCED: &str = r#"
swagger: '2.0'
info: {title: Key rooms, version: '1'}
paths:
  /rooms/{id:
    get: {responses: {'200': {description: OK}}}
"#;

/// A project with documents of every kind in `documents`.
fn documents() -> Project {
    let project = Project::new();
    fs::create_dir_all(project.path("documents/deeper")).unwrap();
    project.write("documents/vault.json", VAULT);
    project.write("documents/deeper/cookie.json", COOKIE);
    project.write("documents/deeper/unbalanced.yaml", UNBALANCED);
    project.write("documents/cut.json", &VAULT[..VAULT.len() / 2]);
    project.write("documents/notes.md", "# No document");
    project
}

/// What is said, without the time that it took.
fn timeless(mut ended: Ended) -> String {
    let lines = ended.talk.lines();
    let kept = lines.filter(|line| !line.trim_start().starts_with("time "));
    ended.talk = kept.collect::<Vec<_>>().join("\n");
    ended.to_string()
}

/// One value for each line.
fn lines(text: &str) -> Vec<Value> {
    let mut lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &mut lines {
        assert!(line["ms"].is_u64(), "{line}");
        line.as_object_mut().unwrap().remove("ms");
    }
    lines
}

#[test]
fn every_document_is_counted_and_the_bad_ones_are_told() {
    let project = documents();
    let words = ["corpus", "generate", "documents", "--json", "all.jsonl"];
    let ended = project.run(&words);
    assert_eq!(ended.code, 0, "{ended}");
    insta::assert_snapshot!("corpus", timeless(ended));
    insta::assert_snapshot!("corpus_coloured", timeless(project.run_coloured(&words)));

    let lines = lines(&project.read("all.jsonl"));
    let statuses: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["file"].as_str().unwrap(),
                line["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        statuses,
        [
            ("documents/cut.json", "refused"),
            ("documents/deeper/cookie.json", "ok"),
            ("documents/deeper/unbalanced.yaml", "refused"),
            ("documents/vault.json", "ok"),
        ]
    );
    assert_eq!(lines[0]["stage"], "load");
    assert_eq!(lines[1]["losses"].as_array().unwrap().len(), 1);
    assert_eq!(
        lines[1]["losses"][0]["pointer"],
        "/paths/~1rooms~1{id}/get/parameters/1"
    );
    assert_eq!(lines[2]["pointer"], "/paths/~1rooms~1{id/get");
    let vault = json!({
        "file": "documents/vault.json", "status": "ok", "stage": null, "message": null,
        "pointer": null, "operations_in": 2, "operations_out": 2, "losses": [], "compiled": null,
    });
    assert_eq!(lines[3], vault);
}

#[test]
fn where_no_document_is_it_says_so() {
    let project = Project::new();
    fs::create_dir(project.path("documents")).unwrap();
    project.write("documents/notes.md", "# No document");
    let empty = project.run(&["corpus", "generate", "documents"]);
    assert_eq!(empty.code, 1);
    let missing = project.run(&["corpus", "generate", "nowhere"]);
    assert_eq!(missing.code, 1);
    insta::assert_snapshot!(format!("{empty}\n{missing}"));
}

#[test]
fn a_loss_can_be_denied() {
    let project = documents();
    let document = "documents/deeper/cookie.json";
    let allowed = project.run(&["normalize", document, "--no-catalogue"]);
    assert_eq!(allowed.code, 0, "{allowed}");
    let words = [
        "normalize",
        document,
        "--no-catalogue",
        "--deny-loss",
        "-o",
        "out.json",
    ];
    let denied = project.run(&words);
    assert_eq!(denied.code, 1);
    assert!(!project.path("out.json").exists(), "nothing is written");
    insta::assert_snapshot!("loss_denied", denied);

    let words = [
        "generate",
        "--spec",
        document,
        "--out",
        "made",
        "--deny-loss",
    ];
    let denied = project.run(&words);
    assert_eq!(denied.code, 1);
    assert!(!project.path("made").exists(), "nothing is written");

    let nothing_lost = [
        "normalize",
        "documents/vault.json",
        "--deny-loss",
        "-o",
        "out.json",
    ];
    assert_eq!(project.run(&nothing_lost).code, 0);
}

#[test]
fn a_report_says_what_was_before_and_after() {
    let project = documents();
    let words = [
        "normalize",
        "documents/deeper/cookie.json",
        "--no-catalogue",
    ];
    let ended = project.run(&[&words[..], &["--report", "report.json"]].concat());
    assert_eq!(ended.code, 0, "{ended}");
    let report: Value = serde_json::from_str(&project.read("report.json")).unwrap();
    assert_eq!(
        (&report["operations_in"], &report["operations_out"]),
        (&json!(1), &json!(1))
    );
    let changes = report["changes"].as_array().unwrap();
    let lost: Vec<_> = changes
        .iter()
        .filter(|change| change["meaning"] == "lost")
        .collect();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0]["before"]["name"], "trace");
    assert_eq!(lost[0]["after"], Value::Null);
    assert!(changes.iter().all(|change| change["by"].is_string()
        && change["pointer"].is_string()
        && change["note"].is_string()));

    let words = [
        "normalize",
        "documents/vault.json",
        "--report",
        "report.json",
    ];
    assert_eq!(project.run(&words).code, 0);
    let report: Value = serde_json::from_str(&project.read("report.json")).unwrap();
    let found: Vec<_> = report["reconciled"]
        .as_array()
        .unwrap()
        .iter()
        .map(|verdict| {
            (
                verdict["found"].as_str().unwrap(),
                verdict["stands"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(found.contains(&("new", "vault")), "{found:?}");
    assert!(found.contains(&("different", "catalogue")), "{found:?}");
    assert!(found.contains(&("missing", "vault")), "{found:?}");
}

#[test]
fn the_page_of_repairs_is_written() {
    let project = Project::new();
    let page = project.run(&["repairs"]);
    assert_eq!(page.code, 0, "{page}");
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/REPAIRS.md");
    assert_eq!(page.results, fs::read_to_string(own).unwrap());
}

/// Compiles two crates: the dependencies of a generated crate are there, for this project has them.
#[test]
fn what_was_generated_is_compiled() {
    let project = Project::new();
    fs::create_dir(project.path("documents")).unwrap();
    project.write("documents/vault.json", VAULT);
    project.write("documents/cookie.json", COOKIE);
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    fs::copy(lock, project.path("Cargo.lock")).unwrap();
    let words = [
        "corpus",
        "generate",
        "documents",
        "--compile",
        "--json",
        "all.jsonl",
    ];
    let ended = project.run(&words);
    assert_eq!(ended.code, 0, "{ended}");
    let lines = lines(&project.read("all.jsonl"));
    assert!(
        lines.iter().all(|line| line["compiled"] == true),
        "{lines:?}"
    );
}

#[test]
fn pairs_are_judged_by_their_manifest() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    project.write(
        "fewer.json",
        VAULT.replace("/api/Own/Things", "/api/Own/Rooms"),
    );
    project.write(
        "manifest.tsv",
        "source\tcase\tbase\trevision\texpected_ids\tbreaking\n\
         drift\tthe same\tvault.json\tvault.json\t\tno\n\
         drift\tthings are gone\tvault.json\tfewer.json\tStructural/BackwardIncompatible/Removed\tyes\n\
         drift\tnothing is there\tvault.json\tnone.json\t\t\n",
    );
    let ended = project.run(&["corpus", "diff", "manifest.tsv", "--json", "rows.jsonl"]);
    assert_eq!(ended.code, 0, "{ended}");
    let last = ended.results.lines().last();
    assert_eq!(last, Some("2 agree, 0 disagree, 1 failed"), "{ended}");
    let lines = lines(&project.read("rows.jsonl"));
    assert_eq!(lines[1]["found_breaking"], true);
    assert_eq!(lines[2]["status"], "failed");

    let missing = project.run(&["corpus", "diff", "nowhere.tsv"]);
    assert_eq!(missing.code, 1, "{missing}");
    assert!(missing.talk.contains("nowhere.tsv"), "{missing}");
    project.write("manifest.tsv", "source\tcase\n");
    let bare = project.run(&["corpus", "diff", "manifest.tsv"]);
    assert_eq!(bare.code, 1, "{bare}");
    assert!(bare.talk.contains("no column `base`"), "{bare}");
}
