//! Lets the compiler check generated crates: ours as modules of one, each of the generator alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The files of the seam that know nothing of the client they are in: one of each is enough for
/// all, which halves the time.
const SHARED: [&str; 4] = ["operation", "permission", "secret", "values"];

/// Whether a file is one of the seam.
pub(crate) fn is_seam(text: &str) -> bool {
    text.contains("from codegen/seam")
}

/// Compiles `crates`, the files of each with the name of its module, with everything switched on
/// and without a warning.
pub(crate) fn compile(crates: &BTreeMap<BTreeMap<PathBuf, String>, String>) {
    let out = tempfile::tempdir().unwrap();
    let sources = out.path().join("src");
    let mut root = String::new();
    let mut features = BTreeSet::new();
    let mut manifest = String::new();
    for (files, module) in crates {
        let _ = writeln!(root, "pub mod {module};");
        std::fs::create_dir_all(sources.join(module)).unwrap();
        for (path, text) in files {
            let Ok(path) = path.strip_prefix("src") else {
                manifest.clone_from(text);
                continue;
            };
            features.extend(switches(text));
            let name = path.file_stem().unwrap().to_str().unwrap();
            if is_seam(text) && SHARED.contains(&name) {
                std::fs::write(sources.join(path), text).unwrap();
                continue;
            }
            // What is the root of a crate by itself is a module here.
            let mut text = text.replace("crate::", &format!("crate::{module}::"));
            let mut to = path;
            if name == "lib" {
                to = Path::new("mod.rs");
                for shared in SHARED {
                    let own = format!("mod {shared};");
                    text = text.replace(&own, &format!("use crate::{shared};"));
                }
            }
            std::fs::write(sources.join(module).join(to), text).unwrap();
        }
    }
    for shared in SHARED {
        let _ = writeln!(root, "pub mod {shared};");
    }
    std::fs::write(sources.join("lib.rs"), root).unwrap();
    let manifest = with_features(&manifest, &features);
    std::fs::write(out.path().join("Cargo.toml"), manifest).unwrap();
    let output = check(out.path());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "", "the compiler warns");
}

/// Which of `crates`, each of one file and all with the dependencies of `manifest`, do not compile.
pub(crate) fn broken(crates: &[(String, String)], manifest: &str) -> BTreeSet<String> {
    let out = tempfile::tempdir().unwrap();
    let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = dependencies.split_once("[workspace]").unwrap();
    for (name, text) in crates {
        let folder = out.path().join(name);
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::write(folder.join("src/lib.rs"), text).unwrap();
        let package = format!("[package]\nname = \"{name}\"\nedition = \"2021\"\n");
        let manifest = format!("{package}\n[dependencies]{dependencies}");
        std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    }
    let members: Vec<&String> = crates.iter().map(|(name, _)| name).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    std::fs::write(out.path().join("Cargo.toml"), manifest).unwrap();
    let output = check(out.path());
    let said = String::from_utf8_lossy(&output.stderr);
    let names = said.split("could not compile `").skip(1);
    names
        .filter_map(|rest| Some(rest.split_once('`')?.0.to_owned()))
        .collect()
}

/// Lets the compiler check the workspace in a folder, with what this one depends on.
fn check(folder: &Path) -> Output {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let check = |network: &[&str]| {
        Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--workspace", "--all-features"])
            .arg("--keep-going")
            .args(network)
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", workspace.join("target/generated"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    };
    // The dependencies are the client's: mostly they are here already.
    let output = check(&["--offline"]);
    match String::from_utf8_lossy(&output.stderr).contains("--offline") {
        true => check(&[]),
        false => output,
    }
}

/// The features that a source asks for.
fn switches(text: &str) -> BTreeSet<String> {
    text.split("feature = \"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

/// The manifest of one crate as that of all.
fn with_features(manifest: &str, features: &BTreeSet<String>) -> String {
    let (before, _) = manifest.split_once("[features]").unwrap();
    let (_, after) = manifest.split_once("[dependencies]").unwrap();
    let list: String = features
        .iter()
        .map(|name| format!("{name} = []\n"))
        .collect();
    format!("{before}[features]\n{list}\n[dependencies]{after}")
}
