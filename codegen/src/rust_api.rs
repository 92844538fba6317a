//! What changed in the API of a generated crate, and which version follows.
//!
//! ```text
//! files ─► Api::read ─┐
//!                     ├─► compare ─► ApiDiff ─► touched ◄─ Use::read ◄─ sources of a user
//! files ─► Api::read ─┘
//! ```
//!
//! * [`Api`] holds the public items by the paths by which a user names them, with the features behind
//!   which they stand.
//! * [`compare`] says what became of each. What follows from another change is not said again: a type
//!   that is gone does not list its fields, an operation has its builder with it, and a field has the
//!   method that sets it.
//! * [`RULES`] says which version follows.
//! * [`Use`] says what another crate names of it.
//! * [`Trace`] says through which operations one gets to a type.
//!
//! Bodies, docs and the values of constants are no API. What macros write is not seen: see
//! `macro_output_changed`. Types are compared as they are written, without what the compiler infers:
//! auto traits are not seen.

mod attribute;
mod blank;
mod block;
mod bodies;
mod bump;
mod change;
mod compare;
mod features;
mod gate;
mod item;
mod module;
mod origin;
mod read;
mod rules;
mod sources;
mod spelling;
mod touch;
mod trace;
mod usage;

pub use bump::{Bump, CrateVersion, NoCrateVersion};
pub use change::{ApiChange, ApiDiff, Evidence, Kind};
pub use compare::compare;
pub use origin::Origin;
pub use rules::{RULES, Rule, rule};
pub use touch::{Touched, touched};
pub use trace::{Holder, Trace};
pub use usage::Use;

use crate::problem::Refusal;
use item::Definition;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The public API of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    features: BTreeMap<String, BTreeSet<String>>,
    items: BTreeMap<String, Definition>,
}

impl Api {
    /// Reads a crate out of its files, named by their paths below its folder.
    ///
    /// # Errors
    ///
    /// When there is no `src/lib.rs`, or a file of a module is not Rust.
    pub fn read(files: &BTreeMap<PathBuf, String>) -> Result<Self, Refusal> {
        let source = module::Crate::read(files)?;
        let manifest = files.get(Path::new("Cargo.toml"));
        Ok(Self {
            features: manifest
                .map(|text| features::read(text))
                .unwrap_or_default(),
            items: read::items(&source),
        })
    }

    /// Reads two crates side by side, which takes half of the time.
    ///
    /// # Errors
    ///
    /// What [`Api::read`] refuses of either.
    pub fn read_both(
        old: &BTreeMap<PathBuf, String>,
        new: &BTreeMap<PathBuf, String>,
    ) -> Result<(Self, Self), Refusal> {
        std::thread::scope(|scope| {
            let old = scope.spawn(|| Self::read(old));
            let new = Self::read(new);
            match old.join() {
                Ok(old) => Ok((old?, new?)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// The paths of all items, methods, fields and variants included, with their signatures.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for name in self.features.keys() {
            lines.push(format!("feature {name}"));
        }
        for (path, item) in &self.items {
            lines.push(format!("{path}: {}", item.text(path)));
            for (name, method) in &item.methods {
                lines.push(format!("{path}::{name}: {}", method.signature.text(name)));
            }
            for name in item.traits.keys() {
                lines.push(format!("{path}: {name}"));
            }
        }
        lines
    }
}
