//! `cargo xtask generate`.

use crate::{
    Outcome,
    house::House,
    making::{self, Making},
    print::{self, Terminal},
    spec::Spec,
    versions,
};
use owo_colors::OwoColorize;
use pvwa_codegen::{
    catalogue::Service,
    output::{self, Difference},
    pipeline::{self, Home, Package},
    problem::{Problem, Refusal},
};
use std::{
    borrow::Cow,
    io,
    path::{Path, PathBuf},
    time::Instant,
};

/// Generates the Rust client of a description of the API.
///
/// Without arguments it generates the project's own crates, generated/pvwa and
/// generated/identity, from what they say that they were generated from last: at first from all
/// that their catalogues know. The same input gives the same bytes.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask generate\n  \
    cargo xtask generate --check\n  \
    cargo xtask generate --spec PVWA.json --out ../my-pvwa-client\n  \
    cargo xtask generate --spec 14.6 --out ../pvwa-14-6")]
pub(crate) struct Args {
    /// A version of the catalogue, pvwa or identity for all that their catalogues know, a loaded
    /// label, or a file; what the crates were generated from last if left out
    #[arg(long)]
    spec: Option<String>,
    /// The folder of the crate; generated/pvwa or generated/identity if left out. It must be new,
    /// empty or generated
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Writes nothing: exits with 4 if a crate is not what would be generated now
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    making: Making,
}

impl Args {
    /// The command that brings the crate up to date.
    fn command(&self) -> String {
        let mut words = vec!["cargo xtask generate".to_owned()];
        if let Some(spec) = &self.spec {
            words.push(format!("--spec {}", quoted(spec)));
        }
        if let Some(out) = &self.out {
            words.push(format!("--out {}", quoted(&out.to_string_lossy())));
        }
        words.extend(self.making.words());
        words.join(" ")
    }
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let specs = match (&args.spec, &args.out) {
        (Some(text), _) => vec![Spec::resolve(text, house)?],
        (None, Some(_)) => vec![Spec::Whole(Service::Pvwa)],
        (None, None) => house
            .services()
            .map(|service| Spec::recorded(&versions::source(house, service), house))
            .collect::<Result<_, _>>()?,
    };
    if specs.len() > 1 && args.making.reports() {
        return Err(Refusal::from(Problem::new(
            "one report cannot be that of several crates",
            "name the description that it is to be about: --spec pvwa",
        ))
        .into());
    }
    let mut outcome = Outcome::Fine;
    for spec in &specs {
        if one(args, spec, house, terminal)? == Outcome::NeedsUpdate {
            outcome = Outcome::NeedsUpdate;
        }
    }
    Ok(outcome)
}

/// Generates or checks the crate of one description.
fn one(
    args: &Args,
    spec: &Spec,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let normalized = args.making.normalize(spec, house, terminal)?;
    let own = house.generated_dir(normalized.service);
    let out = args.out.as_deref().unwrap_or(&own);
    let version = versions::today(house, normalized.service);
    let from = spec.word(house);
    let package = match same_folder(out, &own) {
        true => versions::package(&version, &from),
        false => Package::new(Home::Standalone),
    };
    let built = pipeline::build_package(normalized.code, &package)?;
    if args.check {
        let differences = output::compare(&built.files, out);
        verdict(&differences, out, &args.command(), terminal)?;
        return Ok(match differences[..] {
            [] => Outcome::Fine,
            _ => Outcome::NeedsUpdate,
        });
    }
    let written = output::write(&built.files, out)?;
    let talk = &mut *terminal.talk;
    print::line(
        talk,
        "generated",
        format_args!("{} from {spec}", out.display()),
    )?;
    let (before, after) = (normalized.operations_in, normalized.operations_out);
    making::summary(before, after, &normalized.report, talk)?;
    let losses = normalized.report.losses().count();
    if losses > 0 {
        print::line(
            talk,
            "lost",
            format_args!("{losses}; cargo xtask normalize lists them"),
        )?;
    }
    print::line(talk, "lines", built.lines)?;
    print::line(
        talk,
        "files",
        format_args!(
            "{} changed, {} as before, {} removed",
            written.changed, written.unchanged, written.removed
        ),
    )?;
    print::line(
        talk,
        "time",
        format_args!("{:.1} s", start.elapsed().as_secs_f64()),
    )?;
    Ok(Outcome::Fine)
}

/// Writes whether the crate in `out` is what would be generated now, and if not what to type.
fn verdict(
    differences: &[Difference],
    out: &Path,
    command: &str,
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    let out = out.display();
    if differences.is_empty() {
        return writeln!(terminal.results, "{}: {out}", "fresh".green().bold());
    }
    for difference in differences {
        writeln!(terminal.results, "{out}/{difference}")?;
    }
    writeln!(
        terminal.talk,
        "{} {} not what would be generated now\n  {} {command}",
        "needs update:".yellow().bold(),
        match differences {
            [_] => format!("1 file in {out} is"),
            _ => format!("{} files in {out} are", differences.len()),
        },
        "remedy:".green(),
    )
}

/// Whether both paths lead to one folder that exists.
fn same_folder(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:\\".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(format!("'{}'", word.replace('\'', r"'\''"))),
    }
}
