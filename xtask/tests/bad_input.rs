//! What cannot be used is refused: one clear error, exit code 1, nothing half-written.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Ended, Project, VAULT};

/// Files that are no description of an API, or none that a client can be generated from.
fn bad_files() -> Vec<(&'static str, String)> {
    vec![
        (
            "no-openapi.json",
            r#"{"name": "package", "version": "1.0.0"}"#.to_owned(),
        ),
        ("truncated.json", VAULT[..VAULT.len() / 2].to_owned()),
        (
            "tab.yaml",
            "openapi: 3.0.3\ninfo:\n\ttitle: Safes\n".to_owned(),
        ),
        ("empty.json", String::new()),
        (
            "not-found.json",
            "<!DOCTYPE html>\n<html><head><title>404 - Not Found</title></head></html>\n"
                .to_owned(),
        ),
        (
            "broken-operation.json",
            VAULT.replace("/api/Own/Things", "/api/Own/{Things"),
        ),
    ]
}

#[test]
fn every_bad_file_is_one_clear_error_of_every_command() {
    let project = Project::new();
    for (name, content) in bad_files() {
        project.write(name, content);
        let normalized = project.run(&["normalize", name, "-o", "out.json"]);
        let generated = project.run(&["generate", "--spec", name, "--out", "out"]);
        let checked = project.run(&["generate", "--spec", name, "--out", "out", "--check"]);
        let loaded = project.run(&["spec", "load", name, "--as", "mine"]);
        for ended in [&generated, &checked, &loaded] {
            assert_eq!(ended.to_string(), normalized.to_string(), "{name}");
        }
        assert_eq!(normalized.code, 1, "{name}");
        assert!(normalized.results.is_empty());
        assert_eq!(normalized.talk.matches("error: ").count(), 1, "{name}");
        assert!(
            normalized.talk.starts_with(&format!("error: {name}")),
            "{}",
            normalized.talk
        );
        assert!(
            normalized.talk.contains("\n  remedy: "),
            "{}",
            normalized.talk
        );
        insta::assert_snapshot!(name, normalized);
    }
    assert_eq!(project.names("spec"), ["catalogue"], "nothing is loaded");
    let mut left = project.names(".");
    left.retain(|name| !bad_files().iter().any(|(bad, _)| bad == name));
    assert_eq!(left, ["spec"], "nothing is written");
}

#[test]
fn errors_are_coloured_where_a_terminal_wants_it() {
    let project = Project::new();
    let (name, content) = bad_files().pop().unwrap();
    project.write(name, content);
    insta::assert_snapshot!(project.run_coloured(&["normalize", name]));
}

#[test]
fn a_spec_that_is_nothing_is_told_what_there_is() {
    let project = Project::new();
    let nothing = project.run(&["normalize", "my-vault"]);
    project.write("vault.json", VAULT);
    project.run(&["spec", "load", "vault.json", "--as", "my-vault"]);
    let asked: Vec<Ended> = vec![
        nothing,
        project.run(&["normalize", "my-valut"]),
        project.run(&["normalize", "spec"]),
        project.run(&["normalize", "vault.jsn"]),
        project.run(&["normalize", "9.7"]),
        project.run(&["generate", "--spec", "15.0", "--out", "out"]),
        project.run(&["spec", "render", "15.0"]),
        project.run(&["spec", "render", "newest"]),
        project.run(&["spec", "render", "identity"]),
    ];
    let texts: Vec<_> = asked.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn a_version_between_two_is_as_good_as_the_older_one() {
    let project = Project::new();
    let document = |version| project.run(&["spec", "render", version]).results;
    assert!(document("14.2").replace("14.2", "12.2") == document("12.2"));
    assert_eq!(
        project.run(&["normalize", "14.6.3", "-o", "out.json"]).code,
        0
    );
}

#[test]
fn wrong_arguments_end_with_2() {
    let project = Project::new();
    let asked = [
        project.run(&["spec", "load", "vault.json", "--as", "My Vault"]),
        project.run(&["spec", "load", "vault.json", "--as", "14.6"]),
        project.run(&["spec", "load", "vault.json", "--as", "identity"]),
        project.run(&["spec", "compare", "newest", "vault.json"]),
        project.run(&["generat"]),
    ];
    for ended in &asked {
        assert_eq!(ended.code, 2, "{ended}");
    }
    insta::assert_snapshot!(asked.map(|ended| ended.to_string()).join("\n"));
}

#[test]
fn generating_never_overwrites_what_was_not_generated() {
    let project = Project::new();
    std::fs::create_dir(project.path("out")).unwrap();
    project.write("out/thesis.txt", "years of work");
    let ended = project.run(&["generate", "--out", "out"]);
    assert_eq!(ended.code, 1, "{ended}");
    assert_eq!(project.names("out"), ["thesis.txt"]);
}

#[test]
fn a_folder_that_is_no_project_is_refused() {
    let project = Project::new();
    std::fs::rename(project.path("spec"), project.path("specs")).unwrap();
    insta::assert_snapshot!(project.run(&["spec", "list"]));
}

#[test]
fn a_catalogue_that_breaks_a_rule_is_refused_with_its_places() {
    let project = Project::new();
    let server = project.read("spec/catalogue/pvwa/server.yaml");
    let server = server
        .replace("which server this is.", "which server this is")
        .replace("x-retry: safe", "x-retry: maybe");
    project.write("spec/catalogue/pvwa/server.yaml", server);
    insta::assert_snapshot!(project.run(&["verify"]));
}
