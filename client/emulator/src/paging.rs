//! Pages: where they begin and end, and the link to the next one.

use crate::{
    call::{Call, Query},
    errors::Refusal,
    quirks::Quirks,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// What the caller asked for.
pub(crate) struct Page {
    offset: usize,
    limit: usize,
}

/// The parameters that a link carries on; `savedFilter` among them only where it is not lost.
const CARRIED: [&str; 7] = [
    "search",
    "searchType",
    "sort",
    "filter",
    "savedFilter",
    "includeAccounts",
    "extendedDetails",
];

/// What a list is called by the last part of its path: `Accounts`.
fn thing(path: &str) -> String {
    let (_, last) = path.rsplit_once('/').unwrap_or(("", path));
    let mut letters = last.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

impl Page {
    /// Reads `offset` and `limit`. A limit outside of 1 to `max` is refused.
    pub(crate) fn read(
        query: &Query,
        default: usize,
        max: Option<usize>,
        quirks: Quirks,
    ) -> Result<Self, Refusal> {
        let limit = query.number("limit")?.unwrap_or(default);
        if limit == 0 || max.is_some_and(|max| limit > max) {
            let bounds = max.map_or("at least 1".to_owned(), |max| format!("from 1 to {max}"));
            return Err(Refusal::must_be("limit", &bounds));
        }
        Ok(Self {
            offset: query.number("offset")?.unwrap_or(0),
            limit: limit.min(quirks.page_limit.unwrap_or(usize::MAX)),
        })
    }

    /// The items of the page.
    pub(crate) fn of<T>(&self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        items.into_iter().skip(self.offset).take(self.limit)
    }

    /// The page of these items, in the envelope `{value, count, nextLink}`.
    pub(crate) fn cut<T>(
        &self,
        items: &[T],
        call: &Call,
        quirks: Quirks,
        path: &str,
        to_json: impl Fn(&T) -> Value,
    ) -> Value {
        let page: Vec<Value> = self.of(items).map(to_json).collect();
        let end = self.offset.saturating_add(page.len());
        let next = if quirks.repeated_next_link {
            Some(self.link(self.offset, call.query, quirks, path))
        } else if end < items.len() {
            Some(self.link(end, call.query, quirks, path))
        } else {
            quirks.empty_next_link.then(String::new)
        };
        let count = if quirks.count_is_page {
            page.len()
        } else {
            items.len()
        };
        // Not by `json!`, which copies the items.
        let mut envelope = Map::new();
        if quirks.total_style {
            envelope.insert(thing(path), page.into());
            envelope.insert("Total".to_owned(), count.into());
            return envelope.into();
        }
        envelope.insert("value".to_owned(), page.into());
        envelope.insert("count".to_owned(), count.into());
        if let Some(next) = next {
            envelope.insert("nextLink".to_owned(), next.into());
        }
        envelope.into()
    }

    fn link(&self, offset: usize, query: &Query, quirks: Quirks, path: &str) -> String {
        let mut link = format!("{path}?offset={offset}&limit={}", self.limit);
        for name in CARRIED {
            if name == "savedFilter" && quirks.saved_filter_lost {
                continue;
            }
            for value in query.all(name) {
                let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
                link.push_str(&format!("&{name}={value}"));
            }
        }
        link
    }
}
