//! Which items and pages were there before.

use std::collections::{HashSet, VecDeque};

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

/// How many of the last items are remembered: 10,000, ten pages of the largest size.
///
/// As many may be added at the front of a list between two pages, and still none comes twice.
pub(crate) const REMEMBERED: usize = 10_000;

/// What is kept of the pages so far: eight bytes of each, and a few more of each of the last items.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pages: HashSet<u64>,
    items: HashSet<u64>,
    in_order: VecDeque<u64>,
}

impl Seen {
    /// Notes a page by the fingerprints of its items, and answers which of them are new.
    ///
    /// An item is not new that stands in this page twice, or stood in one of the last ones: a list
    /// that grows at its front while it is read moves items from the end of a page to the beginning
    /// of the next one. An item without a key is always new, and makes a page that cannot be
    /// recognised.
    ///
    /// `again` is for a page that was asked for once more on purpose: nothing of it needs to be new.
    pub(crate) fn note(
        &mut self,
        items: &[Option<u64>],
        again: bool,
    ) -> Result<Vec<bool>, Repeated> {
        let known: Option<Vec<u64>> = items.iter().copied().collect();
        if let Some(keys) = known.filter(|keys| !keys.is_empty()) {
            let bytes: Vec<u8> = keys.iter().flat_map(|key| key.to_le_bytes()).collect();
            if !self.pages.insert(fingerprint(&bytes)) && !again {
                return Err(Repeated);
            }
        }
        let new: Vec<bool> = items
            .iter()
            .map(|item| item.is_none_or(|key| self.remember(key)))
            .collect();
        match again || items.is_empty() || new.contains(&true) {
            true => Ok(new),
            false => Err(Repeated),
        }
    }

    /// Remembers an item, and answers whether it is new.
    pub(crate) fn remember(&mut self, item: u64) -> bool {
        if !self.items.insert(item) {
            return false;
        }
        self.in_order.push_back(item);
        if self.in_order.len() > REMEMBERED
            && let Some(oldest) = self.in_order.pop_front()
        {
            self.items.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(seen: &mut Seen, keys: &[u64]) -> Result<Vec<bool>, Repeated> {
        seen.note(
            &keys.iter().map(|key| Some(*key)).collect::<Vec<_>>(),
            false,
        )
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
            assert_eq!(seen.note(&[None, None], false), Ok(vec![true, true]));
        }
    }

    #[test]
    fn only_the_last_items_are_remembered() {
        let mut seen = Seen::default();
        for item in 0..20_000 {
            assert!(seen.remember(item));
        }
        assert!(!seen.remember(10_000));
        assert!(seen.remember(9_999));
        assert_eq!(seen.items.len(), REMEMBERED);
        assert_eq!(seen.in_order.len(), REMEMBERED);
    }

    #[test]
    fn items_that_move_into_the_next_page_are_not_new() {
        let mut seen = Seen::default();
        assert_eq!(note(&mut seen, &[1, 2, 3]), Ok(vec![true; 3]));
        assert_eq!(note(&mut seen, &[3, 4, 4]), Ok(vec![false, true, false]));
        assert_eq!(seen.note(&[Some(4)], true), Ok(vec![false]));
        assert_eq!(note(&mut seen, &[4]), Err(Repeated));
    }
}
