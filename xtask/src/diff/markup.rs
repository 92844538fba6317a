//! How texts are escaped that stand in HTML or Markdown.

/// A text in HTML, of an element or of an attribute.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

/// Code within a line of Markdown, whatever backticks it has.
pub(crate) fn code(text: &str) -> String {
    let runs = text.split(|character| character != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    // Spaces keep backticks apart from the fence, and one of them is taken away on each side.
    let touches = |at: Option<char>| matches!(at, Some('`' | ' ') | None);
    let space = match touches(text.chars().next()) || touches(text.chars().next_back()) {
        true => " ",
        false => "",
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text of one line in Markdown that means nothing but itself: no list, no link, no name of a
/// person.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let (before, after) = text.split_at(at);
        let numbers = || !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit());
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '$' => {
                out.push('\\');
                out.push(character);
            }
            // The mark of an item of a list, or of a heading.
            '-' | '+' | '=' if before.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            '.' | ')' if numbers() => {
                out.push('\\');
                out.push(character);
            }
            // GitHub makes links of these whether or not a backslash stands before them.
            '@' | '#' => {
                out.push(character);
                out.push_str(NOTHING);
            }
            ':' if after.starts_with("://") => {
                out.push_str(NOTHING);
                out.push(character);
            }
            '.' if before.to_ascii_lowercase().ends_with("www") => {
                out.push_str(NOTHING);
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// What parts a text in Markdown and is not seen.
const NOTHING: &str = "<!-- -->";

/// A text in which what stands between backticks is code.
pub(crate) fn prose(text: &str) -> String {
    parts(text)
        .map(|(is_code, part)| match is_code {
            true => code(part),
            false => escaped(part),
        })
        .collect()
}

/// The same in HTML.
pub(crate) fn html_prose(text: &str) -> String {
    parts(text)
        .map(|(is_code, part)| match is_code {
            true => format!("<code>{}</code>", html(part)),
            false => html(part),
        })
        .collect()
}

/// Parts a text at its backticks; a last one without a partner is a part of the text.
fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = Some(text);
    let mut code = None;
    std::iter::from_fn(move || {
        if let Some(code) = code.take() {
            return Some((true, code));
        }
        let text = rest.take().filter(|text| !text.is_empty())?;
        let Some((before, (inside, after))) = text
            .split_once('`')
            .and_then(|(before, after)| Some((before, after.split_once('`')?)))
            .filter(|(_, (inside, _))| !inside.is_empty())
        else {
            return Some((false, text));
        };
        code = Some(inside);
        rest = Some(after);
        Some((false, before))
    })
    .filter(|(is_code, part)| *is_code || !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_keeps_its_backticks() {
        assert_eq!(code("a|b"), "`a|b`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code(""), "`  `");
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(
            prose("query parameter `a_b` of @all <b>"),
            "query parameter `a_b` of @<!-- -->all &lt;b&gt;"
        );
        assert_eq!(
            prose("1. https://a www.b"),
            "1\\. https<!-- -->://a www<!-- -->.b"
        );
        assert_eq!(prose("one ` and no other"), "one \\` and no other");
        assert_eq!(prose("`a`"), "`a`");
        assert_eq!(html_prose("`<a>` & `b"), "<code>&lt;a&gt;</code> &amp; `b");
    }
}
