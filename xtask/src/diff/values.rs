//! Texts of a document as they may be repeated: on one line, harmless, and no longer than needed.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The most columns of a name, a path or a phrase.
pub(crate) const MOST_OF_A_NAME: usize = 120;

/// The most columns of a value that is shown whole.
const MOST_ALONE: usize = 80;

/// The most columns of what differs between two values that are longer.
const MOST_OF_A_VALUE: usize = 60;

/// The most columns of what two values share before or after it.
const MOST_SHARED: usize = 24;

/// A text on one line: nothing in it moves a cursor, turns the direction or cannot be seen.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        push(&mut out, character);
    }
    out
}

fn push(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if is_invisible(character) => out.extend(character.escape_unicode()),
        _ => out.push(character),
    }
}

/// Control characters, those that turn the direction of what is printed, those that take no
/// room, and those that are none.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}'
            | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// A text on one line, with an ellipsis where it is longer than a name may be.
pub(crate) fn name(text: &str) -> String {
    clip(text, MOST_OF_A_NAME)
}

/// A text on one line of at most so many columns, with an ellipsis where it was longer.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut width = 0;
    // Up to where there is room for an ellipsis as well.
    let mut fits = 0;
    for character in text.chars() {
        let before = out.len();
        push(&mut out, character);
        width += out.get(before..).map_or(0, UnicodeWidthStr::width);
        if width < most {
            fits = out.len();
        } else if width > most {
            out.truncate(fits);
            out.push('…');
            break;
        }
    }
    out
}

/// The same from the other end.
fn clip_start(text: &str, most: usize) -> String {
    let text = visible(text);
    if text.width() <= most {
        return text;
    }
    let mut width = 1;
    let start = text.char_indices().rev().find_map(|(at, character)| {
        width += character.width().unwrap_or(0);
        (width > most).then_some(at + character.len_utf8())
    });
    format!("…{}", text.get(start.unwrap_or(0)..).unwrap_or_default())
}

/// Two values, and what of them differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// What both begin with.
    pub(crate) before: String,
    /// What is only in the first.
    pub(crate) was: String,
    /// What is only in the second.
    pub(crate) is: String,
    /// What both end with.
    pub(crate) after: String,
}

impl Difference {
    /// Tells what differs between two values, word by word.
    pub(crate) fn between(was: &str, is: &str) -> Self {
        let (old, new) = (words(was), words(is));
        let before = shared(old.iter(), new.iter());
        let (old, new) = (
            old.get(before..).unwrap_or_default(),
            new.get(before..).unwrap_or_default(),
        );
        let after = shared(old.iter().rev(), new.iter().rev());
        let middle =
            |words: &[&str]| -> String { words.iter().rev().skip(after).rev().copied().collect() };
        let start: String = words(was).into_iter().take(before).collect();
        let end: String = old.iter().skip(old.len() - after).copied().collect();
        let whole = Self {
            before: visible(&start),
            was: visible(&middle(old)),
            is: visible(&middle(new)),
            after: visible(&end),
        };
        match whole.first().width().max(whole.second().width()) <= MOST_ALONE {
            true => whole,
            false => Self {
                before: clip_start(&start, MOST_SHARED),
                was: clip(&whole.was, MOST_OF_A_VALUE),
                is: clip(&whole.is, MOST_OF_A_VALUE),
                after: clip(&whole.after, MOST_SHARED),
            },
        }
    }

    /// The first value.
    pub(crate) fn first(&self) -> String {
        [&*self.before, &self.was, &self.after].concat()
    }

    /// The second value.
    pub(crate) fn second(&self) -> String {
        [&*self.before, &self.is, &self.after].concat()
    }
}

/// A value that stands alone.
pub(crate) fn value(text: &str) -> String {
    clip(text, MOST_ALONE)
}

fn shared<'t>(
    old: impl Iterator<Item = &'t &'t str>,
    new: impl Iterator<Item = &'t &'t str>,
) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).count()
}

/// Words, and each other character by itself; nothing within a word of another script is parted.
fn words(text: &str) -> Vec<&str> {
    let in_word =
        |character: char| character.is_alphanumeric() || character == '_' || !character.is_ascii();
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match in_word(first) {
            true => rest.find(|character| !in_word(character)),
            false => Some(first.len_utf8()),
        };
        let (word, tail) = rest.split_at(end.unwrap_or(rest.len()));
        words.push(word);
        rest = tail;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_by_words() {
        let difference = Difference::between("one of A, B and C", "one of A, BX and C");
        assert_eq!(
            (&*difference.before, &*difference.after),
            ("one of A, ", " and C")
        );
        assert_eq!((&*difference.was, &*difference.is), ("B", "BX"));

        let difference = Difference::between("1000", "100");
        assert_eq!((&*difference.was, &*difference.is), ("1000", "100"));

        let difference = Difference::between("a, a", "a, a, a");
        assert_eq!(difference.first(), "a, a");
        assert_eq!(difference.second(), "a, a, a");
        assert_eq!((&*difference.was, &*difference.is), ("", ", a"));
    }

    #[test]
    fn what_long_values_share_is_cut_around_what_differs() {
        let long = "word ".repeat(40);
        let difference =
            Difference::between(&format!("{long}old {long}"), &format!("{long}new {long}"));
        insta::assert_snapshot!(difference.first(), @"…rd word word word word old word word word word wo…");
        assert_eq!((&*difference.was, &*difference.is), ("old", "new"));
        let whole = Difference::between(&"é".repeat(300), &"漢".repeat(300));
        assert_eq!(whole.first().width(), MOST_OF_A_VALUE);
        assert!(whole.second().width() <= MOST_OF_A_VALUE);
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(
            visible("a\u{1b}[31m\n\t\u{202e}b\u{feff}"),
            "a\\u{1b}[31m\\n\\t\\u{202e}b\\u{feff}"
        );
        assert_eq!(clip("ab\ncd", 4), "ab…");
        assert_eq!(clip("漢字漢字", 5), "漢字…");
        assert_eq!(clip("漢字", 4), "漢字");
        assert_eq!(clip_start("abcdef", 4), "…def");
        assert_eq!(clip_start("漢字漢字", 4), "…字");
    }
}
