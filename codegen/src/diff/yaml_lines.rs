//! The lines at which the keys of a YAML text stand.
//!
//! The parser tells where it fails and nothing else, and to parse once more for every place would
//! take minutes. So the block structure is read off the indentation: keys and list items in block
//! style are found, what stands in braces is found at the key that holds it.

use std::collections::HashMap;

use crate::walk;

/// Where keys and list items in block style stand, by JSON pointer.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Line and column, both from 1; `None` for what was not found.
    found: HashMap<String, Option<(usize, usize)>>,
}

impl Lines {
    /// Where a pointer stands, or the next one above it that was found.
    pub(super) fn of(&self, pointer: &str) -> Option<(usize, usize)> {
        let mut prefix = pointer;
        loop {
            if let Some(Some(position)) = self.found.get(prefix) {
                return Some(*position);
            }
            prefix = &prefix[..prefix.rfind('/')?];
        }
    }
}

/// Looks in a text for pointers, and for those above them.
pub(super) fn find<'p>(text: &str, wanted: impl Iterator<Item = &'p str>) -> Lines {
    let mut lines = Lines::default();
    for pointer in wanted {
        let mut prefix = pointer;
        while !prefix.is_empty() && !lines.found.contains_key(prefix) {
            lines.found.insert(prefix.to_owned(), None);
            prefix = &prefix[..prefix.rfind('/').unwrap_or(0)];
        }
    }
    if !lines.found.is_empty() {
        read(text, |pointer, position| {
            if let Some(slot) = lines.found.get_mut(pointer) {
                slot.get_or_insert(position);
            }
        });
    }
    lines
}

/// A level of the block structure that is open.
struct Level {
    indent: usize,
    pointer: usize,
    /// The index of the last item, for a list.
    item: Option<usize>,
}

/// Reads the keys off a text.
fn read(text: &str, mut see: impl FnMut(&str, (usize, usize))) {
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
            walk::push(&mut pointer, &at.to_string());
            see(&pointer, (number + 1, indent + 1));
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
        walk::push(&mut pointer, key);
        see(&pointer, (number + 1, indent + 1));
    }
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
fn key(rest: &str) -> Option<&str> {
    let quote = rest
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let (key, after) = rest.get(1..)?.split_once(quote)?;
        return after.trim_start().starts_with(':').then_some(key);
    }
    let end = rest
        .find(": ")
        .or_else(|| rest.strip_suffix(':').map(str::len))?;
    rest.get(..end).map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "openapi: 3.0.1\npaths:\n  /a/b:\n    get:\n      tags:\n      - x\n      - name: y\n        other: z\n      'q u': 1\ncomponents:\n  # none\n  schemas:\n    - - deep\n      - er\n";

    #[test]
    fn every_key_and_item_is_found_in_its_line() {
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
        let found = find(TEXT, lines.iter().map(|(pointer, _)| *pointer));
        for (pointer, line) in lines {
            assert_eq!(
                found.of(pointer).map(|(line, _)| line),
                Some(line),
                "{pointer}"
            );
        }
        let found = find(TEXT, ["/components/none/at/all"].into_iter());
        assert_eq!(
            found.of("/components/none/at/all").map(|(line, _)| line),
            Some(10)
        );
    }
}
