//! Which overlays belong to which document.
//!
//! Files in `spec/overlays` belong to every document of PVWA, and after them those in
//! `spec/overlays/NAME` to the documents that are called so: a version of the catalogue by its
//! version (`14.6`), a whole catalogue by its service (`pvwa`, `identity`), a loaded document by
//! the version of its product and then by its label. A patch level makes no difference.

use crate::{
    house::House,
    print,
    spec::{self, Spec},
    vaults::Label,
};
use pvwa_codegen::{
    catalogue::Service,
    operation::Version,
    overlay::{self, Overlay},
    problem::Refusal,
};
use std::io::{self, Write};

/// The overlays of a document, in the order in which they are applied.
///
/// # Errors
///
/// Everything that is wrong with any of them.
pub(crate) fn of(spec: &Spec, house: &House) -> Result<Vec<Overlay>, Refusal> {
    let dir = house.overlays_dir();
    let mut folders: Vec<_> = names(spec).iter().map(|name| dir.join(name)).collect();
    if !matches!(spec, Spec::Whole(Service::Identity)) {
        folders.insert(0, dir);
    }
    let mut overlays = Vec::new();
    let mut problems = Vec::new();
    for folder in folders {
        match overlay::read_folder(&folder) {
            Ok(of_folder) => overlays.extend(of_folder),
            Err(refusal) => problems.extend(refusal.0),
        }
    }
    match problems.is_empty() {
        true => Ok(overlays),
        false => Err(Refusal(problems)),
    }
}

/// The folders below `spec/overlays` that belong to a document, the more general one first.
fn names(spec: &Spec) -> Vec<String> {
    let release = |version: Version| Version::new(version.major, version.minor, 0).to_string();
    match spec {
        Spec::Catalogue(version) => vec![release(*version)],
        Spec::Whole(service) => vec![service.name().to_owned()],
        Spec::Vault(vault) => {
            let version = vault.version().map(release);
            let label = vault.label.as_str().to_owned();
            version.into_iter().chain([label]).collect()
        }
        Spec::File(_) => Vec::new(),
    }
}

/// Writes which overlays were applied, and which folders can belong to no document.
pub(crate) fn tell(
    overlays: &[Overlay],
    spec: &Spec,
    house: &House,
    to: &mut dyn Write,
) -> io::Result<()> {
    for overlay in overlays {
        let actions = print::count(overlay.actions(), "action");
        print::line(to, "overlay", format_args!("{}, {actions}", overlay.name()))?;
    }
    for name in strangers(spec, house) {
        let folder = house.overlays_dir().join(name);
        print::line(
            to,
            "not used",
            format_args!(
                "{}: it is named after no loaded document, no service (pvwa, identity) and no \
                 version of the catalogue (14.6)",
                folder.display()
            ),
        )?;
    }
    Ok(())
}

/// The folders below `spec/overlays` that are named after nothing that is known, in order.
fn strangers(spec: &Spec, house: &House) -> Vec<String> {
    let used = names(spec);
    let entries = std::fs::read_dir(house.overlays_dir());
    let mut names: Vec<String> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !used.contains(name) && !is_known(name, house))
        .collect();
    names.sort();
    names
}

/// Whether a document can be called so.
fn is_known(name: &str, house: &House) -> bool {
    if let Ok(version) = name.parse::<Version>() {
        let is_release = version.to_string() == name && version.patch == 0;
        let catalogue = house.catalogue();
        return is_release && catalogue.is_ok_and(|known| spec::within(known, version).is_ok());
    }
    let is_service = house.services().any(|service| service.name() == name);
    let is_label = Label::parse(name).is_ok() && house.vaults_dir().join(name).is_dir();
    is_service || is_label
}
