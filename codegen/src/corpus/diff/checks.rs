//! Which check of oasdiff tells which of its ids: a row of its manifest may have run one check only.

mod operations;
mod parameters;
mod requests;
mod responses;

use super::pattern::matches_any;

/// One check, and the ids that it tells, as patterns.
type Check = (&'static str, &'static [&'static str]);

/// Every check, by what it looks at.
const FAMILIES: [&[Check]; 4] = [
    operations::CHECKS,
    parameters::CHECKS,
    requests::CHECKS,
    responses::CHECKS,
];

/// What is told of stability whichever check runs: it is judged before any of them.
const ALWAYS: &[&str] = &[
    "api-invalid-stability-level",
    "api-stability-{decreased,increased}",
    "{request,response}-property-stability-{decreased,increased}",
];

/// Whether oasdiff has an id, in any check.
pub(super) fn has(id: &str) -> bool {
    let told = |check: &Check| matches_any(check.1, id);
    matches_any(ALWAYS, id) || FAMILIES.iter().any(|family| family.iter().any(told))
}

/// Whether a check is known.
pub(super) fn is_check(name: &str) -> bool {
    FAMILIES
        .iter()
        .any(|family| family.iter().any(|check| check.0 == name))
}

/// Whether a check tells an id.
pub(super) fn tells(name: &str, id: &str) -> bool {
    let told = |check: &Check| check.0 == name && matches_any(check.1, id);
    matches_any(ALWAYS, id) || FAMILIES.iter().any(|family| family.iter().any(told))
}

#[cfg(test)]
mod tests {
    use super::super::pattern::matches;
    use super::{FAMILIES, is_check, tells};
    use std::collections::HashSet;

    #[test]
    fn every_check_stands_once_and_tells_what_it_names() {
        let mut seen = HashSet::new();
        for (name, patterns) in FAMILIES.iter().flat_map(|family| family.iter()) {
            assert!(seen.insert(name), "{name} stands twice");
            assert!(is_check(name) && !patterns.is_empty());
        }
        assert!(tells("APIAddedCheck", "endpoint-added"));
        assert!(!tells("APIAddedCheck", "webhook-added"));
        assert!(tells(
            "RequestPropertyMaxSetCheck",
            "request-body-exclusive-max-set"
        ));
        assert!(!tells(
            "RequestPropertyMaxSetCheck",
            "request-parameter-max-set"
        ));
        assert!(!is_check("NoSuchCheck"));
    }

    #[test]
    fn every_id_of_a_check_is_one_of_our_rules() {
        let rules = crate::diff::rules::all();
        let patterns = FAMILIES.iter().flat_map(|family| family.iter());
        let missing: Vec<_> = patterns
            .flat_map(|check| check.1)
            .filter(|pattern| !rules.iter().any(|rule| matches(pattern, &rule.id)))
            // An absent count is none: what has no rule is told as an increase or a decrease.
            .filter(|pattern| !pattern.contains("-min-items-"))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
