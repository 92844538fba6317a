//! What is known of whether two schemas are the same, and what is being found out.
//!
//! Schemas stand in circles: finding out whether two are the same may ask the same again. Then they
//! are taken for the same: if they are not, a difference is found elsewhere.

use rustc_hash::FxHashMap;

/// The most questions that are asked to answer another one.
const MOST_OPEN: usize = 12;

/// Whether two schemas are the same, by where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// As they stand there.
    Whole(usize, usize),
    /// With their parts put together.
    Merged(usize, usize),
}

/// What is known of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Whether they are the same.
    Known(bool),
    /// Nothing: somebody has to look.
    Open,
    /// Nothing, and nobody looks that deep.
    TooDeep,
}

/// Questions and their answers.
#[derive(Debug, Default)]
pub(super) struct Asked {
    answers: FxHashMap<Question, bool>,
    open: Vec<Question>,
    /// The outermost question that was taken for answered meanwhile.
    leans_on: Option<usize>,
}

impl Asked {
    /// Asks a question; one that is open has to be ended.
    pub(super) fn begin(&mut self, question: Question) -> Answer {
        if let Some(known) = self.answers.get(&question) {
            return Answer::Known(*known);
        }
        if let Some(at) = self.open.iter().position(|open| *open == question) {
            self.lean(at);
            return Answer::Known(true);
        }
        if self.open.len() == MOST_OPEN {
            return Answer::TooDeep;
        }
        self.open.push(question);
        Answer::Open
    }

    /// Answers the question that was asked last.
    pub(super) fn end(&mut self, question: Question, same: bool) -> bool {
        self.open.pop();
        let own = self.open.len();
        // What holds only as long as an outer question is answered by yes is not known.
        match self.leans_on {
            Some(outer) if outer < own && same => {}
            _ => drop(self.answers.insert(question, same)),
        }
        if self.leans_on.is_some_and(|outer| outer >= own) {
            self.leans_on = None;
        }
        same
    }

    fn lean(&mut self, at: usize) {
        self.leans_on = Some(self.leans_on.map_or(at, |known| known.min(at)));
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn what_leans_on_an_open_question_is_asked_again() {
        let mut asked = Asked::default();
        let (a, b) = (Question::Whole(1, 2), Question::Whole(3, 4));
        assert_eq!(asked.begin(a), Answer::Open);
        assert_eq!(asked.begin(b), Answer::Open);
        assert_eq!(asked.begin(a), Answer::Known(true));
        assert!(asked.end(b, true));
        assert_eq!(asked.begin(b), Answer::Open);
        assert!(!asked.end(b, false));
        assert_eq!(asked.begin(b), Answer::Known(false));
        assert!(asked.end(a, true));
        assert_eq!(asked.begin(a), Answer::Known(true));
    }

    #[test]
    fn questions_end() {
        let mut asked = Asked::default();
        let answers: Vec<_> = (0..=MOST_OPEN)
            .map(|at| asked.begin(Question::Merged(at, at)))
            .collect();
        assert_eq!(answers.last(), Some(&Answer::TooDeep));
        assert_eq!(
            answers
                .iter()
                .filter(|answer| **answer == Answer::Open)
                .count(),
            MOST_OPEN
        );
    }
}
