//! Each rule by an example, and by no other.

use crate::examples::EXAMPLES;
use crate::{api, diff};
use pvwa_codegen::rust_api::{Kind, RULES, compare};
use std::collections::BTreeSet;

#[test]
fn each_rule_has_an_example_that_no_other_rule_is_about() {
    for example in EXAMPLES {
        let diff = diff(example.old, example.new);
        let found: Vec<_> = diff
            .changes
            .iter()
            .map(|change| (change.rule, change.item.as_str()))
            .collect();
        assert_eq!(found, [(example.rule, example.item)], "{:#?}", diff.changes);
        for change in &diff.changes {
            assert_eq!(change.explained().unwrap().bump, change.bump);
        }
    }
    let shown: BTreeSet<_> = EXAMPLES.iter().map(|example| example.rule).collect();
    let known: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(shown, known);
}

#[test]
fn nothing_changes_without_a_change() {
    for example in EXAMPLES {
        for text in [example.old, example.new] {
            assert_eq!(diff(text, text).changes, []);
        }
    }
}

#[test]
fn what_is_gone_one_way_is_new_the_other_way() {
    for example in EXAMPLES {
        let (old, new) = (api(example.old), api(example.new));
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        let is = |changes: &[pvwa_codegen::rust_api::ApiChange], kind: &Kind| -> Vec<String> {
            let of_kind = changes.iter().filter(|change| change.kind == *kind);
            of_kind.map(|change| change.item.clone()).collect()
        };
        assert_eq!(
            is(&there.changes, &Kind::Gone),
            is(&back.changes, &Kind::Added)
        );
        assert_eq!(
            is(&there.changes, &Kind::Added),
            is(&back.changes, &Kind::Gone)
        );
        assert_eq!(there.changes.len(), back.changes.len(), "{}", example.rule);
    }
}

#[test]
fn rules_have_names_and_reasons() {
    let mut ids = BTreeSet::new();
    for rule in RULES {
        assert!(ids.insert(rule.id), "{}", rule.id);
        assert!(!rule.title.is_empty() && !rule.why.is_empty());
        assert!(!rule.why.ends_with('.') && !rule.title.ends_with('.'));
    }
}
