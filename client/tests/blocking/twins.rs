//! Every asynchronous method has a twin: what fails here says which one is missing.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A type and one of its methods.
type Method = (String, String);

/// What has no twin of its name, and what is in its place.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("Vault", "api", "Vault::call lends it"),
    ("Pager", "over", "Vault::pager takes what it makes"),
];

/// The types that are here as a whole: every public method of theirs has a twin of the same name. Of
/// the others, the asynchronous ones have, with `_blocking` behind the name.
const WHOLE: &[&str] = &[
    "Vault",
    "Accounts",
    "ListAccounts",
    "Safes",
    "ListSafes",
    "Members",
    "ListMembers",
    "Pager",
    "Pages",
];

/// The type that a line begins to implement by itself, and not through a trait.
fn implemented(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("impl")?;
    if line.contains(" for ") {
        return None;
    }
    let mut depth = 0;
    let begin = rest.find(|letter: char| {
        depth += i32::from(letter == '<') - i32::from(letter == '>');
        depth == 0 && letter.is_ascii_uppercase()
    })?;
    let rest = &rest[begin..];
    rest.split(|letter: char| !letter.is_ascii_alphanumeric())
        .next()
}

/// The name of the method that a line begins with after `start`.
fn named<'a>(line: &'a str, start: &str) -> Option<&'a str> {
    let rest = line.trim_start().strip_prefix(start)?;
    rest.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
        .next()
        .filter(|name| !name.is_empty())
}

/// The methods of a source of the client that have to have twins.
fn originals(source: &str) -> BTreeSet<Method> {
    let mut found = BTreeSet::new();
    let mut current = None;
    for line in source.lines() {
        if line.starts_with('}') {
            current = None;
        } else if line.starts_with("impl") {
            current = implemented(line);
        }
        let Some(kind) = current else { continue };
        let name = named(line, "pub async fn ");
        let name = name.or_else(|| named(line, "pub fn ").filter(|_| WHOLE.contains(&kind)));
        found.extend(name.map(|name| (kind.to_owned(), name.to_owned())));
    }
    found
}

/// The methods of a source of the blocking API, those that its macros make included.
fn twins(source: &str) -> BTreeSet<Method> {
    let mut found = BTreeSet::new();
    let mut current = None;
    let mut add = |kind: &str, name: &str| {
        found.insert((kind.to_owned(), name.to_owned()));
    };
    for line in source.lines() {
        if line.starts_with('}') {
            current = None;
        }
        if let Some(area) = line.strip_prefix("area!(") {
            add(area.split(',').next().unwrap(), "list");
        }
        if line.trim_start().starts_with("impl") {
            current = implemented(line);
            if let (Some(kind), true) = (current, line.contains(" of ")) {
                add(kind, "stream");
                add(kind, "resume");
            }
        }
        let Some(kind) = current else { continue };
        let is_row = line.starts_with("        ") && line.ends_with(';');
        let row = named(line, "").filter(|name| is_row && line.contains(&format!(" {name}(")));
        if let Some(name) = named(line, "pub fn ").or(row) {
            add(kind, name);
        }
    }
    found
}

/// What is missing, as it is to be read.
fn missing(originals: &BTreeSet<Method>, twins: &BTreeSet<Method>) -> Vec<String> {
    let has_twin = |(kind, name): &&Method| {
        let blocking = format!("{name}_blocking");
        let otherwise = OTHERWISE.iter().any(|row| row.0 == kind && row.1 == name);
        let twin = match WHOLE.contains(&kind.as_str()) {
            true => name.clone(),
            false => blocking,
        };
        otherwise || twins.contains(&(kind.clone(), twin))
    };
    originals
        .iter()
        .filter(|method| !has_twin(method))
        .map(|(kind, name)| format!("{kind}::{name}"))
        .collect()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// All that has to have twins, and all twins.
fn all() -> (BTreeSet<Method>, BTreeSet<Method>) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let blocking = source.join("blocking");
    let (mut both, mut ours) = (BTreeSet::new(), BTreeSet::new());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        match file.starts_with(&blocking) {
            true => ours.extend(twins(&text)),
            false => both.extend(originals(&text)),
        }
    }
    (both, ours)
}

#[test]
fn every_asynchronous_method_has_a_twin() {
    let (originals, twins) = all();
    let missing = missing(&originals, &twins);
    assert!(
        missing.is_empty(),
        "no twin in client/src/blocking: {missing:?}; add a row there, or say in OTHERWISE what is in its place"
    );
    for (kind, name, _) in OTHERWISE {
        let method = (kind.to_string(), name.to_string());
        assert!(originals.contains(&method), "{kind}::{name} is gone");
        assert!(!twins.contains(&method), "{kind}::{name} has a twin now");
    }
}

#[test]
fn the_search_sees_what_is_there() {
    let (originals, twins) = all();
    for (kind, name) in [
        ("Accounts", "retrieve_password"),
        ("ListAccounts", "split_by_safe"),
        ("ListMembers", "resume"),
        ("Members", "update"),
        ("Pager", "try_for_each"),
        ("Pages", "try_next"),
        ("Vault", "close"),
        ("Vault", "scope"),
        ("Vault", "why_refused"),
    ] {
        let method = (kind.to_owned(), name.to_owned());
        assert!(originals.contains(&method), "{kind}::{name}");
        assert!(twins.contains(&method), "{kind}::{name}");
    }
    let discover = ("Discovery".to_owned(), "discover".to_owned());
    assert!(originals.contains(&discover));
}

#[test]
fn a_method_without_a_twin_is_named() {
    let source = "impl<'a> Safes<'a> {\n    pub async fn rename(\n        &self,\n    }\n}\n\
                  impl<T: Send> Pager<T> {\n    pub fn skip(self) {}\n}\n\
                  impl Settings {\n    pub fn quiet(&self) {}\n    pub async fn loud(&self) {}\n}\n\
                  impl Audit for Safes {\n    pub async fn heard(&self) {}\n}\n";
    let (_, twins) = all();
    let found = missing(&originals(source), &twins);
    assert_eq!(found, ["Pager::skip", "Safes::rename", "Settings::loud"]);
}
