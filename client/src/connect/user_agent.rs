//! What this client calls itself.

/// The crate and its version.
const OWN: &str = concat!("pvwa/", env!("CARGO_PKG_VERSION"));

/// The most characters of a user agent: web servers cut their log lines, or refuse longer ones.
const LONGEST: usize = 200;

/// Whether a header and a line of a log can hold the text.
pub(super) fn fits(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ')
        && text.trim() == text
}

/// The whole header.
pub(super) fn whole(front: Option<&str>) -> String {
    match front {
        Some(front) => format!("{front} {OWN}"),
        None => OWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_line_fits() {
        assert!(fits("nightly-report/1.2 (reports@example.com)"));
        for text in [
            "",
            " x",
            "x ",
            "a\nb",
            "a\r\nX-Injected: yes",
            "tab\t",
            "caf\u{e9}",
            "\u{7f}",
        ] {
            assert!(!fits(text), "{text:?}");
        }
        assert!(!fits(&"x".repeat(LONGEST + 1)));
    }

    #[test]
    fn the_crate_is_always_named() {
        assert!(whole(None).starts_with("pvwa/"));
        assert!(whole(Some("report/1")).starts_with("report/1 pvwa/"));
    }
}
