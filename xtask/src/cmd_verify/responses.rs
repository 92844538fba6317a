//! `cargo xtask verify --responses`: recorded answers through their Rust types and back.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use anyhow::bail;
use owo_colors::OwoColorize;
use pvwa_codegen::{
    catalogue::Service,
    conformance::{Recording, Routes, Spellings, Survival, came},
    problem::{Problem, Refusal},
};
use serde_json::Value;
use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// The least share of all fields that has to come back, in per cent.
const LEAST_KEPT: f64 = 99.0;

/// How many lost fields of one answer are named.
const NAMED: usize = 8;

/// What became of one recording.
enum Verdict {
    /// It has no JSON to be read.
    NoJson,
    /// It was read; what survived.
    Read {
        operation: String,
        survival: Survival,
    },
    /// It could not be read.
    Failed {
        operation: Option<String>,
        why: String,
    },
}

/// The counts over all recordings.
#[derive(Default)]
struct Total {
    passed: usize,
    failed: usize,
    no_json: usize,
    fields: usize,
    gone: usize,
}

pub(super) fn run(
    files: &[PathBuf],
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let (mut routes, mut spellings) = (Routes::default(), Spellings::default());
    for service in house.services() {
        let document = house.catalogue_of(service)?.whole();
        routes.add(service, &document);
        spellings.add(&document);
    }
    let mut total = Total::default();
    for file in files {
        for recording in recordings(file)? {
            let verdict = judge(&recording, &routes, &spellings);
            total.add(&verdict);
            line(&recording, &verdict, terminal.results)?;
        }
    }
    let results = &mut *terminal.results;
    writeln!(
        results,
        "{} of {} kept ({:.2} %), {} without JSON",
        total.fields - total.gone,
        print::count(total.fields, "field"),
        total.kept(),
        print::count(total.no_json, "row"),
    )?;
    writeln!(results, "{} passed, {} failed", total.passed, total.failed)?;
    if total.failed > 0 {
        bail!(
            "{} cannot be read as the catalogue describes them: correct spec/catalogue, then run \
             cargo xtask generate",
            print::count(total.failed, "answer")
        );
    }
    if total.kept() < LEAST_KEPT {
        bail!(
            "only {:.2} % of all fields come back, at least {LEAST_KEPT} % have to: describe what \
             the lines marked `lost` name",
            total.kept()
        );
    }
    Ok(Outcome::Fine)
}

/// The recordings of a file.
fn recordings(file: &Path) -> anyhow::Result<Vec<Recording>> {
    let text = fs_err::read_to_string(file)?;
    let mut recordings = Vec::new();
    let mut problems = Vec::new();
    let lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match Recording::read(number, line) {
            Ok(recording) => recordings.push(recording),
            Err(refusal) => {
                let at =
                    |problem: Problem| problem.at(file.display().to_string(), Some((number, 1)));
                problems.extend(refusal.0.into_iter().map(at));
            }
        }
    }
    if recordings.is_empty() && problems.is_empty() {
        let problem = Problem::new("the file holds no recorded answer", "name another file");
        problems.push(problem.at(file.display().to_string(), None));
    }
    match problems.is_empty() {
        true => Ok(recordings),
        false => Err(Refusal(problems).into()),
    }
}

fn judge(recording: &Recording, routes: &Routes, spellings: &Spellings) -> Verdict {
    let route = routes.find(&recording.method, &recording.path);
    let sent: Option<Value> =
        serde_json::from_str(recording.body.trim_start_matches('\u{feff}')).ok();
    let (service, operation) = match route {
        Some(route) => (route.service, route.operation.clone()),
        None if recording.method.is_empty() => (Service::Pvwa, "any operation".to_owned()),
        None if sent.is_none() => return Verdict::NoJson,
        None => {
            return Verdict::Failed {
                operation: None,
                why: "the catalogue has no such operation".to_owned(),
            };
        }
    };
    let read = match service {
        Service::Pvwa => pvwa,
        Service::Identity => identity,
    };
    let again = read(&operation, recording.succeeded(), sent.as_ref());
    match (again, sent) {
        (Some(Ok(again)), Some(sent)) => Verdict::Read {
            operation,
            survival: Survival::of(&sent, &again, spellings),
        },
        (Some(Err(why)), Some(_)) => Verdict::Failed {
            operation: Some(operation),
            why,
        },
        // An answer without a body, where none is described.
        (Some(Ok(_)), None) if recording.body.trim().is_empty() => Verdict::Read {
            operation,
            survival: Survival::default(),
        },
        _ => Verdict::NoJson,
    }
}

/// What comes back of an answer, or why it cannot be read; `None` without JSON where some is due.
type Again = Option<Result<Value, String>>;

/// Reads an answer of an operation with the types of a generated crate.
macro_rules! reader {
    ($name:ident, $api:ident) => {
        fn $name(operation: &str, succeeded: bool, sent: Option<&Value>) -> Again {
            use $api::round_trip::{Answer, answer, error};
            // What kind of answer it is does not depend on what was sent.
            let value = sent.unwrap_or(&Value::Null);
            let mut track = serde_path_to_error::Track::new();
            let reader = serde_path_to_error::Deserializer::new(value, &mut track);
            let answer = match succeeded {
                true => answer(operation, reader),
                false => Answer::Json(error(reader)),
            };
            match answer {
                // Bytes go out as they are. Without a body nothing is read, so nothing comes back.
                Answer::Bytes => Some(Ok(value.clone())),
                Answer::Nothing if is_nothing(value) => Some(Ok(value.clone())),
                Answer::Nothing => Some(Ok(Value::Null)),
                Answer::Json(_) if sent.is_none() => None,
                Answer::Json(Ok(again)) => Some(Ok(again)),
                Answer::Json(Err(error)) => {
                    Some(Err(why(value, &track.path().to_string(), &error)))
                }
                _ => Some(Err("the generated crate has no such operation".to_owned())),
            }
        }
    };
}

reader!(pvwa, pvwa_api);
reader!(identity, identity_api);

/// What servers send where there is nothing to say.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// Why an answer cannot be read: where, what came, what was expected. Never a value, which serde's
/// own messages repeat.
fn why(sent: &Value, path: &str, error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let harmless = ["missing field", "duplicate field", "data did not match"];
    let what = match text.rsplit_once("expected ") {
        _ if harmless.iter().any(|start| text.starts_with(start)) => text.to_owned(),
        Some((_, expected)) => format!("{} came, expected {expected}", came(sent, path)),
        None => format!("{} came, which does not fit", came(sent, path)),
    };
    match path {
        "." => format!("at the top: {what}"),
        path => format!("at {path}: {what}"),
    }
}

impl Total {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::NoJson => self.no_json += 1,
            Verdict::Failed { .. } => self.failed += 1,
            Verdict::Read { survival, .. } => {
                self.passed += 1;
                self.fields += survival.fields;
                // A lost answer that is no object counts once, although it has no field.
                self.gone += survival.gone.min(survival.fields);
            }
        }
    }

    /// The share of the fields that came back, in per cent.
    fn kept(&self) -> f64 {
        match self.fields {
            0 => 100.0,
            fields => 100.0 * (fields - self.gone) as f64 / fields as f64,
        }
    }
}

fn line(recording: &Recording, verdict: &Verdict, to: &mut dyn io::Write) -> io::Result<()> {
    let word = |word: &dyn fmt::Display| format!("{word:<8}");
    let number = recording.line;
    match verdict {
        Verdict::NoJson => writeln!(to, "{}{number:>4} {recording}", word(&"no JSON").dimmed()),
        Verdict::Failed { operation, why } => {
            let operation = operation.as_deref().map(|id| format!(" ({id})"));
            let operation = operation.unwrap_or_default();
            writeln!(
                to,
                "{}{number:>4} {recording}{operation}: {why}",
                word(&"failed").red().bold()
            )
        }
        Verdict::Read {
            operation,
            survival,
        } => {
            let fields = print::count(survival.fields, "field");
            if survival.lost.is_empty() {
                let word = word(&"kept");
                return writeln!(
                    to,
                    "{}{number:>4} {recording} ({operation}): {fields}",
                    word.green()
                );
            }
            let named: Vec<_> = survival
                .lost
                .iter()
                .take(NAMED)
                .map(String::as_str)
                .collect();
            let more = match survival.lost.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let word = word(&"lost");
            let list = named.join(", ");
            let list = if list.is_empty() { "everything" } else { &list };
            writeln!(
                to,
                "{}{number:>4} {recording} ({operation}): {} of {fields}: {list}{more}",
                word.yellow(),
                survival.gone,
            )
        }
    }
}
