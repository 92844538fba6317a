//! Whether what is written by hand compiles with a new generated crate: in a copy of the workspace.

use crate::{house::House, impact};
use anyhow::Context;
use pvwa_codegen::{
    diff::impact::RustImpact,
    release::{self, Failure},
    rust_api::Bump,
};
use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The folder of the crates that are written by hand on top of the generated one.
const CLIENT: &str = "client";

/// What is not copied: it is large, or nothing that is compiled here needs it.
const LEFT_OUT: [&str; 3] = ["target", "spec", "node_modules"];

/// What came of it.
pub(super) enum Checked {
    /// Nothing is written on top of the crate.
    NoUsers,
    /// These crates compile.
    Compile(Vec<String>),
    /// Some of it does not.
    Fail(Vec<Failure>),
    /// It could not be tried.
    Unknown(String),
}

/// The new crate, and the files beside it that change with it.
pub(super) struct New<'a> {
    /// The folder of the crate, below the project's.
    pub(super) folder: &'a Path,
    /// Its files by their paths below that folder.
    pub(super) files: &'a BTreeMap<PathBuf, String>,
    /// Other files by their paths below the project's folder.
    pub(super) others: &'a [(PathBuf, String)],
}

/// Compiles the crates below `client` in a copy of the workspace with the new crate in it.
pub(super) fn check(
    house: &House,
    new: &New<'_>,
    rust: Option<&RustImpact>,
) -> anyhow::Result<Checked> {
    let packages = packages(house.root());
    if packages.is_empty() || !house.manifest().is_file() {
        return Ok(Checked::NoUsers);
    }
    let stage = tempfile::Builder::new()
        .prefix("upgrade-")
        .tempdir()
        .context("the workspace cannot be copied")?;
    copy(house.root(), stage.path(), new.folder).context("the workspace cannot be copied")?;
    for (path, text) in new.files {
        write(&stage.path().join(new.folder).join(path), text)?;
    }
    for (path, text) in new.others {
        write(&stage.path().join(path), text)?;
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["check", "--offline", "--keep-going", "--all-targets"])
        .args(["--all-features", "--message-format=json", "--color=never"])
        .args(packages.iter().flat_map(|name| ["-p", name]))
        .current_dir(stage.path())
        .env("CARGO_TARGET_DIR", target(house));
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return Ok(Checked::Unknown(format!("cargo cannot be run: {error}"))),
    };
    let compiled = release::read(&String::from_utf8_lossy(&output.stdout));
    if !compiled.failures.is_empty() {
        return Ok(Checked::Fail(compiled.failures));
    }
    if compiled.is_finished && output.status.success() {
        return Ok(Checked::Compile(packages));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Ok(not_begun(&said, rust))
}

/// What cargo said that did not come to the compiler: a feature is gone that a manifest names, or
/// something that has nothing to do with the new crate.
fn not_begun(said: &str, rust: Option<&RustImpact>) -> Checked {
    let first = said.lines().find(|line| line.starts_with("error"));
    let first = first.unwrap_or("cargo ended without a word").to_owned();
    if !said.contains("feature") {
        return Checked::Unknown(first);
    }
    let client = rust.and_then(|rust| rust.client.as_ref());
    let gone = client
        .iter()
        .flat_map(|client| &client.uses)
        .filter(|used| used.bump == Bump::Major && used.item.starts_with("feature "));
    let failures: Vec<Failure> = gone
        .flat_map(|used| {
            let name = used.item.trim_start_matches("feature ");
            let message = format!("the generated crate has no feature `{name}`");
            used.places
                .iter()
                .map(move |place| Failure::new(message.clone(), place.clone(), name))
        })
        .collect();
    match failures.is_empty() {
        true => Checked::Unknown(first),
        false => Checked::Fail(failures),
    }
}

/// The names of the crates below `client`.
fn packages(root: &Path) -> Vec<String> {
    let client = root.join(CLIENT);
    let mut folders = vec![client.clone()];
    let entries = std::fs::read_dir(&client).into_iter().flatten().flatten();
    folders.extend(entries.map(|entry| entry.path()));
    let mut names: Vec<String> = folders
        .iter()
        .filter_map(|folder| impact::package_name(&folder.join("Cargo.toml")))
        .collect();
    names.sort();
    names
}

/// Where the compiler keeps what it made of the dependencies, from one time to the next.
fn target(house: &House) -> PathBuf {
    let of_project = || house.root().join("target");
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(of_project, PathBuf::from);
    let target = target.join("upgrade");
    // Cargo runs in another folder.
    std::path::absolute(&target).unwrap_or(target)
}

/// Copies a workspace without its generated crate.
fn copy(from: &Path, to: &Path, without: &Path) -> std::io::Result<()> {
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        fs_err::create_dir_all(to.join(&below))?;
        for entry in fs_err::read_dir(from.join(&below))? {
            let entry = entry?;
            let name = entry.file_name();
            let path = below.join(&name);
            let name = name.to_string_lossy();
            let is_hidden = name.starts_with('.') && name != ".cargo";
            if is_hidden || LEFT_OUT.contains(&&*name) || path == without {
                continue;
            }
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                fs_err::copy(entry.path(), to.join(&path))?;
            }
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder)?;
    }
    fs_err::write(path, text)
}
