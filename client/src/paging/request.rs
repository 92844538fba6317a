//! What one page is asked for, and what comes back.

use crate::Error;
use futures::future::BoxFuture;
use std::{borrow::Cow, future::Future, sync::Arc};

/// What one page is asked for.
///
/// Every style of paging finds what it needs here: those that count items take [`offset`] or
/// [`start_index`], those that count pages take [`number`].
///
/// [`offset`]: Self::offset
/// [`start_index`]: Self::start_index
/// [`number`]: Self::number
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageRequest {
    /// How many items come before the page.
    pub offset: u64,
    /// The number of the page, counted as the operation counts: its first page is 0 or 1.
    pub number: u64,
    /// The most items that the page may have.
    pub limit: u32,
}

impl PageRequest {
    /// The place of the first item where items are counted from 1, as SCIM does.
    pub fn start_index(&self) -> u64 {
        self.offset.saturating_add(1)
    }
}

/// One page of a list, as the vault answered it.
#[derive(Clone, Debug)]
pub struct PageAnswer<T> {
    pub(crate) items: Vec<T>,
    pub(crate) stated: Option<u64>,
    pub(crate) link: Option<String>,
}

impl<T> PageAnswer<T> {
    /// An answer with these items, in the vault's order.
    pub fn new(items: Vec<T>) -> Self {
        Self {
            items,
            stated: None,
            link: None,
        }
    }

    /// The number that the answer states as that of all items: `Total`, `count` and the like.
    ///
    /// Hand it on as it is: whether it is that number is found out by [`crate::Pager`]. `None`, or
    /// a number below 0, where the answer states none.
    #[must_use]
    pub fn total(mut self, stated: Option<impl TryInto<u64>>) -> Self {
        self.stated = stated.and_then(|number| number.try_into().ok());
        self
    }

    /// The link to the next page; `None` where the answer has none.
    #[must_use]
    pub fn next_link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }
}

pub(crate) type Fetched<T> = Result<PageAnswer<T>, Error>;
type Fetch<T> = dyn Fn(PageRequest) -> BoxFuture<'static, Fetched<T>> + Send + Sync;
type Key<T> = dyn Fn(&T) -> Option<Cow<'_, str>> + Send + Sync;

/// How a list gets its pages, and how it tells its items apart.
pub(crate) struct Pages<T> {
    fetch: Arc<Fetch<T>>,
    key: Arc<Key<T>>,
}

impl<T> Pages<T> {
    pub(crate) fn new<K, F, P>(key: K, fetch: F) -> Self
    where
        K: Fn(&T) -> Option<Cow<'_, str>> + Send + Sync + 'static,
        F: Fn(PageRequest) -> P + Send + Sync + 'static,
        P: Future<Output = Fetched<T>> + Send + 'static,
    {
        Self {
            fetch: Arc::new(move |request| Box::pin(fetch(request))),
            key: Arc::new(key),
        }
    }

    pub(crate) fn fetch(&self, request: PageRequest) -> BoxFuture<'static, Fetched<T>> {
        (self.fetch)(request)
    }

    pub(crate) fn key<'a>(&self, item: &'a T) -> Option<Cow<'a, str>> {
        (self.key)(item)
    }
}

impl<T> Clone for Pages<T> {
    fn clone(&self) -> Self {
        Self {
            fetch: self.fetch.clone(),
            key: self.key.clone(),
        }
    }
}
