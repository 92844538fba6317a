//! What the product's documents say that calls need is in the operation table.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use pvwa_api::{SafePermission, operation::Operation, operations};
use std::{collections::BTreeMap, path::Path};

/// The facts, in a form of our own.
const FACTS: &str = include_str!("stated_permissions.txt");

/// What a call needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Needs {
    safe: Vec<String>,
    vault: Vec<String>,
    groups: Vec<String>,
}

/// Method and path, as nobody can write them differently.
type Call = (String, String);

fn call(method: &str, path: &str) -> Call {
    let mut bare = String::new();
    let mut inside = false;
    for character in path.trim_end_matches('/').chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                bare.push('*');
            }
            _ if inside => {}
            _ => bare.extend(character.to_lowercase()),
        }
    }
    (method.to_owned(), bare)
}

fn sorted<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut names: Vec<_> = names
        .into_iter()
        .map(|name| name.as_ref().to_owned())
        .collect();
    names.retain(|name| !name.is_empty());
    names.sort();
    names
}

fn facts() -> BTreeMap<Call, Needs> {
    let mut facts = BTreeMap::new();
    let mut needs = Needs::default();
    for line in FACTS.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(": ") {
            _ if line.is_empty() => needs = Needs::default(),
            Some(("safe", names)) => needs.safe = sorted(names.split(' ')),
            Some(("vault", names)) => needs.vault = sorted(names.split(' ')),
            Some(("groups", names)) => needs.groups = sorted(names.split(", ")),
            _ if line == "nothing by name" => {}
            _ => {
                let (method, path) = line.trim().split_once(' ').unwrap();
                assert_eq!(
                    facts.insert(call(method, path), needs.clone()),
                    None,
                    "{line}"
                );
            }
        }
    }
    facts
}

fn table() -> BTreeMap<Call, &'static Operation> {
    let rows = operations::ALL.iter();
    rows.map(|row| (call(row.method, row.path), row)).collect()
}

#[test]
fn every_stated_requirement_is_in_the_operation_table() {
    let (facts, table) = (facts(), table());
    assert_eq!(facts.len(), 184);
    for (call, needs) in facts {
        let row = table
            .get(&call)
            .unwrap_or_else(|| panic!("there is no {call:?}"));
        let held = row
            .permissions
            .unwrap_or_else(|| panic!("{}: nothing", row.id));
        let safe = sorted(held.safe.iter().map(|one| SafePermission::api_name(*one)));
        assert_eq!(safe, needs.safe, "{}", row.id);
        assert!(held.safe_any.is_empty(), "{}", row.id);
        assert_eq!(sorted(held.vault), needs.vault, "{}", row.id);
        for group in needs.groups {
            let words = held.other.unwrap_or_default();
            assert!(
                words.contains(&group),
                "{}: {group} is not in `{words}`",
                row.id
            );
        }
    }
}

/// Where the facts that these come from lie beside the repository, they are the same.
#[test]
fn the_facts_are_those_that_were_collected() {
    let collected =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/facts/permissions.tsv");
    let Ok(text) = std::fs::read_to_string(&collected) else {
        println!(
            "{} is not there: only our own facts were tried",
            collected.display()
        );
        return;
    };
    let facts = facts();
    let mut lines = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let column = |name: &str| names.iter().position(|one| *one == name).unwrap();
    let (method, path) = (column("method"), column("path"));
    let (safe, any_or_all) = (column("safe_permissions"), column("any_or_all"));
    let (vault, confidence) = (column("vault_authorizations"), column("confidence"));
    let mut rows = 0;
    for row in lines.filter(|row| row[confidence] == "stated") {
        let needs = facts.get(&call(row[method], row[path]));
        let needs = needs.unwrap_or_else(|| panic!("{} {} is left out", row[method], row[path]));
        assert_ne!(row[any_or_all], "any", "{row:?}");
        assert_eq!(sorted(row[safe].split(',')), needs.safe, "{row:?}");
        assert_eq!(sorted(row[vault].split(',')), needs.vault, "{row:?}");
        rows += 1;
    }
    assert_eq!(rows, facts.len());
}
