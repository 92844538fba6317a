//! What the pipeline costs: `cargo bench -p pvwa-codegen`.
//!
//! Figures of one run are compared with each other; the bounds are those that the project set
//! itself, and the run fails where one does not hold. Absolute ones are for a machine of the usual
//! kind: on a slower one read the ratios.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::document::Document;
use pvwa_codegen::generate::bare;
use pvwa_codegen::operation::Version;
use pvwa_codegen::pipeline::{self, Home, Origin, Prepared, Settings, Source};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// The argument with which this program measures the memory of itself.
const ALONE: &str = "--large-document-alone";

/// The size of the large document, in bytes, and its operations: as the largest description of an
/// API has them that is in wide use.
const LARGE: usize = 5_500_000;
const OPERATIONS: usize = 1_000;

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == ALONE) {
        black_box(prepare(large(), None));
        return ExitCode::SUCCESS;
    }
    let mut bounds = Bounds::default();
    // First: a process begins with the peak of the one that started it.
    of_large(&mut bounds);
    of_14_6(&mut bounds);
    curve(&mut bounds);
    bounds.verdict()
}

/// A vault's own document of 14.6, with the catalogue and without, against bare progenitor.
fn of_14_6(bounds: &mut Bounds) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let catalogue = Catalogue::load(&root.join("spec/catalogue/pvwa")).unwrap();
    let real = root.join("../shared/specs/pvwa-14.6.swagger2.json");
    let (name, text) = match std::fs::read(&real) {
        Ok(text) => ("a vault's document of 14.6", text),
        // A newcomer has none.
        Err(_) => {
            let rendered = catalogue.render(Version::new(14, 6, 0));
            ("14.6 as the catalogue has it", rendered.to_string().into())
        }
    };
    println!("{name}, {} KiB", text.len() >> 10);
    // What the catalogue knows of 14.6 is three times what the document says: its bounds are those
    // that were reached, so that it does not grow worse unseen.
    for (with, known, most_before, most_whole) in [
        ("alone", None, 50.0, 1.5),
        ("with the catalogue", Some(&catalogue), 150.0, 1.75),
    ] {
        let before = fastest(15, || prepare(text.clone(), known));
        let whole = fastest(7, || build(prepare(text.clone(), known)));
        let normalized = prepare(text.clone(), known).document.value;
        let alone = fastest(7, || bare(&normalized).unwrap());
        println!(
            "  {with}: before the generator {before:.1?}, whole {whole:.1?}, bare {alone:.1?}"
        );
        bounds.at_most(
            &format!("14.6 {with}, milliseconds before the generator"),
            before.as_secs_f64() * 1e3,
            most_before,
        );
        bounds.at_most(
            &format!("14.6 {with}, whole pipeline / bare progenitor and prettyplease"),
            whole.as_secs_f64() / alone.as_secs_f64(),
            most_whole,
        );
    }
}

/// How the cost of an operation grows with their number.
fn curve(bounds: &mut Bounds) {
    println!("operations   before the generator     of one   whole pipeline     of one");
    let mut first = None;
    for count in [100, 300, 1_000, 3_000, 10_000] {
        let text = described(count).to_string().into_bytes();
        let runs = if count > 1_000 { 2 } else { 5 };
        let before = fastest(runs, || prepare(text.clone(), None));
        let whole = fastest(runs.min(3), || build(prepare(text.clone(), None)));
        let of_one = |cost: Duration| cost.as_secs_f64() * 1e6 / count as f64;
        println!(
            "{count:>10} {:>22} {:>7.0} µs {:>16} {:>7.0} µs",
            format!("{before:.1?}"),
            of_one(before),
            format!("{whole:.1?}"),
            of_one(whole)
        );
        let (one_before, one_whole) = *first.get_or_insert((of_one(before), of_one(whole)));
        if count == 10_000 {
            // A document of 100 fits into the cache of a processor, which makes it several times
            // cheaper; what is not linear would be a hundred times dearer.
            let growth = "cost of one operation of 10,000 / of one of 100";
            bounds.at_most(
                &format!("{growth}, before the generator"),
                of_one(before) / one_before,
                4.0,
            );
            bounds.at_most(&format!("{growth}, whole"), of_one(whole) / one_whole, 2.0);
        }
    }
}

/// A document of 5.5 MB: time here, memory in a process of its own.
fn of_large(bounds: &mut Bounds) {
    let text = large();
    println!("a document of {:.1} MB", text.len() as f64 / 1e6);
    let before = fastest(3, || prepare(text.clone(), None));
    bounds.at_most(
        "5.5 MB, seconds before the generator",
        before.as_secs_f64(),
        1.0,
    );
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg(ALONE)
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let used = child.wait4().unwrap();
    assert!(used.status.success());
    bounds.at_most(
        "5.5 MB, MiB before the generator",
        used.rusage.maxrss as f64 / f64::from(1 << 20),
        300.0,
    );
}

fn prepare(text: Vec<u8>, catalogue: Option<&Catalogue>) -> Prepared {
    let source = Source {
        document: Document::parse("a vault", text).unwrap(),
        version: catalogue.map(|_| Version::new(14, 6, 0)),
        origin: Origin::Vault,
    };
    let settings = Settings {
        catalogue,
        ..Settings::default()
    };
    pipeline::prepare(source, &settings).unwrap()
}

fn build(prepared: Prepared) -> usize {
    let normalized = pipeline::attempt(prepared, &Settings::default()).unwrap();
    pipeline::build(normalized.code, Home::Standalone)
        .unwrap()
        .lines
}

/// The shortest of several runs, after one that counts for nothing.
fn fastest<T>(runs: u32, mut work: impl FnMut() -> T) -> Duration {
    black_box(work());
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap()
}

/// A document of [`LARGE`] bytes: indented, and more than half of it words and examples.
fn large() -> Vec<u8> {
    let mut document = described(OPERATIONS);
    let plain = serde_json::to_vec_pretty(&document).unwrap().len();
    let words = "Tells what is known of it and where it is kept. ".repeat(8);
    let of_one = LARGE.saturating_sub(plain) / (OPERATIONS / 2);
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        let get = item["get"].as_object_mut().unwrap();
        get.insert("description".to_owned(), json!(words));
        let one =
            json!({"id": "17", "name": "A thing", "owner": {"name": "Somebody"}, "parts": []});
        let each = serde_json::to_vec_pretty(&json!({"a": [one]}))
            .unwrap()
            .len()
            * 2;
        let examples = vec![one; of_one.saturating_sub(words.len()) / each];
        get["responses"]["200"]["examples"] = json!({"application/json": examples});
    }
    let mut text = serde_json::to_vec_pretty(&document).unwrap();
    text.resize(LARGE.max(text.len()), b' ');
    text
}

/// A description as servers write them, of so many operations: half of them send something, all
/// answer with a schema of their own in five media types.
fn described(operations: usize) -> Value {
    let mut paths = Map::new();
    let mut definitions = Map::new();
    for number in 0..operations / 2 {
        let area = format!("Area{}", number % 20);
        let name = format!("Thing{number}");
        let path = format!("/api/{area}/{name}/{{thingId}}");
        let media = [
            "application/json",
            "text/json",
            "application/xml",
            "text/xml",
        ];
        let id = json!({"name": "thingId", "in": "path", "required": true, "type": "string"});
        let answer = json!({
            "200": {"description": "OK", "schema": {"$ref": format!("#/definitions/{name}")}},
            "404": {"description": "There is none", "schema": {"$ref": "#/definitions/Failure"}},
        });
        let get = json!({
            "tags": [area], "operationId": format!("{area}_Get{name}"), "produces": media,
            "summary": "Tells everything that is known of one thing.",
            "parameters": [id,
                {"name": "search", "in": "query", "type": "string", "maxLength": 500},
                {"name": "limit", "in": "query", "type": "integer", "format": "int32", "default": 50},
            ],
            "responses": answer,
        });
        let put = json!({
            "tags": [area], "operationId": format!("{area}_Update{name}"), "produces": media,
            "consumes": media,
            "parameters": [id, {"name": "thing", "in": "body", "required": true,
                "schema": {"$ref": format!("#/definitions/{name}")}}],
            "responses": answer,
        });
        paths.insert(path, json!({"get": get, "put": put}));
        definitions.insert(
            name,
            json!({"type": "object", "properties": {
                "id": {"type": "string", "readOnly": true},
                "name": {"type": "string", "maxLength": 28, "description": "The name that people see."},
                "state": {"type": "string", "enum": ["Free", "Taken", "Broken"]},
                "size": {"type": "integer", "format": "int64"},
                "created": {"type": "string", "format": "date-time"},
                "owner": {"$ref": "#/definitions/Owner"},
                "labels": {"type": "array", "items": {"type": "string"}},
            }}),
        );
    }
    definitions.insert(
        "Owner".to_owned(),
        json!({"type": "object", "properties": {"name": {"type": "string"}}}),
    );
    definitions.insert(
        "Failure".to_owned(),
        json!({"type": "object", "properties": {"code": {"type": "string"}}}),
    );
    json!({
        "swagger": "2.0", "info": {"title": "Things", "version": "1"},
        "host": "things.example.com", "basePath": "/", "schemes": ["https"],
        "paths": paths, "definitions": definitions,
    })
}

/// What must hold, and whether it does.
#[derive(Default)]
struct Bounds {
    broken: usize,
}

impl Bounds {
    fn at_most(&mut self, what: &str, is: f64, most: f64) {
        let holds = is <= most;
        self.broken += usize::from(!holds);
        let verdict = if holds { "holds" } else { "TOO MUCH" };
        println!("  {verdict}: {what}: {is:.2}, at most {most:.2}");
    }

    fn verdict(&self) -> ExitCode {
        ExitCode::from(u8::from(self.broken > 0))
    }
}
