//! How to get to a vault without awaiting anything.

use super::{Vault, runtime::Runtime};
use crate::{
    Error, VaultBuilder,
    connect::{Discovery, Tenant},
    settings::Settings,
};

/// For programs without a runtime: see the module [`blocking`](super).
impl VaultBuilder {
    /// Makes the vault, and the thread behind it; the twin of [`VaultBuilder::build`].
    ///
    /// # Errors
    ///
    /// Those of its twin, and [`Error::Arguments`] where the machine has no thread left.
    pub fn build_blocking(self) -> Result<Vault, Error> {
        Vault::build(self)
    }
}

/// For programs without a runtime: see the module [`blocking`](crate::blocking).
impl Discovery {
    /// The twin of [`Discovery::discover`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn discover_blocking(self) -> Result<Tenant, Error> {
        Runtime::start()?.wait(self.discover())
    }
}

/// For programs without a runtime: see the module [`blocking`](crate::blocking).
impl Settings {
    /// The twin of [`Settings::discovered_builder`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn discovered_builder_blocking(&self) -> Result<VaultBuilder, Error> {
        Runtime::start()?.wait(self.discovered_builder())
    }
}
