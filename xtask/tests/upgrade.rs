//! A new document is taken over: shown first, then written, all of it or nothing.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Ended, Project, VAULT};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The document of a vault without the operation of its own, and with a new parameter.
fn changed() -> String {
    let (before, rest) = VAULT.split_once(",\n    \"/api/Own/Things\"").unwrap();
    let (_, after) = rest.split_once("    }}\n").unwrap();
    let (name, parameter) = (
        "\"parameters\": [",
        "{\"name\": \"own\", \"in\": \"query\", \"type\": \"string\"}, ",
    );
    format!("{before}\n{after}").replace(name, &format!("{name}{parameter}"))
}

/// A project with a client, and a document that is to be taken over.
fn house() -> Project {
    let project = Project::house();
    project.write("new.json", changed());
    project
}

/// Runs it where no cargo is.
fn without_cargo(project: &Project, words: &[&str]) -> Ended {
    project.run_with(words, &[("CARGO", "./no-such-cargo")])
}

/// Runs it with a cargo that says these lines.
#[cfg(unix)]
fn with_cargo(project: &Project, words: &[&str], says: &str) -> Ended {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let (cargo, said) = (dir.path().join("cargo"), dir.path().join("said"));
    fs::write(&said, says).unwrap();
    fs::write(&cargo, format!("#!/bin/sh\ncat '{}'\n", said.display())).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    project.run_with(words, &[("CARGO", cargo.to_str().unwrap())])
}

/// Every file with the hash of its bytes.
fn tree(project: &Project) -> BTreeMap<PathBuf, String> {
    fn add(at: &Path, tree: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, tree);
                tree.insert(path, "folder".to_owned());
            } else {
                let hash = Sha256::digest(fs::read(&path).unwrap());
                tree.insert(path, format!("{hash:x?}"));
            }
        }
    }
    let mut all = BTreeMap::new();
    add(&project.path(""), &mut all);
    all
}

/// What was said, whatever day it is.
fn timeless(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_suffix(')') {
        Some(start) if line.starts_with("## ") => {
            let (heading, _) = start.split_once(" (").unwrap();
            format!("{heading} (today)")
        }
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_dry_run_shows_the_plan_and_writes_nothing() {
    let project = house();
    let before = tree(&project);
    let ended = without_cargo(&project, &["upgrade", "new.json", "--dry-run"]);
    assert_eq!(tree(&project), before);
    assert_eq!(ended.code, 1, "the client calls what is gone");
    insta::assert_snapshot!("dry_run", timeless(&ended.to_string()));
}

#[test]
fn a_file_is_kept_and_the_crate_generated_from_it() {
    let project = house();
    let words = [
        "upgrade",
        "new.json",
        "--label",
        "next",
        "--product-version",
        "14.6",
    ];
    let ended = without_cargo(&project, &words);
    assert_eq!(ended.code, 1, "{ended}");
    insta::assert_snapshot!("written", timeless(&ended.talk));
    assert_eq!(project.read("spec/vaults/next/swagger.json"), changed());
    insta::assert_snapshot!("source", project.read("spec/vaults/next/source.toml"));
    let manifest = project.read("generated/pvwa/Cargo.toml");
    assert!(
        manifest.contains("version = \"0.2.0+pvwa14.6\"\n"),
        "{manifest}"
    );
    assert!(manifest.contains("from = \"next\"\n"), "{manifest}");
    assert!(project.read("Cargo.toml").contains("version = \"0.2.0\" }"));
    assert!(
        project
            .read("Cargo.lock")
            .contains("version = \"0.2.0+pvwa14.6\"\n")
    );
    insta::assert_snapshot!("changelog", timeless(&project.read("CHANGELOG.md")));

    let fresh = project.run(&["generate", "--check"]);
    assert_eq!(fresh.code, 0, "{fresh}");
    let again = without_cargo(&project, &["upgrade", "next"]);
    assert_eq!(again.code, 0, "{again}");
    assert!(
        again.talk.contains("nothing: all is as it would be"),
        "{again}"
    );
}

#[test]
fn back_again_from_what_was_recorded() {
    let project = house();
    let old = tree(&project);
    without_cargo(&project, &["upgrade", "new.json", "--label", "next"]);
    let ended = without_cargo(&project, &["upgrade", "my-vault"]);
    assert_eq!(
        ended.code, 0,
        "nothing of what the client uses is gone: {ended}"
    );
    assert!(
        ended.results.contains("from the loaded document next"),
        "{ended}"
    );
    let now = tree(&project);
    let lib = project.path("generated/pvwa/src/lib.rs");
    assert_eq!(now[&lib], old[&lib]);
    let text = project.read("CHANGELOG.md");
    let headings: Vec<_> = text
        .lines()
        .filter(|line| line.starts_with("## "))
        .collect();
    assert_eq!(headings.len(), 3, "{headings:?}");
}

#[cfg(unix)]
#[test]
fn what_no_longer_compiles_is_told_with_its_cause() {
    let project = house();
    let says = r#"{"reason":"compiler-message","message":{"level":"error","message":"no method named `things_get_things` found for reference `&pvwa_api::Client`","spans":[{"file_name":"client/src/lib.rs","line_start":4,"column_start":20,"is_primary":true,"label":null,"text":[]}],"children":[]}}
{"reason":"compiler-message","message":{"level":"error","message":"cannot find `elsewhere` in this scope","spans":[],"children":[]}}
{"reason":"build-finished","success":false}
"#;
    let ended = with_cargo(&project, &["upgrade", "new.json"], says);
    assert_eq!(ended.code, 1, "{ended}");
    let (plan, _) = ended.results.split_once("\n## ").unwrap();
    insta::assert_snapshot!("broken", plan);
    assert!(ended.talk.contains("written generated/pvwa"), "{ended}");

    let project = house();
    let fine = "{\"reason\":\"build-finished\",\"success\":true}\n";
    let ended = with_cargo(&project, &["upgrade", "new.json"], fine);
    assert_eq!(ended.code, 0, "{ended}");
    assert!(
        ended.results.contains("client pvwa compiles with it"),
        "{ended}"
    );
}

#[test]
fn what_fails_in_the_middle_leaves_everything_as_it_was() {
    let project = house();
    // Everything else can be written, but no document be kept.
    fs::remove_dir_all(project.path("spec/vaults")).unwrap();
    project.write("spec/vaults", "no folder");
    let before = tree(&project);
    let words = [
        "upgrade", "new.json", "--label", "next", "--from", "old.json",
    ];
    let ended = without_cargo(&project, &words);
    assert_eq!(ended.code, 1, "{ended}");
    assert!(ended.talk.contains("everything was put back"), "{ended}");
    assert_eq!(tree(&project), before);
}

#[test]
fn an_input_that_is_wrong_ends_with_2_and_changes_nothing() {
    let project = house();
    project.write("broken.json", "{\"swagger\": \"2.0\"}");
    let before = tree(&project);
    let wrong: &[&[&str]] = &[
        &["upgrade", "no-such-label"],
        &["upgrade", "broken.json"],
        &["upgrade", "14.6", "--label", "next"],
        &["upgrade", "new.json", "--label", "my-vault"],
        &["upgrade", "new.json", "--from", "nothing"],
    ];
    let told: Vec<String> = wrong
        .iter()
        .map(|words| {
            let ended = without_cargo(&project, words);
            assert_eq!(ended.code, 2, "{ended}");
            format!("$ cargo xtask {}\n{}", words.join(" "), ended.talk)
        })
        .collect();
    assert_eq!(tree(&project), before);
    insta::assert_snapshot!("wrong", told.join("\n"));
}

#[test]
fn a_source_that_is_gone_is_told_with_a_way_out() {
    let project = house();
    fs::remove_dir_all(project.path("spec/vaults/my-vault")).unwrap();
    let ended = without_cargo(&project, &["upgrade", "new.json"]);
    assert_eq!(ended.code, 2, "{ended}");
    insta::assert_snapshot!("no_source", ended.talk);
    let ended = without_cargo(
        &project,
        &["upgrade", "new.json", "--from", "old.json", "--dry-run"],
    );
    assert_eq!(ended.code, 1, "{ended}");
}
