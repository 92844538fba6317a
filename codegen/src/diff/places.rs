//! Where the nodes stand that something is said of: JSON pointers, lines and columns.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::document::Format;
use crate::walk::Here;

use super::tree::Node;
use super::yaml_lines;

/// Where nodes stand, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Places {
    found: FxHashMap<usize, Spot>,
}

/// Where one node stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The JSON pointer to it.
    pub(super) pointer: String,
    /// Line and column of its key, both from 1; `None` for what has no text.
    pub(super) position: Option<(usize, usize)>,
}

impl Places {
    /// Finds all nodes whose addresses are `wanted`, in one walk through the tree.
    pub(super) fn find(root: &Node<'_>, text: Option<&str>, wanted: Vec<usize>) -> Self {
        let mut search = Search {
            wanted: wanted.into_iter().map(|address| (address, None)).collect(),
            // Where a part of YAML was borrowed, the parser counted characters, not bytes.
            text: text
                .filter(|text| Format::of(text) == Format::Json)
                .map(Lines::of),
            left: 0,
        };
        search.left = search.wanted.len();
        search.walk(root, &mut Here::new(""), None);
        let mut found: FxHashMap<usize, Spot> = search
            .wanted
            .into_iter()
            .filter_map(|(address, spot)| Some((address, spot?)))
            .collect();
        if let Some(text) = text {
            let left = found.values().filter(|spot| spot.position.is_none());
            let lines = yaml_lines::find(text, left.map(|spot| spot.pointer.as_str()));
            for spot in found.values_mut().filter(|spot| spot.position.is_none()) {
                spot.position = lines.of(&spot.pointer);
            }
        }
        Self { found }
    }

    /// Where a node stands that was looked for.
    pub(super) fn of(&self, node: &Node<'_>) -> Option<&Spot> {
        self.found.get(&node.address())
    }
}

struct Search<'t> {
    wanted: FxHashMap<usize, Option<Spot>>,
    text: Option<Lines<'t>>,
    left: usize,
}

impl Search<'_> {
    fn walk(&mut self, node: &Node<'_>, here: &mut Here, key: Option<&str>) {
        if self.left == 0 {
            return;
        }
        if let Some(spot) = self.wanted.get_mut(&node.address())
            && spot.is_none()
        {
            self.left -= 1;
            let part = key.or_else(|| node.borrowed());
            let lines = self.text.as_mut();
            *spot = Some(Spot {
                pointer: here.pointer().to_owned(),
                position: lines
                    .zip(part)
                    .and_then(|(lines, part)| lines.position(part)),
            });
        }
        for (key, inner) in node.entries() {
            let borrowed = match key {
                Cow::Borrowed(key) => Some(*key),
                Cow::Owned(_) => None,
            };
            here.with(key, |here| self.walk(inner, here, borrowed));
        }
        for (index, inner) in node.items().iter().enumerate() {
            here.at(index, |here| self.walk(inner, here, None));
        }
    }
}

/// The lines of a text, and where each begins.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// Where something was placed last, and in which column: a document may be one line, and is
    /// walked from its start to its end.
    last: (usize, usize),
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(ends.map(|(at, _)| at + 1))
            .collect();
        Self {
            text,
            starts,
            last: (0, 0),
        }
    }

    /// Line and column of a part of the text; `None` for what is no part of it.
    fn position(&mut self, part: &str) -> Option<(usize, usize)> {
        let at = part
            .as_ptr()
            .addr()
            .checked_sub(self.text.as_ptr().addr())?;
        if at >= self.text.len() {
            return None;
        }
        let line = self.starts.partition_point(|start| *start <= at);
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let (known, before) = match self.last {
            (last, column) if (start..=at).contains(&last) => (last, column),
            _ => (start, 0),
        };
        let column = before + self.text.get(known..at)?.chars().count();
        self.last = (at, column);
        // The quotation mark before a text of JSON is part of it, as an editor counts.
        Some((line, column.max(1)))
    }
}
