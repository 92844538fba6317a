//! What can go wrong with a list as a whole.

use super::{Call, Error};
use std::fmt;

/// Why a list cannot go on where it was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResumeProblem {
    /// The token belongs to the list of another operation.
    OtherList,
    /// The token belongs to a list with other conditions, or to another vault.
    OtherConditions,
    /// The list has changed so much that the place is not found.
    PlaceGone,
}

impl fmt::Display for ResumeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherList => {
                "the token is one of another operation; hand it to the list that it came from"
            }
            Self::OtherConditions => {
                "the token is one of other conditions or of another vault; set what was set then, search, filter, \
                 order and splitting included"
            }
            Self::PlaceGone => {
                "the items that were handed out last are not where they were, since the list has changed; read it anew"
            }
        })
    }
}

impl Error {
    /// The error for a list whose place is not found.
    pub(crate) fn gone(operation: &'static str) -> Self {
        Self::Resume {
            call: Call::of(operation),
            problem: ResumeProblem::PlaceGone,
        }
    }

    /// Names the safe whose accounts are too many.
    pub(crate) fn in_safe(self, name: &str) -> Self {
        match self {
            Self::ListTooLong {
                call,
                total,
                reach,
                safe: None,
            } => Self::ListTooLong {
                call,
                total,
                reach,
                safe: Some(name.to_owned()),
            },
            other => other,
        }
    }
}

/// What is said of a list that is longer than the vault gives.
pub(super) fn too_long(call: &Call, total: Option<u64>, reach: u64, safe: Option<&str>) -> String {
    let items = total.map_or("more items".to_owned(), |total| format!("{total} items"));
    let safe_name = safe.map_or(String::new(), |safe| format!(" in the safe `{safe}`"));
    let remedy = match safe {
        Some(_) => "narrow it by search(), modified_since() or saved_filter()",
        None => "narrow it by safe(), search() or modified_since(), or allow split_by_safe()",
    };
    format!(
        "{call} finds {items}{safe_name}, and the vault gives no more than {reach} of one list; what was handed out is \
         complete up to there, and nothing after it was read: {remedy}"
    )
}
