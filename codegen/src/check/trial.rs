//! The generator itself, under guard, as the last of the rules.

use super::findings::Findings;
use crate::annotate::annotate;
use crate::generate::generate;
use crate::guard::quietly;
use crate::problem::{Problem, Refusal};
use crate::walk::{self, join};
use serde_json::{Map, Value};
use std::collections::HashSet;

const WHY: &str = "no rule of this program foresaw it; the generator says";
const REMEDY: &str =
    "simplify what stands there with an overlay, or take it out, and report it as a gap";

/// Generates once, and names the operation or the schema on which that fails.
pub(super) fn check(findings: &mut Findings) -> Option<syn::File> {
    let file = match attempt(findings.value()) {
        Ok(file) => file,
        Err(why) => {
            blame(findings, &why);
            return None;
        }
    };
    for name in twice(&file.items) {
        findings.add(
            "",
            format!("the generated code would hold `{name}` twice"),
            "that does not compile",
            format!("rename what becomes `{name}` in the document, and report it as a gap"),
        );
    }
    Some(file)
}

/// A failure of the generator for which no finding stands.
pub(super) fn without_reason() -> Refusal {
    Problem::new("the generator fails on the document", REMEDY).into()
}

/// Generates; what the generator panics with is an error like the others.
fn attempt(document: &Value) -> Result<syn::File, String> {
    match quietly(|| generate(&annotate(document))) {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(refusal)) => Err(refusal
            .0
            .iter()
            .map(|problem| problem.what.clone())
            .collect::<Vec<_>>()
            .join("; ")),
        Err(panic) => Err(panic),
    }
}

/// Finds what fails by itself: one schema with those it uses, or one operation.
fn blame(findings: &mut Findings, why: &str) {
    let document = findings.value();
    let mut parts: Vec<(String, Value)> = Vec::new();
    let schemas = document["components"]["schemas"].as_object();
    for name in schemas.into_iter().flat_map(Map::keys) {
        parts.push((join("/components/schemas", name), of_schema(document, name)));
    }
    walk::operations(document, |method, path, at, _| {
        parts.push((at.to_owned(), of_operation(document, method, path)));
    });
    let mut blamed = false;
    for (at, part) in parts {
        // A schema on which it fails makes every operation fail that uses it.
        if at.starts_with("/paths/") && blamed {
            break;
        }
        if let Err(why) = attempt(&part) {
            findings.add(
                &at,
                "the generator fails on this part of the document",
                format!("{WHY}: {why}"),
                REMEDY,
            );
            blamed = true;
        }
    }
    if !blamed {
        findings.add(
            "",
            "the generator fails on the document, but on no part of it alone",
            format!("{WHY}: {why}"),
            REMEDY,
        );
    }
}

/// `document` with no operations and only the schemas that `name` uses.
fn of_schema(document: &Value, name: &str) -> Value {
    let mut part = document.clone();
    part["paths"] = Value::Object(Map::new());
    let used = reached(document, vec![name.to_owned()]);
    keep_schemas(&mut part, &used);
    part
}

/// `document` with one operation and only the schemas that it uses.
fn of_operation(document: &Value, method: &str, path: &str) -> Value {
    let mut part = document.clone();
    let operation = document["paths"][path][method].clone();
    let mut names = Vec::new();
    let mut used = |target: &str| names.extend(walk::schema_name(target).map(str::to_owned));
    walk::references(&operation, &mut used);
    walk::references(&document["components"]["responses"], &mut used);
    part["paths"] = serde_json::json!({ path: { method: operation } });
    let used = reached(document, names);
    keep_schemas(&mut part, &used);
    part
}

fn keep_schemas(document: &mut Value, used: &HashSet<String>) {
    if let Some(schemas) = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// `names` and the schemas that they use.
fn reached(document: &Value, names: Vec<String>) -> HashSet<String> {
    let mut all = HashSet::new();
    let mut left = names;
    while let Some(name) = left.pop() {
        if !all.contains(&name) {
            walk::references(&document["components"]["schemas"][&name], &mut |target| {
                left.extend(walk::schema_name(target).map(str::to_owned));
            });
            all.insert(name);
        }
    }
    all
}

/// The names that generated code would hold twice: types, fields, variants, methods.
fn twice(items: &[syn::Item]) -> Vec<String> {
    let mut found = Vec::new();
    let mut types = HashSet::new();
    let mut methods = HashSet::new();
    for item in items {
        match item {
            syn::Item::Struct(item) => {
                once(&mut types, &item.ident, "", &mut found);
                let mut fields = HashSet::new();
                for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                    once(&mut fields, field, &format!("{}::", item.ident), &mut found);
                }
            }
            syn::Item::Enum(item) => {
                once(&mut types, &item.ident, "", &mut found);
                let mut variants = HashSet::new();
                for variant in &item.variants {
                    let of = format!("{}::", item.ident);
                    once(&mut variants, &variant.ident, &of, &mut found);
                }
            }
            syn::Item::Mod(item) => {
                let inner = item.content.as_ref().map(|(_, items)| items.as_slice());
                found.extend(twice(inner.unwrap_or_default()));
            }
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let syn::Type::Path(of) = &*item.self_ty else {
                    continue;
                };
                let of = of
                    .path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string());
                for method in &item.items {
                    if let syn::ImplItem::Fn(method) = method {
                        let name =
                            format!("{}::{}", of.as_deref().unwrap_or("_"), method.sig.ident);
                        if !methods.insert(name.clone()) {
                            found.push(name);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn once(seen: &mut HashSet<String>, name: &syn::Ident, of: &str, found: &mut Vec<String>) {
    if !seen.insert(name.to_string()) {
        found.push(format!("{of}{name}"));
    }
}
