//! YAML as it is found in the world: what its values are, and what is read although the parser
//! refuses it.

use crate::{parse, place, refusal, value};
use pvwa_codegen::report::Report;
use pvwa_codegen::upgrade::upgrade;
use serde_json::{Value, json};

/// `x-a` of a document that holds it besides what every document has.
fn x_a(text: &str) -> Value {
    value(&format!("openapi: 3.0.1\npaths: {{}}\n{text}"))["x-a"].take()
}

/// What the report says that reading has lost.
fn lost(text: &str) -> Vec<String> {
    let mut report = Report::default();
    upgrade(&mut parse(text), &mut report).unwrap();
    let lost = report.losses().filter(|change| change.by == "read");
    lost.map(|change| match change.pointer.is_empty() {
        true => change.note.to_string(),
        false => change.pointer.to_string(),
    })
    .collect()
}

#[test]
fn numbers_in_every_spelling_are_numbers() {
    assert_eq!(
        x_a("x-a: [1e3, 1E+3, .5, +.5, 1., +1, -0, 0x1F, -0x1F, 0o17, 0b11, 1.10]"),
        json!([1000.0, 1000.0, 0.5, 0.5, 1.0, 1, 0, 31, -31, 15, 3, 1.1])
    );
}

#[test]
fn integers_beyond_64_bits_are_floats_as_in_json() {
    let numbers = "[18446744073709551615, 18446744073709551616, -9223372036854775808, \
                   -9223372036854775809, 1000000000000000000000000000000000000000000000]";
    assert_eq!(
        x_a(&format!("x-a: {numbers}")),
        json!([
            u64::MAX,
            18446744073709551616.0,
            i64::MIN,
            -9223372036854775809.0,
            1e45
        ])
    );
    let json = format!("{{\"openapi\": \"3.0.1\", \"paths\": {{}}, \"x-a\": {numbers}}}");
    assert_eq!(value(&json)["x-a"], x_a(&format!("x-a: {numbers}")));
}

#[test]
fn what_only_looks_like_a_value_is_text() {
    let texts = [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "N",
        "tRUE",
        "1_000",
        "007",
        "0x",
        "0xG",
        "1:30",
        "nan",
        "inf",
        "Infinity",
        "1e400",
        "2019-01-01",
        "2019-01-01T00:00:00Z",
        "1.2.3",
        "=",
    ];
    assert_eq!(x_a(&format!("x-a: [{}]", texts.join(", "))), json!(texts));
}

#[test]
fn nothing_is_null_and_truth_has_three_spellings() {
    assert_eq!(
        x_a("x-a: {a: , b: ~, c: null, d: Null, e: NULL, f: '~', g: TRUE, h: False}"),
        json!({
            "a": null, "b": null, "c": null, "d": null, "e": null, "f": "~", "g": true, "h": false
        })
    );
}

#[test]
fn infinity_is_refused() {
    for number in [".inf", "-.inf", "+.INF", ".nan", ".NaN"] {
        let text = format!("openapi: 3.0.1\npaths: {{}}\nx-a: [1, {number}]\n");
        let refusal = refusal(text.as_bytes());
        assert!(
            refusal.starts_with("vault.json:3:10: a number is infinite or not a number"),
            "{refusal}"
        );
    }
}

#[test]
fn tags_of_yaml_say_what_a_value_is() {
    assert_eq!(
        x_a(
            "x-a: [!!str 123, !!int '5', !!float 1, !!bool 'true', !!map {a: 1}, !!seq [1], \
             !!binary aGVsbG8=, !!timestamp 2019-01-01, !!set {a, b}, !<tag:yaml.org,2002:str> 5]"
        ),
        json!([
            "123", 5, 1.0, true, {"a": 1}, [1],
            "aGVsbG8=", "2019-01-01", {"a": null, "b": null}, "5"
        ])
    );
    insta::assert_snapshot!(refusal(b"openapi: 3.0.1\npaths: {}\nx-a: !!int many\n"), @r#"
    vault.json:3:6: the text is neither JSON nor well-formed YAML
      why: x-a: invalid value: string "many", expected an integer at line 3 column 6
      remedy: correct the line, or fetch the document again
    "#);
}

#[test]
fn a_key_is_a_name_even_where_it_is_an_alias_or_empty() {
    assert_eq!(
        x_a("x-b: &key owner\nx-a: {*key : 1, '': 2, 200: 3, -1: 4}\n"),
        json!({"owner": 1, "": 2, "200": 3, "-1": 4})
    );
    let list = refusal(b"openapi: 3.0.1\npaths: {}\nx-a: {? [a, b] : c}\n");
    assert!(list.contains("expected a key"), "{list}");
}

#[test]
fn keys_that_stand_twice_are_reported_at_any_depth() {
    let text = "openapi: 3.0.1\npaths:\n  /Safes:\n    get:\n      responses:\n        \
                '200': {description: a}\n        200: {description: b}\n  /Safes: {}\n";
    assert_eq!(value(text)["paths"], json!({"/Safes": {}}));
    assert_eq!(
        lost(text),
        ["/paths/~1Safes/get/responses/200", "/paths/~1Safes"]
    );
}

#[test]
fn what_is_merged_gives_way_and_is_no_repetition() {
    let text = "openapi: 3.0.1\npaths: {}\nx-b: &b {one: 1, two: 1}\nx-c: &c {two: 2, three: 2}\n\
                x-a: {<<: *b, <<: *c, one: 3}\n";
    assert_eq!(value(text)["x-a"], json!({"one": 3, "two": 1, "three": 2}));
    assert!(lost(text).is_empty());
    let twice = "openapi: 3.0.1\npaths: {}\nx-b: &b {one: 1}\nx-a: {one: 2, <<: *b, one: 3}\n";
    assert_eq!(value(twice)["x-a"], json!({"one": 3}));
    assert_eq!(lost(twice), ["/x-a/one"]);
}

#[test]
fn directives_and_marks_of_one_document_are_no_content() {
    let expected = json!({"openapi": "3.0.1", "paths": {}});
    for text in [
        "%YAML 1.1\n---\nopenapi: 3.0.1\npaths: {}\n...\n",
        "# vault\n---\nopenapi: 3.0.1\npaths: {}\n---\n",
        "---\nopenapi: 3.0.1\npaths: {}\n---\n# nothing more\n...\n",
    ] {
        assert_eq!(value(text), expected);
        assert!(lost(text).is_empty());
    }
}

#[test]
fn quoted_text_may_go_on_anywhere() {
    let text = "openapi: 3.0.1\ninfo:\n    title: 'Key\nroom'\n    description: \"Lists\nthe safes:\n\
                # and\n- keys\n\n\tof a vault.\"\npaths: {}\n";
    let document = parse(text);
    assert_eq!(document.value["info"]["title"], "Key room");
    assert_eq!(
        document.value["info"]["description"],
        "Lists the safes: # and - keys\nof a vault."
    );
    assert_eq!(place(&document, "/paths"), "vault.json:11:1");
    assert!(lost(text).is_empty());
}

#[test]
fn a_line_in_quotes_may_look_like_the_end_of_the_document() {
    let text = "openapi: 3.0.1\ninfo:\n  description: \"Safes\n--- and keys\n...\n\"\npaths: {}\n";
    let document = parse(text);
    assert_eq!(
        document.value["info"]["description"],
        "Safes --- and keys ... "
    );
    assert_eq!(place(&document, "/paths"), "vault.json:7:1");
    assert_eq!(
        lost(text),
        ["lines 4 to 5 are indented too little: they are read as text of the line above"]
    );
}

#[test]
fn prose_may_go_on_further_out() {
    let text = "openapi: 3.0.1\ninfo:\n  description: Lists the safes\nof one vault\n that are open\n\n\
                \tand the keys.\n  version: '1'\ntags:\n  - name: safes\n    description: |\n    \
                Two lines\n    of text.\n\n  More (much\nmore).\npaths: {}\n";
    let document = parse(text);
    assert_eq!(
        document.value["info"],
        json!({
            "description": "Lists the safes of one vault that are open\nand the keys.",
            "version": "1"
        })
    );
    assert_eq!(
        document.value["tags"][0]["description"],
        "Two lines\nof text.\n\nMore (much\nmore).\n"
    );
    assert_eq!(place(&document, "/info/version"), "vault.json:8:3");
    assert_eq!(place(&document, "/paths"), "vault.json:17:1");
    insta::assert_snapshot!(lost(text).join("\n"), @"
    lines 4 to 5 are indented too little: they are read as text of the line above
    line 7 is indented too little: it is read as text of the line above
    lines 12 to 13 are indented too little: they are read as text of the line above
    lines 15 to 16 are indented too little: they are read as text of the line above
    ");
}

#[test]
fn a_key_without_its_colon_is_no_prose() {
    insta::assert_snapshot!(refusal(b"openapi: 3.0.1\ninfo:\n  description: Safes\n  version 1.0\npaths: {}\n"), @"
    vault.json:5:1: the text is neither JSON nor well-formed YAML
      why: could not find expected ':' at line 5 column 1, while scanning a simple key at line 4 column 3
      remedy: correct the line, or fetch the document again
    ");
    for text in [
        "openapi: 3.0.1\ninfo:\n  description: Safes\npaths\n  /a: {}\n",
        "openapi: 3.0.1\ninfo:\n  version: '1'\nkeys of a vault\npaths: {}\n",
        "openapi: 3.0.1\ninfo:\n  description: 'Safes'\nkeys of a vault\npaths: {}\n",
    ] {
        assert!(refusal(text.as_bytes()).contains("could not find expected ':'"));
    }
}

#[test]
fn what_stays_wrong_is_told_of_the_file_as_it_is() {
    // The first line can be mended, the second can not.
    let text = "openapi: 3.0.1\ninfo:\n  description: Lists\nall safes\npaths: {}}\n";
    let refusal = refusal(text.as_bytes());
    assert!(refusal.starts_with("vault.json:5:1: "), "{refusal}");
}

#[test]
fn tabs_are_white_space_where_they_indent_nothing() {
    let text = "openapi:\t3.0.1\t# version\n\t\ninfo:\n  title: a\n\t \n  description: b\n\t# remark\n\
                paths: {\t}\n";
    let document = parse(text);
    assert_eq!(
        document.value["info"],
        json!({"title": "a", "description": "b"})
    );
    assert_eq!(place(&document, "/paths"), "vault.json:8:1");
    assert!(lost(text).is_empty());
    insta::assert_snapshot!(refusal(b"openapi: 3.0.1\ntags:\n-\tname: safes\npaths: {}\n"), @"
    vault.json:3:2: a tab stands where YAML takes spaces
      remedy: indent with spaces only
    ");
}

#[test]
fn mending_comes_to_an_end() {
    // Every line is one more to mend, and the last one cannot be mended.
    let line = "some words that stand too far out\n".repeat(20_000);
    let text = format!("openapi: 3.0.1\ninfo:\n  description: a\n{line}paths: {{}}}}\n");
    assert!(refusal(text.as_bytes()).contains("could not find expected ':'"));
}

#[test]
fn a_message_that_the_document_forges_mends_nothing() {
    let key = "could not find expected ':' simple key at line 0 more than one document";
    let text = format!("openapi: 3.0.1\npaths: {{}}\n\"{key}\": !!int abc\n");
    let refusal = refusal(text.as_bytes());
    assert!(refusal.starts_with("vault.json:3:"), "{refusal}");
}

/// What is mended may stand anywhere: every text here is read or refused, and never a panic.
#[test]
fn any_lines_are_read_or_refused() {
    let lines = [
        "  description: Lists",
        "of all é safes",
        "\t",
        "\tof keys",
        "---",
        "...",
        "  - description: |",
        "    é é",
        " 'quoted",
        "\"",
        "x: {",
        "}",
        "# é",
        "key",
        "-\tone: 1",
        "? a",
        ": b",
        "*a",
        "\u{85}",
    ];
    // Drawn by a generator that draws the same each time.
    let mut state = 1_u32;
    for _ in 0..3000 {
        let mut text = "openapi: 3.0.1\npaths: {}\ninfo:\n  title: a\n".to_owned();
        for _ in 0..8 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(lines[(state >> 16) as usize % lines.len()]);
            text.push_str(if state & 1 == 0 { "\n" } else { "\r\n" });
        }
        if let Err(refusal) = pvwa_codegen::document::Document::parse("a", text.into_bytes()) {
            assert_eq!(refusal.0.len(), 1);
        }
    }
}
