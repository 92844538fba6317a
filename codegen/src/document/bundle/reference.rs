//! What a reference says.

use percent_encoding::percent_decode_str;

use crate::walk;

/// A reference, as far as it can lead to another file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// Into a file that is named by its path.
    File { path: String, keys: Vec<String> },
    /// Into the file that holds the reference.
    Local { keys: Vec<String> },
    /// A name alone, as Swagger 1 and some generators write it.
    Name(String),
}

/// How the files are called that a name without a fragment means.
const ENDINGS: [&str; 3] = [".json", ".yaml", ".yml"];

impl Reference {
    /// Takes a reference apart; `None` for an address, which is never followed.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (path, fragment) = match text.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (text, None),
        };
        // Windows writes paths with the other slash.
        let path = decoded(path).replace('\\', "/");
        if path.starts_with("//") || has_scheme(&path) {
            return None;
        }
        let keys = keys(fragment.unwrap_or_default());
        if path.is_empty() {
            return Some(Self::Local { keys });
        }
        let lower = path.to_lowercase();
        let is_file = fragment.is_some()
            || path.starts_with("./")
            || path.starts_with("../")
            || ENDINGS.iter().any(|ending| lower.ends_with(ending));
        Some(match is_file {
            true => Self::File { path, keys },
            false => Self::Name(text.to_owned()),
        })
    }
}

/// `https:`, `file:` and the like, and the drive of a Windows path.
fn has_scheme(path: &str) -> bool {
    let Some((scheme, _)) = path.split_once(':') else {
        return false;
    };
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_part)
}

/// The keys of a fragment, with percent and pointer escapes undone; empty for the whole file.
fn keys(fragment: &str) -> Vec<String> {
    let fragment = fragment.strip_prefix('/').unwrap_or(fragment);
    if fragment.is_empty() {
        return Vec::new();
    }
    let keys = fragment.split('/');
    keys.map(|key| walk::unescape(&decoded(key))).collect()
}

/// The text with its percent escapes undone; unchanged where they are no UTF-8.
fn decoded(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// A reference into the document itself.
pub(super) fn local(keys: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let pointer = pointer(keys);
    // What a reader undoes must have been done.
    format!("#{}", pointer.replace('%', "%25"))
}

/// The JSON pointer that `keys` make.
pub(super) fn pointer(keys: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let keys = keys.into_iter();
    keys.map(|key| format!("/{}", walk::escape(key.as_ref())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Reference::{File, Local, Name};
    use super::*;

    fn file(path: &str, keys: &[&str]) -> Option<Reference> {
        Some(File {
            path: path.to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        })
    }

    #[test]
    fn addresses_are_told_from_files_and_names() {
        for address in [
            "https://example.com/a.yaml#/A",
            "HTTP://example.com",
            "file:///etc/a.yaml",
            "//host/a.yaml",
            "\\\\host\\share\\a.yaml",
            "C:\\a.yaml",
            "urn:example:a",
            "data:application/json,{}",
            "ht%74ps://example.com/a.json",
        ] {
            assert_eq!(Reference::parse(address), None, "{address}");
        }
        assert_eq!(Reference::parse("a.yaml"), file("a.yaml", &[]));
        assert_eq!(Reference::parse("./a"), file("./a", &[]));
        assert_eq!(Reference::parse("..\\b\\a.YML#"), file("../b/a.YML", &[]));
        assert_eq!(
            Reference::parse("my%20keys.yaml#/paths/~1a%7Eb~01/%C3%A9"),
            file("my keys.yaml", &["paths", "/a~b~1", "é"])
        );
        assert_eq!(Reference::parse("a.json#A/B"), file("a.json", &["A", "B"]));
        for name in ["Account", "Models.Account", "definitions/Account"] {
            assert_eq!(Reference::parse(name), Some(Name(name.to_owned())));
        }
        let keys = vec!["definitions".to_owned(), "A".to_owned()];
        assert_eq!(Reference::parse("#/definitions/A"), Some(Local { keys }));
    }

    #[test]
    fn a_local_reference_leads_back_to_its_keys() {
        let keys = ["paths", "/a~b", "100%41"];
        let parsed = Reference::parse(&local(keys));
        let keys = keys.map(str::to_owned).to_vec();
        assert_eq!(parsed, Some(Local { keys }));
    }
}
