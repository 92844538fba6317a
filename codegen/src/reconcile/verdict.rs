//! What reconciling decided, in the three questions that people ask of it.

use super::{GONE, NEW, UNLISTED, adopt};
use crate::report::Report;
use serde::Serialize;

/// How a vault's document and the catalogue stand to each other in one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// An operation that the vault has and the catalogue does not know.
    New,
    /// Both know the operation and say something else of it.
    Different,
    /// An operation that the catalogue knows and the vault's document does not list.
    Missing,
}

impl Found {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::New, Self::Different, Self::Missing];

    /// The heading under which such things stand.
    pub fn title(self) -> &'static str {
        match self {
            Self::New => "new in your vault",
            Self::Different => "different in your vault",
            Self::Missing => "in the catalogue, not in your vault's document",
        }
    }
}

/// Whose word stands in the reconciled document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// What the catalogue says.
    Catalogue,
    /// What the vault's document says.
    Vault,
}

/// One thing that was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How both stand to each other.
    pub found: Found,
    /// What it is about: an operation, a part of one, or a schema.
    pub what: String,
    /// Whose word stands.
    pub stands: Stands,
    /// Why, in one sentence.
    pub why: &'static str,
}

/// A change that the step reports: its name, and what it decided. In the order of [`Found`].
struct Row {
    by: &'static str,
    found: Found,
    stands: Stands,
    why: &'static str,
}

static ROWS: [Row; 7] = [
    Row {
        by: NEW,
        found: Found::New,
        stands: Stands::Vault,
        why: "the catalogue does not know it: it is kept as the document describes it",
    },
    Row {
        by: adopt::SHAPE,
        found: Found::Different,
        stands: Stands::Catalogue,
        why: "the catalogue says what vaults were seen to send, which their documents often do not",
    },
    Row {
        by: adopt::PARAMETER,
        found: Found::Different,
        stands: Stands::Vault,
        why: "the catalogue does not know it: a vault may take more than others do",
    },
    Row {
        by: adopt::PROPERTY,
        found: Found::Different,
        stands: Stands::Vault,
        why: "the catalogue does not know it: a vault may send or take more than others do",
    },
    Row {
        by: adopt::DROPPED,
        found: Found::Different,
        stands: Stands::Catalogue,
        why: "the catalogue's _differences.yaml calls it a mistake of the documents",
    },
    Row {
        by: GONE,
        found: Found::Missing,
        stands: Stands::Vault,
        why: "vaults that have it list it, so this one has not: it is left out",
    },
    Row {
        by: UNLISTED,
        found: Found::Missing,
        stands: Stands::Catalogue,
        why: "no vault lists it, also where it is there: it is kept",
    },
];

/// What reconciling decided, in the order of the questions, then of the reasons, then of the
/// documents.
pub fn verdicts(report: &Report) -> Vec<Verdict> {
    let of = |row: &'static Row| {
        let changes = report.changes.iter().filter(|change| change.by == row.by);
        changes.map(|change| Verdict {
            found: row.found,
            what: change.note.clone(),
            stands: row.stands,
            why: row.why,
        })
    };
    ROWS.iter().flat_map(of).collect()
}
