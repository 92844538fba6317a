//! Which version follows a change.

use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// What a change asks of the version of the crate, by the rules of Cargo.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// Nothing changed.
    #[default]
    None,
    /// Code that compiled compiles and says the same.
    Patch,
    /// There is more than before; code that compiled compiles.
    Minor,
    /// Code that compiled, or worked, need not do so any more.
    Major,
}

impl Bump {
    /// The version after `version`.
    ///
    /// Below 1.0.0 the first number that is not 0 takes the part of the major version: a major
    /// change makes 0.3.1 to 0.4.0, every other 0.3.2. Under 0.0.z every version breaks.
    pub fn applied_to(self, version: CrateVersion) -> CrateVersion {
        let CrateVersion {
            major,
            minor,
            patch,
        } = version;
        let next = |major, minor, patch| CrateVersion {
            major,
            minor,
            patch,
        };
        match (self, major, minor) {
            (Self::None, ..) => version,
            (_, 0, 0) => next(0, 0, patch.saturating_add(1)),
            (Self::Major, 0, _) => next(0, minor.saturating_add(1), 0),
            (Self::Major, ..) => next(major.saturating_add(1), 0, 0),
            (Self::Minor, 1.., _) => next(major, minor.saturating_add(1), 0),
            (Self::Minor | Self::Patch, ..) => next(major, minor, patch.saturating_add(1)),
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// The version of a crate: three numbers, without what may follow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CrateVersion {
    /// The first number.
    pub major: u64,
    /// The second number.
    pub minor: u64,
    /// The third number.
    pub patch: u64,
}

impl fmt::Display for CrateVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The text is no version of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCrateVersion(String);

impl fmt::Display for NoCrateVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no version of a crate; write three numbers, as in 0.3.1",
            self.0
        )
    }
}

impl std::error::Error for NoCrateVersion {}

impl FromStr for CrateVersion {
    type Err = NoCrateVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || NoCrateVersion(text.to_owned());
        let numbers: Vec<u64> = text
            .split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| error())?;
        match numbers[..] {
            [major, minor, patch] => Ok(Self {
                major,
                minor,
                patch,
            }),
            _ => Err(error()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bump, CrateVersion};

    #[test]
    fn below_one_the_second_number_breaks() {
        for (version, bump, expected) in [
            ("1.2.3", Bump::Major, "2.0.0"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("1.2.3", Bump::None, "1.2.3"),
            ("0.2.3", Bump::Major, "0.3.0"),
            ("0.2.3", Bump::Minor, "0.2.4"),
            ("0.2.3", Bump::Patch, "0.2.4"),
            ("0.0.3", Bump::Major, "0.0.4"),
            ("0.0.3", Bump::Minor, "0.0.4"),
            ("0.0.3", Bump::None, "0.0.3"),
        ] {
            let version: CrateVersion = version.parse().unwrap();
            assert_eq!(bump.applied_to(version).to_string(), expected);
        }
        for text in ["", "1.2", "1.2.3.4", "1.2.x", "v1.2.3"] {
            assert!(text.parse::<CrateVersion>().is_err(), "{text}");
        }
    }
}
