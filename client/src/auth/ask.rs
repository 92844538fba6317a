//! Questions to the program that uses this crate, and to the person in front of it.

use pvwa_api::layers::BoxFuture;
use std::{error::Error as StdError, sync::Arc};

/// Why a callback could not give what it was asked for.
pub type CallbackError = Box<dyn StdError + Send + Sync>;

/// A callback: takes a question, answers in its own time.
pub(super) type Ask<Q, A> =
    Arc<dyn Fn(Q) -> BoxFuture<'static, Result<A, CallbackError>> + Send + Sync>;

/// Any closure that answers with a future, as one type.
pub(super) fn callback<Q, A, F, R, E>(ask: F) -> Ask<Q, A>
where
    F: Fn(Q) -> R + Send + Sync + 'static,
    R: Future<Output = Result<A, E>> + Send + 'static,
    E: Into<CallbackError>,
    Q: 'static,
    A: 'static,
{
    Arc::new(move |question| {
        let answer = ask(question);
        Box::pin(async move { answer.await.map_err(Into::into) })
    })
}
