//! What the rules have found, with the place in the file and the operation around it.

use crate::document::Document;
use crate::problem::{Problem, Refusal};
use crate::walk::{self, unescape};
use serde_json::Value;
use std::collections::HashSet;

/// How many problems are told in full.
const TOLD: usize = 20;

/// The problems of one document.
pub(super) struct Findings<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
    seen: HashSet<String>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            problems: Vec::new(),
            seen: HashSet::new(),
        }
    }

    pub(super) fn value(&self) -> &'a Value {
        &self.document.value
    }

    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether something was found at `pointer` or inside of it.
    pub(super) fn has(&self, pointer: &str) -> bool {
        self.seen.iter().any(|seen| seen.starts_with(pointer))
    }

    /// Adds a problem at `pointer`: what is wrong, why that cannot be used, what to do.
    pub(super) fn add(
        &mut self,
        pointer: &str,
        what: impl Into<String>,
        why: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.seen.insert(pointer.to_owned());
        let mut problem = Problem::new(what, remedy).pointer(pointer).why(why);
        // Finding a place reads the text once more: only for what is told.
        if self.problems.len() < TOLD {
            problem.place = Some(self.document.place(pointer));
            problem.operation = self.operation(pointer);
        }
        self.problems.push(problem);
    }

    /// The operation in which `pointer` stands; for a schema, the first that uses it.
    fn operation(&self, pointer: &str) -> Option<String> {
        let mut segments = pointer.split('/').skip(1).map(unescape);
        let first = segments.next()?;
        let second = segments.next()?;
        let third = segments.next()?;
        if first == "paths" {
            let operation = self.value()["paths"][&second][&third].as_object()?;
            return Some(walk::title(&third, &second, operation));
        }
        (first == "components" && second == "schemas")
            .then(|| self.user_of(&third))
            .flatten()
    }

    /// The first operation whose request or answer holds the schema `name`.
    fn user_of(&self, name: &str) -> Option<String> {
        let schemas = self.value()["components"]["schemas"].as_object()?;
        let mut found = None;
        walk::operations(self.value(), |method, path, _, operation| {
            if found.is_some() {
                return;
            }
            let mut seen = HashSet::new();
            let mut left: Vec<&Value> = operation.values().collect();
            while let Some(value) = left.pop() {
                walk::references(value, &mut |target| {
                    if let Some(target) = walk::schema_name(target)
                        && seen.insert(target.to_owned())
                    {
                        left.extend(schemas.get(target));
                    }
                });
            }
            if seen.contains(name) {
                found = Some(walk::title(method, path, operation));
            }
        });
        found
    }

    pub(super) fn into_result(self) -> Result<(), Refusal> {
        let mut problems = self.problems;
        let more = problems.len().saturating_sub(TOLD);
        if more > 0 {
            problems.truncate(TOLD);
            problems.push(Problem::new(
                format!("and {more} more problems of this document"),
                "mend those above first, then ask again",
            ));
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal(problems)),
        }
    }
}
