//! What is known about an operation beyond its request and its answer.

use crate::permission::SafePermission;
use std::{fmt, str::FromStr};

/// One operation of the API, as a row of the table `operations::ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the method on the generated `Client`.
    pub id: &'static str,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The path below the application root, with `{parameters}`.
    pub path: &'static str,
    /// The area it belongs to, which is also the Cargo feature that brings it.
    pub area: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The oldest version known to have it; `None` where nobody has said.
    pub since: Option<Version>,
    /// The last version that has it; `None` while it is there.
    pub until: Option<Version>,
    /// Where it exists.
    pub edition: Edition,
    /// What the caller must hold; `None` where it is not known.
    pub permissions: Option<Permissions>,
    /// How its answers are cut into pages; `None` where they are not.
    pub paging: Option<Paging>,
    /// Whether it may be sent again after a failure.
    pub retry: Retry,
}

/// A version of the product, such as 14.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
    /// The third number; 0 where the version has only two.
    pub patch: u16,
}

impl Version {
    /// A version from its three numbers.
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        match self.patch {
            0 => Ok(()),
            patch => write!(f, ".{patch}"),
        }
    }
}

/// The text is no version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAVersion(String);

impl fmt::Display for NotAVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no version; write two or three numbers, as in 14.6",
            self.0
        )
    }
}

impl std::error::Error for NotAVersion {}

impl FromStr for Version {
    type Err = NotAVersion;

    /// Reads `14.6`, `14.2.1` and, since servers append a build number, `14.6.0.123`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || NotAVersion(text.to_owned());
        let numbers: Vec<u16> = text
            .split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| error())?;
        match numbers[..] {
            [major, minor] => Ok(Self::new(major, minor, 0)),
            [major, minor, patch] | [major, minor, patch, _] => Ok(Self::new(major, minor, patch)),
            _ => Err(error()),
        }
    }
}

/// Where an operation exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Edition {
    /// In Self-Hosted and in Privilege Cloud.
    Both,
    /// Only in Self-Hosted.
    SelfHosted,
    /// Only in Privilege Cloud.
    PrivilegeCloud,
}

/// What the caller of an operation must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permissions {
    /// All of these on the safe.
    pub safe: &'static [SafePermission],
    /// At least one of these on the safe; empty where none is asked for.
    pub safe_any: &'static [SafePermission],
    /// All of these as vault authorisations, by their API names.
    pub vault: &'static [&'static str],
    /// What else is asked for, in words.
    pub other: Option<&'static str>,
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |names: &[SafePermission], word: &str| {
            let names: Vec<_> = names.iter().map(|name| name.api_name()).collect();
            names.join(word)
        };
        let mut parts = Vec::new();
        if !self.safe.is_empty() {
            parts.push(format!("{} on the safe", join(self.safe, " and ")));
        }
        if !self.safe_any.is_empty() {
            parts.push(format!("{} on the safe", join(self.safe_any, " or ")));
        }
        if !self.vault.is_empty() {
            parts.push(format!(
                "the vault authorisation {}",
                self.vault.join(" and ")
            ));
        }
        if parts.is_empty() {
            return f.write_str(self.other.unwrap_or("no permission").trim_end_matches('.'));
        }
        f.write_str(&parts.join(" and "))?;
        match self.other {
            // Further requirements are sentences of their own.
            Some(other) => write!(f, ". {}", other.trim_end_matches('.')),
            None => Ok(()),
        }
    }
}

/// How a list is cut into pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// How the next page is asked for.
    pub style: PagingStyle,
    /// The property that holds the items; a dot leads into the property before it.
    pub items: &'static str,
    /// The property that holds the number of all items; `None` where there is none.
    pub total: Option<&'static str>,
    /// The property that holds the link to the next page; `None` where there is none.
    pub next: Option<&'static str>,
    /// The most items that one page can hold; `None` where it is not known.
    pub max: Option<u32>,
}

/// How the next page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PagingStyle {
    /// The answer holds a link.
    NextLink,
    /// The caller counts items: `limit` and `offset` until the total is reached.
    Offset,
    /// The caller counts pages until the total is reached.
    PageNumber {
        /// The number of the first page.
        first: u32,
    },
    /// The caller counts items from 1: SCIM's `startIndex` and `count` until the total is reached.
    StartIndex,
}

/// Whether an operation may be sent again after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// Twice is the same as once.
    Safe,
    /// A second time may do a second thing.
    Unsafe,
}
