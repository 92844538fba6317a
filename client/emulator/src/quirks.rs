//! Ways in which older or odder vaults page.

use std::str::FromStr;
use thiserror::Error;

/// A way in which some vaults page, set with [`Emulator::quirk`](crate::Emulator::quirk).
///
/// They bear on the lists of accounts, safes and safe members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// The last page carries an empty `nextLink` instead of none.
    EmptyNextLink,
    /// The `nextLink` of every page, also of the last, leads to that page again.
    RepeatedNextLink,
    /// The `nextLink` of accounts forgets the `savedFilter`. On from the start, as real vaults
    /// have it.
    SavedFilterLost,
    /// A page never holds more than this many items, whatever `limit` says; 0 counts as 1.
    PageLimit(usize),
    /// The `count` is that of the page instead of all items that match.
    CountIsPage,
    /// Lists are `{Accounts, Total}` and the like, without a link: whoever reads them goes on by
    /// `offset` until there are as many as `Total` says.
    TotalStyle,
    /// An `offset` of 20,000 or more into the accounts is answered with status 500 and
    /// `CAWS00001E`. On from the start, as real vaults have it.
    OffsetsEnd,
}

impl Quirk {
    /// Each quirk by the name that it is written with; a page limit takes a number behind a colon.
    const NAMES: [(&str, Self); 6] = [
        ("empty-next-link", Self::EmptyNextLink),
        ("repeated-next-link", Self::RepeatedNextLink),
        ("saved-filter-lost", Self::SavedFilterLost),
        ("count-is-page", Self::CountIsPage),
        ("total-style", Self::TotalStyle),
        ("offsets-end", Self::OffsetsEnd),
    ];
}

/// Why a text is no quirk.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no quirk; there are empty-next-link, repeated-next-link, saved-filter-lost, \
     count-is-page, total-style, offsets-end and page-limit:ITEMS"
)]
pub struct NotAQuirk(String);

impl FromStr for Quirk {
    type Err = NotAQuirk;

    fn from_str(text: &str) -> Result<Self, NotAQuirk> {
        let named = Self::NAMES.iter().find(|(name, _)| *name == text);
        let limit = || text.strip_prefix("page-limit:")?.parse().ok();
        named
            .map(|(_, quirk)| *quirk)
            .or_else(|| limit().map(Self::PageLimit))
            .ok_or_else(|| NotAQuirk(text.to_owned()))
    }
}

/// The quirks that are on.
#[derive(Clone, Copy)]
pub(crate) struct Quirks {
    pub(crate) empty_next_link: bool,
    pub(crate) repeated_next_link: bool,
    pub(crate) saved_filter_lost: bool,
    pub(crate) page_limit: Option<usize>,
    pub(crate) count_is_page: bool,
    pub(crate) total_style: bool,
    pub(crate) offsets_end: bool,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            empty_next_link: false,
            repeated_next_link: false,
            saved_filter_lost: true,
            page_limit: None,
            count_is_page: false,
            total_style: false,
            offsets_end: true,
        }
    }
}

impl Quirks {
    /// Turns a quirk on or off; off, the number of a page limit does not matter.
    pub(crate) fn set(&mut self, quirk: Quirk, on: bool) {
        match quirk {
            Quirk::EmptyNextLink => self.empty_next_link = on,
            Quirk::RepeatedNextLink => self.repeated_next_link = on,
            Quirk::SavedFilterLost => self.saved_filter_lost = on,
            Quirk::PageLimit(limit) => self.page_limit = on.then_some(limit.max(1)),
            Quirk::CountIsPage => self.count_is_page = on,
            Quirk::TotalStyle => self.total_style = on,
            Quirk::OffsetsEnd => self.offsets_end = on,
        }
    }
}
