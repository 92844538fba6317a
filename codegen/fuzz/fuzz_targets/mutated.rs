//! Documents that are almost right: the first byte picks one, every seven more change it.

#![no_main]

#[path = "../../tests/mutated/held.rs"]
mod held;
#[path = "../../tests/mutated/mutation.rs"]
mod mutation;

use libfuzzer_sys::fuzz_target;
use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Settings};
use serde_json::Value;
use std::sync::LazyLock;

/// Of how many inputs one is given to the generator, which takes a hundred times as long.
const GENERATED: usize = 64;

/// The most changes to one document: after more of them little is left of it.
const MOST: usize = 24;

static DOCUMENTS: LazyLock<[Value; 3]> = LazyLock::new(|| {
    [
        include_str!("../../tests/golden/keyroom.yaml"),
        include_str!("../../tests/mutated/documents/ferry.yaml"),
        include_str!("../../tests/mutated/documents/lockers.yaml"),
    ]
    .map(|text| {
        Document::parse("seed", text.into())
            .expect("the documents are good")
            .value
    })
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let first = usize::from(*first);
    let mut document = DOCUMENTS[first % DOCUMENTS.len()].clone();
    for change in rest.chunks_exact(7).take(MOST) {
        let number = |at: usize| u16::from_le_bytes([change[at], change[at + 1]]);
        mutation::mutate(
            &mut document,
            (change[0], number(1), number(3), number(5)),
        );
    }
    let text = document.to_string();
    let chosen = rest.iter().map(|byte| usize::from(*byte)).sum::<usize>() % GENERATED == 1;
    if let Some(prepared) = held::hold(text.as_bytes()).filter(|_| chosen) {
        // Its panics are caught, and are a refusal.
        let _ = pipeline::attempt(prepared, &Settings::default());
    }
});
