//! From Swagger 2.0 and OpenAPI 3.1 to OpenAPI 3.0.3, with the same meaning.
//!
//! Works on the JSON value, so that a document with faults comes through with its faults: mending
//! them is the next step's work. Whatever 3.0 cannot say is reported as lost.

mod body;
mod conversion;
mod name;
mod newer;
mod parameter;
mod path;
mod reference;
mod response;
mod schema;
mod security;
mod server;

use serde_json::{Map, Value};

use crate::document::{Document, Kind};
use crate::problem::{Problem, Refusal};
use crate::report::Report;
use crate::walk;
use conversion::Conversion;

const VERSION: &str = "3.0.3";

/// Turns a Swagger 2.0 or OpenAPI 3.1 document into OpenAPI 3.0.3; an OpenAPI 3.0 document stays as
/// it is.
///
/// Also reports what the text of the document said that could not be read.
///
/// # Errors
///
/// A [`Refusal`] with one problem where the document is none of them, where it has no `paths`
/// although it must, or where it would grow beyond all measure. The document is unchanged then.
pub fn upgrade(document: &mut Document, report: &mut Report) -> Result<(), Refusal> {
    let mut reading = report.by("read");
    for flaw in document.flaws() {
        reading.lost(&flaw.pointer, &flaw.note);
    }
    let kind = document.kind()?;
    let mut changes = Report::default();
    let mut conversion = Conversion::new(&document.value, &mut changes);
    let (value, repeated) = match kind {
        Kind::OpenApi => return Ok(()),
        Kind::Newer => (newer::open_api(&mut conversion), SHARED),
        Kind::Swagger => (swagger(&mut conversion), MEDIA_TYPES),
    };
    let Some(moved) = conversion.finish() else {
        return Err(too_large(document, repeated).into());
    };
    document.value = value;
    document.set_moved(moved);
    report.changes.append(&mut changes.changes);
    Ok(())
}

/// What 3.0 repeats, and what to do about it.
type Repeated = (&'static str, &'static str);

const MEDIA_TYPES: Repeated = (
    "3.0 repeats schemas for every media type that `consumes` and `produces` name",
    "move what many operations repeat into `definitions`, or name fewer media types",
);
const SHARED: Repeated = (
    "3.0 repeats path items that several paths share, and schemas that are not under `components`",
    "move what is referred to into `components/schemas`, or refer to fewer places",
);

fn too_large(document: &Document, (why, remedy): Repeated) -> Problem {
    let what = "the document grows too large when it is written as OpenAPI 3.0";
    let problem = Problem::new(what, remedy).at(document.name(), None);
    problem.why(why)
}

/// The keys at the root that mean the same in both.
const SAME: [&str; 4] = ["info", "tags", "externalDocs", "security"];

/// The keys at the root that are converted, each by a step of its own.
const CONVERTED: [&str; 11] = [
    "swagger",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "paths",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];

fn swagger(conversion: &mut Conversion<'_>) -> Value {
    let source = conversion.source;
    let mut out = Map::new();
    out.insert("openapi".to_owned(), VERSION.into());
    let note = format!("2.0 is {VERSION} now");
    conversion.kept("openapi-version", "/swagger", note);
    for key in SAME {
        if let Some(value) = source.get(key) {
            out.insert(key.to_owned(), value.clone());
        }
    }
    if let Some(servers) = conversion.servers() {
        out.insert("servers".to_owned(), servers);
    }
    out.insert("paths".to_owned(), conversion.paths());
    let components = components(conversion);
    if !components.is_empty() {
        out.insert("components".to_owned(), components.into());
    }
    for (key, value) in source.as_object().into_iter().flatten() {
        if key.starts_with("x-") {
            out.insert(key.clone(), value.clone());
        } else if !SAME.contains(&key.as_str()) && !CONVERTED.contains(&key.as_str()) {
            conversion.lost("unknown-key", &walk::join("", key), "no key of Swagger 2.0");
        }
    }
    let mut out = out.into();
    conversion.references(&mut out);
    conversion.requirements(&mut out);
    out
}

fn components(conversion: &mut Conversion<'_>) -> Map<String, Value> {
    let mut out = Map::new();
    for (new, old, step, convert) in SECTIONS {
        let (from, to) = (format!("/{old}"), format!("/components/{new}"));
        // Also where there is none, for the references to what is missing.
        conversion.moved(&to, &from);
        let Some(entries) = conversion.source.get(old).and_then(Value::as_object) else {
            continue;
        };
        let mut section = Map::new();
        let renamed = name::renamed(entries);
        for (name, entry) in entries {
            let new_name = match renamed.get(name.as_str()) {
                Some(new_name) if new != "schemas" => new_name,
                _ => name,
            };
            let (from, to) = (walk::join(&from, name), walk::join(&to, new_name));
            if let Some(entry) = convert(conversion, entry, &from, &to) {
                if new_name != name {
                    conversion.moved(&to, &from);
                    conversion.kept("component-names", &from, "has a name that 3.0 takes");
                }
                section.insert(new_name.clone(), entry);
            }
        }
        if !section.is_empty() {
            conversion.kept(step, &from, format!("{} under {to}", section.len()));
            out.insert(new.to_owned(), section.into());
        }
    }
    let bodies = conversion.unused_bodies();
    if !bodies.is_empty() {
        out.insert("requestBodies".to_owned(), bodies.into());
    }
    out
}

/// Converts an entry; `None` where it is said elsewhere now.
type Convert = fn(&mut Conversion<'_>, &Value, &str, &str) -> Option<Value>;

/// What is under `components` now: its name there, its name in Swagger 2.0, the step, and how an
/// entry is converted.
const SECTIONS: [(&str, &str, &str, Convert); 4] = [
    (
        "schemas",
        "definitions",
        "definitions-to-components",
        |conversion, entry, from, _| Some(conversion.schema(entry.clone(), from)),
    ),
    (
        "parameters",
        "parameters",
        "parameters-to-components",
        |conversion, entry, from, to| conversion.global_parameter(entry, from, to),
    ),
    (
        "responses",
        "responses",
        "responses-to-components",
        |conversion, entry, from, to| {
            let produces = conversion.media_types(&Value::Null, "produces");
            Some(conversion.response(entry, &produces, from, to))
        },
    ),
    (
        "securitySchemes",
        "securityDefinitions",
        "security-definitions-to-security-schemes",
        |conversion, entry, from, _| Some(conversion.security_scheme(entry, from)),
    ),
];
