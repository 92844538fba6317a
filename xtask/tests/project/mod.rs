//! A project's folder of its own for a test, with a small catalogue, and the command run in it.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use assert_cmd::Command;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const MANIFEST: &str = "[workspace]\nmembers = [\"generated/pvwa\", \"client\"]\n\n\
    [workspace.package]\nversion = \"0.1.0\"\n\n\
    [workspace.dependencies]\npvwa-api = { path = \"generated/pvwa\", version = \"0.1.0\" }\n";

const LOCK: &str = "[[package]]\nname = \"pvwa-api\"\nversion = \"0.1.0\"\n";

const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\nThe first storeys.\n";

const CLIENT: &str =
    "[package]\nname = \"pvwa\"\n\n[dependencies]\npvwa-api = { workspace = true }\n";

/// Calls one operation that the changed document has no longer.
const SOURCE: &str = "use pvwa_api::Client;\n\npub fn things(client: &Client) {\n    let _ = client.things_get_things();\n}\n";

/// A folder that is removed at the end of the test.
pub(crate) struct Project(TempDir);

/// What a command said and how it ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) results: String,
    pub(crate) talk: String,
}

impl Project {
    /// A project with a workspace, a crate that was generated from a loaded document, and a client.
    pub(crate) fn house() -> Self {
        let project = Self::new();
        project.write("old.json", VAULT);
        project.write("CHANGELOG.md", CHANGELOG);
        project.write("Cargo.toml", MANIFEST);
        project.write("Cargo.lock", LOCK);
        fs::create_dir_all(project.path("client/src")).unwrap();
        project.write("client/Cargo.toml", CLIENT);
        project.write("client/src/lib.rs", SOURCE);
        for words in [
            &["spec", "load", "old.json", "--as", "my-vault"][..],
            &["generate", "--spec", "my-vault"],
        ] {
            let ended = project.run(words);
            assert_eq!(ended.code, 0, "{ended}");
        }
        project
    }

    /// A project with the small catalogue of the tests of `pvwa-codegen` and nothing else.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let catalogue = dir.path().join("spec/catalogue/pvwa");
        fs::create_dir_all(&catalogue).unwrap();
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/catalogue");
        for entry in fs::read_dir(small).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_some_and(|ending| ending == "yaml") {
                fs::copy(&file, catalogue.join(file.file_name().unwrap())).unwrap();
            }
        }
        Self(dir)
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of everything in a folder, in order; nothing where there is no folder.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs `cargo xtask` with these words in the folder.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        self.run_with(words, &[])
    }

    /// What is said of calls whose input is wrong.
    pub(crate) fn refused(&self, calls: &[&[&str]]) -> String {
        let mut said = Vec::new();
        for call in calls {
            let ended = self.run(call);
            assert_eq!(ended.code, 2, "{call:?}: {}", ended.talk);
            assert!(ended.results.is_empty(), "{call:?}");
            said.push(format!("$ {}\n{}", call.join(" "), ended.talk));
        }
        said.join("\n")
    }

    /// Runs it as in a terminal that shows colours; escapes read as `␛`.
    pub(crate) fn run_coloured(&self, words: &[&str]) -> Ended {
        let ended = self.run_with(words, &[("CLICOLOR_FORCE", "1")]);
        Ended {
            code: ended.code,
            results: ended.results.replace('\u{1b}', "␛"),
            talk: ended.talk.replace('\u{1b}', "␛"),
        }
    }

    /// Runs it with these variables in its environment.
    pub(crate) fn run_with(&self, words: &[&str], environment: &[(&str, &str)]) -> Ended {
        let output = Command::cargo_bin("xtask")
            .unwrap()
            .args(["--root", "."])
            .args(words)
            .current_dir(self.0.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| {
            // As it reads in the project's own folder.
            String::from_utf8(bytes.to_vec())
                .unwrap()
                .replace("./spec", "spec")
                .replace("./generated", "generated")
        };
        Ended {
            code: output.status.code().unwrap(),
            results: text(&output.stdout),
            talk: text(&output.stderr),
        }
    }
}

/// A small document of a vault: Swagger 2.0, with one operation that the small catalogue knows.
pub(crate) const VAULT: &str = r##"{
  "swagger": "2.0",
  "info": {"title": "PasswordVault", "version": "v1"},
  "basePath": "/PasswordVault",
  "paths": {
    "/api/Safes": {"get": {
      "tags": ["Safes"],
      "operationId": "Safes_GetSafes",
      "produces": ["application/json"],
      "parameters": [{"name": "search", "in": "query", "required": false, "type": "string"}],
      "responses": {"200": {"description": "OK", "schema": {"$ref": "#/definitions/SafeModel"}}}
    }},
    "/api/Own/Things": {"get": {
      "tags": ["Things"],
      "operationId": "Things_GetThings",
      "produces": ["application/json"],
      "responses": {"200": {"description": "OK", "schema": {"type": "array", "items": {"type": "string"}}}}
    }}
  },
  "definitions": {"SafeModel": {"type": "object", "properties": {"SafeName": {"type": "string"}}}}
}
"##;

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "exit code {}", self.code)?;
        for (name, text) in [("stdout", &self.results), ("stderr", &self.talk)] {
            if !text.is_empty() {
                write!(f, "--- {name}\n{text}")?;
            }
        }
        Ok(())
    }
}
