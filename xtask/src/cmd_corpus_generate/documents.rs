//! Which files are tried.

use pvwa_codegen::problem::{Problem, Refusal};
use std::{
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

/// The endings of a document's name.
const ENDINGS: [&str; 3] = ["json", "yaml", "yml"];

/// How much of another file is looked at, in bytes.
const HEAD: u64 = 512;

/// How deep folders may lie in each other: more than any that people make.
const DEEPEST: usize = 64;

/// The documents below the paths in the order of their names, each once.
///
/// A file that was named is taken whatever it is called. Links to folders are not followed.
pub(super) fn below(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Refusal> {
    let mut found = Vec::new();
    for path in paths {
        let named = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        match named.is_dir() {
            true => collect(path, 0, &mut found)?,
            false => found.push(path.clone()),
        }
    }
    found.sort();
    found.dedup();
    match found.is_empty() {
        true => Err(Problem::new(
            "there is no document below these paths",
            "name a folder that holds files ending in .json, .yaml or .yml",
        )
        .into()),
        false => Ok(found),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        match error.kind() {
            ErrorKind::NotFound => "the path does not exist".to_owned(),
            kind => format!("the path cannot be read: {kind}"),
        },
        "check the path, and that you may read it",
    )
    .at(path.display().to_string(), None)
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Refusal> {
    let unreadable = |error: std::io::Error| unreadable(folder, &error);
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        let kind = entry.file_type().map_err(unreadable)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            collect(&path, depth + 1, found)?;
        } else if !kind.is_dir() && is_document(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending {
        Some(ending) if ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) => path.is_file(),
        // Notes and tables speak of documents without being one.
        Some(_) => false,
        None => begins_like_one(path),
    }
}

fn begins_like_one(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    let begins = |line: &str| {
        let key = line.trim_start().trim_start_matches(['{', '"', '\'']);
        key.starts_with("swagger") || key.starts_with("openapi")
    };
    read.is_ok() && text.lines().any(begins)
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn documents_are_told_from_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("deep/er/b.yml", "");
        write("a.JSON", "{}");
        write("a.tsv", "swagger");
        write("no-ending", "---\nswagger: '2.0'\n");
        write("readme", "this is about swagger");
        write(".hidden.json", "{}");
        let names = |paths: Vec<std::path::PathBuf>| -> Vec<String> {
            let paths = paths.iter();
            let below = paths.map(|path| path.strip_prefix(folder.path()).unwrap().display());
            below.map(|path| path.to_string()).collect()
        };
        let found = below(&[folder.path().to_owned(), folder.path().join("a.tsv")]).unwrap();
        assert_eq!(
            names(found),
            ["a.JSON", "a.tsv", "deep/er/b.yml", "no-ending"]
        );
        let missing = below(&[folder.path().join("deep/er/none")]).unwrap_err();
        assert_eq!(missing.0[0].what, "the path does not exist");
    }
}
