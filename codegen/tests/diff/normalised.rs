//! A document beside what the pipeline makes of it.

use crate::documents::{OURS, REAL, ROWS, VERSIONS};
use crate::{changes, line};
use pvwa_codegen::diff::change::Change;
use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Origin, Settings, Source};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What changes in whole documents when they are made ready: the rules, for each reason.
const MEANT: [(&str, &[&str]); 16] = [
    (
        "methods of the client are named by operationIds: they are made readable and each its own",
        &[
            "api-operation-id-added",
            "api-operation-id-changed",
            "api-operation-id-removed",
        ],
    ),
    (
        "every operation may fail: all errors are answers of one type",
        &[
            EVERY_ERROR,
            "response-non-success-status-removed",
            "api-default-response-removed",
        ],
    ),
    (
        "the client has one type for success: one status is kept, or made where there is none",
        &[
            "response-success-status-added",
            "response-success-status-removed",
        ],
    ),
    (
        "of several media types the client speaks one, and only one that it can write or read",
        &[
            "request-body-media-type-added",
            "request-body-media-type-removed",
            "response-media-type-removed",
        ],
    ),
    (
        "a body that may be left out is always sent",
        &["request-body-became-required"],
    ),
    (
        "the client logs on by itself, whatever the document says of it",
        &[
            "api-security-component-removed",
            "api-global-security-removed",
        ],
    ),
    (
        "nobody calls the client, and it has no methods for OPTIONS and TRACE",
        &["callback-removed", "api-removed-without-deprecation"],
    ),
    (
        "headers of answers are no part of the generated types",
        &["optional-response-header-removed"],
    ),
    (
        "what operations share is written where it is used",
        &["parameter-component-removed"],
    ),
    (
        "schemas get the names of their types, those without a name get one, those that nobody \
         uses go",
        &["schema-added", "schema-renamed", "api-schema-removed"],
    ),
    (
        "what stands in the path is a parameter; objects in a query, cookies, the header of the \
         session and what stands twice are none",
        &["new-request-path-parameter", "request-parameter-removed"],
    ),
    (
        "parameters become texts, numbers or lists of them, written as the client writes them",
        &[
            "request-parameter-became-not-enum",
            "request-parameter-became-not-nullable",
            "request-parameter-default-value-removed",
            "request-parameter-enum-value-removed",
            "request-parameter-explode-changed",
            "request-parameter-items-added",
            "request-parameter-property-type-changed",
            "request-parameter-type-generalized",
        ],
    ),
    (
        "limits are the server's to check, but for those that choose a type",
        &[
            "request-parameter-max-length-unset",
            "request-parameter-max-unset",
            "request-parameter-min-unset",
            "request-parameter-pattern-removed",
            "request-property-max-length-unset",
            "request-property-max-unset",
            "request-property-min-length-decreased",
            "request-property-min-unset",
            "request-property-pattern-removed",
            "response-property-max-length-unset",
            "response-property-max-unset",
            "response-property-min-length-decreased",
            "response-property-min-unset",
            "response-property-pattern-removed",
        ],
    ),
    (
        "a newer vault may have values that nobody knows yet: an enum becomes a choice between \
         the known ones and any other, or a plain text",
        &[
            "request-property-became-not-enum",
            "request-property-one-of-added",
            "response-property-became-not-enum",
            "response-property-one-of-added",
        ],
    ),
    (
        "a format that no type stands for is left out, and a page of HTML is bytes",
        &[
            "request-property-type-generalized",
            "response-body-type-specialized",
            "response-property-type-changed",
        ],
    ),
    (
        "what Rust cannot say: two properties that read alike, choices told by a property, \
         `not`, several types, an object closed to others, a default that the type does not have",
        &[
            "request-body-additional-properties-allowed",
            "request-property-additional-properties-allowed",
            "request-property-default-value-removed",
            "request-property-discriminator-removed",
            "request-property-removed",
            "response-body-additional-properties-allowed",
            "response-optional-property-removed",
            "response-property-additional-properties-allowed",
            "response-property-discriminator-removed",
            "response-property-list-of-types-widened",
            "response-property-not-removed",
            "response-required-property-removed",
        ],
    ),
];

/// What is said of the errors of every operation.
const EVERY_ERROR: &str = "response-range-added";

/// What changes in a document when it is made ready; `None` where it is refused.
fn made_ready(document: &Value) -> Option<Vec<Change>> {
    let source = Source {
        document: Document::made("vault.json", document.clone()),
        version: None,
        origin: Origin::Vault,
    };
    let ready = pipeline::prepare(source, &Settings::default()).ok()?;
    Some(changes(document, &ready.document.value))
}

#[test]
fn what_is_ready_says_what_the_document_said() {
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    let meant: BTreeSet<&str> = MEANT
        .iter()
        .flat_map(|(_, rules)| rules.iter().copied())
        .collect();
    for (name, document) in [&OURS, &VERSIONS, &REAL]
        .into_iter()
        .flat_map(|list| list.iter())
    {
        for change in made_ready(document).unwrap() {
            for verdict in &change.verdicts {
                match meant.get(&*verdict.rule) {
                    Some(rule) => drop(met.insert(*rule)),
                    None => wrong.push(format!("{name}: {}", line(&change))),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Some of it only vaults' documents have.
    let idle: Vec<_> = meant.difference(&met).collect();
    assert!(REAL.is_empty() || idle.is_empty(), "{idle:?}");
}

/// Each construct that may be wrong, and what it is when it is right.
#[test]
fn what_is_made_of_a_construct_changes_as_it_is_written_down() {
    let mut told = String::new();
    for (name, document) in ROWS.iter() {
        for change in made_ready(document).into_iter().flatten() {
            let line = line(&change);
            if !line.ends_with(&format!("|{EVERY_ERROR}")) {
                writeln!(told, "{name}: {line}").unwrap();
            }
        }
    }
    insta::assert_snapshot!("constructs_made_ready", told);
}

/// What is ready once is ready for good.
#[test]
fn what_is_ready_is_the_same_when_it_is_made_ready_again() {
    let prepare = |document| {
        let source = Source {
            document: Document::made("vault.json", document),
            version: None,
            origin: Origin::Vault,
        };
        pipeline::prepare(source, &Settings::default()).unwrap()
    };
    for (name, document) in OURS.iter().chain(VERSIONS.iter()) {
        let once = prepare(document.clone()).document.value;
        let twice = prepare(once.clone()).document.value;
        assert_eq!(crate::lines(&once, &twice), Vec::<String>::new(), "{name}");
    }
}
