//! Which items and pages were there before.

use std::collections::HashSet;

/// A number that stands for a text, the same in every process and version.
///
/// FNV-1a: short enough to be here, and unlike the standard library's hasher it never changes.
/// Nothing is protected by it.
pub(crate) fn fingerprint(text: &[u8]) -> u64 {
    text.iter().fold(BASIS, |number, byte| {
        (number ^ u64::from(*byte)).wrapping_mul(PRIME)
    })
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The page was there before, or brings nothing that the one before it did not bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeated;

/// What is kept of the pages so far: eight bytes of each, and eight of every item of the last one.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pages: HashSet<u64>,
    previous: HashSet<u64>,
}

impl Seen {
    /// Notes a page by the fingerprints of its items, and answers which of them are new.
    ///
    /// An item is not new that stands in this page twice, or stood in the one before: a list that
    /// grows at its front while it is read moves items from the end of a page to the beginning of
    /// the next one. An item without a key is always new, and makes a page that cannot be
    /// recognised.
    pub(crate) fn note(&mut self, items: &[Option<u64>]) -> Result<Vec<bool>, Repeated> {
        let known: Option<Vec<u64>> = items.iter().copied().collect();
        if let Some(keys) = known.filter(|keys| !keys.is_empty()) {
            let bytes: Vec<u8> = keys.iter().flat_map(|key| key.to_le_bytes()).collect();
            if !self.pages.insert(fingerprint(&bytes)) {
                return Err(Repeated);
            }
        }
        let before = std::mem::take(&mut self.previous);
        let new: Vec<bool> = items
            .iter()
            .map(|item| item.is_none_or(|key| self.previous.insert(key) && !before.contains(&key)))
            .collect();
        match items.is_empty() || new.contains(&true) {
            true => Ok(new),
            false => Err(Repeated),
        }
    }

    /// Has items count as those of the last page.
    pub(crate) fn remember(&mut self, items: &[u64]) {
        self.previous.extend(items);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(seen: &mut Seen, keys: &[u64]) -> Result<Vec<bool>, Repeated> {
        seen.note(&keys.iter().map(|key| Some(*key)).collect::<Vec<_>>())
    }

    #[test]
    fn a_fingerprint_is_the_same_everywhere() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fingerprint(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_page_that_was_there_before_is_refused() {
        let mut seen = Seen::default();
        assert_eq!(note(&mut seen, &[1, 2]), Ok(vec![true, true]));
        assert_eq!(note(&mut seen, &[3]), Ok(vec![true]));
        assert_eq!(note(&mut seen, &[1, 2]), Err(Repeated));
    }

    #[test]
    fn pages_without_items_or_keys_are_never_refused() {
        let mut seen = Seen::default();
        for _ in 0..2 {
            assert_eq!(note(&mut seen, &[]), Ok(vec![]));
            assert_eq!(seen.note(&[None, Some(1)]), Ok(vec![true, true]));
            assert_eq!(seen.note(&[None, None]), Ok(vec![true, true]));
        }
    }

    #[test]
    fn items_that_move_into_the_next_page_are_not_new() {
        let mut seen = Seen::default();
        assert_eq!(note(&mut seen, &[1, 2, 3]), Ok(vec![true; 3]));
        assert_eq!(note(&mut seen, &[3, 4, 4]), Ok(vec![false, true, false]));
        assert_eq!(note(&mut seen, &[4]), Err(Repeated));
    }
}
