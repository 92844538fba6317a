//! Many documents, one after another: what becomes of each.
//!
//! Whatever a document does, the next one is tried: a panic is caught and counted as a failure.

pub mod diff;

use crate::document::Document;
use crate::guard::quietly;
use crate::pipeline::{self, Home, Origin, Settings, Source, Stage};
use crate::problem::Refusal;
use crate::report::Change;
use serde::Serialize;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A crate was generated.
    Ok,
    /// It was refused, with a place and a remedy.
    Refused,
    /// This program failed: it panicked, or refused what it had itself made.
    Failed,
}

/// One document and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// The file as it was named or found.
    pub file: String,
    /// What became of it.
    pub status: Status,
    /// The step that refused it or failed; `None` where none did.
    pub stage: Option<Stage>,
    /// What is wrong, in one sentence, after its place; of several problems the first.
    pub message: Option<String>,
    /// The JSON pointer to it, where one is known.
    pub pointer: Option<String>,
    /// The operations of the document; `None` where it could not be read.
    pub operations_in: Option<usize>,
    /// The operations of the generated client; `None` where there is none.
    pub operations_out: Option<usize>,
    /// What the document said and the client does not know.
    pub losses: Vec<Change>,
    /// Whether the generated crate compiles; `None` where nobody has tried.
    pub compiled: Option<bool>,
    /// How long it took to load and generate, in milliseconds.
    pub ms: u64,
}

/// The files of a generated crate by their paths below its folder.
pub type Files = BTreeMap<PathBuf, String>;

/// Loads a document and generates a crate of it, in memory.
///
/// `file` is how the outcome calls the document, whatever its path. The crate is `None` unless the
/// outcome is [`Status::Ok`].
pub fn generate(file: &str, path: &Path) -> (Outcome, Option<Files>) {
    let start = Instant::now();
    let stage = Cell::new(Stage::Load);
    let operations = Cell::new(None);
    let result = quietly(|| steps(path, &operations, &|next| stage.set(next)));
    let mut outcome = Outcome {
        file: file.to_owned(),
        status: Status::Ok,
        stage: Some(stage.get()),
        message: None,
        pointer: None,
        operations_in: operations.get(),
        operations_out: None,
        losses: Vec::new(),
        compiled: None,
        ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    let files = match result {
        Ok(Ok(made)) => {
            outcome.stage = None;
            outcome.operations_out = Some(made.operations_out);
            outcome.losses = made.losses;
            Some(made.files)
        }
        Ok(Err(refusal)) => {
            // What passed all rules and fails nevertheless is a gap of this program.
            outcome.status = match stage.get() {
                Stage::Generate | Stage::Split => Status::Failed,
                _ => Status::Refused,
            };
            if let Some(problem) = refusal.0.first() {
                let place = problem.place.as_ref();
                outcome.message = Some(match place.filter(|place| place.position.is_some()) {
                    Some(place) => format!("{place}: {}", problem.what),
                    None => problem.what.clone(),
                });
                if let (Some(message), Some(why)) = (&mut outcome.message, &problem.why) {
                    message.push_str(&format!(" ({why})"));
                }
                outcome.pointer = problem.pointer.clone();
            }
            None
        }
        Err(panic) => {
            outcome.status = Status::Failed;
            outcome.message = Some(format!("panic: {panic}"));
            None
        }
    };
    (outcome, files)
}

/// What a document became.
struct Made {
    files: Files,
    operations_out: usize,
    losses: Vec<Change>,
}

fn steps(
    path: &Path,
    operations: &Cell<Option<usize>>,
    watch: &dyn Fn(Stage),
) -> Result<Made, Refusal> {
    let document = Document::read(path)?;
    operations.set(Some(pipeline::count(&document.value)));
    let source = Source {
        document,
        version: None,
        origin: Origin::Vault,
    };
    let settings = Settings {
        watch: Some(watch),
        ..Settings::default()
    };
    let prepared = pipeline::prepare(source, &settings)?;
    let normalized = pipeline::attempt(prepared, &settings)?;
    watch(Stage::Split);
    let built = pipeline::build(normalized.code, Home::Standalone)?;
    Ok(Made {
        files: built.files,
        operations_out: normalized.operations_out,
        losses: normalized.report.losses().cloned().collect(),
    })
}
