//! The table of rules: names, levels, sentences and examples.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use pvwa_codegen::diff::{
    change::Level,
    rules::{self, Direction, Rule, Vendor},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

#[test]
fn every_name_is_there_once() {
    let names: BTreeSet<_> = rules::all().iter().map(|rule| &rule.id).collect();
    assert_eq!(names.len(), rules::all().len());
    assert!(names.len() > 900, "{} rules", names.len());
    for rule in rules::all() {
        assert_eq!(rules::find(&rule.id).unwrap().id, rule.id);
        let plain = |letter: char| letter.is_ascii_lowercase() || letter == '-';
        assert!(rule.id.chars().all(plain), "{}", rule.id);
    }
    assert!(rules::find("no-such-rule").is_none());
}

#[test]
fn every_sentence_is_one() {
    for rule in rules::all() {
        let Rule {
            id,
            title,
            why,
            remedy,
            ..
        } = rule;
        assert!(title.len() > 10 && !title.ends_with('.'), "{id}: {title}");
        let first = title.chars().next().unwrap();
        assert!(first.is_lowercase() || first == '`', "{id}: {title}");
        for sentence in [why, remedy] {
            assert!(sentence.ends_with('.'), "{id}: {sentence}");
            assert!(sentence.len() > 12, "{id}: {sentence}");
            assert!(sentence.starts_with(char::is_uppercase), "{id}: {sentence}");
            assert_eq!(sentence.matches(". ").count(), 0, "{id}: {sentence}");
            assert!(!sentence.contains('|') && !sentence.contains('\n'), "{id}");
        }
    }
}

#[test]
fn the_direction_is_that_of_the_name() {
    for rule in rules::all() {
        let direction = match rule.id.as_ref() {
            id if id.contains("request") => Direction::Request,
            "api-default-response-added" | "api-default-response-removed" => Direction::Response,
            id if id.contains("response") => Direction::Response,
            _ => Direction::None,
        };
        assert_eq!(rule.direction, direction, "{}", rule.id);
    }
}

#[test]
fn what_breaks_is_told_what_to_do() {
    for rule in rules::all() {
        let worst = rule.strict.max(rule.vendor_level(rule.strict));
        if worst == Level::Breaking {
            assert_ne!(rule.remedy, "Nothing has to be done.", "{}", rule.id);
        }
    }
}

#[test]
fn the_vendors_words_are_kept() {
    let vendor = |id: &str| rules::find(id).unwrap().vendor;
    for id in [
        "api-path-renamed",
        "api-removed-without-deprecation",
        "request-parameter-renamed",
        "request-property-renamed",
        "new-required-request-parameter",
        "new-required-request-property",
        "request-parameter-became-required",
        "request-body-became-required",
        "request-parameter-removed",
        "request-property-removed",
    ] {
        assert_eq!(vendor(id), Vendor::Breaking, "{id}");
    }
    for id in [
        "new-optional-request-parameter",
        "new-optional-request-property",
        "response-optional-property-added",
        "response-property-enum-value-added",
        "response-success-status-added",
    ] {
        assert_eq!(vendor(id), Vendor::Allowed, "{id}");
    }
    for rule in rules::all() {
        if rule.id.contains("-security-") {
            assert_eq!(rule.vendor, Vendor::Allowed, "{}", rule.id);
        }
    }
}

#[test]
fn every_example_is_a_pair_of_documents() {
    for rule in rules::all() {
        let (old, new) = rule.example();
        assert_ne!(old, new, "{}", rule.id);
        for document in [old, new] {
            let document: Value = yaml_serde::from_str(&document).unwrap();
            let version = document["openapi"].as_str().unwrap();
            assert!(["3.0.3", "3.1.0"].contains(&version), "{}", rule.id);
            assert!(document["paths"].is_object(), "{}", rule.id);
        }
        for other in &rule.with {
            assert!(rules::find(other).is_some(), "{}: {other}", rule.id);
        }
    }
}

/// The names that oasdiff knows with its levels, where its list is at hand.
fn oasdiff() -> Option<BTreeMap<String, Level>> {
    let list = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/corpora/diff/oasdiff_checks.tsv"
    );
    let text = fs::read_to_string(list).ok()?;
    let levels = text.lines().skip(1).map(|line| {
        let mut fields = line.split('\t');
        let id = fields.next().unwrap().to_owned();
        let level = match fields.next().unwrap() {
            "ERR" => Level::Breaking,
            "WARN" => Level::Warning,
            "INFO" => Level::Info,
            other => panic!("{id} has the level {other}"),
        };
        (id, level)
    });
    Some(levels.collect())
}

#[test]
fn oasdiffs_names_are_covered_with_their_levels() {
    let Some(known) = oasdiff() else { return };
    let left_out: BTreeMap<_, _> = rules::left_out().iter().copied().collect();
    let mut wrong = Vec::new();
    for (id, level) in &known {
        match (rules::find(id), left_out.get(id.as_str())) {
            (Some(rule), None) if rule.strict == *level => {}
            (Some(rule), None) => wrong.push(format!("{id}: {:?}, not {level:?}", rule.strict)),
            (None, Some(reason)) => assert!(reason.len() > 20, "{id}"),
            (None, None) => wrong.push(format!("{id}: not there")),
            (Some(_), Some(_)) => wrong.push(format!("{id}: there and left out")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for id in left_out.keys() {
        assert!(known.contains_key(*id), "{id} is left out for nothing");
    }
}
