//! Descriptions become doc comments: what rustdoc would take for something else is escaped.

use crate::report::Recorder;
use crate::walk::{self, join};
use serde_json::{Map, Value};

/// Summaries and descriptions say in a doc comment what they say in the document.
pub(super) fn rustdoc_safe(document: &mut Value, changes: &mut Recorder) {
    let mut write = |object: &mut Map<String, Value>, at: &str, keys: &[&str], safe: Safe| {
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
        write(info, "/info", &["title"], prose);
        write(info, "/info", &["description"], page);
    }
    let mut text = |object: &mut Map<String, Value>, at: &str, safe: Safe| {
        write(object, at, &["summary", "description"], safe);
    };
    let tags = document.get_mut("tags").and_then(Value::as_array_mut);
    for (index, tag) in tags.into_iter().flatten().enumerate() {
        if let Some(tag) = tag.as_object_mut() {
            text(tag, &format!("/tags/{index}"), prose);
        }
    }
    walk::operations_mut(document, |_, _, at, operation| {
        text(operation, at, page);
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for (index, parameter) in parameters.into_iter().flatten().enumerate() {
            if let Some(parameter) = parameter.as_object_mut() {
                text(parameter, &format!("{at}/parameters/{index}"), prose);
            }
        }
        if let Some(body) = operation
            .get_mut("requestBody")
            .and_then(Value::as_object_mut)
        {
            text(body, &join(at, "requestBody"), prose);
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            if let Some(response) = response.as_object_mut() {
                text(response, &join(&join(at, "responses"), status), page);
            }
        }
    });
    walk::schemas_mut(document, &mut |at, schema| {
        if let Some(schema) = schema.as_object_mut() {
            text(schema, at, page);
        }
    });
}

/// How a text is made safe.
type Safe = fn(&str) -> String;

/// `text` as Markdown that rustdoc shows without links, tags or code that nobody meant.
///
/// Its blocks of code stay blocks: for a text that stands alone. Applied to its own result it
/// changes nothing.
fn page(text: &str) -> String {
    let text = readable(text);
    let mut out = String::with_capacity(text.len());
    let mut open: Option<Fence> = None;
    let mut before = String::new();
    for line in text.split_inclusive('\n') {
        match (&open, Fence::of(line)) {
            (None, Some(fence)) if fence.begins() => {
                out.push_str(&prose(&std::mem::take(&mut before)));
                // Without a language rustdoc would compile it as a test.
                out.push_str(&format!("{}text\n", fence.marker));
                open = Some(fence);
            }
            (None, _) => before.push_str(line),
            (Some(start), Some(end)) if end.ends(start) => {
                out.push_str(start.marker);
                out.push_str(&line[line.trim_end_matches('\n').len()..]);
                open = None;
            }
            (Some(_), _) => out.push_str(line),
        }
    }
    out.push_str(&prose(&before));
    if let Some(start) = open {
        if !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(start.marker);
    }
    out
}

/// Like [`page`] without blocks of code: for a text that stands behind other words, where the end
/// of a block would begin one.
pub(crate) fn prose(text: &str) -> String {
    let text = readable(text);
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        // Four spaces make code of what is behind them, at the start of a line and of a list's
        // entry.
        let mut spaces = 0;
        let line: String = line
            .chars()
            .filter(|c| {
                spaces = if *c == ' ' { spaces + 1 } else { 0 };
                spaces < 4
            })
            .collect();
        out.push_str(&escaped(&line));
    }
    out
}

/// A name or a value of a document as code within a line.
pub(crate) fn code(text: &str) -> String {
    let mut out = String::from("`");
    for c in text.chars() {
        match c {
            '`' => out.push('\''),
            ' ' => out.push(' '),
            c if c.is_control() || c.is_whitespace() || turns_text(c) => {
                out.extend(c.escape_unicode());
            }
            c => out.push(c),
        }
    }
    out.push('`');
    out
}

/// `text` with line feeds alone and without characters that are not seen.
fn readable(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\t' | '\u{a0}' | '\r' => ' ',
            c => c,
        })
        .filter(|c| *c == '\n' || !(c.is_control() || turns_text(*c)))
        .collect()
}

/// Whether a character turns the direction of the text behind it: the compiler refuses it in a
/// comment, which would read differently from what it says.
pub(super) fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The signs that begin or end a block of code, and what stands behind them.
pub(crate) struct Fence<'a> {
    marker: &'a str,
    behind: &'a str,
}

impl<'a> Fence<'a> {
    /// What `line` begins or ends; `None` where that is no block of code.
    pub(crate) fn of(line: &'a str) -> Option<Self> {
        let start = line.trim_start_matches(' ');
        let sign = start.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let behind = start.trim_start_matches(sign);
        let marker = &start[..start.len() - behind.len()];
        let is_fence = marker.len() >= 3 && line.len() - start.len() < 4;
        is_fence.then_some(Self { marker, behind })
    }

    /// Whether it can begin a block: behind backticks no others stand.
    pub(crate) fn begins(&self) -> bool {
        self.marker.starts_with('~') || !self.behind.contains('`')
    }

    /// Whether it ends the block that `start` began.
    pub(crate) fn ends(&self, start: &Fence<'_>) -> bool {
        self.marker.starts_with(start.marker) && self.behind.trim().is_empty()
    }
}

/// A line outside of blocks with brackets, angles and bare addresses escaped, and signs that could
/// begin a block.
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
            if matches!(c, '`' | '~') {
                let run = &rest[..rest.len() - rest.trim_start_matches(c).len()];
                for sign in run.chars() {
                    if c == '`' || run.len() >= 3 {
                        out.push('\\');
                    }
                    out.push(sign);
                }
                rest = &rest[run.len()..];
                continue;
            }
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

/// A code span from its first backtick to its last; nothing where it would not end in this line,
/// or would begin a block when it begins a line.
fn code_span(text: &str) -> &str {
    let run = text.len() - text.trim_start_matches('`').len();
    let mut at = run;
    while let Some(next) = text[at..].find('`').filter(|_| run < 3) {
        let start = at + next;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        at = start + length;
        if length == run {
            return &text[..at];
        }
    }
    ""
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
            ("````\n```\n````\nx", "````text\n```\n````\nx"),
            ("```\nx\n``` y\n```", "```text\nx\n``` y\n```"),
            ("> ```\n> x", "> \\`\\`\\`\n> x"),
            ("-     x", "-   x"),
            ("one ` two", "one \\` two"),
            ("a\u{202e}b", "ab"),
        ];
        for (text, expected) in cases {
            assert_eq!(page(text), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn twice_is_once(text in r"([a-z \\\[\]<>`()~>\-\n]|https?://a.b|```|~~~| {4}){0,40}") {
            let once = page(&text);
            prop_assert_eq!(page(&once), once);
            let once = prose(&text);
            prop_assert_eq!(prose(&once), once);
        }
    }
}
