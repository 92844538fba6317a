//! What the steps changed on the way from a document to a client.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

/// Whether the document still means the same after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Another way to say the same.
    Kept,
    /// Something that the document said is no longer said.
    Lost,
    /// It was lost, and then the catalogue's description took the place of the document's.
    Overruled,
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
    /// Whether the document still means the same.
    pub meaning: Meaning,
    /// What stood at the pointer before; `None` where nothing did, and in a report without details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What stands at the pointer after it; `None` where nothing does, and in a report without
    /// details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
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

    /// Says of what was lost at or below `pointer` that the catalogue stands there now.
    pub(crate) fn overrule(&mut self, pointer: &str) {
        for change in &mut self.changes {
            let below = change.pointer.strip_prefix(pointer);
            let is_there = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if is_there && change.meaning == Meaning::Lost {
                change.meaning = Meaning::Overruled;
            }
        }
    }

    /// Fills in what stood at the pointers of all changes but the first `known`, before and after
    /// the step that made them.
    pub(crate) fn detail(&mut self, known: usize, before: &Value, after: &Value) {
        for change in &mut self.changes[known..] {
            change.before = before.pointer(&change.pointer).cloned();
            change.after = after.pointer(&change.pointer).cloned();
        }
    }

    /// A recorder for the changes of one repair.
    pub fn by<'a>(&'a mut self, name: &'static str) -> Recorder<'a> {
        Recorder {
            report: self,
            name,
            uncovered: false,
        }
    }
}

/// Records the changes of one repair.
pub struct Recorder<'a> {
    report: &'a mut Report,
    name: &'static str,
    uncovered: bool,
}

impl Recorder<'_> {
    /// Notes that a change gives work to a repair that is made before this one.
    pub(crate) fn uncovers(&mut self) {
        self.uncovered = true;
    }

    /// Whether a change gives work to a repair that is made before this one.
    pub(crate) fn has_uncovered(&self) -> bool {
        self.uncovered
    }

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
            before: None,
            after: None,
        });
    }
}
