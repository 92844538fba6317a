//! What an upgrade says.

use super::{
    plan::{Plan, below},
    staged::Checked,
};
use crate::{
    diff::{self, Causes},
    print::{self, Terminal},
    vaults::Label,
};
use owo_colors::OwoColorize;
use pvwa_codegen::{
    diff::change::Policy,
    output::DifferenceKind,
    release::{self, Failure},
    rust_api::Bump,
};
use std::io::{self, Write};

/// How many errors are told; more follow from the same changes.
const MOST_FAILURES: usize = 30;

/// Writes what is going to be done, what it is for, and what no longer compiles.
pub(super) fn plan(
    plan: &Plan,
    label: Option<&Label>,
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    let to = &mut *terminal.results;
    print::line(to, "from", &plan.from)?;
    print::line(to, "to", &plan.to)?;
    let changes = diff::changes(&plan.comparison, Policy::Both);
    print::line(to, "changes", changes)?;
    if let Some(rust) = plan.rust() {
        print::line(to, "rust", diff::version(rust))?;
        print::line(to, "", diff::summary(rust))?;
    }
    let folder = below(plan.service);
    print::line(
        to,
        "crate",
        format_args!("{}: {}", folder.display(), files(plan)),
    )?;
    for (path, _) in &plan.others {
        print::line(to, "file", path.display())?;
    }
    if let Some(label) = label {
        print::line(to, "keeps", format_args!("spec/vaults/{}", label.as_str()))?;
    }
    client(plan, to)?;
    match plan.differences.is_empty() {
        true => Ok(()),
        false => writeln!(to, "\n{}", plan.section.trim_end()),
    }
}

/// Writes what was done.
pub(super) fn written(plan: &Plan, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let folder = below(plan.service);
    let version = &plan.version;
    print::line(
        terminal.talk,
        "written",
        format_args!("{}, version {version}", folder.display()),
    )?;
    for (path, _) in &plan.others {
        print::line(terminal.talk, "written", path.display())?;
    }
    match plan.is_broken() {
        true => print::line(
            terminal.talk,
            "next",
            "mend client where it no longer compiles: cargo check -p pvwa",
        ),
        false => Ok(()),
    }
}

/// How many files change, and how.
fn files(plan: &Plan) -> String {
    let count = |is: fn(DifferenceKind) -> bool| {
        let kinds = plan.differences.iter().map(|difference| difference.kind);
        kinds.filter(|kind| is(*kind)).count()
    };
    format!(
        "{} changed, {} new, {} gone",
        count(|kind| matches!(kind, DifferenceKind::Different { .. })),
        count(|kind| kind == DifferenceKind::Missing),
        count(|kind| kind == DifferenceKind::Stale),
    )
}

fn client(plan: &Plan, to: &mut dyn Write) -> io::Result<()> {
    match &plan.checked {
        Checked::NoUsers => print::line(to, "client", "nothing is written by hand on top of it"),
        Checked::Compile {
            packages,
            cut_short,
        } => {
            let verb = match packages.len() {
                1 => "compiles",
                _ => "compile",
            };
            let packages = packages.join(", ");
            print::line(to, "client", format_args!("{packages} {verb} with it"))?;
            self::cut_short(cut_short.as_deref(), to)
        }
        Checked::Fail {
            failures,
            cut_short,
        } => {
            failed(failures, plan, to)?;
            self::cut_short(cut_short.as_deref(), to)
        }
        Checked::Unknown(why) => unknown(why, plan, to),
    }
}

/// Says that not all of it could be tried.
fn cut_short(why: Option<&str>, to: &mut dyn Write) -> io::Result<()> {
    match why {
        Some(why) => {
            let text = format!("the rest could not be compiled here: {why}");
            writeln!(to, "{:13}{}", "", text.yellow())
        }
        None => Ok(()),
    }
}

fn failed(failures: &[Failure], plan: &Plan, to: &mut dyn Write) -> io::Result<()> {
    let errors = print::count(failures.len(), "error");
    print::line(
        to,
        "client",
        format_args!("no longer compiles: {errors}").red().bold(),
    )?;
    let causes = Causes::of(&plan.comparison);
    for failure in failures.iter().take(MOST_FAILURES) {
        let place = match failure.place.as_str() {
            "" => "somewhere",
            place => place,
        };
        writeln!(to, "{:13}{}: {}", "", place.bold(), failure.message)?;
        let item = plan
            .rust()
            .and_then(|rust| release::explained(failure, rust));
        match item {
            Some(item) => {
                writeln!(to, "{:15}{}: {}", "", item.item, item.what)?;
                writeln!(to, "{:15}{}", "", causes.sentence(item).dimmed())?;
            }
            None => writeln!(
                to,
                "{:15}{}",
                "",
                "no change of the crate was found that has this name: it follows from another error, or \
                 was there before"
                    .dimmed()
            )?,
        }
    }
    match failures.len().saturating_sub(MOST_FAILURES) {
        0 => Ok(()),
        more => writeln!(to, "{:13}and {more} more", ""),
    }
}

/// Where cargo could not compile: what the sources name.
fn unknown(why: &str, plan: &Plan, to: &mut dyn Write) -> io::Result<()> {
    let text = format!("could not be compiled here, only read: {why}");
    print::line(to, "client", text.yellow())?;
    let Some(client) = plan.rust().and_then(|rust| rust.client.as_ref()) else {
        return Ok(());
    };
    writeln!(to, "{:13}{}", "", diff::reached(client))?;
    let broken = client.uses.iter().filter(|used| used.bump == Bump::Major);
    for used in broken.take(MOST_FAILURES) {
        writeln!(
            to,
            "{:13}{}: {}: {}",
            "",
            used.item.bold(),
            used.what,
            diff::places(used)
        )?;
    }
    Ok(())
}
