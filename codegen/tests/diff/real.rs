//! Vaults' own documents, where they are at hand: what others noted of them is told here.

use crate::changes;
use crate::documents::{REAL, root};
use pvwa_codegen::diff::change::{Change, Kind, Place};
use std::fs;

/// What is noted and deliberately not told: how a note begins, and the reason.
const NOT_TOLD: [(&str, &str); 2] = [
    ("schema ExportPlatform required", REQUIRED_ALONE),
    ("schema GetSafesByPlatformRequest required", REQUIRED_ALONE),
];

const REQUIRED_ALONE: &str = "a name that is required and that no property has says nothing of what \
     is sent: the value stands in the path";

/// What somebody noted, and whether a comparison says it.
struct Note {
    text: String,
    is_told: bool,
}

#[test]
fn what_changed_between_vaults_is_told() {
    let pairs = [
        ("diff-12.1-to-12.2.txt", 0, 1),
        ("diff-12.2-to-14.6.txt", 1, 2),
    ];
    for (file, old, new) in pairs {
        let Ok(text) = fs::read_to_string(root().join("../shared/facts").join(file)) else {
            continue;
        };
        let (Some((_, old)), Some((_, new))) = (REAL.get(old), REAL.get(new)) else {
            continue;
        };
        let changes = changes(old, new);
        let notes = Reader::new(&changes).notes(&text);
        let reason = |note: &Note| {
            let row = NOT_TOLD
                .iter()
                .find(|(text, _)| note.text.starts_with(text));
            row.map(|(_, reason)| *reason)
        };
        let told = notes.iter().filter(|note| note.is_told).count();
        let reasons = notes
            .iter()
            .filter(|note| !note.is_told && reason(note).is_some());
        println!(
            "{file}: {} notes, {told} told, {} not told for a reason",
            notes.len(),
            reasons.count()
        );
        let missing: Vec<_> = notes
            .iter()
            .filter(|note| !note.is_told && reason(note).is_none())
            .map(|note| note.text.as_str())
            .collect();
        assert!(
            missing.is_empty(),
            "{file}: {} of {} are not told\n{}",
            missing.len(),
            notes.len(),
            missing.join("\n")
        );
        assert!(notes.len() > 30, "{file} was read wrongly");
    }
}

/// Reads notes beside a comparison.
struct Reader<'c> {
    changes: &'c [Change],
    /// The operation or schema that is spoken of.
    about: String,
    notes: Vec<Note>,
}

/// What stands between quotes.
fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['\'', '"']) {
        let (quote, after) = rest[start..].split_at(1);
        let Some((inside, next)) = after.split_once(quote) else {
            break;
        };
        found.push(inside);
        rest = next;
    }
    found
}

/// The name at the beginning of a description: `[User]` and `User` are both of `User`.
fn named(text: &str) -> &str {
    text.trim_matches(['[', ']'])
}

impl<'c> Reader<'c> {
    fn new(changes: &'c [Change]) -> Self {
        Self {
            changes,
            about: String::new(),
            notes: Vec::new(),
        }
    }

    fn notes(mut self, text: &str) -> Vec<Note> {
        let mut section = "";
        for row in text.lines() {
            if let Some(title) = row.strip_prefix("## ") {
                section = title;
                self.names_of_schemas(title);
            } else if section.starts_with("CHANGED schemas") {
                self.changed_schema(row);
            } else if let Some(detail) = row.strip_prefix("      ") {
                self.detail(detail);
            } else if let Some(operation) = row.strip_prefix("~ ") {
                self.about = operation.to_owned();
            } else if let Some(operation) = row.strip_prefix("+ ") {
                self.operation(operation, Kind::Added);
            } else if let Some(operation) = row.strip_prefix("- ") {
                self.operation(operation, Kind::Removed);
            }
        }
        self.notes
    }

    fn note(&mut self, text: &str, is_told: bool) {
        let text = format!("{} {text}", self.about).trim().to_owned();
        self.notes.push(Note { text, is_told });
    }

    fn operation(&mut self, text: &str, kind: Kind) {
        self.about.clear();
        let name = text.split(" (").next().unwrap_or(text);
        let told = self
            .any(|change| is_at(change, name) && change.subject.is_empty() && change.kind == kind);
        self.note(&format!("{kind:?} {text}"), told);
    }

    fn names_of_schemas(&mut self, title: &str) {
        self.about.clear();
        if let Some(list) = title.strip_prefix("REMOVED schemas") {
            for name in quoted(list) {
                let told = self.any(|change| {
                    is_schema(change, name)
                        && change.subject.is_empty()
                        && change.kind != Kind::Added
                });
                self.note(&format!("removed schema {name}"), told);
            }
        }
        if let Some(list) = title.strip_prefix("ADDED schemas") {
            for name in quoted(list) {
                let told = self.any(|change| {
                    change.subject.is_empty()
                        && (is_schema(change, name) && change.kind == Kind::Added
                            || change.kind == Kind::Renamed && plain(&change.is) == plain(name))
                });
                self.note(&format!("added schema {name}"), told);
            }
        }
    }

    fn changed_schema(&mut self, row: &str) {
        let Some((name, details)) = row.strip_prefix("~ ").and_then(|row| row.split_once(' '))
        else {
            return;
        };
        self.about = format!("schema {name}");
        let inside = details.trim().trim_start_matches('[').trim_end_matches(']');
        for detail in quoted(inside) {
            let word = detail.split(' ').next().unwrap_or_default();
            let told = match word.strip_prefix(['+', '-', '~']) {
                Some(property) => {
                    self.any(|change| {
                        is_schema(change, name)
                            && (change.subject.starts_with(&format!("`{property}`"))
                                || change.subject.starts_with(&format!("`{property}["))
                                || change.was == property
                                || change.is == property)
                    }) || self.is_shift_of_names(detail)
                }
                // The names stand in quotes of their own.
                None => {
                    self.any(|change| is_schema(change, name) && change.rule().contains("-became-"))
                }
            };
            self.note(detail, told);
        }
    }

    /// Whether all that differs is the name of a schema, and that is told.
    fn is_shift_of_names(&self, detail: &str) -> bool {
        let Some((was, is)) = detail.split_once(" -> ") else {
            return false;
        };
        let was = was.rsplit(' ').next().unwrap_or(was);
        self.is_renamed_or_changed(named(was), named(is))
    }

    fn is_renamed_or_changed(&self, was: &str, is: &str) -> bool {
        self.any(|change| {
            is_schema(change, was) && (change.kind == Kind::Renamed && change.is == is || was != is)
                || is_schema(change, is)
        })
    }

    fn detail(&mut self, detail: &str) {
        let at = self.about.clone();
        let told = if let Some(name) = detail
            .strip_prefix(['+', '-', '~'])
            .and_then(|rest| rest.strip_prefix("param "))
        {
            let name = name.split(' ').next().unwrap_or(name);
            self.any(|change| {
                is_at(change, &at)
                    && change.subject.contains(" parameter `")
                    && (change.subject.contains(&format!("`{name}`")) || change.is == name)
            })
        } else if let Some(ids) = detail.strip_prefix("opId ") {
            let (was, is) = ids.split_once(" -> ").unwrap_or((ids, ""));
            self.any(|change| {
                is_at(change, &at)
                    && change.subject == "operationId"
                    && change.was == was
                    && change.is == is
            })
        } else if let Some(paths) = detail.strip_prefix("path text ") {
            let was = paths.split(" -> ").next().unwrap_or(paths);
            let method = at.split(' ').next().unwrap_or_default();
            let was = format!("{method} {was}");
            self.any(|change| {
                (is_at(change, &at) || is_at(change, &was)) && change.kind == Kind::Renamed
            })
        } else if let Some(body) = detail.strip_prefix("body ") {
            let (was, is) = body.split_once(" -> ").unwrap_or((body, ""));
            self.is_renamed_or_changed(named(was), named(is))
                || self
                    .any(|change| is_at(change, &at) && change.subject.starts_with("request body"))
        } else if let Some(answers) = detail.strip_prefix("resp ") {
            return self.answers(&at, answers);
        } else {
            false
        };
        self.note(detail, told);
    }

    /// A note of answers is one for each status.
    fn answers(&mut self, at: &str, answers: &str) {
        let (was, is) = answers.split_once("} -> {").unwrap_or((answers, ""));
        let pairs = |text: &str| -> Vec<(String, String)> {
            let texts = quoted(text);
            let pairs = texts.chunks(2);
            pairs
                .filter_map(|pair| Some((pair.first()?.to_string(), pair.get(1)?.to_string())))
                .collect()
        };
        let (was, is) = (pairs(was), pairs(is));
        let find = |pairs: &[(String, String)], status: &str| {
            let pair = pairs.iter().find(|(known, _)| known == status);
            pair.map(|(_, body)| body.clone())
        };
        let mut statuses: Vec<_> = was
            .iter()
            .chain(&is)
            .map(|(status, _)| status.clone())
            .collect();
        statuses.sort();
        statuses.dedup();
        for status in statuses {
            let (before, after) = (find(&was, &status), find(&is, &status));
            if before == after {
                continue;
            }
            let subject = format!("response {status}");
            let here = |change: &Change| is_at(change, at) && change.subject.starts_with(&subject);
            let told = match (&before, &after) {
                (Some(was), Some(is)) => {
                    self.any(here) || self.is_renamed_or_changed(named(was), named(is))
                }
                (None, _) => self.any(|change| here(change) && change.kind == Kind::Added),
                (_, None) => self.any(|change| here(change) && change.kind == Kind::Removed),
            };
            let text = format!(
                "{status} {} -> {}",
                before.unwrap_or_default(),
                after.unwrap_or_default()
            );
            self.note(&text, told);
        }
    }

    fn any(&self, says: impl Fn(&Change) -> bool) -> bool {
        self.changes.iter().any(says)
    }
}

/// Whether a change is told of an operation, or of several of which it is one.
fn is_at(change: &Change, operation: &str) -> bool {
    let plain = |text: &str| -> String {
        let parts = text.split(['{', '}']).step_by(2);
        parts.collect::<Vec<_>>().join("{}").to_lowercase()
    };
    let at = plain(operation);
    let mut used = change.used_by.first.iter();
    matches!(&change.place, Place::Operation { method, path, .. } if plain(&format!("{method} {path}")) == at)
        || used.any(|used| plain(used.split(" (").next().unwrap_or(used)) == at)
}

fn is_schema(change: &Change, schema: &str) -> bool {
    matches!(&change.place, Place::Schema { name } if plain(name) == plain(schema))
}

/// A name as the notes write it, which know letters, digits and one other sign.
fn plain(name: &str) -> String {
    name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}

#[test]
fn notes_are_read() {
    assert_eq!(
        quoted("{'200': 'object', '204': ''}"),
        ["200", "object", "204", ""]
    );
    assert_eq!(
        quoted(r#"['+a b', "required ['x'] -> []"]"#),
        ["+a b", "required ['x'] -> []"]
    );
    assert_eq!(named("[User]"), "User");
}
