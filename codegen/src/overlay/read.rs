//! From a file to an overlay: what the specification says of each key.

use super::problems::{Problems, list, shown};
use super::target::Target;
use super::{Action, Change, Overlay};
use crate::document::{Document, clip};
use crate::problem::{Problem, Refusal};
use crate::walk;
use serde_json::{Map, Value};
use std::collections::HashSet;

const SPECIFICATION: &str = "https://spec.openapis.org/overlay/v1.0.0.html";

pub(super) fn read(document: Document) -> Result<Overlay, Refusal> {
    let mut reading = Reading {
        document: &document,
        problems: Problems::default(),
    };
    reading.flaws();
    let (title, actions) = reading.root();
    reading.problems.into_result()?;
    Ok(Overlay {
        document,
        title,
        actions,
    })
}

struct Reading<'a> {
    document: &'a Document,
    problems: Problems,
}

impl<'a> Reading<'a> {
    fn add(&mut self, pointer: &str, what: impl Into<String>, remedy: impl Into<String>) {
        let problem = Problem::new(what, remedy);
        self.problems.add(self.document, pointer, problem);
    }

    /// What the text says that the value does not: two `update` of one action, of which one would
    /// be lost.
    fn flaws(&mut self) {
        for flaw in self.document.flaws() {
            let remedy = "write the file as UTF-8 with every key once";
            self.add(&flaw.pointer, flaw.note.clone(), remedy);
        }
    }

    fn root(&mut self) -> (String, Vec<Action>) {
        let Value::Object(root) = &self.document.value else {
            self.add(
                "",
                "the file is no overlay: it has no object at its root",
                format!("write `overlay`, `info` and `actions`; see {SPECIFICATION}"),
            );
            return Default::default();
        };
        if !root.contains_key("overlay") && !root.contains_key("actions") {
            let problem = Problem::new(
                "the file is no overlay: it has neither `overlay` nor `actions`",
                "move it elsewhere: every .yaml, .yml and .json file of this folder is read as an \
                 overlay",
            );
            let problem = match root.is_empty() {
                true => problem,
                false => problem.why(format!("it has {}", list(root.keys().map(String::as_str)))),
            };
            self.problems.add(self.document, "", problem);
            return Default::default();
        }
        self.keys(root, "", &["overlay", "info", "extends", "actions"]);
        self.version(root);
        let title = self.info(root);
        self.text(root, "", "extends", false);
        (title, self.actions(root))
    }

    fn version(&mut self, root: &Map<String, Value>) {
        let remedy = "write `overlay: 1.0.0`";
        match root.get("overlay") {
            Some(Value::String(version)) => {
                let patch = version.strip_prefix("1.0.");
                let is_read = patch.is_some_and(|patch| {
                    !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit())
                });
                if !is_read {
                    let problem =
                        Problem::new(format!("Overlay {} is not read", clip(version)), remedy)
                            .why("this program follows Overlay 1.0");
                    self.problems.add(self.document, "/overlay", problem);
                }
            }
            Some(_) => self.add("/overlay", "`overlay` is no version", remedy),
            None => self.add("", "`overlay` is missing", remedy),
        }
    }

    fn info(&mut self, root: &Map<String, Value>) -> String {
        match root.get("info") {
            Some(Value::Object(info)) => {
                self.keys(info, "/info", &["title", "version"]);
                self.text(info, "/info", "version", true);
                self.text(info, "/info", "title", true)
            }
            Some(_) => {
                self.add(
                    "/info",
                    "`info` is no object",
                    "give it `title` and `version`",
                );
                String::new()
            }
            None => {
                self.add(
                    "",
                    "`info` is missing",
                    "say what the overlay is for: `info` with `title` and `version`",
                );
                String::new()
            }
        }
    }

    fn actions(&mut self, root: &Map<String, Value>) -> Vec<Action> {
        let remedy =
            "list what is to be changed, each with `target` and `update` or `remove: true`";
        let list = match root.get("actions") {
            Some(Value::Array(list)) if !list.is_empty() => list,
            Some(Value::Array(_)) => {
                self.add("/actions", "`actions` is empty", remedy);
                return Vec::new();
            }
            Some(_) => {
                self.add("/actions", "`actions` is no list", remedy);
                return Vec::new();
            }
            None => {
                self.add("", "`actions` is missing", remedy);
                return Vec::new();
            }
        };
        let mut seen = HashSet::new();
        let mut actions = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let number = index + 1;
            let pointer = format!("/actions/{index}");
            if !seen.insert(value.to_string()) {
                self.add(
                    &pointer,
                    format!("action {number} stands in the list before"),
                    "leave one of the two out",
                );
                continue;
            }
            let Value::Object(action) = value else {
                let what = format!("action {number} is no object");
                self.add(&pointer, what, "give it `target` and `update` or `remove`");
                continue;
            };
            actions.extend(self.action(action, number, &pointer));
        }
        actions
    }

    fn action(
        &mut self,
        action: &Map<String, Value>,
        number: usize,
        pointer: &str,
    ) -> Option<Action> {
        self.keys(
            action,
            pointer,
            &["target", "description", "update", "remove"],
        );
        self.text(action, pointer, "description", false);
        let target = self.target(action, number, pointer);
        let removes = match action.get("remove") {
            None => false,
            Some(Value::Bool(removes)) => *removes,
            Some(_) => {
                self.add(
                    &walk::join(pointer, "remove"),
                    format!("`remove` of action {number} is neither true nor false"),
                    "write `remove: true`, or leave it out",
                );
                return None;
            }
        };
        if removes {
            let target = target?;
            if target.is_root() {
                self.add(
                    &walk::join(pointer, "target"),
                    format!("action {number} removes the whole document"),
                    "select the part that is to go, such as `$.paths['/API/Safes']`",
                );
            }
            return Some(Action {
                target,
                change: Change::Remove,
            });
        }
        let Some(update) = action.get("update") else {
            self.add(
                pointer,
                format!(
                    "action {number} changes nothing: it has neither `update` nor `remove: true`"
                ),
                "say in `update` what is to be merged, or write `remove: true`",
            );
            return None;
        };
        Some(Action {
            target: target?,
            change: Change::Update(update.clone()),
        })
    }

    fn target(
        &mut self,
        action: &Map<String, Value>,
        number: usize,
        pointer: &str,
    ) -> Option<Target> {
        let remedy = "write a JSONPath from the root, such as `$.paths['/API/Safes'].get`: a name with \
                      other signs than letters, digits and `_` stands in quotes and brackets";
        let at = walk::join(pointer, "target");
        match action.get("target") {
            Some(Value::String(text)) => match Target::parse(text) {
                Ok(target) => Some(target),
                Err(why) => {
                    let what = format!(
                        "the target of action {number} is no JSONPath: `{}`",
                        shown(text)
                    );
                    let problem = Problem::new(what, remedy).why(why);
                    self.problems.add(self.document, &at, problem);
                    None
                }
            },
            Some(_) => {
                let what = format!("the target of action {number} is no text");
                self.add(&at, what, remedy);
                None
            }
            None => {
                self.add(pointer, format!("action {number} has no `target`"), remedy);
                None
            }
        }
    }

    /// The text under a key.
    fn text(
        &mut self,
        object: &Map<String, Value>,
        pointer: &str,
        key: &str,
        required: bool,
    ) -> String {
        match object.get(key) {
            Some(Value::String(text)) => return text.clone(),
            Some(_) => self.add(
                &walk::join(pointer, key),
                format!("`{key}` is no text"),
                "put it in quotes",
            ),
            None if required => self.add(
                pointer,
                format!("`{key}` is missing"),
                format!("the specification asks for it: add `{key}`"),
            ),
            None => {}
        }
        String::new()
    }

    /// Refuses keys that the specification does not have: they would have no effect.
    fn keys(&mut self, object: &Map<String, Value>, pointer: &str, known: &[&str]) {
        for key in object.keys() {
            if !known.contains(&key.as_str()) && !key.starts_with("x-") {
                let names = list(known.iter().copied());
                self.add(
                    &walk::join(pointer, key),
                    format!("Overlay 1.0 does not know the key `{}` here", clip(key)),
                    format!("write one of {names}; a key of your own begins with `x-`"),
                );
            }
        }
    }
}
