//! Every rule finds a change in its own example, and nothing else is found there.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use jiff::civil::date;
use pvwa_codegen::{
    diff::{
        Input, compare,
        rules::{self, Settings},
    },
    document::Document,
};
use std::collections::BTreeSet;

/// The one place that calls the comparison: the names of the rules of all verdicts between two
/// documents in YAML.
fn found(old: &str, new: &str, settings: Settings) -> BTreeSet<String> {
    let input = |name: &str, text: &str| {
        Input::of(Document::parse(name, text.as_bytes().to_vec()).unwrap())
    };
    let asked = settings.on(date(2026, 1, 1));
    let comparison = compare(&input("old.yaml", old), &input("new.yaml", new), &asked).unwrap();
    let verdicts = comparison
        .changes
        .iter()
        .flat_map(|change| &change.verdicts);
    verdicts.map(|verdict| verdict.rule.to_string()).collect()
}

#[test]
fn every_example_shows_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let (old, new) = rule.example();
        let expected: BTreeSet<String> = std::iter::once(&rule.id)
            .chain(&rule.with)
            .map(ToString::to_string)
            .collect();
        let found = found(&old, &new, rule.settings);
        if found != expected {
            let missing: Vec<_> = expected.difference(&found).collect();
            let more: Vec<_> = found.difference(&expected).collect();
            wrong.push(format!(
                "{}: missing {missing:?}, too much {more:?}",
                rule.id
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rules\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn an_example_compared_with_itself_shows_nothing() {
    for rule in rules::all() {
        let (old, new) = rule.example();
        for document in [old, new] {
            let found = found(&document, &document, rule.settings);
            assert!(found.is_empty(), "{}: {found:?}", rule.id);
        }
    }
}
