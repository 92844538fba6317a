//! The documents that were loaded: `spec/vaults/LABEL/swagger.json` and `source.toml`.

use pvwa_codegen::{
    catalogue::Service,
    operation::Version,
    problem::{Problem, Refusal},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The file that says where a document came from.
const SOURCE: &str = "source.toml";

/// The name of a loaded document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label(String);

impl Label {
    /// Reads a label.
    ///
    /// # Errors
    ///
    /// Says in one sentence what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if !text.starts_with(allowed) || !text.chars().all(|c| allowed(c) || c == '.' || c == '-') {
            return Err(
                "a label is lower-case letters, digits, dots and hyphens, with a letter or digit \
                 first, as in my-vault"
                    .to_owned(),
            );
        }
        if text.parse::<Version>().is_ok() {
            return Err(format!(
                "{text} would be taken for a version of the catalogue; call it vault-{text}"
            ));
        }
        if Service::ALL.iter().any(|service| service.name() == text) {
            return Err(format!(
                "{text} would be taken for the catalogue of that service; call it vault-{text}"
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The label as it is typed.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a loaded document came from, as `source.toml` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Origin {
    /// The name of the file that was loaded, without its folder.
    pub(crate) file: String,
    /// SHA-256 of the document's bytes, in hexadecimal.
    pub(crate) sha256: String,
    /// The version of the product that served it; `None` where nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) product_version: Option<String>,
    /// How many operations it has.
    pub(crate) operations: usize,
    /// Where it was fetched, without a query; `None` where it was a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// When it was fetched, in UTC as in RFC 3339; `None` where it was a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<String>,
}

impl Origin {
    /// Where it came from, and when that is known.
    pub(crate) fn from(&self) -> String {
        let from = self.url.as_ref().unwrap_or(&self.file);
        match &self.date {
            Some(date) => format!("{from}, {date}"),
            None => from.clone(),
        }
    }
}

/// A loaded document.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    pub(crate) label: Label,
    pub(crate) document: PathBuf,
    pub(crate) origin: Origin,
}

impl Vault {
    /// The version of the product that served it, where it is known.
    pub(crate) fn version(&self) -> Option<Version> {
        self.origin.product_version.as_ref()?.parse().ok()
    }
}

/// All loaded documents, in the order of their labels.
pub(crate) fn all(dir: &Path) -> Result<Vec<Vault>, Refusal> {
    let entries = match fs_err::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(dir, &error).into()),
    };
    let mut vaults = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(dir, &error))?;
        let name = entry.file_name();
        if entry.path().is_dir()
            && let Ok(label) = Label::parse(&name.to_string_lossy())
        {
            vaults.push(read(dir, label)?);
        }
    }
    vaults.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(vaults)
}

/// The document with this label; `None` where there is none.
pub(crate) fn find(dir: &Path, label: Label) -> Result<Option<Vault>, Refusal> {
    match dir.join(label.as_str()).is_dir() {
        true => read(dir, label).map(Some),
        false => Ok(None),
    }
}

fn read(dir: &Path, label: Label) -> Result<Vault, Refusal> {
    let folder = dir.join(label.as_str());
    let source = folder.join(SOURCE);
    let damaged = |path: &Path, what: String| {
        Problem::new(
            what,
            format!(
                "load the document again: cargo xtask spec load FILE --as {} --replace",
                label.as_str()
            ),
        )
        .at(path.display().to_string(), None)
    };
    let text = fs_err::read_to_string(&source).map_err(|error| {
        damaged(
            &folder,
            format!("the loaded document is incomplete: {error}"),
        )
    })?;
    let origin: Origin = toml::from_str(&text).map_err(|error| {
        damaged(
            &source,
            format!("not what was written: {}", error.message()),
        )
    })?;
    let document = ["swagger.json", "swagger.yaml"]
        .map(|name| folder.join(name))
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| damaged(&folder, "the loaded document is absent".to_owned()))?;
    let bytes = fs_err::read(&document).map_err(|error| unreadable(&document, &error))?;
    if sha256(&bytes) != origin.sha256 {
        let what =
            "the document is not the one that was loaded: its SHA-256 is not that of source.toml";
        return Err(damaged(&document, what.to_owned()).into());
    }
    Ok(Vault {
        label,
        document,
        origin,
    })
}

/// Stores a document under a label, whole or not at all; what was there is replaced.
pub(crate) fn store(
    dir: &Path,
    label: &Label,
    bytes: &[u8],
    origin: &Origin,
) -> anyhow::Result<PathBuf> {
    fs_err::create_dir_all(dir)?;
    // Beside the final folder, so that one rename puts it into place.
    let workshop = tempfile::Builder::new()
        .prefix(".loading-")
        .tempdir_in(dir)?;
    let (fresh, old) = (workshop.path().join("new"), workshop.path().join("old"));
    fs_err::create_dir(&fresh)?;
    let document = match is_json(bytes) {
        true => "swagger.json",
        false => "swagger.yaml",
    };
    fs_err::write(fresh.join(document), bytes)?;
    fs_err::write(fresh.join(SOURCE), toml::to_string(origin)?)?;
    let folder = dir.join(label.as_str());
    let replaces = folder.exists();
    if replaces {
        fs_err::rename(&folder, &old)?;
    }
    if let Err(error) = fs_err::rename(&fresh, &folder) {
        if replaces {
            fs_err::rename(&old, &folder)?;
        }
        return Err(error.into());
    }
    Ok(folder.join(document))
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(
        format!("cannot be read: {error}"),
        "see that it exists and that you may read it",
    )
    .at(path.display().to_string(), None)
}
