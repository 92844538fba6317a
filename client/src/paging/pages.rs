//! The pages of a list, as a stream.

use super::{Pager, token::ResumeToken};
use crate::Error;
use futures::{Stream, future::poll_fn};
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in their order; never none.
    pub items: Vec<T>,
    /// How many items of the list come before them; in a list that is
    /// [split by safe](crate::ListAccounts::split_by_safe), of the accounts of that safe.
    pub offset: u64,
    /// How many items there are in all; `None` where the vault does not say, or may mean those of
    /// one page.
    pub total: Option<u64>,
    /// Where the list goes on behind this page.
    pub resume_token: ResumeToken,
}

/// The pages of a list, as a stream; made by [`Pager::pages`].
#[must_use = "nothing is fetched before the first page is asked for"]
pub struct Pages<T>(pub(super) Pager<T>);

impl<T: Send + 'static> Pages<T> {
    /// The next page; `None` at the end of the list.
    ///
    /// # Errors
    ///
    /// What kept it from being fetched. Nothing comes after an error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.0.poll_page(context))
            .await
            .transpose()
    }

    /// Where the list is: behind the last page that was handed out.
    pub fn resume_token(&self) -> ResumeToken {
        self.0.resume_token()
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pages").field(&self.0).finish()
    }
}
