//! `cargo xtask changelog`.

use crate::{
    Outcome,
    cmd_diff::{self, Judge},
    diff::{
        View,
        changelog::{self, Step},
        values,
    },
    house::House,
    print::{self, Terminal},
};
use pvwa_codegen::{
    diff::{
        Input,
        change::{Comparison, Side},
        compare,
        history::{self, Order},
        settings::Settings,
    },
    problem::{Problem, Refusal},
};
use std::path::PathBuf;

/// Writes what came with each of several versions of an API.
///
/// Compares each document with the one before it and writes one page in Markdown, the newest
/// version first: what is breaking, new, changed and gone, area by area.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the page is written, 2 an input is wrong.\n\n\
    Examples:\n  \
    cargo xtask changelog 12.0 12.6 13.0 14.6\n  \
    cargo xtask changelog 14.4 my-vault -o CHANGES.md --only Accounts"
)]
pub(crate) struct Args {
    /// The documents, the oldest first: versions, labels or files
    #[arg(required = true, num_args = 2.., value_name = "VERSION")]
    versions: Vec<String>,
    /// By whose words changes are judged
    #[arg(long, value_enum, default_value = "both")]
    policy: Judge,
    /// Writes to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Tells only the changes of one area, such as Accounts
    #[arg(long, value_name = "AREA")]
    only: Option<String>,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    // What is wrong with an input is no finding.
    let steps = match steps(args, house) {
        Ok(steps) => steps,
        Err(refusal) => {
            print::error(&refusal.into(), terminal.talk)?;
            return Ok(Outcome::BadInput);
        }
    };
    if let Order::Mixed(back) = order(&steps) {
        for step in back.iter().filter_map(|at| steps.get(at.checked_sub(1)?)) {
            let (was, is) = (said(&step.comparison.old), said(&step.comparison.new));
            let text = format!("{is} stands after {was} although it is older");
            print::line(terminal.talk, "order", text)?;
        }
    }
    let view = View::new(args.policy.into(), None);
    match &args.output {
        Some(path) => {
            let mut bytes = Vec::new();
            changelog::write(&steps, &view, &mut bytes)?;
            print::file(path, &bytes)?;
            print::line(terminal.talk, "written", path.display())?;
        }
        None => changelog::write(&steps, &view, terminal.results)?,
    }
    Ok(Outcome::Fine)
}

fn steps(args: &Args, house: &House) -> Result<Vec<Step>, Refusal> {
    let settings = Settings::today();
    let inputs: Vec<Input> = args
        .versions
        .iter()
        .map(|named| cmd_diff::input(named, house))
        .collect::<Result<_, _>>()?;
    let pairs = inputs.iter().zip(inputs.iter().skip(1));
    let mut comparisons: Vec<Comparison> = pairs
        .map(|(old, new)| compare(old, new, &settings))
        .collect::<Result<_, _>>()?;
    if let Some(area) = &args.only {
        cmd_diff::only(&mut comparisons, area)?;
    }
    let names = args.versions.iter().zip(args.versions.iter().skip(1));
    let steps: Vec<Step> = names
        .zip(comparisons)
        .map(|((since, version), comparison)| Step {
            version: version.clone(),
            since: since.clone(),
            comparison,
        })
        .collect();
    match order(&steps) {
        Order::Backwards => Err(backwards(&args.versions).into()),
        Order::Forwards | Order::Mixed(_) => Ok(steps),
    }
}

fn order(steps: &[Step]) -> Order {
    let first = steps.first().map(|step| &step.comparison.old);
    let sides = first
        .into_iter()
        .chain(steps.iter().map(|step| &step.comparison.new));
    history::order(sides.map(|side| side.version.as_deref()))
}

fn backwards(versions: &[String]) -> Problem {
    let turned: Vec<_> = versions.iter().rev().map(String::as_str).collect();
    Problem::new(
        "the versions stand the newest first",
        format!("name the oldest first: {}", turned.join(" ")),
    )
    .why("each is compared with the one before it, and what is new would be told as gone")
}

fn said(side: &Side) -> String {
    values::name(side.version.as_deref().unwrap_or(&side.name))
}
