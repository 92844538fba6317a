//! `cargo xtask corpus diff`.

use crate::{
    Outcome,
    print::{self, Terminal},
};
use owo_colors::OwoColorize;
use pvwa_codegen::corpus::diff::{self, Engine, Row, Status};
use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

/// Compares every pair of documents of a manifest, and says where somebody else judged otherwise.
///
/// MANIFEST is a table with tabs whose first row names the columns: base and revision are the two
/// documents, seen from its folder; source is the project whose test it was, and tells how
/// expected_ids and absent_ids are read; breaking is yes, no or empty. A pair that makes this
/// program panic, that cannot be read or takes longer than ten seconds counts as failed and does
/// not end the run. Other judgements are what is asked for: the exit code is 0 with them too.
#[derive(clap::Args)]
#[command(after_help = "Each line of FILE is one row:\n  \
    {\"source\", \"case\", \"status\": \"agree\"|\"disagree\"|\"failed\",\n   \
    \"expected_breaking\": true|false|null, \"found_breaking\", \"expected_ids\", \"found_ids\",\n   \
    \"missing_ids\", \"message\", \"ms\"}\n\n\
    Examples:\n  \
    cargo xtask corpus diff manifest.tsv\n  \
    cargo xtask corpus diff manifest.tsv --json rows.jsonl")]
pub(crate) struct Args {
    /// The table of pairs
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// Writes one JSON line for each row
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    run_with(args, diff::compare, terminal)
}

fn run_with(args: &Args, engine: Engine, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    let rows = diff::read(&args.manifest)?;
    let outcomes = judge_all(&rows, engine)?;
    if let Some(path) = &args.json {
        let mut text = String::new();
        for outcome in &outcomes {
            text.push_str(&serde_json::to_string(outcome)?);
            text.push('\n');
        }
        print::file(path, text.as_bytes())?;
        print::line(terminal.talk, "written", path.display())?;
    }
    for outcome in &outcomes {
        tell(outcome, terminal.results)?;
    }
    let of = |status| outcomes.iter().filter(|each| each.status == status).count();
    writeln!(
        terminal.results,
        "{} agree, {} disagree, {} failed",
        of(Status::Agree),
        of(Status::Disagree),
        of(Status::Failed)
    )?;
    Ok(Outcome::Fine)
}

/// Judges every row, as many at once as there are processors.
fn judge_all(rows: &[Row], engine: Engine) -> anyhow::Result<Vec<diff::Outcome>> {
    let left = Mutex::new(rows.iter().enumerate());
    let (send, receive) = mpsc::channel();
    let mut outcomes = BTreeMap::new();
    thread::scope(|scope| -> anyhow::Result<()> {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (left, send) = (&left, send.clone());
            let work = move || {
                loop {
                    let next = left.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((index, row)) = next else { break };
                    if send.send((index, diff::judge(row, engine))).is_err() {
                        break;
                    }
                }
            };
            thread::Builder::new().spawn_scoped(scope, work)?;
        }
        drop(send);
        outcomes.extend(receive);
        Ok(())
    })?;
    Ok(outcomes.into_values().collect())
}

/// Writes one line for a row that we do not agree with.
fn tell(outcome: &diff::Outcome, to: &mut dyn Write) -> io::Result<()> {
    let word = match outcome.status {
        Status::Agree => return Ok(()),
        Status::Disagree => "disagree".yellow().to_string(),
        Status::Failed => "failed".red().to_string(),
    };
    let message = outcome.message.as_deref().unwrap_or_default();
    let name = format!("{} {}", outcome.source, outcome.case);
    writeln!(to, "{word} {}: {message}", name.bold())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pvwa_codegen::{
        corpus::diff::Options,
        diff::change::{Change, Comparison, Kind, Level, Place, Side, Uses, Verdict},
        problem::{Problem, Refusal},
    };
    use std::{fs, path::Path};

    /// Finds in every revision the rule that its file is named by.
    fn by_name(old: &Path, new: &Path, _: &Options) -> Result<Comparison, Refusal> {
        let rule = new.file_stem().unwrap().to_string_lossy().into_owned();
        if rule == "unreadable" {
            return Err(Problem::new("it is no description of an API", "name one").into());
        }
        if rule == "upside-down" {
            panic!("no rule is called so");
        }
        let side = |path: &Path| Side {
            name: path.display().to_string(),
            version: None,
            language: "OpenAPI 3.0".to_owned(),
            operations: 0,
            schemas: 0,
            normalised: None,
        };
        let verdict = Verdict {
            strict: match rule.ends_with("removed") {
                true => Level::Breaking,
                false => Level::Info,
            },
            vendor: Level::Info,
            rule: rule.into(),
            operations: 1,
        };
        let change = Change {
            fingerprint: "0123456789ab".to_owned(),
            kind: Kind::Changed,
            place: Place::Document,
            areas: Vec::new(),
            subject: String::new(),
            what: String::new(),
            was: String::new(),
            is: String::new(),
            evidence: None,
            verdicts: vec![verdict],
            used_by: Uses::default(),
            old: None,
            new: None,
            accepted: None,
        };
        Ok(Comparison {
            old: side(old),
            new: side(new),
            changes: vec![change],
            notes: Vec::new(),
            rust: None,
        })
    }

    #[test]
    fn every_other_judgement_is_told_and_the_last_line_counts() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let document =
            r#"{"openapi": "3.0.1", "info": {"title": "Key rooms", "version": "1"}, "paths": {}}"#;
        let mut manifest = "source\tcase\tbase\trevision\texpected_ids\tbreaking\n".to_owned();
        for (case, revision, row) in [
            ("agrees", "webhook-removed", "webhook-removed\tyes"),
            ("is worse", "webhook-removed", "webhook-removed\tno"),
            ("is another", "webhook-added", "api-tag-added\t"),
            ("is refused", "unreadable", "\t"),
            ("panics", "upside-down", "\t"),
        ] {
            fs::write(file(&format!("{revision}.json")), document).unwrap();
            manifest.push_str(&format!(
                "oasdiff\t{case}\twebhook-removed.json\t{revision}.json\t{row}\n"
            ));
        }
        fs::write(file("manifest.tsv"), manifest).unwrap();
        let args = Args {
            manifest: file("manifest.tsv"),
            json: Some(file("rows.jsonl")),
        };
        let (mut results, mut talk) = (Vec::new(), Vec::new());
        let mut terminal = Terminal {
            results: &mut results,
            talk: &mut talk,
        };
        run_with(&args, by_name, &mut terminal).unwrap();
        let plain = anstream::adapter::strip_bytes(&results).into_vec();
        insta::assert_snapshot!(String::from_utf8(plain).unwrap(), @r"
        disagree oasdiff is worse: it should break nobody and does; we found webhook-removed (breaking)
        disagree oasdiff is another: api-tag-added is not found; we found webhook-added (info)
        failed oasdiff is refused: it is no description of an API
        failed oasdiff panics: panic: no rule is called so
        1 agree, 2 disagree, 2 failed
        ");
        let rows = fs::read_to_string(file("rows.jsonl")).unwrap();
        let lines: Vec<serde_json::Value> = rows
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(
            lines[2]["missing_ids"],
            serde_json::json!(["api-tag-added"])
        );
        assert_eq!(lines[3]["found_breaking"], serde_json::Value::Null);
        assert!(lines.iter().all(|line| line["ms"].is_u64()));
    }
}
