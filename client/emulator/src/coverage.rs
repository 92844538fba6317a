//! How much of the API is emulated.

use crate::{
    behaviour,
    endpoint::{self, Host},
};
use std::{collections::BTreeMap, fmt};

/// How many operations of one area have a behaviour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Share {
    /// How many there are.
    pub operations: usize,
    /// How many of them are emulated; the others are answered with 501.
    pub emulated: usize,
}

/// How much of both APIs is emulated, by area; displayed as a table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Coverage {
    /// The areas of PVWA.
    pub pvwa: BTreeMap<&'static str, Share>,
    /// The areas of Identity.
    pub identity: BTreeMap<&'static str, Share>,
    /// The ids of what is not emulated; those of Identity are `identity/ID`.
    pub missing: Vec<String>,
}

impl Coverage {
    /// Counts.
    pub fn count() -> Self {
        let mut coverage = Self {
            pvwa: BTreeMap::new(),
            identity: BTreeMap::new(),
            missing: Vec::new(),
        };
        for endpoint in endpoint::all() {
            let areas = match endpoint.host {
                Host::Pvwa => &mut coverage.pvwa,
                Host::Identity => &mut coverage.identity,
            };
            let share = areas.entry(endpoint.area).or_default();
            share.operations += 1;
            match (behaviour::of(endpoint), endpoint.host) {
                (Some(_), _) => share.emulated += 1,
                (None, Host::Pvwa) => coverage.missing.push(endpoint.id.to_owned()),
                (None, Host::Identity) => {
                    coverage.missing.push(format!("identity/{}", endpoint.id))
                }
            }
        }
        coverage
    }
}

/// All areas together.
fn sum(areas: &BTreeMap<&'static str, Share>) -> Share {
    areas.values().fold(Share::default(), |sum, area| Share {
        operations: sum.operations + area.operations,
        emulated: sum.emulated + area.emulated,
    })
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, areas) in [("PVWA", &self.pvwa), ("Identity", &self.identity)] {
            let Share {
                operations,
                emulated,
            } = sum(areas);
            writeln!(f, "{name}: {emulated} of {operations} operations")?;
            for (area, share) in areas {
                writeln!(
                    f,
                    "  {area:<24} {:>3} of {:>3}",
                    share.emulated, share.operations
                )?;
            }
        }
        Ok(())
    }
}
