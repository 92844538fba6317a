//! Documents that are almost right: whatever is changed in them, they are refused with a reason or
//! prepared once and for all.
//!
//! `PROPTEST_CASES=10000 cargo test -p pvwa-codegen --test mutated` looks for longer;
//! `codegen/fuzz` looks without end.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cut;
mod held;
mod mutation;

use mutation::{Mutation, mutate};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Origin, Settings, Source};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The small catalogue of the tests: two areas.
static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::load(&root().join("codegen/tests/catalogue")).unwrap());

fn read(path: &str) -> Value {
    Document::read(&root().join(path)).unwrap().value
}

/// Documents of our own.
static OURS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    vec![
        read("codegen/tests/golden/keyroom.yaml"),
        read("codegen/tests/mutated/documents/ferry.yaml"),
        read("codegen/tests/mutated/documents/lockers.yaml"),
        CATALOGUE.whole(),
    ]
});

/// Vaults' own documents, of which a case takes a few operations; none where there are none.
static REAL: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let files = [
        "pvwa-12.1.openapi3.yaml",
        "pvwa-12.2.openapi3.yaml",
        "pvwa-14.6.swagger2.json",
    ];
    let paths = files.map(|file| root().join("../shared/specs").join(file));
    let found = paths.iter().filter(|path| path.is_file());
    found
        .map(|path| Document::read(path).unwrap().value)
        .collect()
});

/// How many operations' paths of a vault's document a case takes.
const PATHS: usize = 3;

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    proptest::collection::vec(any::<Mutation>(), 1..12)
}

fn mutated(mut document: Value, mutations: Vec<Mutation>) -> Vec<u8> {
    for mutation in mutations {
        mutate(&mut document, mutation);
    }
    document.to_string().into_bytes()
}

/// As many cases as are made without being asked for more, and then the same ones each time: who
/// looks for what nobody has found yet sets PROPTEST_CASES.
fn cases(few: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if !asked {
        config.cases = few;
        config.rng_seed = RngSeed::Fixed(17);
    }
    config
}

#[test]
fn the_documents_are_good() {
    for document in OURS.iter() {
        let prepared = held::hold(document.to_string().as_bytes()).unwrap();
        assert!(prepared.operations_in > 1);
    }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn a_document_of_our_own_is_refused_or_prepared_for_good(
        document in any::<prop::sample::Index>(),
        mutations in mutations(),
    ) {
        held::hold(&mutated(document.get(&OURS).clone(), mutations));
    }

    #[test]
    fn a_document_as_it_stands_in_its_file_is_refused_or_prepared_for_good(
        bytes in damaged(),
    ) {
        held::hold(&bytes);
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn a_vaults_own_document_is_refused_or_prepared_for_good(
        document in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        mutations in mutations(),
    ) {
        if !REAL.is_empty() {
            let part = cut::cut(document.get(&REAL), from, PATHS);
            held::hold(&mutated(part, mutations));
        }
    }

    /// What a document says wrongly stands beside what the catalogue says of the same operations.
    #[test]
    fn beside_the_catalogue_a_document_is_refused_or_prepared_for_good(mutations in mutations()) {
        let bytes = mutated(CATALOGUE.whole(), mutations);
        let Ok(document) = Document::parse("vault.json", bytes) else {
            return Ok(());
        };
        let settings = Settings { catalogue: Some(&CATALOGUE), ..Settings::default() };
        let prepare = || {
            let source = Source { document: document.clone(), version: None, origin: Origin::Vault };
            pipeline::prepare(source, &settings)
        };
        match (prepare(), prepare()) {
            (Ok(first), Ok(second)) => {
                let text = first.document.value.to_string();
                prop_assert_eq!(&text, &second.document.value.to_string());
                prop_assert_eq!(first.report, second.report);
                let prepared = held::hold(text.as_bytes()).unwrap();
                prop_assert_eq!(prepared.document.value.to_string(), text);
            }
            (Err(first), Err(second)) => prop_assert_eq!(first, second),
            _ => prop_assert!(false, "one run of two is refused"),
        }
    }

    /// What the rules accept the generator takes: the parts that it would fail on are named before.
    #[test]
    fn what_is_prepared_is_generated(
        document in any::<prop::sample::Index>(),
        mutations in mutations(),
    ) {
        let bytes = mutated(document.get(&OURS).clone(), mutations);
        let prepared = Document::parse("vault.json", bytes).and_then(held::prepared);
        if let Ok(prepared) = prepared {
            let generated = pipeline::attempt(prepared, &Settings::default());
            prop_assert!(generated.is_ok(), "{}", generated.unwrap_err());
        }
    }
}

/// The text of a document with pieces of it missing, doubled, or replaced by anything.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let files = [
        include_bytes!("../golden/keyroom.yaml").as_slice(),
        include_bytes!("documents/ferry.yaml"),
        include_bytes!("documents/lockers.yaml"),
    ];
    let place = any::<prop::sample::Index>;
    let damage = (
        place(),
        0..40_usize,
        proptest::collection::vec(any::<u8>(), 0..6),
        any::<bool>(),
    );
    let damages = proptest::collection::vec(damage, 1..4);
    (proptest::sample::select(files.to_vec()), damages).prop_map(|(file, damages)| {
        let mut bytes = file.to_vec();
        for (at, length, other, is_text) in damages {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            let end = (at + length).min(bytes.len());
            let signs = b" \n:-#*&!|>'\"{}[],?%@`$ref0";
            let other = other.into_iter().map(|byte| match is_text {
                true => signs[usize::from(byte) % signs.len()],
                false => byte,
            });
            bytes.splice(at..end, other);
        }
        bytes
    })
}
