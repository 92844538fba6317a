//! Every construct that the generator stops at, breaks on or misreads, held in place by a document
//! of our own: what is repaired, what is reported as lost, and what the generated Rust says.
//!
//! A row of `rows/*.yaml` has a whole `document`, or changes the usual one: keys of its `operation`
//! (`PUT /Safes/{safe}`), `parameters` beside the one in the path, the `properties` of the schema
//! `Safe`, which it answers, or `schemas`. Then it says what must come of it; `row.rs` says how.
//!
//! No row stands for what no document decides: `generate` asks for one module of operations in
//! builder style, and for no command line.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod compile;
mod row;

use pvwa_codegen::document::Document;
use pvwa_codegen::generate::bare;
use pvwa_codegen::pipeline::{self, Built, Home, Normalized, Origin, Source};
use pvwa_codegen::problem::Refusal;
use pvwa_codegen::repair::REPAIRS;
use row::{Alone, Row};
use std::cell::Cell;
use std::collections::{BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Once;

/// Reads the document of a row and makes it ready.
fn normalized(row: &Row) -> Result<Normalized, Refusal> {
    let text = serde_json::to_vec_pretty(&row.document()).unwrap();
    let source = Source {
        document: Document::parse("row.json", text)?,
        version: None,
        origin: Origin::Vault,
    };
    pipeline::normalize(source, None)
}

/// Does `work` for each of `rows` on all processors, and gives what came of it in their order.
fn each<T: Send>(rows: &[Row], work: impl Fn(&Row) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let shares: Vec<_> = rows
            .chunks(share)
            .map(|rows| scope.spawn(move || rows.iter().map(work).collect::<Vec<_>>()))
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().unwrap())
            .collect()
    })
}

/// Fails with all that `work` finds wrong with any row.
#[track_caller]
fn for_each(work: impl Fn(&Row) -> Vec<String> + Sync) {
    let failures: Vec<String> = each(&row::all(), |row| {
        let found = work(row).into_iter();
        found
            .map(|failure| format!("{}: {failure}", row.name))
            .collect::<Vec<_>>()
    })
    .concat();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_construct_comes_out_as_its_row_says() {
    for_each(|row| match (&row.refused, normalized(row)) {
        (Some(text), Err(refusal)) if refusal.to_string().contains(text) => Vec::new(),
        (Some(_), Ok(_)) => vec!["is not refused".to_owned()],
        (_, Err(refusal)) => vec![format!("is refused:\n{refusal}")],
        (None, Ok(normalized)) => {
            let mut failures = changes(row, &normalized);
            match pipeline::build(normalized.code, Home::Standalone) {
                Ok(built) => failures.extend(rust(row, &built)),
                Err(refusal) => failures.push(format!("is not generated:\n{refusal}")),
            }
            failures
        }
    });
}

/// Whether the right repairs changed something, lost what they may lose, and gave what they must.
fn changes(row: &Row, normalized: &Normalized) -> Vec<String> {
    let changes = &normalized.report.changes;
    let mut failures: Vec<String> = Vec::new();
    for by in &row.by {
        if !changes.iter().any(|change| change.by == by) {
            failures.push(format!("{by} changes nothing"));
        }
    }
    let expected = row.lost();
    let lost: BTreeSet<String> = normalized
        .report
        .losses()
        .map(|change| format!("{} {}", change.by, change.pointer))
        .collect();
    for line in lost.difference(&expected) {
        failures.push(format!("is lost, but the row does not say so: {line}"));
    }
    for line in expected.difference(&lost) {
        failures.push(format!("is not lost: {line}"));
    }
    for (pointer, value) in row.gives() {
        let found = normalized.document.pointer(&pointer).unwrap_or_default();
        if found != value {
            failures.push(format!("at {pointer} stands {found}, not {value}"));
        }
    }
    failures
}

/// Whether the Rust says what it must; the seam, which is the same for all, does not count.
fn rust(row: &Row, built: &Built) -> Vec<String> {
    let dense = |text: &str| {
        let letters = text.chars().filter(|c| !c.is_whitespace());
        letters.collect::<String>()
    };
    let all: String = built
        .files
        .iter()
        .filter(|(path, text)| path.starts_with("src") && !compile::is_seam(text))
        .map(|(_, text)| dense(text))
        .collect();
    let holds = |text: &&String| all.contains(&dense(text));
    let missing = row.rust.iter().filter(|text| !holds(text));
    let strange = row.no_rust.iter().filter(holds);
    missing
        .map(|text| format!("the Rust does not hold `{text}`"))
        .chain(strange.map(|text| format!("the Rust holds `{text}`")))
        .collect()
}

#[test]
fn the_generator_alone_does_what_the_rows_say() {
    for_each(|row| {
        let expected = match row.alone {
            Alone::Overflows => return Vec::new(),
            Alone::Breaks | Alone::Misleads => Alone::Works,
            other => other,
        };
        let found = alone(row);
        match found == expected {
            true => Vec::new(),
            false => vec![format!("{found:?}, where the row says {:?}", row.alone)],
        }
    });
}

/// What the generator does with the document as it is; what it writes is not looked at.
fn alone(row: &Row) -> Alone {
    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(|| bare(&row.document())));
    QUIET.set(false);
    match result {
        Ok(Ok(_)) => Alone::Works,
        Ok(Err(_)) => Alone::Refuses,
        Err(_) => Alone::Panics,
    }
}

#[test]
fn every_row_has_a_name_and_a_reason_and_every_repair_a_row() {
    let rows = row::all();
    let mut names = HashSet::new();
    let mut used: HashSet<String> = HashSet::new();
    for row in &rows {
        assert!(names.insert(&row.name), "{} stands twice", row.name);
        assert!(row.why.len() > 20, "{}: why?", row.name);
        used.extend(row.by.iter().cloned());
        let lost = row.lost();
        let by = lost.iter().filter_map(|line| line.split(' ').next());
        used.extend(by.map(str::to_owned));
    }
    let idle: Vec<_> = REPAIRS
        .iter()
        .map(|repair| repair.name)
        .filter(|name| !used.contains(*name))
        .collect();
    assert_eq!(idle, [""; 0], "no row needs these repairs");
}

#[test]
fn what_is_generated_of_all_constructs_compiles() {
    let mut rows = row::all();
    rows.retain(|row| row.refused.is_none());
    let crates = each(&rows, |row| {
        let built = pipeline::build(normalized(row).unwrap().code, Home::Standalone).unwrap();
        (built.files, row.name.replace('-', "_"))
    });
    // Where all that is odd is dropped the crates are the same: one of them is enough.
    compile::compile(&crates.into_iter().collect());
}

#[test]
fn what_the_generator_alone_breaks_does_not_compile() {
    let mut rows = row::all();
    rows.retain(|row| row.alone == Alone::Breaks);
    let sources = each(&rows, |row| {
        (row.name.clone(), bare(&row.document()).unwrap())
    });
    let normalized = rows.iter().find_map(|row| normalized(row).ok()).unwrap();
    let built = pipeline::build(normalized.code, Home::Standalone).unwrap();
    let broken = compile::broken(&sources, &built.files[Path::new("Cargo.toml")]);
    let names: BTreeSet<String> = sources.into_iter().map(|(name, _)| name).collect();
    assert_eq!(broken, names);
}
