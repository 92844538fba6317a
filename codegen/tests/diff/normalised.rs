//! A document beside what the pipeline makes of it.

use crate::documents::{OURS, REAL, ROWS, VERSIONS};
use crate::{changes, line};
use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Origin, Settings, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Rules under which mending a document changes what it says, each with the reason.
const MEANT: [(&str, &str); 0] = [];

#[test]
fn what_is_ready_says_what_the_document_said() {
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut met = BTreeSet::new();
    for (name, document) in [&ROWS, &OURS, &VERSIONS, &REAL]
        .into_iter()
        .flat_map(|list| list.iter())
    {
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
                match MEANT.iter().find(|(rule, _)| *rule == verdict.rule) {
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
        .map(|(rule, lines)| {
            format!(
                "{rule} ({})\n    {}",
                lines.len(),
                lines[..lines.len().min(6)].join("\n    ")
            )
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let idle: Vec<_> = MEANT
        .iter()
        .filter(|(rule, _)| !met.contains(rule))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}
