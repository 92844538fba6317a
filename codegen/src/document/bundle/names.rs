//! The names of what comes from other files.

use std::collections::{HashMap, HashSet};

use super::part::Section;
use super::resolve::Target;

/// The most characters of a name that is made here.
const MOST_CHARACTERS: usize = 80;

/// Keys that lead to what has a name, and are none themselves.
const WAY: [&str; 15] = [
    "components",
    "schemas",
    "definitions",
    "$defs",
    "parameters",
    "requestBodies",
    "responses",
    "headers",
    "examples",
    "links",
    "callbacks",
    "securitySchemes",
    "securityDefinitions",
    "paths",
    "properties",
];

/// Which names the sections of the document hold.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<(Section, String)>,
    own: HashSet<Vec<String>>,
    by_target: HashMap<(Section, Target), String>,
    /// The last number that was put after a name.
    numbers: HashMap<(Section, String), usize>,
}

impl Names {
    /// Takes the name of an entry that the document has itself.
    pub(super) fn own(&mut self, section: Section, name: &str) {
        self.taken.insert((section, name.to_owned()));
        let keys = section.path.iter().copied().chain([name]);
        self.own.insert(keys.map(str::to_owned).collect());
    }

    /// Whether the document has an entry itself to which these keys lead.
    pub(super) fn is_own(&self, keys: &[String]) -> bool {
        self.own.contains(keys)
    }

    /// Under which name a part stands in the document.
    pub(super) fn known(&self, section: Section, target: &Target) -> Option<&str> {
        let name = self.by_target.get(&(section, target.clone()));
        name.map(String::as_str)
    }

    /// Remembers under which name a part stands in the document.
    pub(super) fn know(&mut self, section: Section, target: Target, name: &str) {
        self.by_target.insert((section, target), name.to_owned());
    }

    /// Takes a free name for a part of the file `stem`: that of the part, or else one that names
    /// the file as well.
    pub(super) fn free(&mut self, section: Section, target: &Target, stem: &str) -> String {
        let plain = plain_name(target, stem);
        let telling = clean(&format!("{stem}_{plain}"));
        for name in [&plain, &telling] {
            if self.taken.insert((section, name.clone())) {
                return name.clone();
            }
        }
        loop {
            let number = self.numbers.entry((section, telling.clone())).or_insert(1);
            *number += 1;
            let name = format!("{telling}_{number}");
            if self.taken.insert((section, name.clone())) {
                return name;
            }
        }
    }
}

fn plain_name(target: &Target, stem: &str) -> String {
    let Some((last, way)) = target.keys.split_last() else {
        return clean(stem);
    };
    let mut keys: Vec<&str> = way.iter().map(String::as_str).collect();
    keys.retain(|key| !WAY.contains(key));
    keys.push(last);
    // The last ones tell most.
    let start = keys.len().saturating_sub(3);
    clean(&keys[start..].join("_"))
}

/// A text as a name of a component: letters, digits, dots, hyphens and underscores.
fn clean(text: &str) -> String {
    let mut name = String::new();
    for letter in text.chars() {
        let is_allowed = letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
        match is_allowed {
            true => name.push(letter),
            false if name.is_empty() || name.ends_with('_') => {}
            false => name.push('_'),
        }
    }
    name.truncate(MOST_CHARACTERS);
    match name.trim_end_matches('_') {
        "" => "Part".to_owned(),
        name => name.to_owned(),
    }
}
