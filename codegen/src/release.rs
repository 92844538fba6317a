//! A generated crate goes from one document to the next: its version, the manifests that name it,
//! the changelog, and what the compiler says of whoever uses it.
//!
//! Everything here takes texts and answers texts. Who reads and writes them is another matter.

mod changelog;
mod compiled;
mod manifests;

pub use changelog::add;
pub use compiled::{Compiled, Failure, explained, read};
pub use manifests::{asked_for, locked};

use crate::diff::impact::next_version;
use crate::operation::Version;
use crate::rust_api::Bump;

/// The version of a crate that is generated from a document of a vault: the one that follows, with
/// the version of the vault behind it, as in `0.2.0+pvwa14.6`; `None` where today's is no version.
///
/// What follows the `+` is no part of what Cargo compares.
pub fn version(today: &str, bump: Bump, service: &str, vault: Option<Version>) -> Option<String> {
    let numbers = next_version(today, bump)?;
    Some(match vault {
        Some(vault) => format!("{numbers}+{service}{vault}"),
        None => numbers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_the_vault_stands_behind_that_of_the_crate() {
        let vault = Some(Version::new(14, 6, 0));
        for (today, bump, vault, expected) in [
            ("0.1.0", Bump::Major, vault, Some("0.2.0+pvwa14.6")),
            ("0.1.0+pvwa14.4", Bump::Minor, vault, Some("0.1.1+pvwa14.6")),
            ("0.1.0+pvwa14.4", Bump::None, vault, Some("0.1.0+pvwa14.6")),
            ("1.2.3", Bump::Minor, None, Some("1.3.0")),
            ("1.2", Bump::Minor, None, None),
        ] {
            assert_eq!(version(today, bump, "pvwa", vault).as_deref(), expected);
        }
    }
}
