//! `cargo xtask verify`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    spec,
};
use owo_colors::OwoColorize;
use pvwa_codegen::{catalogue::RULES, pipeline, problem::Refusal};

/// Holds the catalogue to its rules, and its newest version to what the generator can take.
///
/// spec/README.md documents the format and the rules.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Lists the rules, each with its reason, and checks nothing
    #[arg(long)]
    rules: bool,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    if args.rules {
        let mut rows = vec![["RULE".to_owned(), "WHY".to_owned()]];
        rows.extend(
            RULES
                .iter()
                .map(|rule| [rule.name.to_owned(), rule.why.to_owned()]),
        );
        print::table(&rows, terminal.results)?;
        return Ok(Outcome::Fine);
    }
    let catalogue = house.catalogue()?;
    let problems = catalogue.verify();
    if !problems.is_empty() {
        return Err(Refusal(problems).into());
    }
    let newest = spec::catalogue_source(catalogue, catalogue.newest());
    let operations = pipeline::normalize(newest, None)?.operations_out;
    writeln!(
        terminal.results,
        "{}: {} in {} keep {}, and a client can be generated",
        "verified".green().bold(),
        print::count(operations, "operation"),
        print::count(catalogue.versions().len(), "version"),
        print::count(RULES.len(), "rule"),
    )?;
    Ok(Outcome::Fine)
}
