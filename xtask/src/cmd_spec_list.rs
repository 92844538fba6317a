//! `cargo xtask spec list`.

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    spec,
    vaults::{self, Vault},
};
use pvwa_codegen::{catalogue::Catalogue, operation::Version};

/// Lists what can stand for SPEC: loaded documents and versions of the catalogue.
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, house: &House, terminal: &mut Terminal<'_>) -> anyhow::Result<Outcome> {
    let catalogue = house.catalogue()?;
    let vaults = vaults::all(&house.vaults_dir())?;
    let mut rows = vec![["SPEC", "PRODUCT", "OPERATIONS", "FROM"].map(str::to_owned)];
    rows.extend(vaults.iter().map(vault_row));
    for service in house.services() {
        let operations = spec::operations(&house.catalogue_of(service)?.whole());
        let whole = [
            service.name(),
            "any version",
            &operations.to_string(),
            "catalogue",
        ];
        rows.push(whole.map(str::to_owned));
    }
    let newest_first = catalogue.versions().iter().rev();
    rows.extend(newest_first.map(|version| catalogue_row(catalogue, *version)));
    print::table(&rows, terminal.results)?;
    Ok(Outcome::Fine)
}

fn vault_row(vault: &Vault) -> [String; 4] {
    [
        vault.label.as_str().to_owned(),
        vault
            .origin
            .product_version
            .clone()
            .unwrap_or_else(|| "not said".to_owned()),
        vault.origin.operations.to_string(),
        vault.origin.from(),
    ]
}

fn catalogue_row(catalogue: &Catalogue, version: Version) -> [String; 4] {
    let operations = spec::operations(&catalogue.render(version));
    [
        version.to_string(),
        version.to_string(),
        operations.to_string(),
        "catalogue".to_owned(),
    ]
}
