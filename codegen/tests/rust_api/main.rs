//! What changed in the API of a generated crate, from crates in memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod catalogue;
mod examples;
mod follow;
mod properties;
mod rows;
mod usage;

use pvwa_codegen::rust_api::{Api, ApiDiff, compare};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The files of a crate: what stands before the first line `---` is the list of features, if there is
/// such a line.
fn files(text: &str) -> BTreeMap<PathBuf, String> {
    let (features, source) = text.split_once("---\n").unwrap_or(("", text));
    BTreeMap::from([
        (PathBuf::from("src/lib.rs"), source.to_owned()),
        (
            PathBuf::from("Cargo.toml"),
            format!("[package]\nname = \"a\"\n\n[features]\n{features}\n[dependencies]\n"),
        ),
    ])
}

fn api(text: &str) -> Api {
    Api::read(&files(text)).unwrap()
}

fn diff(old: &str, new: &str) -> ApiDiff {
    compare(&api(old), &api(new))
}

/// One line for each change.
fn lines(old: &str, new: &str) -> Vec<String> {
    let diff = diff(old, new);
    diff.changes.iter().map(ToString::to_string).collect()
}
