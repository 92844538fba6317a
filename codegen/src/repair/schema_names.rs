//! Names of schemas, which become names of types.

use super::identifier::{LONGEST, clipped, type_name};
use super::shape::{Schemas, refer, schemas_mut_of};
use crate::report::Recorder;
use crate::walk::{self, join, schema_name};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Names that the generated module of types needs for itself.
const TAKEN: [&str; 2] = ["Default", "Self_"];

/// Whether a schema of this name is in the way of the generated module.
pub(crate) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&type_name(name).as_str())
}

/// The names of types that are given already.
pub(super) struct Names {
    used: HashSet<String>,
    /// The last number that was tried behind a name: whoever has it a thousand times does not make
    /// each one count from the start.
    tried: HashMap<String, usize>,
}

impl Names {
    /// The names of all types that `schemas` become.
    pub(super) fn of(schemas: &Schemas) -> Self {
        let mut names = Self::inside(schemas);
        names
            .used
            .extend(schemas.keys().map(|name| type_name(name)));
        names
    }

    /// The names of the types inside `schemas` only.
    fn inside(schemas: &Schemas) -> Self {
        Self {
            used: schemas.values().flat_map(titles).collect(),
            tried: HashMap::new(),
        }
    }

    /// Gives the type `name` away; false where another has it.
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.used.insert(type_name(name))
    }

    /// Gives `name` away, or `name` with a number behind it; one that is no name in Rust is made
    /// readable first.
    pub(super) fn free(&mut self, name: &str) -> String {
        let readable = (!is_plain(name)).then(|| readable(name));
        let name = clipped(readable.as_deref().unwrap_or(name));
        let number = self.tried.entry(name.to_owned()).or_insert(1);
        let mut candidate = match *number {
            1 => name.to_owned(),
            number => format!("{name}{number}"),
        };
        while is_taken(&candidate) || !self.used.insert(type_name(&candidate)) {
            *number += 1;
            candidate = format!("{name}{number}");
        }
        candidate
    }
}

/// The names of the types inside a schema: the titles of an open enum.
pub(crate) fn titles(schema: &Value) -> impl Iterator<Item = String> {
    let members = schema.get("oneOf").and_then(Value::as_array);
    members
        .into_iter()
        .flatten()
        .filter(|member| member.get("enum").is_some())
        .filter_map(|member| Some(type_name(member.get("title")?.as_str()?)))
}

/// Every schema has a name that is one in Rust, and no two become one type.
pub(super) fn names(document: &mut Value, changes: &mut Recorder) {
    let Some(schemas) = schemas_mut_of(document) else {
        return;
    };
    // Good names are given first, so that no other takes them.
    let mut names = Names::inside(schemas);
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let good: HashSet<String> = schemas
        .keys()
        .filter(|name| is_plain(name) && !is_taken(name) && names.take(name))
        .cloned()
        .collect();
    for name in schemas.keys().filter(|name| !good.contains(*name)) {
        let new = names.free(&readable(name));
        changes.kept(
            join("/components/schemas", name),
            format!("`{name}` is now `{new}`"),
        );
        renamed.insert(name.clone(), new);
    }
    if renamed.is_empty() {
        return;
    }
    let old: Map<String, Value> = std::mem::take(schemas);
    for (name, schema) in old {
        let name = renamed.get(&name).cloned().unwrap_or(name);
        schemas.insert(name, schema);
    }
    walk::schemas_mut(document, &mut |_, schema| {
        if let Some(Value::String(target)) = schema.get_mut("$ref")
            && let Some(new) = schema_name(target).and_then(|name| renamed.get(name))
        {
            *schema = refer(new);
        }
    });
}

fn is_plain(name: &str) -> bool {
    name.len() <= LONGEST
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `JsonPatchDocument[AccountModel]` is read `JsonPatchDocumentOfAccountModel`.
fn readable(name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0_usize;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '[' | '<' | '«' | '(' => {
                // The assembly after `[[` of a .NET name says nothing more.
                while rest.next_if_eq(&'[').is_some() {
                    depth += 1;
                }
                depth += 1;
                out.push_str("-of-");
            }
            ']' | '>' | '»' | ')' => {
                depth = depth.saturating_sub(1);
                out.push('-');
            }
            ',' if depth > 0 => out.push_str("-and-"),
            // `List`1` is how .NET counts the parameters of a type.
            '`' => while rest.next_if(char::is_ascii_digit).is_some() {},
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ => out.push('-'),
        }
    }
    type_name(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_names_are_readable() {
        assert_eq!(
            readable("JsonPatchDocument[AccountModel]"),
            "JsonPatchDocumentOfAccountModel"
        );
        assert_eq!(
            readable("Map«string,List«Safe»»"),
            "MapOfStringAndListOfSafe"
        );
        assert_eq!(readable("Page`1[[Safe]]"), "PageOfSafe");
        assert_eq!(readable("Vault.Safes.Safe"), "VaultSafesSafe");
        assert_eq!(readable("größe"), "GrE");
        assert_eq!(readable("«»"), "Of");
    }
}
