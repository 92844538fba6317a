//! Names that mean something to Rust, to a file system or to Cargo.

use crate::{built_of, document, operation, reason};
use serde_json::{Map, Value, json};
use std::path::Component;

/// Names that would be keywords, places or nothing.
const NAMES: [&str; 45] = [
    "",
    " ",
    ".",
    "..",
    "../../x",
    "..\\..\\x",
    "/etc/passwd",
    "\\\\host\\share",
    "C:\\x",
    "~/x",
    "file:///etc/passwd",
    "con",
    "CON",
    "nul.rs",
    "aux",
    "lpt1",
    "a\0b",
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u{7f}b",
    "\u{1b}[2J",
    "\u{202e}txt",
    "\u{2028}",
    "\u{feff}",
    "a\u{301}",
    "ﬁ",
    "ſ",
    "ß",
    "保险箱",
    "🔑",
    "مفتاح",
    "0",
    "4711",
    "1e5",
    "-1",
    "+1",
    "_",
    "__",
    "'static",
    "r#fn",
    "$crate",
    "self::x",
    "%2e%2e%2f",
    "{{}}",
];

/// Keywords, and what generated code has by these names.
const WORDS: [&str; 64] = [
    "as",
    "async",
    "await",
    "box",
    "break",
    "const",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "union",
    "unsafe",
    "use",
    "where",
    "while",
    "yield",
    "macro_rules",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Default",
    "Clone",
    "Debug",
    "Client",
    "Error",
    "builder",
    "types",
    "std",
    "core",
    "serde",
    "serde_json",
    "client",
];

/// Whatever names stand there, all together: as tags, ids, paths, parameters, schemas, properties
/// and values.
fn named(names: &[&str]) -> Value {
    let string = json!({"type": "string"});
    let map = |part: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        names
            .iter()
            .map(|name| ((*name).to_owned(), part(name)))
            .collect()
    };
    let schemas = map(&|_| {
        json!({
            "type": "object",
            "required": names,
            "properties": map(&|name| json!({"type": "string", "enum": [name, "other"]})),
        })
    });
    let reference = |name: &str| {
        let name = name.replace('~', "~0").replace('/', "~1");
        json!({"$ref": format!("#/components/schemas/{name}")})
    };
    let mut paths = Map::new();
    for (number, name) in names.iter().enumerate() {
        let mut get = operation(reference(name));
        get["tags"] = json!([name]);
        get["operationId"] = json!(name);
        get["parameters"] = names
            .iter()
            .map(|name| json!({"name": name, "in": "query", "schema": string}))
            .collect();
        let path = name.replace(['{', '}'], "");
        paths.insert(format!("/{number}/{path}"), json!({"get": get}));
    }
    document(paths.into(), json!({"schemas": schemas}))
}

#[test]
fn a_file_has_a_plain_name_whatever_it_is_named_for() {
    for names in [&NAMES[..], &WORDS[..]] {
        let built = match built_of(named(names).to_string()) {
            Ok(built) => built,
            Err(refusal) => panic!("{refusal}"),
        };
        for (path, text) in &built.files {
            for part in path.components() {
                assert!(matches!(part, Component::Normal(_)), "{}", path.display());
            }
            let path = path.to_str().unwrap();
            let name = path.strip_prefix("src/").unwrap_or(path);
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
            assert!(
                name.chars().all(is_plain) && !name.starts_with('.'),
                "{path}"
            );
            if path.ends_with(".rs")
                && let Err(error) = syn::parse_file(text)
            {
                panic!("{path}: {error}");
            }
        }
        // No two differ only in case: some file systems take them for one.
        let lower = built
            .files
            .keys()
            .map(|path| path.to_str().unwrap().to_lowercase());
        let all: std::collections::BTreeSet<String> = lower.collect();
        assert_eq!(all.len(), built.files.len());
    }
}

/// The generator counts its bytes in lower case, of which it has more.
#[test]
fn a_name_that_the_generator_panics_on_is_refused_with_its_place() {
    match built_of(named(&["İ"]).to_string()) {
        Ok(built) => assert!(built.files.len() > 5),
        Err(refusal) => {
            reason(&refusal);
        }
    }
}

#[test]
fn keys_of_control_characters_are_refused_or_renamed() {
    for key in [
        "\u{0}",
        "a\u{0}b",
        "\u{1b}]0;title\u{7}",
        "\r\n",
        "\u{202e}",
        "\u{85}",
    ] {
        for place in [
            "",
            "/info",
            "/paths",
            "/paths/~1a",
            "/paths/~1a/get",
            "/components",
            "/components/schemas",
        ] {
            let paths = json!({"/a": {"get": operation(json!({"type": "string"}))}});
            let mut value = document(paths, json!({"schemas": {}}));
            let around = value.pointer_mut(place).unwrap();
            around[key] = json!({"type": "string"});
            match built_of(value.to_string()) {
                Ok(built) => {
                    let raw = |text: &String| text.contains(key) && !key.trim().is_empty();
                    assert!(!built.files.values().any(raw), "{key:?} at {place}");
                }
                Err(refusal) => {
                    reason(&refusal);
                    let text = refusal.to_string();
                    assert!(!text.contains(key) || key.trim().is_empty(), "{text:?}");
                }
            }
        }
    }
}
