//! Whether what we found is what a row expects.

use crate::diff::change::Comparison;

use super::dialects::{self, Said};
use super::manifest::{Match, Row};

/// What comes of a row whose documents could be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether we agree.
    pub(super) agrees: bool,
    /// What was found, in the words of the row.
    pub(super) found: Vec<String>,
    /// What was not.
    pub(super) missing: Vec<String>,
    /// Why we disagree, or what else is worth saying.
    pub(super) message: Option<String>,
}

/// Compares what a tool would say with what its test expects.
///
/// Ids beyond the expected ones are told and are no disagreement: each change is told once here,
/// and a tool that tells of one thing in several places counts them. Where a row expects that
/// nothing is found, anything is one.
pub(super) fn verdict(row: &Row, said: &Said, comparison: &Comparison) -> Verdict {
    let same = |left: &str, right: &str| dialects::same(&row.source, left, right);
    let is_found = |id: &str| said.ids.iter().any(|found| same(found, id));
    let mut reasons = Vec::new();
    if let Some(expected) = row.breaking
        && expected != said.breaking
    {
        reasons.push(match expected {
            true => "it should break callers and does not".to_owned(),
            false => "it should break nobody and does".to_owned(),
        });
    }
    let missing: Vec<String> = row
        .expected_ids
        .iter()
        .filter(|id| !is_found(id))
        .cloned()
        .collect();
    for id in &missing {
        reasons.push(if said.below.iter().any(|below| same(below, id)) {
            format!("{id} is found, below the level that was asked for")
        } else {
            match dialects::explain(&row.source, id) {
                Some(ours) => format!("{id} is not found: ours would be {ours}"),
                None => format!("{id} is not found"),
            }
        });
    }
    for id in row.absent_ids.iter().filter(|id| is_found(id)) {
        reasons.push(format!("{id} is found and should not be"));
    }
    let nothing_expected = row.expected_ids.is_empty() && row.expects == Match::Exact;
    if nothing_expected && said.anything {
        reasons.push("nothing should be found".to_owned());
    }
    if row.expects == Match::SomeChange && !said.anything {
        reasons.push("something should be found".to_owned());
    }
    let agrees = reasons.is_empty();
    let others = said
        .ids
        .iter()
        .filter(|found| !row.expected_ids.iter().any(|id| same(found, id)));
    let others: Vec<_> = others.map(String::as_str).collect();
    if !agrees {
        reasons.push(format!("we found {}", ours(comparison)));
    } else if row.expects == Match::Exact && !others.is_empty() {
        reasons.push(format!("found besides: {}", others.join(", ")));
    }
    let spelt = |found: &String| {
        let expected = row.expected_ids.iter().find(|id| same(found, id));
        expected.unwrap_or(found).clone()
    };
    Verdict {
        agrees,
        found: said.ids.iter().map(spelt).collect(),
        missing,
        message: (!reasons.is_empty()).then(|| reasons.join("; ")),
    }
}

/// Our rules with their levels on the wire, each once.
fn ours(comparison: &Comparison) -> String {
    let mut words = Vec::new();
    for verdict in comparison
        .changes
        .iter()
        .flat_map(|change| &change.verdicts)
    {
        let level = match verdict.strict {
            crate::diff::change::Level::Info => "info",
            crate::diff::change::Level::Warning => "warning",
            crate::diff::change::Level::Breaking => "breaking",
        };
        let word = format!("{} ({level})", verdict.rule);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    match words.is_empty() {
        true => "nothing".to_owned(),
        false => words.join(", "),
    }
}
