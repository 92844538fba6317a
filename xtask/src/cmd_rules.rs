//! `cargo xtask rules`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
};
use pvwa_codegen::{
    diff::rules,
    problem::{Problem, Refusal},
    rust_api::{self, Rule},
};

/// Lists the rules by which changes of a document are judged, or explains one.
///
/// Without RULE the whole list goes to stdout: codegen/RULES.md holds it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask rules request-parameter-renamed\n  \
    cargo xtask rules --write")]
pub(crate) struct Args {
    /// The rule to explain, also one of what changes in a crate, such as struct_missing
    rule: Option<String>,
    /// Writes the list to codegen/RULES.md instead of stdout
    #[arg(long, conflicts_with = "rule")]
    write: bool,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    if let Some(name) = &args.rule {
        if let Some(rule) = rust_api::rule(name) {
            return of_crates(rule, terminal);
        }
        let rule = rules::find(name).ok_or_else(|| unknown(name))?;
        let text = rules::explain(rule);
        terminal.results.write_all(text.as_bytes())?;
        return Ok(Outcome::Fine);
    }
    let page = rules::page();
    match args.write {
        true => {
            let path = house.rules_page();
            print::file(&path, page.as_bytes())?;
            print::line(terminal.talk, "written", path.display())?;
        }
        false => terminal.results.write_all(page.as_bytes())?,
    }
    Ok(Outcome::Fine)
}

/// Explains a rule of what changes in a generated crate.
fn of_crates(rule: &Rule, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    writeln!(
        terminal.results,
        "{}\n\n{}: {}.\nThe version that follows: {}.",
        rule.id, rule.title, rule.why, rule.bump
    )?;
    Ok(Outcome::Fine)
}

fn unknown(name: &str) -> Refusal {
    let names = rules::nearest(name).join(", ");
    Problem::new(
        format!("`{name}` is no rule"),
        format!("the nearest are {names}; `cargo xtask rules` lists all"),
    )
    .into()
}
