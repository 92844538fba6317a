//! Documents that are too deep, too large or too many.

use crate::{built_of, document, operation, reason, size};
use pvwa_codegen::document::{Document, MOST_BYTES};
use pvwa_codegen::pipeline::{self, Home};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::io::Write as _;

/// How deep a document is nested that nobody means.
const DEEP: usize = 10_000;

const HEAD: &str = r#""openapi": "3.0.3", "info": {"title": "Vault", "version": "1"}"#;

#[track_caller]
fn refused(text: impl Into<Vec<u8>>) -> String {
    reason(&built_of(text).unwrap_err()).to_owned()
}

#[test]
fn deep_json_is_refused() {
    for (open, close) in [("[", "]"), (r#"{"allOf":["#, "]}"), (r#"{"a":"#, "}")] {
        let (open, close) = (open.repeat(DEEP), close.repeat(DEEP));
        let text = format!(r#"{{{HEAD}, "paths": {{}}, "x-deep": {open}1{close}}}"#);
        assert_eq!(refused(text), "the document is nested too deeply");
        // Cut off, too.
        refused(format!(r#"{{{HEAD}, "paths": {open}"#));
    }
}

#[test]
fn deep_yaml_is_refused() {
    let flow = format!(
        "openapi: 3.0.3\npaths: {}{}\n",
        "[".repeat(DEEP),
        "]".repeat(DEEP)
    );
    refused(flow);
    let mut list = "openapi: 3.0.3\npaths:\n".to_owned();
    list.push_str(&"- ".repeat(DEEP));
    refused(list);
    let mut block = "openapi: 3.0.3\npaths: {}\nx-deep:\n".to_owned();
    for depth in 1..2_000 {
        let _ = writeln!(block, "{}a:", " ".repeat(depth));
    }
    refused(block);
}

/// As deep as is read, everywhere where schemas nest: the steps go down as far as the parsers.
#[test]
fn what_is_just_deep_enough_to_be_read_is_walked() {
    for (open, close) in [
        (r#"{"type":"array","items":"#, "}"),
        (r#"{"type":"object","additionalProperties":"#, "}"),
        (r#"{"type":"object","properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"oneOf":[{"type":"integer"},"#, "]}"),
        (r#"{"not":"#, "}"),
    ] {
        for deep in [20, 57, 115] {
            let (open, close) = (open.repeat(deep), close.repeat(deep));
            let schema = format!(r#"{open}{{"type":"string"}}{close}"#);
            let text = format!(
                r##"{{{HEAD}, "paths": {{"/a": {{"get": {{"responses": {{"200": {{"description": "",
                "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/A"}}}}}}}}}}}}}}}},
                "components": {{"schemas": {{"A": {schema}}}}}}}"##
            );
            match built_of(text) {
                Ok(built) => assert!(size(&built) < 2_000_000, "{} bytes", size(&built)),
                Err(refusal) => {
                    reason(&refusal);
                }
            }
        }
    }
}

#[test]
fn aliases_that_double_are_refused() {
    let mut text = "openapi: 3.0.3\nx-a0: &a0 [lol, lol, lol]\n".to_owned();
    for number in 1..40 {
        let of = format!("*a{}", number - 1);
        let _ = writeln!(text, "x-a{number}: &a{number} [{of}, {of}, {of}, {of}]");
    }
    refused(format!("{text}paths: {{}}\n"));
    let mut merged = "openapi: 3.0.3\nx-a0: &a0 {a: 1, b: 2}\n".to_owned();
    for number in 1..40 {
        let of = number - 1;
        let _ = writeln!(
            merged,
            "x-a{number}: &a{number} {{<<: [*a{of}, *a{of}], k{number}: *a{of}}}"
        );
    }
    refused(format!("{merged}paths: {{}}\n"));
}

#[test]
fn an_alias_of_what_is_around_it_is_refused() {
    refused("openapi: 3.0.3\npaths: &a\n  /a: *a\n");
    refused("&a\nopenapi: 3.0.3\npaths: *a\n");
}

/// A file is read no further than a document can be long: this one has 200 MB, none of them on disk.
#[test]
fn a_large_file_is_not_read_to_its_end() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{{{HEAD}, \"paths\": {{").unwrap();
    file.as_file().set_len(200 << 20).unwrap();
    let refusal = Document::read(file.path()).unwrap_err();
    assert_eq!(refusal.0[0].what, "the file is larger than 16 MiB");
    reason(&refusal);
}

#[test]
fn a_million_paths_are_refused() {
    let mut text = format!("{{{HEAD}, \"paths\": {{");
    for number in 0..1_000_000 {
        let comma = if number > 0 { "," } else { "" };
        let _ = write!(text, r#"{comma}"/{number}":{{"get":{{}}}}"#);
    }
    text.push_str("}}");
    assert!(text.len() > MOST_BYTES);
    assert_eq!(refused(text), "the file is larger than 16 MiB");
}

#[test]
fn seventy_thousand_operations_are_refused() {
    let mut text = format!("{{{HEAD}, \"paths\": {{\"/\":{{}}");
    let mut number = 0;
    while number < 70_000 {
        number += 1;
        let _ = write!(text, r#","/{number}":{{"get":{{}}}}"#);
    }
    text.push_str("}}");
    assert_eq!(refused(text), "the document has 70000 operations");
}

/// More than are generated of what a document can have many of.
#[test]
fn too_many_parts_are_refused() {
    const MANY: usize = 251_000;
    let many = |part: &dyn Fn(usize) -> Value| -> Map<String, Value> {
        (0..MANY)
            .map(|number| (format!("n{number}"), part(number)))
            .collect()
    };
    let string = json!({"type": "string"});
    let names: Vec<String> = (0..MANY).map(|number| format!("n{number}")).collect();
    let to_a = json!({"$ref": "#/components/schemas/A"});
    let schemas = [
        json!({"type": "object", "properties": many(&|_| string.clone())}),
        json!({"type": "string", "enum": names}),
    ];
    for schema in schemas {
        let paths = json!({"/a": {"get": operation(to_a.clone())}});
        bounded(&document(paths, json!({"schemas": {"A": schema}})));
    }
    let parameters: Vec<Value> = names
        .iter()
        .map(|name| json!({"name": name, "in": "query", "schema": string}))
        .collect();
    bounded(&document(
        json!({"/a": {"get": {"parameters": parameters, "responses": {}}}}),
        json!({}),
    ));
}

/// The most bytes that the crate of a small document with a long list may have.
const LARGE: usize = 30_000_000;

#[track_caller]
fn bounded(value: &Value) {
    match built_of(value.to_string()) {
        Ok(built) => assert!(size(&built) < LARGE, "{} bytes", size(&built)),
        Err(refusal) => {
            reason(&refusal);
        }
    }
}

/// Each schema names the next, and the last one the first.
#[test]
fn a_long_chain_of_schemas_is_bounded() {
    const LONG: usize = 600;
    let next = |number: usize| json!({"$ref": format!("#/components/schemas/N{}", number % LONG)});
    let links: [&dyn Fn(Value) -> Value; 4] = [
        &|next| json!({"type": "object", "properties": {"a": next}}),
        &|next| json!({"type": "object", "required": ["a"], "properties": {"a": next}}),
        &|next| json!({"type": "array", "items": next}),
        &|next| json!({"allOf": [next, {"type": "object", "properties": {"a": {"type": "string"}}}]}),
    ];
    for link in links {
        let schemas: Map<String, Value> = (0..LONG)
            .map(|number| (format!("N{number}"), link(next(number + 1))))
            .collect();
        let paths = json!({"/a": {"get": operation(next(0))}});
        bounded(&document(paths, json!({"schemas": schemas})));
    }
}

#[test]
fn a_name_as_long_as_a_document_is_refused() {
    let long = "n".repeat(1 << 17);
    refused(format!(r#"{{{HEAD}, "paths": {{"/{long}": {{}}}}}}"#));
    // Where it is a value it can be read.
    let value = json!({"/a": {"get": {"operationId": long, "tags": [long], "summary": long,
        "parameters": [{"name": long, "in": "query", "schema": {"type": "string", "enum": [long]}}],
        "responses": {}}}});
    bounded(&document(value, json!({})));
}

/// What is refused is told in bounded words, however much is wrong.
#[test]
fn a_document_that_is_all_wrong_is_refused_in_a_few_words() {
    let paths: Map<String, Value> = (0..2_000)
        .map(|number| (format!("/{{a/{number}"), json!({"get": {"responses": {}}})))
        .collect();
    let refusal = built_of(document(paths.into(), json!({})).to_string()).unwrap_err();
    assert!(refusal.0.len() < 200, "{} problems", refusal.0.len());
    assert!(refusal.to_string().len() < 100_000);
}

#[test]
fn nothing_is_generated_of_a_document_without_operations() {
    let source = pipeline::Source {
        document: Document::made("vault.json", document(json!({}), json!({}))),
        version: None,
        origin: pipeline::Origin::Vault,
    };
    let built = pipeline::normalize(source, None)
        .and_then(|normalized| pipeline::build(normalized.code, Home::Standalone));
    match built {
        Ok(built) => assert!(size(&built) < 200_000),
        Err(refusal) => {
            reason(&refusal);
        }
    }
}
