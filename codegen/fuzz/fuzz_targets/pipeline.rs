//! Whatever bytes are taken for a document: refused with a reason, or prepared once and for all.

#![no_main]

#[path = "../../tests/mutated/held.rs"]
mod held;

use libfuzzer_sys::fuzz_target;
use pvwa_codegen::pipeline::{self, Settings};

/// Of how many inputs one is given to the generator, which takes a hundred times as long.
const GENERATED: usize = 64;

fuzz_target!(|bytes: &[u8]| {
    let chosen = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>() % GENERATED == 0;
    if let Some(prepared) = held::hold(bytes).filter(|_| chosen) {
        // Its panics are caught, and are a refusal.
        let _ = pipeline::attempt(prepared, &Settings::default());
    }
});
