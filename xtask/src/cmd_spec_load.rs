//! `cargo xtask spec load`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    vaults::{self, Label, Origin},
};
use pvwa_codegen::{
    document::Document,
    operation::Version,
    pipeline::{self, Source},
    problem::{Problem, Refusal},
};
use std::path::{Path, PathBuf};

/// Keeps a vault's own document under a label.
///
/// A PVWA serves the document at https://HOST/PasswordVault/swagger/docs/v1 or shows it at
/// https://HOST/PasswordVault/swagger. It is stored as it was served, once it is clear that a
/// client can be generated from it. One that refers to other files is stored in one file.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask spec load PVWA.json --as my-vault\n  \
    cargo xtask spec load PVWA.json --as my-vault --product-version 14.6 --replace")]
pub(crate) struct Args {
    /// The document: Swagger 2.0, OpenAPI 3.0 or 3.1, JSON or YAML
    file: PathBuf,
    /// The name to keep it under: lower-case letters, digits, dots and hyphens
    #[arg(long = "as", value_name = "LABEL", value_parser = Label::parse)]
    label: Label,
    /// The version of the product that served it, such as 14.6
    #[arg(long, value_name = "VERSION")]
    product_version: Option<Version>,
    /// Puts it in place of another document with that label
    #[arg(long)]
    replace: bool,
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let label = args.label.as_str();
    let (read, bytes) = alone(&args.file)?;
    let others = read.other_files().count();
    let kept = Document::parse(read.name(), bytes.clone())?;
    let source = Source {
        // The lines of the files that somebody wrote tell more than those of one that was made.
        document: if others == 0 { kept } else { read },
        version: args.product_version,
        origin: pipeline::Origin::Vault,
    };
    let normalized = pipeline::normalize(source, Some(house.catalogue()?))?;
    let mut origin = Origin {
        file: file_name(&args.file),
        sha256: vaults::sha256(&bytes),
        product_version: args.product_version.map(|version| version.to_string()),
        operations: normalized.operations_in,
        url: None,
        date: None,
    };
    let dir = house.vaults_dir();
    let present = match vaults::find(&dir, args.label.clone()) {
        // What is damaged is put right by replacing it.
        Err(_) if args.replace => None,
        present => present?,
    };
    if let Some(present) = present {
        if present.origin.sha256 != origin.sha256 && !args.replace {
            return Err(taken(label, &present.origin).into());
        }
        if present.origin.sha256 == origin.sha256 && origin.product_version.is_none() {
            origin.product_version = present.origin.product_version;
        }
    }
    let stored = vaults::store(&dir, &args.label, &bytes, &origin)?;
    print::line(terminal.talk, "loaded", stored.display())?;
    if others > 0 {
        let files = print::count(others, "other file");
        print::line(
            terminal.talk,
            "bundled",
            format_args!("with what it refers to in {files}"),
        )?;
    }
    print::line(
        terminal.talk,
        "operations",
        format_args!(
            "{} in the document, {} in a client",
            origin.operations, normalized.operations_out
        ),
    )?;
    print::line(
        terminal.talk,
        "next",
        format_args!("cargo xtask generate --spec {label} --out DIR"),
    )?;
    Ok(Outcome::Fine)
}

/// A document, and the bytes that are kept of it: they can be read alone.
pub(crate) fn alone(file: &Path) -> anyhow::Result<(Document, Vec<u8>)> {
    // Says best what is wrong with a file.
    let read = Document::read(file)?;
    let bytes = match read.other_files().count() {
        0 => fs_err::read(file)?,
        _ => format!("{:#}\n", read.value).into_bytes(),
    };
    Ok((read, bytes))
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

pub(crate) fn taken(label: &str, present: &Origin) -> Refusal {
    Problem::new(
        format!(
            "another document is loaded as {label}: {}, {}",
            present.file,
            print::count(present.operations, "operation")
        ),
        "choose another label, or put this one in its place with --replace",
    )
    .into()
}
