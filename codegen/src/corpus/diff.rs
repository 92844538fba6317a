//! Pairs of documents whose difference somebody else has judged: whether we agree.
//!
//! ```text
//! manifest ─► compare ─► dialect of the row's project ─► verdict
//! ```
//!
//! Whatever a pair does, the next one is tried: a panic is caught, and who takes too long is left.

mod checks;
mod dialects;
mod engine;
mod facts;
mod manifest;
mod metadata;
mod pattern;
mod readings;
#[cfg(test)]
mod tests;
mod verdict;

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

pub use engine::compare;
pub use manifest::{Match, Options, Row, Stability, read};

use crate::diff::change::Comparison;
use crate::document::Document;
use crate::guard::quietly;
use crate::problem::Refusal;
use facts::Facts;

/// What compares two files.
pub type Engine = fn(&Path, &Path, &Options) -> Result<Comparison, Refusal>;

/// How long a pair may take.
const MOST_TIME: Duration = Duration::from_secs(10);
/// How much stack a pair gets, in bytes: more than the deepest document needs that is read.
const STACK: usize = 64 << 20;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// We found what its project's test expects.
    Agree,
    /// We found less, or what must not be there, or we judge it otherwise.
    Disagree,
    /// A document could not be read, or the comparison ended in no result.
    Failed,
}

/// A row and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The project whose test it was.
    pub source: String,
    /// The test.
    pub case: String,
    /// What became of it.
    pub status: Status,
    /// Whether the change should break callers; `None` where the test does not decide.
    pub expected_breaking: Option<bool>,
    /// Whether it does; `None` where nothing was compared.
    pub found_breaking: Option<bool>,
    /// What has to be found, in the words of that project.
    pub expected_ids: Vec<String>,
    /// What was found, in the same words.
    pub found_ids: Vec<String>,
    /// What has to be found and was not.
    pub missing_ids: Vec<String>,
    /// Why we disagree or failed, or what else is worth saying.
    pub message: Option<String>,
    /// How long it took, in milliseconds.
    pub ms: u64,
}

/// Compares the documents of a row, and what we find with what it expects.
pub fn judge(row: &Row, engine: Engine) -> Outcome {
    judge_within(row, engine, MOST_TIME)
}

fn judge_within(row: &Row, engine: Engine, most: Duration) -> Outcome {
    let start = Instant::now();
    let (send, receive) = mpsc::channel();
    let asked = row.clone();
    let work = move || {
        let result = quietly(|| compared(&asked, engine));
        // Whoever waits for it is gone only when it took too long.
        let _ = send.send(match result {
            Ok(result) => result,
            Err(panic) => Err(format!("panic: {panic}")),
        });
    };
    // Not joined: a pair that takes too long is left where it is.
    let result = match thread::Builder::new().stack_size(STACK).spawn(work) {
        Ok(_) => receive.recv_timeout(most).unwrap_or_else(|_| {
            Err(format!(
                "it takes longer than {} seconds",
                most.as_secs_f64()
            ))
        }),
        Err(error) => Err(format!("no thread can be started: {error}")),
    };
    let mut outcome = Outcome {
        source: row.source.clone(),
        case: row.case.clone(),
        status: Status::Failed,
        expected_breaking: row.breaking,
        found_breaking: None,
        expected_ids: row.expected_ids.clone(),
        found_ids: Vec::new(),
        missing_ids: Vec::new(),
        message: None,
        ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    match result {
        Ok((breaking, verdict)) => {
            outcome.status = match verdict.agrees {
                true => Status::Agree,
                false => Status::Disagree,
            };
            outcome.found_breaking = Some(breaking);
            outcome.found_ids = verdict.found;
            outcome.missing_ids = verdict.missing;
            outcome.message = verdict.message;
        }
        Err(message) => outcome.message = Some(message),
    }
    outcome
}

fn compared(row: &Row, engine: Engine) -> Result<(bool, verdict::Verdict), String> {
    let document = |path: &Path| -> Result<Value, String> {
        // What the comparison takes is not refused here.
        let document = Document::read(path).or_else(|_| Document::read_data(path));
        Ok(document.map_err(|refusal| in_short(&refusal))?.value)
    };
    let comparison =
        engine(&row.base, &row.revision, &row.options()).map_err(|refusal| in_short(&refusal))?;
    let (old, new) = (document(&row.base)?, document(&row.revision)?);
    let facts = Facts {
        old: &old,
        new: &new,
        comparison: &comparison,
    };
    let said = dialects::say(row, &facts);
    Ok((said.breaking, verdict::verdict(row, &said, &comparison)))
}

/// The first problem of a refusal, in one line.
fn in_short(refusal: &Refusal) -> String {
    let Some(problem) = refusal.0.first() else {
        return "it was refused".to_owned();
    };
    match &problem.place {
        Some(place) => format!("{place}: {}", problem.what),
        None => problem.what.clone(),
    }
}
