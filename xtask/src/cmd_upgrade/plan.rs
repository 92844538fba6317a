//! What an upgrade is going to do, worked out before anything is written.

use super::staged::{self, Checked, New};
use crate::{
    cmd_diff, cmd_spec_load, diff, house::House, impact, making::Making, print::Terminal,
    spec::Spec, versions,
};
use pvwa_codegen::{
    catalogue::Service,
    diff::{change::Comparison, compare, impact::RustImpact, settings::Settings},
    operation::Version,
    output::{self, Difference},
    problem::{Problem, Refusal},
    release,
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// What an upgrade is going to do.
pub(super) struct Plan {
    /// What the crate was generated from, in words.
    pub(super) from: String,
    /// What it is generated from, in words.
    pub(super) to: String,
    /// The product whose crate it is.
    pub(super) service: Service,
    /// What changed in the document and in the crate.
    pub(super) comparison: Comparison,
    /// The version that the crate gets.
    pub(super) version: String,
    /// The section of the changelog.
    pub(super) section: String,
    /// The files of the crate by their paths below its folder.
    pub(super) files: BTreeMap<PathBuf, String>,
    /// What of them is not as it stands there.
    pub(super) differences: Vec<Difference>,
    /// Other files that change, by their paths below the project's folder.
    pub(super) others: Vec<(PathBuf, String)>,
    /// Whether what is written by hand compiles.
    pub(super) checked: Checked,
}

impl Plan {
    /// Works everything out.
    pub(super) fn make(
        new: &Spec,
        from: Option<&str>,
        making: &Making,
        house: &House,
        terminal: &mut Terminal<'_>,
    ) -> anyhow::Result<Self> {
        let service = match new {
            Spec::Whole(service) => *service,
            _ => Service::Pvwa,
        };
        let old = old_spec(from, service, house)?;
        let settings = Settings::today();
        let inputs = (
            cmd_diff::input_of(&old, house)?,
            cmd_diff::input_of(new, house)?,
        );
        let mut comparison = compare(&inputs.0, &inputs.1, &settings)?;
        let before = impact::generate(&old, making, house, terminal)?;
        let mut now = impact::generate(new, making, house, terminal)?;
        let mut rust = impact::of(&comparison, &before, &now, house)?;
        let vault = vault_version(new, &comparison, house)?;
        let today = versions::today(house, service);
        let version = release::version(&today, rust.bump, service.name(), vault)
            .ok_or_else(|| no_version(&today, service))?;
        rust.next.clone_from(&version);
        now.built
            .say(&versions::package(&version, &new.word(house)));
        comparison.rust = Some(rust);
        let files = now.built.files;
        let differences = output::compare(&files, &house.generated_dir(service));
        let names = (called(&old, house), called(new, house));
        let date = settings.today.to_string();
        let section = diff::section(&comparison, (&names.0, &names.1), &version, &date);
        let mut others = manifests(house, service, &version);
        if !differences.is_empty() {
            others.extend(changelog(house, &section)?);
        }
        let folder = below(service);
        let new_crate = New {
            package: impact::package(service),
            folder: &folder,
            files: &files,
            others: &others,
        };
        let checked = match service {
            Service::Pvwa => staged::check(house, &new_crate, comparison.rust.as_ref())?,
            Service::Identity => Checked::NoUsers,
        };
        Ok(Self {
            from: old.to_string(),
            to: new.to_string(),
            service,
            comparison,
            version,
            section,
            files,
            differences,
            others,
            checked,
        })
    }

    /// The folder of the crate.
    pub(super) fn folder(&self, house: &House) -> PathBuf {
        house.generated_dir(self.service)
    }

    /// Whether everything stands there already.
    pub(super) fn writes_nothing(&self) -> bool {
        self.differences.is_empty() && self.others.is_empty()
    }

    /// Whether something that is written by hand does not compile, or may not where that could not
    /// be tried.
    pub(super) fn is_broken(&self) -> bool {
        match &self.checked {
            Checked::NoUsers | Checked::Compile { .. } => false,
            Checked::Fail { .. } => true,
            Checked::Unknown(_) => self.rust().is_some_and(RustImpact::may_break_client),
        }
    }

    /// What changed in the crate.
    pub(super) fn rust(&self) -> Option<&RustImpact> {
        self.comparison.rust.as_ref()
    }
}

/// What a document is called where everybody reads it: of a file only its name.
fn called(spec: &Spec, house: &House) -> String {
    match spec {
        Spec::File(path) => cmd_spec_load::file_name(path),
        spec => spec.word(house),
    }
}

/// The folder of a service's crate below that of the project.
pub(super) fn below(service: Service) -> PathBuf {
    Path::new("generated").join(service.name())
}

/// The document of before.
fn old_spec(from: Option<&str>, service: Service, house: &House) -> Result<Spec, Refusal> {
    let Some(from) = from else {
        let word = versions::source(house, service);
        return Spec::recorded(&word, house).map_err(|mut refusal| {
            for problem in &mut refusal.0 {
                let crate_of = below(service);
                problem.why = Some(format!(
                    "{} says that it was generated from {word}",
                    crate_of.join("Cargo.toml").display()
                ));
                problem.remedy = format!("name another with --from; {}", problem.remedy);
            }
            refusal
        });
    };
    Spec::resolve(from, house)
}

/// The version of the vault that a document is of, as far as it is known.
fn vault_version(
    new: &Spec,
    comparison: &Comparison,
    house: &House,
) -> Result<Option<Version>, Refusal> {
    let said = || comparison.new.version.as_deref()?.parse().ok();
    Ok(match new {
        Spec::Catalogue(version) => Some(*version),
        Spec::Whole(Service::Pvwa) => Some(house.catalogue()?.newest()),
        // Identity is a service that has no versions.
        Spec::Whole(Service::Identity) => None,
        Spec::Vault(vault) => vault.version().or_else(said),
        Spec::File(_) => said(),
    })
}

fn no_version(today: &str, service: Service) -> Refusal {
    Problem::new(
        format!("the version of the generated crate is {today}, which is none"),
        "write three numbers there, as in 0.3.1",
    )
    .at(
        below(service).join("Cargo.toml").display().to_string(),
        None,
    )
    .into()
}

/// The files that name the version of the crate, as far as they change.
fn manifests(house: &House, service: Service, version: &str) -> Vec<(PathBuf, String)> {
    let package = impact::package(service);
    let manifest = std::fs::read_to_string(house.manifest()).ok();
    let lock = std::fs::read_to_string(house.lock_file()).ok();
    let manifest = manifest.and_then(|text| release::asked_for(&text, package, version));
    let lock = lock.and_then(|text| release::locked(&text, package, version));
    let named = [("Cargo.toml", manifest), ("Cargo.lock", lock)];
    named
        .into_iter()
        .filter_map(|(name, text)| Some((PathBuf::from(name), text?)))
        .collect()
}

fn changelog(house: &House, section: &str) -> Result<Option<(PathBuf, String)>, Refusal> {
    let path = house.changelog();
    let text = match fs_err::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "# Changelog\n".to_owned(),
        Err(error) => {
            let what = format!("the changelog cannot be read: {}", error.kind());
            return Err(
                Problem::new(what, "see that it is a text and that you may read it")
                    .at(path.display().to_string(), None)
                    .into(),
            );
        }
    };
    let new = release::add(&text, section);
    Ok((new != text).then(|| (PathBuf::from("CHANGELOG.md"), new)))
}
