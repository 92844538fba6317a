//! The numbers by which the vault knows its things.

use std::{fmt, str::FromStr};

/// Of a user or a group; both are counted together.
pub(crate) type PrincipalId = i64;

/// Of a safe.
pub(crate) type SafeNumber = u32;

/// Of an account: `12_3` is number 3 in safe 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AccountKey {
    pub(crate) safe: SafeNumber,
    pub(crate) number: u32,
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.safe, self.number)
    }
}

impl FromStr for AccountKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (safe, number) = text.split_once('_').ok_or(())?;
        let key = Self {
            safe: safe.parse().map_err(|_| ())?,
            number: number.parse().map_err(|_| ())?,
        };
        // `+1_3` and `01_3` parse as numbers, but are no ids.
        if key.to_string() == text {
            Ok(key)
        } else {
            Err(())
        }
    }
}
