//! A change on its way to those who are told: judged, but not yet counted and placed.

use std::borrow::Cow;
use std::collections::BTreeSet;

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
pub(super) struct Rules(pub(super) Vec<(Cow<'static, str>, Held)>);

/// For whom a rule judges a change.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    /// The most that it matters, where that is less than the rule says.
    pub(super) most: Option<Level>,
    /// Where: operations, and what of them, as they were met.
    pub(super) uses: Vec<String>,
}

/// One rule, and the most that it matters here; `None` leaves that to the rule.
pub(super) type Judged = (Cow<'static, str>, Option<Level>);

impl Rules {
    /// Adds rules that hold in an operation.
    pub(super) fn add(&mut self, judged: impl IntoIterator<Item = Judged>, used: &str) {
        for (rule, most) in judged {
            let Some((_, held)) = self.0.iter_mut().find(|(known, _)| *known == rule) else {
                let uses = vec![used.to_owned()];
                self.0.push((rule, Held { most, uses }));
                continue;
            };
            // What matters anywhere matters.
            held.most = match (held.most, most) {
                (Some(a), Some(b)) => Some(a.max(b)),
                _ => None,
            };
            if held.uses.last().is_none_or(|last| last != used) {
                held.uses.push(used.to_owned());
            }
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
