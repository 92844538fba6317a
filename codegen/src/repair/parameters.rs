//! Repairs of what a parameter is: its place, its schema, its way into the request.

use super::document::keep_only;
use super::paths::{each_parameter, plain_name, template_names};
use super::shape::{Schemas, Shape, beside_schemas, shape, unwrap_alone};
use crate::report::Recorder;
use crate::walk;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// A parameter has a name, a place and a schema, each of the right JSON type.
pub(super) fn malformed(document: &mut Value, changes: &mut Recorder) {
    retain(document, changes, |parameter| {
        let named = parameter["name"]
            .as_str()
            .is_some_and(|name| !name.is_empty());
        let placed = matches!(
            parameter["in"].as_str(),
            Some("path" | "query" | "header" | "cookie")
        );
        (!named || !placed).then(|| {
            format!(
                "{} in {} is no parameter of a request, is dropped",
                parameter["name"], parameter["in"]
            )
        })
    });
    each_parameter(document, |at, parameter| {
        keep_only(parameter, at, "description", Value::is_string, changes);
        for key in ["required", "deprecated"] {
            keep_only(parameter, at, key, Value::is_boolean, changes);
        }
        if parameter.get("schema").is_some_and(Value::is_object) {
            if parameter.shift_remove("content").is_some() {
                changes.kept(walk::join(at, "content"), "is dropped: `schema` says it");
            }
            return;
        }
        let content = parameter.shift_remove("content");
        let schema = content
            .as_ref()
            .and_then(Value::as_object)
            .and_then(|content| content.values().next())
            .and_then(|media| media.get("schema"))
            .filter(|schema| schema.is_object());
        match schema {
            Some(_) => changes.kept(at, "the schema stands in `schema`, not in `content`"),
            None => changes.lost(at, "without a schema, is a string"),
        }
        let schema = schema.cloned().unwrap_or_else(|| json!({"type": "string"}));
        parameter.insert("schema".to_owned(), schema);
    });
}

/// Cookies, and headers that the client sets itself, are not for the caller to give.
pub(super) fn foreign(document: &mut Value, changes: &mut Recorder) {
    retain(document, changes, |parameter| {
        let name = parameter["name"].as_str().unwrap_or_default();
        match parameter["in"].as_str() {
            Some("cookie") => Some(format!("the cookie {name} is dropped")),
            Some("header") if is_own_header(name) => Some(format!(
                "the header {name} is set by the client, is dropped"
            )),
            Some("header") if !is_header_name(name) => {
                Some(format!("`{name}` is no name of a header, is dropped"))
            }
            _ => None,
        }
    });
}

fn is_own_header(name: &str) -> bool {
    const OWN: [&str; 7] = [
        "accept",
        "api-version",
        "authorization",
        "content-length",
        "content-type",
        "cookie",
        "host",
    ];
    OWN.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether `name` can be sent as the name of a header (RFC 9110, `token`).
pub(crate) fn is_header_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Drops the parameters for which `why` has an answer, which is noted as a loss.
fn retain(document: &mut Value, changes: &mut Recorder, why: impl Fn(&Value) -> Option<String>) {
    walk::operations_mut(document, |_, _, at, operation| {
        let Some(list) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        else {
            return;
        };
        let mut index = 0;
        list.retain(|parameter| {
            let why = why(parameter);
            if let Some(why) = &why {
                changes.lost(format!("{at}/parameters/{index}"), why);
            }
            index += 1;
            why.is_none()
        });
    });
}

/// The parameters in the path are those of its template, and all of them are required.
pub(super) fn template(document: &mut Value, changes: &mut Recorder) {
    walk::operations_mut(document, |_, path, at, operation| {
        let names = template_names(path);
        let declares_none = !operation.contains_key("parameters");
        if names.is_empty() && declares_none {
            return;
        }
        let list = operation
            .entry("parameters")
            .or_insert_with(|| Value::Array(Vec::new()));
        let Some(list) = list.as_array_mut() else {
            return;
        };
        let declared: HashSet<String> = list
            .iter()
            .filter_map(path_name)
            .map(str::to_owned)
            .collect();
        let known: HashSet<&str> = names.iter().copied().collect();
        // What stands in the path and is declared in another spelling, if at all.
        let mut undeclared: HashMap<String, &str> = HashMap::new();
        for name in names.iter().filter(|name| !declared.contains(**name)) {
            undeclared.entry(name.to_ascii_lowercase()).or_insert(name);
        }
        for (index, parameter) in list.iter_mut().enumerate() {
            let at = format!("{at}/parameters/{index}");
            let Some(name) = path_name(parameter).map(str::to_owned) else {
                continue;
            };
            let meant = undeclared.get(&plain_name(&name).to_ascii_lowercase());
            if let (Some(meant), false) = (meant, known.contains(name.as_str())) {
                changes.kept(
                    &at,
                    format!("`{name}` is written `{meant}`, as in the path"),
                );
                parameter["name"] = json!(meant);
            }
            if parameter["required"] != true {
                changes.kept(&at, "is required: without it there is no path");
                parameter["required"] = json!(true);
            }
        }
        let mut index = 0;
        list.retain(|parameter| {
            let keep = path_name(parameter).is_none_or(|name| known.contains(name));
            if !keep {
                changes.lost(
                    format!("{at}/parameters/{index}"),
                    format!("the path has no {{{}}}, is dropped", parameter["name"]),
                );
            }
            index += 1;
            keep
        });
        let mut declared: HashSet<String> = list
            .iter()
            .filter_map(path_name)
            .map(str::to_owned)
            .collect();
        for name in names {
            if declared.insert(name.to_owned()) {
                changes.kept(
                    format!("{at}/parameters/{}", list.len()),
                    format!("the path has {{{name}}}, which nothing declared: a string"),
                );
                list.push(json!({
                    "name": name, "in": "path", "required": true, "schema": {"type": "string"},
                }));
            }
        }
        if list.is_empty() {
            operation.shift_remove("parameters");
        }
    });
}

/// The name of a parameter in the path.
fn path_name(parameter: &Value) -> Option<&str> {
    (parameter["in"] == "path").then(|| parameter["name"].as_str())?
}

/// Only the plain ways into a request are known to the generator: the others become text in
/// which the caller separates the values himself.
pub(super) fn styles(document: &mut Value, changes: &mut Recorder) {
    beside_schemas(document, |document, schemas| {
        styles_of(document, schemas, changes);
    });
}

fn styles_of(document: &mut Value, schemas: &Schemas, changes: &mut Recorder) {
    each_parameter(document, |at, parameter| {
        let style = parameter.shift_remove("style");
        let explode = parameter.shift_remove("explode");
        for key in ["allowReserved", "allowEmptyValue"] {
            if parameter.shift_remove(key).is_some() {
                changes.kept(walk::join(at, key), "is dropped: the generator ignores it");
            }
        }
        if style.is_none() && explode.is_none() {
            return;
        }
        let shape = shape(&parameter["schema"], schemas);
        let in_query = parameter["in"] == "query";
        let style = style.as_ref().and_then(Value::as_str);
        let separator = match style {
            Some("spaceDelimited") => Some("spaces"),
            Some("pipeDelimited") => Some("`|`"),
            _ if explode == Some(json!(false)) => Some("commas"),
            _ => None,
        };
        match (separator, style) {
            (Some(separator), _) if in_query && shape == Shape::Array => {
                as_text(
                    parameter,
                    &format!("Several values are separated by {separator}."),
                );
                changes.kept(at, format!("a list separated by {separator} is one string"));
            }
            (_, Some("label" | "matrix")) => {
                changes.lost(at, "is written into the path as it is, without a prefix");
            }
            _ => changes.kept(at, "style and explode are those that the generator knows"),
        }
    });
}

/// What the generator can write as text: no lists or objects in paths and headers, no objects
/// in queries, no null.
pub(super) fn types(document: &mut Value, changes: &mut Recorder) {
    beside_schemas(document, |document, schemas| {
        types_of(document, schemas, changes);
    });
}

fn types_of(document: &mut Value, schemas: &Schemas, changes: &mut Recorder) {
    retain(document, changes, |parameter| {
        let object = shape(&parameter["schema"], schemas) == Shape::Object;
        (object && parameter["in"] == "query" && parameter["required"] != true).then(|| {
            format!(
                "the object {} cannot be written into a query, is dropped",
                parameter["name"]
            )
        })
    });
    each_parameter(document, |at, parameter| {
        if parameter["schema"]["nullable"] == true
            && let Some(schema) = parameter["schema"].as_object_mut()
        {
            schema.shift_remove("nullable");
            unwrap_alone(&mut parameter["schema"]);
            changes.kept(at, "is left out rather than null");
            if parameter["in"] != "path" && parameter.shift_remove("required").is_some() {
                changes.kept(at, "what could be null can be left out");
            }
        }
        let schema = &parameter["schema"];
        let shape = shape(schema, schemas);
        if parameter["in"] == "query" {
            let items = super::shape::resolve(schema, schemas).get("items");
            match shape {
                Shape::Any | Shape::Object => {
                    as_text(parameter, "");
                    changes.lost(at, "is a string: nothing else is known of it");
                }
                Shape::Array => {
                    let scalar = items.is_some_and(|items| {
                        super::shape::shape(items, schemas).is_scalar()
                            && items.get("nullable") != Some(&json!(true))
                    });
                    if !scalar {
                        parameter["schema"] = json!({"type": "array", "items": {"type": "string"}});
                        changes.lost(at, "is a list of strings");
                    }
                }
                _ => {}
            }
            return;
        }
        if !shape.is_scalar() {
            as_text(parameter, "");
            changes.lost(at, "is a string: a path or a header holds nothing else");
        } else if super::shape::resolve(schema, schemas)["format"] == "password" {
            as_text(parameter, "");
            changes.lost(at, "is a plain string: a secret is never written as text");
        }
    });
}

/// Makes `parameter` a string, with `more` behind its description.
fn as_text(parameter: &mut Map<String, Value>, more: &str) {
    parameter.insert("schema".to_owned(), json!({"type": "string"}));
    let description = parameter
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let description = format!("{description} {more}").trim().to_owned();
    if !description.is_empty() {
        parameter.insert("description".to_owned(), json!(description));
    }
}
