//! `cargo xtask normalize`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    spec::Spec,
    summary,
};
use pvwa_codegen::pipeline;
use std::path::PathBuf;

/// Writes the document that a client is generated from: upgraded, repaired, corrected.
///
/// The document goes to stdout or FILE, what was changed on the way is told on stderr.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask normalize PVWA.json > normalised.json\n  \
    cargo xtask normalize my-vault --no-catalogue -o normalised.json")]
pub(crate) struct Args {
    /// A version of the catalogue, a loaded label, or a file
    spec: String,
    /// The file to write; without it the document goes to stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Takes the document at its word: the catalogue corrects and adds nothing
    #[arg(long)]
    no_catalogue: bool,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let spec = Spec::resolve(&args.spec, house)?;
    let source = spec.source(house)?;
    let catalogue = match args.no_catalogue {
        true => None,
        false => Some(house.catalogue()?),
    };
    let normalized = pipeline::normalize(source, catalogue)?;
    let text = format!("{:#}\n", normalized.document);
    match &args.output {
        Some(path) => print::file(path, text.as_bytes())?,
        None => terminal.results.write_all(text.as_bytes())?,
    }
    print::line(terminal.talk, "normalised", &spec)?;
    summary::write(&normalized, terminal.talk)?;
    summary::losses(&normalized.report, terminal.talk)?;
    if let Some(path) = &args.output {
        print::line(terminal.talk, "written", path.display())?;
    }
    Ok(Outcome::Fine)
}
