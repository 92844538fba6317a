//! What is wrong with overlays, and how it is counted.

use super::Overlay;
use crate::document::{Document, clip};
use crate::problem::{Problem, Refusal};

/// How many problems are told in full.
const TOLD: usize = 20;

/// The problems of one file, or of all that are applied.
#[derive(Default)]
pub(super) struct Problems {
    told: Vec<Problem>,
    more: usize,
}

impl Problems {
    /// Adds what is wrong at `pointer` of a file.
    pub(super) fn add(&mut self, document: &Document, pointer: &str, problem: Problem) {
        if self.told.len() == TOLD {
            self.more += 1;
            return;
        }
        // Finding a place reads the text once more: only for what is told.
        let mut problem = problem;
        problem.place = Some(document.place(pointer));
        problem.pointer = Some(pointer.to_owned()).filter(|pointer| !pointer.is_empty());
        self.told.push(problem);
    }

    /// Adds what is wrong with the target of an action, counted from 0.
    pub(super) fn add_action(&mut self, overlay: &Overlay, index: usize, problem: Problem) {
        let pointer = format!("/actions/{index}/target");
        self.add(&overlay.document, &pointer, problem);
    }

    /// Nothing, or the refusal.
    pub(super) fn into_result(self) -> Result<(), Refusal> {
        let mut problems = self.told;
        if self.more > 0 {
            problems.push(Problem::new(
                format!("and {} more problems of this kind", self.more),
                "mend those above first, then ask again",
            ));
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal(problems)),
        }
    }
}

/// A text as an error may repeat it, whole: what a terminal would not show is escaped.
pub(super) fn shown(text: &str) -> String {
    let mut letter = [0; 4];
    text.chars()
        .map(|character| clip(character.encode_utf8(&mut letter)))
        .collect()
}

/// The most names that an error lists.
const MOST_NAMES: usize = 8;

/// Names in backticks, the first few of them.
pub(super) fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let names: Vec<String> = names
        .take(MOST_NAMES)
        .map(|name| format!("`{}`", clip(name)))
        .collect();
    match more {
        0 => names.join(", "),
        _ => format!("{} and {more} more", names.join(", ")),
    }
}
