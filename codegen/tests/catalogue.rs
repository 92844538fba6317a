//! The catalogue: what is read, what a version holds, what the rules find, how versions differ.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

#[path = "catalogue/breaks.rs"]
mod breaks;

use breaks::BREAKS;
use pvwa_codegen::{
    catalogue::{Catalogue, RULES, compare},
    operation::Version,
    pipeline::{self, Home, Source},
};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};
use tempfile::TempDir;

/// A catalogue that keeps all rules: two areas, and what they share.
const FILES: [(&str, &str); 4] = [
    ("_document.yaml", include_str!("catalogue/_document.yaml")),
    ("common.yaml", include_str!("catalogue/common.yaml")),
    ("safes.yaml", include_str!("catalogue/safes.yaml")),
    ("server.yaml", include_str!("catalogue/server.yaml")),
];

/// Writes the small catalogue with one text replaced by another.
fn with(file: &str, from: &str, to: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        let text = if name == file {
            assert!(text.contains(from), "{file} has no {from:?}");
            text.replace(from, to)
        } else {
            text.to_owned()
        };
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn small() -> (TempDir, Catalogue) {
    let dir = with("common.yaml", "tags: []", "tags: []");
    let catalogue = Catalogue::load(dir.path()).unwrap();
    (dir, catalogue)
}

/// The project's own catalogue.
fn real() -> Catalogue {
    Catalogue::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/catalogue/pvwa")).unwrap()
}

fn render(catalogue: &Catalogue, version: &str) -> Value {
    catalogue.render(version.parse().unwrap())
}

/// What `verify` says, with the folder left out.
fn complaints(dir: &TempDir) -> Vec<String> {
    let folder = format!("{}{}", dir.path().display(), std::path::MAIN_SEPARATOR);
    let problems = Catalogue::load(dir.path()).unwrap().verify();
    problems
        .iter()
        .map(|problem| problem.to_string().replace(&folder, ""))
        .collect()
}

#[test]
fn the_projects_catalogue_keeps_all_rules() {
    let problems = real().verify();
    let text: Vec<_> = problems.iter().take(20).map(ToString::to_string).collect();
    assert!(
        problems.is_empty(),
        "{} problems\n{}",
        problems.len(),
        text.join("\n")
    );
}

#[test]
fn identity_has_neither_versions_nor_editions() {
    let dir = with("_document.yaml", "service: pvwa", "service: identity");
    let complaints = complaints(&dir);
    let all_foreign = complaints
        .iter()
        .all(|text| text.contains("unknown-extension: x-"));
    assert!(all_foreign && complaints.len() >= 16, "{complaints:#?}");
}

#[test]
fn the_catalogue_of_identity_keeps_all_rules() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/catalogue/identity");
    let catalogue = Catalogue::load(&folder).unwrap();
    let problems = catalogue.verify();
    assert!(problems.is_empty(), "{}", problems[0]);
    let counted: usize = catalogue
        .coverage()
        .iter()
        .map(|(_, coverage)| coverage.operations)
        .sum();
    assert!(counted >= 233, "{counted}");
}

#[test]
fn the_small_catalogue_keeps_all_rules() {
    let (dir, _) = small();
    assert_eq!(complaints(&dir), Vec::<String>::new());
}

#[test]
fn what_breaks_a_rule_is_found_by_that_rule() {
    for (rule, file, from, to) in BREAKS {
        let found = complaints(&with(file, from, to));
        let prefix = format!("{rule}: ");
        assert!(!found.is_empty(), "{rule} does not find {to:?}");
        for text in found {
            assert!(text.contains(&prefix), "{to:?} is for {rule}, but\n{text}");
        }
    }
}

#[test]
fn every_rule_is_tested_and_documented() {
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    let tested: BTreeSet<&str> = BREAKS.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(rules, tested);
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let documented: Vec<&str> = readme
        .split("## What `cargo xtask verify` enforces")
        .nth(1)
        .and_then(|section| section.split("\n## ").next())
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names, documented);
}

#[test]
fn a_problem_says_where_and_what_to_do() {
    let dir = with(
        "safes.yaml",
        "description: Text to find.",
        "description: ''",
    );
    insta::assert_snapshot!(complaints(&dir).join("\n"));
}

/// Operations with their parameters, schemas with their properties; `*` marks what is required.
fn outline(catalogue: &Catalogue, version: &str) -> String {
    let document = render(catalogue, version);
    let mut text = format!("{version}\n");
    let paths = document["paths"].as_object().into_iter().flatten();
    for operation in paths.flat_map(|(_, item)| item.as_object().unwrap().values()) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let names: Vec<_> = parameters
            .filter_map(|each| each["name"].as_str())
            .collect();
        let id = operation["operationId"].as_str().unwrap();
        text.push_str(&format!("  {id}({})\n", names.join(", ")));
    }
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let names = properties.map(|(name, _)| match required.contains(&Value::from(&**name)) {
            true => format!("{name}*"),
            false => name.clone(),
        });
        text.push_str(&format!(
            "  {name} {{{}}}\n",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    text
}

#[test]
fn a_version_holds_what_existed_then() {
    let (_dir, catalogue) = small();
    let versions: Vec<_> = catalogue
        .versions()
        .iter()
        .map(Version::to_string)
        .collect();
    assert_eq!(versions, ["10.5", "11.1", "12.1", "12.2", "14.6"]);
    assert_eq!(catalogue.newest(), Version::new(14, 6, 0));
    insta::assert_snapshot!(
        "whole_document",
        format!("{:#}", render(&catalogue, "10.5"))
    );
    let outlines = ["10.5", "12.1", "12.2", "14.6"].map(|version| outline(&catalogue, version));
    insta::assert_snapshot!("outlines", outlines.join("\n"));
}

#[test]
fn a_version_that_is_left_out_is_as_the_next_older_one() {
    let (_dir, catalogue) = small();
    let parameters = |version| {
        let document = render(&catalogue, version);
        let list = document["paths"]["/API/Safes"]["get"]["parameters"]
            .as_array()
            .cloned();
        let names = list.unwrap_or_default().into_iter();
        names
            .filter_map(|each| each["name"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(parameters("12.2.3"), ["search", "old"]);
    assert_eq!(parameters("14.2"), ["search", "old"]);
    assert_eq!(parameters("14.6.1"), ["search", "extendedDetails"]);
    assert_eq!(parameters("9.9"), Vec::<String>::new());
}

#[test]
fn versions_are_compared_by_operation() {
    let (_dir, catalogue) = small();
    let (old, new) = (render(&catalogue, "12.1"), render(&catalogue, "14.6"));
    insta::assert_snapshot!("forwards", compare(&old, &new));
    insta::assert_snapshot!("backwards", compare(&new, &old));
    let same = compare(&new, &new);
    assert!(same.added.is_empty() && same.removed.is_empty() && same.changed.is_empty());
}

#[test]
fn a_schema_that_holds_itself_is_compared_in_bounded_time() {
    let document: Value = serde_json::from_str(
        r##"{
        "info": {"version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json":
            {"schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
        "components": {"schemas": {"Node": {"allOf": [{"$ref": "#/components/schemas/Node"}],
            "properties": {"left": {"$ref": "#/components/schemas/Node"},
                           "right": {"$ref": "#/components/schemas/Node"}}}}}
    }"##,
    )
    .unwrap();
    assert!(compare(&document, &document).changed.is_empty());
}

#[test]
fn every_version_refers_to_nothing_that_it_does_not_have() {
    let catalogue = real();
    for version in catalogue.versions() {
        let document = catalogue.render(*version);
        let mut waiting = vec![&document];
        while let Some(value) = waiting.pop() {
            if let Some(target) = value.get("$ref").and_then(Value::as_str) {
                let found = document.pointer(target.trim_start_matches('#'));
                assert!(found.is_some(), "{version} refers to {target}");
            }
            match value {
                Value::Object(object) => waiting.extend(object.values()),
                Value::Array(list) => waiting.extend(list),
                _ => {}
            }
        }
    }
}

#[test]
fn a_client_can_be_generated_for_old_and_new_versions() {
    let catalogue = real();
    let versions = catalogue.versions();
    let oldest = versions[0];
    for version in [oldest, Version::new(12, 1, 0), catalogue.newest()] {
        let source = Source::version(&catalogue, version);
        let normalized = pipeline::normalize(source, None).unwrap();
        assert_eq!(
            normalized.report.losses().count(),
            0,
            "{version} loses something"
        );
        pipeline::build(normalized.code, Home::Standalone).unwrap();
    }
}

#[test]
fn a_catalogue_that_cannot_be_read_is_refused() {
    let refusal = |dir: &TempDir| {
        let folder = format!("{}{}", dir.path().display(), std::path::MAIN_SEPARATOR);
        match Catalogue::load(dir.path()) {
            Ok(_) => panic!("it was read"),
            Err(refusal) => refusal.to_string().replace(&folder, ""),
        }
    };
    let cases = [
        ("_document.yaml", "versions:", "version:"),
        ("_document.yaml", "\"14.6\"", "14.6"),
        ("_document.yaml", "title: A small vault", "title: ''"),
        ("server.yaml", "openapi: 3.0.3", "openapi: [3.0.3"),
        ("server.yaml", "openapi: 3.0.3", "open: 3.0.3"),
    ];
    let texts = cases.map(|(file, from, to)| refusal(&with(file, from, to)));
    insta::assert_snapshot!(texts.join("\n\n"));
    assert!(Catalogue::load(Path::new("no/such/folder")).is_err());
}
