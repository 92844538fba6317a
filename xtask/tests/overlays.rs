//! Overlays of a site: which document they belong to, and what comes of them.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Project, VAULT};
use serde_json::Value;
use std::fs;

/// An overlay that marks the document with a word.
fn marking(word: &str) -> String {
    format!(
        "overlay: 1.0.0\ninfo: {{title: Marks, version: '1'}}\nactions:\n  \
         - target: $\n    update: {{x-marks: [{word}]}}\n"
    )
}

/// An overlay that removes an operation by its path.
fn removing(path: &str) -> String {
    format!(
        "overlay: 1.0.0\ninfo: {{title: Without it, version: '1'}}\nactions:\n  \
         - target: $.paths['{path}']\n    remove: true\n"
    )
}

/// A project with a loaded document `my-vault` of 14.6, a file `vault.json`, and overlays.
fn project(overlays: &[(&str, &str)]) -> Project {
    let project = Project::new();
    project.write("vault.json", VAULT);
    let load = [
        "spec",
        "load",
        "vault.json",
        "--as",
        "my-vault",
        "--product-version",
        "14.6.2",
    ];
    assert_eq!(project.run(&load).code, 0);
    for (name, text) in overlays {
        let file = project.path("spec/overlays").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    project
}

/// The marks that the overlays left on a document, in order.
fn marks(project: &Project, spec: &str) -> Vec<String> {
    let ended = project.run(&["normalize", spec]);
    assert_eq!(ended.code, 0, "{ended}");
    let document: Value = serde_json::from_str(&ended.results).unwrap();
    let marks = document["x-marks"].as_array().into_iter().flatten();
    marks
        .map(|mark| mark.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_folder_says_which_document_an_overlay_belongs_to() {
    let texts = [
        "every-b", "every-a", "release", "whole", "identity", "label", "other",
    ]
    .map(marking);
    let names = [
        "20-b.yaml",
        "10-a.yaml",
        "14.6/a.yaml",
        "pvwa/a.yaml",
        "identity/a.yaml",
        "my-vault/a.yaml",
        "12.1/a.yaml",
    ];
    let files: Vec<_> = names
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let project = project(&files);
    let every = ["every-a", "every-b"];
    let and = |more: &[&'static str]| [&every[..], more].concat();
    assert_eq!(marks(&project, "vault.json"), every);
    assert_eq!(marks(&project, "12.2"), every);
    assert_eq!(marks(&project, "12.1"), and(&["other"]));
    assert_eq!(marks(&project, "14.6"), and(&["release"]));
    assert_eq!(marks(&project, "14.6.1"), and(&["release"]));
    assert_eq!(marks(&project, "pvwa"), and(&["whole"]));
    assert_eq!(marks(&project, "my-vault"), and(&["release", "label"]));
}

#[test]
fn what_was_applied_is_told_and_so_is_a_folder_of_nobody() {
    let mark = marking("mark");
    let project = project(&[
        ("README.md", "# Notes\n"),
        ("site.yaml", &mark),
        ("14.6/site.yaml", &mark),
        ("my-valut/site.yaml", "neither read nor right"),
        ("15.9/site.yaml", &mark),
        ("14.6.2/site.yaml", &mark),
    ]);
    let ended = project.run(&["normalize", "my-vault", "-o", "out.json"]);
    assert_eq!(ended.code, 0, "{ended}");
    let told = ended.talk.lines().filter(|line| {
        let line = line.trim_start();
        line.starts_with("overlay") || line.starts_with("not used")
    });
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn an_overlay_changes_the_crate_and_its_check() {
    let text = removing("/api/Own/Things");
    let project = project(&[("my-vault/without.yaml", &text)]);
    let generate = ["generate", "--spec", "my-vault", "--out", "out"];
    let with = |words: &[&str]| project.run(&[&generate[..], words].concat());
    let operations = || project.read("out/src/operations.rs");

    assert_eq!(with(&["--no-overlays"]).code, 0);
    assert!(operations().contains("Own/Things"), "the vault has it");
    assert_eq!(with(&["--no-overlays", "--check"]).code, 0);
    let stale = with(&["--check"]);
    assert_eq!(stale.code, 4, "{stale}");

    let generated = with(&[]);
    assert_eq!(generated.code, 0, "{generated}");
    assert!(
        generated
            .talk
            .contains("spec/overlays/my-vault/without.yaml, 1 action"),
        "{generated}"
    );
    assert!(
        !operations().contains("Own/Things"),
        "the overlay removed it"
    );
    assert_eq!(with(&["--check"]).code, 0);
    let stale = with(&["--check", "--no-overlays"]);
    assert_eq!(stale.code, 4);
    assert!(
        stale
            .talk
            .contains("cargo xtask generate --spec my-vault --out out --no-overlays"),
        "{stale}"
    );
}

#[test]
fn the_projects_own_crates_are_changed_too() {
    let text = removing("/API/Safes");
    let project = project(&[("pvwa/without.yaml", &text)]);
    fs::create_dir(project.path("generated")).unwrap();
    assert_eq!(project.run(&["generate"]).code, 0);
    assert!(
        !project
            .read("generated/pvwa/src/operations.rs")
            .contains("/API/Safes\"")
    );
    assert_eq!(project.run(&["generate", "--check"]).code, 0);
    assert_eq!(
        project.run(&["generate", "--check", "--no-overlays"]).code,
        4
    );
}

#[test]
fn an_action_that_matches_nothing_is_an_error_with_its_place() {
    let text = removing("/api/safes");
    let project = project(&[
        ("my-vault/old.yaml", &text),
        ("site.yaml", &removing("/API/None")),
    ]);
    let normalized = project.run(&["normalize", "my-vault", "-o", "out.json"]);
    let generated = project.run(&["generate", "--spec", "my-vault", "--out", "out"]);
    assert_eq!(normalized.code, 1);
    assert_eq!(generated.to_string(), normalized.to_string());
    insta::assert_snapshot!(normalized);
    assert!(!project.path("out").exists() && !project.path("out.json").exists());
    let without = project.run(&["normalize", "my-vault", "-o", "out.json", "--no-overlays"]);
    assert_eq!(without.code, 0, "{without}");
}

#[test]
fn an_overlay_that_is_none_is_an_error_only_where_it_belongs() {
    let project = project(&[("pvwa/bad.yaml", "overlay: 2.0.0\n")]);
    assert_eq!(
        project
            .run(&["normalize", "my-vault", "-o", "out.json"])
            .code,
        0
    );
    insta::assert_snapshot!(project.run(&["normalize", "pvwa"]));
}

#[test]
fn a_report_tells_what_an_overlay_changed() {
    let text = removing("/api/Own/Things");
    let project = project(&[("site.yaml", &text)]);
    let words = [
        "normalize",
        "vault.json",
        "-o",
        "out.json",
        "--report",
        "changes.json",
    ];
    assert_eq!(project.run(&words).code, 0);
    let report: Value = serde_json::from_str(&project.read("changes.json")).unwrap();
    let changes = report["changes"].as_array().unwrap();
    let change = changes
        .iter()
        .find(|change| change["by"] == "overlay")
        .unwrap();
    assert_eq!(change["pointer"], "/paths/~1api~1Own~1Things");
    assert!(change["before"]["get"].is_object() && change.get("after").is_none());
    // The catalogue adds one that no vault lists.
    assert_eq!(
        (&report["operations_in"], &report["operations_out"]),
        (&2.into(), &2.into())
    );
}
