//! What `catalogue.schema.json` does not allow, by the rule it breaks.

use crate::walk;
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The schema itself, which is part of the rules.
const SCHEMA: &str = include_str!("../../../spec/catalogue/catalogue.schema.json");

/// How many breaches of one file are told; the first is often the cause of the others.
const MOST: usize = 100;

/// The schemas of an area's file and of `_document.yaml`, or why there are none.
static VALIDATORS: LazyLock<Result<[Validator; 2], String>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).map_err(|error| error.to_string())?;
    let mut head = json!({"$ref": "#/$defs/document"});
    head["$defs"] = schema["$defs"].clone();
    let build = |schema| jsonschema::validator_for(schema).map_err(|error| error.to_string());
    Ok([build(&schema)?, build(&head)?])
});

/// One thing that the schema does not allow.
pub(super) struct Breach {
    pub(super) rule: &'static str,
    pub(super) pointer: String,
    pub(super) what: String,
}

/// What the schema does not allow in the file with this name.
pub(super) fn breaches(name: &str, value: &Value) -> Vec<Breach> {
    let [area, head] = match &*VALIDATORS {
        Ok(validators) => validators,
        Err(error) => {
            return vec![Breach {
                rule: "unreadable-file",
                pointer: String::new(),
                what: format!("catalogue.schema.json is no JSON Schema: {error}"),
            }];
        }
    };
    let validator = if name.starts_with('_') { head } else { area };
    validator
        .iter_errors(value)
        .take(MOST)
        .map(|error| breach(&error))
        .collect()
}

fn breach(error: &ValidationError<'_>) -> Breach {
    let pointer = error.instance_path().to_string();
    let in_permissions = pointer.contains("/x-permissions");
    let of = |rule, what| Breach {
        rule,
        pointer: pointer.clone(),
        what,
    };
    match error.kind() {
        // The last alternative is the one that was meant: an object with something in it.
        ValidationErrorKind::AnyOf { context } => {
            match context.last().and_then(|list| list.first()) {
                Some(cause) => breach(cause),
                None => of("unreadable-file", error.to_string()),
            }
        }
        ValidationErrorKind::PropertyNames { error } => {
            let name = error.instance().as_str().unwrap_or_default();
            Breach {
                rule: match name.starts_with(['x', 'X']) {
                    true => "unknown-extension",
                    false => "bad-path",
                },
                pointer: walk::join(&pointer, name),
                what: format!("{name} may not stand here"),
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let rule = match name {
                "confidence" if in_permissions => "missing-confidence",
                "type" => "unknown-format",
                _ if name.starts_with("x-") => "missing-extension",
                _ if pointer.contains("/x-") => "bad-extension-value",
                _ => "unreadable-file",
            };
            of(rule, format!("{name} is missing"))
        }
        ValidationErrorKind::Enum { .. } if in_permissions && !pointer.ends_with("/confidence") => {
            of(
                "unknown-permission",
                format!("{} is no permission of that kind", error.instance()),
            )
        }
        _ if pointer.contains("/x-") => of("bad-extension-value", error.to_string()),
        ValidationErrorKind::Enum { .. } if pointer.ends_with("/format") => of(
            "unknown-format",
            format!("there is no format {}", error.instance()),
        ),
        ValidationErrorKind::Constant { .. } if pointer.ends_with("/type") => of(
            "unknown-format",
            format!("the format does not fit the type: {error}"),
        ),
        _ => of("unreadable-file", error.to_string()),
    }
}
