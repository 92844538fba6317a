//! Bodies and answers: one media type each, one type of answer, one type of error.

use super::findings::Findings;
use crate::repair::shape::{resolve, schemas_in};
use crate::walk::{self, join};
use serde_json::{Map, Value};

const BODY_TYPES: [&str; 5] = [
    "application/json",
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "text/plain",
    "text/x-markdown",
];

pub(super) fn check(findings: &mut Findings) {
    let document = findings.value();
    walk::operations(document, |_, _, at, operation| {
        if let Some(body) = operation.get("requestBody") {
            check_body(findings, body, &join(at, "requestBody"));
        }
        let at = join(at, "responses");
        let responses = operation.get("responses").and_then(Value::as_object);
        check_responses(findings, responses, &at);
    });
}

fn check_body(findings: &mut Findings, body: &Value, at: &str) {
    let document = findings.value();
    let Some(body) = referred(body, document) else {
        names_nothing(findings, at, "body");
        return;
    };
    let Some(content) = body["content"].as_object() else {
        return;
    };
    if content.len() > 1 {
        findings.add(
            at,
            format!("the body has {} media types", content.len()),
            "the generator panics on more than one",
            "keep one of them, application/json where there is any",
        );
    }
    for (name, media) in content {
        let at = join(&join(at, "content"), name);
        let plain = name.split(';').next().unwrap_or_default();
        if !BODY_TYPES.contains(&plain) {
            findings.add(
                &at,
                format!("the body is {name}"),
                format!("the generator can send {}", BODY_TYPES.join(", ")),
                "declare one of these, octet-stream for anything that the caller encodes himself",
            );
        }
        without_encoding(findings, media, &at);
        let Some(schema) = media.get("schema") else {
            findings.add(
                &at,
                "the body has no schema",
                "the generator refuses it",
                "give it a schema, `{}` for any JSON",
            );
            continue;
        };
        let schemas = schemas_in(document);
        let schema = resolve(schema, schemas);
        let expected: &[&str] = match plain {
            "application/octet-stream" => &["type", "format"],
            "text/plain" | "text/x-markdown" => &["type"],
            _ => continue,
        };
        let narrow = [
            "format",
            "enum",
            "pattern",
            "minLength",
            "maxLength",
            "nullable",
            "default",
        ];
        let other = narrow
            .iter()
            .any(|key| schema.get(key).is_some() && !expected.contains(key));
        let is_binary = schema["format"] == "binary";
        if schema["type"] != "string" || other || is_binary != expected.contains(&"format") {
            findings.add(
                &at,
                format!("the schema of a body sent as {plain} is no plain string"),
                "the generator sends such a body as it is given",
                "make the schema `type: string`, for octet-stream with `format: binary`",
            );
        }
    }
}

fn check_responses(findings: &mut Findings, responses: Option<&Map<String, Value>>, at: &str) {
    let document = findings.value();
    let mut successes: Vec<(&str, Option<&Value>)> = Vec::new();
    let mut errors: Vec<(&str, Option<&Value>)> = Vec::new();
    for (status, response) in responses.into_iter().flatten() {
        if status.starts_with("x-") {
            continue;
        }
        let at = join(at, status);
        let Some(response) = referred(response, document) else {
            names_nothing(findings, &at, "answer");
            continue;
        };
        let content = response.get("content").and_then(Value::as_object);
        let json = content
            .into_iter()
            .flatten()
            .find(|(name, _)| *name == "application/json" || name.starts_with("application/json;"));
        if let Some((name, media)) = json {
            let at = join(&join(&at, "content"), name);
            without_encoding(findings, media, &at);
            if media.get("schema").is_none() {
                findings.add(
                    &at,
                    format!("the answer {status} has no schema"),
                    "the generator panics on it",
                    "give it a schema, `{}` for any JSON",
                );
            }
        }
        // Two answers are of one type where both are JSON of one schema, both are bytes, or
        // both are empty.
        let bytes = content
            .filter(|content| !content.is_empty())
            .map(|_| &Value::Null);
        let kind = json.map_or(bytes, |(_, media)| media.get("schema"));
        let is_default = status == "default";
        if is_default || status.starts_with('2') || status == "101" {
            successes.push((status, kind));
        }
        if is_default || status.starts_with(['4', '5']) {
            errors.push((status, kind));
        }
    }
    let has_range = successes.iter().any(|(status, _)| *status == "2XX");
    successes.retain(|(status, _)| !has_range || *status != "default");
    for (list, what) in [(successes, "succeeds"), (errors, "fails")] {
        if let [(first, kind), rest @ ..] = list.as_slice()
            && let Some((other, _)) = rest.iter().find(|(_, other)| other != kind)
        {
            findings.add(
                at,
                format!("{first} and {other} have different types where the operation {what}"),
                "the generator panics on more than one type",
                "keep one of the two, or give both one schema",
            );
        }
    }
}

/// What stands in a place, or is referred to from there.
fn referred<'a>(value: &'a Value, document: &'a Value) -> Option<&'a Value> {
    match value.get("$ref").and_then(Value::as_str) {
        None => Some(value),
        Some(target) => document.pointer(target.strip_prefix('#')?),
    }
}

fn names_nothing(findings: &mut Findings, at: &str, what: &str) {
    findings.add(
        at,
        format!("the {what} is a reference that names nothing"),
        "the generator panics on it",
        format!("declare the {what} under components, or in this place"),
    );
}

fn without_encoding(findings: &mut Findings, media: &Value, at: &str) {
    let encoding = media.get("encoding").and_then(Value::as_object);
    if encoding.is_some_and(|encoding| !encoding.is_empty()) {
        findings.add(
            &join(at, "encoding"),
            "the content has an `encoding`",
            "the generator panics on it",
            "take `encoding` out",
        );
    }
}
