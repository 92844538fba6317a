//! The documents that the tests take: our own, and vaults' where they are at hand.

use crate::row;
use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::diff::rules;
use pvwa_codegen::document::Document;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A document and how failures call it.
pub(crate) type Named = (String, Value);

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> Named {
    let document = Document::read(&root().join(path)).unwrap();
    (path.to_owned(), document.value)
}

/// The small catalogue of the tests.
fn small() -> Catalogue {
    Catalogue::load(&root().join("codegen/tests/catalogue")).unwrap()
}

/// Versions of the project's catalogue, the oldest first.
pub(crate) static VERSIONS: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let catalogue = Catalogue::load(&root().join("spec/catalogue/pvwa")).unwrap();
    let versions = catalogue.versions();
    let step = versions.len() / 3;
    let picked = versions.iter().step_by(step).chain(versions.last());
    let documents = picked.map(|version| (version.to_string(), catalogue.render(*version)));
    let mut documents: Vec<_> = documents.collect();
    documents.dedup_by(|a, b| a.0 == b.0);
    documents
});

/// Documents of some size, of our own.
pub(crate) static OURS: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let mut documents = vec![
        read("codegen/tests/golden/keyroom.yaml"),
        read("codegen/tests/mutated/documents/ferry.yaml"),
        read("codegen/tests/mutated/documents/lockers.yaml"),
        ("the small catalogue".to_owned(), small().whole()),
    ];
    let identity = Catalogue::load(&root().join("spec/catalogue/identity")).unwrap();
    documents.push(("identity".to_owned(), identity.whole()));
    documents
});

/// Vaults' own documents; none where there are none.
pub(crate) static REAL: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let files = [
        "pvwa-12.1.openapi3.yaml",
        "pvwa-12.2.openapi3.yaml",
        "pvwa-14.6.swagger2.json",
    ];
    let paths = files.map(|file| format!("../shared/specs/{file}"));
    let found = paths.iter().filter(|path| root().join(path).is_file());
    found.map(|path| read(path)).collect()
});

/// The rows of the constructs: small documents with everything that a document may say wrongly.
pub(crate) static ROWS: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let rows = row::all();
    rows.iter()
        .map(|row| (row.name.clone(), row.document()))
        .collect()
});

/// Both documents of every rule's example.
pub(crate) static EXAMPLES: LazyLock<Vec<(String, Value, Value)>> = LazyLock::new(|| {
    let value = |text: &str| yaml_serde::from_str(text).unwrap();
    let rules = rules::all().iter();
    rules
        .map(|rule| {
            let (old, new) = rule.example();
            (rule.id.to_string(), value(&old), value(&new))
        })
        .collect()
});

/// Every document, the small ones first.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static Value)> {
    let lists = [&ROWS, &OURS, &VERSIONS, &REAL];
    let named = lists.into_iter().flat_map(|list| list.iter());
    let examples = EXAMPLES
        .iter()
        .flat_map(|(name, old, new)| [(name, old), (name, new)]);
    examples
        .chain(named.map(|(name, document)| (name, document)))
        .map(|(name, document)| (name.as_str(), document))
}
