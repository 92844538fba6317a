//! From findings to what everybody is told: joined, judged, placed and in order.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::change::{Change, Level, Place, Spot, Uses, Verdict};
use super::finding::{Finding, Rules};
use super::places::Places;
use super::rules;
use super::tree::Node;

/// How many operations are named of those that reach a change.
const NAMED: usize = 5;

/// How many hexadecimal digits of its hash a change is known by.
const DIGITS: usize = 12;

/// The places in both documents.
pub(super) struct Spots<'a> {
    pub(super) old: (&'a str, Places),
    pub(super) new: (&'a str, Places),
}

/// Joins findings that say the same of one place.
pub(super) fn joined<'t>(findings: Vec<Finding<'t>>) -> Vec<Finding<'t>> {
    let mut known: HashMap<(Place, String, String, String, String), usize> = HashMap::new();
    let mut all: Vec<Finding<'t>> = Vec::with_capacity(findings.len());
    for finding in findings
        .into_iter()
        .filter(|finding| !finding.rules.is_empty())
    {
        let key = (
            finding.place.clone(),
            finding.subject.clone(),
            finding.was.clone(),
            finding.is.clone(),
            named(&finding.rules),
        );
        match known.get(&key).and_then(|at| all.get_mut(*at)) {
            Some(first) => {
                first.areas.extend(finding.areas);
                first.rules.join(finding.rules);
            }
            None => {
                known.insert(key, all.len());
                all.push(finding);
            }
        }
    }
    all
}

fn named(rules: &Rules) -> String {
    let mut names: Vec<_> = rules.0.iter().map(|(rule, _)| rule.as_ref()).collect();
    names.sort_unstable();
    names.join(",")
}

/// Makes the change that a finding is.
pub(super) fn change(finding: Finding<'_>, spots: &Spots<'_>) -> Change {
    let mut uses: Vec<String> = Vec::new();
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (id, mut held) in finding.rules.0 {
        held.uses.sort_unstable();
        held.uses.dedup();
        let rule = rules::find(&id);
        let usual = rule.map_or(Level::Info, |rule| rule.strict);
        let strict = held.most.map_or(usual, |most| usual.min(most));
        verdicts.push(Verdict {
            vendor: rule.map_or(Level::Info, |rule| match held.most {
                Some(most) => rule.vendor_level(strict).min(most),
                None => rule.vendor_level(strict),
            }),
            strict,
            operations: held.uses.len(),
            rule: id,
        });
        uses.extend(held.uses.into_iter().filter(|used| !used.is_empty()));
    }
    verdicts.sort_by(|a, b| {
        let key = |verdict: &Verdict| (verdict.strict.max(verdict.vendor), is_own(&verdict.rule));
        key(b).cmp(&key(a)).then_with(|| a.rule.cmp(&b.rule))
    });
    uses.sort_unstable();
    uses.dedup();
    let what = verdicts
        .first()
        .and_then(|verdict| rules::find(&verdict.rule));
    let what = what.map_or_else(String::new, |rule| rule.title.to_string());
    let spot = |node: Option<&Node<'_>>, (file, places): &(&str, Places)| {
        let spot = places.of(node?)?;
        Some(Spot {
            file: (*file).to_owned(),
            pointer: spot.pointer.clone(),
            line: spot.position.map(|(line, _)| line),
            column: spot.position.map(|(_, column)| column),
        })
    };
    let fingerprint = fingerprint(
        &finding.place,
        &finding.subject,
        &finding.was,
        &finding.is,
        &verdicts,
    );
    Change {
        fingerprint,
        kind: finding.kind,
        place: finding.place,
        areas: finding.areas.into_iter().collect(),
        subject: finding.subject,
        what,
        was: finding.was,
        is: finding.is,
        evidence: finding.evidence,
        used_by: Uses {
            count: uses.len(),
            first: uses.iter().take(NAMED).cloned().collect(),
            all: uses,
        },
        old: spot(finding.old, &spots.old),
        new: spot(finding.new, &spots.new),
        verdicts,
        accepted: None,
    }
}

/// Rules of our own say what happened where others say what is gone and what is new.
fn is_own(rule: &str) -> bool {
    rule.ends_with("-renamed") || rule.ends_with("-moved") || rule.ends_with("operation-id-changed")
}

/// What a change is known by: where it is, what it is, and what it was and is.
///
/// Not by who reaches it: another operation that uses a schema makes no other change of it.
pub(super) fn fingerprint(
    place: &Place,
    subject: &str,
    was: &str,
    is: &str,
    verdicts: &[Verdict],
) -> String {
    let place = match place {
        Place::Operation { method, path, .. } => format!("{method} {path}"),
        Place::Schema { name } => format!("schema {name}"),
        Place::Document => "document".to_owned(),
    };
    let mut rules: Vec<_> = verdicts
        .iter()
        .map(|verdict| verdict.rule.as_ref())
        .collect();
    rules.sort_unstable();
    digits(&[&place, subject, was, is, &rules.join(",")])
}

fn digits(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let hash = hash.finalize();
    let bytes = hash.iter().take(DIGITS / 2);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Gives changes that would be known by the same digits others, the same in each run: one document
/// may have the same operation in two sections.
pub(super) fn unique(changes: &mut [Change]) {
    let mut known: HashSet<String> = HashSet::with_capacity(changes.len());
    for change in changes {
        let first = change.fingerprint.clone();
        let mut number = 1_u64;
        while !known.insert(change.fingerprint.clone()) {
            number += 1;
            change.fingerprint = digits(&[&first, &number.to_string()]);
        }
    }
}

/// The order in which changes are told: by place, the gravest first.
pub(super) fn ordered(changes: &mut [Change]) {
    changes.sort_by(|a, b| {
        let gravest = |change: &Change| {
            change
                .verdicts
                .iter()
                .map(|verdict| verdict.strict.max(verdict.vendor))
                .max()
        };
        a.place
            .cmp(&b.place)
            .then_with(|| gravest(b).cmp(&gravest(a)))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
}
