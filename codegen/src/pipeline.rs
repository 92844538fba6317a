//! The steps in their order.

use crate::catalogue::{Catalogue, Service};
use crate::check;
use crate::document::Document;
use crate::manifest;
use crate::operation::Version;
use crate::overlay::{self, Overlay};
use crate::problem::{Problem, Refusal};
use crate::reconcile::{self, Meant};
use crate::repair;
use crate::report::Report;
use crate::split::{self, Plan};
use crate::table;
use crate::upgrade;
use crate::walk;
use serde::Serialize;
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

/// A step, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Bytes become a document.
    Load,
    /// Swagger 2.0 and OpenAPI 3.1 become OpenAPI 3.0.3.
    Upgrade,
    /// What is wrong, or too much for the generator, is mended.
    Repair,
    /// What the catalogue knows better takes its place.
    Reconcile,
    /// What a site corrects itself is changed.
    Overlay,
    /// Whatever is still in the way is refused.
    Check,
    /// The generator writes one stream of Rust.
    Generate,
    /// It is cut into one file per area.
    Split,
}

/// How a document is made ready.
#[derive(Clone, Copy, Default)]
pub struct Settings<'a> {
    /// What is known of the service; `None` takes the document at its word.
    pub catalogue: Option<&'a Catalogue>,
    /// What a site changes in the document itself, in this order.
    pub overlays: &'a [Overlay],
    /// Whether each change is reported with what stood there before and after: that costs a copy
    /// of the document for each step that changes it.
    pub detailed: bool,
    /// Whether a document is refused of which the client would not know everything.
    pub deny_loss: bool,
    /// Is told of every step before it is made.
    pub watch: Option<&'a dyn Fn(Stage)>,
}

impl Settings<'_> {
    fn at(&self, stage: Stage) {
        if let Some(watch) = self.watch {
            watch(stage);
        }
    }

    fn repair(&self, document: &mut Document, report: &mut Report) {
        self.at(Stage::Repair);
        match self.detailed {
            true => repair::repair_in_detail(&mut document.value, report),
            false => repair::repair(&mut document.value, report),
        }
    }

    /// Makes a step; where details are wanted, its changes say what stood before and after it.
    fn step<T>(
        &self,
        stage: Stage,
        document: &mut Document,
        report: &mut Report,
        make: impl FnOnce(&mut Document, &mut Report) -> T,
    ) -> T {
        self.at(stage);
        let before = self.detailed.then(|| document.value.clone());
        let known = report.changes.len();
        let made = make(document, report);
        if let Some(before) = before {
            report.detail(known, &before, &document.value);
        }
        made
    }
}

/// A document on which no rule finds anything that the generator could not take.
#[derive(Debug)]
pub struct Prepared {
    /// The product whose API it is.
    pub service: Service,
    /// OpenAPI 3.0.3, repaired, reconciled, changed by overlays and checked.
    pub document: Document,
    /// Everything that was changed on the way.
    pub report: Report,
    /// How many operations the source holds.
    pub operations_in: usize,
}

/// A document that is ready to generate: the generator has taken it.
#[derive(Debug)]
pub struct Normalized {
    /// The product whose API it is.
    pub service: Service,
    /// OpenAPI 3.0.3, repaired, reconciled, changed by overlays and checked.
    pub document: Value,
    /// Everything that was changed on the way.
    pub report: Report,
    /// How many operations the source holds.
    pub operations_in: usize,
    /// How many operations the result holds.
    pub operations_out: usize,
    /// What the generator wrote of it.
    pub code: Code,
}

/// What the generator wrote, which [`build`] cuts into files.
#[derive(Debug)]
pub struct Code {
    service: Service,
    /// The document whose descriptions say what its extensions say.
    annotated: Value,
    file: syn::File,
}

/// Loads nothing and writes nothing: from a loaded document to one that is ready to generate.
///
/// With a catalogue, what it knows replaces what the document says wrongly.
///
/// # Errors
///
/// Everything that cannot be generated, each with its place and a remedy.
pub fn normalize(source: Source, catalogue: Option<&Catalogue>) -> Result<Normalized, Refusal> {
    let settings = Settings {
        catalogue,
        ..Settings::default()
    };
    attempt(prepare(source, &settings)?, &settings)
}

/// Everything before the generator: what it certainly refuses is refused here.
///
/// # Errors
///
/// Everything that cannot be generated, each with its place and a remedy.
pub fn prepare(source: Source, settings: &Settings<'_>) -> Result<Prepared, Refusal> {
    let mut report = Report::default();
    let mut document = source.document;
    settings.step(Stage::Upgrade, &mut document, &mut report, upgrade::upgrade)?;
    let operations_in = count(&document.value);
    check::room(&document, operations_in)?;
    settings.repair(&mut document, &mut report);
    if let Some(catalogue) = settings
        .catalogue
        .filter(|_| source.origin == Origin::Vault)
    {
        let ours = match source.version {
            Some(version) => catalogue.render(version),
            None => catalogue.whole(),
        };
        let served = document.value["info"]["version"].clone();
        let meant = Meant {
            records: catalogue.records(),
            version: source.version,
        };
        settings.step(
            Stage::Reconcile,
            &mut document,
            &mut report,
            |document, report| reconcile::reconcile(&mut document.value, &ours, meant, report),
        );
        if source.version.is_none() {
            // The catalogue's newest version would be a claim about a vault that nobody made.
            document.value["info"]["version"] = served;
        }
        // What the document has alone now stands beside what the catalogue brought.
        settings.repair(&mut document, &mut report);
    }
    if !settings.overlays.is_empty() {
        settings.step(
            Stage::Overlay,
            &mut document,
            &mut report,
            |document, report| overlay::apply(document, settings.overlays, report),
        )?;
        // An overlay is written by hand, and can bring in whatever a document can.
        settings.repair(&mut document, &mut report);
    }
    settings.at(Stage::Check);
    check::check(&document)?;
    if settings.deny_loss {
        deny_losses(&document, &report)?;
    }
    Ok(Prepared {
        service: match source.origin {
            Origin::Vault => Service::Pvwa,
            Origin::Catalogue(service) => service,
        },
        document,
        report,
        operations_in,
    })
}

/// Refuses what the client would not know of the document.
fn deny_losses(document: &Document, report: &Report) -> Result<(), Refusal> {
    let mut problems: Vec<Problem> = report
        .losses()
        .take(MOST_LOSSES)
        .map(|change| {
            Problem {
                place: Some(document.place(&change.pointer)),
                ..Problem::new(
                    format!("the client would not know everything: {}", change.note),
                    "change the document here, with an overlay or at its source, or accept the loss by \
                     leaving out --deny-loss",
                )
            }
            .pointer(&change.pointer)
            .why(format!("losses are denied; this is one of the step {}", change.by))
        })
        .collect();
    let more = report.losses().count().saturating_sub(MOST_LOSSES);
    if more > 0 {
        problems.push(Problem::new(
            format!("and {more} more losses in this document"),
            "cargo xtask normalize SPEC --report FILE lists all of them",
        ));
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Refusal(problems)),
    }
}

/// How many losses are told in full where they are denied.
const MOST_LOSSES: usize = 20;

/// Lets the generator try, under guard.
///
/// # Errors
///
/// What the generator refuses although no rule foresaw it, with the operation or schema on which
/// that happens.
pub fn attempt(prepared: Prepared, settings: &Settings<'_>) -> Result<Normalized, Refusal> {
    settings.at(Stage::Generate);
    let annotated = crate::annotate::annotate(&prepared.document.value);
    let file = check::attempt(&prepared.document, &annotated)?;
    Ok(Normalized {
        service: prepared.service,
        operations_out: count(&prepared.document.value),
        document: prepared.document.value,
        report: prepared.report,
        operations_in: prepared.operations_in,
        code: Code {
            service: prepared.service,
            annotated,
            file,
        },
    })
}

/// Where a generated crate is going to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In this workspace: versions of dependencies, lints and licence are inherited; its own version
    /// goes with what it is generated from.
    Workspace,
    /// Anywhere: the crate names its own versions and is its own workspace.
    Standalone,
}

/// What a generated crate says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package<'a> {
    /// Where it is going to live.
    pub home: Home,
    /// Its version.
    pub version: &'a str,
    /// What it is generated from, in the word by which `generate` finds it again; `None` where
    /// nobody is going to ask.
    pub from: Option<&'a str>,
}

impl Package<'_> {
    /// The version of a crate that nobody has given one.
    pub const FIRST_VERSION: &'static str = "0.1.0";

    /// A crate that is new.
    pub fn new(home: Home) -> Self {
        Self {
            home,
            version: Self::FIRST_VERSION,
            from: None,
        }
    }
}

/// A generated crate in memory.
#[derive(Debug)]
pub struct Built {
    /// The files by their paths below the crate's folder.
    pub files: BTreeMap<PathBuf, String>,
    /// The lines of all generated Rust sources.
    pub lines: usize,
    plan: Plan,
    service: Service,
}

impl Built {
    /// Lets the crate say something else of itself: only its manifest changes.
    pub fn say(&mut self, package: &Package<'_>) {
        let manifest = manifest::manifest(&self.plan, self.service, package);
        self.files.insert(PathBuf::from("Cargo.toml"), manifest);
    }
}

/// Cuts what the generator wrote of a normalised document into the files of a new crate.
///
/// # Errors
///
/// When the generator's output has a shape that nobody has seen yet.
pub fn build(code: Code, home: Home) -> Result<Built, Refusal> {
    build_package(code, &Package::new(home))
}

/// The same for a crate that says of itself what is told here.
///
/// # Errors
///
/// What [`build`] refuses.
pub fn build_package(code: Code, package: &Package<'_>) -> Result<Built, Refusal> {
    let document = &code.annotated;
    let plan = table::plan(document);
    let mut sources = split::split(code.file, &plan)?;
    sources.insert("operations.rs".to_owned(), table::operations(document));
    let lines = sources.values().map(|text| text.lines().count()).sum();
    for (name, text) in manifest::SEAM {
        sources.insert(name.to_owned(), format!("{}{text}", manifest::SEAM_HEADER));
    }
    let files = sources
        .into_iter()
        .map(|(name, text)| (PathBuf::from("src").join(name), text));
    let mut built = Built {
        files: files.collect(),
        lines,
        plan,
        service: code.service,
    };
    built.say(package);
    Ok(built)
}

/// How many operations a document has, in whichever description language.
pub(crate) fn count(document: &Value) -> usize {
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
