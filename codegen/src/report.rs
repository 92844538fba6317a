//! What the steps changed on the way from a document to a client.

use indexmap::IndexMap;
use serde::Serialize;

/// Whether the document still means the same after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Another way to say the same.
    Kept,
    /// Something that the document said is no longer said.
    Lost,
}

/// One change to the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The name of the repair, or of the step.
    pub by: &'static str,
    /// The JSON pointer at which it was made, in the document as it was then.
    pub pointer: String,
    /// What was before and what is now, in one line.
    pub note: String,
    /// Whether something was lost.
    pub meaning: Meaning,
}

/// All changes, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Report {
    /// How many changes each repair made, in the order of their first change.
    pub fn counts(&self) -> IndexMap<&'static str, usize> {
        let mut counts = IndexMap::new();
        for change in &self.changes {
            *counts.entry(change.by).or_default() += 1;
        }
        counts
    }

    /// The changes that lost something.
    pub fn losses(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| change.meaning == Meaning::Lost)
    }

    /// A recorder for the changes of one repair.
    pub fn by<'a>(&'a mut self, name: &'static str) -> Recorder<'a> {
        Recorder { report: self, name }
    }
}

/// Records the changes of one repair.
pub struct Recorder<'a> {
    report: &'a mut Report,
    name: &'static str,
}

impl Recorder<'_> {
    /// Records a change that says the same in another way.
    pub fn kept(&mut self, pointer: impl Into<String>, note: impl Into<String>) {
        self.record(pointer.into(), note.into(), Meaning::Kept);
    }

    /// Records a change that lost something.
    pub fn lost(&mut self, pointer: impl Into<String>, note: impl Into<String>) {
        self.record(pointer.into(), note.into(), Meaning::Lost);
    }

    fn record(&mut self, pointer: String, note: String, meaning: Meaning) {
        self.report.changes.push(Change {
            by: self.name,
            pointer,
            note,
            meaning,
        });
    }
}
