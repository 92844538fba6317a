//! Doc comments as a person writes them: one `///` per line, wrapped, without what is said twice.

use crate::repair::text::Fence;
use proc_macro2::Span;
use syn::visit_mut::VisitMut;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue};

/// The widest line of a doc comment, in characters after `/// `.
const WIDTH: usize = 96;

/// Rewrites every doc comment below a node.
///
/// Line comments only: a description that holds `*/` would close a block comment.
pub(super) struct Docs;

impl VisitMut for Docs {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        let mut out = Vec::with_capacity(attrs.len());
        for attr in attrs.drain(..) {
            match text(&attr) {
                Some(text) if text.is_empty() => out.push(attr),
                Some(text) => {
                    for line in lines(&text) {
                        let line = match line.is_empty() {
                            true => line,
                            false => format!(" {line}"),
                        };
                        out.push(doc(&line));
                    }
                }
                None => out.push(attr),
            }
        }
        *attrs = out;
    }
}

/// A line of a doc comment. There are tens of thousands: to parse each would cost more than to
/// print all of them.
pub(super) fn doc(line: &str) -> Attribute {
    Attribute {
        pound_token: Default::default(),
        style: AttrStyle::Outer,
        bracket_token: Default::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: syn::Ident::new("doc", Span::call_site()).into(),
            eq_token: Default::default(),
            value: Expr::Lit(ExprLit {
                attrs: Vec::new(),
                lit: Lit::Str(LitStr::new(line, Span::call_site())),
            }),
        }),
    }
}

/// The text of a doc attribute.
pub(super) fn text(attr: &Attribute) -> Option<String> {
    if let Meta::NameValue(pair) = &attr.meta
        && pair.path.is_ident("doc")
        && let Expr::Lit(literal) = &pair.value
        && let Lit::Str(text) = &literal.lit
    {
        return Some(text.value());
    }
    None
}

/// The lines of a comment.
///
/// The generator takes the full stop off a summary, repeats the request that the facts name
/// already, and leaves empty lines inside the list of arguments.
fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    let has_facts = text.contains("* Request: `");
    for line in text.trim().lines() {
        let line = line.trim_end();
        match (&open, Fence::of(line)) {
            (None, Some(fence)) if fence.begins() => {
                if out.last().is_some_and(|last| !last.is_empty()) {
                    out.push(String::new());
                }
                open = Some(fence);
                out.push(line.to_owned());
                continue;
            }
            (Some(start), end) => {
                if end.is_some_and(|end| end.ends(start)) {
                    open = None;
                }
                out.push(line.to_owned());
                continue;
            }
            (None, _) => {}
        }
        let line = line.trim();
        let repeated = has_facts && line.starts_with("Sends a `");
        let loose = line.is_empty() && out.last().is_none_or(|last| last.is_empty());
        if repeated || loose {
            continue;
        }
        if is_entry(line) {
            while out.len() >= 2
                && out.last().is_some_and(String::is_empty)
                && out[..out.len() - 1]
                    .last()
                    .is_some_and(|last| is_entry(last) || last.starts_with("  "))
            {
                out.pop();
            }
        }
        wrap(line, &mut out);
    }
    if let Some(first) = out.first_mut()
        && first.ends_with(|c: char| c.is_alphanumeric() || c == ')' || c == '`')
        && text.trim().lines().nth(1).is_some_and(str::is_empty)
    {
        first.push('.');
    }
    out
}

fn is_entry(line: &str) -> bool {
    line.starts_with("* ") || line.starts_with("- ")
}

/// Breaks a paragraph at spaces; the rest of a list's entry is indented.
fn wrap(line: &str, out: &mut Vec<String>) {
    let indent = if is_entry(line) { "  " } else { "" };
    let mut current = String::new();
    for word in line.split(' ') {
        let is_full = current.chars().count() + 1 + word.chars().count() > WIDTH;
        if !current.trim().is_empty() && is_full && may_begin_a_line(word) {
            out.push(std::mem::replace(&mut current, indent.to_owned()));
        } else if !current.trim().is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    out.push(current);
}

/// Whether `word` is nothing but a word at the start of a line too: no heading, entry of a list,
/// quotation or block of code.
fn may_begin_a_line(word: &str) -> bool {
    // Only a list that begins with one can interrupt a paragraph.
    let number = word.trim_end_matches(['.', ')']);
    let is_first = number.len() < word.len() && number.trim_start_matches('0') == "1";
    let is_sign = ["#", ">", "-", "+", "*", "=", "_", "```", "~~~"]
        .iter()
        .any(|sign| word.starts_with(sign));
    let is_markup = word.starts_with('<') && !word.starts_with("<http");
    !is_first && !is_sign && !is_markup
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn nothing_begins_where_a_line_ends() {
        let long = "word ".repeat(18);
        for sign in [
            "# a",
            "```rust a",
            "~~~ a",
            "> a",
            "- a",
            "* a",
            "1. a",
            "= a",
        ] {
            for more in ["", "w", "wo", "wor", "word"] {
                let lines = lines(&format!("{long}{more} {sign} b"));
                assert!(lines.iter().all(|line| line.starts_with(['w', 'a', 'b'])));
            }
        }
    }

    #[test]
    fn a_method_is_documented_once_and_wrapped() {
        let long = "word ".repeat(30);
        let text = format!(
            "Lists the safes\n\n{long}\n\n* Request: `GET /API/Safes`\n* Since version 10.1.\n\nSends a `GET` request to `/API/Safes`\n\nArguments:\n- `limit`: How many.\n\n- `sort`: Order.\n```ignore\nlet x = client.list_safes()\n    .send();\n```"
        );
        let lines = lines(&text);
        assert_eq!(lines[0], "Lists the safes.");
        assert!(
            lines
                .iter()
                .all(|line| line.chars().count() <= super::WIDTH)
        );
        let tail: Vec<_> = lines
            .iter()
            .skip_while(|line| !line.starts_with('*'))
            .collect();
        assert_eq!(
            tail,
            [
                "* Request: `GET /API/Safes`",
                "* Since version 10.1.",
                "",
                "Arguments:",
                "- `limit`: How many.",
                "- `sort`: Order.",
                "",
                "```ignore",
                "let x = client.list_safes()",
                "    .send();",
                "```",
            ]
        );
    }

    #[test]
    fn a_comment_cannot_be_closed() {
        assert_eq!(lines("a */ pub fn b() {}"), ["a */ pub fn b() {}"]);
    }
}
