//! The smaller types that variants of the error hold.

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

/// What was waited for when the time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The connection.
    Connecting,
    /// The answer to one attempt.
    Answering,
    /// The whole call, with all its attempts and what lies between them.
    Operation,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connecting => "connecting",
            Self::Answering => "waiting for the answer",
            Self::Operation => "it was tried again",
        })
    }
}
