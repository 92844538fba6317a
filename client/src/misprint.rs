//! Characters that get into names and passwords by accident.

use std::fmt;

/// What cannot be right about a text that was typed, copied or read from a file. The text itself is
/// never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Misprint {
    /// A line end stands at its end, as files and `echo` leave one.
    LineEnd,
    /// A control character is in it, such as a tab, a line end in the middle, or a NUL.
    ControlCharacter,
}

impl Misprint {
    /// The mistake in `text`; `None` where there is none.
    pub(crate) fn in_text(text: &str) -> Option<Self> {
        if !text.chars().any(char::is_control) {
            return None;
        }
        let without = text.trim_end_matches(['\r', '\n']);
        Some(match without.chars().any(char::is_control) {
            true => Self::ControlCharacter,
            false => Self::LineEnd,
        })
    }
}

impl fmt::Display for Misprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LineEnd => {
                "ends with a line end; leave it off, as `printf %s` does where `echo` does not"
            }
            Self::ControlCharacter => "holds a control character; check where it was copied from",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_control_characters_are_mistakes() {
        for text in ["", "Hunter2", " spaces ", "\u{e9}\u{1f511}", "\u{200b}"] {
            assert_eq!(Misprint::in_text(text), None, "{text:?}");
        }
        for text in ["x\n", "x\r\n", "\n"] {
            assert_eq!(Misprint::in_text(text), Some(Misprint::LineEnd), "{text:?}");
        }
        for text in ["a\nb", "a\tb", "\0", "a\u{7f}", "a\u{85}", "a\nb\n"] {
            assert_eq!(
                Misprint::in_text(text),
                Some(Misprint::ControlCharacter),
                "{text:?}"
            );
        }
    }
}
