//! Places in a list, and how one is found again: decisions only.

use super::{plan::Style, token::Cursor};

/// Where a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// How many items come before it.
    pub(crate) offset: u64,
    /// The number of the page.
    pub(crate) number: u64,
}

/// How many items before the place a list is taken up again: 100.
///
/// They cost nothing, since a page holds ten times as many, and among them the item that was handed
/// out last is found again although so many before it were deleted.
const LOOK_BACK: u64 = 100;

impl Place {
    pub(crate) fn first(style: Style) -> Self {
        Self {
            offset: 0,
            number: match style {
                Style::Numbered { first } => first,
                _ => 0,
            },
        }
    }

    /// The place behind a page of `items` items here.
    pub(crate) fn after(self, items: u64) -> Self {
        Self {
            offset: self.offset.saturating_add(items),
            number: self.number.saturating_add(1),
        }
    }

    /// Whether a request for either place is a request for the other one.
    pub(crate) fn is(self, other: Self, style: Style) -> bool {
        match style {
            Style::Numbered { .. } => self.number == other.number,
            _ => self.offset == other.offset,
        }
    }

    /// Where to take a list up that was left at `cursor`, and what has to be found there.
    pub(crate) fn resume(
        style: Style,
        limit: u32,
        cursor: Cursor,
        recent: Vec<u64>,
    ) -> (Self, Option<Anchor>) {
        let position = cursor.position();
        if position == 0 {
            return (Self::first(style), None);
        }
        let back = LOOK_BACK.min(u64::from(limit / 2).max(1));
        let place = match style {
            Style::Numbered { .. } => Self {
                offset: cursor.start,
                number: cursor.number,
            },
            // All of it comes again; what was handed out is left out.
            Style::Whole => Self::first(style),
            // Without a key nothing can be found.
            _ if recent.is_empty() => Self {
                offset: position,
                number: 0,
            },
            _ => Self {
                offset: position.saturating_sub(back),
                number: 0,
            },
        };
        (place, Some(Anchor { position, recent }))
    }
}

/// The items that were handed out last, by which a place is found again.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    /// How many items were handed out.
    pub(crate) position: u64,
    /// The fingerprints of the last ones, the last one first; empty where items have none.
    pub(crate) recent: Vec<u64>,
}

/// Whether the place is in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resumed {
    /// This many items of the page were handed out, and the next one was not.
    Here { done: usize },
    /// The page lies before it.
    Later,
    /// It cannot be found.
    Gone,
}

impl Anchor {
    /// Looks for the place in the page at `offset` with these keys, which may be the last one. It
    /// is looked for as far behind the old place as one page of `limit` items.
    pub(crate) fn find(
        &self,
        offset: u64,
        keys: &[Option<u64>],
        is_last: bool,
        limit: u32,
    ) -> Resumed {
        let end = offset.saturating_add(keys.len() as u64);
        if self.recent.is_empty() {
            let done = self.position.saturating_sub(offset);
            return match end < self.position && !is_last {
                true => Resumed::Later,
                false => Resumed::Here {
                    done: usize::try_from(done).unwrap_or(usize::MAX),
                },
            };
        }
        let at = |wanted: &u64| keys.iter().rposition(|key| key.as_ref() == Some(wanted));
        match self.recent.iter().find_map(at) {
            Some(index) => Resumed::Here { done: index + 1 },
            None if is_last || offset > self.position.saturating_add(limit.into()) => Resumed::Gone,
            None => Resumed::Later,
        }
    }
}

/// How many pages may be on their way or waiting, the next one included.
///
/// The first page always comes alone: it may be all there is, and it tells how the vault pages.
/// Where the vault does not tell how many there are, no more pages are asked for in vain than twice
/// as many as were read.
pub(crate) fn window(ahead: usize, read: usize, regular: bool, total_known: bool) -> usize {
    match regular && read > 0 {
        false => 1,
        true if total_known => ahead.max(1),
        true => ahead.clamp(1, read.saturating_mul(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(position: u64, recent: &[u64]) -> Anchor {
        Anchor {
            position,
            recent: recent.to_vec(),
        }
    }

    fn keys(range: std::ops::Range<u64>) -> Vec<Option<u64>> {
        range.map(Some).collect()
    }

    #[test]
    fn the_place_is_behind_the_item_that_came_last() {
        let anchor = anchor(500, &[499, 498, 497]);
        let find =
            |page: std::ops::Range<u64>, is_last| anchor.find(400, &keys(page), is_last, 1000);
        assert_eq!(find(400..1400, false), Resumed::Here { done: 100 });
        // Ten before it were deleted; ten were added.
        assert_eq!(find(410..1410, false), Resumed::Here { done: 90 });
        assert_eq!(find(390..1390, false), Resumed::Here { done: 110 });
        assert_eq!(find(400..420, false), Resumed::Later);
        assert_eq!(find(400..420, true), Resumed::Gone);
        assert_eq!(
            anchor.find(1501, &keys(1501..1600), false, 1000),
            Resumed::Gone
        );
    }

    #[test]
    fn an_item_that_was_deleted_is_made_up_for_by_the_one_before_it() {
        let page: Vec<_> = keys(400..499).into_iter().chain(keys(500..900)).collect();
        let found = anchor(500, &[499, 498, 497]).find(400, &page, false, 1000);
        assert_eq!(found, Resumed::Here { done: 99 });
    }

    #[test]
    fn items_without_keys_are_counted() {
        let page = vec![None; 100];
        let anchor = anchor(450, &[]);
        assert_eq!(
            anchor.find(400, &page, false, 100),
            Resumed::Here { done: 50 }
        );
        assert_eq!(anchor.find(300, &page, false, 100), Resumed::Later);
        assert_eq!(
            anchor.find(450, &page, false, 100),
            Resumed::Here { done: 0 }
        );
    }

    #[test]
    fn the_window_opens_with_what_is_known() {
        assert_eq!(window(8, 0, true, false), 1);
        assert_eq!(window(8, 1, true, true), 8);
        assert_eq!(window(8, 1, true, false), 2);
        assert_eq!(window(8, 3, true, false), 6);
        assert_eq!(window(8, 9, true, false), 8);
        assert_eq!(window(8, 9, false, true), 1);
        assert_eq!(window(0, 9, true, true), 1);
    }
}
