//! Which description language a document is written in, and whether it is one that is read.

use serde_json::{Map, Value};

use crate::problem::Problem;

use super::clip;

/// The description languages that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Swagger 2.0.
    Swagger,
    /// OpenAPI 3.0.
    OpenApi,
    /// OpenAPI 3.1.
    Newer,
}

impl Kind {
    /// Tells the language of a document by its root; a document without `paths` is taken as one
    /// without operations.
    pub(crate) fn of(document: &Value) -> Result<Self, Box<Problem>> {
        match document.as_object() {
            Some(root) if root.get("paths").is_none() => language(root),
            _ => kind(document),
        }
    }
}

/// The most keys that an error lists.
const MOST_KEYS: usize = 8;

/// Tells the description language, or what is wrong at the root of the document; the problem has a
/// pointer but no place.
pub(crate) fn kind(document: &Value) -> Result<Kind, Box<Problem>> {
    let Some(root) = document.as_object() else {
        let what = match document {
            Value::Array(_) => "the document is a list, not an object",
            _ => "the document is plain text, neither JSON nor YAML with an object at its root",
        };
        return Err(Problem::new(what, NAME_ANOTHER).into());
    };
    let kind = language(root)?;
    match root.get("paths") {
        Some(paths) if paths.is_object() => Ok(kind),
        Some(_) => Err(Problem::new(
            "`paths` is not an object",
            "write the paths as keys of an object, or fetch the document again",
        )
        .pointer("/paths")
        .into()),
        // It may describe webhooks only, or nothing but components.
        None if kind == Kind::Newer => Ok(kind),
        None => Err(Problem::new(
            "`paths` is missing: the document has no operations",
            "fetch the document again, or name the file that holds the paths",
        )
        .into()),
    }
}

/// The description language that the root names.
fn language(root: &Map<String, Value>) -> Result<Kind, Box<Problem>> {
    match (root.get("openapi"), root.get("swagger")) {
        (Some(version), _) => open_api(version),
        (None, Some(version)) => swagger(version),
        (None, None) => Err(no_version(root).into()),
    }
}

fn no_version(root: &Map<String, Value>) -> Problem {
    if root.contains_key("swaggerVersion") {
        return Problem::new("Swagger 1.2 is not read", FETCH_NEWER)
            .pointer("/swaggerVersion")
            .why("it describes an API in several files, one for each resource");
    }
    let what = "the document describes no API: it has neither `swagger` nor `openapi` at its root";
    Problem::new(what, NAME_ANOTHER).why(keys(root.keys()))
}

const NAME_ANOTHER: &str = "name a Swagger 2.0, OpenAPI 3.0 or 3.1 document; if this is what the server \
                            answered, look at it: it may be an error";
const FETCH_NEWER: &str =
    "fetch the document as Swagger 2.0, OpenAPI 3.0 or 3.1, or convert it first";

fn open_api(version: &Value) -> Result<Kind, Box<Problem>> {
    let text = written(version);
    if text == "3" || text == "3.0" || text.starts_with("3.0.") {
        return Ok(Kind::OpenApi);
    }
    if text == "3.1" || text.starts_with("3.1.") {
        return Ok(Kind::Newer);
    }
    Err(Problem::new(
        format!("OpenAPI {} is not read", clip(&text)),
        "fetch the document as OpenAPI 3.0, 3.1 or Swagger 2.0, or convert it to 3.0.3 first",
    )
    .pointer("/openapi")
    .into())
}

fn swagger(version: &Value) -> Result<Kind, Box<Problem>> {
    let text = written(version);
    if text == "2.0" || text == "2" {
        return Ok(Kind::Swagger);
    }
    let what = format!("Swagger {} is not read", clip(&text));
    Err(Problem::new(what, FETCH_NEWER).pointer("/swagger").into())
}

/// A version as text: YAML makes a number of it where it is not quoted.
fn written(version: &Value) -> String {
    match version {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => "of an unknown version".to_owned(),
    }
}

fn keys<'a>(keys: impl Iterator<Item = &'a String>) -> String {
    let mut names: Vec<String> = keys.map(|key| format!("`{}`", clip(key))).collect();
    let rest = names.len().saturating_sub(MOST_KEYS);
    names.truncate(MOST_KEYS);
    match (names.is_empty(), rest) {
        (true, _) => "it is empty".to_owned(),
        (_, 0) => format!("it has {}", names.join(", ")),
        _ => format!("it has {} and {rest} more", names.join(", ")),
    }
}
