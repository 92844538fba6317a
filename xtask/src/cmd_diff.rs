//! `cargo xtask diff`.

use crate::{
    Outcome,
    diff::{Format, View, values},
    house::House,
    impact,
    making::Making,
    print::{self, Terminal},
    spec::Spec,
};
use pvwa_codegen::{
    diff::{
        Input,
        accept::{self, Accepts},
        change::{Comparison, Level, Normalised, Policy},
        compare, export,
        settings::Settings,
    },
    document::Document,
    pipeline::Source,
    problem::{Problem, Refusal},
    rust_api::Bump,
};
use std::{
    collections::BTreeSet,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

/// Tells what a new document of an API breaks.
///
/// Compares two documents, whichever languages they are written in, by what they mean: schemas by
/// structure, paths as the vault takes them. Each change is told once, with the operations that
/// reach it, and judged twice: by CyberArk's own words, and by what goes over the wire.
/// With --rust also by what becomes of the Rust crate that is generated from the document.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing of that level, 1 changes were found, 2 an input is wrong.\n\n\
    Examples:\n  \
    cargo xtask diff 14.4 14.6\n  \
    cargo xtask diff my-vault PVWA-new.json --policy vendor\n  \
    cargo xtask diff old.json new.json --format html -o changes.html --fail-on none\n  \
    cargo xtask diff old.json new.json --accept accepted.txt --fail-on warning\n  \
    cargo xtask diff my-vault PVWA-new.json --rust"
)]
pub(crate) struct Args {
    /// The document that was there first: a version, a label or a file
    #[arg(required_unless_present = "schema")]
    old: Option<String>,
    /// The document that takes its place
    #[arg(required_unless_present = "schema")]
    new: Option<String>,
    /// By whose words changes are judged
    #[arg(long, value_enum, default_value = "both")]
    policy: Judge,
    /// What the changes are written as
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Writes to a file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The least that makes the command fail
    #[arg(long, value_enum, default_value = "breaking", value_name = "LEVEL")]
    fail_on: FailOn,
    /// Changes that are accepted: a line for each, with fingerprint, last day or `never`, and reason
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// Tells only the changes of one area, such as Accounts
    #[arg(long, value_name = "AREA")]
    only: Option<String>,
    /// Generates the crate of both documents in memory, as `generate` would, and tells what changes
    /// in it, for which change of the document, and which version follows; a major one is breaking
    #[arg(long)]
    rust: bool,
    /// Generates without what the catalogue knows
    #[arg(long, requires = "rust")]
    no_catalogue: bool,
    /// Generates without the overlays of spec/overlays
    #[arg(long, requires = "rust")]
    no_overlays: bool,
    /// Prints the JSON Schema of the format json
    #[arg(long, exclusive = true)]
    schema: bool,
}

/// By whose words changes are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Judge {
    /// CyberArk's: what it promises not to do without notice
    Vendor,
    /// Whatever a correct caller can notice
    Strict,
    /// The worse of the two
    Both,
}

/// What makes the command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// What breaks callers
    Breaking,
    /// What may break them, too
    Warning,
    /// Every change
    Any,
    /// Nothing
    None,
}

impl From<Judge> for Policy {
    fn from(judge: Judge) -> Self {
        match judge {
            Judge::Vendor => Self::Vendor,
            Judge::Strict => Self::Strict,
            Judge::Both => Self::Both,
        }
    }
}

impl FailOn {
    fn fails(self, worst: Option<Level>) -> bool {
        match self {
            Self::Breaking => worst == Some(Level::Breaking),
            Self::Warning => worst >= Some(Level::Warning),
            Self::Any => worst.is_some(),
            Self::None => false,
        }
    }

    /// Whether what follows for the crate makes the command fail: a major version breaks callers.
    fn fails_for(self, bump: Option<Bump>) -> bool {
        match self {
            Self::Breaking | Self::Warning => bump == Some(Bump::Major),
            Self::Any => bump > Some(Bump::None),
            Self::None => false,
        }
    }
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    if args.schema {
        let schema = serde_json::to_string_pretty(&export::schema())?;
        writeln!(terminal.results, "{schema}")?;
        return Ok(Outcome::Fine);
    }
    // What is wrong with an input is no finding.
    match compared(args, house, terminal) {
        Ok(comparison) => tell(args, &comparison, terminal),
        Err(error) if error.is::<Refusal>() => {
            print::error(&error, terminal.talk)?;
            Ok(Outcome::BadInput)
        }
        Err(error) => Err(error),
    }
}

fn compared(args: &Args, house: &House, terminal: &mut Terminal<'_>) -> anyhow::Result<Comparison> {
    let settings = Settings::today();
    let accepts = args.accept.as_deref().map(read_accepts).transpose()?;
    let name = |named: &Option<String>| named.clone().unwrap_or_default();
    let (old, new) = (name(&args.old), name(&args.new));
    let mut comparison = compare(&input(&old, house)?, &input(&new, house)?, &settings)?;
    // What made one document ready is no change of the API: the other is made ready like it.
    match (comparison.old.normalised, comparison.new.normalised) {
        (None, Some(note)) => {
            let ready = normalised(&old, note, house, terminal)?;
            comparison = compare(&ready, &input(&new, house)?, &settings)?;
            comparison.notes.push(made_ready(&old, &new));
        }
        (Some(note), None) => {
            let ready = normalised(&new, note, house, terminal)?;
            comparison = compare(&input(&old, house)?, &ready, &settings)?;
            comparison.notes.push(made_ready(&new, &old));
        }
        _ => {}
    }
    if args.rust {
        let making = Making::plain(args.no_catalogue, args.no_overlays);
        let mut generated = |named: &str| {
            let spec = Spec::resolve(named, house)?;
            impact::generate(&spec, &making, house, terminal)
        };
        let (old, new) = (generated(&old)?, generated(&new)?);
        comparison.rust = Some(impact::of(&comparison, &old, &new, house)?);
    }
    if let Some(accepts) = accepts {
        accepts.apply(&mut comparison, settings.today);
    }
    if let Some(area) = &args.only {
        only(std::slice::from_mut(&mut comparison), area)?;
    }
    Ok(comparison)
}

/// A document, made ready to generate as another one was.
fn normalised(
    named: &str,
    note: Normalised,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Input> {
    let spec = Spec::resolve(named, house)?;
    let ready = Making::like(note).normalize(&spec, house, terminal)?;
    Ok(Input::of(Document::made(named, ready.document)))
}

fn made_ready(named: &str, other: &str) -> String {
    let (named, other) = (values::name(named), values::name(other));
    format!(
        "{other} is a normalised document: {named} was normalised, too, before they were compared"
    )
}

fn tell(
    args: &Args,
    comparison: &Comparison,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let policy = args.policy.into();
    let view = |width| View::new(policy, width);
    match (&args.output, args.format) {
        (Some(path), format) => {
            let mut bytes = anstream::StripStream::new(Vec::new());
            format.write(comparison, &view(None), &mut bytes)?;
            print::file(path, &bytes.into_inner())?;
            print::line(terminal.talk, "written", path.display())?;
        }
        (None, Format::Text) => Format::Text.write(comparison, &view(width()), terminal.results)?,
        // Nothing but text has colours that would have to be taken out.
        (None, format) => format.write(comparison, &view(None), &mut io::stdout().lock())?,
    }
    let bump = comparison.rust.as_ref().map(|rust| rust.open(comparison));
    match args.fail_on.fails(comparison.worst(policy)) || args.fail_on.fails_for(bump) {
        true => Ok(Outcome::Found),
        false => Ok(Outcome::Fine),
    }
}

/// How wide lines may be on the terminal that they go to; `None` where they go to none.
fn width() -> Option<usize> {
    let (columns, _) = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal())?;
    Some(usize::from(columns.0))
}

/// The document that somebody named.
pub(crate) fn input(named: &str, house: &House) -> Result<Input, Refusal> {
    input_of(&Spec::resolve(named, house)?, house)
}

/// The document of a description, as it was served.
pub(crate) fn input_of(spec: &Spec, house: &House) -> Result<Input, Refusal> {
    Ok(match spec {
        Spec::File(path) => Input::file(path),
        Spec::Vault(vault) => Input::file(&vault.document),
        Spec::Catalogue(version) => {
            Input::of(Source::version(house.catalogue()?, *version).document)
        }
        Spec::Whole(service) => Input::of(Source::whole(house.catalogue_of(*service)?).document),
    })
}

fn read_accepts(path: &Path) -> Result<Accepts, Refusal> {
    let name = path.display().to_string();
    let mut text = String::new();
    let limit = accept::MOST_BYTES as u64;
    fs_err::File::open(path)
        .and_then(|file| file.take(limit).read_to_string(&mut text))
        .map_err(|error| {
            let what = format!("the accept file cannot be read: {}", error.kind());
            Problem::new(
                what,
                "name a text file with a line for each change that is accepted",
            )
            .at(&name, None)
        })?;
    Accepts::parse(&name, &text)
}

/// Keeps the changes of one area, which at least one of the comparisons has to know.
pub(crate) fn only(comparisons: &mut [Comparison], area: &str) -> Result<(), Refusal> {
    let changes = || {
        comparisons
            .iter()
            .flat_map(|comparison| &comparison.changes)
    };
    let areas: BTreeSet<&String> = changes().flat_map(|change| &change.areas).collect();
    let is_known = areas.iter().any(|known| known.eq_ignore_ascii_case(area));
    if !is_known && changes().next().is_some() {
        let areas: Vec<_> = areas.into_iter().map(|area| values::name(area)).collect();
        return Err(Problem::new(
            format!("nothing changed in an area called `{}`", values::name(area)),
            match areas.is_empty() {
                true => "no area has a change: leave out --only".to_owned(),
                false => format!("areas with changes: {}", areas.join(", ")),
            },
        )
        .into());
    }
    for comparison in comparisons {
        comparison.keep_area(area);
    }
    Ok(())
}
