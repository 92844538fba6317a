//! The project's own description of the API: one file per area, and what existed in which version.
//!
//! `spec/README.md` documents the format. Here it is read ([`Catalogue::load`]), made into the one
//! document of a version ([`Catalogue::render`]), held to its rules ([`Catalogue::verify`]), and
//! two versions are compared ([`compare`]).

mod against;
mod breach;
mod compare;
mod comparison;
mod coverage;
mod render;
mod rules;
mod verify;

pub use against::{Deviation, DeviationKind, Record, Records, against};
pub use compare::compare;
pub use comparison::{Body, Changed, Comparison, Difference, Named};
pub use coverage::Coverage;
pub use verify::{RULES, Rule};

use crate::{
    document::Document,
    operation::Version,
    problem::{Problem, Refusal},
};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The file that says what all areas have in common.
const HEAD: &str = "_document.yaml";

/// Which product a catalogue describes; `_document.yaml` says it as `service`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// PVWA, which every site runs in a version of its own, Self-Hosted or as Privilege Cloud.
    Pvwa,
    /// CyberArk Identity, a service that is always at its newest release.
    Identity,
}

impl Service {
    /// Every product that there can be a catalogue of.
    pub const ALL: [Self; 2] = [Self::Pvwa, Self::Identity];

    /// The name of the catalogue's folder, and the word for it in commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pvwa => "pvwa",
            Self::Identity => "identity",
        }
    }
}

/// The catalogue as it stands in its folder.
pub struct Catalogue {
    service: Service,
    title: String,
    description: String,
    server: Value,
    versions: Vec<Version>,
    newest: Version,
    head: Document,
    areas: Vec<Area>,
    records: Records,
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
        let head = Document::read_data(&dir.join(HEAD))?;
        let versions = versions(&head)?;
        let Some(newest) = versions.iter().max().copied() else {
            return Err(wrong(&head, "/versions", "the catalogue names no version").into());
        };
        let mut problems = Vec::new();
        let mut areas = Vec::new();
        for path in area_files(dir)? {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            match Document::read_alone(&path) {
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
            service: service(&head)?,
            server: server(&head)?,
            title: text(&head, "title")?,
            description: text(&head, "description")?,
            records: Records::load(dir)?,
            versions,
            newest,
            head,
            areas,
        })
    }

    /// The product that it describes.
    pub fn service(&self) -> Service {
        self.service
    }

    /// The versions that the catalogue tells apart, oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The differences between it and vaults' own documents that are meant.
    pub fn records(&self) -> &Records {
        &self.records
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

fn service(head: &Document) -> Result<Service, Refusal> {
    let named = head.value["service"].as_str();
    let service = Service::ALL
        .into_iter()
        .find(|service| named == Some(service.name()));
    service.ok_or_else(|| {
        wrong(
            head,
            "",
            "the catalogue does not say whose API it describes: service is pvwa or identity",
        )
        .into()
    })
}

/// Where the API is served, as an entry of OpenAPI's `servers`.
fn server(head: &Document) -> Result<Value, Refusal> {
    match &head.value["server"] {
        server if server["url"].is_string() => Ok(server.clone()),
        _ => Err(wrong(head, "", "the catalogue names no server with a url").into()),
    }
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
        "give title, description, service, server and versions, oldest version first, each as \"14.6\" in quotes",
    );
    problem.pointer = Some(pointer.to_owned()).filter(|pointer| !pointer.is_empty());
    problem.place = Some(head.place(pointer));
    problem
}
