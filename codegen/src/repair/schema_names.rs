//! Names of schemas, which become names of types.

use super::identifier::type_name;
use super::shape::{Schemas, refer, schemas_mut_of};
use crate::report::Recorder;
use crate::walk::{self, join, schema_name};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

/// Names that the generated module of types needs for itself.
const TAKEN: [&str; 2] = ["Default", "Self_"];

/// Whether a schema of this name is in the way of the generated module.
pub(crate) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&type_name(name).as_str())
}

/// `name`, or `name` with a number behind it, as a type that none of `schemas` becomes.
pub(super) fn unique(name: &str, schemas: &Schemas) -> String {
    first_free(name, &used_names(schemas))
}

/// The names of all types that `schemas` become.
pub(super) fn used_names(schemas: &Schemas) -> HashSet<String> {
    schemas
        .iter()
        .flat_map(|(name, schema)| std::iter::once(type_name(name)).chain(titles(schema)))
        .collect()
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

/// `name`, or `name` with a number behind it, as a type whose name is not in `used`.
pub(super) fn first_free(name: &str, used: &HashSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 1;
    while used.contains(&type_name(&candidate)) || is_taken(&candidate) {
        number += 1;
        candidate = format!("{name}{number}");
    }
    candidate
}

/// Every schema has a name that is one in Rust, and no two become one type.
pub(super) fn names(document: &mut Value, changes: &mut Recorder) {
    let Some(schemas) = schemas_mut_of(document) else {
        return;
    };
    // Good names are given first, so that no other takes them.
    let mut used: HashSet<String> = schemas.values().flat_map(titles).collect();
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    let good: HashSet<String> = schemas
        .keys()
        .filter(|name| is_plain(name) && !is_taken(name) && used.insert(type_name(name)))
        .cloned()
        .collect();
    for name in schemas.keys().filter(|name| !good.contains(*name)) {
        let new = first_free(&readable(name), &used);
        used.insert(type_name(&new));
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
    name.starts_with(|c: char| c.is_ascii_alphabetic())
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
