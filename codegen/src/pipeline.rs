//! The steps in their order.

use crate::catalogue::{Catalogue, Service};
use crate::check;
use crate::document::Document;
use crate::generate;
use crate::manifest;
use crate::operation::Version;
use crate::problem::Refusal;
use crate::reconcile::{self, Meant};
use crate::repair;
use crate::report::Report;
use crate::split;
use crate::table;
use crate::upgrade;
use crate::walk;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A document on its way in.
#[derive(Debug)]
pub struct Source {
    /// The document as it was loaded.
    pub document: Document,
    /// The version of the product that served it; `None` where nobody has said.
    pub version: Option<Version>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Source {
    /// One version of a catalogue.
    pub fn version(catalogue: &Catalogue, version: Version) -> Self {
        let name = format!("catalogue {version}");
        Self {
            document: Document::made(&name, catalogue.render(version)),
            version: Some(version),
            origin: Origin::Catalogue(catalogue.service()),
        }
    }

    /// Everything that a catalogue knows, whichever version had it.
    pub fn whole(catalogue: &Catalogue) -> Self {
        let name = format!("catalogue of {}", catalogue.service().name());
        Self {
            document: Document::made(&name, catalogue.whole()),
            version: None,
            origin: Origin::Catalogue(catalogue.service()),
        }
    }
}

/// Where a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A vault: PVWA as it describes itself, to be reconciled with the catalogue.
    Vault,
    /// The catalogue itself, which need not be reconciled with itself.
    Catalogue(Service),
}

/// A document that is ready to generate.
#[derive(Debug)]
pub struct Normalized {
    /// The product whose API it is.
    pub service: Service,
    /// OpenAPI 3.0.3, repaired, reconciled and checked.
    pub document: Value,
    /// Everything that was changed on the way.
    pub report: Report,
    /// How many operations the source holds.
    pub operations_in: usize,
    /// How many operations the result holds.
    pub operations_out: usize,
}

/// Loads nothing and writes nothing: from a loaded document to one that is ready to generate.
///
/// With a catalogue, what it knows replaces what the document says wrongly.
///
/// # Errors
///
/// Everything that cannot be generated, each with its place and a remedy.
pub fn normalize(source: Source, catalogue: Option<&Catalogue>) -> Result<Normalized, Refusal> {
    let mut report = Report::default();
    let mut document = source.document;
    upgrade::upgrade(&mut document, &mut report)?;
    let operations_in = count(&document.value);
    repair::repair(&mut document.value, &mut report);
    if let Some(catalogue) = catalogue.filter(|_| source.origin == Origin::Vault) {
        let ours = match source.version {
            Some(version) => catalogue.render(version),
            None => catalogue.whole(),
        };
        let served = document.value["info"]["version"].clone();
        let meant = Meant {
            records: catalogue.records(),
            version: source.version,
        };
        reconcile::reconcile(&mut document.value, &ours, meant, &mut report);
        if source.version.is_none() {
            // The catalogue's newest version would be a claim about a vault that nobody made.
            document.value["info"]["version"] = served;
        }
        // What the document has alone now stands beside what the catalogue brought.
        repair::repair(&mut document.value, &mut report);
    }
    check::check(&document)?;
    Ok(Normalized {
        service: match source.origin {
            Origin::Vault => Service::Pvwa,
            Origin::Catalogue(service) => service,
        },
        operations_in,
        operations_out: count(&document.value),
        document: document.value,
        report,
    })
}

/// Where a generated crate is going to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In this workspace: versions, lints and licence are inherited.
    Workspace,
    /// Anywhere: the crate names its own versions and is its own workspace.
    Standalone,
}

/// A generated crate in memory.
#[derive(Debug)]
pub struct Built {
    /// The files by their paths below the crate's folder.
    pub files: BTreeMap<PathBuf, String>,
    /// The lines of all generated Rust sources.
    pub lines: usize,
}

/// Generates the crate for a normalised document.
///
/// # Errors
///
/// What the generator refuses although [`check::check`] accepted it.
pub fn build(normalized: &Normalized, home: Home) -> Result<Built, Refusal> {
    let document = crate::annotate::annotate(&normalized.document);
    let plan = table::plan(&document);
    let file = generate::generate(&document)?;
    let mut sources = split::split(file, &plan)?;
    sources.insert("operations.rs".to_owned(), table::operations(&document));
    let lines = sources.values().map(|text| text.lines().count()).sum();
    let manifest = manifest::manifest(&plan, normalized.service, home);
    for (name, text) in manifest::SEAM {
        sources.insert(name.to_owned(), format!("{}{text}", manifest::SEAM_HEADER));
    }
    let mut files: BTreeMap<PathBuf, String> = sources
        .into_iter()
        .map(|(name, text)| (PathBuf::from("src").join(name), text))
        .collect();
    files.insert(PathBuf::from("Cargo.toml"), manifest);
    Ok(Built { files, lines })
}

fn count(document: &Value) -> usize {
    let mut count = 0;
    walk::operations(document, |_, _, _, _| count += 1);
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::path::Path;

    /// The version that the client of a vault calls itself by.
    fn called(version: Option<Version>) -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/catalogue/pvwa");
        let catalogue = Catalogue::load(&folder).unwrap();
        let document = json!({
            "openapi": "3.0.1",
            "info": {"title": "REST API", "version": "v1"},
            "paths": {"/api/Safes": {"get": {"responses": {"200": {"description": ""}}}}},
        });
        let source = Source {
            document: Document::made("a vault", document),
            version,
            origin: Origin::Vault,
        };
        normalize(source, Some(&catalogue)).unwrap().document["info"]["version"].clone()
    }

    #[test]
    fn a_client_claims_no_version_that_nobody_named() {
        assert_eq!(called(None), "v1");
        assert_eq!(called(Some(Version::new(14, 6, 0))), "14.6");
    }
}
