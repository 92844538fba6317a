//! Both sides of a comparison as crates: generated in memory, as `generate` would, and compared.

use crate::{house::House, making::Making, print::Terminal, spec::Spec, versions};
use pvwa_codegen::{
    catalogue::Service,
    diff::{
        change::Comparison,
        impact::{self, Crates, RustImpact},
    },
    operation::Version,
    pipeline::{self, Built, Home},
    problem::{Problem, Refusal},
    rust_api::{Api, Trace, Use, compare},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The crate that is written by hand on top of `pvwa-api`, by its folder.
const CLIENT: &str = "client";

/// A description, with the crate that is generated from it.
pub(crate) struct Generated {
    /// The product whose API it is.
    pub(crate) service: Service,
    /// The crate in memory.
    pub(crate) built: Built,
    /// Whether the catalogue had its say in it.
    pub(crate) is_reconciled: bool,
    /// The version of the product that the catalogue is asked for.
    version: Option<Version>,
}

/// The name of a service's generated crate.
pub(crate) fn package(service: Service) -> &'static str {
    match service {
        Service::Pvwa => "pvwa-api",
        Service::Identity => "identity-api",
    }
}

/// The name that a manifest gives its crate.
pub(crate) fn package_name(manifest: &Path) -> Option<String> {
    let manifest: toml::Table = std::fs::read_to_string(manifest).ok()?.parse().ok()?;
    let name = manifest.get("package")?.get("name")?;
    name.as_str().map(str::to_owned)
}

/// Generates the crate of a description, in memory.
pub(crate) fn generate(
    spec: &Spec,
    making: &Making,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Generated> {
    let normalized = making.normalize(spec, house, terminal)?;
    let is_document = matches!(spec, Spec::Vault(_) | Spec::File(_));
    Ok(Generated {
        service: normalized.service,
        built: pipeline::build(normalized.code, Home::Workspace)?,
        is_reconciled: is_document && !making.no_catalogue,
        version: match spec {
            Spec::Vault(vault) => vault.version(),
            Spec::Catalogue(version) => Some(*version),
            Spec::Whole(_) | Spec::File(_) => None,
        },
    })
}

/// What follows for the crate from what changed between two descriptions.
///
/// # Errors
///
/// Where both are of different products, or a generated crate cannot be read.
pub(crate) fn of(
    comparison: &Comparison,
    old: &Generated,
    new: &Generated,
    house: &House,
) -> Result<RustImpact, Refusal> {
    let service = new.service;
    if old.service != service {
        return Err(Problem::new(
            "the two descriptions are of different products, which have crates of their own",
            "compare two descriptions of PVWA, or leave --rust out",
        )
        .into());
    }
    let (before, now) = Api::read_both(&old.built.files, &new.built.files)?;
    let used = match service {
        Service::Pvwa => client(house)?,
        Service::Identity => None,
    };
    Ok(impact::tie(
        comparison,
        Crates {
            package: package(service),
            version: &versions::today(house, service),
            diff: &compare(&before, &now),
            old: &Trace::of(&before),
            new: &Trace::of(&now),
            is_reconciled: old.is_reconciled || new.is_reconciled,
            has_other_version: old.version != new.version,
            client: used.as_ref().map(|used| ("pvwa", used)),
        },
    ))
}

/// What the crate uses that is written by hand; `None` where the project has none.
pub(crate) fn client(house: &House) -> Result<Option<Use>, Refusal> {
    let root = house.root();
    let mut sources = BTreeMap::new();
    collect(root, Path::new(CLIENT), &mut sources)?;
    match sources.is_empty() {
        true => Ok(None),
        false => Use::read(&sources).map(Some),
    }
}

/// All sources and manifests below a folder, by their paths below `root`.
fn collect(
    root: &Path,
    below: &Path,
    sources: &mut BTreeMap<PathBuf, String>,
) -> Result<(), Refusal> {
    let entries = std::fs::read_dir(root.join(below)).into_iter().flatten();
    for entry in entries.flatten() {
        let (name, path) = (entry.file_name(), below.join(entry.file_name()));
        let is_source = name == "Cargo.toml" || Path::new(&name).extension() == Some("rs".as_ref());
        if entry.path().is_dir() && name != "target" {
            collect(root, &path, sources)?;
        } else if is_source {
            let text = fs_err::read_to_string(entry.path()).map_err(|error| {
                let what = format!("the client cannot be read: {}", error.kind());
                Problem::new(what, "see that you may read it").at(path.display().to_string(), None)
            })?;
            sources.insert(path, text);
        }
    }
    Ok(())
}
