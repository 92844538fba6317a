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
            Some(check) => checks::tells(check, rule),
            None => true,
        };
        if !in_scope {
            continue;
        }
        if verdict.strict < least {
            said.below.push(rule.to_owned());
            continue;
        }
        said.anything = true;
        said.breaking |= verdict.strict >= Level::Warning;
        // What oasdiff has no id for is no finding of its tests, but it can break callers.
        if row.source != "oasdiff" || checks::has(rule) {
            said.add(rule);
        }
    }
    said
}
