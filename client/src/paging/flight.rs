//! One request for a page on its way.

use super::request::{Fetched, PageRequest, Pages};
use futures::future::BoxFuture;
use tokio::{runtime::Handle, task::JoinHandle};
use tracing::Instrument;

/// A page on its way. Dropped, it is no longer waited for.
pub(crate) enum Flight<T> {
    /// It is asked for when it is waited for.
    Here(BoxFuture<'static, Fetched<T>>),
    /// It is on its way whether or not somebody waits: a reader that takes its time over one page
    /// must not let the next ones run into their timeouts.
    Away {
        task: Task<T>,
        request: PageRequest,
        pages: Pages<T>,
    },
}

/// Ends what it runs when it is dropped.
pub(crate) struct Task<T>(JoinHandle<Fetched<T>>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T: Send + 'static> Flight<T> {
    /// Asks for the page when it is waited for.
    pub(crate) fn here(pages: &Pages<T>, request: PageRequest) -> Self {
        Self::Here(pages.fetch(request))
    }

    /// Asks for the page at once; without a runtime, when it is waited for.
    pub(crate) fn away(pages: &Pages<T>, request: PageRequest) -> Self {
        match Handle::try_current() {
            Ok(runtime) => Self::Away {
                task: Task(runtime.spawn(pages.fetch(request).in_current_span())),
                request,
                pages: pages.clone(),
            },
            Err(_) => Self::here(pages, request),
        }
    }

    /// Waits for the page.
    pub(crate) async fn land(self) -> Fetched<T> {
        match self {
            Self::Here(page) => page.await,
            Self::Away {
                mut task,
                request,
                pages,
            } => match (&mut task.0).await {
                Ok(page) => page,
                Err(stopped) => match stopped.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // The runtime it was on is going down; whether this one is, will be seen.
                    Err(_) => pages.fetch(request).await,
                },
            },
        }
    }
}
