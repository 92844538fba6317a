//! Which version a generated crate has.

use crate::house::House;
use pvwa_codegen::catalogue::Service;
use std::path::Path;
use toml::Table;

/// The version of a generated crate that nobody has written yet.
pub(crate) const FIRST: &str = "0.1.0";

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
        .unwrap_or_else(|| FIRST.to_owned())
}

/// The version that the crate in a folder says itself.
pub(crate) fn of_folder(dir: &Path) -> Option<String> {
    let manifest = table(&dir.join("Cargo.toml"))?;
    let version = manifest.get("package")?.get("version")?;
    version.as_str().map(str::to_owned)
}

fn table(path: &Path) -> Option<Table> {
    std::fs::read_to_string(path).ok()?.parse().ok()
}
