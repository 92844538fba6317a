//! What somebody lacks for an operation.

use super::SafePermissions;
use std::fmt;

/// What somebody lacks, or may lack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// All of these on the safe.
    pub safe: SafePermissions,
    /// One of these on the safe; empty where none is asked for.
    pub safe_any: SafePermissions,
    /// All of these authorisations in the vault, by their API names.
    pub vault: Vec<&'static str>,
    /// Membership of one of these groups; empty where none is asked for.
    pub groups: Vec<&'static str>,
    /// Membership of the safe.
    pub membership: bool,
}

impl Gap {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many things are in it; one of several counts as one.
    pub(super) fn len(&self) -> usize {
        let some = [
            !self.safe_any.is_empty(),
            !self.groups.is_empty(),
            self.membership,
        ];
        self.safe.len() + self.vault.len() + some.into_iter().filter(|part| *part).count()
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |set: SafePermissions, word: &str| {
            let names: Vec<_> = set.iter().map(|one| one.api_name()).collect();
            format!("{} on the safe", names.join(word))
        };
        let mut parts = Vec::new();
        if self.membership {
            parts.push("membership of the safe".to_owned());
        }
        if !self.safe.is_empty() {
            parts.push(join(self.safe, " and "));
        }
        if !self.safe_any.is_empty() {
            parts.push(join(self.safe_any, " or "));
        }
        if !self.vault.is_empty() {
            parts.push(format!(
                "the vault authorisation {}",
                self.vault.join(" and ")
            ));
        }
        if !self.groups.is_empty() {
            parts.push(format!("the group {}", self.groups.join(" or ")));
        }
        match parts.is_empty() {
            true => f.write_str("nothing"),
            false => f.write_str(&parts.join(" and ")),
        }
    }
}
