//! `cargo xtask diff`: what it refuses, how it ends, and what it takes for accepted.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Ended, Project, VAULT};
use serde_json::{Value, json};
use std::path::Path;

/// A project with three documents of one API, and one of another.
fn project() -> Project {
    let project = Project::new();
    project.write("old.json", VAULT);
    project.write(
        "wider.json",
        VAULT.replace(
            "\"SafeName\":",
            "\"Size\": {\"type\": \"integer\"}, \"SafeName\":",
        ),
    );
    project.write(
        "narrower.json",
        VAULT
            .replace("/api/Own/Things", "/api/Own/Others")
            .replace("Things_GetThings", "Others_GetOthers"),
    );
    project
}

/// A document of six operations that has nothing in common with one of another word.
fn document(word: &str) -> String {
    let operation = json!({"get": {"responses": {"200": {"description": "OK"}}}});
    let paths: serde_json::Map<String, Value> = (0..6)
        .map(|number| (format!("/api/{word}/{number}"), operation.clone()))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {"title": word, "version": "1.0"},
        "paths": paths,
        "components": {"schemas": {word: {"type": "string"}}},
    })
    .to_string()
}

#[test]
fn what_cannot_be_compared_is_refused_with_2() {
    let project = project();
    project.run(&["spec", "load", "old.json", "--as", "my-vault"]);
    project.write("safes.json", document("Safes"));
    project.write("cars.json", document("Cars"));
    project.write("broken.json", "{\"openapi\": \"3.0.3\", ");
    project.write(
        "accepted.txt",
        "# a comment\nzz never x\n3f2a9c1b77de tomorrow x\n3f2a9c1b77de never\n\
         3f2a9c1b77de never a\n3f2a9c1b77de never b\n",
    );
    let calls: [&[&str]; 13] = [
        &["diff", "old.json", "spec"],
        &["diff", "missing.json", "old.json"],
        &["diff", "old.jsn", "old.json"],
        &["diff", "old.json", "99.0"],
        &["diff", "9.0", "old.json"],
        &["diff", "v14.6", "old.json"],
        &["diff", "my-valut", "old.json"],
        &["diff", "old.json", "broken.json"],
        &["diff", "old.json", "wider.json", "--accept", "accepted.txt"],
        &["diff", "old.json", "wider.json", "--accept", "nowhere.txt"],
        &["diff", "safes.json", "cars.json"],
        &["diff", "old.json", "wider.json", "--only", "Acounts"],
        &["diff", "old.json"],
    ];
    insta::assert_snapshot!("refused", project.refused(&calls));
}

#[test]
fn a_document_made_ready_is_the_document() {
    let project = project();
    for (file, options) in [("alone.json", &["--no-catalogue"][..]), ("known.json", &[])] {
        let call = [&["normalize", "old.json", "-o", file], options].concat();
        assert_eq!(project.run(&call).code, 0);
        for pair in [["old.json", file], [file, "old.json"]] {
            let call = [&["diff"], &pair[..], &["--fail-on", "any"]].concat();
            let ended = project.run(&call);
            assert_eq!(ended.code, 0, "{}", ended.results);
            assert!(
                ended.results.contains("was normalised, too"),
                "{}",
                ended.results
            );
        }
    }
    assert_eq!(
        project
            .run(&["diff", "alone.json", "wider.json", "--fail-on", "any"])
            .code,
        1
    );
}

#[test]
fn what_is_found_decides_how_it_ends() {
    let project = project();
    let code = |new: &str, words: &[&str]| {
        let call = [&["diff", "old.json", new], words].concat();
        project.run(&call).code
    };
    let levels = ["breaking", "warning", "any", "none"];
    let codes = |new: &str| levels.map(|level| code(new, &["--fail-on", level]));
    assert_eq!(codes("old.json"), [0, 0, 0, 0]);
    assert_eq!(codes("wider.json"), [0, 0, 1, 0]);
    assert_eq!(codes("narrower.json"), [1, 1, 1, 0]);
    // A warning is one by one policy only.
    project.write(
        "other.json",
        VAULT.replace(
            "\"SafeName\": {\"type\": \"string\"}",
            "\"SafeName\": {\"type\": \"integer\"}",
        ),
    );
    assert_eq!(codes("other.json"), [1, 1, 1, 0]);
    let by_vendor =
        levels.map(|level| code("other.json", &["--policy", "vendor", "--fail-on", level]));
    assert_eq!(by_vendor, [0, 1, 1, 0]);
    assert_eq!(code("narrower.json", &[]), 1);
    assert_eq!(code("wider.json", &[]), 0);
}

/// The fingerprints of all changes, the gravest first.
fn fingerprints(project: &Project, old: &str, new: &str) -> Vec<String> {
    let ended = project.run(&["diff", old, new, "--format", "json"]);
    let export: Value = serde_json::from_str(&ended.results).unwrap();
    let changes = export["changes"].as_array().unwrap();
    let text = |change: &Value| change["fingerprint"].as_str().unwrap().to_owned();
    changes.iter().map(text).collect()
}

#[test]
fn what_is_accepted_counts_until_it_expires() {
    let project = project();
    let known = fingerprints(&project, "old.json", "narrower.json");
    assert_eq!(known.len(), 2);
    let with = |lines: &str| -> Ended {
        project.write("accepted.txt", lines);
        project.run(&[
            "diff",
            "old.json",
            "narrower.json",
            "--accept",
            "accepted.txt",
            "--fail-on",
            "any",
        ])
    };
    let all = with(&format!(
        "{} never nobody calls it\n{} 9999-12-31 it is wanted\n",
        known[0], known[1]
    ));
    let expired = with(&format!(
        "{} 2001-01-31 nobody calls it\n{} never it is wanted\n",
        known[0], known[1]
    ));
    let unmatched = with("0123456789ab never it was a change once\n");
    assert_eq!([all.code, expired.code, unmatched.code], [0, 1, 1]);
    insta::assert_snapshot!("accepted", format!("{all}\n{expired}\n{unmatched}"));
}

#[test]
fn a_comparison_is_written_to_a_file() {
    let project = project();
    let shown = project.run(&["diff", "old.json", "narrower.json", "--format", "markdown"]);
    let written = project.run(&[
        "diff",
        "old.json",
        "narrower.json",
        "--format",
        "markdown",
        "-o",
        "changes.md",
    ]);
    assert_eq!((shown.code, written.code), (1, 1));
    assert_eq!(project.read("changes.md"), shown.results);
    assert_eq!(written.talk.trim(), "written changes.md");
    assert!(written.results.is_empty());
    let coloured =
        project.run_coloured(&["diff", "old.json", "narrower.json", "-o", "changes.txt"]);
    assert_eq!(coloured.code, 1);
    assert!(!project.read("changes.txt").contains('\u{1b}'));
    let nowhere = project.run(&[
        "diff",
        "old.json",
        "narrower.json",
        "-o",
        "no/such/folder/x.md",
    ]);
    assert_eq!(nowhere.code, 1);
}

#[test]
fn one_area_is_told_alone() {
    let project = project();
    let ended = project.run(&[
        "diff",
        "old.json",
        "narrower.json",
        "--only",
        "things",
        "--format",
        "json",
    ]);
    let export: Value = serde_json::from_str(&ended.results).unwrap();
    let areas = export["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["areas"]);
    assert!(areas.clone().count() > 0);
    assert!(areas.into_iter().all(|areas| areas == &json!(["Things"])));
}

/// Whatever a document calls things, no format lets it do more than be read.
#[test]
fn names_are_written_out_in_every_format() {
    let evil = "x\u{1b}[2J\r\n::error::<script>alert(1)</script>`|*_[a](javascript:b) ]]> \u{202e}--> @all #1 &amp;";
    let at = |name: &str, kind: &str| {
        json!({
            "openapi": "3.0.3",
            "info": {"title": name, "version": name},
            "paths": {format!("/api/{name}"): {"post": {
                "operationId": name,
                "tags": [name],
                "parameters": [{"name": name, "in": "query", "schema": {"type": kind}}],
                "requestBody": {"content": {"application/json": {
                    "schema": {"$ref": format!("#/components/schemas/{}", name.replace('/', "~1"))},
                }}},
                "responses": {"200": {"description": name, "content": {"application/json": {
                    "schema": {"type": "object", "properties": {name: {"type": kind, "enum": [name, kind]}}},
                }}}},
            }}},
            "components": {"schemas": {name: {"type": "object", "properties": {name: {"type": kind, "pattern": name}}}}},
        })
    };
    let project = Project::new();
    project.write("old.json", at(evil, "string").to_string());
    project.write("new.json", at(evil, "integer").to_string());
    for format in ["text", "json", "markdown", "html", "github", "junit"] {
        let ended = project.run(&[
            "diff",
            "old.json",
            "new.json",
            "--format",
            format,
            "--fail-on",
            "none",
        ]);
        assert_eq!(ended.code, 0, "{format}: {}", ended.talk);
        harmless(format, &ended.results);
    }
    let ended = project.run(&["changelog", "old.json", "new.json"]);
    assert_eq!(ended.code, 0, "{}", ended.talk);
    harmless("markdown", &ended.results);
}

fn harmless(format: &str, text: &str) {
    assert!(
        text.contains("alert(1)"),
        "{format} does not tell the names"
    );
    let is_bad = |letter: &char| *letter != '\n' && (letter.is_control() || *letter == '\u{202e}');
    assert_eq!(text.chars().find(is_bad), None, "{format}");
    let is_markup = matches!(format, "html" | "junit");
    assert!(!(is_markup && text.contains("<script>alert")), "{format}");
    let commands = text.lines().filter(|line| line.starts_with("::error::<"));
    assert_eq!(commands.count(), 0, "{format}");
    if format == "markdown" {
        // What is no code has no tag, no link and no name of a person in it.
        let plain = without_code(text).replace("\\]", "");
        for piece in ["<script", "](javascript", "@all"] {
            assert!(!plain.contains(piece), "{piece}: {plain}");
        }
    }
}

/// Markdown without what stands between backticks.
fn without_code(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        let (before, after) = rest.split_at(start);
        plain.push_str(before);
        if before.ends_with('\\') {
            rest = &after[1..];
            continue;
        }
        let fence: String = after.chars().take_while(|letter| *letter == '`').collect();
        let inside = &after[fence.len()..];
        match inside.find(&fence) {
            Some(end) => rest = &inside[end + fence.len()..],
            None => rest = inside,
        }
    }
    plain + rest
}

#[test]
fn documents_are_named_as_they_were_asked_for() {
    let project = project();
    assert!(Path::new(&project.path("old.json")).is_file());
    let ended = project.run(&["diff", "old.json", "narrower.json"]);
    insta::assert_snapshot!("found", ended);
}
