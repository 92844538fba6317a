//! What an action does to a document.

use super::{actions, applied};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use serde_json_path::JsonPath;
use std::collections::BTreeSet;

/// What becomes of a document, which has to become something.
fn become_of(document: Value, list: &Value) -> Value {
    applied(document, &actions(list)).0.unwrap()
}

/// Each row: what it shows, the document, the actions, and what becomes of it.
#[test]
fn actions_do_what_the_specification_says() {
    let rows = [
        (
            "an object is merged at every depth; what is only in the document stays",
            json!({"info": {"title": "a", "contact": {"name": "n", "url": "u"}}}),
            json!([{"target": "$", "update": {"info": {"contact": {"name": "m"}, "x": 1}}}]),
            json!({"info": {"title": "a", "contact": {"name": "m", "url": "u"}, "x": 1}}),
        ),
        (
            "a plain value takes the place of another, whatever their types",
            json!({"a": 1, "b": "x", "c": null, "d": true}),
            json!([{"target": "$", "update": {"a": "one", "b": null, "c": 2.5, "d": "no"}}]),
            json!({"a": "one", "b": null, "c": 2.5, "d": "no"}),
        ),
        (
            "lists of one name are put together",
            json!({"o": {"tags": ["a", "b"], "none": []}}),
            json!([{"target": "$.o", "update": {"tags": ["b", "c"], "none": []}}]),
            json!({"o": {"tags": ["a", "b", "b", "c"], "none": []}}),
        ),
        (
            "an update of a list is one more entry, a list among them",
            json!({"l": [{"a": 1}]}),
            json!([
                {"target": "$.l", "update": {"a": 2}},
                {"target": "$.l", "update": "text"},
                {"target": "$.l", "update": [1, 2]},
                {"target": "$.l", "update": null},
            ]),
            json!({"l": [{"a": 1}, {"a": 2}, "text", [1, 2], null]}),
        ),
        (
            "an entry that is an object is merged like any other",
            json!({"l": [{"name": "a", "in": "query"}, {"name": "b", "in": "query"}]}),
            json!([{"target": "$.l[?@.name == 'b']", "update": {"in": "header"}}]),
            json!({"l": [{"name": "a", "in": "query"}, {"name": "b", "in": "header"}]}),
        ),
        (
            "an update is made at every place",
            json!({"paths": {"/a": {"get": {}}, "/b": {"get": {"x": 1}, "put": {}}}}),
            json!([{"target": "$.paths.*.get", "update": {"safe": true}}]),
            json!({"paths": {"/a": {"get": {"safe": true}}, "/b": {"get": {"x": 1, "safe": true}, "put": {}}}}),
        ),
        (
            "a place that is selected twice is changed once",
            json!({"a": {"l": []}}),
            json!([{"target": "$['a','a'].l", "update": 1}, {"target": "$..*..l", "update": 2}]),
            json!({"a": {"l": [1, 2]}}),
        ),
        (
            "what was there before an update is selected, not what it brings",
            json!({"a": {"a": {}}}),
            json!([{"target": "$..a", "update": {"a": {"b": {}}}}]),
            json!({"a": {"a": {"b": {}, "a": {"b": {}}}}}),
        ),
        (
            "several entries of one list are removed",
            json!({"l": [0, {"gone": true}, 2, {"gone": true}, {"gone": true}, 5]}),
            json!([{"target": "$.l[?@.gone]", "remove": true}]),
            json!({"l": [0, 2, 5]}),
        ),
        (
            "entries are removed from lists that lie in removed entries, and after them",
            json!({"l": [[1, 2], [1, [1, 3]], 1]}),
            json!([{"target": "$..[0]", "remove": true}]),
            json!({"l": [[[3]], 1]}),
        ),
        (
            "a plain value is removed from an object and from a list, and the order stays",
            json!({"a": 1, "b": 2, "c": 3, "l": ["x", "y", "z"]}),
            json!([{"target": "$.a", "remove": true}, {"target": "$.l[?@ == 'y']", "remove": true}]),
            json!({"b": 2, "c": 3, "l": ["x", "z"]}),
        ),
        (
            "remove wins over update",
            json!({"a": {}, "b": {}}),
            json!([{"target": "$.a", "update": {"x": 1}, "remove": true}]),
            json!({"b": {}}),
        ),
        (
            "each action finds what the one before it left",
            json!({"servers": [{"url": "a"}]}),
            json!([
                {"target": "$.servers", "remove": true},
                {"target": "$", "update": {"servers": [{"url": "b"}]}},
                {"target": "$.servers[0]", "update": {"description": "new"}},
            ]),
            json!({"servers": [{"url": "b", "description": "new"}]}),
        ),
        (
            "keys may hold what a pointer or a path escapes",
            json!({"paths": {"/a~b/{id}": {"it's": {"\"q\\": {}}}, "/": {}}}),
            json!([
                {"target": "$.paths['/a~b/{id}']['it\\'s'][\"\\\"q\\\\\"]", "update": {"x": 1}},
                {"target": "$.paths['/']", "remove": true},
            ]),
            json!({"paths": {"/a~b/{id}": {"it's": {"\"q\\": {"x": 1}}}}}),
        ),
        (
            "a filter may ask for something at the root",
            json!({"want": "b", "it's": {"l\\": [{"n": "a"}, {"n": "b"}]}}),
            json!([{"target": "$..[?@.n == $.want]", "remove": true}]),
            json!({"want": "b", "it's": {"l\\": [{"n": "a"}]}}),
        ),
        (
            "one value at the root is cheap to compare with",
            json!({"want": "b", "l": vec![json!({"n": ["a", "b"]}); 3000], "x": {"n": "b"}}),
            json!([{"target": "$..[?@.n == $.want]", "remove": true}, {"target": "$.l", "remove": true}]),
            json!({"want": "b"}),
        ),
        (
            "functions of JSONPath are known",
            json!({"l": [{"n": "safe-a"}, {"n": "key-a", "t": [1, 2]}]}),
            json!([
                {"target": "$.l[?match(@.n, 'safe-.*')]", "remove": true},
                {"target": "$.l[?count(@.t.*) == 2 && length(@.n) == 5]", "update": {"x": 1}},
            ]),
            json!({"l": [{"n": "key-a", "t": [1, 2], "x": 1}]}),
        ),
    ];
    for (shows, document, list, expected) in rows {
        let found = become_of(document, &list);
        // The order of the keys counts, too.
        assert_eq!(found.to_string(), expected.to_string(), "{shows}");
    }
}

#[test]
fn no_overlay_changes_nothing() {
    let mut document =
        pvwa_codegen::document::Document::made("a vault", json!({"b": 1, "a": [{}]}));
    let before = document.value.to_string();
    let mut report = pvwa_codegen::report::Report::default();
    pvwa_codegen::overlay::apply(&mut document, &[], &mut report).unwrap();
    assert_eq!(document.value.to_string(), before);
    assert_eq!(report.changes, []);
}

/// Values with few names, so that names meet.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3).prop_map(Value::from),
        "[ab/~']{0,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[abc/~']", inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

fn objects() -> impl Strategy<Value = Value> {
    prop::collection::vec(("[abc]", values()), 0..4)
        .prop_map(|pairs| pairs.into_iter().collect::<Map<_, _>>().into())
}

/// Targets of every kind of step.
const TARGETS: [&str; 14] = [
    "$.a",
    "$.*",
    "$..a",
    "$..*",
    "$..*..*",
    "$..a..b",
    "$.a..[0]",
    "$[*][*]",
    "$..['a','b','a']",
    "$..[?@.a]",
    "$..[?@.a == $.b]",
    "$..[-1]",
    "$..[::2]",
    "$..[?count(@..a) > 1].a",
];

/// A document without everything under the name `a`.
fn without_a(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| *key != "a")
            .map(|(key, inner)| (key.clone(), without_a(inner)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().map(without_a).collect(),
        plain => plain.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Following a path step by step finds what the path as a whole selects.
    #[test]
    fn a_target_selects_what_the_jsonpath_selects(document in objects(), at in 0..TARGETS.len()) {
        let target = TARGETS[at];
        let path = JsonPath::parse(target).unwrap();
        let expected: BTreeSet<String> = path
            .query_located(&document)
            .locations()
            .map(|location| location.to_json_pointer())
            .collect();
        let list = json!([{"target": target, "remove": true}]);
        let (result, report) = applied(document, &actions(&list));
        let found: Vec<String> = report.changes.into_iter().map(|change| change.pointer).collect();
        prop_assert_eq!(result.is_ok(), !expected.is_empty());
        prop_assert_eq!(found.len(), expected.len(), "each once");
        prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn what_is_removed_everywhere_is_nowhere(document in objects()) {
        let expected = without_a(&document);
        let list = json!([{"target": "$", "update": {"x": {"a": 0}}}, {"target": "$..a", "remove": true}]);
        let mut expected = expected;
        expected["x"] = json!({});
        prop_assert_eq!(become_of(document, &list), expected);
    }

    /// What an update says is so afterwards, and saying it again changes only lists.
    #[test]
    fn an_update_of_a_document_with_a_part_of_itself_changes_only_lists(document in objects()) {
        let list = json!([{"target": "$", "update": document}]);
        let found = become_of(document.clone(), &list);
        prop_assert_eq!(lists_doubled(&document), found);
    }
}

fn lists_doubled(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(key, inner)| (key.clone(), lists_doubled(inner)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().chain(list).cloned().collect(),
        plain => plain.clone(),
    }
}
