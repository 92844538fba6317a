//! The comparison of documents: what holds for any two of them.
//!
//! `PROPTEST_CASES=10000 cargo test -p pvwa-codegen --test diff` looks for longer.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod documents;
mod faults;
mod hostile;
#[path = "../mutated/mutation.rs"]
mod mutation;
mod normalised;
mod properties;
mod real;
#[path = "../constructs/row.rs"]
#[allow(dead_code, reason = "the rows are read for their documents alone")]
mod row;
mod transform;

use jiff::civil::date;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pvwa_codegen::diff::change::{Change, Comparison, Place};
use pvwa_codegen::diff::settings::Settings;
use pvwa_codegen::diff::{Input, compare};
use pvwa_codegen::document::Document;
use pvwa_codegen::problem::Refusal;
use serde_json::Value;

/// As many cases as are made without being asked for more, and then the same ones each time.
fn cases(few: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let mut config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 100,
        ..ProptestConfig::default()
    };
    if !asked {
        config.cases = few;
        config.rng_seed = RngSeed::Fixed(17);
    }
    config
}

fn compared(old: &Value, new: &Value) -> Result<Comparison, Refusal> {
    let input = |name: &str, value: &Value| Input::of(Document::made(name, value.clone()));
    let settings = Settings::on(date(2026, 1, 1));
    compare(&input("old.json", old), &input("new.json", new), &settings)
}

fn changes(old: &Value, new: &Value) -> Vec<Change> {
    compared(old, new).unwrap().changes
}

/// A change on one line.
fn line(change: &Change) -> String {
    let place = match &change.place {
        Place::Operation { method, path, .. } => format!("{method} {path}"),
        Place::Schema { name } => format!("schema {name}"),
        Place::Document => "document".to_owned(),
    };
    let rules: Vec<_> = change
        .verdicts
        .iter()
        .map(|verdict| verdict.rule.as_ref())
        .collect();
    let rules = rules.join(" ");
    let Change {
        subject, was, is, ..
    } = change;
    format!("{place}|{subject}|{was}|{is}|{rules}")
}

fn lines(old: &Value, new: &Value) -> Vec<String> {
    changes(old, new).iter().map(line).collect()
}
