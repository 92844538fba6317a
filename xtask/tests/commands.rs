//! What the commands do and say when all is well.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Ended, Project, VAULT};
use std::{fs, path::Path};

/// What is said, without the time that it took.
fn timeless(ended: &Ended) -> String {
    let said = ended.to_string();
    let lines = said
        .lines()
        .map(|line| match line.trim_start().starts_with("time ") {
            true => "        time …",
            false => line,
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(feature = "demo")]
#[test]
fn help_is_for_strangers() {
    let project = Project::new();
    let commands: &[&[&str]] = &[
        &["--help"],
        &["spec", "--help"],
        &["spec", "load", "--help"],
        &["spec", "pull", "--help"],
        &["spec", "list", "--help"],
        &["spec", "render", "--help"],
        &["normalize", "--help"],
        &["generate", "--help"],
        &["diff", "--help"],
        &["upgrade", "--help"],
        &["corpus", "generate", "--help"],
        &["corpus", "diff", "--help"],
        &["repairs", "--help"],
        &["rules", "--help"],
        &["verify", "--help"],
        &["demo", "--help"],
    ];
    let helps = commands.iter().map(|words| {
        let ended = project.run(words);
        assert_eq!((ended.code, ended.talk.as_str()), (0, ""));
        format!("$ cargo xtask {}\n{}", words.join(" "), ended.results)
    });
    insta::assert_snapshot!(helps.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_document_is_loaded_as_it_was_served() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    let load = |words: &[&str]| {
        project.run(&[&["spec", "load", "vault.json", "--as", "my-vault"], words].concat())
    };
    let first = load(&["--product-version", "14.6"]);
    assert_eq!(first.code, 0, "{first}");
    insta::assert_snapshot!("loaded", first);
    assert_eq!(
        project.names("spec/vaults/my-vault"),
        ["source.toml", "swagger.json"]
    );
    assert_eq!(project.read("spec/vaults/my-vault/swagger.json"), VAULT);
    let source = project.read("spec/vaults/my-vault/source.toml");
    insta::assert_snapshot!("source", source);

    assert_eq!(load(&[]).code, 0, "the same bytes are no conflict");
    assert_eq!(project.read("spec/vaults/my-vault/source.toml"), source);

    let other = VAULT.replace("PasswordVault", "OtherVault");
    project.write("vault.json", &other);
    let refused = load(&[]);
    assert_eq!(refused.code, 1);
    insta::assert_snapshot!("refused", refused);
    assert_eq!(project.read("spec/vaults/my-vault/swagger.json"), VAULT);

    assert_eq!(load(&["--replace"]).code, 0);
    assert_eq!(project.read("spec/vaults/my-vault/swagger.json"), other);
    assert_eq!(
        project.names("spec/vaults"),
        ["my-vault"],
        "nothing else is left"
    );
}

#[test]
fn a_yaml_document_stays_yaml() {
    let project = Project::new();
    let yaml = project.run(&["spec", "render", "14.6", "-o", "served.yaml"]);
    assert_eq!(yaml.code, 0, "{yaml}");
    assert_eq!(
        project
            .run(&["spec", "load", "served.yaml", "--as", "y"])
            .code,
        0
    );
    assert_eq!(
        project.names("spec/vaults/y"),
        ["source.toml", "swagger.yaml"]
    );
}

#[test]
fn the_list_names_everything_that_can_stand_for_spec() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    project.run(&["spec", "load", "vault.json", "--as", "my-vault"]);
    insta::assert_snapshot!("list", project.run(&["spec", "list"]));
    insta::assert_snapshot!("list_coloured", project.run_coloured(&["spec", "list"]));
}

#[test]
fn a_loaded_document_that_was_changed_is_refused() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    project.run(&["spec", "load", "vault.json", "--as", "my-vault"]);
    project.write(
        "spec/vaults/my-vault/swagger.json",
        VAULT.replace("Safes", "Vaults"),
    );
    insta::assert_snapshot!(project.run(&["normalize", "my-vault"]));
    let remedy = [
        "spec",
        "load",
        "vault.json",
        "--as",
        "my-vault",
        "--replace",
    ];
    assert_eq!(project.run(&remedy).code, 0);
    assert_eq!(project.run(&["normalize", "my-vault"]).code, 0);
}

#[test]
fn a_version_is_rendered_as_json_and_as_yaml() {
    let project = Project::new();
    let json = project.run(&["spec", "render", "12.1"]);
    assert_eq!((json.code, json.talk.as_str()), (0, ""));
    let document: serde_json::Value = serde_json::from_str(&json.results).unwrap();
    assert_eq!(document["info"]["version"], "12.1");

    assert_eq!(
        project
            .run(&["spec", "render", "12.1", "-o", "a.json"])
            .code,
        0
    );
    assert_eq!(project.read("a.json"), json.results);
    assert_eq!(
        project
            .run(&["spec", "render", "12.1", "-o", "a.yaml"])
            .code,
        0
    );
    let yaml: serde_json::Value = yaml_serde::from_str(&project.read("a.yaml")).unwrap();
    assert_eq!(yaml, document);

    let nowhere = project.run(&["spec", "render", "12.1", "-o", "no/such/folder.json"]);
    assert_eq!(nowhere.code, 1);
    insta::assert_snapshot!(nowhere);
}

#[test]
fn normalising_tells_what_it_did() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    let alone = project.run(&["normalize", "vault.json", "--no-catalogue"]);
    let document: serde_json::Value = serde_json::from_str(&alone.results).unwrap();
    assert_eq!(document["openapi"], "3.0.3");
    insta::assert_snapshot!("normalised_alone", alone.talk);

    let corrected = project.run(&["normalize", "vault.json", "-o", "out.json"]);
    assert_eq!((corrected.code, corrected.results.as_str()), (0, ""));
    assert!(
        project.read("out.json").contains("SafePage"),
        "the catalogue's shape wins"
    );
    insta::assert_snapshot!("normalised", corrected.talk);
    let coloured = project.run_coloured(&["normalize", "vault.json", "-o", "out.json"]);
    insta::assert_snapshot!("normalised_coloured", coloured.talk);
}

#[test]
fn a_generated_crate_is_fresh_until_it_is_changed() {
    let project = Project::new();
    fs::create_dir(project.path("generated")).unwrap();
    let missing = project.run(&["generate", "--check"]);
    assert_eq!(missing.code, 4);
    assert!(
        missing
            .results
            .contains("generated/pvwa/Cargo.toml: missing"),
        "{missing}"
    );
    assert!(
        project.names("generated").is_empty(),
        "checking writes nothing"
    );

    let generated = project.run(&["generate"]);
    assert_eq!(
        (generated.code, generated.results.as_str()),
        (0, ""),
        "{generated}"
    );
    let said = timeless(&generated);
    let said = said
        .lines()
        .filter(|line| !line.trim_start().starts_with("lines "));
    insta::assert_snapshot!("generated", said.collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!("fresh", project.run(&["generate", "--check"]));

    let file = "generated/pvwa/src/safes.rs";
    let changed = project.read(file).replacen("safe", "vault", 1);
    project.write(file, changed);
    let stale = project.run(&["generate", "--check"]);
    assert_eq!(stale.code, 4);
    insta::assert_snapshot!("stale", stale);
    insta::assert_snapshot!(
        "stale_coloured",
        project.run_coloured(&["generate", "--check"])
    );
    assert_eq!(project.run(&["generate"]).code, 0);
    assert_eq!(project.run(&["generate", "--check"]).code, 0);
}

#[test]
fn a_crate_elsewhere_is_checked_with_the_same_words() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    let words = [
        "generate",
        "--spec",
        "vault.json",
        "--out",
        "my client",
        "--no-catalogue",
    ];
    let generated = project.run(&words);
    assert_eq!(generated.code, 0, "{generated}");
    assert!(project.read("my client/Cargo.toml").contains("[workspace]"));
    assert_eq!(project.run(&[&words[..], &["--check"]].concat()).code, 0);
    fs::remove_file(project.path("my client/src/lib.rs")).unwrap();
    let stale = project.run(&[&words[..], &["--check"]].concat());
    assert_eq!(stale.code, 4);
    insta::assert_snapshot!(stale);
}

#[test]
fn the_catalogue_is_verified() {
    let project = Project::new();
    insta::assert_snapshot!("verified", project.run(&["verify"]));
    insta::assert_snapshot!("rules", project.run(&["verify", "--rules"]));
}

#[test]
fn the_projects_own_commands_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for words in [&["verify"][..], &["generate", "--check"], &["spec", "list"]] {
        let mut command = assert_cmd::Command::cargo_bin("xtask").unwrap();
        command.args(words).current_dir(&root).assert().success();
    }
}
