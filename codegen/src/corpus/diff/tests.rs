//! The judge with comparisons that somebody made up.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::diff::change::{Change, Kind, Level, Place, Side, Spot, Uses, Verdict};

/// A comparison with one change that keeps or breaks some rules.
fn comparison(rules: &[(&'static str, Level)]) -> Comparison {
    let side = |version: &str| Side {
        name: "rooms.json".to_owned(),
        version: Some(version.to_owned()),
        language: "OpenAPI 3.0".to_owned(),
        operations: 1,
        schemas: 0,
        normalised: None,
    };
    let verdicts = rules.iter().map(|(rule, strict)| Verdict {
        rule: (*rule).into(),
        strict: *strict,
        vendor: *strict,
        operations: 1,
    });
    let change = Change {
        fingerprint: "0".repeat(12),
        kind: Kind::Changed,
        place: Place::Operation {
            method: "GET".to_owned(),
            path: "/rooms".to_owned(),
            id: String::new(),
        },
        areas: Vec::new(),
        subject: String::new(),
        what: String::new(),
        was: String::new(),
        is: String::new(),
        evidence: None,
        verdicts: verdicts.collect(),
        used_by: Uses::default(),
        old: Some(spot("/paths/~1rooms/get/parameters/0/schema")),
        new: Some(spot("/paths/~1rooms/get/parameters/0/schema")),
        accepted: None,
    };
    Comparison {
        old: side("1.0.0"),
        new: side("1.0.0"),
        changes: if rules.is_empty() {
            Vec::new()
        } else {
            vec![change]
        },
        notes: Vec::new(),
        rust: None,
    }
}

fn spot(pointer: &str) -> Spot {
    Spot {
        file: "rooms.json".to_owned(),
        pointer: pointer.to_owned(),
        line: None,
        column: None,
    }
}

/// A document with one operation that takes one parameter.
fn document(parameter: Value) -> Value {
    json!({
        "openapi": "3.0.1",
        "info": {"title": "Key rooms", "version": "1.0.0"},
        "paths": {"/rooms": {"get": {"parameters": [parameter], "responses": {}}}}
    })
}

fn said(source: &str, rules: &[(&'static str, Level)], more: Row) -> dialects::Said {
    let parameter = |schema: Value| {
        document(json!({"name": "size", "in": "query", "required": true, "schema": schema}))
    };
    said_of(
        source,
        rules,
        more,
        [
            parameter(json!({"type": "integer", "format": "int32", "enum": [1]})),
            parameter(json!({"type": "string", "format": "int32", "enum": [1, 2]})),
        ],
    )
}

fn said_of(
    source: &str,
    rules: &[(&'static str, Level)],
    more: Row,
    [old, new]: [Value; 2],
) -> dialects::Said {
    let comparison = comparison(rules);
    let facts = Facts {
        old: &old,
        new: &new,
        comparison: &comparison,
    };
    let row = Row {
        source: source.to_owned(),
        ..more
    };
    dialects::say(&row, &facts)
}

#[test]
fn oasdiff_is_asked_for_one_check_and_one_level() {
    let rules = [
        ("request-parameter-became-enum", Level::Breaking),
        ("request-parameter-max-set", Level::Warning),
        ("api-tag-added", Level::Info),
        ("callback-removed", Level::Warning),
    ];
    let all = said("oasdiff", &rules, Row::default());
    assert_eq!(
        all.ids,
        [
            "request-parameter-became-enum",
            "request-parameter-max-set",
            "api-tag-added"
        ]
    );
    assert!(all.breaking);

    let scope = |check: &str| Some(check.to_owned());
    let tags = said(
        "oasdiff",
        &rules,
        Row {
            scope: scope("APITagUpdatedCheck"),
            ..Row::default()
        },
    );
    assert_eq!(tags.ids, ["api-tag-added"]);
    assert!(!tags.breaking);

    let worst = said(
        "oasdiff",
        &rules,
        Row {
            min_level: Some(Level::Breaking),
            ..Row::default()
        },
    );
    assert_eq!(worst.ids, ["request-parameter-became-enum"]);
    assert!(
        worst
            .below
            .contains(&"request-parameter-max-set".to_owned())
    );

    // Stability is judged whichever check runs.
    let stability = [("api-stability-decreased", Level::Breaking)];
    let any = said(
        "oasdiff",
        &stability,
        Row {
            scope: scope("APIAddedCheck"),
            ..Row::default()
        },
    );
    assert_eq!(any.ids, ["api-stability-decreased"]);

    // A warning is told by the command `breaking`.
    let warned = said("oasdiff", &rules[1..2], Row::default());
    assert!(warned.breaking);
}

#[test]
fn azure_tells_versions_constants_and_types() {
    let rules = [
        ("request-parameter-type-changed", Level::Breaking),
        ("request-parameter-enum-value-added", Level::Info),
    ];
    let found = said("azure-oad", &rules, Row::default());
    assert_eq!(
        found.ids,
        [
            "1001:NoVersionChange",
            "1026:TypeChanged",
            "1016:ConstantStatusHasChanged",
            "1020:AddedEnumValue"
        ]
    );
    assert!(found.breaking);
    let quiet = said(
        "azure-oad",
        &[("endpoint-added", Level::Info)],
        Row::default(),
    );
    assert!(!quiet.breaking, "{quiet:?}");
}

#[test]
fn criteo_reads_what_is_not_on_the_wire() {
    let with = |long: bool| {
        let mut document = document(json!({"name": "a", "in": "query"}));
        document["paths"]["/rooms"]["get"]["x-ms-long-running-operation"] = json!(long);
        document
    };
    let found = said_of("criteo", &[], Row::default(), [with(false), with(true)]);
    assert_eq!(
        found.ids,
        [
            "1001:NoVersionChange",
            "1044:LongRunningOperationExtensionChanged"
        ]
    );
    assert!(found.breaking);
    let same = said_of("criteo", &[], Row::default(), [with(true), with(true)]);
    assert!(!same.breaking);
}

#[test]
fn drift_breaks_old_clients_only() {
    let judged = |rule: &'static str, level| said("drift", &[(rule, level)], Row::default());
    let gone = judged("response-success-status-removed", Level::Breaking);
    assert_eq!(gone.ids, ["Output/ForwardIncompatible/Removed"]);
    assert!(!gone.breaking);
    let new = judged("response-non-success-status-added", Level::Info);
    assert_eq!(new.ids, ["Output/BackwardIncompatible/Added"]);
    assert!(new.breaking);
    let types = judged("request-parameter-type-changed", Level::Breaking);
    assert_eq!(types.ids, ["Input/Incompatible/UnknownDifference"]);
    // What it does not judge has our own level.
    let detail = judged("response-property-max-items-increased", Level::Breaking);
    assert_eq!(detail.ids, ["Output/Unhandled/UnknownDifference"]);
    assert!(detail.breaking);
    assert!(!judged("response-property-max-items-decreased", Level::Info).breaking);
}

#[test]
fn drift_finds_texts_and_wrappers() {
    let plain = json!({"type": "string"});
    let wrapped = json!({"description": "As it was", "allOf": [{"type": "string"}]});
    let of = |schema: &Value| document(json!({"name": "a", "in": "query", "schema": schema}));
    let found = said_of("drift", &[], Row::default(), [of(&plain), of(&wrapped)]);
    assert_eq!(found.ids, ["Input/Trivial/Metadata"]);
    assert!(!found.breaking);
    let same = said_of("drift", &[], Row::default(), [of(&plain), of(&plain)]);
    assert!(same.ids.is_empty());
}

#[test]
fn switches_of_java_are_on_by_themselves_or_by_the_row() {
    let rule = [("request-body-min-length-increased", Level::Breaking)];
    assert!(!said("openapi-diff-java", &rule, Row::default()).breaking);
    let switches =
        vec!["java-prop:BackwardIncompatibleProp.REQUEST_MIN_LENGTH_INCREASED=true".to_owned()];
    let set = said(
        "openapi-diff-java",
        &rule,
        Row {
            switches,
            ..Row::default()
        },
    );
    assert_eq!(set.ids, ["REQUEST_MIN_LENGTH_INCREASED"]);
    assert!(set.breaking);

    let removed = [("response-media-type-removed", Level::Breaking)];
    assert!(said("openapi-diff-java", &removed, Row::default()).breaking);
    let switches = vec!["java-prop:RESPONSE_CONTENT_DECREASED=false".to_owned()];
    assert!(
        !said(
            "openapi-diff-java",
            &removed,
            Row {
                switches,
                ..Row::default()
            }
        )
        .breaking
    );
    // Not every change breaks.
    let added = said(
        "openapi-diff-java",
        &[("response-media-type-added", Level::Info)],
        Row::default(),
    );
    assert!(added.anything && !added.breaking);
}

fn verdict_of(row: Row, said: dialects::Said) -> verdict::Verdict {
    let comparison = comparison(&[("api-tag-added", Level::Info)]);
    verdict::verdict(&row, &said, &comparison)
}

#[test]
fn a_row_is_agreed_with_when_all_of_it_is() {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let row = Row {
        source: "oasdiff".to_owned(),
        expected_ids: words(&["api-tag-added"]),
        absent_ids: words(&["api-tag-removed"]),
        breaking: Some(false),
        expects: Match::Exact,
        ..Row::default()
    };
    let said = |ids: &[&str], breaking| dialects::Said {
        ids: words(ids),
        breaking,
        anything: !ids.is_empty(),
        below: words(&["api-tag-added"]),
    };
    assert_eq!(
        verdict_of(row.clone(), said(&["api-tag-added"], false)).message,
        None
    );
    let besides = verdict_of(
        row.clone(),
        said(&["api-tag-added", "endpoint-added"], false),
    );
    assert!(besides.agrees);
    assert_eq!(
        besides.message.as_deref(),
        Some("found besides: endpoint-added")
    );

    let wrong = verdict_of(row.clone(), said(&["api-tag-removed"], true));
    assert!(!wrong.agrees);
    assert_eq!(wrong.missing, ["api-tag-added"]);
    insta::assert_snapshot!(wrong.message.unwrap(), @"it should break nobody and does; api-tag-added is found, below the level that was asked for; api-tag-removed is found and should not be; we found api-tag-added (info)");

    let nothing = Row {
        expected_ids: Vec::new(),
        absent_ids: Vec::new(),
        ..row.clone()
    };
    assert!(verdict_of(nothing.clone(), said(&[], false)).agrees);
    assert!(!verdict_of(nothing, said(&["endpoint-added"], false)).agrees);

    let change = Row {
        expected_ids: Vec::new(),
        expects: Match::SomeChange,
        breaking: None,
        ..row
    };
    assert!(!verdict_of(change.clone(), said(&[], false)).agrees);
    assert!(verdict_of(change, said(&["endpoint-added"], false)).agrees);
}

#[test]
fn ids_are_the_same_with_more_or_less_around_them() {
    let row = Row {
        source: "openapi-diff-java".to_owned(),
        expected_ids: vec!["BackwardIncompatibleProp.OPERATION_ID_CHANGED".to_owned()],
        ..Row::default()
    };
    let said = dialects::Said {
        ids: vec!["OPERATION_ID_CHANGED".to_owned()],
        ..dialects::Said::default()
    };
    let verdict = verdict_of(row, said);
    assert!(verdict.agrees);
    assert_eq!(
        verdict.found,
        ["BackwardIncompatibleProp.OPERATION_ID_CHANGED"]
    );
    assert!(dialects::same("criteo", "1003:Named", "1003:Otherwise"));
    assert!(!dialects::same("oasdiff", "a:b", "a:c"));
}

#[test]
fn what_is_missing_is_told_in_our_words() {
    let row = Row {
        source: "criteo".to_owned(),
        expected_ids: vec!["1014:RemovingHeader".to_owned()],
        ..Row::default()
    };
    let verdict = verdict_of(row, dialects::Said::default());
    insta::assert_snapshot!(verdict.message.unwrap(), @"1014:RemovingHeader is not found: ours would be {required,optional}-response-header-removed (it looks at headers that may be missing too); we found api-tag-added (info)");
}

/// A row with two documents in a folder.
fn row_in(folder: &Path) -> Row {
    let text = document(json!({"name": "a", "in": "query"})).to_string();
    let path = folder.join("rooms.json");
    fs::write(&path, text).unwrap();
    Row {
        base: path.clone(),
        revision: path,
        ..Row::default()
    }
}

#[test]
fn what_cannot_be_compared_failed() {
    let folder = tempfile::tempdir().unwrap();
    let row = row_in(folder.path());
    let fine = judge(&row, |_, _, _| Ok(comparison(&[])));
    assert_eq!((fine.status, fine.message), (Status::Agree, None));

    let panicked = judge(&row, |_, _, _| panic!("the schema is upside down"));
    assert_eq!(panicked.status, Status::Failed);
    assert_eq!(
        panicked.message.as_deref(),
        Some("panic: the schema is upside down")
    );
    assert_eq!(panicked.found_breaking, None);

    let missing = Row {
        base: folder.path().join("none.json"),
        ..row.clone()
    };
    let missing = judge(&missing, |_, _, _| Ok(comparison(&[])));
    assert_eq!(missing.status, Status::Failed);

    let slow = judge_within(
        &row,
        |_, _, _| loop {
            std::thread::park();
        },
        Duration::from_millis(20),
    );
    assert_eq!(slow.status, Status::Failed);
    assert_eq!(
        slow.message.as_deref(),
        Some("it takes longer than 0.02 seconds")
    );
}

#[test]
fn documents_are_compared_with_paths_or_without() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, document: &Value| {
        let path = folder.path().join(name);
        fs::write(&path, document.to_string()).unwrap();
        path
    };
    let parameter = |location: &str| document(json!({"name": "size", "in": location}));
    let bare = json!({"swagger": "2.0", "info": {"title": "Key rooms", "version": "1"}});
    let row = |base, revision| Row {
        source: "criteo".to_owned(),
        base,
        revision,
        ..Row::default()
    };
    let none = judge(&row(file("a.json", &bare), file("b.json", &bare)), compare);
    assert_eq!(none.found_ids, ["1001:NoVersionChange"], "{none:?}");
    assert_eq!(none.found_breaking, Some(false));

    let moved = row(
        file("c.json", &parameter("query")),
        file("d.json", &parameter("header")),
    );
    let moved = judge(&moved, compare);
    let is_found = |id: &str| moved.found_ids.iter().any(|found| found == id);
    assert!(is_found("1015:ParameterInHasChanged"), "{moved:?}");
    assert_eq!(moved.found_breaking, Some(true));
}

#[test]
fn names_of_schemas_count_wherever_they_stand() {
    let of = |list: &[&str]| {
        let parts: Vec<_> = list
            .iter()
            .map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
            .collect();
        let mut all = document(json!({"name": "a", "in": "query", "schema": {"oneOf": parts}}));
        let schema = json!({"type": "string"});
        all["components"]["schemas"] = json!({"A": schema, "B": schema});
        all
    };
    let found =
        |old: &[&str], new: &[&str]| said_of("criteo", &[], Row::default(), [of(old), of(new)]).ids;
    assert_eq!(found(&["A", "B"], &["B", "A"]), ["1001:NoVersionChange"]);
    let less = ["1001:NoVersionChange", "10321:DifferentOneOf"];
    assert_eq!(found(&["A", "B"], &["A"]), less);
}
