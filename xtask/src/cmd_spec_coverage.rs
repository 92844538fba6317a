//! `cargo xtask spec coverage`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use anyhow::{Context, bail};
use pvwa_codegen::{catalogue::Coverage, conformance::Routes};
use std::path::{Path, PathBuf};

/// Shows how much the catalogues know, area by area.
///
/// SHAPES counts the operations whose bodies a source shows, PERMISSIONS those of which it is known
/// what the caller needs, RECORDED those of which an answer was recorded or
/// published.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask spec coverage\n  \
    cargo xtask spec coverage --endpoints endpoints.tsv")]
pub(crate) struct Args {
    /// Looks also for every operation of a list, a table with tabs and the columns method and path
    #[arg(long, value_name = "FILE")]
    endpoints: Option<PathBuf>,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let mut rows = vec![
        [
            "SERVICE",
            "AREA",
            "OPERATIONS",
            "SHAPES",
            "PERMISSIONS",
            "RECORDED",
        ]
        .map(str::to_owned),
    ];
    let row = |service: &str, area: &str, coverage: Coverage| {
        [
            service.to_owned(),
            area.to_owned(),
            coverage.operations.to_string(),
            coverage.shapes.to_string(),
            coverage.permissions.to_string(),
            coverage.recorded.to_string(),
        ]
    };
    let mut routes = Routes::default();
    for service in house.services() {
        let catalogue = house.catalogue_of(service)?;
        routes.add(service, &catalogue.whole());
        let mut total = Coverage::default();
        for (area, coverage) in catalogue.coverage() {
            rows.push(row(service.name(), area, coverage));
            total += coverage;
        }
        rows.push(row(service.name(), "all areas", total));
    }
    print::table(&rows, terminal.results)?;
    match &args.endpoints {
        Some(file) => endpoints(file, &routes, terminal),
        None => Ok(Outcome::Fine),
    }
}

/// Looks for every operation of a list.
fn endpoints(file: &Path, routes: &Routes, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    let text = fs_err::read_to_string(file)?;
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        let position = head.iter().position(|column| *column == name);
        position
            .with_context(|| format!("{}: the first line names no column {name}", file.display()))
    };
    let (method, path) = (column("method")?, column("path")?);
    let (mut known, mut missing) = (0_usize, 0_usize);
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (Some(method), Some(path)) = (cells.get(method), cells.get(path)) else {
            bail!("{}: a line has too few columns: {line}", file.display());
        };
        match routes.has(method, path) {
            true => known += 1,
            false => {
                missing += 1;
                writeln!(terminal.results, "missing: {method} {path}")?;
            }
        }
    }
    writeln!(
        terminal.results,
        "{known} of {} known operations are described",
        known + missing
    )?;
    if missing > 0 {
        bail!(
            "{} missing from the catalogue: spec/README.md says how to add one",
            print::count(missing, "operation")
        );
    }
    Ok(Outcome::Fine)
}
