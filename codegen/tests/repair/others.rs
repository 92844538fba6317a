//! Documents of others: the generator takes what the check accepts.

use super::*;
use pvwa_codegen::upgrade::upgrade;
use std::path::{Path, PathBuf};

/// The folder of shared material, or `None` with a printed line where it is not there.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(folder);
    if !path.is_dir() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// Reads, upgrades and repairs a file; `None` where it is refused before.
fn read(path: &Path) -> Option<Document> {
    let mut document = Document::read(path).ok()?;
    let mut report = Report::default();
    upgrade(&mut document, &mut report).ok()?;
    repair(&mut document.value, &mut report);
    let once = document.value.clone();
    let mut second = Report::default();
    repair(&mut document.value, &mut second);
    assert_eq!(second.changes, [], "{}", path.display());
    assert_eq!(once, document.value, "{}", path.display());
    Some(document)
}

#[test]
fn probes_are_mended_or_refused() {
    let Some(folder) = shared("corpora/codegen/probe") else {
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut refused = Vec::new();
    for path in &paths {
        let Some(document) = read(path) else {
            continue;
        };
        match check(&document) {
            Ok(()) => {
                generate(&document.value)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
            Err(_) => refused.push(path.file_stem().unwrap().to_string_lossy().into_owned()),
        }
    }
    assert!(paths.len() > 300);
    assert_eq!(refused, ["path_unbalanced"]);
}

#[test]
fn real_documents_are_mended() {
    let Some(folder) = shared("specs") else {
        return;
    };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let document = read(&path).expect("it is a document");
        if let Err(refusal) = check(&document) {
            panic!("{}: {refusal}", path.display());
        }
    }
}
