//! A document beside what the pipeline makes of it.

use crate::documents::{OURS, REAL, ROWS, VERSIONS};
use crate::{changes, line};
use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Origin, Settings, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Rules under which mending a document changes what it says, each with the reason; `*` stands for
/// any letters.
const MEANT: [(&str, &str); 38] = [
    (
        "api-operation-id-*",
        "methods of the client are named by operationIds: they are made readable and each its own",
    ),
    (
        "response-range-added",
        "every operation may fail: all errors are answers of one type",
    ),
    (
        "response-non-success-status-removed",
        "errors of single statuses become one answer for all of them",
    ),
    (
        "api-default-response-removed",
        "what is answered by default becomes the answer to errors or to success",
    ),
    (
        "response-success-status-*",
        "the client has one type for success: one status is kept, or made where there is none",
    ),
    (
        "*-media-type-added",
        "a media type that the client cannot write or read becomes one that it can",
    ),
    (
        "*-media-type-removed",
        "of several media types the client speaks one",
    ),
    (
        "*-media-type-schema-added",
        "a body without a schema gets one",
    ),
    (
        "response-media-type-name-*",
        "parameters of media types and ranges of them are written as the one that is meant",
    ),
    (
        "request-body-became-required",
        "a body that may be left out is a method of its own, or always sent",
    ),
    (
        "request-body-removed",
        "a body without content says nothing",
    ),
    (
        "*-response-header-removed",
        "headers of answers are no part of the generated types",
    ),
    (
        "api-*security*-removed",
        "the client logs on by itself, whatever the document says of it",
    ),
    ("callback-removed", "nobody calls the client"),
    ("webhook-removed", "nobody calls the client"),
    (
        "parameter-component-removed",
        "what operations share is written where it is used",
    ),
    (
        "schema-*",
        "schemas get the names of their types, and those without a name get one",
    ),
    (
        "api-schema-removed",
        "a schema of another name, or one that nobody uses any more",
    ),
    (
        "api-path-*",
        "paths are written as they are sent, without query and fragment",
    ),
    (
        "api-removed-without-deprecation",
        "the client has no methods for OPTIONS and TRACE, and no path twice",
    ),
    (
        "endpoint-added",
        "a path that was mended is a path of another name",
    ),
    (
        "new-request-path-parameter",
        "what stands in the path is a parameter, whether or not somebody said so",
    ),
    (
        "request-path-parameter-renamed",
        "parameters are arguments of a method, which have names in Rust",
    ),
    (
        "request-parameter-*",
        "parameters become texts, numbers or lists of them, written as the client writes them",
    ),
    (
        "*-unset",
        "limits are the server's to check, but for those that choose a type",
    ),
    ("*-min-items-*", "the same, where none is the limit 0"),
    ("*-min-length-*", "the same, where none is the limit 0"),
    ("*-min-properties-*", "the same, where none is the limit 0"),
    ("*-pattern-removed", "patterns are the server's to check"),
    (
        "*-unique-items-removed",
        "whether elements differ is the server's to check",
    ),
    (
        "*-default-value-*",
        "defaults are kept where they are values of the type and the client can use them",
    ),
    (
        "*-enum*",
        "a newer vault may have values that nobody knows yet: enums are open, or plain texts",
    ),
    (
        "*-one-of-*",
        "an open enum is a choice between the known values and any other",
    ),
    (
        "*-nullable",
        "null is said where a value is used, not in a schema with a name",
    ),
    (
        "*-type-*",
        "formats that nothing is known of, and types that contradict, become what can be read",
    ),
    (
        "*-additional-properties-*",
        "what else an object may hold is the server's to check",
    ),
    (
        "*-property-*",
        "properties that read alike, or that a part says in another way, become one",
    ),
    (
        "response-body-*",
        "what OpenAPI 3.0 or Rust cannot say of a body is left out",
    ),
];

fn is(pattern: &str, rule: &str) -> bool {
    let parts: Vec<_> = pattern.split('*').collect();
    let [first, between @ .., last] = &*parts else {
        return pattern == rule;
    };
    let Some(mut rest) = rule.strip_prefix(first) else {
        return false;
    };
    for part in between {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn what_is_ready_says_what_the_document_said() {
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut met = BTreeSet::new();
    let lists = [&ROWS, &OURS, &VERSIONS, &REAL];
    for (name, document) in lists.into_iter().flat_map(|list| list.iter()) {
        let source = Source {
            document: Document::made("vault.json", document.clone()),
            version: None,
            origin: Origin::Vault,
        };
        let Ok(ready) = pipeline::prepare(source, &Settings::default()) else {
            continue;
        };
        for change in changes(document, &ready.document.value) {
            for verdict in &change.verdicts {
                match MEANT.iter().find(|(rule, _)| is(rule, &verdict.rule)) {
                    Some((rule, _)) => drop(met.insert(*rule)),
                    None => wrong
                        .entry(verdict.rule.to_string())
                        .or_default()
                        .push(format!("{name}: {}", line(&change))),
                }
            }
        }
    }
    let told: Vec<_> = wrong
        .iter()
        .map(|(rule, lines)| format!("{rule} ({})\n    {}", lines.len(), lines.join("\n    ")))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let idle: Vec<_> = MEANT
        .iter()
        .filter(|(rule, _)| !met.contains(rule))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
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
