//! Where a list goes on after a page: decisions only, no input or output.

use pvwa_api::operation::{Paging, PagingStyle};

/// How the next page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// The whole list is one answer.
    Whole,
    /// An answer holds a link where there is more.
    Links,
    /// The caller counts items until there are as many as the total says.
    Counted,
    /// The caller counts pages until there are as many items as the total says.
    Numbered {
        /// The number of the first page.
        first: u64,
    },
}

impl Style {
    pub(crate) fn of(paging: Option<&Paging>) -> Self {
        match paging.map(|paging| paging.style) {
            None => Self::Whole,
            Some(PagingStyle::NextLink) => Self::Links,
            Some(PagingStyle::PageNumber { first }) => Self::Numbered {
                first: first.into(),
            },
            // Whatever else there may come to be counts items.
            Some(_) => Self::Counted,
        }
    }
}

/// How many pages in a row may be without an item although the list is said to go on: 10.
///
/// A vault that leaves out what the caller may not see after it has cut a page could answer some.
/// Without a bound a server could answer them for ever.
pub(crate) const MOST_EMPTY_PAGES: u32 = 10;

/// What there is to know of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    /// How many items come before it.
    pub(crate) offset: u64,
    /// How many it holds, and was to hold.
    pub(crate) items: u64,
    pub(crate) asked: u64,
    /// Its link, and the number of items that it states.
    pub(crate) link: Option<&'a str>,
    pub(crate) stated: Option<u64>,
    /// How many pages without an item come before it.
    pub(crate) empty: u32,
}

/// Where the list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Onward {
    /// Nowhere: this was all.
    End,
    /// After this many items.
    At(u64),
}

/// Why the list does not go on as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It leads back to where it was, or nowhere: it would never end.
    Circle,
    /// It ends, and states that there are more items than it gave.
    Short {
        /// How many it states.
        total: u64,
    },
}

impl Facts<'_> {
    fn end(&self) -> u64 {
        self.offset.saturating_add(self.items)
    }

    fn link(&self) -> Option<&str> {
        self.link.map(str::trim).filter(|link| !link.is_empty())
    }

    /// The number of all items, where it is certain.
    ///
    /// Some vaults state the number of items in the page instead. A larger number cannot be that;
    /// one that is the page's own is the list's only where the page is the list.
    pub(crate) fn total(&self, style: Style) -> Option<u64> {
        let stated = self.stated?;
        let whole = self.offset == 0 && self.items == stated;
        match style {
            Style::Whole => None,
            Style::Links if stated > self.items => Some(stated),
            Style::Links => (whole && self.link().is_none()).then_some(stated),
            // Zero has been seen around items. What was read already is at least there.
            Style::Counted | Style::Numbered { .. } if stated < self.end() => None,
            Style::Counted | Style::Numbered { .. } => {
                (!(whole && self.items == self.asked)).then_some(stated)
            }
        }
    }

    /// Decides where the list goes on.
    ///
    /// The next page is always the one after the items of this one, whatever a link says: a link
    /// that jumps would skip items, one that falls short would double them. A link only tells that
    /// there is more, unless a page has no items to count.
    pub(crate) fn onward(&self, style: Style) -> Result<Onward, Broken> {
        match style {
            Style::Whole => Ok(Onward::End),
            Style::Links => self.after_link(),
            Style::Counted | Style::Numbered { .. } => self.after_count(style),
        }
    }

    fn after_link(&self) -> Result<Onward, Broken> {
        let total = self.total(Style::Links);
        let missing = total.filter(|total| *total > self.end());
        let Some(link) = self.link() else {
            return match missing {
                Some(total) if self.items == 0 => Err(Broken::Short { total }),
                Some(_) => Ok(Onward::At(self.end())),
                None => Ok(Onward::End),
            };
        };
        let target = offset_in(link);
        if target.is_some_and(|target| target <= self.offset) {
            return Err(Broken::Circle);
        }
        if self.items > 0 {
            return Ok(Onward::At(self.end()));
        }
        match (total, missing) {
            (_, Some(total)) => return Err(Broken::Short { total }),
            (Some(_), None) => return Ok(Onward::End),
            (None, None) => {}
        }
        target
            .filter(|_| self.empty < MOST_EMPTY_PAGES)
            .map(Onward::At)
            .ok_or(Broken::Circle)
    }

    fn after_count(&self, style: Style) -> Result<Onward, Broken> {
        match self.total(style) {
            Some(total) if total > self.end() && self.items == 0 => Err(Broken::Short { total }),
            Some(total) if total <= self.end() => Ok(Onward::End),
            None if self.items == 0 => Ok(Onward::End),
            _ => Ok(Onward::At(self.end())),
        }
    }
}

/// The offset in the query of a link, whatever stands before the query: never a host, a path or a
/// filter.
pub(crate) fn offset_in(link: &str) -> Option<u64> {
    let (_, query) = link.split_once('?')?;
    let query = query.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("offset"))
        .and_then(|(_, value)| value.parse().ok())
}

#[cfg(test)]
mod tests;
