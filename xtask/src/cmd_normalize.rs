//! `cargo xtask normalize`.

use crate::{
    Outcome,
    house::House,
    making::{self, Making},
    print::{self, Terminal},
    spec::Spec,
};
use pvwa_codegen::diff::change::Normalised;
use std::path::PathBuf;

/// Writes the document that a client is generated from: upgraded, repaired, corrected.
///
/// The document goes to stdout or FILE, what was changed on the way is told on stderr.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask normalize PVWA.json > normalised.json\n  \
    cargo xtask normalize my-vault --no-catalogue -o normalised.json\n  \
    cargo xtask normalize my-vault --deny-loss --report changes.json > normalised.json")]
pub(crate) struct Args {
    /// A version of the catalogue, a loaded label, or a file
    spec: String,
    /// The file to write; without it the document goes to stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    making: Making,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let spec = Spec::resolve(&args.spec, house)?;
    let mut normalized = args.making.normalize(&spec, house, terminal)?;
    normalized.document[Normalised::KEY] = serde_json::to_value(args.making.note())?;
    let text = format!("{:#}\n", normalized.document);
    match &args.output {
        Some(path) => print::file(path, text.as_bytes())?,
        None => terminal.results.write_all(text.as_bytes())?,
    }
    print::line(terminal.talk, "normalised", &spec)?;
    let (before, after) = (normalized.operations_in, normalized.operations_out);
    making::summary(before, after, &normalized.report, terminal.talk)?;
    making::decisions(&normalized.report, terminal.talk)?;
    making::losses(&normalized.report, terminal.talk)?;
    if let Some(path) = &args.output {
        print::line(terminal.talk, "written", path.display())?;
    }
    Ok(Outcome::Fine)
}
