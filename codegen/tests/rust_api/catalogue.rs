//! Two versions of the catalogue.

use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::operation::Version;
use pvwa_codegen::pipeline::{self, Home, Source};
use pvwa_codegen::rust_api::{Api, Bump, compare};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn files(catalogue: &Catalogue, version: Version) -> BTreeMap<PathBuf, String> {
    let source = Source::version(catalogue, version);
    let normalized = pipeline::normalize(source, Some(catalogue)).unwrap();
    let built = pipeline::build(normalized.code, Home::Standalone).unwrap();
    built.files
}

#[test]
fn from_14_4_to_14_6_there_is_only_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/catalogue/pvwa");
    let catalogue = Catalogue::load(&folder).unwrap();
    let old = files(&catalogue, Version::new(14, 4, 0));
    let new = files(&catalogue, Version::new(14, 6, 0));
    let (old, new) = Api::read_both(&old, &new).unwrap();
    let diff = compare(&old, &new);
    assert_eq!(diff.bump(), Bump::Minor);
    assert_eq!(compare(&old, &old).changes, []);
    let lines: Vec<String> = diff
        .changes
        .iter()
        .map(|change| format!("{} {}", change.rule, change.item))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    let back = compare(&new, &old);
    assert_eq!(back.bump(), Bump::Major);
    assert_eq!(back.changes.len(), diff.changes.len());
}
