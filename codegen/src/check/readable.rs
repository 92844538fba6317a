//! Whether the generator can read the document at all.

use super::findings::Findings;
use crate::walk::{self, METHODS, join};
use serde::Deserialize;
use serde_json::Value;

const REMEDY: &str = "correct the document there; OpenAPI 3.0.3 says what may stand in that place";

/// The version and the paths; where the whole cannot be read, every part by itself, so that what
/// is wrong is named.
pub(super) fn check(findings: &mut Findings) {
    let document = findings.value();
    match document["openapi"].as_str() {
        Some(version) if version.trim().starts_with("3.0.") => {}
        Some(version) => findings.add(
            "/openapi",
            format!("the document is OpenAPI {version}"),
            "clients are generated of OpenAPI 3.0 only",
            "give the document in OpenAPI 3.0 or Swagger 2.0",
        ),
        None => findings.add(
            "/openapi",
            "the document does not say its version as `openapi: 3.0.3`",
            "clients are generated of OpenAPI 3.0 only",
            "give the document in OpenAPI 3.0 or Swagger 2.0",
        ),
    }
    let whole = openapiv3::OpenAPI::deserialize(document);
    if whole.is_err() {
        parts(findings);
    }
    let version = document["info"]["version"].as_str().unwrap_or_default();
    if !version
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        findings.add(
            "/info/version",
            format!("the version {version:?} cannot be sent in a header"),
            "the generated client names it in each request, and panics on it",
            "write the version in visible ASCII, such as 14.6",
        );
    }
    let paths = document["paths"].as_object();
    if paths.is_none() {
        findings.add(
            "/paths",
            "the document has no paths",
            "there is nothing to call",
            REMEDY,
        );
    }
    for (path, item) in paths.into_iter().flatten() {
        if !path.starts_with("x-") && item.get("$ref").is_some() {
            findings.add(
                &join("/paths", path),
                format!("the path {path} is only a reference"),
                "the generator refuses references to paths",
                "write the path item in this place",
            );
        }
    }
    if let (Err(error), true) = (whole, findings.is_empty()) {
        findings.add("", "the document cannot be read", error.to_string(), REMEDY);
    }
    let mut hidden = Vec::new();
    walk::operations(document, |_, path, at, _| {
        if !path.starts_with('/') {
            hidden.push((at.to_owned(), path.to_owned()));
        }
    });
    for (at, path) in hidden {
        findings.add(
            &at,
            format!("the path `{path}` does not start with a slash"),
            "the generator leaves such a path out without a word",
            format!("write `/{path}`"),
        );
    }
}

/// Finds the parts of a document that cannot be read.
fn parts(findings: &mut Findings) {
    let document = findings.value();
    part::<openapiv3::Info>(findings, "/info", "the title or the version of the API");
    part::<Option<Vec<openapiv3::Tag>>>(findings, "/tags", "the list of tags");
    part::<Option<Vec<openapiv3::Server>>>(findings, "/servers", "the list of servers");
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        if path.starts_with("x-") || item.get("$ref").is_some() {
            continue;
        }
        let at = join("/paths", path);
        let mut readable = true;
        for method in METHODS {
            if item.get(method).is_some() {
                readable &=
                    part::<openapiv3::Operation>(findings, &join(&at, method), "the operation");
            }
        }
        if readable {
            part::<openapiv3::PathItem>(findings, &at, "the path");
        }
    }
    let components = document["components"].as_object();
    for (kind, entries) in components.into_iter().flatten() {
        let at = join("/components", kind);
        for name in entries
            .as_object()
            .into_iter()
            .flat_map(|entries| entries.keys())
        {
            let at = join(&at, name);
            match kind.as_str() {
                "schemas" => {
                    part::<openapiv3::ReferenceOr<openapiv3::Schema>>(findings, &at, "the schema")
                }
                "responses" => {
                    part::<openapiv3::ReferenceOr<openapiv3::Response>>(findings, &at, "the answer")
                }
                _ => true,
            };
        }
    }
}

/// Whether what stands at `pointer` can be read as a `T`.
fn part<'a, T: Deserialize<'a>>(findings: &mut Findings<'a>, pointer: &str, what: &str) -> bool {
    let read = T::deserialize(findings.value().pointer(pointer).unwrap_or(&Value::Null));
    if let Err(error) = &read {
        findings.add(
            pointer,
            format!("{what} cannot be read"),
            error.to_string(),
            REMEDY,
        );
    }
    read.is_ok()
}
