//! Holds what the emulator answers against answers that were recorded, and reports each difference.
//!
//! ```text
//! PVWA_EMULATOR_SAMPLES=samples.jsonl cargo test -p pvwa-emulator --test wire
//! cargo run -p pvwa-emulator --features contract --example recorded -- responses.jsonl samples.jsonl
//! ```
//!
//! The tests write down every answer with a body that is no error; here all answers of an operation
//! together are compared with each recording of it: properties, by their spelling, and the types of
//! their values. A list stands for its items; of a map only the keys that the catalogue names are
//! compared. What is known to be different is told apart, with the reason.

use anyhow::Context;
use pvwa_codegen::{
    catalogue::{Catalogue, Service},
    conformance::{Recording, Routes},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::ExitCode,
};

/// Where something stands in a body, with `[]` for the items of a list, and the types it has there.
type Shape = BTreeMap<String, BTreeSet<&'static str>>;

/// Where the emulator answers otherwise, and why it does.
struct Known {
    /// The set of recordings; empty for all of them.
    set: &'static str,
    /// The operation; empty for all of them.
    operation: &'static str,
    /// What the place of a difference begins with.
    at: &'static str,
    reason: &'static str,
}

const fn known(operation: &'static str, at: &'static str, reason: &'static str) -> Known {
    Known {
        set: "",
        operation,
        at,
        reason,
    }
}

const INCIDENTS: &str = "no PTA scores the sessions of the emulator";
const ACTIVITIES: &str = "nobody types anything in a session of the emulator";

/// Differences that are meant to be.
const KNOWN: [Known; 17] = [
    Known {
        set: "epv-mock",
        operation: "",
        at: "",
        reason: "recorded off a mock, not off a vault",
    },
    known(
        "list_my_requests",
        "/MyRequests[]/TicketingSystemProperties",
        "no test of the emulator lists a request with a ticket",
    ),
    known(
        "update_account",
        "/LinkedAccounts",
        "no test of the emulator changes an account with links in the cloud",
    ),
    known(
        "connect_ad_hoc",
        "",
        "no test of the emulator asks for the gateway here, as some do for PSMConnect",
    ),
    known(
        "get_user",
        "/Users",
        "that of the list, recorded under the wrong address",
    ),
    known(
        "get_user",
        "/Total",
        "that of the list, recorded under the wrong address",
    ),
    known(
        "add_account",
        "/LinkedAccounts",
        "that of a later answer: a new account has no links",
    ),
    known("get_live_session_properties", "/IncidentDetails", INCIDENTS),
    known(
        "list_recordings",
        "/Recordings[]/IncidentDetails",
        INCIDENTS,
    ),
    known("get_recording", "/Recordings[]/IncidentDetails", INCIDENTS),
    known("get_recording_properties", "/IncidentDetails", INCIDENTS),
    known(
        "get_recording",
        "/Recordings[]/RecordedActivities[]",
        ACTIVITIES,
    ),
    known(
        "get_recording_properties",
        "/RecordedActivities[]",
        ACTIVITIES,
    ),
    known("list_recording_activities", "/Activities[]", ACTIVITIES),
    known(
        "get_logo_gen1",
        "",
        "recorded under the wrong address: the answer is a picture",
    ),
    known(
        "set_next_password",
        "",
        "that of a request to make a password up, recorded under the wrong address",
    ),
    known(
        "retrieve_account_credentials_gen1",
        "",
        "the answer is the secret itself, no JSON",
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [recorded, samples] = &*arguments else {
        eprintln!("usage: recorded RECORDED.jsonl SAMPLES.jsonl");
        return ExitCode::from(2);
    };
    match report(Path::new(recorded), Path::new(samples)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn report(recorded: &Path, samples: &Path) -> anyhow::Result<()> {
    let documents = documents()?;
    let mut routes = Routes::default();
    for (service, document) in &documents {
        routes.add(*service, document);
    }
    let ours = read_samples(samples)?;
    let mut counts = BTreeMap::new();
    let mut count = |what: &'static str| *counts.entry(what).or_insert(0_usize) += 1;
    let text = fs::read_to_string(recorded).with_context(|| recorded.display().to_string())?;
    for (index, line) in text.lines().enumerate() {
        let recording = Recording::read(index + 1, line).map_err(anyhow::Error::msg)?;
        let row: Value = serde_json::from_str(line).context("a recording is no JSON")?;
        let set = row["set"].as_str().unwrap_or_default();
        let Ok(body) = serde_json::from_str::<Value>(&recording.body) else {
            count("recordings that are no JSON");
            continue;
        };
        let route = routes.find(&recording.method, &recording.path);
        let Some(route) = route.filter(|_| recording.succeeded()) else {
            count("recordings of no operation or no success");
            continue;
        };
        let key = (route.service == Service::Pvwa, route.operation.clone());
        let Some(shape) = ours.get(&key) else {
            count("recordings of what the emulator was not asked or does not serve");
            println!("{set}: {recording}: {} has no sample", route.operation);
            continue;
        };
        let mut theirs = Shape::new();
        add(&body, "", &mut theirs);
        let mut differences = differences(&theirs, shape);
        let document = documents
            .iter()
            .find(|(service, _)| *service == route.service);
        if let Some((_, document)) = document {
            let declared = Declared::read(document, &route.operation);
            differences.retain(|(at, _)| !declared.is_free(at));
        }
        let reason = |at: &str| {
            let mut rows = KNOWN.iter();
            let row = rows.find(|row| {
                (row.set.is_empty() || row.set == set)
                    && (row.operation.is_empty() || row.operation == route.operation)
                    && at.starts_with(row.at)
            });
            row.map(|row| row.reason)
        };
        count(match differences.as_slice() {
            [] => "recordings with nothing that the emulator answers otherwise",
            all if all.iter().all(|(at, _)| reason(at).is_some()) => {
                "recordings with differences that are meant to be"
            }
            _ => "recordings with other differences",
        });
        for (at, difference) in differences {
            let reason = reason(&at).unwrap_or("NOT EXPLAINED");
            println!(
                "{set}: {recording}: {}: {difference} ({reason})",
                route.operation
            );
        }
    }
    for (what, number) in counts {
        println!("{number:>4} {what}");
    }
    Ok(())
}

fn documents() -> anyhow::Result<Vec<(Service, Value)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/catalogue");
    [(Service::Pvwa, "pvwa"), (Service::Identity, "identity")]
        .into_iter()
        .map(|(service, name)| {
            let catalogue = Catalogue::load(&folder.join(name)).map_err(anyhow::Error::msg)?;
            Ok((service, catalogue.whole()))
        })
        .collect()
}

/// What the catalogue says of the places in an answer.
#[derive(Default)]
struct Declared {
    /// The places that it names.
    places: BTreeSet<String>,
    /// Those of maps that can have any key.
    maps: BTreeSet<String>,
}

impl Declared {
    /// Of the answers of an operation.
    fn read(document: &Value, operation: &str) -> Self {
        let mut declared = Self::default();
        let paths = document["paths"].as_object();
        let methods = paths.into_iter().flatten();
        let methods = methods
            .filter_map(|(_, methods)| methods.as_object())
            .flatten();
        for (_, found) in methods.filter(|(_, one)| one["operationId"] == operation) {
            let responses = found["responses"].as_object();
            for (_, response) in responses.into_iter().flatten() {
                let content = &resolved(document, response)["content"]["application/json"];
                declared.add(document, &content["schema"], "", DEEPEST);
            }
        }
        declared
    }

    fn add(&mut self, document: &Value, schema: &Value, at: &str, depth: usize) {
        let schema = resolved(document, schema);
        if depth == 0 || schema.is_null() {
            return;
        }
        self.places.insert(at.to_owned());
        for parts in ["allOf", "anyOf", "oneOf"] {
            for part in schema[parts].as_array().into_iter().flatten() {
                self.add(document, part, at, depth - 1);
            }
        }
        self.add(document, &schema["items"], &format!("{at}[]"), depth - 1);
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            self.add(document, property, &format!("{at}/{name}"), depth - 1);
        }
        if !matches!(
            schema["additionalProperties"],
            Value::Null | Value::Bool(false)
        ) {
            self.maps.insert(at.to_owned());
        }
    }

    /// Whether a place is a key that only the user of a vault chose, or below one.
    fn is_free(&self, at: &str) -> bool {
        !self.places.contains(at)
            && self.maps.iter().any(|map| {
                let below = at.strip_prefix(map.as_str());
                below.is_some_and(|below| below.starts_with('/'))
            })
    }
}

/// How deep the places are looked for.
const DEEPEST: usize = 16;

fn resolved<'a>(document: &'a Value, node: &'a Value) -> &'a Value {
    let mut node = node;
    while let Some(pointer) = node["$ref"].as_str() {
        let pointer = pointer.trim_start_matches('#');
        node = document.pointer(pointer).unwrap_or(&Value::Null);
    }
    node
}

/// What was answered to each operation, by whether it is PVWA's and by its id.
fn read_samples(path: &Path) -> anyhow::Result<BTreeMap<(bool, String), Shape>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut shapes = BTreeMap::new();
    for line in text.lines() {
        let sample: Value = serde_json::from_str(line).context("a sample is no JSON")?;
        let operation = sample["operation"].as_str().unwrap_or_default().to_owned();
        let shape = shapes
            .entry((sample["host"] == "Pvwa", operation))
            .or_default();
        add(&sample["body"], "", shape);
    }
    Ok(shapes)
}

fn add(value: &Value, at: &str, shape: &mut Shape) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    shape.entry(at.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| add(item, &format!("{at}[]"), shape)),
        Value::Object(object) => object
            .iter()
            .for_each(|(key, value)| add(value, &format!("{at}/{key}"), shape)),
        _ => {}
    }
}

/// What a recording has that the emulator never answers, or answers in another type.
fn differences(theirs: &Shape, ours: &Shape) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, kinds) in theirs {
        let parent_is_there = at
            .rsplit_once(['/', '['])
            .is_none_or(|(parent, _)| ours.contains_key(parent));
        match ours.get(at) {
            // Of an empty list or map nothing is known below.
            None if parent_is_there => {
                found.push((at.clone(), format!("{at} ({}) is absent", join(kinds))));
            }
            None => {}
            Some(known) => {
                let other: BTreeSet<_> = kinds.difference(known).copied().collect();
                if !other.is_empty() && other.iter().any(|kind| *kind != "null") {
                    let text = format!("{at} is {}, here {}", join(kinds), join(known));
                    found.push((at.clone(), text));
                }
            }
        }
    }
    found
}

fn join(kinds: &BTreeSet<&str>) -> String {
    kinds.iter().copied().collect::<Vec<_>>().join(" or ")
}
