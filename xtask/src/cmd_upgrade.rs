//! `cargo xtask upgrade`.

mod kept;
mod plan;
mod staged;
mod told;

#[cfg(feature = "pull")]
use crate::cmd_spec_pull;
use crate::{
    Outcome, cmd_spec_load,
    house::House,
    making::Making,
    print::{self, Terminal},
    spec::Spec,
    vaults::{self, Label, Origin, Vault},
};
use anyhow::Context;
use kept::Kept;
use plan::Plan;
#[cfg(feature = "pull")]
use pvwa_codegen::document::Document;
use pvwa_codegen::{
    operation::Version,
    output,
    problem::{Problem, Refusal},
};
use std::path::PathBuf;

/// Takes a new document of the API over: the generated crate, its version, the changelog.
///
/// Compares the new document with the one that the crate was generated from last, generates the
/// crate anew in memory, works out its version by Cargo's rules with the version of the vault
/// behind it (0.2.0+pvwa14.6), and compiles what is written by hand against it in a copy of the
/// workspace. Only then anything is written; if that fails, everything is put back as it was.
///
/// What no longer compiles in client is told, each error with the change that it is of; the new
/// crate is written all the same. The compiler keeps what it makes in target/upgrade.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 done, 1 client no longer compiles (it was written all the same, unless --dry-run) or \
                  writing failed, 2 an input is wrong.\n\
                  What a vault is asked with, --user and the rest, is told by cargo xtask spec pull --help.\n\n\
    Examples:\n  \
    cargo xtask upgrade 14.6 --dry-run\n  \
    cargo xtask upgrade my-vault\n  \
    cargo xtask upgrade https://pvwa.example.com --label my-vault --replace --user auditor\n  \
    cargo xtask upgrade PVWA.json --label my-vault --product-version 14.6\n  \
    cargo xtask upgrade my-vault --from pvwa"
)]
pub(crate) struct Args {
    /// The new document: a version of the catalogue, pvwa or identity for all that their catalogues
    /// know, a loaded label, a file, or the address of a vault, from which it is fetched
    new: String,
    /// The document that it is compared with; what the crate was generated from last if left out
    #[arg(long, value_name = "OLD")]
    from: Option<String>,
    /// Keeps a file, or what was fetched, under this label and generates from it there
    #[arg(long, value_name = "LABEL", value_parser = Label::parse)]
    label: Option<Label>,
    /// The version of the product that served the document, such as 14.6
    #[arg(long, value_name = "VERSION", requires = "label")]
    product_version: Option<Version>,
    /// Puts the file in place of another document with that label
    #[arg(long, requires = "label")]
    replace: bool,
    /// Shows everything that would be done, and writes nothing
    #[arg(long)]
    dry_run: bool,
    /// Generates without what the catalogue knows
    #[arg(long)]
    no_catalogue: bool,
    /// Generates without the overlays of spec/overlays
    #[arg(long)]
    no_overlays: bool,
    #[cfg(feature = "pull")]
    #[command(flatten)]
    access: cmd_spec_pull::Access,
}

/// A document that is going to be kept.
struct Loaded {
    label: Label,
    bytes: Vec<u8>,
    origin: Origin,
    /// The file that was fetched, until everything is written.
    #[cfg(feature = "pull")]
    _fetched: Option<tempfile::TempPath>,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    // What is wrong with an input is no failure of the command.
    let planned = match planned(args, house, terminal) {
        Err(error) if error.is::<Refusal>() => {
            print::error(&error, terminal.talk)?;
            return Ok(Outcome::BadInput);
        }
        planned => planned?,
    };
    let (plan, loaded) = planned;
    told::plan(&plan, loaded.as_ref().map(|loaded| &loaded.label), terminal)?;
    if args.dry_run {
        print::line(terminal.talk, "written", "nothing: this is a dry run")?;
    } else if plan.writes_nothing() && loaded.is_none() {
        print::line(terminal.talk, "written", "nothing: all is as it would be")?;
    } else {
        write(&plan, loaded.as_ref(), house).context("everything was put back as it was")?;
        told::written(&plan, terminal)?;
    }
    Ok(match plan.is_broken() {
        true => Outcome::Found,
        false => Outcome::Fine,
    })
}

/// Works everything out; nothing is written here.
fn planned(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<(Plan, Option<Loaded>)> {
    let (new, loaded) = new_spec(args, house, terminal)?;
    let making = Making::plain(args.no_catalogue, args.no_overlays);
    let plan = Plan::make(&new, args.from.as_deref(), &making, house, terminal)?;
    Ok((plan, loaded))
}

/// What is meant by NEW, and what is to be kept of it.
fn new_spec(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<(Spec, Option<Loaded>)> {
    if args.new.starts_with("https://") || args.new.starts_with("http://") {
        return pulled(args, house, terminal);
    }
    let spec = Spec::resolve(&args.new, house)?;
    let Some(label) = &args.label else {
        return Ok((spec, None));
    };
    let Spec::File(file) = spec else {
        return Err(Refusal::from(Problem::new(
            format!("{spec} is no file, and cannot be kept under a label"),
            "leave --label out, or name a file",
        ))
        .into());
    };
    let (document, bytes) = cmd_spec_load::alone(&file)?;
    let origin = Origin {
        file: cmd_spec_load::file_name(&file),
        sha256: vaults::sha256(&bytes),
        product_version: args.product_version.map(|version| version.to_string()),
        operations: crate::spec::operations(&document.value),
        url: None,
        date: None,
    };
    let loaded = Loaded {
        label: label.clone(),
        bytes,
        origin,
        #[cfg(feature = "pull")]
        _fetched: None,
    };
    kept(args, house, file, loaded)
}

/// The document that a vault serves, fetched as `spec pull` does.
#[cfg(feature = "pull")]
fn pulled(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<(Spec, Option<Loaded>)> {
    let Some(label) = &args.label else {
        return Err(Refusal::from(Problem::new(
            "what is fetched from a vault is kept, and it has no label",
            "name one with --label; with --replace it takes the place of what is kept under it",
        ))
        .into());
    };
    let mut known = Vec::new();
    let found = cmd_spec_pull::fetched(&args.new, &args.access, label, &mut known, terminal)?;
    let mut read = || -> anyhow::Result<_> {
        let document = Document::parse(&found.address(), found.bytes.clone())?;
        let version = cmd_spec_pull::version_of(args.product_version, &found, terminal)?;
        let origin = found.origin(version, crate::spec::operations(&document.value));
        let mut file = tempfile::NamedTempFile::new()?;
        std::io::Write::write_all(&mut file, &found.bytes)?;
        let file = file.into_temp_path();
        let loaded = Loaded {
            label: label.clone(),
            bytes: found.bytes.clone(),
            origin,
            _fetched: None,
        };
        let (spec, loaded) = kept(args, house, file.to_path_buf(), loaded)?;
        Ok((
            spec,
            loaded.map(|loaded| Loaded {
                _fetched: Some(file),
                ..loaded
            }),
        ))
    };
    read().map_err(|error| cmd_spec_pull::masked(error, &known))
}

#[cfg(not(feature = "pull"))]
fn pulled(_: &Args, _: &House, _: &mut Terminal<'_>) -> anyhow::Result<(Spec, Option<Loaded>)> {
    Err(Refusal::from(Problem::new(
        "this build of the commands fetches nothing",
        "leave --no-default-features out, or name a file",
    ))
    .into())
}

/// A document that is going to be kept, as if it were already.
fn kept(
    args: &Args,
    house: &House,
    file: PathBuf,
    mut loaded: Loaded,
) -> anyhow::Result<(Spec, Option<Loaded>)> {
    let (label, origin) = (&loaded.label, &mut loaded.origin);
    let dir = house.vaults_dir();
    let present = match vaults::find(&dir, label.clone()) {
        // What is damaged is put right by replacing it.
        Err(_) if args.replace => None,
        present => present?,
    };
    if let Some(present) = present {
        let is_same = present.origin.sha256 == origin.sha256;
        if !is_same && !args.replace {
            return Err(cmd_spec_load::taken(label.as_str(), &present.origin).into());
        }
        if is_same && origin.product_version.is_none() {
            origin.product_version = present.origin.product_version;
        }
    }
    let vault = Vault {
        label: label.clone(),
        document: file,
        origin: origin.clone(),
    };
    Ok((Spec::Vault(vault), Some(loaded)))
}

/// Writes all of it, or leaves everything as it was.
fn write(plan: &Plan, loaded: Option<&Loaded>, house: &House) -> anyhow::Result<()> {
    let mut paths: Vec<PathBuf> = vec![plan.folder(house)];
    paths.extend(plan.others.iter().map(|(path, _)| house.root().join(path)));
    if let Some(loaded) = loaded {
        paths.push(house.vaults_dir().join(loaded.label.as_str()));
    }
    let kept = Kept::of(paths)?;
    let write = || -> anyhow::Result<()> {
        output::write(&plan.files, &plan.folder(house))?;
        for (path, text) in &plan.others {
            print::file(&house.root().join(path), text.as_bytes())?;
        }
        if let Some(loaded) = loaded {
            vaults::store(
                &house.vaults_dir(),
                &loaded.label,
                &loaded.bytes,
                &loaded.origin,
            )?;
        }
        Ok(())
    };
    write().or_else(|error| {
        kept.put_back()
            .with_context(|| format!("{error:#}; and what stood there cannot be put back"))?;
        Err(error)
    })
}
