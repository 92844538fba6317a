//! oasdiff: its ids are our rules.
//!
//! Its tests ask for findings of a least level, of one check or of all. The manifest says `yes`
//! where a test asserts a finding of ERR or WARN, which its command `breaking` tells, and `no`
//! where it ran all checks and asserts that there is none. So what breaks is what we call breaking
//! or a warning on the wire, in the checks that ran; where all ran, our own rules count too.
//! Levels are ours: a row whose finding we take for less than it does is a disagreement.

use crate::diff::change::Level;

use super::Said;
use crate::corpus::diff::checks;
use crate::corpus::diff::facts::Facts;
use crate::corpus::diff::manifest::Row;
use crate::corpus::diff::pattern::matches_any;

/// What its tests turn off: whether the version says that something breaks.
const VERSIONS: &[&str] = &["api-{version-not-bumped,version-decreased,major-version-not-bumped}"];

pub(super) fn say(row: &Row, facts: &Facts<'_>) -> Said {
    let mut said = Said::default();
    let least = row.min_level.unwrap_or(Level::Info);
    for verdict in facts
        .comparison
        .changes
        .iter()
        .flat_map(|change| &change.verdicts)
    {
        let rule = verdict.rule.as_ref();
        let in_scope = match &row.scope {
            Some(check) if checks::is_check(check) => checks::tells(check, rule),
            // A check that nobody here knows is any.
            _ => true,
        };
        if !in_scope || matches_any(VERSIONS, rule) {
            continue;
        }
        if verdict.strict < least {
            said.below.push(rule.to_owned());
            continue;
        }
        let breaks = verdict.strict >= Level::Warning;
        said.breaking |= breaks;
        // What oasdiff has no id for is no finding of its tests, but it can break callers.
        let is_its = row.source != "oasdiff" || checks::has(rule);
        said.anything |= is_its || breaks;
        if is_its {
            said.add(rule);
        }
    }
    said
}
