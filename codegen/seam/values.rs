//! Values whose JSON type does not say what they mean.

use serde::{Deserialize, Deserializer, Serialize};
use std::{
    fmt,
    time::{Duration, SystemTime},
};

/// A moment in seconds since 1970-01-01 UTC, as the API sends it.
///
/// Negative values occur: a date that was never set arrives as the year 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EpochSeconds(pub i64);

/// A moment in microseconds since 1970-01-01 UTC, as the API sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EpochMicros(pub i64);

macro_rules! moment {
    ($type:ident, $unit:ident) => {
        impl $type {
            /// The same moment as a [`SystemTime`]; `None` where the platform cannot hold it.
            pub fn to_system_time(self) -> Option<SystemTime> {
                let distance = Duration::$unit(self.0.unsigned_abs());
                if self.0 < 0 {
                    SystemTime::UNIX_EPOCH.checked_sub(distance)
                } else {
                    SystemTime::UNIX_EPOCH.checked_add(distance)
                }
            }
        }

        impl<'de> Deserialize<'de> for $type {
            /// Reads a number; older servers put it in quotes.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match Id::deserialize(deserializer)? {
                    Id::Number(number) => Ok(Self(number)),
                    Id::Text(text) => text.parse().map_err(serde::de::Error::custom),
                }
            }
        }

        impl From<i64> for $type {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $type {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

moment!(EpochSeconds, from_secs);
moment!(EpochMicros, from_micros);

/// A moment as CyberArk Identity writes it: milliseconds since 1970-01-01 UTC in `/Date(…)/`.
///
/// It goes back in the form in which it came, whatever that was. `/Date(-62135596800000)/`, the
/// first day of the year 1, means never.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NetDate(String);

impl NetDate {
    /// What stands for never: the smallest date of .NET, in milliseconds since 1970.
    const NEVER: i64 = -62_135_596_800_000;

    /// The moment in milliseconds since 1970; `None` for never, and for a text of another form.
    pub fn millis(&self) -> Option<i64> {
        let number = self.0.strip_prefix("/Date(")?.strip_suffix(")/")?;
        // An offset such as +0200 behind the number says where, not when.
        let end = number
            .char_indices()
            .skip(1)
            .find(|(_, c)| matches!(c, '+' | '-'))
            .map_or(number.len(), |(at, _)| at);
        let millis = number.get(..end)?.parse().ok()?;
        (millis != Self::NEVER).then_some(millis)
    }

    /// The same moment as a [`SystemTime`]; `None` where [`NetDate::millis`] has none or the
    /// platform cannot hold it.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let millis = self.millis()?;
        let distance = Duration::from_millis(millis.unsigned_abs());
        match millis < 0 {
            true => SystemTime::UNIX_EPOCH.checked_sub(distance),
            false => SystemTime::UNIX_EPOCH.checked_add(distance),
        }
    }

    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NetDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for NetDate {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::str::FromStr for NetDate {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

/// An identifier that servers send as a JSON string or as a JSON number.
///
/// It goes back in the form in which it came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    /// Sent as a number.
    Number(i64),
    /// Sent as a string.
    Text(String),
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<i64> for Id {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl std::str::FromStr for Id {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_identity_is_read_in_milliseconds() {
        for (text, expected) in [
            ("/Date(1700000000000)/", Some(1_700_000_000_000)),
            ("/Date(-1000)/", Some(-1000)),
            ("/Date(1700000000000+0200)/", Some(1_700_000_000_000)),
            ("/Date(-62135596800000)/", None),
            ("2026-01-01", None),
            ("/Date()/", None),
            ("", None),
        ] {
            let date: NetDate = serde_json::from_value(text.into()).unwrap();
            assert_eq!(date.millis(), expected, "{text}");
            assert_eq!(serde_json::to_value(&date).unwrap(), text);
        }
        let before = NetDate::from("/Date(-1000)/").to_system_time().unwrap();
        assert!(before < SystemTime::UNIX_EPOCH);
    }
}
