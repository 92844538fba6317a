//! Whether the generator can read the document at all.

use super::findings::Findings;
use crate::walk::{self, METHODS, join};
use serde::de::DeserializeOwned;
use serde_json::Value;

const REMEDY: &str = "correct the document there; OpenAPI 3.0.3 says what may stand in that place";

/// The version, and every part by itself, so that what cannot be read is named.
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
    part::<openapiv3::Info>(findings, "/info", "the title or the version of the API");
    part::<Option<Vec<openapiv3::Tag>>>(findings, "/tags", "the list of tags");
    part::<Option<Vec<openapiv3::Server>>>(findings, "/servers", "the list of servers");
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
    let Some(paths) = document["paths"].as_object() else {
        findings.add(
            "/paths",
            "the document has no paths",
            "there is nothing to call",
            REMEDY,
        );
        return;
    };
    for (path, item) in paths {
        let at = join("/paths", path);
        if path.starts_with("x-") {
            continue;
        }
        if item.get("$ref").is_some() {
            findings.add(
                &at,
                format!("the path {path} is only a reference"),
                "the generator refuses references to paths",
                "write the path item in this place",
            );
            continue;
        }
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
    if findings.is_empty() {
        part::<openapiv3::OpenAPI>(findings, "", "the document");
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

/// Whether what stands at `pointer` can be read as a `T`.
fn part<T: DeserializeOwned>(findings: &mut Findings, pointer: &str, what: &str) -> bool {
    let value = findings
        .value()
        .pointer(pointer)
        .cloned()
        .unwrap_or(Value::Null);
    let read = serde_json::from_value::<T>(value);
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
