//! Real vault documents become crates that compile, with the catalogue and without.
//!
//! The documents belong to others and are not part of the project: where they are absent the test
//! says so and does nothing.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder with the documents; `None` where there is none.
fn documents() -> Option<PathBuf> {
    let folder = root().join("../shared/specs");
    let found = folder.is_dir();
    if !found {
        println!("skipped: no real vault documents beside the project");
    }
    found.then_some(folder)
}

fn check(crate_folder: &Path) {
    // The versions that the project was tested with.
    std::fs::copy(root().join("Cargo.lock"), crate_folder.join("Cargo.lock")).unwrap();
    let check = |network: &[&str]| {
        Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--features", "full"])
            .args(network)
            .current_dir(crate_folder)
            .env("CARGO_TARGET_DIR", root().join("target/generated"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    };
    // Its dependencies are the client's: mostly they are here already.
    let mut output = check(&["--offline"]);
    if String::from_utf8_lossy(&output.stderr).contains("--offline") {
        output = check(&[]);
    }
    assert!(
        output.status.success(),
        "{} does not compile:\n{}",
        crate_folder.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "",
        "the compiler warns"
    );
}

#[test]
fn every_real_document_becomes_a_crate_that_compiles() {
    let Some(folder) = documents() else { return };
    let out = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let document = entry.unwrap().path();
        for catalogue in [true, false] {
            let target = out.path().join(format!("crate-{tried}"));
            let mut command = assert_cmd::Command::cargo_bin("xtask").unwrap();
            command
                .args(["generate", "--spec"])
                .arg(&document)
                .arg("--out")
                .arg(&target);
            if !catalogue {
                command.arg("--no-catalogue");
            }
            command.current_dir(root()).assert().success();
            check(&target);
            tried += 1;
        }
    }
    assert!(tried >= 6, "three documents, twice each");
}
