//! How a description becomes a document that is ready to generate, for the commands that want one.

use crate::{
    house::House,
    overlays,
    print::{self, Terminal},
    spec::Spec,
};
use indexmap::IndexSet;
use owo_colors::OwoColorize;
use pvwa_codegen::{
    diff::change::Normalised,
    pipeline::{self, Normalized, Settings},
    reconcile::{Found, Stands, Verdict, verdicts},
    report::{Change, Report},
};
use serde::Serialize;
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// How many losses are listed one by one; more would hide what comes after them.
const MOST_LOSSES: usize = 20;

/// How many decisions with one reason are listed.
const MOST_ALIKE: usize = 8;

/// What can be asked of every command that makes a document ready to generate.
#[derive(clap::Args)]
pub(crate) struct Making {
    /// Takes the document at its word: the catalogue corrects and adds nothing
    #[arg(long)]
    pub(crate) no_catalogue: bool,
    /// Leaves the overlays of spec/overlays alone
    #[arg(long)]
    no_overlays: bool,
    /// Fails if the client would not know everything that the document says
    #[arg(long)]
    pub(crate) deny_loss: bool,
    /// Writes every change as JSON: who made it, where, what was before and after, whether the
    /// meaning is kept; and what was decided between the document and the catalogue
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What FILE of `--report` holds.
#[derive(Serialize)]
struct Written<'a> {
    spec: String,
    operations_in: usize,
    operations_out: usize,
    changes: &'a [Change],
    reconciled: &'a [Verdict],
}

impl Making {
    /// Makes the document ready, and writes the report where one is wanted.
    pub(crate) fn normalize(
        &self,
        spec: &Spec,
        house: &House,
        terminal: &mut Terminal<'_>,
    ) -> anyhow::Result<Normalized> {
        let overlays = match self.no_overlays {
            true => Vec::new(),
            false => overlays::of(spec, house)?,
        };
        let settings = Settings {
            overlays: &overlays,
            catalogue: match self.no_catalogue {
                true => None,
                false => Some(house.catalogue()?),
            },
            detailed: self.report.is_some(),
            deny_loss: self.deny_loss,
            watch: None,
        };
        let prepared = pipeline::prepare(spec.source(house)?, &settings)?;
        let normalized = pipeline::attempt(prepared, &settings)?;
        if !self.no_overlays {
            overlays::tell(&overlays, spec, house, terminal.talk)?;
        }
        if let Some(path) = &self.report {
            let written = Written {
                spec: spec.to_string(),
                operations_in: normalized.operations_in,
                operations_out: normalized.operations_out,
                changes: &normalized.report.changes,
                reconciled: &verdicts(&normalized.report),
            };
            let text = format!("{}\n", serde_json::to_string_pretty(&written)?);
            print::file(path, text.as_bytes())?;
            print::line(terminal.talk, "written", path.display())?;
        }
        Ok(normalized)
    }

    /// What `generate` does without options, apart from these two.
    pub(crate) fn plain(no_catalogue: bool, no_overlays: bool) -> Self {
        Self {
            no_catalogue,
            no_overlays,
            deny_loss: false,
            report: None,
        }
    }

    /// What `generate` does to a document that was made ready like this one.
    pub(crate) fn like(note: Normalised) -> Self {
        Self::plain(!note.catalogue, !note.overlays)
    }

    /// What a document says that was made ready with these options.
    pub(crate) fn note(&self) -> Normalised {
        Normalised {
            catalogue: !self.no_catalogue,
            overlays: !self.no_overlays,
        }
    }

    /// Whether a report is wanted.
    pub(crate) fn reports(&self) -> bool {
        self.report.is_some()
    }

    /// The words of these options, for a command that repeats them.
    pub(crate) fn words(&self) -> Vec<String> {
        let flags = [
            (self.no_catalogue, "--no-catalogue"),
            (self.no_overlays, "--no-overlays"),
            (self.deny_loss, "--deny-loss"),
        ];
        let given = flags.iter().filter(|(given, _)| *given);
        given.map(|(_, word)| (*word).to_owned()).collect()
    }
}

/// Writes the operations before and after, and the repairs by name and count.
pub(crate) fn summary(
    before: usize,
    after: usize,
    report: &Report,
    to: &mut dyn Write,
) -> io::Result<()> {
    print::line(to, "operations", format_args!("{before} in, {after} out"))?;
    let counts = report.counts();
    if counts.is_empty() {
        return print::line(to, "repairs", "none");
    }
    print::line(to, "repairs", counts.values().sum::<usize>())?;
    for (name, count) in counts {
        writeln!(to, "{:13}{count:>4}  {name}", "")?;
    }
    Ok(())
}

/// Writes what the document said and the client will not know.
pub(crate) fn losses(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let total = report.losses().count();
    if total == 0 {
        return print::line(to, "lost", "nothing");
    }
    print::line(to, "lost", total)?;
    for change in report.losses().take(MOST_LOSSES) {
        writeln!(to, "{:13}{}: {}", "", change.pointer, change.note)?;
    }
    more(total, MOST_LOSSES, to)
}

/// Writes what was decided between the document and the catalogue; nothing where nothing was.
pub(crate) fn decisions(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let verdicts = verdicts(report);
    if verdicts.is_empty() {
        return Ok(());
    }
    for found in Found::ALL {
        let of = || verdicts.iter().filter(move |each| each.found == found);
        let heading = format_args!("{}: {}", found.title(), of().count());
        print::line(to, "reconciled", heading)?;
        let reasons: IndexSet<_> = of().map(|each| (each.stands, each.why)).collect();
        for (stands, why) in reasons {
            let whose = match stands {
                Stands::Catalogue => "the catalogue stands",
                Stands::Vault => "your vault stands",
            };
            writeln!(to, "{:13}{}", "", format_args!("{whose}: {why}").dimmed())?;
            let same: Vec<_> = of().filter(|each| each.why == why).collect();
            for verdict in same.iter().take(MOST_ALIKE) {
                writeln!(to, "{:15}{}", "", verdict.what)?;
            }
            more(same.len(), MOST_ALIKE, to)?;
        }
    }
    Ok(())
}

fn more(total: usize, told: usize, to: &mut dyn Write) -> io::Result<()> {
    match total.saturating_sub(told) {
        0 => Ok(()),
        more => writeln!(
            to,
            "{:13}{}",
            "",
            format_args!("and {more} more; --report FILE writes all").dimmed()
        ),
    }
}
