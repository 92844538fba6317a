//! Documents that refer to other files, through the commands.

#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod project;

use project::{Project, VAULT};
use serde_json::Value;
use std::fs;

/// A project with a vault's document in three files: its schema and what that holds stand elsewhere.
fn project() -> Project {
    let project = Project::new();
    let text = VAULT.replace("#/definitions/SafeModel", "schemas/safe.yaml#/Safe");
    fs::create_dir(project.path("schemas")).unwrap();
    project.write("vault.json", text);
    project.write(
        "schemas/safe.yaml",
        "Safe:\n  type: object\n  properties:\n    SafeName: {type: string}\n    \
         Keeper: {$ref: '../keeper.json'}\n    Inner: {$ref: '#/Safe'}\n",
    );
    project.write(
        "keeper.json",
        r#"{"type": "object", "properties": {"Name": {"type": "string"}}}"#,
    );
    project
}

#[test]
fn a_document_in_several_files_is_normalised() {
    let project = project();
    let ended = project.run(&["normalize", "vault.json", "--no-catalogue"]);
    assert_eq!(ended.code, 0, "{ended}");
    let document: Value = serde_json::from_str(&ended.results).unwrap();
    let schemas = &document["components"]["schemas"];
    assert_eq!(
        schemas["Safe"]["properties"]["Inner"]["$ref"],
        "#/components/schemas/Safe",
    );
    assert_eq!(schemas["keeper"]["properties"]["Name"]["type"], "string");
    assert!(!ended.results.contains(".yaml"), "{ended}");
}

#[test]
fn a_document_in_several_files_is_kept_in_one() {
    let project = project();
    let load = ["spec", "load", "vault.json", "--as", "my-vault"];
    let ended = project.run(&load);
    assert_eq!(ended.code, 0, "{ended}");
    insta::assert_snapshot!(ended.talk, @"
        loaded spec/vaults/my-vault/swagger.json
       bundled with what it refers to in 2 other files
    operations 2 in the document, 3 in a client
          next cargo xtask generate --spec my-vault --out DIR
    ");
    assert_eq!(
        project.names("spec/vaults/my-vault"),
        ["source.toml", "swagger.json"]
    );
    let kept = project.read("spec/vaults/my-vault/swagger.json");
    assert!(kept.contains("\"#/definitions/Safe\""));

    assert_eq!(project.run(&load).code, 0, "the same files are no conflict");
    assert_eq!(project.read("spec/vaults/my-vault/swagger.json"), kept);

    // What was kept needs the other files no more.
    fs::remove_dir_all(project.path("schemas")).unwrap();
    let ended = project.run(&["normalize", "my-vault"]);
    assert_eq!(ended.code, 0, "{ended}");
    insta::assert_snapshot!(project.run(&load).talk, @"
    error: vault.json:11:61: the file `schemas/safe.yaml` that is referred to does not exist
      at: /paths/~1api~1Safes/get/responses/200/schema
      remedy: put it into the folder of the document, or bundle the document into one file first
    ");
}
