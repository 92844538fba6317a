//! Descriptions become doc comments: what rustdoc would take for something else is escaped.

use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value};

/// Summaries and descriptions say in a doc comment what they say in the document.
pub(super) fn rustdoc_safe(document: &mut Value, changes: &mut Recorder) {
    let mut write = |object: &mut Map<String, Value>, at: &str, keys: &[&str]| {
        for key in keys {
            if let Some(Value::String(old)) = object.get(*key) {
                let new = safe(old);
                if new != *old {
                    changes.kept(
                        join(at, key),
                        "is written so that rustdoc shows it as it was",
                    );
                    object.insert((*key).to_owned(), Value::String(new));
                }
            }
        }
    };
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        write(info, "/info", &["title", "description"]);
    }
    let mut text = |object: &mut Map<String, Value>, at: &str| {
        write(object, at, &["summary", "description"]);
    };
    let tags = document.get_mut("tags").and_then(Value::as_array_mut);
    for (index, tag) in tags.into_iter().flatten().enumerate() {
        if let Some(tag) = tag.as_object_mut() {
            text(tag, &format!("/tags/{index}"));
        }
    }
    walk::operations_mut(document, |_, _, at, operation| {
        text(operation, at);
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            if let Some(parameter) = parameter.as_object_mut() {
                text(parameter, &format!("{at}/parameters/{index}"));
            }
        }
        if let Some(body) = operation
            .get_mut("requestBody")
            .and_then(Value::as_object_mut)
        {
            text(body, &join(at, "requestBody"));
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            if let Some(response) = response.as_object_mut() {
                text(response, &join(&join(at, "responses"), status));
            }
        }
    });
    walk::schemas_mut(document, &mut |at, schema| {
        if let Some(schema) = schema.as_object_mut() {
            text(schema, at);
        }
    });
}

/// `text` as Markdown that rustdoc shows without links, tags or code that nobody meant.
///
/// Applied to its own result it changes nothing.
fn safe(text: &str) -> String {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| {
            if c == '\t' || c == '\u{a0}' || c == '\r' {
                ' '
            } else {
                c
            }
        })
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut prose = String::new();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let marker = ["```", "~~~"]
            .into_iter()
            .find(|marker| trimmed.starts_with(marker) && !trimmed[3..].trim_end().contains('`'));
        match (fence, marker) {
            (None, Some(marker)) => {
                out.push_str(&escaped(&std::mem::take(&mut prose)));
                // Without a language rustdoc would compile it as a test.
                out.push_str(marker);
                out.push_str("text\n");
                fence = Some(marker);
            }
            (Some(open), Some(marker)) if open == marker => {
                out.push_str(line);
                fence = None;
            }
            (Some(_), _) => out.push_str(line),
            (None, None) => {
                // Four spaces before a line make code of it.
                let indent = line.len() - line.trim_start_matches(' ').len();
                prose.push_str(&line[indent.saturating_sub(3).min(indent)..]);
            }
        }
    }
    out.push_str(&escaped(&prose));
    if let Some(open) = fence {
        if !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(open);
    }
    out
}

/// `text` outside of fences with brackets, angles and bare addresses escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let verbatim = match c {
            '\\' => escape(rest),
            '`' => code_span(rest),
            '<' => autolink(rest),
            '[' => link(rest),
            'h' if !out.ends_with(|c: char| c.is_alphanumeric()) => {
                let address = address(rest);
                if !address.is_empty() {
                    out.push_str(&format!("<{address}>"));
                    rest = &rest[address.len()..];
                    continue;
                }
                ""
            }
            _ => "",
        };
        if verbatim.is_empty() {
            // A backslash before an address would escape the angle that the address gets.
            let before_address = c == '\\' && !address(&rest[1..]).is_empty();
            if before_address || matches!(c, '[' | ']' | '<') {
                out.push('\\');
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.push_str(verbatim);
            rest = &rest[verbatim.len()..];
        }
    }
    out
}

/// A backslash and the sign that it escapes.
fn escape(text: &str) -> &str {
    match text.as_bytes() {
        [b'\\', sign, ..] if sign.is_ascii_punctuation() => &text[..2],
        _ => "",
    }
}

/// A code span from its first backtick to its last, or the backticks that nothing closes.
fn code_span(text: &str) -> &str {
    let run = text.len() - text.trim_start_matches('`').len();
    let mut at = run;
    while let Some(next) = text[at..].find('`') {
        let start = at + next;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        at = start + length;
        if length == run {
            return &text[..at];
        }
    }
    &text[..run]
}

/// `<https://…>`.
fn autolink(text: &str) -> &str {
    let address = address(&text[1..]);
    match text[1 + address.len()..].starts_with('>') && !address.is_empty() {
        true => &text[..address.len() + 2],
        false => "",
    }
}

/// `[words](https://…)`.
fn link(text: &str) -> &str {
    let Some(end) = text[1..]
        .find(['[', ']', '<', '`', '\n', '\\'])
        .map(|end| end + 1)
    else {
        return "";
    };
    if !text[end..].starts_with("](") {
        return "";
    }
    let address = address(&text[end + 2..]);
    let after = end + 2 + address.len();
    match !address.is_empty() && text[after..].starts_with(')') {
        true => &text[..after + 1],
        false => "",
    }
}

/// The address of a page at the start of `text`, without the punctuation behind it.
fn address(text: &str) -> &str {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return "";
    }
    let end = text
        .find(|c: char| c.is_whitespace() || "<>()[]`\"'\\^{|}".contains(c))
        .unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    match address.ends_with("//") {
        true => "",
        false => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_links_or_vanishes() {
        let cases = [
            ("The [id] of <safe>.", r"The \[id\] of \<safe>."),
            ("See https://example.com/a.", "See <https://example.com/a>."),
            (
                "See [there](https://example.com).",
                "See [there](https://example.com).",
            ),
            ("Use `a[0]` and <b>.", r"Use `a[0]` and \<b>."),
            ("a\u{7}b\tc\r\nd", "ab c\nd"),
            ("x\n    let a;\n", "x\n   let a;\n"),
            (
                "x\n```\ncode [a]\n```\n[b]",
                "x\n```text\ncode [a]\n```\n\\[b\\]",
            ),
            ("```rust\nx", "```text\nx\n```"),
        ];
        for (text, expected) in cases {
            assert_eq!(safe(text), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn twice_is_once(text in r"([a-z \\\[\]<>`()\n]|https?://a.b|```| {4}){0,40}") {
            let once = safe(&text);
            prop_assert_eq!(safe(&once), once);
        }
    }
}
