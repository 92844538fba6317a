//! `cargo xtask demo`.

mod flow;
mod steps;

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    spec::{self, Spec},
    versions,
};
use anyhow::ensure;
use pvwa_codegen::{
    catalogue::{self, Comparison, Service},
    operation::Version,
    output, pipeline,
    problem::{Problem, Refusal},
};
use steps::Steps;

/// Shows on this machine alone that everything works, from the catalogue to a retrieved password.
///
/// Renders the catalogue, checks that the generated crate is fresh, compares two versions, and
/// then onboards an application to an emulated vault on a free port of 127.0.0.1. Needs no
/// network, changes nothing, and ends with 0 only if every step held.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// The version that the newest is compared with: the oldest of which a vault's own document is
/// known.
const OLD: Version = Version::new(12, 1, 0);

/// How many changes of each kind are shown.
const SHOWN: usize = 3;

pub(crate) fn run(_: &Args, house: &House, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    let mut steps = Steps::new(terminal.results);
    let outcome = all(house, &mut steps);
    match &outcome {
        Ok(()) => steps.held()?,
        Err(_) => steps.failed()?,
    }
    outcome.map(|()| Outcome::Fine)
}

fn all(house: &House, steps: &mut Steps<'_>) -> anyhow::Result<()> {
    steps.begin("render the catalogue");
    let catalogue = house.catalogue()?;
    let newest = catalogue.newest();
    let document = catalogue.render(newest);
    let areas = document["tags"].as_array().map_or(0, Vec::len);
    ensure!(areas > 0, "the catalogue has no areas");
    steps.end(format_args!(
        "version {newest}: {} in {}",
        print::count(spec::operations(&document), "operation"),
        print::count(areas, "area"),
    ))?;

    steps.begin("check that the generated crate is fresh");
    let version = versions::today(house, Service::Pvwa);
    let from = versions::source(house, Service::Pvwa);
    let source = Spec::recorded(&from, house)?.source(house)?;
    let normalized = pipeline::normalize(source, Some(catalogue))?;
    let built = pipeline::build_package(normalized.code, &versions::package(&version, &from))?;
    let dir = house.generated_dir(Service::Pvwa);
    let differences = output::compare(&built.files, &dir);
    if let [first, ..] = &differences[..] {
        let what = format!("generated/pvwa is not what would be generated now: {first}");
        return Err(Refusal::from(Problem::new(what, "cargo xtask generate")).into());
    }
    steps.end(format_args!(
        "{} of {} are what would be generated now",
        print::count(built.files.len(), "file"),
        dir.display(),
    ))?;

    steps.begin("compare two versions of the catalogue");
    let comparison = catalogue::compare(&catalogue.render(OLD), &document);
    ensure!(
        comparison.changed.len() + comparison.added.len() > 0,
        "{OLD} and {newest} do not differ"
    );
    steps.end(format_args!(
        "{OLD} to {newest}: {} added, {} removed, {} changed; the first of each:",
        comparison.added.len(),
        comparison.removed.len(),
        comparison.changed.len(),
    ))?;
    show(&comparison, steps)?;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(flow::onboard(steps))
}

/// Shows the first differences of each kind.
fn show(comparison: &Comparison, steps: &mut Steps<'_>) -> anyhow::Result<()> {
    for operation in comparison.added.iter().take(SHOWN) {
        steps.detail(format_args!("+ {operation}"))?;
    }
    for operation in comparison.removed.iter().take(SHOWN) {
        steps.detail(format_args!("- {operation}"))?;
    }
    for changed in comparison.changed.iter().take(SHOWN) {
        let differences: Vec<_> = changed
            .differences
            .iter()
            .map(ToString::to_string)
            .collect();
        steps.detail(format_args!(
            "~ {}: {}",
            changed.operation,
            differences.join("; ")
        ))?;
    }
    Ok(())
}
