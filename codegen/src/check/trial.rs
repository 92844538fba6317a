//! The generator itself, under guard, as the last of the rules.

use super::findings::Findings;
use crate::annotate::annotate;
use crate::generate::generate;
use crate::guard::quietly;
use crate::problem::{Problem, Refusal};
use crate::walk::{self, join};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashSet};

const WHY: &str = "no rule of this program foresaw it; the generator says";
const REMEDY: &str =
    "simplify what stands there with an overlay, or take it out, and report it as a gap";

/// Generates once, and names the operation or the schema on which that fails.
pub(super) fn check(findings: &mut Findings, annotated: &Value) -> Option<syn::File> {
    let file = match attempt(annotated) {
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
    match quietly(|| generate(document)) {
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

/// The most that is given to the generator to find out what it fails on, in nodes and bytes of
/// text. All parts of the largest vault document come to that: each brings the schemas that it uses.
const MOST_TRIED: usize = 16 << 20;

/// Finds what fails by itself: one schema with those it uses, or one operation.
fn blame(findings: &mut Findings, why: &str) {
    let document = findings.value();
    let mut parts: Vec<(String, Part<'_>)> = Vec::new();
    let schemas = document["components"]["schemas"].as_object();
    for name in schemas.into_iter().flat_map(Map::keys) {
        let at = join("/components/schemas", name);
        parts.push((at, Part::Schema(name)));
    }
    walk::operations(document, |method, path, at, _| {
        let method = method.to_owned();
        parts.push((at.to_owned(), Part::Operation(method, path.to_owned())));
    });
    let mut blamed = false;
    let mut left = MOST_TRIED;
    for (at, part) in parts {
        // A schema on which it fails makes every operation fail that uses it.
        if findings.is_full() || (blamed && matches!(part, Part::Operation(..))) {
            break;
        }
        let Some(part) = part.alone(document, &mut left) else {
            break;
        };
        if let Err(why) = attempt(&annotate(&part)) {
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
        let what = match left {
            0 => "the generator fails on the document, which is too large to look for the part",
            _ => "the generator fails on the document, but on no part of it alone",
        };
        findings.add("", what, format!("{WHY}: {why}"), REMEDY);
    }
}

/// What may fail by itself.
enum Part<'a> {
    /// The schema of this name.
    Schema(&'a str),
    /// The operation of this method and path.
    Operation(String, String),
}

impl Part<'_> {
    /// The part of `document` with the schemas that it uses; `None` where it is more than what is
    /// `left` to try.
    fn alone(&self, document: &Value, left: &mut usize) -> Option<Value> {
        let mut names = Vec::new();
        let mut used = |target: &str| names.extend(walk::schema_name(target).map(str::to_owned));
        let responses = &document["components"]["responses"];
        walk::references(responses, &mut used);
        let paths = match self {
            Self::Schema(name) => {
                names.push((*name).to_owned());
                json!({})
            }
            Self::Operation(method, path) => {
                let operation = &document["paths"][path][method];
                walk::references(operation, &mut used);
                json!({ path: { method: operation } })
            }
        };
        let mut schemas = Map::new();
        for name in reached(document, names) {
            let schema = &document["components"]["schemas"][&name];
            *left = left.saturating_sub(walk::weight(schema, *left));
            schemas.insert(name, schema.clone());
        }
        *left = left.saturating_sub(walk::weight(&paths, *left) + walk::weight(responses, *left));
        let mut part = json!({
            "openapi": document["openapi"],
            "info": document["info"],
            "paths": paths,
            "components": {"schemas": schemas},
        });
        if responses.is_object() {
            part["components"]["responses"] = responses.clone();
        }
        (*left > 0).then_some(part)
    }
}

/// `names` and the schemas that they use.
fn reached(document: &Value, names: Vec<String>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
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
