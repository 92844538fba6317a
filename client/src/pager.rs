//! The items of a list, fetched page by page as they are asked for.

use crate::{
    Call, Error,
    page::{InACircle, Progress},
};
use futures::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// The items of a list, as a stream.
///
/// Pages are fetched one at a time, when the first item of each is asked for. After an error the
/// stream ends. A list that would never end, because the server repeats itself, ends with
/// [`Error::EndlessList`].
#[must_use = "nothing is fetched before the first item is asked for"]
pub struct Pager<T> {
    items: BoxStream<'static, Result<T, Error>>,
}

impl<T: Send + 'static> Pager<T> {
    /// The next item; `None` at the end of the list.
    ///
    /// # Errors
    ///
    /// What kept a page from being fetched. Nothing comes after an error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.items.try_next().await
    }

    /// All items that are left, in memory.
    ///
    /// # Errors
    ///
    /// What kept a page from being fetched; the items before it are lost.
    pub async fn all(self) -> Result<Vec<T>, Error> {
        self.items.try_collect().await
    }

    /// Pages through the list of `operation`: `fetch` answers the page after a number of items, and
    /// `key` tells items apart.
    pub(crate) fn new<F, P>(operation: &'static str, key: fn(&T) -> Option<&str>, fetch: F) -> Self
    where
        F: Fn(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, Error>> + Send,
    {
        let start = (fetch, Progress::default(), Ok(Some(0)));
        let pages = stream::try_unfold(start, move |(fetch, mut progress, next)| async move {
            let Some(offset) = next? else {
                return Ok::<_, Error>(None);
            };
            let page = fetch(offset).await?;
            let circle = |InACircle| Error::EndlessList {
                call: Call::of(operation),
                offset,
            };
            progress.note(page.items.iter().map(key)).map_err(circle)?;
            // An error here comes after the items of this page.
            let next = progress
                .next(page.next.as_deref(), page.items.len())
                .map_err(circle);
            Ok(Some((
                stream::iter(page.items.into_iter().map(Ok)),
                (fetch, progress, next),
            )))
        });
        Self {
            items: pages.try_flatten().boxed(),
        }
    }
}

/// One page of a list, as an operation answers it.
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

impl<T> Stream for Pager<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pager(..)")
    }
}
