//! `cargo xtask spec render`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    spec::Spec,
};
use anyhow::Context;
use pvwa_codegen::problem::{Problem, Refusal};
use std::path::{Path, PathBuf};

/// Writes the OpenAPI 3.0 document of one version of the catalogue.
///
/// It holds the operations, parameters and properties that existed in that version. A version
/// that `spec list` leaves out is the same as the one before it. With `pvwa` or `identity` it
/// holds everything that the catalogue of that service knows.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask spec render 14.6 > pvwa-14.6.json\n  \
    cargo xtask spec render identity -o identity.json\n  \
    cargo xtask spec render 14.6 -o pvwa-14.6.yaml")]
pub(crate) struct Args {
    /// The version of the product, such as 14.6, or the service: pvwa, identity
    #[arg(value_name = "VERSION")]
    spec: String,
    /// The file to write, as YAML if it ends in .yaml or .yml; without it JSON goes to stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let document = match Spec::resolve(&args.spec, house)? {
        spec @ (Spec::Catalogue(_) | Spec::Whole(_)) => spec.source(house)?.document.value,
        other => {
            let what = format!("{other} is not rendered: it is a document already");
            let remedy = "name a version of the catalogue, pvwa or identity; cargo xtask normalize \
                          writes what a client of a document is generated from";
            return Err(Refusal::from(Problem::new(what, remedy)).into());
        }
    };
    let text = match &args.output {
        Some(path) if is_yaml(path) => {
            yaml_serde::to_string(&document).context("no YAML can be made")?
        }
        _ => format!("{document:#}\n"),
    };
    match &args.output {
        Some(path) => {
            print::file(path, text.as_bytes())?;
            print::line(terminal.talk, "written", path.display())?;
        }
        None => terminal.results.write_all(text.as_bytes())?,
    }
    Ok(Outcome::Fine)
}

fn is_yaml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "yaml" || ending == "yml")
}
