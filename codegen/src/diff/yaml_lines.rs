//! The lines at which the keys of a YAML text stand.
//!
//! The parser tells where it fails and nothing else, and to parse once more for every place would
//! take minutes. So the block structure is read off the indentation: keys and list items in block
//! style are found, what stands in braces is found at the key that holds it.

use std::collections::HashMap;

use crate::walk;

/// Line and column, both from 1, of every key and list item in block style, by JSON pointer.
pub(super) type Index = HashMap<String, (usize, usize)>;

/// A level of the block structure that is open.
struct Level {
    indent: usize,
    pointer: usize,
    /// The index of the last item, for a list.
    item: Option<usize>,
}

/// Reads the keys off a text.
pub(super) fn index(text: &str) -> Index {
    let mut index = Index::new();
    let mut levels: Vec<Level> = Vec::new();
    let mut pointer = String::new();
    for (number, line) in text.lines().enumerate() {
        let mut rest = line.trim_start_matches(' ');
        let mut indent = line.len() - rest.len();
        if rest.is_empty() || rest.starts_with(['#', '%']) || rest.starts_with("---") {
            continue;
        }
        while let Some(after) = item(rest) {
            close(&mut levels, &mut pointer, indent, true);
            let known = levels
                .last_mut()
                .filter(|level| level.indent == indent && level.item.is_some());
            let at = match known {
                Some(level) => {
                    let next = level.item.map_or(0, |item| item + 1);
                    level.item = Some(next);
                    pointer.truncate(level.pointer);
                    next
                }
                None => {
                    levels.push(Level {
                        indent,
                        pointer: pointer.len(),
                        item: Some(0),
                    });
                    0
                }
            };
            pointer = walk::join(&pointer, &at.to_string());
            index.insert(pointer.clone(), (number + 1, indent + 1));
            indent += rest.len() - after.len();
            rest = after;
        }
        let Some(key) = key(rest) else { continue };
        close(&mut levels, &mut pointer, indent, false);
        match levels
            .last()
            .filter(|level| level.indent == indent && level.item.is_none())
        {
            Some(level) => pointer.truncate(level.pointer),
            None => levels.push(Level {
                indent,
                pointer: pointer.len(),
                item: None,
            }),
        }
        pointer = walk::join(&pointer, &key);
        index.insert(pointer.clone(), (number + 1, indent + 1));
    }
    index
}

/// Closes the levels that a line of this indentation does not belong to.
///
/// The items of a list may stand as far out as the key that holds it.
fn close(levels: &mut Vec<Level>, pointer: &mut String, indent: usize, item: bool) {
    while let Some(level) = levels.last() {
        let stays =
            level.indent < indent || (level.indent == indent && (item || level.item.is_none()));
        if stays {
            break;
        }
        pointer.truncate(level.pointer);
        levels.pop();
    }
}

/// What follows the dash of a list item.
fn item(rest: &str) -> Option<&str> {
    let after = rest.strip_prefix('-')?;
    match after.is_empty() || after.starts_with(' ') {
        true => Some(after.trim_start_matches(' ')),
        false => None,
    }
}

/// The key that a line begins with.
fn key(rest: &str) -> Option<String> {
    let quote = rest
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let (key, after) = rest.get(1..)?.split_once(quote)?;
        return after.trim_start().starts_with(':').then(|| key.to_owned());
    }
    let end = rest
        .find(": ")
        .or_else(|| rest.strip_suffix(':').map(str::len))?;
    rest.get(..end).map(|key| key.trim_end().to_owned())
}

/// Where a pointer stands, or the next one above it that is known.
pub(super) fn position(index: &Index, pointer: &str) -> Option<(usize, usize)> {
    let mut prefix = pointer;
    loop {
        if let Some(position) = index.get(prefix) {
            return Some(*position);
        }
        prefix = &prefix[..prefix.rfind('/')?];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "openapi: 3.0.1\npaths:\n  /a/b:\n    get:\n      tags:\n      - x\n      - name: y\n        other: z\n      'q u': 1\ncomponents:\n  # none\n  schemas:\n    - - deep\n      - er\n";

    #[test]
    fn every_key_and_item_is_found_in_its_line() {
        let index = index(TEXT);
        let lines = [
            ("/openapi", 1),
            ("/paths/~1a~1b/get", 4),
            ("/paths/~1a~1b/get/tags/0", 6),
            ("/paths/~1a~1b/get/tags/1", 7),
            ("/paths/~1a~1b/get/tags/1/other", 8),
            ("/paths/~1a~1b/get/q u", 9),
            ("/components/schemas/0/0", 13),
            ("/components/schemas/0/1", 14),
        ];
        for (pointer, line) in lines {
            assert_eq!(
                position(&index, pointer).map(|(line, _)| line),
                Some(line),
                "{pointer}"
            );
        }
        assert_eq!(
            position(&index, "/components/none/at/all").map(|(line, _)| line),
            Some(10)
        );
    }
}
