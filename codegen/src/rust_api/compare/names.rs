//! Types that have another name now.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Old name → new name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Types by the last segment of their path.
    pub(super) types: BTreeMap<String, String>,
    /// Builders by theirs.
    pub(super) builders: BTreeMap<String, String>,
}

impl Names {
    /// A signature of before as it would be written now.
    pub(super) fn now<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.types.is_empty() && self.builders.is_empty() {
            return Cow::Borrowed(text);
        }
        rewrite(text, |word, is_builder| {
            let names = match is_builder {
                true => &self.builders,
                false => &self.types,
            };
            names.get(word).map(String::as_str)
        })
    }
}

/// A text in which some words stand for others; a word is told whether `builder::` is before it.
pub(super) fn rewrite<'a, 'b>(
    text: &'a str,
    other: impl Fn(&str, bool) -> Option<&'b str>,
) -> Cow<'a, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, word) in words(text) {
        let before = text.get(..at).unwrap_or_default();
        if let Some(other) = other(word, before.ends_with("builder::")) {
            out.push_str(text.get(copied..at).unwrap_or_default());
            out.push_str(other);
            copied = at + word.len();
        }
    }
    match copied {
        0 => Cow::Borrowed(text),
        _ => {
            out.push_str(text.get(copied..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

/// The words of a text with their places.
pub(in crate::rust_api) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter_map(move |word| {
            let found = text.get(at..)?.find(word)? + at;
            at = found + word.len();
            (!word.is_empty()).then_some((found, word))
        })
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn only_whole_words_are_names() {
        let names = Names {
            types: [("Safe".to_owned(), "Box2".to_owned())].into(),
            builders: [("Safe".to_owned(), "Safes".to_owned())].into(),
        };
        assert_eq!(
            names.now("fn a(Safe, SafeX, Vec<Safe>) -> builder::Safe<'_>"),
            "fn a(Box2, SafeX, Vec<Box2>) -> builder::Safes<'_>"
        );
    }
}
