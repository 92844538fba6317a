//! `cargo xtask repairs`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use pvwa_codegen::repair;

/// Lists what is mended in documents, and why.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Writes the list to codegen/REPAIRS.md instead of stdout
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let page = repair::page();
    match args.write {
        true => {
            let path = house.repairs_page();
            print::file(&path, page.as_bytes())?;
            print::line(terminal.talk, "written", path.display())?;
        }
        false => terminal.results.write_all(page.as_bytes())?,
    }
    Ok(Outcome::Fine)
}
