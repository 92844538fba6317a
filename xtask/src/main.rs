//! The project's own commands: `cargo xtask …`.
//!
//! Arguments are parsed and results printed here; every decision is taken in `pvwa-codegen`.
//! Results go to stdout, everything else to stderr.

mod cmd_changelog;
mod cmd_corpus_diff;
mod cmd_corpus_generate;
#[cfg(feature = "demo")]
mod cmd_demo;
mod cmd_diff;
mod cmd_generate;
mod cmd_measure;
mod cmd_normalize;
mod cmd_repairs;
mod cmd_rules;
mod cmd_spec_compare;
mod cmd_spec_coverage;
mod cmd_spec_list;
mod cmd_spec_load;
#[cfg(feature = "pull")]
mod cmd_spec_pull;
mod cmd_spec_render;
mod cmd_upgrade;
mod cmd_verify;
mod diff;
mod house;
mod impact;
mod making;
mod overlays;
mod print;
mod spec;
mod vaults;
mod versions;

use clap::{Parser, Subcommand};
use house::House;
use print::Terminal;
use std::{io, path::PathBuf, process::ExitCode};

/// Turns a description of a vault's API into a Rust client, and shows that the client works.
///
/// SPEC, where a command takes one, is a version of the catalogue (14.6), all that the catalogue of
/// a service knows (pvwa, identity), the label of a document that was loaded (my-vault), or a file
/// with Swagger 2.0, OpenAPI 3.0 or 3.1 in JSON or YAML.
#[derive(Parser)]
#[command(
    bin_name = "cargo xtask",
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 all is well, 1 it failed or found something, 2 the arguments or the inputs are wrong, \
                  4 generated code needs an update.\n\
                  Start with: cargo xtask demo"
)]
struct Cli {
    /// The project's folder, where it is not the one this command was built in
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Keeps and shows descriptions of the API
    #[command(subcommand)]
    Spec(SpecCommand),
    Normalize(cmd_normalize::Args),
    Diff(cmd_diff::Args),
    Changelog(cmd_changelog::Args),
    Generate(cmd_generate::Args),
    Upgrade(cmd_upgrade::Args),
    Verify(cmd_verify::Args),
    Measure(cmd_measure::Args),
    Repairs(cmd_repairs::Args),
    Rules(cmd_rules::Args),
    /// Tries many documents at once
    #[command(subcommand)]
    Corpus(CorpusCommand),
    #[cfg(feature = "demo")]
    Demo(cmd_demo::Args),
}

#[derive(Subcommand)]
enum SpecCommand {
    Load(cmd_spec_load::Args),
    #[cfg(feature = "pull")]
    Pull(cmd_spec_pull::Args),
    List(cmd_spec_list::Args),
    Render(cmd_spec_render::Args),
    Compare(cmd_spec_compare::Args),
    Coverage(cmd_spec_coverage::Args),
}

#[derive(Subcommand)]
enum CorpusCommand {
    Generate(cmd_corpus_generate::Args),
    Diff(cmd_corpus_diff::Args),
}

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// What was looked for was found.
    Found,
    /// An input cannot be used, and that was said.
    BadInput,
    /// Something that was generated is no longer what would be generated now.
    NeedsUpdate,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut results = anstream::stdout().lock();
    let mut talk = anstream::stderr();
    let mut terminal = Terminal {
        results: &mut results,
        talk: &mut talk,
    };
    match run(cli, &mut terminal) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::FAILURE,
        Ok(Outcome::BadInput) => ExitCode::from(2),
        Ok(Outcome::NeedsUpdate) => ExitCode::from(4),
        Err(error) if reader_is_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to be told to when stderr itself cannot be written.
            let _ = print::error(&error, terminal.talk);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    let house = House::find(cli.root)?;
    match cli.command {
        Command::Spec(SpecCommand::Load(args)) => cmd_spec_load::run(&args, &house, terminal),
        #[cfg(feature = "pull")]
        Command::Spec(SpecCommand::Pull(args)) => cmd_spec_pull::run(&args, &house, terminal),
        Command::Spec(SpecCommand::List(args)) => cmd_spec_list::run(&args, &house, terminal),
        Command::Spec(SpecCommand::Render(args)) => cmd_spec_render::run(&args, &house, terminal),
        Command::Spec(SpecCommand::Compare(args)) => cmd_spec_compare::run(&args, &house, terminal),
        Command::Spec(SpecCommand::Coverage(args)) => {
            cmd_spec_coverage::run(&args, &house, terminal)
        }
        Command::Normalize(args) => cmd_normalize::run(&args, &house, terminal),
        Command::Diff(args) => cmd_diff::run(&args, &house, terminal),
        Command::Changelog(args) => cmd_changelog::run(&args, &house, terminal),
        Command::Generate(args) => cmd_generate::run(&args, &house, terminal),
        Command::Upgrade(args) => cmd_upgrade::run(&args, &house, terminal),
        Command::Measure(args) => cmd_measure::run(&args, &house, terminal),
        Command::Repairs(args) => cmd_repairs::run(&args, &house, terminal),
        Command::Rules(args) => cmd_rules::run(&args, &house, terminal),
        Command::Corpus(CorpusCommand::Generate(args)) => {
            cmd_corpus_generate::run(&args, &house, terminal)
        }
        Command::Corpus(CorpusCommand::Diff(args)) => cmd_corpus_diff::run(&args, terminal),
        Command::Verify(args) => cmd_verify::run(&args, &house, terminal),
        #[cfg(feature = "demo")]
        Command::Demo(args) => cmd_demo::run(&args, &house, terminal),
    }
}

/// Whether writing failed only because the reader, such as `head`, had read enough.
fn reader_is_gone(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
