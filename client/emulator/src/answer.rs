//! What goes back over the wire.

use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

/// The answer to one request.
#[derive(Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Body,
    /// Seconds for the header `Retry-After`.
    pub(crate) retry_after: Option<u64>,
}

/// The body of an answer.
#[derive(Clone, PartialEq)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    /// Sent as JSON, but as these bytes.
    Broken(String),
    Html(&'static str),
}

impl Answer {
    /// A status without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, Body::Empty)
    }

    /// JSON with status 200.
    pub(crate) fn ok(body: impl Into<Value>) -> Self {
        Self::json(200, body)
    }

    /// JSON with status 201.
    pub(crate) fn created(body: impl Into<Value>) -> Self {
        Self::json(201, body)
    }

    /// JSON with any status.
    pub(crate) fn json(status: u16, body: impl Into<Value>) -> Self {
        Self::new(status, Body::Json(body.into()))
    }

    /// A page for people, as the web server in front of PVWA sends it.
    pub(crate) fn html(status: u16) -> Self {
        let page = match status {
            404 => {
                "<!DOCTYPE html><html><head><title>404 - Not found</title></head>\
                    <body><h1>Server Error</h1><h2>404 - Nothing is found at this address.</h2></body></html>"
            }
            _ => {
                "<!DOCTYPE html><html><head><title>Server Error</title></head>\
                  <body><h1>Server Error</h1></body></html>"
            }
        };
        Self::new(status, Body::Html(page))
    }

    fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            body,
            retry_after: None,
        }
    }
}

impl From<Answer> for axum::response::Response {
    fn from(answer: Answer) -> Self {
        const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
        const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
        let (kind, bytes) = match answer.body {
            Body::Empty => (None, String::new()),
            Body::Json(value) => (Some(JSON), value.to_string()),
            Body::Broken(text) => (Some(JSON), text),
            Body::Html(page) => (Some(HTML), page.to_owned()),
        };
        let mut response = Self::new(axum::body::Body::from(bytes));
        *response.status_mut() =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
        headers.extend(
            answer
                .retry_after
                .map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))),
        );
        response
    }
}
