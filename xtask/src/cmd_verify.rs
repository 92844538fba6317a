//! `cargo xtask verify`.

#[cfg(feature = "responses")]
mod responses;

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use owo_colors::OwoColorize;
use pvwa_codegen::{
    catalogue::RULES,
    pipeline::{self, Source},
    problem::Refusal,
};

/// Holds the catalogues to their rules, and all that they know to what the generator can take.
///
/// spec/README.md documents the format and the rules.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Lists the rules, each with its reason, and checks nothing
    #[arg(long)]
    rules: bool,
    /// Checks recorded answers instead: reads each into its Rust type and reports what is lost.
    /// FILE is JSON Lines, each {"method", "path", "status", "body"}; may be given several times
    #[cfg(feature = "responses")]
    #[arg(long, value_name = "FILE", conflicts_with = "rules")]
    responses: Vec<std::path::PathBuf>,
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
    #[cfg(feature = "responses")]
    if !args.responses.is_empty() {
        return responses::run(&args.responses, house, terminal);
    }
    let mut problems = Vec::new();
    for service in house.services() {
        problems.extend(house.catalogue_of(service)?.verify());
    }
    if !problems.is_empty() {
        return Err(Refusal(problems).into());
    }
    for service in house.services() {
        let catalogue = house.catalogue_of(service)?;
        let operations = pipeline::normalize(Source::whole(catalogue), None)?.operations_out;
        writeln!(
            terminal.results,
            "{}: {}, {} in {} keep {}, and a client can be generated",
            "verified".green().bold(),
            service.name(),
            print::count(operations, "operation"),
            print::count(catalogue.versions().len(), "version"),
            print::count(RULES.len(), "rule"),
        )?;
    }
    Ok(Outcome::Fine)
}
