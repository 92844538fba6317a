//! What the tools say whose tests are in a manifest: each a table from its ids to our rules.
//!
//! A tool finds what our comparison finds, in its own words and with its own judgement. What it
//! judges by how a document is written, and not by what is on the wire, is read beside it.

mod azure;
mod criteo;
mod drift;
mod java;
mod oasdiff;
mod shared;

use crate::diff::change::{Change, Level};

use super::facts::Facts;
use super::manifest::Row;

/// What one of our rules, or something read, is in the words of a tool.
#[derive(Clone, Copy)]
pub(super) struct Meaning {
    /// Its id; empty for what it finds without naming it.
    pub(super) id: &'static str,
    /// Our rules, as patterns.
    pub(super) rules: &'static [&'static str],
    /// What else has to be so.
    pub(super) only: Option<fn(&Facts<'_>, &Change, &str) -> bool>,
    /// How much it matters to that tool.
    pub(super) weight: Weight,
    /// Why the two are taken for the same.
    pub(super) why: &'static str,
}

/// A row of a table.
const fn means(
    id: &'static str,
    rules: &'static [&'static str],
    weight: Weight,
    why: &'static str,
) -> Meaning {
    Meaning {
        id,
        rules,
        only: None,
        weight,
        why,
    }
}

impl Meaning {
    /// It means so only where something else is so.
    const fn only(mut self, only: fn(&Facts<'_>, &Change, &str) -> bool) -> Self {
        self.only = Some(only);
        self
    }
}

/// Something that is read from the documents themselves.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    /// The tool's id.
    pub(super) id: &'static str,
    /// Whether it is so.
    pub(super) is_so: fn(&Facts<'_>) -> bool,
    /// How much it matters to that tool.
    pub(super) weight: Weight,
    /// Why our comparison does not tell it.
    pub(super) why: &'static str,
}

/// How much something matters to a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// It breaks callers.
    Always,
    /// It breaks callers, which is an error where the version is the same and a warning where it
    /// is not. It breaks them all the same: the manifest does not decide in the second case.
    Unannounced,
    /// It is told and breaks nobody.
    Never,
    /// The tool does not judge: our own level on the wire counts.
    Unjudged,
}

impl Weight {
    /// Whether callers break by it, where our own level is `strict`.
    pub(super) fn breaks(self, strict: Level) -> bool {
        match self {
            Self::Always | Self::Unannounced => true,
            Self::Never => false,
            Self::Unjudged => strict >= Level::Warning,
        }
    }
}

/// What a tool would say of two documents by what we found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its ids, each once, in the order in which they were found.
    pub(super) ids: Vec<String>,
    /// Whether something in it breaks callers.
    pub(super) breaking: bool,
    /// Whether anything at all was found.
    pub(super) anything: bool,
    /// Ids that are below the level that was asked for.
    pub(super) below: Vec<String>,
}

impl Said {
    fn add(&mut self, id: &str) {
        if !id.is_empty() && !self.ids.iter().any(|known| known == id) {
            self.ids.push(id.to_owned());
        }
    }
}

/// Whether two ids of a source are the same: some are written with more or less around them.
pub(super) fn same(source: &str, left: &str, right: &str) -> bool {
    bare(source, left) == bare(source, right)
}

fn bare<'a>(source: &str, id: &'a str) -> &'a str {
    match source {
        // A number and a name: the number tells.
        "azure-oad" | "criteo" => id.split(':').next().unwrap_or(id),
        // A name, with or without its class.
        "openapi-diff-java" => id.rsplit('.').next().unwrap_or(id),
        _ => id,
    }
}

/// What the tool of a row would say.
///
/// The ids of an unknown one are taken for our own rules.
pub(super) fn say(row: &Row, facts: &Facts<'_>) -> Said {
    match row.source.as_str() {
        "azure-oad" => by_tables(azure::TABLES, azure::READINGS, facts),
        "criteo" => by_tables(criteo::TABLES, criteo::READINGS, facts),
        "drift" => by_tables(drift::TABLES, drift::READINGS, facts),
        "openapi-diff-java" => java::say(&row.switches, facts),
        _ => oasdiff::say(row, facts),
    }
}

/// What an id would have been in our words: for whoever looks why it was not found.
pub(super) fn explain(source: &str, id: &str) -> Option<String> {
    let (tables, readings): (&[&[Meaning]], &[Reading]) = match source {
        "azure-oad" => (azure::TABLES, azure::READINGS),
        "criteo" => (criteo::TABLES, criteo::READINGS),
        "drift" => (drift::TABLES, drift::READINGS),
        "openapi-diff-java" => (java::TABLES, &[]),
        _ => return None,
    };
    let rows = tables.iter().flat_map(|table| table.iter());
    let rows = rows.filter(|row| same(source, row.id, id));
    let ours = rows.map(|row| format!("{} ({})", row.rules.join(" "), row.why));
    let readings = readings.iter().filter(|row| same(source, row.id, id));
    let read = readings.map(|row| format!("what is read ({})", row.why));
    let all: Vec<_> = ours.chain(read).collect();
    (!all.is_empty()).then(|| all.join(", or "))
}

fn by_tables(tables: &[&[Meaning]], readings: &[Reading], facts: &Facts<'_>) -> Said {
    let mut said = Said {
        anything: !facts.comparison.changes.is_empty(),
        ..Said::default()
    };
    for reading in readings.iter().filter(|reading| (reading.is_so)(facts)) {
        said.add(reading.id);
        said.anything = true;
        said.breaking |= reading.weight.breaks(Level::Info);
    }
    for change in &facts.comparison.changes {
        for verdict in &change.verdicts {
            let meant = tables
                .iter()
                .flat_map(|table| table.iter())
                .filter(|meaning| {
                    super::pattern::matches_any(meaning.rules, &verdict.rule)
                        && meaning
                            .only
                            .is_none_or(|only| only(facts, change, &verdict.rule))
                });
            for meaning in meant {
                said.add(meaning.id);
                said.breaking |= meaning.weight.breaks(verdict.strict);
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::{Meaning, azure, criteo, drift, java};
    use crate::corpus::diff::pattern::matches;

    #[test]
    fn every_pattern_of_a_table_is_some_rule_of_ours() {
        let rules = crate::diff::rules::all();
        let all: [&[&[Meaning]]; 4] = [azure::TABLES, criteo::TABLES, drift::TABLES, java::TABLES];
        let rows = all.into_iter().flatten().flat_map(|table| table.iter());
        let missing: Vec<_> = rows
            .flat_map(|row| row.rules.iter().map(move |pattern| (row.id, *pattern)))
            .filter(|(_, pattern)| !rules.iter().any(|rule| matches(pattern, &rule.id)))
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
