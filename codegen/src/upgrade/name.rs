//! Names of components: 3.0 takes letters, digits, `.`, `-` and `_`, and 2.0 took everything.
//!
//! The names of schemas stay: a later step makes names of types of them.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::walk;

use super::conversion::Conversion;

/// The names of the entries that need another, each with that other one.
pub(super) fn renamed(entries: &Map<String, Value>) -> HashMap<&str, String> {
    let is_legal = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    let mut used: HashSet<String> = entries.keys().cloned().collect();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut out = HashMap::new();
    for name in entries.keys() {
        if !name.is_empty() && name.chars().all(is_legal) {
            continue;
        }
        let legal = |sign| if is_legal(sign) { sign } else { '_' };
        let base: String = match name.as_str() {
            "" => "_".to_owned(),
            name => name.chars().map(legal).collect(),
        };
        let mut candidate = base.clone();
        let number = numbers.entry(base.clone()).or_insert(1);
        while !used.insert(candidate.clone()) {
            *number += 1;
            candidate = format!("{base}{number}");
        }
        out.insert(name.as_str(), candidate);
    }
    out
}

impl Conversion<'_> {
    /// Writes the new names of security schemes where they are demanded.
    pub(super) fn requirements(&mut self, document: &mut Value) {
        let source = self.source;
        let schemes = source.get("securityDefinitions").and_then(Value::as_object);
        let Some(names) = schemes.map(renamed).filter(|names| !names.is_empty()) else {
            return;
        };
        let rename = |list: Option<&mut Value>| {
            let list = list.and_then(Value::as_array_mut).into_iter().flatten();
            for requirement in list.filter_map(Value::as_object_mut) {
                let entries = std::mem::take(requirement).into_iter();
                *requirement = entries
                    .map(|(name, scopes)| match names.get(name.as_str()) {
                        Some(new) => (new.clone(), scopes),
                        None => (name, scopes),
                    })
                    .collect();
            }
        };
        rename(document.get_mut("security"));
        walk::operations_mut(document, |_, _, _, operation| {
            rename(operation.get_mut("security"));
        });
    }
}
