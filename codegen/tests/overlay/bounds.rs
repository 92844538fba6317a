//! Documents and overlays that would cost too much.

use super::{actions, applied};
use serde_json::{Value, json};

/// What is said of the only action.
fn refused(document: Value, action: Value) -> String {
    applied(document, &actions(&json!([action])))
        .0
        .unwrap_err()
        .to_string()
}

/// A value with `width` values at every one of `depth` levels but one branch.
fn comb(depth: usize, width: usize) -> Value {
    (0..depth).fold(json!({}), |inner, _| {
        let mut entries: Vec<Value> = (1..width).map(Value::from).collect();
        entries.push(inner);
        Value::Array(entries)
    })
}

#[test]
fn descending_again_and_again_visits_a_place_once() {
    let target = format!("${}", "..*".repeat(40));
    let list = json!([{"target": target, "remove": true}]);
    let (result, report) = applied(comb(100, 20), &actions(&list));
    assert!(result.is_ok());
    assert!(report.changes.len() <= 2000, "{}", report.changes.len());
}

#[test]
fn a_filter_that_looks_at_everything_from_everywhere_is_stopped() {
    let texts = [
        "$..[?@..[?@..[?@..a]]]",
        "$..[?$..[?$..[?@.a]]]",
        "$..[?$[0] == $[39]]",
        "$..[?match(@.a, @.b)]",
        "$..[?@[*,*,*,*][*,*,*,*][*,*,*,*][*,*,*,*][*,*,*,*][*,*,*,*][*,*,*,*].a]",
    ];
    for target in texts {
        let said = refused(comb(100, 40), json!({"target": target, "remove": true}));
        assert!(said.contains("looks at too much of the document"), "{said}");
    }
}

#[test]
fn more_places_than_are_kept_are_not_kept() {
    let document = Value::Array(vec![json!([0, 0, 0]); 600_000]);
    let said = refused(document, json!({"target": "$..*", "remove": true}));
    insta::assert_snapshot!(said);
}

#[test]
fn an_update_does_not_multiply_without_end() {
    let document = Value::Array(vec![json!({}); 10_000]);
    let text = "x".repeat(4000);
    let said = refused(
        document,
        json!({"target": "$.*", "update": {"description": text}}),
    );
    insta::assert_snapshot!(said);
}

#[test]
fn actions_do_not_nest_deeper_than_is_read() {
    let nested = (0..60).fold(json!({}), |inner, _| json!({"a": inner}));
    let deepest = format!("${}", ".a".repeat(60));
    let deeper = format!("${}", ".a".repeat(120));
    let list = json!([
        {"target": "$", "update": nested},
        {"target": deepest, "update": nested, "x-again": 1},
        {"target": deeper, "update": nested, "x-again": 2},
    ]);
    let said = applied(json!({}), &actions(&list)).0.unwrap_err();
    assert_eq!(said.0.len(), 1, "{said}");
    assert!(
        said.0[0]
            .what
            .starts_with("action 3 nests the document too deeply"),
        "{said}"
    );
}

#[test]
fn a_large_list_is_emptied_in_one_sweep() {
    let document = json!({"keep": 1, "l": vec![json!({"gone": 1}); 50_000]});
    let list = json!([{"target": "$.l[?@.gone]", "remove": true}]);
    let (result, _) = applied(document, &actions(&list));
    assert_eq!(result.unwrap(), json!({"keep": 1, "l": []}));
}
