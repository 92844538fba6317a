//! Texts that would be code, or a name, where what is around them were left too early.

use serde_json::{Value, json};

/// The name that none of the generated code may have.
pub(crate) const MARK: &str = "injected_by_document";

/// Texts that leave a comment, a literal or a block, or mean something to rustdoc or a terminal.
pub(crate) fn texts() -> Vec<String> {
    let texts = [
        "*/ pub fn MARK() {} /*",
        "\"] pub fn MARK() {} #[doc = \"",
        "\"; pub fn MARK() {} //",
        "\"#; pub fn MARK() {} r#\"",
        "\"##; pub fn MARK() {} r##\"",
        "'; pub fn MARK() {} '",
        "\\\"; pub fn MARK() {} //",
        "a line\npub fn MARK() {}",
        "a line\rpub fn MARK() {}",
        "a line\r\npub fn MARK() {}",
        "a line\u{2028}pub fn MARK() {}",
        "a line\u{85}pub fn MARK() {}",
        "a line\u{b}pub fn MARK() {}\u{c}",
        "turned \u{202e}} (){ KRAM nf bup\u{202c} \u{2066}MARK\u{2069}",
        "{MARK} {{MARK}} {} {0} {:?} {{}}",
        "$MARK $crate::MARK!() #MARK #(#MARK)*",
        "#![feature(MARK)]",
        "#![doc = include_str!(\"/etc/passwd\")]",
        "```\npub fn MARK() {}",
        "```\ntext\n```\npub fn MARK() {}",
        "```rust\nMARK!();\n```\nand\n```\nMARK!();\n```",
        "```text\nx\n```x\n[MARK]\n```\nMARK!();\n```",
        "````\nMARK!();\n````",
        "~~~\nMARK!();\n~~~",
        "~~~ a\n```\nMARK!();\n```\n~~~",
        "> ```\n> MARK!();\n> ```",
        "- ```rust\n  MARK!();\n  ```",
        "1. ~~~\n   MARK!();\n   ~~~",
        "- a\n\n      MARK!();",
        ">     MARK!();",
        "-     MARK!();",
        "\tMARK!();",
        "a\n\n    MARK!();\n\na",
        "a\n\n\u{a0}   MARK!();\n\na",
        "      ```\nMARK!();\n      ```",
        "`a\n> ```\n> MARK!();`",
        "`` a ` b ``` c `` ```",
        "one ` two",
        "[MARK] and [`MARK`] and [a][MARK] and [a](MARK)",
        "[`MARK] and `[MARK]",
        "[MARK]: https://example.com\n\n[MARK]",
        "[x](javascript:MARK()) ![x](https://example.com/MARK.png)",
        "<script>MARK()</script> <img src=x onerror=MARK()> <!-- MARK",
        "<javascript:MARK()> <https://example.com/\"onmouseover=MARK()>",
        "&lt;script&gt;MARK&lt;/script&gt; &#x202e; &MARK;",
        "<details>\n\n# MARK\n\n</details>",
        "| a | b |\n| --- | --- |\n| MARK | MARK |",
        "MARK\n=====\n\n***\n\n# MARK\n\n[^MARK]: x",
        "ends with a backslash \\",
        "\u{0}\u{1b}[31mMARK\u{7f}\u{feff}\u{200b}",
        "../../MARK",
        "/etc/passwd",
        "C:\\MARK.rs",
        "crate::MARK::<MARK>",
        "r#MARK",
        "保险箱",
        "🔑🗝️",
        "مفتاح",
        "4711",
        "",
        " ",
        "con",
        "Self",
        "type",
        "mod",
        "lib",
    ];
    let mut texts: Vec<String> = texts.map(|text| text.replace("MARK", MARK)).to_vec();
    // What is wrapped begins a line with what stood inside of one.
    for sign in [
        "```rust", "~~~", ">     x", "-     x", "#", "1.", "`[x", "=====",
    ] {
        let long = "word ".repeat(18);
        let ends = ["", "w", "wo", "wor", "word"];
        let lines = ends.map(|end| format!("{long}{end} {sign} {MARK}!();\n{MARK}!();"));
        texts.push(lines.join("\n\n"));
    }
    texts
}

/// A document that says each of the texts wherever a text can stand.
///
/// A name has something before it: one that is the mark and nothing else is a good name.
pub(crate) fn everywhere() -> Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    let mut tags = Vec::new();
    for (index, text) in texts().iter().enumerate() {
        // A longer name is one that the file system refuses to rustdoc.
        let short: String = text.chars().take(60).collect();
        let name = format!("n{index} {short}");
        let tag = format!("{text} t{index}");
        tags.push(json!({"name": tag, "description": text}));
        schemas.insert(name.clone(), schema(&name, text));
        let reference = format!(
            "#/components/schemas/{}",
            name.replace('~', "~0").replace('/', "~1")
        );
        let operation = json!({
            "tags": [tag],
            "operationId": format!("{short} o{index}"),
            "summary": text,
            "description": text,
            "x-since": text,
            "x-until": text,
            "x-edition": text,
            "x-retry": text,
            "x-permissions": {"safe": [text], "vault": [text], "other": text},
            "x-paging": {"style": text, "items": text, "total": text, "next": text, "max": text},
            "x-dropshot-pagination": {"required": [], "items": text},
            "parameters": [
                {"name": name, "in": "query", "description": text,
                 "schema": {"type": "string", "enum": [text, name], "default": text}},
                {"name": format!("h {short}"), "in": "header", "description": text,
                 "schema": {"type": "string", "pattern": text}},
                {"name": format!("p{index}"), "in": "path", "required": true, "description": text,
                 "schema": {"type": "string", "format": text, "title": text}},
            ],
            "requestBody": {
                "description": text,
                "content": {"application/json": {"schema": {"$ref": reference}}},
            },
            "responses": {
                "200": {
                    "description": text,
                    "headers": {name.clone(): {"schema": {"type": "string"}, "description": text}},
                    "content": {"application/json": {"schema": {"$ref": reference}}},
                },
                "4XX": {"description": text, "content": {text.clone(): {"schema": {}}}},
            },
        });
        // A query in a path is cut off, and a brace that nothing closes is refused.
        let segment = text.replace(['{', '}', '?', '#'], "");
        paths.insert(
            format!("/v{index}/{segment}/{{p{index}}}"),
            json!({"post": operation, "summary": text}),
        );
    }
    let all = texts().concat();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": all,
            "description": all,
            "version": all,
            "termsOfService": all,
            "license": {"name": all},
        },
        "servers": [{"url": all, "description": all}],
        "tags": tags,
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn schema(name: &str, text: &str) -> Value {
    json!({
        "type": "object",
        "title": text,
        "description": text,
        "required": [text],
        "properties": {
            name: {
                "type": "string", "title": text, "description": text, "default": text,
                "pattern": text, "format": text, "x-since": text, "x-until": text,
                "x-aliases": [text, name], "x-rust-type": {"crate": text, "version": text, "path": text},
            },
            format!("q {text}"): {"type": "integer", "description": text},
            "kind": {"type": "string", "enum": ["plain", text], "description": text},
            "kinds": {"type": "array", "items": {"type": "string", "enum": [text, "one", "two"]}},
            "either": {"oneOf": [
                {"type": "object", "title": text, "properties": {"a": {"type": "string"}}},
                {"type": "object", "title": name, "properties": {name: {"type": "string"}}},
                {"type": "string", "enum": [text]},
            ], "discriminator": {"propertyName": text}},
            "map": {"type": "object", "additionalProperties": {"type": "string", "description": text}},
            "constant": {"type": "string", "default": {"text": text}, "example": text},
        },
    })
}
