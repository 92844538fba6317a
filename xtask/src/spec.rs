//! What is meant by SPEC: a version of the catalogue, a whole catalogue, a loaded label, or a file.

use crate::{
    house::House,
    vaults::{self, Label, Vault},
};
use pvwa_codegen::{
    catalogue::{Catalogue, Service},
    document::Document,
    operation::Version,
    pipeline::{Origin, Source},
    problem::{Problem, Refusal},
};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A description of the API that somebody named.
pub(crate) enum Spec {
    /// A version of the catalogue of PVWA.
    Catalogue(Version),
    /// Everything that the catalogue of a service knows, whichever version had it.
    Whole(Service),
    /// A document that was loaded.
    Vault(Vault),
    /// A file.
    File(PathBuf),
}

impl Spec {
    /// Finds out what `text` means: a version first, then a service, a label and a file.
    pub(crate) fn resolve(text: &str, house: &House) -> Result<Self, Refusal> {
        if let Ok(version) = text.parse::<Version>() {
            within(house.catalogue()?, version)?;
            return Ok(Self::Catalogue(version));
        }
        if let Some(service) = house.services().find(|service| service.name() == text) {
            return Ok(Self::Whole(service));
        }
        let dir = house.vaults_dir();
        if let Ok(label) = Label::parse(text)
            && let Some(vault) = vaults::find(&dir, label)?
        {
            return Ok(Self::Vault(vault));
        }
        let path = Path::new(text);
        if path.is_file() {
            return Ok(Self::File(path.to_path_buf()));
        }
        Err(unknown(text, house)?.into())
    }

    /// The word by which it is found again from the project's folder.
    pub(crate) fn word(&self, house: &House) -> String {
        match self {
            Self::Catalogue(version) => version.to_string(),
            Self::Whole(service) => service.name().to_owned(),
            Self::Vault(vault) => vault.label.as_str().to_owned(),
            Self::File(path) => {
                let whole = |path: &Path| path.canonicalize().ok();
                let below = whole(path)
                    .zip(whole(house.root()))
                    .and_then(|(path, root)| {
                        let below = path.strip_prefix(root).ok()?;
                        Some(below.to_path_buf())
                    });
                below.as_deref().unwrap_or(path).display().to_string()
            }
        }
    }

    /// What the word stands for that a crate says it was generated from: as [`Spec::resolve`], but a
    /// file is looked for from the project's folder.
    pub(crate) fn recorded(word: &str, house: &House) -> Result<Self, Refusal> {
        let file = house.root().join(word);
        match Self::resolve(word, house) {
            Err(_) if file.is_file() => Ok(Self::File(file)),
            resolved => resolved,
        }
    }

    /// The document, as the pipeline takes it.
    pub(crate) fn source(&self, house: &House) -> Result<Source, Refusal> {
        Ok(match self {
            Self::Catalogue(version) => Source::version(house.catalogue()?, *version),
            Self::Whole(service) => Source::whole(house.catalogue_of(*service)?),
            Self::Vault(vault) => Source {
                document: Document::read(&vault.document)?,
                version: vault.version(),
                origin: Origin::Vault,
            },
            Self::File(path) => Source {
                document: Document::read(path)?,
                version: None,
                origin: Origin::Vault,
            },
        })
    }
}

impl std::fmt::Display for Spec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Catalogue(version) => write!(f, "version {version} of the catalogue"),
            Self::Whole(service) => write!(f, "the catalogue of {}", service.name()),
            Self::Vault(vault) => write!(f, "the loaded document {}", vault.label.as_str()),
            Self::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}

/// How many operations a document of the catalogue has.
pub(crate) fn operations(document: &Value) -> usize {
    let items = document["paths"].as_object().into_iter().flatten();
    let methods = items.filter_map(|(_, item)| item.as_object()).flatten();
    // Only operations have answers; what else a path holds has none.
    methods
        .filter(|(_, operation)| operation.get("responses").is_some())
        .count()
}

/// Refuses a version that the catalogue can say nothing about.
///
/// A version between two that the catalogue tells apart is good: nothing changed in it.
pub(crate) fn within(catalogue: &Catalogue, version: Version) -> Result<(), Refusal> {
    let newest = catalogue.newest();
    let oldest = catalogue.versions().first().copied().unwrap_or(newest);
    let release = Version::new(version.major, version.minor, 0);
    if (oldest..=newest).contains(&release) {
        return Ok(());
    }
    let nearest = nearest_versions(catalogue, release).join(" or ");
    Err(Problem::new(
        format!("the catalogue does not know version {version}"),
        format!(
            "did you mean {nearest}? versions of the catalogue: {oldest} to {newest} (cargo xtask \
             spec list); if a file is meant, write ./{version}"
        ),
    )
    .into())
}

/// The versions at the end of the catalogue that a version lies beyond, the nearest first.
fn nearest_versions(catalogue: &Catalogue, version: Version) -> Vec<String> {
    const MOST: usize = 2;
    let versions = catalogue.versions();
    let is_older = versions.first().is_some_and(|oldest| version < *oldest);
    let nearest: Vec<&Version> = match is_older {
        true => versions.iter().take(MOST).collect(),
        false => versions.iter().rev().take(MOST).collect(),
    };
    nearest.into_iter().map(Version::to_string).collect()
}

/// Says that `text` is none of the three, and what there is.
fn unknown(text: &str, house: &House) -> Result<Problem, Refusal> {
    let catalogue = house.catalogue()?;
    let newest = catalogue.newest();
    let oldest = catalogue.versions().first().copied().unwrap_or(newest);
    let vaults = vaults::all(&house.vaults_dir())?;
    let labels: Vec<_> = vaults.iter().map(|vault| vault.label.as_str()).collect();

    let mut remedy = String::new();
    let names = labels.iter().map(|&label| label.to_owned());
    let versions = catalogue.versions().iter().map(Version::to_string);
    let names = names.chain(versions);
    if let Some(nearest) = nearest(text, names.chain(neighbours(Path::new(text)))) {
        remedy = format!("did you mean {nearest}? ");
    }
    remedy.push_str(&match labels[..] {
        [] => "no document is loaded".to_owned(),
        _ => format!("loaded documents: {}", labels.join(", ")),
    });
    remedy.push_str(&format!(
        "; versions of the catalogue: {oldest} to {newest}; a file is named by its path"
    ));
    let what = match Path::new(text).is_dir() {
        true => "is a folder, not a document",
        false => "is no version of the catalogue, no loaded document and no file",
    };
    Ok(Problem::new(format!("`{text}` {what}"), remedy))
}

/// The paths of what stands in the folder of `path`.
fn neighbours(path: &Path) -> impl Iterator<Item = String> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let readable = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let entries = std::fs::read_dir(readable).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files.map(move |entry| {
        folder
            .join(entry.file_name())
            .to_string_lossy()
            .into_owned()
    })
}

/// The name that is most like `text`, if one is like it at all.
fn nearest(text: &str, names: impl Iterator<Item = String>) -> Option<String> {
    names
        .map(|name| (distance(text, &name), name))
        .filter(|(distance, name)| *distance <= name.chars().count().div_ceil(4))
        .min()
        .map(|(_, name)| name)
}

/// How many letters must be put in, taken out or replaced to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn words_differ_by_letters() {
        assert_eq!(distance("my-valut", "my-vault"), 2);
        assert_eq!(distance("14.6", "14.6"), 0);
        assert_eq!(distance("", "abc"), 3);
        let names = || ["my-vault", "production"].map(str::to_owned).into_iter();
        assert_eq!(nearest("my-valut", names()).as_deref(), Some("my-vault"));
        assert_eq!(nearest("staging", names()), None);
    }
}
