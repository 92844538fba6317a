//! `cargo xtask corpus generate`.

mod compile;
mod documents;

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use anyhow::bail;
use compile::Workshop;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use owo_colors::OwoColorize;
use pvwa_codegen::corpus::{self, Files, Status};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// Generates a crate of every document below the paths, and counts what becomes of them.
///
/// Files that end in .json, .yaml or .yml are tried, and those that begin like a description of an
/// API. The catalogue corrects nothing, and nothing is kept of the crates. A document that makes
/// this program panic counts as failed and does not end the run.
#[derive(clap::Args)]
#[command(after_help = "Each line of FILE is one document:\n  \
    {\"file\", \"status\": \"ok\"|\"refused\"|\"failed\", \"stage\", \"message\", \"pointer\",\n   \
    \"operations_in\", \"operations_out\", \"losses\": [{\"by\", \"pointer\", \"note\"}],\n   \
    \"compiled\": true|false|null, \"ms\"}\n\n\
    Examples:\n  \
    cargo xtask corpus generate documents\n  \
    cargo xtask corpus generate documents --compile --sample 150 --json outcomes.jsonl")]
pub(crate) struct Args {
    /// Files, and folders of which every document is taken
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compiles each crate that was generated, with `cargo check` and all its features
    #[arg(long)]
    compile: bool,
    /// Compiles this many of them only, evenly spread
    #[arg(long, value_name = "NUMBER", requires = "compile")]
    sample: Option<usize>,
    /// Writes one JSON line for each document
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// How much stack a document gets, in bytes: more than the deepest document needs that is read.
const STACK: usize = 64 << 20;

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let paths = documents::below(&args.paths)?;
    let workshop = match args.compile {
        true => Some(Workshop::open(&house.lock_file())?),
        false => None,
    };
    let (mut outcomes, generated) = generate_all(&paths, workshop.as_ref())?;
    if let Some(workshop) = &workshop {
        let chosen = spread(&generated, args.sample.unwrap_or(usize::MAX));
        let bar = progress(chosen.len(), "compiling");
        let verdicts = workshop.check(&chosen, |done| bar.set_position(done as u64))?;
        bar.finish_and_clear();
        for (index, verdict) in verdicts {
            outcomes[index].compiled = Some(verdict.is_ok());
            outcomes[index].message = verdict.err();
        }
    }
    if let Some(path) = &args.json {
        let mut text = String::new();
        for outcome in &outcomes {
            text.push_str(&serde_json::to_string(outcome)?);
            text.push('\n');
        }
        print::file(path, text.as_bytes())?;
        print::line(terminal.talk, "written", path.display())?;
    }
    for outcome in outcomes.iter().filter(|outcome| is_told(outcome)) {
        tell(outcome, terminal.results)?;
    }
    summary(&outcomes, terminal.talk)?;
    let count = |wanted: fn(&corpus::Outcome) -> bool| {
        outcomes.iter().filter(|outcome| wanted(outcome)).count()
    };
    let failed = count(|outcome| outcome.status == Status::Failed);
    let broken = count(|outcome| outcome.compiled == Some(false));
    if failed + broken > 0 {
        bail!(
            "{} failed and {} not compile: report each as a gap, with the document",
            print::count(failed, "document"),
            match broken {
                1 => "1 crate does".to_owned(),
                _ => format!("{broken} crates do"),
            }
        );
    }
    Ok(Outcome::Fine)
}

/// Generates a crate of every document, as many at once as there are processors.
///
/// With a workshop the crates are placed in it; the second answer is the indices of those.
fn generate_all(
    paths: &[PathBuf],
    workshop: Option<&Workshop>,
) -> anyhow::Result<(Vec<corpus::Outcome>, Vec<usize>)> {
    let bar = progress(paths.len(), "generating");
    let left = Mutex::new(paths.iter().enumerate());
    let (send, receive) = mpsc::channel::<(usize, corpus::Outcome, Option<Files>)>();
    let mut outcomes = BTreeMap::new();
    let mut placed = Vec::new();
    thread::scope(|scope| -> anyhow::Result<()> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            let (left, send) = (&left, send.clone());
            let work = move || {
                loop {
                    let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((index, path)) = next else { break };
                    let (outcome, files) = corpus::generate(&path.display().to_string(), path);
                    // Whoever waits for it is gone only after an error, which ends the run.
                    if send.send((index, outcome, files)).is_err() {
                        break;
                    }
                }
            };
            thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work)?;
        }
        drop(send);
        for (index, outcome, files) in receive {
            bar.inc(1);
            if let (Some(workshop), Some(files)) = (workshop, files) {
                workshop.place(index, &files)?;
                placed.push(index);
            }
            outcomes.insert(index, outcome);
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    placed.sort_unstable();
    Ok((outcomes.into_values().collect(), placed))
}

/// A bar on stderr, which shows nothing where that is no terminal.
fn progress(length: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg:>12} [{bar:40}] {pos}/{len} {eta}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(what);
    bar
}

/// At most `most` of `all`, evenly spread.
fn spread(all: &[usize], most: usize) -> Vec<usize> {
    let count = all.len().min(most);
    (0..count).map(|n| all[n * all.len() / count]).collect()
}

fn is_told(outcome: &corpus::Outcome) -> bool {
    outcome.status != Status::Ok || outcome.compiled == Some(false)
}

/// Writes one line for a document that did not become a crate.
fn tell(outcome: &corpus::Outcome, to: &mut dyn Write) -> io::Result<()> {
    let word = match outcome.status {
        Status::Refused => "refused".yellow().to_string(),
        Status::Failed => "failed".red().to_string(),
        Status::Ok => "does not compile".red().to_string(),
    };
    write!(to, "{word} {}", outcome.file.bold())?;
    let message = outcome.message.as_deref().unwrap_or_default();
    // The place begins with the file.
    match message.strip_prefix(&outcome.file) {
        Some(rest) => write!(to, "{rest}")?,
        None => write!(to, ": {message}")?,
    }
    match outcome.pointer.as_deref() {
        None | Some("") => writeln!(to),
        Some(pointer) => writeln!(to, " {}", format_args!("[{pointer}]").dimmed()),
    }
}

/// Writes how many documents became what.
fn summary(outcomes: &[corpus::Outcome], to: &mut dyn Write) -> io::Result<()> {
    let of = |status: Status| {
        outcomes
            .iter()
            .filter(move |outcome| outcome.status == status)
    };
    print::line(to, "documents", outcomes.len())?;
    print::line(to, "generated", of(Status::Ok).count())?;
    print::line(to, "refused", of(Status::Refused).count())?;
    print::line(to, "failed", of(Status::Failed).count())?;
    let (mut before, mut after, mut losses) = (0, 0, 0);
    for outcome in of(Status::Ok) {
        before += outcome.operations_in.unwrap_or_default();
        after += outcome.operations_out.unwrap_or_default();
        losses += outcome.losses.len();
    }
    print::line(to, "operations", format_args!("{before} in, {after} out"))?;
    print::line(to, "lost", losses)?;
    let tried = outcomes.iter().filter_map(|outcome| outcome.compiled);
    let (good, bad): (Vec<_>, Vec<_>) = tried.partition(|compiles| *compiles);
    if !good.is_empty() || !bad.is_empty() {
        print::line(
            to,
            "compiled",
            format_args!("{} of {}", good.len(), good.len() + bad.len()),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn a_sample_is_spread_over_all() {
        assert_eq!(spread(&[1, 2, 3, 4, 5, 6], 3), [1, 3, 5]);
        assert_eq!(spread(&[1, 2], 150), [1, 2]);
        assert!(spread(&[], 150).is_empty());
    }
}
