//! Rust without its comments and texts: what is left is code, at the same lines and columns.

/// Puts spaces in place of comments, texts and characters.
pub(super) fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_inside_word = out.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment(rest),
            '"' => quoted(rest, 1, '"'),
            '\'' => character(rest),
            'r' | 'b' | 'c' if !is_inside_word => raw(rest),
            _ => 0,
        };
        let (taken, is_code) = match length {
            0 => (first.len_utf8(), true),
            length => (length, false),
        };
        let (before, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        match is_code {
            true => out.push_str(before),
            false => out.extend(before.chars().map(|c| if c == '\n' { c } else { ' ' })),
        }
        rest = after;
    }
    out
}

/// The length of a comment that may hold others.
fn comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length up to the closing sign, which a backslash can stand before.
fn quoted(text: &str, start: usize, close: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().filter(|(at, _)| *at >= start) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == close => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The length of a character, and 0 for a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => quoted(text, 1, '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 0,
    }
}

/// The length of a text with letters before it, as in `r#"…"#` and `b"…"`; 0 for a word.
fn raw(text: &str) -> usize {
    let letters = text
        .bytes()
        .take_while(|byte| b"rbc".contains(byte))
        .count();
    let rest = text.get(letters..).unwrap_or_default();
    let signs = rest.bytes().take_while(|byte| *byte == b'#').count();
    let is_raw = text
        .get(..letters)
        .is_some_and(|prefix| prefix.contains('r'));
    let start = letters + signs;
    match text.get(start..).and_then(|rest| rest.chars().next()) {
        Some('"') if is_raw => {
            let close = format!("\"{}", "#".repeat(signs));
            let inside = text.get(start + 1..).unwrap_or_default();
            inside
                .find(&close)
                .map_or(text.len(), |at| start + 1 + at + close.len())
        }
        Some('"') if signs == 0 => quoted(text, start + 1, '"'),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::blank;

    #[test]
    fn only_code_is_left() {
        for (text, expected) in [
            ("a // b\nc", "a c"),
            ("a /* b /* c */ d */ e", "a e"),
            ("a(\"b \\\" c\") d", "a( ) d"),
            ("r#\"a\" b\"# c", "c"),
            ("b\"a\" 'b' '\\'' 'c: d", "'c: d"),
            ("br\"a\" robot rb", "robot rb"),
            ("r#type 'é' \"é", "r#type"),
        ] {
            let found = blank(text);
            let words: Vec<_> = found.split_whitespace().collect();
            assert_eq!(words.join(" "), expected, "{text}");
            // Everything stays where it was.
            assert_eq!(found.chars().count(), text.chars().count(), "{text}");
            assert_eq!(found.lines().count(), text.lines().count(), "{text}");
        }
    }
}
