//! How much the catalogue knows of the operations that it has.

use super::Catalogue;
use crate::walk;
use serde_json::Value;
use std::ops::AddAssign;

/// What is known of the operations of an area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many operations there are.
    pub operations: usize,
    /// Of how many a source shows the bodies.
    pub shapes: usize,
    /// Of how many it is known which permissions they need, stated or concluded.
    pub permissions: usize,
    /// Of how many an answer was recorded or published.
    pub recorded: usize,
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Self) {
        self.operations += other.operations;
        self.shapes += other.shapes;
        self.permissions += other.permissions;
        self.recorded += other.recorded;
    }
}

impl Catalogue {
    /// The coverage of each area that has operations, in the order of the names.
    pub fn coverage(&self) -> Vec<(&str, Coverage)> {
        let areas = self.areas.iter().map(|area| {
            let mut coverage = Coverage::default();
            walk::operations(&area.document.value, |_, _, _, operation| {
                let extension = |key: &str| operation.get(key).unwrap_or(&Value::Null);
                coverage += Coverage {
                    operations: 1,
                    shapes: usize::from(extension("x-shape") != "unknown"),
                    permissions: usize::from(extension("x-permissions")["confidence"] != "unknown"),
                    recorded: usize::from(extension("x-recorded") == true),
                };
            });
            (area.name.as_str(), coverage)
        });
        areas
            .filter(|(_, coverage)| coverage.operations > 0)
            .collect()
    }
}
