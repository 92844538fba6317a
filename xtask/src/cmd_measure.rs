//! `cargo xtask measure`.

mod cost;

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use anyhow::bail;
use cost::{Cost, Workshop};
use pvwa_codegen::{
    generate,
    pipeline::{self, Home, Source},
};
use std::{fmt::Write as _, path::Path};

/// Measures what the generated client costs to compile, beside what bare progenitor writes.
///
/// Both are generated from all that the catalogue of PVWA knows and checked by `cargo check` in a
/// folder of their own, dependencies compiled before. Takes some minutes. The figures are those of
/// this machine: compare only what one run says.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask measure\n  \
    cargo xtask measure --runs 5 --write")]
pub(crate) struct Args {
    /// How often each crate is checked; the shortest time and the least memory count
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=20))]
    runs: u8,
    /// Writes the figures into generated/README.md
    #[arg(long)]
    write: bool,
}

/// What is measured: a name, the crate's folder in the workshop, and its features.
const VARIANTS: [(&str, &str, &str); 4] = [
    ("bare progenitor, one file", "bare", ""),
    ("all areas", "split", "full"),
    ("accounts and safes", "split", "accounts,safes"),
    ("no area", "split", ""),
];

/// The most that all areas may cost of what bare progenitor costs, in time and in memory.
const MOST_OF_BARE: f64 = 0.75;

/// The most that accounts and safes may cost of the time of all areas.
const MOST_OF_ALL: f64 = 0.20;

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let normalized = pipeline::normalize(Source::whole(house.catalogue()?), None)?;
    let split = pipeline::build(normalized.code, Home::Standalone)?;
    let bare = generate::bare(&normalized.document)?;
    let lines = [bare.lines().count(), split.lines];

    let workshop = Workshop::open(&house.lock_file())?;
    workshop.place("split", &split.files)?;
    let manifest = &split.files[Path::new("Cargo.toml")];
    let bare_files = [
        ("Cargo.toml".into(), manifest.replace("pvwa-api", "bare")),
        ("src/lib.rs".into(), bare),
    ];
    workshop.place("bare", &bare_files.into())?;

    let mut costs = Vec::new();
    for (name, folder, features) in VARIANTS {
        let cost = workshop.check(folder, features, args.runs)?;
        print::line(terminal.talk, "measured", format_args!("{name}: {cost}"))?;
        costs.push(cost);
    }
    let page = page(&costs, lines);
    match args.write {
        true => {
            let path = house.measured_page();
            print::file(&path, page.as_bytes())?;
            print::line(terminal.talk, "written", path.display())?;
        }
        false => terminal.results.write_all(page.as_bytes())?,
    }
    let (bare, all, some) = (costs[0], costs[1], costs[2]);
    let mut too_much = false;
    for (what, is, most) in [
        (
            "time of all areas",
            all.seconds / bare.seconds,
            MOST_OF_BARE,
        ),
        (
            "memory of all areas",
            all.mebibytes / bare.mebibytes,
            MOST_OF_BARE,
        ),
        (
            "time of accounts and safes",
            some.seconds / all.seconds,
            MOST_OF_ALL,
        ),
    ] {
        too_much |= is > most;
        let verdict = if is > most { "too much" } else { "holds" };
        print::line(
            terminal.talk,
            verdict,
            format_args!("{what}: {is:.2}, at most {most:.2}"),
        )?;
    }
    if too_much {
        bail!(
            "compiling costs more than it may: make the split cheaper, or measure on an idle machine"
        );
    }
    Ok(Outcome::Fine)
}

/// The text of `generated/README.md`.
fn page(costs: &[Cost], [bare_lines, split_lines]: [usize; 2]) -> String {
    let mut text = format!(
        "# The generated crates\n\n\
         `pvwa/` is the crate `pvwa-api`, `identity/` is the crate `identity-api`. Both are written by\n\
         `cargo xtask generate` from `spec/catalogue` and are never edited: correct the catalogue, or the\n\
         generator in `codegen`, and generate again.\n\n\
         * Each area of the API is a module and a Cargo feature; none is on by default, `full` brings all.\n\
         * A type that one area uses stands with it, one that several use in `types.rs`; all are reached as\n  \
           `types::Name`.\n\
         * Requests can be written and answers read; the feature `both-directions` gives every type both.\n\
         * `operations::ALL` is the table of all operations with versions, permissions, paging and retry.\n\n\
         ## What they cost to compile\n\n\
         Written by `cargo xtask measure --write`: `cargo check` of `pvwa-api` alone, dependencies compiled, no\n\
         incremental compilation, the best of several runs on one machine. Bare progenitor is its one file from\n\
         the same normalised document in builder style ({bare_lines} lines; ours have {split_lines}).\n\n\
         | what | seconds | MiB | time | memory |\n| --- | --- | --- | --- | --- |\n"
    );
    let (bare, all, some) = (costs[0], costs[1], costs[2]);
    for ((name, _, _), cost) in VARIANTS.iter().zip(costs) {
        let _ = writeln!(
            text,
            "| {name} | {:.2} | {:.0} | {:.2} | {:.2} |",
            cost.seconds,
            cost.mebibytes,
            cost.seconds / bare.seconds,
            cost.mebibytes / bare.mebibytes,
        );
    }
    let share = 100.0 * some.seconds / all.seconds;
    let _ = writeln!(
        text,
        "\nAccounts and safes take {share:.0} % of the time of all areas."
    );
    text
}
