//! Where the generated client meets whoever sends its requests.

use crate::{Client, operation::Operation, operations};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use std::{fmt, future::Future, pin::Pin, sync::Arc};

/// A boxed future that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends the requests that the generated client builds.
///
/// Sessions, retries, limits and logging live behind this trait. It is object-safe, so that the
/// generated client needs no type parameter.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, which belongs to `operation`, and answers with the server's response.
    ///
    /// # Errors
    ///
    /// Only what `reqwest` reports. A failure of the transport itself rides as an extension on a
    /// response with [`TRANSPORT_FAILURE`] as its status, since nobody but `reqwest` can make a
    /// [`reqwest::Error`].
    fn send<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>>;
}

/// The status of a response that no server sent: a transport's own failure rides on it.
///
/// Three digits, as HTTP demands, and outside every class that a server may use.
pub const TRANSPORT_FAILURE: u16 = 999;

/// What the generated client holds: the transport that sends its requests.
#[derive(Clone)]
pub struct Layers(Arc<dyn Transport>);

impl Layers {
    /// Wraps a transport.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }

    /// Wraps a transport that others hold too.
    pub fn shared(transport: Arc<dyn Transport>) -> Self {
        Self(transport)
    }

    /// Sends every request as it is: no session, no retry.
    pub fn plain() -> Self {
        Self::new(Plain)
    }
}

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Layers(..)")
    }
}

struct Plain;

impl Transport for Plain {
    fn send<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        _: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(http.execute(request))
    }
}

impl ClientHooks<Layers> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {
        spaces_without_plus(request.url_mut());
        Ok(())
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        match operations::find(info.operation_id) {
            Some(operation) => self.inner().0.send(self.client(), request, operation).await,
            // The table and the methods come from one document, so every method has its row.
            None => self.client().execute(request).await,
        }
    }
}

/// Writes the spaces of a query as `%20`.
///
/// The form encoding writes them as `+`, which PVWA keeps as a plus in filters
/// (epv-api-scripts #21). A plus that is meant as one stands here as `%2B`.
fn spaces_without_plus(url: &mut reqwest::Url) {
    if let Some(query) = url.query().filter(|query| query.contains('+')) {
        let query = query.replace('+', "%20");
        url.set_query(Some(&query));
    }
}

/// Encodes a value for a segment of a path.
///
/// The generator's own function leaves a backslash, which URL parsers take for a slash.
pub fn encode_path(text: &str) -> String {
    progenitor_client::encode_path(text).replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_no_plus_for_a_space() {
        let mut url = reqwest::Url::parse("https://pvwa/API/Accounts").unwrap();
        url.query_pairs_mut()
            .append_pair("filter", "safeName eq A+B");
        spaces_without_plus(&mut url);
        assert_eq!(url.query(), Some("filter=safeName%20eq%20A%2BB"));
    }

    #[test]
    fn a_segment_keeps_slashes_of_both_kinds() {
        assert_eq!(encode_path(r"corp\bob/é"), "corp%5Cbob%2F%C3%A9");
    }
}
