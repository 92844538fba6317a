//! What a generated crate says of itself: its version, and what it was generated from.

use crate::house::House;
use pvwa_codegen::{
    catalogue::Service,
    pipeline::{Home, Package},
};
use std::path::Path;
use toml::Table;

/// The version of the project's own generated crate for a service; that of the workspace where the
/// crate inherits it, and the first one where there is no crate.
pub(crate) fn today(house: &House, service: Service) -> String {
    let dir = house.generated_dir(service);
    of_folder(&dir)
        .or_else(|| {
            let workspace = table(&house.manifest())?;
            let package = workspace.get("workspace")?.get("package")?;
            Some(package.get("version")?.as_str()?.to_owned())
        })
        .unwrap_or_else(|| Package::FIRST_VERSION.to_owned())
}

/// What the project's own generated crate for a service was generated from, in the word that
/// `generate` takes; all that its catalogue knows, where it does not say.
pub(crate) fn source(house: &House, service: Service) -> String {
    let manifest = table(&house.generated_dir(service).join("Cargo.toml"));
    let from = manifest.as_ref().and_then(|manifest| {
        let metadata = manifest.get("package")?.get("metadata")?;
        metadata.get("generated")?.get("from")?.as_str()
    });
    from.unwrap_or(service.name()).to_owned()
}

/// What a crate in this workspace says of itself.
pub(crate) fn package<'a>(version: &'a str, from: &'a str) -> Package<'a> {
    Package {
        home: Home::Workspace,
        version,
        from: Some(from),
    }
}

fn of_folder(dir: &Path) -> Option<String> {
    let manifest = table(&dir.join("Cargo.toml"))?;
    let version = manifest.get("package")?.get("version")?;
    version.as_str().map(str::to_owned)
}

fn table(path: &Path) -> Option<Table> {
    std::fs::read_to_string(path).ok()?.parse().ok()
}
