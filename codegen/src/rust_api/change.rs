//! What changed in an API.

use super::bump::Bump;
use super::origin::Origin;
use super::rules::{self, Rule};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What happened to an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Kind {
    /// It is gone.
    Gone,
    /// It is new.
    Added,
    /// It has another name.
    Renamed {
        /// The item as it is called now.
        to: String,
        /// Why it is taken for the same one.
        evidence: Evidence,
    },
    /// It has another type or signature.
    Retyped,
    /// It became something else, a struct an enum for example.
    Replaced,
    /// It can be missing from now on.
    BecameOption,
    /// It is always there from now on.
    NoLongerOption,
    /// It has to be given from now on.
    BecameNeeded,
    /// It can be left out from now on.
    NoLongerNeeded,
    /// It is `#[non_exhaustive]` from now on.
    Opened,
    /// It is `#[non_exhaustive]` no longer.
    Closed,
    /// Its variants stand at other places.
    Reordered,
    /// It stands behind other features.
    Moved,
    /// It has the same name in Rust and another one in what is sent.
    Respelled,
}

/// Why something gone and something new are taken for one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Both send the same request.
    SameRequest,
    /// Both have the same fields or variants, of the same types.
    SameShape,
    /// One stands wherever the other one stood, and both have at least half of their parts in common.
    SamePlace,
    /// Both have the same name in the document.
    SameNameInDocument,
    /// Both stand at the same place: between the same other fields with the same type, or in the path of
    /// the same request.
    SamePosition,
    /// Everything that stood behind the one stands behind the other.
    SameItems,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameRequest => "the same request",
            Self::SameShape => "the same fields or variants",
            Self::SamePlace => "used where the old one was used",
            Self::SameNameInDocument => "the same name in the document",
            Self::SamePosition => "the same position",
            Self::SameItems => "the same items behind it",
        })
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiChange {
    /// The item as it was called before, or as it is called where it is new: `Client::list_safes`,
    /// `builder::ListSafes::limit`, `types::Safe::safe_name`, `types::Color::Red`, `feature safes`.
    ///
    /// A part of an item that has another name stands under the new name: its old name is gone with
    /// the item's. The builder of a request has no area in its path: it moves with its operation. A trait stands
    /// behind its type, as in `types::Safe: Default`.
    pub item: String,
    /// What happened.
    pub kind: Kind,
    /// The name of its rule in [`RULES`](super::RULES).
    pub rule: &'static str,
    /// What it asks of the version.
    pub bump: Bump,
    /// The signature of before.
    pub old: Option<String>,
    /// The signature from now on.
    pub new: Option<String>,
    /// Where the item comes from: in the old document where it was there, in the new one otherwise.
    pub origin: Origin,
}

impl ApiChange {
    /// What its rule says.
    pub fn explained(&self) -> Option<&'static Rule> {
        rules::rule(self.rule)
    }
}

impl fmt::Display for ApiChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.bump, self.rule, self.item)?;
        match &self.kind {
            Kind::Renamed { to, evidence } => write!(f, " → {to} ({evidence})"),
            _ => match (&self.old, &self.new) {
                (Some(old), Some(new)) => write!(f, ": {old} → {new}"),
                (Some(text), None) | (None, Some(text)) => write!(f, ": {text}"),
                (None, None) => Ok(()),
            },
        }
    }
}

/// All that changed, in the order of the items.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ApiDiff {
    /// The changes.
    pub changes: Vec<ApiChange>,
    /// Path of a type of before → the methods of `Client` through which one gets to it.
    #[serde(skip)]
    pub(super) reached: BTreeMap<String, BTreeSet<String>>,
    /// Path of a builder of before → the method of `Client` that begins it.
    #[serde(skip)]
    pub(super) begun: BTreeMap<String, String>,
    /// Path of now → path of before, where they differ.
    #[serde(skip)]
    pub(super) former: BTreeMap<String, String>,
    /// The paths of all items, by the names of before and by those of now; parts of items not.
    #[serde(skip)]
    pub(super) whole: BTreeSet<String>,
}

impl ApiDiff {
    /// The version that follows from all changes together.
    pub fn bump(&self) -> Bump {
        let bumps = self.changes.iter().map(|change| change.bump);
        bumps.max().unwrap_or_default()
    }

    /// How many changes ask for a bump.
    pub fn count(&self, bump: Bump) -> usize {
        self.changes
            .iter()
            .filter(|change| change.bump == bump)
            .count()
    }
}
