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
    Compile {
        /// Their names.
        packages: Vec<String>,
        /// Why others, and the tests, could not be tried.
        cut_short: Option<String>,
    },
    /// Some of it does not.
    Fail {
        /// What does not.
        failures: Vec<Failure>,
        /// Why the compiler did not come to an end, so that there may be more.
        cut_short: Option<String>,
    },
    /// It could not be tried.
    Unknown(String),
}

/// The new crate, and the files beside it that change with it.
pub(super) struct New<'a> {
    /// The name of the crate.
    pub(super) package: &'a str,
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
    let mut packages = packages(house.root());
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
    let mut failures = without_features(stage.path(), new.package, rust)
        .context("the copy of the workspace cannot be written")?;
    let mut tried = compile(stage.path(), house, &packages, &["--all-targets"]);
    let mut cut_short = None;
    if !tried.is_finished {
        // What only tests need may not be on this machine.
        let client: Vec<String> =
            impact::package_name(&house.root().join(CLIENT).join("Cargo.toml"))
                .into_iter()
                .collect();
        let alone = compile(stage.path(), house, &client, &[]);
        if alone.is_finished {
            cut_short = Some(tried.why);
            packages = client;
            tried = alone;
        }
    }
    failures.extend(tried.failures);
    Ok(match (failures.is_empty(), tried.is_finished) {
        (true, true) => Checked::Compile {
            packages,
            cut_short,
        },
        (true, false) => Checked::Unknown(tried.why),
        (false, is_finished) => Checked::Fail {
            failures,
            cut_short: match is_finished {
                true => cut_short,
                false => Some(tried.why),
            },
        },
    })
}

/// What came of one call of cargo.
struct Tried {
    failures: Vec<Failure>,
    /// Whether the compiler came to an end.
    is_finished: bool,
    /// What cargo said where it did not.
    why: String,
}

/// Compiles crates of the copy, without a network.
fn compile(stage: &Path, house: &House, packages: &[String], words: &[&str]) -> Tried {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--keep-going", "--all-features"])
        .args(["--message-format=json", "--color=never"])
        .args(words)
        .args(packages.iter().flat_map(|name| ["-p", name]))
        .current_dir(stage)
        .env("CARGO_TARGET_DIR", target(house))
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            return Tried {
                failures: Vec::new(),
                is_finished: false,
                why: format!("cargo cannot be run: {}", error.kind()),
            };
        }
    };
    let compiled = release::read(&String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8_lossy(&output.stderr);
    let why = said.lines().find_map(|line| line.strip_prefix("error: "));
    Tried {
        is_finished: compiled.is_finished,
        failures: compiled.failures,
        why: why.unwrap_or("cargo ended without a word").to_owned(),
    }
}

/// The features that manifests below `client` name and the new crate has no longer. In the copy they
/// name all features instead, so that the compiler tells what else is the matter.
fn without_features(
    stage: &Path,
    package: &str,
    rust: Option<&RustImpact>,
) -> std::io::Result<Vec<Failure>> {
    let client = rust.and_then(|rust| rust.client.as_ref());
    let gone = client
        .iter()
        .flat_map(|client| &client.uses)
        .filter(|used| used.bump == Bump::Major && used.item.starts_with("feature "));
    let mut failures = Vec::new();
    for used in gone {
        let name = used.item.trim_start_matches("feature ");
        for place in &used.places {
            let message = format!("the generated crate has no feature `{name}`");
            failures.push(Failure::new(message, place.clone(), name));
            let mut parts = place.rsplitn(3, ':');
            let (line, file) = (parts.nth(1), parts.next());
            if let (Some(Ok(line)), Some(file)) = (line.map(str::parse::<usize>), file) {
                let path = stage.join(file);
                let text = fs_err::read_to_string(&path)?;
                fs_err::write(&path, with_all(&text, line, package, name))?;
            }
        }
    }
    Ok(failures)
}

/// A manifest that names all features in one line instead of one of them.
fn with_all(text: &str, line: usize, package: &str, feature: &str) -> String {
    let lines = text.split_inclusive('\n').enumerate();
    lines
        .map(|(at, text)| match at + 1 == line {
            true => text
                .replace(
                    &format!("\"{package}/{feature}\""),
                    &format!("\"{package}/full\""),
                )
                // Where the line is that of the dependency itself.
                .replace(&format!("\"{feature}\""), "\"full\""),
            false => text.to_owned(),
        })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::with_all;

    #[test]
    fn a_feature_that_is_gone_is_replaced_in_its_line() {
        let text = "a = [\"pvwa-api/a\"]\npvwa-api = { features = [\"a\", \"b\"] }\n";
        assert_eq!(
            with_all(text, 1, "pvwa-api", "a"),
            "a = [\"pvwa-api/full\"]\npvwa-api = { features = [\"a\", \"b\"] }\n"
        );
        assert_eq!(
            with_all(text, 2, "pvwa-api", "b"),
            "a = [\"pvwa-api/a\"]\npvwa-api = { features = [\"a\", \"full\"] }\n"
        );
    }
}
