//! What changes are called, the same in every format.
//!
//! All that comes from a document is on one line here, harmless to a terminal and no longer than
//! a name may be; what a format escapes besides, it escapes itself.

use super::{View, values};
use pvwa_codegen::diff::{
    change::{Accepted, Change, Comparison, Counts, Kind, Level, Place, Policy, Side, Spot, Uses},
    rules::Vendor,
};
use std::collections::BTreeSet;

/// How many of the operations that reach a change are named.
const MOST_OPERATIONS: usize = 3;

/// How many of the rules that judge a change are named.
const MOST_RULES: usize = 3;

/// How more is told of a rule.
pub(crate) const EXPLAINED: &str = "`cargo xtask rules RULE` explains a rule";

/// The word for a level.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Breaking => "breaking",
        Level::Warning => "warning",
        Level::Info => "info",
    }
}

/// By whose words the levels are given, after `judged`.
pub(crate) fn policy(policy: Policy) -> &'static str {
    match policy {
        Policy::Vendor => "by the vendor's policy",
        Policy::Strict => "by what goes over the wire",
        Policy::Both => "by the vendor's policy and by what goes over the wire, the worse counts",
    }
}

/// `1 change`, `2 changes`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// What a document is: its version, its language and its size.
pub(crate) fn side(side: &Side) -> String {
    let version = match &side.version {
        Some(version) => format!("version {}, ", values::name(version)),
        None => String::new(),
    };
    format!(
        "{version}{}, {}, {}",
        values::name(&side.language),
        count(side.operations, "operation"),
        count(side.schemas, "schema")
    )
}

/// How many changes there are, in a sentence without a full stop.
pub(crate) fn summary(comparison: &Comparison, policy: Policy) -> String {
    if comparison.changes.is_empty() {
        return "nothing changed".to_owned();
    }
    let Counts {
        breaking,
        warnings,
        infos,
        accepted,
    } = comparison.counts(policy);
    let added = comparison.changes.iter().filter(|change| {
        change.accepted.is_none()
            && change.kind == Kind::Added
            && change.level(policy) == Level::Info
    });
    let additions = match added.count() {
        0 => String::new(),
        additions if additions == infos => " (additions)".to_owned(),
        additions => format!(" ({})", count(additions, "addition")),
    };
    format!(
        "{breaking} breaking, {}, {}{additions}, {accepted} accepted",
        count(warnings, "warning"),
        count(infos, "info"),
    )
}

/// What a place is called.
pub(crate) struct Title {
    /// What it is, where that does not go without saying: `schema`; else empty.
    pub(crate) noun: &'static str,
    /// The name: `GET /api/Safes`.
    pub(crate) name: String,
    /// The operationId; empty where there is none.
    pub(crate) id: String,
}

impl Title {
    /// On one line, without the operationId.
    pub(crate) fn short(&self) -> String {
        match self.noun {
            "" => self.name.clone(),
            noun => format!("{noun} {}", self.name),
        }
    }
}

/// What a place is called.
pub(crate) fn title(place: &Place) -> Title {
    let (noun, name, id) = match place {
        Place::Operation { method, path, id } => ("", format!("{method} {path}"), values::name(id)),
        Place::Schema { name } => ("schema", name.clone(), String::new()),
        Place::Document => ("", "the document".to_owned(), String::new()),
    };
    Title {
        noun,
        name: values::name(&name),
        id,
    }
}

/// What happened, without the values: ``query parameter `limit`: the maximum was decreased``.
pub(crate) fn headline(change: &Change) -> String {
    let what = values::name(&change.what);
    match change.subject.as_str() {
        "" => what,
        subject => format!("{}: {what}", values::name(subject)),
    }
}

/// The two values of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values {
    /// It has none.
    None,
    /// Only what it was.
    Was(String),
    /// Only what it is.
    Is(String),
    /// Both.
    Both(values::Difference),
}

/// The two values of a change.
pub(crate) fn values(change: &Change) -> Values {
    match (change.was.as_str(), change.is.as_str()) {
        ("", "") => Values::None,
        (was, "") => Values::Was(values::value(was)),
        ("", is) => Values::Is(values::value(is)),
        (was, is) => Values::Both(values::Difference::between(was, is)),
    }
}

/// The one value of a change that has no other.
pub(crate) fn alone(change: &Change) -> Option<String> {
    match values(change) {
        Values::Was(value) | Values::Is(value) => Some(value),
        Values::None | Values::Both(_) => None,
    }
}

/// The same as plain text; empty where there are none.
pub(crate) fn plain_values(change: &Change) -> String {
    match values(change) {
        Values::None => String::new(),
        Values::Was(was) => format!("was {was}"),
        Values::Is(is) => format!("now {is}"),
        Values::Both(both) => format!("{} → {}", both.first(), both.second()),
    }
}

/// Headline and values on one line.
pub(crate) fn sentence(change: &Change) -> String {
    match plain_values(change) {
        values if values.is_empty() => headline(change),
        values => format!("{}: {values}", headline(change)),
    }
}

/// Which operations reach a change: `used by 12 operations: …`.
pub(crate) fn uses(uses: &Uses) -> String {
    let mut out = match uses.count {
        0 => return "used by no operation".to_owned(),
        number => format!("used by {}", count(number, "operation")),
    };
    let named: Vec<_> = uses
        .first
        .iter()
        .take(MOST_OPERATIONS)
        .map(|operation| values::name(operation))
        .collect();
    if !named.is_empty() {
        out.push_str(": ");
        out.push_str(&named.join(", "));
        match uses.count.saturating_sub(named.len()) {
            0 => {}
            more => out.push_str(&format!(" and {more} more")),
        }
    }
    out
}

/// The rules that judge a change, the gravest first.
pub(crate) fn rules(change: &Change) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<_> = change
        .verdicts
        .iter()
        .filter(|verdict| seen.insert(&verdict.rule))
        .map(|verdict| values::name(&verdict.rule))
        .collect();
    let more = match names.len().saturating_sub(MOST_RULES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named: Vec<_> = names.into_iter().take(MOST_RULES).collect();
    format!("{}{more}", named.join(", "))
}

/// Both judgements side by side, where they differ.
pub(crate) fn judgement(change: &Change, view: &View) -> Option<String> {
    let (strict, vendor) = (change.level(Policy::Strict), change.level(Policy::Vendor));
    if strict == vendor {
        return None;
    }
    let apart = change
        .verdicts
        .iter()
        .find(|verdict| verdict.strict != verdict.vendor)
        .and_then(|verdict| (view.explain)(&verdict.rule));
    let by_vendor = match apart.map(|rule| rule.vendor) {
        Some(Vendor::Silent) => "the vendor's policy does not name it".to_owned(),
        Some(Vendor::Allowed) => "the vendor's policy allows it".to_owned(),
        Some(Vendor::Breaking) | None => format!("{} by the vendor's policy", judged(vendor)),
    };
    Some(format!("{} on the wire; {by_vendor}", judged(strict)))
}

fn judged(level: Level) -> &'static str {
    match level {
        Level::Breaking => "breaking",
        Level::Warning => "a warning",
        Level::Info => "harmless",
    }
}

/// Where a change stands: in the new document, or in the old one where it is gone.
pub(crate) fn spot(change: &Change) -> Option<&Spot> {
    change.new.as_ref().or(change.old.as_ref())
}

/// `file:line:column`, as far as it is known.
pub(crate) fn spot_text(spot: &Spot) -> String {
    let file = values::name(&spot.file);
    match (spot.line, spot.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        (Some(line), None) => format!("{file}:{line}"),
        (None, _) if spot.pointer.is_empty() => file,
        (None, _) => format!("{file}#{}", values::name(&spot.pointer)),
    }
}

/// Why a change was accepted, and for how long.
pub(crate) fn accepted(accepted: &Accepted) -> String {
    let reason = values::visible(&accepted.reason);
    match &accepted.until {
        Some(until) => format!("{reason} (until {})", values::name(until)),
        None => reason,
    }
}

/// The command that shows the whole comparison.
pub(crate) fn again(comparison: &Comparison) -> String {
    let quoted = |name: &str| {
        let plain = |character: char| {
            character.is_alphanumeric() || matches!(character, '.' | '/' | '_' | '-' | '\\' | ':')
        };
        let name = values::visible(name);
        match name.chars().all(plain) {
            true => name,
            false => format!("'{}'", name.replace('\'', r"'\''")),
        }
    };
    format!(
        "cargo xtask diff {} {}",
        quoted(&comparison.old.name),
        quoted(&comparison.new.name)
    )
}
