//! Where things stand in the project's folder.

use pvwa_codegen::{
    catalogue::{Catalogue, Service},
    problem::{Problem, Refusal},
};
use std::{
    cell::OnceCell,
    env,
    path::{Path, PathBuf},
};

/// The project's folder.
pub(crate) struct House {
    root: PathBuf,
    pvwa: OnceCell<Catalogue>,
    identity: OnceCell<Catalogue>,
}

impl House {
    /// The folder that was named, or the one this command was built in.
    ///
    /// It is kept relative to the current directory where that is possible, so that places read
    /// as `spec/catalogue/pvwa/safes.yaml:12:3`.
    pub(crate) fn find(named: Option<PathBuf>) -> Result<Self, Refusal> {
        let root = match named {
            Some(root) => root,
            None => {
                let built = Path::new(env!("CARGO_MANIFEST_DIR"));
                let built = built.parent().unwrap_or(built);
                let here = env::current_dir().unwrap_or_default();
                built.strip_prefix(&here).unwrap_or(built).to_path_buf()
            }
        };
        let house = Self {
            root,
            pvwa: OnceCell::new(),
            identity: OnceCell::new(),
        };
        if house.catalogue_dir(Service::Pvwa).is_dir() {
            return Ok(house);
        }
        Err(Problem::new(
            "this is not the project's folder: it has no spec/catalogue/pvwa",
            "run the command in a clone of the project, or name its folder with --root",
        )
        .at(house.root.display().to_string(), None)
        .into())
    }

    /// The folder itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The manifest of the workspace.
    pub(crate) fn manifest(&self) -> PathBuf {
        self.root.join("Cargo.toml")
    }

    fn catalogue_dir(&self, service: Service) -> PathBuf {
        self.root.join("spec/catalogue").join(service.name())
    }

    /// The folder that holds one folder for each loaded document.
    pub(crate) fn vaults_dir(&self) -> PathBuf {
        self.root.join("spec/vaults")
    }

    /// The folder that holds the overlays of this site.
    pub(crate) fn overlays_dir(&self) -> PathBuf {
        self.root.join("spec/overlays")
    }

    /// The folder of the project's own generated crate for a service.
    pub(crate) fn generated_dir(&self, service: Service) -> PathBuf {
        self.root.join("generated").join(service.name())
    }

    /// What changed from version to version.
    pub(crate) fn changelog(&self) -> PathBuf {
        self.root.join("CHANGELOG.md")
    }

    /// The file that says what compiling the generated crates costs.
    pub(crate) fn measured_page(&self) -> PathBuf {
        self.root.join("generated/README.md")
    }

    /// The page that lists the repairs.
    pub(crate) fn repairs_page(&self) -> PathBuf {
        self.root.join("codegen/REPAIRS.md")
    }

    /// The page that lists the rules of comparisons.
    pub(crate) fn rules_page(&self) -> PathBuf {
        self.root.join("codegen/RULES.md")
    }

    /// The versions of all dependencies that the project is tested with.
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join("Cargo.lock")
    }

    /// The services that the project has a catalogue of: PVWA, and mostly Identity.
    pub(crate) fn services(&self) -> impl Iterator<Item = Service> {
        let all = Service::ALL.into_iter();
        all.filter(|service| self.catalogue_dir(*service).is_dir())
    }

    /// The catalogue of PVWA, read when it is first asked for.
    pub(crate) fn catalogue(&self) -> Result<&Catalogue, Refusal> {
        self.catalogue_of(Service::Pvwa)
    }

    /// The catalogue of a service, read when it is first asked for.
    pub(crate) fn catalogue_of(&self, service: Service) -> Result<&Catalogue, Refusal> {
        let cell = match service {
            Service::Pvwa => &self.pvwa,
            Service::Identity => &self.identity,
        };
        if let Some(catalogue) = cell.get() {
            return Ok(catalogue);
        }
        let catalogue = Catalogue::load(&self.catalogue_dir(service))?;
        Ok(cell.get_or_init(|| catalogue))
    }
}
