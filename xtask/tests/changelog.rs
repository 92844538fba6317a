//! `cargo xtask changelog`: what came with each of several versions.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Project, VAULT};
use std::process::Command;

fn version(text: &str, version: &str) -> String {
    text.replace(
        "\"version\": \"v1\"",
        &format!("\"version\": \"{version}\""),
    )
}

/// Three documents of one API.
fn project() -> Project {
    let project = Project::new();
    let first = version(VAULT, "1.0");
    let second = version(VAULT, "1.1").replace(
        "\"SafeName\":",
        "\"Size\": {\"type\": \"integer\"}, \"SafeName\":",
    );
    let third = version(&second, "1.1")
        .replace("\"version\": \"1.1\"", "\"version\": \"2.0\"")
        .replace("/api/Own/Things", "/api/Own/Others")
        .replace("Things_GetThings", "Others_GetOthers")
        .replace(
            "\"name\": \"search\"",
            "\"name\": \"filter\", \"maxLength\": 20",
        );
    project.write("first.json", first);
    project.write("second.json", second);
    project.write("third.json", third);
    project
}

#[test]
fn three_documents_are_one_page() {
    let project = project();
    let page = project.run(&[
        "changelog",
        "first.json",
        "second.json",
        "second.json",
        "third.json",
    ]);
    insta::assert_snapshot!("page", page);
    let vendor = project.run(&[
        "changelog",
        "first.json",
        "third.json",
        "--policy",
        "vendor",
        "--only",
        "safes",
    ]);
    insta::assert_snapshot!("page_of_one_area", vendor);
    let file = project.run(&[
        "changelog",
        "first.json",
        "second.json",
        "second.json",
        "third.json",
        "-o",
        "NEWS.md",
    ]);
    assert_eq!(file.code, 0);
    assert_eq!(file.talk.trim(), "written NEWS.md");
    assert_eq!(project.read("NEWS.md"), page.results);
}

#[test]
fn what_cannot_be_told_is_refused_with_2() {
    let project = project();
    project.run(&["spec", "load", "first.json", "--as", "my-vault"]);
    project.write("broken.json", "{\"openapi\": \"3.0.3\", ");
    let calls: [&[&str]; 9] = [
        &["changelog"],
        &["changelog", "first.json"],
        &["changelog", "first.json", "broken.json", "third.json"],
        &["changelog", "first.json", "missing.json"],
        &["changelog", "first.json", "spec"],
        &["changelog", "my-valut", "first.json"],
        &["changelog", "first.json", "99.0"],
        &["changelog", "third.json", "second.json", "first.json"],
        &["changelog", "first.json", "third.json", "--only", "Acounts"],
    ];
    insta::assert_snapshot!("changelog_refused", project.refused(&calls));
}

#[test]
fn an_order_that_goes_back_and_forth_is_told() {
    let project = project();
    let ended = project.run(&["changelog", "second.json", "first.json", "third.json"]);
    assert_eq!(ended.code, 0);
    insta::assert_snapshot!("order", ended.talk);
}

/// The project's own catalogue.
#[test]
fn versions_of_the_catalogue_are_one_page() {
    let run = || {
        let command = env!("CARGO_BIN_EXE_xtask");
        let words = ["changelog", "12.0", "12.6", "13.0", "14.4", "14.6", "14.6"];
        Command::new(command).args(words).output().unwrap()
    };
    let (first, second) = (run(), run());
    assert!(first.status.success());
    assert_eq!(first.stdout, second.stdout);
    let page = String::from_utf8(first.stdout).unwrap();
    insta::assert_snapshot!("catalogue_page", page);
    let longest = page.lines().map(str::len).max();
    assert!(longest < Some(1500), "{longest:?}");
}
