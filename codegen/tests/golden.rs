//! A small document with many of the usual mistakes: the crate that comes out is kept here, is
//! compared byte by byte, and compiles.
//!
//! `UPDATE_GOLDEN=1 cargo test -p pvwa-codegen --test golden` writes it anew; read the change.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use pvwa_codegen::document::Document;
use pvwa_codegen::output;
use pvwa_codegen::pipeline::{self, Built, Home, Normalized, Origin, Source};
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn normalized() -> Normalized {
    let document = Document::read(&folder().join("keyroom.yaml")).unwrap();
    let source = Source {
        document,
        version: None,
        origin: Origin::Vault,
    };
    pipeline::normalize(source, None).unwrap()
}

fn built() -> Built {
    pipeline::build(normalized().code, Home::Standalone).unwrap()
}

#[test]
fn the_generated_crate_is_the_one_that_was_read() {
    let mut files = built().files;
    // The seam is the same in every crate, and generated/pvwa holds it already.
    files.retain(|_, text| !text.contains("from codegen/seam"));
    let kept = folder().join("keyroom");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        output::write(&files, &kept).unwrap();
    }
    let differences: Vec<_> = output::compare(&files, &kept)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        differences, [""; 0],
        "UPDATE_GOLDEN=1 cargo test -p pvwa-codegen --test golden writes it anew"
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(built().files, built().files);
}

#[test]
fn what_was_repaired_is_reported() {
    let counts = normalized().report.counts();
    insta::assert_debug_snapshot!(counts);
}

#[test]
fn the_generated_crate_compiles_alone_and_whole() {
    let out = tempfile::tempdir().unwrap();
    output::write(&built().files, out.path()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::copy(root.join("Cargo.lock"), out.path().join("Cargo.lock")).unwrap();
    for features in ["", "keys", "doors", "full,both-directions"] {
        let check = |network: &[&str]| {
            Command::new(env!("CARGO"))
                .args(["check", "--quiet", "--features", features])
                .args(network)
                .current_dir(out.path())
                .env("CARGO_TARGET_DIR", root.join("target/generated"))
                .env_remove("RUSTFLAGS")
                .output()
                .unwrap()
        };
        // Its dependencies are the client's: mostly they are here already.
        let mut output = check(&["--offline"]);
        if String::from_utf8_lossy(&output.stderr).contains("--offline") {
            output = check(&[]);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "features {features:?}:\n{said}");
        assert_eq!(said, "", "features {features:?}: the compiler warns");
    }
}
