//! What `cargo xtask diff` costs as a whole process: `cargo bench -p xtask --bench diff`.
//!
//! Runs alternate with those of the crate `drift`, which compares OpenAPI 3.0 in JSON as well, on
//! the same pair; it gives up on documents whose media types differ, and is left out there. The run
//! fails where a bound does not hold. Absolute bounds are for a quiet machine of the usual kind: on
//! another one read the ratios.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use pvwa_codegen::{
    catalogue::Catalogue,
    document::Document,
    operation::Version,
    pipeline::{self, Origin, Settings, Source},
};
use serde_json::{Map, Value};
use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};
use wait4::Wait4;

/// The argument with which this program is `drift` and nothing else.
const DRIFT: &str = "--drift";

/// The argument with which this program runs another one and says how much memory that took: a
/// process begins with the peak of the one that started it, so that must be a small one.
const PEAK: &str = "--peak";

/// The program that is measured.
const XTASK: &str = env!("CARGO_BIN_EXE_xtask");

/// How often each pair is compared.
const RUNS: usize = 15;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == DRIFT) {
        drift_alone(&arguments[at + 1], &arguments[at + 2]);
        return ExitCode::SUCCESS;
    }
    if let Some(at) = arguments.iter().position(|argument| argument == PEAK) {
        let run = run(Command::new(&arguments[at + 1]).args(&arguments[at + 2..]));
        println!("{}", run.memory);
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let catalogue = Catalogue::load(&root.join("spec/catalogue/pvwa")).unwrap();
    let rendered = |minor| catalogue.render(Version::new(14, minor, 0));
    let known = Pair::scaled(
        "the catalogue's 14.4 and 14.6",
        folder.path(),
        &rendered(4),
        &rendered(6),
    );
    let specs = root.join("../shared/specs");
    let (old, new) = (
        specs.join("pvwa-12.2.openapi3.yaml"),
        specs.join("pvwa-14.6.swagger2.json"),
    );
    let real = (old.is_file() && new.is_file()).then(|| {
        let large = Pair::scaled(
            "a vault's 12.2 and 14.6",
            folder.path(),
            &normalized(&old),
            &normalized(&new),
        );
        let pair = Pair {
            name: "12.2 (YAML) against 14.6 as vaults serve them".to_owned(),
            old,
            new,
            bytes: 0,
        };
        (pair.sized(), large)
    });
    let mut failed = false;
    let mut bound = |what: &str, value: f64, most: f64| {
        let holds = value <= most;
        failed |= !holds;
        let word = if holds { "holds" } else { "FAILS" };
        println!("  {word}: {what}: {value:.2}, at most {most}");
    };
    if let Some((pair, large)) = &real {
        pair.measure(Some(30.0), &mut bound);
        large[0].measure(Some(80.0), &mut bound);
        large[1].measure(Some(400.0), &mut bound);
    }
    known[0].measure(real.is_none().then_some(80.0), &mut bound);
    known[1].measure(real.is_none().then_some(400.0), &mut bound);
    match failed {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// Two documents that are compared.
struct Pair {
    name: String,
    old: PathBuf,
    new: PathBuf,
    bytes: u64,
}

impl Pair {
    fn sized(mut self) -> Self {
        let size = |path: &Path| std::fs::metadata(path).unwrap().len();
        self.bytes = size(&self.old) + size(&self.new);
        self
    }

    /// Pairs of documents of 0.9 and 5.5 MB each, made of two by putting copies side by side.
    fn scaled(name: &str, folder: &Path, old: &Value, new: &Value) -> [Self; 2] {
        let both = old.to_string().len() + new.to_string().len();
        [900_000, 5_500_000].map(|bytes: usize| {
            // As many copies of one as of the other: a new version is no other API.
            let copies = (2 * bytes).div_ceil(both);
            let write = |side: &str, document: &Value| {
                let path = folder.join(format!("{}-{side}-{bytes}.json", name.replace(' ', "-")));
                std::fs::write(&path, scaled(document, copies)).unwrap();
                path
            };
            Self {
                name: format!("{name}, {:.1} MB each on average", bytes as f64 / 1e6),
                old: write("old", old),
                new: write("new", new),
                bytes: 0,
            }
            .sized()
        })
    }

    fn arguments(&self) -> Vec<String> {
        let names = [&self.old, &self.new].map(|path| path.display().to_string());
        let options = ["diff", "--fail-on", "none", "--format", "json"];
        options
            .map(str::to_owned)
            .into_iter()
            .chain(names)
            .collect()
    }

    /// The most memory that a comparison takes, in bytes.
    fn peak(&self) -> u64 {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command
            .args([PEAK, XTASK])
            .args(self.arguments())
            .output()
            .unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap()
    }

    /// Compares the pair several times and says what that costs.
    fn measure(&self, most: Option<f64>, bound: &mut impl FnMut(&str, f64, f64)) {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let memory = self.peak();
        let mut gives_up = false;
        for _ in 0..RUNS {
            let own = run(Command::new(XTASK).args(self.arguments()));
            assert!(own.succeeded, "{}: the comparison failed", self.name);
            ours.push(own.took);
            if !gives_up {
                let mut drift = Command::new(std::env::current_exe().unwrap());
                let other = run(drift.arg(DRIFT).args([&self.old, &self.new]));
                gives_up = !other.succeeded;
                theirs.push(other.took);
            }
        }
        println!(
            "{}: {:.1} ms at best, {:.1} at the median, {} KiB",
            self.name,
            best(&mut ours),
            median(&mut ours),
            memory >> 10
        );
        if let Some(most) = most {
            bound("milliseconds", best(&mut ours), most);
        }
        if self.bytes > 8_000_000 {
            bound(
                "peak memory / size of both documents",
                memory as f64 / self.bytes as f64,
                8.0,
            );
        }
        match gives_up {
            true => println!("  drift gives up on this pair"),
            false => {
                println!("  drift: {:.1} ms at best", best(&mut theirs));
                bound(
                    "our time / that of drift",
                    best(&mut ours) / best(&mut theirs),
                    0.5,
                );
            }
        }
    }
}

/// What one run of a process cost.
struct Run {
    took: Duration,
    /// The peak, in bytes.
    memory: u64,
    succeeded: bool,
}

fn run(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let used = child.wait4().unwrap();
    Run {
        took: start.elapsed(),
        memory: used.rusage.maxrss,
        succeeded: used.status.success(),
    }
}

/// Compares as `drift` is meant to be used.
fn drift_alone(old: &str, new: &str) {
    let read = |path: &str| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let changes = drift::compare(&read(old), &read(new)).unwrap();
    println!("{}", changes.len());
}

fn best(runs: &mut [Duration]) -> f64 {
    runs.sort();
    runs.first().map_or(0.0, |run| run.as_secs_f64() * 1e3)
}

fn median(runs: &mut [Duration]) -> f64 {
    runs.sort();
    runs.get(runs.len() / 2)
        .map_or(0.0, |run| run.as_secs_f64() * 1e3)
}

/// A vault's document as OpenAPI 3.0.3.
fn normalized(path: &Path) -> Value {
    let source = Source {
        document: Document::read(path).unwrap(),
        version: None,
        origin: Origin::Vault,
    };
    pipeline::prepare(source, &Settings::default())
        .unwrap()
        .document
        .value
}

/// Copies of a document side by side, each with names of its own.
fn scaled(document: &Value, copies: usize) -> String {
    let mut whole = document.clone();
    for copy in 1..copies {
        let mut paths = Map::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            let mut item = item.clone();
            renamed(&mut item, copy);
            paths.insert(format!("/copy{copy}{path}"), item);
        }
        whole["paths"].as_object_mut().unwrap().append(&mut paths);
        let mut schemas = Map::new();
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let mut schema = schema.clone();
            renamed(&mut schema, copy);
            schemas.insert(format!("{name}{copy}"), schema);
        }
        whole["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .append(&mut schemas);
    }
    whole.to_string()
}

/// Gives references to schemas and operationIds the number of a copy.
fn renamed(value: &mut Value, copy: usize) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                match inner {
                    Value::String(text)
                        if key == "operationId"
                            || (key == "$ref" && text.contains("/schemas/")) =>
                    {
                        text.push_str(&copy.to_string());
                    }
                    inner => renamed(inner, copy),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renamed(item, copy)),
        _ => {}
    }
}
