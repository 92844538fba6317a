//! Holds what the emulator answers against answers that were recorded, and reports each difference.
//!
//! ```text
//! PVWA_EMULATOR_SAMPLES=samples.jsonl cargo test -p pvwa-emulator --test wire
//! cargo run -p pvwa-emulator --features contract --example recorded -- responses.jsonl samples.jsonl
//! ```
//!
//! The tests write down every answer with a body that is no error; here all answers of an operation
//! together are compared with each recording of it: properties, by their spelling, and the types of
//! their values. A list stands for its items, a map with free keys for itself.

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
    let routes = routes()?;
    let ours = read_samples(samples)?;
    let mut counts = BTreeMap::new();
    let mut count = |what: &'static str| *counts.entry(what).or_insert(0_usize) += 1;
    let text = fs::read_to_string(recorded).with_context(|| recorded.display().to_string())?;
    for (index, line) in text.lines().enumerate() {
        let recording = Recording::read(index + 1, line).map_err(anyhow::Error::msg)?;
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
            println!("{recording}: {} has no sample", route.operation);
            continue;
        };
        let mut theirs = Shape::new();
        add(&body, "", &mut theirs);
        let differences = differences(&theirs, shape);
        count(match differences.is_empty() {
            true => "recordings with nothing that the emulator answers otherwise",
            false => "recordings with differences",
        });
        for difference in differences {
            println!("{recording}: {}: {difference}", route.operation);
        }
    }
    for (what, number) in counts {
        println!("{number:>4} {what}");
    }
    Ok(())
}

fn routes() -> anyhow::Result<Routes> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/catalogue");
    let mut routes = Routes::default();
    for (service, name) in [(Service::Pvwa, "pvwa"), (Service::Identity, "identity")] {
        let catalogue = Catalogue::load(&folder.join(name)).map_err(anyhow::Error::msg)?;
        routes.add(service, &catalogue.whole());
    }
    Ok(routes)
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
fn differences(theirs: &Shape, ours: &Shape) -> Vec<String> {
    let mut found = Vec::new();
    for (at, kinds) in theirs {
        let parent_is_there = at
            .rsplit_once(['/', '['])
            .is_none_or(|(parent, _)| ours.contains_key(parent));
        match ours.get(at) {
            // Of an empty list or map nothing is known below.
            None if parent_is_there => found.push(format!("{at} ({}) is absent", join(kinds))),
            None => {}
            Some(known) => {
                let other: BTreeSet<_> = kinds.difference(known).copied().collect();
                if !other.is_empty() && other.iter().any(|kind| *kind != "null") {
                    found.push(format!("{at} is {}, here {}", join(kinds), join(known)));
                }
            }
        }
    }
    found
}

fn join(kinds: &BTreeSet<&str>) -> String {
    kinds.iter().copied().collect::<Vec<_>>().join(" or ")
}
