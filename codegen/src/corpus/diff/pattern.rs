//! Patterns of ids: `*` is any run of letters, `{a,b}` one of several.

/// Whether a text is as a pattern says.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let Some(at) = pattern.find(['*', '{']) else {
        return pattern == text;
    };
    let (plain, special) = pattern.split_at(at);
    let Some(text) = text.strip_prefix(plain) else {
        return false;
    };
    if let Some(rest) = special.strip_prefix('*') {
        let mut cuts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        return cuts.any(|at| matches(rest, &text[at..]));
    }
    let Some((choices, rest)) = choices(special) else {
        return special == text;
    };
    choices
        .iter()
        .any(|choice| matches(&format!("{choice}{rest}"), text))
}

/// Whether a text is as one of several patterns says.
pub(super) fn matches_any(patterns: &[&str], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, text))
}

/// What stands between the brace that `text` begins with and the one that closes it, and the rest.
fn choices(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut depth = 0_usize;
    let mut start = 1;
    let mut found = Vec::new();
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            ',' if depth == 1 => {
                found.push(text.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            found.push(text.get(start..at)?);
            return Some((found, text.get(at + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_is_what_it_says() {
        for (pattern, text, wanted) in [
            ("endpoint-added", "endpoint-added", true),
            ("endpoint-added", "endpoint-added-twice", false),
            ("request-*", "request-body-removed", true),
            ("*-removed", "request-body-removed", true),
            ("*-removed", "removed", false),
            (
                "request-{body,property}-removed",
                "request-body-removed",
                true,
            ),
            (
                "request-{body,property}-removed",
                "request-header-removed",
                false,
            ),
            ("{,exclusive-}max-set", "max-set", true),
            ("{,exclusive-}max-set", "exclusive-max-set", true),
            ("{a{b,c},d*}e", "ace", true),
            ("{a{b,c},d*}e", "dxe", true),
            ("{a{b,c},d*}e", "abx", false),
            ("{open", "{open", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, text), wanted, "{pattern} {text}");
        }
    }
}
