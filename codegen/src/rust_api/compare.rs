//! Two APIs beside each other.

mod features;
mod items;
mod methods;
mod names;
mod pairs;
mod reached;
mod similar;
mod traits;
mod types;

pub(super) use names::words;
pub(super) use pairs::last;

use super::Api;
use super::change::{ApiChange, ApiDiff, Kind};
use super::origin::Origin;
use super::rules;

/// Says what became of each item of `old` in `new`, and what is new.
///
/// What is gone one way is added the other way.
pub fn compare(old: &Api, new: &Api) -> ApiDiff {
    let mut changes = Changes::default();
    let renamed = features::compare(old, new, &mut changes);
    let pairs = pairs::Pairs::of(old, new);
    items::compare(old, new, &pairs, &renamed, &mut changes);
    let mut changes = changes.0;
    changes.sort_by(|one, two| {
        (&one.item, one.rule, &one.kind).cmp(&(&two.item, two.rule, &two.kind))
    });
    let whole = old.items.keys().chain(pairs.items.values());
    ApiDiff {
        changes,
        reached: reached::types(old),
        whole: whole.cloned().collect(),
        begun: pairs.begun_before,
        former: pairs
            .items
            .into_iter()
            .filter(|(before, now)| before != now)
            .map(|(before, now)| (now, before))
            .collect(),
    }
}

/// The changes as they are found.
#[derive(Default)]
struct Changes(Vec<ApiChange>);

impl Changes {
    /// Notes a change under the rule of that name.
    fn note(&mut self, rule: &'static str, kind: Kind, item: impl Into<String>, found: Found<'_>) {
        self.0.push(ApiChange {
            item: item.into(),
            kind,
            rule,
            bump: rules::rule(rule).map(|rule| rule.bump).unwrap_or_default(),
            old: found.old,
            new: found.new,
            origin: found.origin.clone(),
        });
    }
}

/// What stood there, what stands there, and where it comes from.
struct Found<'a> {
    old: Option<String>,
    new: Option<String>,
    origin: &'a Origin,
}

impl<'a> Found<'a> {
    fn both(old: impl Into<String>, new: impl Into<String>, origin: &'a Origin) -> Self {
        Self {
            old: Some(old.into()),
            new: Some(new.into()),
            origin,
        }
    }

    fn old(text: impl Into<String>, origin: &'a Origin) -> Self {
        Self {
            old: Some(text.into()),
            new: None,
            origin,
        }
    }

    fn new(text: impl Into<String>, origin: &'a Origin) -> Self {
        Self {
            old: None,
            new: Some(text.into()),
            origin,
        }
    }
}
