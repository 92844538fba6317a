//! Holding the catalogue to its rules.

use super::{
    Catalogue,
    breach::{self, Breach},
    rules,
};
use crate::{document::Document, problem::Problem, walk};
use serde_json::{Map, Value};

/// A rule of the catalogue.
pub struct Rule {
    /// Its name, with which every problem it finds begins.
    pub name: &'static str,
    /// Why there is such a rule.
    pub why: &'static str,
    pub(super) check: fn(&Sheets<'_>, &mut Findings),
}

/// The rules of the catalogue, in the order of `spec/README.md`.
pub static RULES: &[Rule] = rules::RULES;

impl Catalogue {
    /// What breaks the rules, in the order of files and of places in them.
    ///
    /// The `what` of each problem begins with the name of the rule.
    pub fn verify(&self) -> Vec<Problem> {
        let sheets = Sheets {
            catalogue: self,
            head: Sheet::new("_document", &self.head),
            all: self
                .areas
                .iter()
                .map(|area| Sheet::new(&area.name, &area.document))
                .collect(),
        };
        let mut problems = Vec::new();
        for rule in RULES {
            let mut findings = Findings {
                rule,
                problems: Vec::new(),
            };
            (rule.check)(&sheets, &mut findings);
            problems.append(&mut findings.problems);
        }
        problems.sort_by(|one, other| one.place.cmp(&other.place));
        problems
    }
}

/// The catalogue, laid out for the rules.
pub(super) struct Sheets<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// `_document.yaml`.
    pub(super) head: Sheet<'a>,
    /// The areas.
    pub(super) all: Vec<Sheet<'a>>,
}

/// One file, laid out for the rules.
pub(super) struct Sheet<'a> {
    pub(super) name: &'a str,
    pub(super) document: &'a Document,
    pub(super) operations: Vec<Listed<'a>>,
    /// Every schema with its pointer: components, parameters, bodies, and what is inside them.
    pub(super) schemas: Vec<(String, &'a Value)>,
    /// What `catalogue.schema.json` does not allow.
    pub(super) breaches: Vec<Breach>,
}

/// An operation of an area.
pub(super) struct Listed<'a> {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) pointer: String,
    pub(super) value: &'a Map<String, Value>,
}

impl<'a> Sheet<'a> {
    fn new(name: &'a str, document: &'a Document) -> Self {
        let mut operations = Vec::new();
        walk::operations(&document.value, |method, path, pointer, value| {
            operations.push(Listed {
                method: method.to_owned(),
                path: path.to_owned(),
                pointer: pointer.to_owned(),
                value,
            });
        });
        // The walk may change what it visits, so it goes over a copy.
        let mut pointers = Vec::new();
        walk::schemas_mut(&mut document.value.clone(), &mut |pointer, _| {
            pointers.push(pointer.to_owned());
        });
        let schemas = pointers
            .into_iter()
            .filter_map(|pointer| Some((pointer.clone(), document.value.pointer(&pointer)?)))
            .collect();
        Self {
            name,
            document,
            operations,
            schemas,
            breaches: breach::breaches(name, &document.value),
        }
    }

    /// The file's content.
    pub(super) fn value(&self) -> &'a Value {
        &self.document.value
    }

    /// Every parameter with its pointer, and the operation it belongs to.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (String, &'a Value, &Listed<'a>)> {
        self.operations.iter().flat_map(|operation| {
            let list = operation.value.get("parameters").and_then(Value::as_array);
            list.into_iter()
                .flatten()
                .enumerate()
                .map(move |(index, parameter)| {
                    let pointer = format!("{}/parameters/{index}", operation.pointer);
                    (pointer, parameter, operation)
                })
        })
    }

    /// Every property of every schema, with its pointer.
    pub(super) fn properties(&self) -> impl Iterator<Item = (String, &'a Value)> {
        self.schemas.iter().flat_map(|(pointer, schema)| {
            let properties = schema.get("properties").and_then(Value::as_object);
            let at = walk::join(pointer, "properties");
            properties
                .into_iter()
                .flatten()
                .map(move |(name, property)| (walk::join(&at, name), property))
        })
    }

    /// The components of a kind by their names.
    pub(super) fn components(&self, kind: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let entries = self.value()["components"][kind].as_object();
        entries
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value))
    }
}

impl<'a> Sheets<'a> {
    /// Every operation with the file it stands in.
    pub(super) fn operations(&self) -> impl Iterator<Item = (&Sheet<'a>, &Listed<'a>)> {
        let all = self.all.iter();
        all.flat_map(|sheet| {
            sheet
                .operations
                .iter()
                .map(move |operation| (sheet, operation))
        })
    }

    /// What a reference of any file leads to; anything else is itself.
    pub(super) fn resolve(&self, value: &'a Value) -> Option<&'a Value> {
        match value.get("$ref").and_then(Value::as_str) {
            None => Some(value),
            Some(target) => {
                let pointer = target.strip_prefix('#')?;
                self.all
                    .iter()
                    .find_map(|sheet| sheet.value().pointer(pointer))
            }
        }
    }
}

impl<'a> Listed<'a> {
    /// The operation as it is named to a person.
    pub(super) fn title(&self) -> String {
        walk::title(&self.method, &self.path, self.value)
    }

    /// Its path, and every other that servers take for it.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        walk::paths(&self.path, self.value)
    }

    /// The answers by their status.
    pub(super) fn answers(&self) -> impl Iterator<Item = (&'a str, &'a Value)> + Clone {
        let answers = self.value.get("responses").and_then(Value::as_object);
        answers
            .into_iter()
            .flatten()
            .map(|(status, answer)| (status.as_str(), answer))
    }
}

/// What one rule found.
pub(super) struct Findings {
    rule: &'static Rule,
    problems: Vec<Problem>,
}

impl Findings {
    /// Adds a problem at `pointer` of `sheet`.
    pub(super) fn add(&mut self, sheet: &Sheet<'_>, pointer: &str, what: &str, remedy: &str) {
        let mut problem = Problem::new(format!("{}: {what}", self.rule.name), remedy)
            .pointer(pointer)
            .why(self.rule.why);
        problem.place = Some(sheet.document.place(pointer));
        let within = sheet.operations.iter().find(|operation| {
            let rest = pointer.strip_prefix(&operation.pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        problem.operation = within.map(Listed::title);
        self.problems.push(problem);
    }

    /// Adds what `catalogue.schema.json` found for this rule.
    pub(super) fn add_breaches(&mut self, sheets: &Sheets<'_>, remedy: &str) {
        for sheet in sheets.all.iter().chain([&sheets.head]) {
            let own = sheet
                .breaches
                .iter()
                .filter(|breach| breach.rule == self.rule.name);
            let own: Vec<_> = own.collect();
            for breach in own {
                self.add(sheet, &breach.pointer, &breach.what, remedy);
            }
        }
    }
}
