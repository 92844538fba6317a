//! The project's own description of the API: one file per area, and what existed in which version.
//!
//! `spec/README.md` documents the format. Here it is read ([`Catalogue::load`]), made into the one
//! document of a version ([`Catalogue::render`]), held to its rules ([`Catalogue::verify`]), and
//! two versions are compared ([`compare`]).

mod breach;
mod compare;
mod comparison;
mod render;
mod rules;
mod verify;

pub use compare::compare;
pub use comparison::{Body, Changed, Comparison, Difference, Named};
pub use verify::{RULES, Rule};

use crate::{
    document::Document,
    operation::Version,
    problem::{Problem, Refusal},
};
use std::path::{Path, PathBuf};

/// The file that says what all areas have in common.
const HEAD: &str = "_document.yaml";

/// The catalogue as it stands in its folder.
pub struct Catalogue {
    title: String,
    description: String,
    versions: Vec<Version>,
    newest: Version,
    head: Document,
    areas: Vec<Area>,
}

/// One file of the catalogue.
struct Area {
    /// The file's name without its ending, which is also the tag of its operations.
    name: String,
    document: Document,
}

impl Catalogue {
    /// Reads the catalogue from its folder, such as `spec/catalogue/pvwa`.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or is no YAML, when `_document.yaml` is absent or does not say
    /// title, description and versions, and when there is no area.
    pub fn load(dir: &Path) -> Result<Self, Refusal> {
        let head = read_head(&dir.join(HEAD))?;
        let versions = versions(&head)?;
        let Some(newest) = versions.iter().max().copied() else {
            return Err(wrong(&head, "/versions", "the catalogue names no version").into());
        };
        let mut problems = Vec::new();
        let mut areas = Vec::new();
        for path in area_files(dir)? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            match Document::read(&path) {
                Ok(document) => areas.push(Area {
                    name: name.into_owned(),
                    document,
                }),
                Err(refusal) => problems.extend(refusal.0),
            }
        }
        if !problems.is_empty() {
            return Err(Refusal(problems));
        }
        if areas.is_empty() {
            return Err(Problem::new(
                "the catalogue has no area",
                "add a file such as accounts.yaml; spec/README.md documents the format",
            )
            .at(dir.display().to_string(), None)
            .into());
        }
        Ok(Self {
            title: text(&head, "title")?,
            description: text(&head, "description")?,
            versions,
            newest,
            head,
            areas,
        })
    }

    /// The versions that the catalogue tells apart, oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The newest version that the catalogue knows.
    pub fn newest(&self) -> Version {
        self.newest
    }
}

/// The files of the areas, in the order of their names.
fn area_files(dir: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let unreadable = |error: std::io::Error| {
        Problem::new(
            format!("the folder of the catalogue cannot be read: {error}"),
            "name the folder that holds _document.yaml",
        )
        .at(dir.display().to_string(), None)
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_area = path.extension().is_some_and(|ending| ending == "yaml")
            && path
                .file_name()
                .is_some_and(|name| !name.to_string_lossy().starts_with(['_', '.']));
        if is_area {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads `_document.yaml`, which is no document of an API itself.
fn read_head(path: &Path) -> Result<Document, Refusal> {
    let name = path.display().to_string();
    let problem = |what: String, position| {
        Problem::new(
            what,
            "name the folder of the catalogue; its _document.yaml gives title, description and versions",
        )
        .at(&name, position)
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| problem(format!("the file cannot be read: {error}"), None))?;
    let value = yaml_serde::from_str(&text).map_err(|error| {
        let position = error.location().map(|place| (place.line(), place.column()));
        problem(format!("the file is no YAML: {error}"), position)
    })?;
    Ok(Document::made(&name, value))
}

/// The versions that `_document.yaml` lists, as they stand there.
fn versions(head: &Document) -> Result<Vec<Version>, Refusal> {
    let entries = head.value["versions"].as_array().into_iter().flatten();
    entries
        .enumerate()
        .map(|(index, entry)| {
            let version = entry.as_str().and_then(|text| text.parse::<Version>().ok());
            version.ok_or_else(|| {
                let what = format!("{entry} is no version in quotes");
                wrong(head, &format!("/versions/{index}"), &what).into()
            })
        })
        .collect()
}

fn text(head: &Document, key: &str) -> Result<String, Refusal> {
    match head.value[key].as_str().map(str::trim) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(wrong(head, "", &format!("the catalogue has no {key}")).into()),
    }
}

fn wrong(head: &Document, pointer: &str, what: &str) -> Problem {
    let mut problem = Problem::new(
        what,
        "give title, description and versions, oldest version first, each as \"14.6\" in quotes",
    );
    problem.pointer = Some(pointer.to_owned()).filter(|pointer| !pointer.is_empty());
    problem.place = Some(head.place(pointer));
    problem
}
