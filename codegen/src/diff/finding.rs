//! A change on its way to those who are told: judged, but not yet counted and placed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::change::{Kind, Level, Place};
use super::tree::Node;

/// A change, found in one place.
#[derive(Clone, Debug)]
pub(super) struct Finding<'t> {
    pub(super) kind: Kind,
    pub(super) place: Place,
    pub(super) subject: String,
    pub(super) was: String,
    pub(super) is: String,
    pub(super) evidence: Option<String>,
    pub(super) old: Option<&'t Node<'t>>,
    pub(super) new: Option<&'t Node<'t>>,
    /// The rules, with the operations in which they hold.
    pub(super) rules: Rules,
    pub(super) areas: BTreeSet<String>,
}

/// Rules that judge a change.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(pub(super) BTreeMap<Cow<'static, str>, Held>);

/// For whom a rule judges a change.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// The most that it matters, where that is less than the rule says.
    pub(super) most: Option<Level>,
    /// Where: operations, and what of them.
    pub(super) uses: BTreeSet<String>,
}

/// One rule, and the most that it matters here; `None` leaves that to the rule.
pub(super) type Judged = (Cow<'static, str>, Option<Level>);

impl Rules {
    /// Adds rules that hold in an operation.
    pub(super) fn add(&mut self, judged: impl IntoIterator<Item = Judged>, used: &str) {
        for (rule, most) in judged {
            let held = self.0.entry(rule).or_insert_with(|| Held {
                most,
                uses: BTreeSet::new(),
            });
            // What matters anywhere matters.
            held.most = match (held.most, most) {
                (Some(a), Some(b)) => Some(a.max(b)),
                _ => None,
            };
            held.uses.insert(used.to_owned());
        }
    }

    /// Adds what another finding of the same change says.
    pub(super) fn join(&mut self, other: Self) {
        for (rule, held) in other.0 {
            for used in held.uses {
                self.add([(rule.clone(), held.most)], &used);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
