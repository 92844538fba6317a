//! Lists, as iterators.

use super::vault::Shared;
use crate::{Error, Page, ResumeToken};
use std::{fmt, iter::FusedIterator, sync::Arc};

/// The items of a list, as an iterator; the twin of [`crate::Pager`].
///
/// It keeps the session of its vault open, as a clone of the vault would.
#[must_use = "nothing is fetched before the first item is asked for"]
pub struct Pager<T> {
    twin: crate::Pager<T>,
    // Behind the pages that are on their way, so that they end before what carries them.
    shared: Arc<Shared>,
}

impl<T: Send + 'static> Pager<T> {
    pub(super) fn new(twin: crate::Pager<T>, shared: Arc<Shared>) -> Self {
        Self { twin, shared }
    }

    fn with(mut self, change: impl FnOnce(crate::Pager<T>) -> crate::Pager<T>) -> Self {
        self.twin = change(self.twin);
        self
    }

    /// The twin of [`crate::Pager::conditions`].
    pub fn conditions(self, conditions: &str) -> Self {
        self.with(|pager| pager.conditions(conditions))
    }

    /// The twin of [`crate::Pager::read_ahead`]. Pages come in while the caller does something else.
    pub fn read_ahead(self, pages: usize) -> Self {
        self.with(|pager| pager.read_ahead(pages))
    }

    /// The twin of [`crate::Pager::page_size`].
    pub fn page_size(self, items: u32) -> Self {
        self.with(|pager| pager.page_size(items))
    }

    /// The twin of [`crate::Pager::at_most`].
    pub fn at_most(self, items: u64) -> Self {
        self.with(|pager| pager.at_most(items))
    }

    /// The twin of [`crate::Pager::resume`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn resume(mut self, token: &ResumeToken) -> Result<Self, Error> {
        self.twin = self.twin.resume(token)?;
        Ok(self)
    }

    /// The twin of [`crate::Pager::resume_token`].
    pub fn resume_token(&self) -> ResumeToken {
        self.twin.resume_token()
    }

    /// The twin of [`crate::Pager::total`].
    pub fn total(&self) -> Option<u64> {
        self.twin.total()
    }

    /// The twin of [`crate::Pager::try_next`]: the next item, the other way round than [`Self::next`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.shared.wait(self.twin.try_next())
    }

    /// The twin of [`crate::Pager::all`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn all(self) -> Result<Vec<T>, Error> {
        self.shared.wait(self.twin.all())
    }

    /// The twin of [`crate::Pager::try_for_each`]. Other than that of iterators, it is given items,
    /// not results.
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn try_for_each<E, F>(&mut self, mut action: F) -> Result<(), E>
    where
        F: FnMut(T) -> Result<(), E>,
        E: From<Error>,
    {
        while let Some(item) = self.try_next()? {
            action(item)?;
        }
        Ok(())
    }

    /// The twin of [`crate::Pager::pages`].
    pub fn pages(self) -> Pages<T> {
        Pages {
            twin: self.twin.pages(),
            shared: self.shared,
        }
    }
}

impl<T: Send + 'static> Iterator for Pager<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}

impl<T: Send + 'static> FusedIterator for Pager<T> {}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.twin.fmt(f)
    }
}

/// The pages of a list, as an iterator; the twin of [`crate::paging::Pages`].
#[must_use = "nothing is fetched before the first page is asked for"]
pub struct Pages<T> {
    twin: crate::paging::Pages<T>,
    shared: Arc<Shared>,
}

impl<T: Send + 'static> Pages<T> {
    /// The twin of [`crate::paging::Pages::try_next`].
    ///
    /// # Errors
    ///
    /// Those of its twin.
    pub fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        self.shared.wait(self.twin.try_next())
    }

    /// The twin of [`crate::paging::Pages::resume_token`].
    pub fn resume_token(&self) -> ResumeToken {
        self.twin.resume_token()
    }
}

impl<T: Send + 'static> Iterator for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.try_next().transpose()
    }
}

impl<T: Send + 'static> FusedIterator for Pages<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.twin.fmt(f)
    }
}
