//! Where a vault's document meets the catalogue.
//!
//! A vault's document is right about what exists there and wrong about what goes over the wire;
//! the catalogue is checked against what was really sent. So, per operation:
//! * both know it: the catalogue's shape stands, what only the vault has is added to it unless
//!   `_differences.yaml` calls it wrong, and every difference is reported;
//! * only the vault has it: it is kept as the vault describes it;
//! * only the catalogue has it: it goes where vaults are known to list it in their documents
//!   (`x-in-swagger`), since this vault then lacks it, and stays where they never do.

mod adopt;
mod verdict;

pub use verdict::{Found, Stands, Verdict, verdicts};

use crate::catalogue::Records;
use crate::operation::Version;
use crate::report::Report;
use crate::walk;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Changes that the step reports, by what happened.
const KNOWN: &str = "catalogue-shape-wins";
const NEW: &str = "only-in-the-vault";
const GONE: &str = "not-in-this-vault";
const UNLISTED: &str = "never-in-a-vault-document";
const RENAMED: &str = "vault-schema-renamed";

/// How the name of a vault's schema ends where the catalogue has another one of that name.
const AS_SERVED: &str = "AsServed";

/// The operations of a document by method and canonical path.
type Operations<'a> = IndexMap<(String, String), Entry<'a>>;

struct Entry<'a> {
    path: &'a str,
    operation: &'a Map<String, Value>,
}

fn operations(document: &Value) -> Operations<'_> {
    let mut found = Operations::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let (true, Some(operation)) = (
                walk::METHODS.contains(&method.as_str()),
                operation.as_object(),
            ) {
                let key = (method.clone(), walk::canonical(path));
                found.entry(key).or_insert(Entry { path, operation });
            }
        }
    }
    found
}

/// What was recorded of the differences, and for which vault it is asked.
#[derive(Clone, Copy)]
pub struct Meant<'a> {
    /// The rows of `_differences.yaml`.
    pub records: &'a Records,
    /// The version of the vault; `None` where nobody has said.
    pub version: Option<Version>,
}

/// Reconciles `theirs`, a repaired vault document, with `ours`, the catalogue as rendered for that
/// vault. What the records call wrong is not added.
pub fn reconcile(theirs: &mut Value, ours: &Value, meant: Meant<'_>, report: &mut Report) {
    let mut vault = std::mem::take(theirs);
    rename_clashes(&mut vault, ours, report);
    let known = operations(ours);
    let served = operations(&vault);

    let mut out = json!({
        "openapi": "3.0.3",
        "info": ours["info"],
        "tags": merged_tags(&vault, ours),
        "paths": {},
        "components": ours["components"],
    });
    merge_components(&mut out, &vault);

    let mut kept: Vec<(&str, &str, Map<String, Value>)> = Vec::new();
    for (key, found) in &known {
        let title = walk::title(&key.0, found.path, found.operation);
        match served.get(key) {
            Some(theirs) => {
                let mut operation = found.operation.clone();
                let subject = format!("{} {}", key.0.to_ascii_uppercase(), found.path);
                let mut difference = adopt::Adoption::new(&vault, ours, meant, &mut out, report);
                difference.operation(&mut operation, theirs.operation, &title, &subject);
                let at = pointer(theirs.path, &key.0);
                report.overrule(&at);
                report.by(KNOWN).kept(at, title);
                kept.push((found.path, &key.0, operation));
            }
            None if found.operation.get("x-in-swagger") == Some(&Value::Bool(true)) => {
                report.by(GONE).kept(pointer(found.path, &key.0), title);
            }
            None => {
                report.by(UNLISTED).kept(pointer(found.path, &key.0), title);
                kept.push((found.path, &key.0, found.operation.clone()));
            }
        }
    }
    let our_paths: BTreeMap<String, &str> = known
        .iter()
        .map(|((_, canonical), found)| (canonical.clone(), found.path))
        .collect();
    for (key, found) in served.iter().filter(|(key, _)| !known.contains_key(*key)) {
        let title = walk::title(&key.0, found.path, found.operation);
        report.by(NEW).kept(pointer(found.path, &key.0), title);
        let mut operation = found.operation.clone();
        one_error_shape(&mut operation);
        let path = our_paths.get(&key.1).copied().unwrap_or(found.path);
        rename_path_parameters(&mut operation, found.path, path);
        kept.push((path, &key.0, operation));
    }
    if let Some(paths) = out["paths"].as_object_mut() {
        for (path, method, operation) in kept {
            let item = paths.entry(path).or_insert_with(|| json!({}));
            item[method] = Value::Object(operation);
        }
    }
    *theirs = out;
}

fn pointer(path: &str, method: &str) -> String {
    walk::join(&walk::join("/paths", path), method)
}

/// Gives the vault's schemas other names where the catalogue has another schema of that name.
///
/// Names are compared as Rust will see them, so that `AccountID` and `AccountId` clash too.
fn rename_clashes(vault: &mut Value, ours: &Value, report: &mut Report) {
    let rust = |name: &str| heck::AsPascalCase(name).to_string();
    let names = |document: &Value| -> Vec<String> {
        let schemas = document["components"]["schemas"].as_object();
        schemas
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    let mut taken: BTreeSet<String> = names(ours).iter().map(|name| rust(name)).collect();
    let ours_taken = taken.clone();
    taken.extend(names(vault).iter().map(|name| rust(name)));
    let mut renamed = BTreeMap::new();
    for name in names(vault) {
        if !ours_taken.contains(&rust(&name)) {
            continue;
        }
        let mut new = format!("{name}{AS_SERVED}");
        while !taken.insert(rust(&new)) {
            new.push('X');
        }
        report.by(RENAMED).kept(
            walk::join("/components/schemas", &name),
            format!("{name} → {new}"),
        );
        renamed.insert(name, new);
    }
    walk::references_mut(vault, &mut |target| {
        if let Some(new) = walk::schema_name(target).and_then(|name| renamed.get(name)) {
            *target = format!("#/components/schemas/{new}");
        }
    });
    if let Some(schemas) = vault["components"]["schemas"].as_object_mut() {
        let old = std::mem::take(schemas);
        for (name, schema) in old {
            let name = renamed.get(&name).cloned().unwrap_or(name);
            schemas.insert(name, schema);
        }
    }
}

/// The catalogue's tags, then those that only the vault has.
fn merged_tags(vault: &Value, ours: &Value) -> Value {
    let all = [ours, vault].map(|document| document["tags"].as_array());
    let mut seen = BTreeSet::new();
    let tags = all.into_iter().flatten().flatten();
    tags.filter(|tag| seen.insert(tag["name"].as_str()))
        .cloned()
        .collect()
}

/// Adds what only the vault's components have; unused ones are pruned later.
fn merge_components(out: &mut Value, vault: &Value) {
    for (kind, entries) in vault["components"].as_object().into_iter().flatten() {
        for (name, entry) in entries.as_object().into_iter().flatten() {
            let place = &mut out["components"][kind];
            if place.is_null() {
                *place = json!({});
            }
            if let Some(place) = place.as_object_mut() {
                place.entry(name).or_insert_with(|| entry.clone());
            }
        }
    }
}

/// Every PVWA operation fails in the same shape, whatever a document says.
fn one_error_shape(operation: &mut Map<String, Value>) {
    if let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    {
        responses.retain(|status, _| status.starts_with('2'));
        for status in ["4XX", "5XX"] {
            responses.insert(
                status.to_owned(),
                json!({"$ref": "#/components/responses/Error"}),
            );
        }
    }
}

/// Renames the path parameters of an operation that moves from one spelling of a path to another.
fn rename_path_parameters(operation: &mut Map<String, Value>, from: &str, to: &str) {
    let names: BTreeMap<&str, &str> = variables(from).zip(variables(to)).collect();
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        if parameter["in"] == "path"
            && let Some(new) = parameter["name"].as_str().and_then(|name| names.get(name))
        {
            parameter["name"] = Value::from(*new);
        }
    }
}

/// The names between braces.
fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split('}').next())
}

#[cfg(test)]
mod tests;
