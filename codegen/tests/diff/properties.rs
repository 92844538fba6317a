//! What holds for any document, and for any two.

use crate::documents::{self, EXAMPLES, OURS, REAL, VERSIONS};
use crate::mutation::{Mutation, mutate};
use crate::transform::{self, Dice};
use crate::{cases, changes, compared, line, lines};
use proptest::prelude::*;
use pvwa_codegen::diff::change::{Change, Kind, Level, Place};
use pvwa_codegen::document::Document;
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Writes every document another way and collects what the comparison says of it.
fn told(write: impl Fn(&mut Value, &mut Dice)) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, (name, document)) in documents::all().enumerate() {
        let mut other = document.clone();
        write(&mut other, &mut Dice::new(number as u64));
        let told = lines(document, &other).into_iter();
        wrong.extend(told.map(|line| format!("{name}: {line}")));
    }
    wrong
}

#[track_caller]
fn nothing(told: &[String]) {
    assert!(
        told.is_empty(),
        "{} changes\n{}",
        told.len(),
        told.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn a_document_does_not_differ_from_itself() {
    nothing(&told(|_, _| {}));
}

#[test]
fn order_says_nothing() {
    nothing(&told(transform::reordered));
}

#[test]
fn order_says_nothing_within_a_value() {
    let document = |value: Value| {
        json!({
            "openapi": "3.0.3",
            "info": {"title": "Safes", "version": "1"},
            "paths": {"/a": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {
                    "default": value, "enum": [value, {"a": 3}],
                }}}},
                "responses": {},
            }}},
        })
    };
    let (old, new) = (json!({"a": 1, "b": [2]}), json!({"b": [2], "a": 1}));
    nothing(&lines(&document(old), &document(new)));
}

#[test]
fn a_part_alone_is_the_whole() {
    nothing(&told(transform::wrapped));
}

#[test]
fn a_schema_may_stand_where_it_is_referred_to() {
    nothing(&told(transform::inlined));
}

#[test]
fn names_of_schemas_are_names() {
    let mut wrong = Vec::new();
    for (name, document) in documents::all() {
        let mut other = document.clone();
        let names = transform::renamed(&mut other);
        let told = changes(document, &other);
        let is_name = |change: &Change| {
            let rules = ["schema-renamed", "api-schema-removed", "schema-added"];
            change.subject.is_empty()
                && change.verdicts.iter().all(|verdict| {
                    verdict.strict == Level::Info && rules.contains(&verdict.rule.as_ref())
                })
        };
        let others = told.iter().filter(|change| !is_name(change));
        wrong.extend(others.map(|change| format!("{name}: {}", line(change))));
        // Who meets a schema meets it under its new name; one that is a name of another is met as
        // that one.
        let met = transform::reached(document);
        let is_own = |schema: &&String| {
            let pointer = format!("{}/{schema}", transform::section(document));
            let schema = document.pointer(&pointer);
            schema.is_some_and(|schema| !transform::is_another_name(schema))
        };
        let met = met.iter().filter(|schema| names.contains_key(*schema));
        for schema in met.filter(is_own) {
            let place = Place::Schema {
                name: schema.clone(),
            };
            let is_told = told
                .iter()
                .any(|change| change.place == place && change.rule() == "schema-renamed");
            if !is_told {
                wrong.push(format!("{name}: {schema} is not told"));
            }
        }
    }
    nothing(&wrong);
}

/// Rules under which Swagger 2.0 says what OpenAPI 3.0 cannot, each with the reason.
const LOST: [(&str, &str); 2] = [
    (
        "request-parameter-style-changed",
        "no style of OpenAPI 3.0 separates the values of a list by tabs",
    ),
    (
        "parameter-component-removed",
        "a body and form fields that may be shared are no parameters in OpenAPI 3.0",
    ),
];

#[test]
fn an_upgraded_document_says_the_same() {
    let mut wrong = Vec::new();
    let mut number = 0;
    for (name, document) in documents::all() {
        if document.get("swagger").is_none() {
            continue;
        }
        let mut other = Document::made("upgraded.json", document.clone());
        if upgrade(&mut other, &mut Report::default()).is_err() {
            continue;
        }
        number += 1;
        let told = changes(document, &other.value).into_iter();
        let is_lost = |change: &Change| LOST.iter().any(|(rule, _)| *rule == change.rule());
        let told = told.filter(|change| !is_lost(change));
        wrong.extend(told.map(|change| format!("{name}: {}", line(&change))));
    }
    assert!(number > 5, "{number} documents in Swagger 2.0");
    nothing(&wrong);
}

/// What is new or gone, told so that both directions read the same.
fn turns(changes: &[Change], back: bool) -> BTreeSet<String> {
    let turns = changes.iter().filter_map(|change| {
        let Change {
            subject, was, is, ..
        } = change;
        let is_new = match change.kind {
            Kind::Added => !back,
            Kind::Removed => back,
            Kind::Changed | Kind::Renamed => return None,
        };
        let place = match &change.place {
            Place::Operation { method, path, .. } => format!("{method} {path}"),
            Place::Schema { name } => format!("schema {name}"),
            Place::Document => String::new(),
        };
        Some(format!("{place}|{subject}|{was}{is}|{is_new}"))
    });
    turns.collect()
}

/// What one direction says and the other does not.
fn unmatched(old: &Value, new: &Value) -> Vec<String> {
    let (there, back) = (changes(old, new), changes(new, old));
    let is_renamed = |changes: &[Change]| {
        changes
            .iter()
            .any(|change| change.kind == Kind::Renamed && change.subject.is_empty())
    };
    if is_renamed(&there) || is_renamed(&back) {
        // Each direction calls a thing what it was called before.
        return Vec::new();
    }
    let (there, back) = (turns(&there, false), turns(&back, true));
    there.symmetric_difference(&back).cloned().collect()
}

/// Rules that tell one direction only, each with the reason.
const ONE_WAY: [(&str, &str); 2] = [
    (
        "wrapped-in-one-of",
        "the properties moved into one of the choices: there is no rule for their coming back",
    ),
    (
        "parameter-component-removed",
        "a parameter that may be shared is of no use to a caller until an operation has it",
    ),
];

#[test]
fn what_is_new_one_way_is_gone_the_other_way() {
    let mut wrong = Vec::new();
    for (name, old, new) in EXAMPLES.iter() {
        if ONE_WAY.iter().any(|(rule, _)| name.ends_with(rule)) {
            continue;
        }
        let told = unmatched(old, new).into_iter();
        wrong.extend(told.map(|line| format!("{name}: {line}")));
    }
    for pair in VERSIONS.windows(2) {
        let told = unmatched(&pair[0].1, &pair[1].1).into_iter();
        wrong.extend(told.map(|line| format!("{} {}: {line}", pair[0].0, pair[1].0)));
    }
    nothing(&wrong);
}

/// Each change is known by digits of its own, and by the same ones in each run.
fn known(old: &Value, new: &Value) -> Vec<String> {
    let (Ok(first), Ok(second)) = (compared(old, new), compared(old, new)) else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for (change, again) in first.changes.iter().zip(&second.changes) {
        if change.fingerprint != again.fingerprint || line(change) != line(again) {
            wrong.push(format!("another run: {}", line(change)));
        }
        let digits = |digit: char| digit.is_ascii_hexdigit() && !digit.is_ascii_uppercase();
        if change.fingerprint.len() != 12 || !change.fingerprint.chars().all(digits) {
            wrong.push(format!("no fingerprint: {}", change.fingerprint));
        }
        if !seen.insert(&change.fingerprint) {
            wrong.push(format!("twice: {}", line(change)));
        }
    }
    if first.changes.len() != second.changes.len() {
        wrong.push("another number of changes".to_owned());
    }
    wrong
}

#[test]
fn a_change_is_known_by_its_fingerprint() {
    let mut wrong: Vec<String> = EXAMPLES
        .iter()
        .flat_map(|(_, old, new)| known(old, new))
        .collect();
    for list in [&VERSIONS, &REAL] {
        for pair in list.windows(2) {
            wrong.extend(known(&pair[0].1, &pair[1].1));
        }
    }
    nothing(&wrong);
}

#[test]
fn a_fingerprint_says_what_changed_not_who_reaches_it() {
    let document = |limit: u64, paths: &[&str]| {
        let operation = json!({"get": {"responses": {"200": {"description": "", "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Safe"}},
        }}}}});
        let paths = paths
            .iter()
            .map(|path| ((*path).to_owned(), operation.clone()));
        json!({
            "openapi": "3.0.3",
            "info": {"title": "Safes", "version": "1"},
            "paths": paths.collect::<Map<_, _>>(),
            "components": {"schemas": {"Safe": {"type": "string", "maxLength": limit}}},
        })
    };
    let few = changes(&document(8, &["/a"]), &document(9, &["/a"]));
    let more = changes(&document(8, &["/a", "/b"]), &document(9, &["/a", "/b"]));
    assert_eq!((few.len(), more.len()), (1, 1));
    assert_eq!(few[0].fingerprint, more[0].fingerprint);
    assert_eq!((few[0].used_by.count, more[0].used_by.count), (1, 2));
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    proptest::collection::vec(any::<Mutation>(), 1..12)
}

fn mutated(document: &Value, mutations: Vec<Mutation>) -> Value {
    let mut document = document.clone();
    for mutation in mutations {
        mutate(&mut document, mutation);
    }
    document
}

proptest! {
    #![proptest_config(cases(24))]

    /// Whatever is wrong in it.
    #[test]
    fn a_broken_document_does_not_differ_from_itself(
        document in any::<prop::sample::Index>(),
        mutations in mutations(),
        seed in any::<u64>(),
    ) {
        let (_, document) = document.get(&OURS);
        let broken = mutated(document, mutations);
        if let Ok(comparison) = compared(&broken, &broken) {
            let told: Vec<_> = comparison.changes.iter().map(line).collect();
            prop_assert_eq!(told, Vec::<String>::new());
        }
        let mut other = broken.clone();
        transform::reordered(&mut other, &mut Dice::new(seed));
        prop_assert_eq!(compared(&broken, &other).is_ok(), compared(&other, &broken).is_ok());
    }

    #[test]
    fn a_broken_document_is_compared_the_same_each_time(
        document in any::<prop::sample::Index>(),
        mutations in mutations(),
    ) {
        let (_, document) = document.get(&OURS);
        let broken = mutated(document, mutations);
        prop_assert_eq!(known(document, &broken), Vec::<String>::new());
        prop_assert_eq!(known(&broken, document), Vec::<String>::new());
    }

    /// Where rewriting one document says nothing, it says nothing beside another one either.
    #[test]
    fn order_says_nothing_between_two_documents(
        document in any::<prop::sample::Index>(),
        mutations in mutations(),
        seed in any::<u64>(),
    ) {
        let (_, document) = document.get(&OURS);
        let new = mutated(document, mutations);
        let mut other = new.clone();
        transform::reordered(&mut other, &mut Dice::new(seed));
        if let (Ok(first), Ok(second)) = (compared(document, &new), compared(document, &other)) {
            // Which of several values is named first is told by the order of the document.
            let told = |changes: &[Change]| -> BTreeSet<String> {
                changes.iter().map(|change| line(&Change {
                    // Parts without a name are told by their number.
                    subject: change.subject.replace(|letter: char| letter.is_ascii_digit(), ""),
                    was: String::new(),
                    is: String::new(),
                    ..change.clone()
                })).collect()
            };
            let (first, second) = (told(&first.changes), told(&second.changes));
            let apart: Vec<_> = first.symmetric_difference(&second).collect();
            prop_assert!(apart.is_empty(), "{:#?}", apart);
        }
    }
}
