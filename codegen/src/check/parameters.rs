//! Parameters: where they stand, what they hold, how they are called.

use super::findings::Findings;
use crate::repair::identifier::method as identifier;
use crate::repair::parameter_names::is_taken;
use crate::repair::parameters::is_header_name;
use crate::repair::paths::template_names;
use crate::repair::shape::{Schemas, Shape, resolve, schemas_in, shape};
use crate::walk;
use serde_json::Value;
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings) {
    let document = findings.value();
    let schemas = schemas_in(document);
    walk::operations(document, |_, path, at, operation| {
        let has_body = operation.contains_key("requestBody");
        let list = operation.get("parameters").and_then(Value::as_array);
        let mut used: HashMap<String, String> = HashMap::new();
        let mut declared = Vec::new();
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            let at = format!("{at}/parameters/{index}");
            let Some(parameter) = referred(parameter, document) else {
                findings.add(
                    &at,
                    "the parameter is a reference that names nothing",
                    "the generator panics on it",
                    "declare the parameter under components/parameters, or in this place",
                );
                continue;
            };
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["in"] == "path" {
                declared.push(name);
            }
            one(findings, &at, name, parameter, schemas);
            let rust = identifier(name);
            if is_taken(&rust, has_body) {
                findings.add(
                    &at,
                    format!(
                        "the parameter `{name}` becomes `{rust}`, a method that each builder has"
                    ),
                    "two methods with one name do not compile",
                    "take the parameter out with an overlay, or leave the operation out",
                );
            }
            if let Some(other) = used.insert(rust.clone(), name.to_owned()) {
                findings.add(
                    &at,
                    format!("the parameters `{other}` and `{name}` both become `{rust}`"),
                    "two parameters of one name do not compile",
                    "take one of the two out with an overlay",
                );
            }
        }
        let names = template_names(path);
        for name in &names {
            if !declared.contains(name) {
                findings.add(
                    at,
                    format!("the path has {{{name}}}, which is no parameter of the operation"),
                    "the generator panics on it",
                    format!("declare `{name}` as a parameter in the path"),
                );
            }
        }
        for name in declared {
            if !names.contains(&name) {
                findings.add(
                    at,
                    format!("the path parameter `{name}` does not stand in the path"),
                    "the generator panics on it",
                    format!("write {{{name}}} into the path, or take the parameter out"),
                );
            }
        }
    });
}

/// The parameter that stands in a place, or is referred to from there.
fn referred<'a>(parameter: &'a Value, document: &'a Value) -> Option<&'a Value> {
    match parameter.get("$ref").and_then(Value::as_str) {
        None => Some(parameter),
        Some(target) => document.pointer(target.strip_prefix('#')?),
    }
}

fn one(findings: &mut Findings, at: &str, name: &str, parameter: &Value, schemas: &Schemas) {
    const AS_TEXT: &str = "make it a string, a number or a boolean";
    let schema = &parameter["schema"];
    let shape = shape(schema, schemas);
    let is_null = schema["nullable"] == true || resolve(schema, schemas)["nullable"] == true;
    match parameter["in"].as_str() {
        Some(place @ ("path" | "header")) => {
            if place == "path" && parameter["required"] != true {
                findings.add(
                    at,
                    format!("the path parameter `{name}` is not required"),
                    "without it there is no path: the generator panics",
                    "set `required: true`",
                );
            }
            if place == "header" && !is_header_name(name) {
                findings.add(
                    at,
                    format!("`{name}` is no name of a header"),
                    "the generated client panics when it sends it",
                    "correct the name, or take the parameter out",
                );
            }
            if !shape.is_scalar() || is_null {
                findings.add(
                    at,
                    format!("the {place} parameter `{name}` is no plain value"),
                    format!("a {place} holds text, and what can be null or has parts is none"),
                    AS_TEXT,
                );
            }
            if resolve(schema, schemas)["format"] == "password" {
                findings.add(
                    at,
                    format!("the {place} parameter `{name}` is a secret"),
                    "a secret is never written as text",
                    "take `format: password` from it, or send it in the body",
                );
            }
        }
        Some("query") if shape == Shape::Object => findings.add(
            at,
            format!("the query parameter `{name}` is an object"),
            "the generator panics on it",
            "declare each of its properties as a parameter",
        ),
        Some("query") => {}
        other => findings.add(
            at,
            format!(
                "the parameter `{name}` stands in {}",
                other.unwrap_or("no place")
            ),
            "the generator knows path, query and header",
            "move it to one of these, or take it out",
        ),
    }
    if parameter.get("content").is_some() {
        findings.add(
            at,
            format!("the parameter `{name}` has `content`"),
            "the generator reads `schema` only",
            "give it a `schema`",
        );
    }
    let style = parameter.get("style").and_then(Value::as_str);
    let known = match parameter["in"].as_str() {
        Some("query") => "form",
        _ => "simple",
    };
    if style.is_some_and(|style| style != known) {
        findings.add(
            at,
            format!(
                "the parameter `{name}` has the style {}",
                style.unwrap_or_default()
            ),
            format!("the generator knows `{known}` in that place"),
            "take `style` out and make the parameter a string",
        );
    }
}
