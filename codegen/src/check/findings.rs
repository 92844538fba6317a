//! What the rules have found, with the place in the file and the operation around it.

use crate::document::Document;
use crate::problem::{Problem, Refusal};
use crate::walk::{self, unescape};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// How many problems are told in full.
const TOLD: usize = 20;

/// The problems of one document.
pub(super) struct Findings<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
    /// How many more there are than are told.
    more: usize,
}

impl<'a> Findings<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            problems: Vec::new(),
            more: 0,
        }
    }

    pub(super) fn value(&self) -> &'a Value {
        &self.document.value
    }

    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether another problem would only be counted.
    pub(super) fn is_full(&self) -> bool {
        self.problems.len() >= TOLD
    }

    /// Adds a problem at `pointer`: what is wrong, why that cannot be used, what to do.
    pub(super) fn add(
        &mut self,
        pointer: &str,
        what: impl Into<String>,
        why: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if self.is_full() {
            self.more += 1;
            return;
        }
        let mut problem = Problem::new(what, remedy).pointer(pointer).why(why);
        problem.place = Some(self.document.place(pointer));
        problem.operation = self.operation(pointer);
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
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        for (user, schema) in schemas {
            walk::references(schema, &mut |target| {
                if let Some(used) = walk::schema_name(target) {
                    users.entry(used).or_default().push(user);
                }
            });
        }
        let mut holders = HashSet::from([name]);
        let mut left = vec![name];
        while let Some(name) = left.pop() {
            let users = users.get(name).into_iter().flatten();
            left.extend(users.filter(|user| holders.insert(user)));
        }
        let mut found = None;
        walk::operations(self.value(), |method, path, _, operation| {
            let mut uses = false;
            for part in operation.values().filter(|_| found.is_none()) {
                walk::references(part, &mut |target| {
                    uses |= walk::schema_name(target).is_some_and(|name| holders.contains(name));
                });
            }
            if uses {
                found = Some(walk::title(method, path, operation));
            }
        });
        found
    }

    pub(super) fn into_result(self) -> Result<(), Refusal> {
        let mut problems = self.problems;
        if self.more > 0 {
            problems.push(Problem::new(
                format!("and {} more problems of this document", self.more),
                "mend those above first, then ask again",
            ));
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Refusal(problems)),
        }
    }
}
