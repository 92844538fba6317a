//! The version that a document gives itself, and whether it keeps what that promises.

use super::api::Api;
use super::change::{Change, Kind, Level, Place, Uses, Verdict};
use super::rules;
use super::tree::Node;

/// The version of the API as the document says it.
pub(super) fn version<'t>(api: &Api<'t>) -> Option<&'t str> {
    api.root.get("info")?.get("version").and_then(Node::text)
}

/// A version of three numbers.
fn numbers(text: &str) -> Option<[u64; 3]> {
    numbers_of(text)?.try_into().ok()
}

/// A version of any number of numbers; `None` where it is anything else.
pub(super) fn numbers_of(text: &str) -> Option<Vec<u64>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let plain = text.split(['-', '+']).next()?;
    plain.split('.').map(|part| part.parse().ok()).collect()
}

/// Where something breaks, what the versions of both documents say of it.
pub(super) fn versions(old: &Api<'_>, new: &Api<'_>, changes: &[Change]) -> Option<Change> {
    let mut verdicts = changes.iter().flat_map(|change| &change.verdicts);
    if !verdicts.any(|verdict| verdict.strict == Level::Breaking) {
        return None;
    }
    let (was, is) = (version(old)?, version(new)?);
    let (before, after) = (numbers(was)?, numbers(is)?);
    let position = usize::from(before[0] == 0 && after[0] == 0);
    let rule = if was == is {
        "api-version-not-bumped"
    } else if after <= before {
        "api-version-decreased"
    } else if after[..=position] <= before[..=position] {
        "api-major-version-not-bumped"
    } else {
        return None;
    };
    let known = rules::find(rule)?;
    let verdict = Verdict {
        rule: rule.into(),
        strict: known.strict,
        vendor: known.vendor_level(known.strict),
        operations: 0,
    };
    Some(Change {
        fingerprint: super::told::fingerprint(
            &Place::Document,
            "version",
            was,
            is,
            std::slice::from_ref(&verdict),
        ),
        kind: Kind::Changed,
        place: Place::Document,
        areas: Vec::new(),
        subject: "version".to_owned(),
        what: known.title.to_string(),
        was: was.to_owned(),
        is: is.to_owned(),
        evidence: None,
        verdicts: vec![verdict],
        used_by: Uses::default(),
        old: None,
        new: None,
        accepted: None,
    })
}
