//! `cargo xtask spec compare`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    spec,
};
use anyhow::bail;
use owo_colors::OwoColorize;
use pvwa_codegen::{
    catalogue::{Deviation, Record, against},
    document::Document,
    operation::Version,
    report::Report,
    upgrade,
};
use std::{collections::BTreeMap, io, path::PathBuf};

/// Compares a version of the catalogue with the document that a vault of that version serves.
///
/// Lists every operation, parameter and field that the two do not say alike. Those that are meant
/// stand in spec/catalogue/pvwa/_differences.yaml and are listed under the reason given there; if
/// others are left, the command fails.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask spec compare 14.6 PVWA.json\n  \
    cargo xtask spec compare 12.2 pvwa-12.2.yaml --unexplained")]
pub(crate) struct Args {
    /// The version of the product that served the document, such as 14.6
    version: Version,
    /// The document, Swagger 2.0, OpenAPI 3.0 or 3.1 in JSON or YAML
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Lists only what has no reason yet
    #[arg(long)]
    unexplained: bool,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let catalogue = house.catalogue()?;
    spec::within(catalogue, args.version)?;
    let mut document = Document::read(&args.file)?;
    upgrade::upgrade(&mut document, &mut Report::default())?;
    let deviations = against(&catalogue.render(args.version), &document.value);

    let records = catalogue.records();
    let mut left = Vec::new();
    let mut explained: BTreeMap<&str, (&Record, Vec<&Deviation>)> = BTreeMap::new();
    for deviation in &deviations {
        match records.explains(deviation, args.version) {
            None => left.push(deviation),
            Some(record) => {
                let entry = explained.entry(&record.place);
                entry.or_insert((record, Vec::new())).1.push(deviation);
            }
        }
    }
    let results = &mut *terminal.results;
    for (record, meant) in explained.values().filter(|_| !args.unexplained) {
        writeln!(results, "{} {}", "meant:".green().bold(), record.reason)?;
        writeln!(results, "  {} {}", "recorded in:".dimmed(), record.place)?;
        for deviation in meant {
            entry(deviation, results)?;
        }
    }
    if !left.is_empty() {
        writeln!(results, "{}", "without a reason:".red().bold())?;
    }
    for deviation in &left {
        entry(deviation, results)?;
    }
    let unused = records
        .all()
        .iter()
        .filter(|record| record.versions.contains(&args.version))
        .filter(|record| !explained.contains_key(record.place.as_str()));
    for record in unused {
        let place = &record.place;
        print::line(
            terminal.talk,
            "unused",
            format_args!(
                "{place} speaks of {} and explains nothing of it",
                args.version
            ),
        )?;
    }
    let meant = deviations.len() - left.len();
    print::line(
        terminal.talk,
        "compared",
        format_args!(
            "{} with {}: {}, {meant} meant, {} without a reason",
            args.file.display(),
            args.version,
            print::count(deviations.len(), "difference"),
            left.len(),
        ),
    )?;
    if !left.is_empty() {
        bail!(
            "{} not explained: correct spec/catalogue/pvwa, or record the reason in its \
             _differences.yaml",
            match left.len() {
                1 => "1 difference is".to_owned(),
                many => format!("{many} differences are"),
            }
        );
    }
    Ok(Outcome::Fine)
}

/// How many of the operations that a difference shows in are named.
const NAMED: usize = 3;

fn entry(deviation: &Deviation, to: &mut dyn io::Write) -> io::Result<()> {
    write!(to, "  {deviation}")?;
    let others: Vec<_> = deviation
        .used_by
        .iter()
        .filter(|operation| !deviation.subject.starts_with(operation.as_str()))
        .collect();
    if !others.is_empty() {
        let named: Vec<_> = others
            .iter()
            .take(NAMED)
            .map(|name| name.as_str())
            .collect();
        let more = match others.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        write!(
            to,
            "{}",
            format_args!(" ({}{more})", named.join(", ")).dimmed()
        )?;
    }
    writeln!(to)
}
