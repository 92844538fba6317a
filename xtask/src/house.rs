//! Where things stand in the project's folder.

use pvwa_codegen::{
    catalogue::Catalogue,
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
    catalogue: OnceCell<Catalogue>,
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
            catalogue: OnceCell::new(),
        };
        if house.catalogue_dir().is_dir() {
            return Ok(house);
        }
        Err(Problem::new(
            "this is not the project's folder: it has no spec/catalogue/pvwa",
            "run the command in a clone of the project, or name its folder with --root",
        )
        .at(house.root.display().to_string(), None)
        .into())
    }

    fn catalogue_dir(&self) -> PathBuf {
        self.root.join("spec/catalogue/pvwa")
    }

    /// The folder that holds one folder for each loaded document.
    pub(crate) fn vaults_dir(&self) -> PathBuf {
        self.root.join("spec/vaults")
    }

    /// The folder of the generated crate that the project's client is built on.
    pub(crate) fn generated_dir(&self) -> PathBuf {
        self.root.join("generated/pvwa")
    }

    /// The catalogue, read when it is first asked for.
    pub(crate) fn catalogue(&self) -> Result<&Catalogue, Refusal> {
        if let Some(catalogue) = self.catalogue.get() {
            return Ok(catalogue);
        }
        let catalogue = Catalogue::load(&self.catalogue_dir())?;
        Ok(self.catalogue.get_or_init(|| catalogue))
    }
}
