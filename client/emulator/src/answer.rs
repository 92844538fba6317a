//! What goes back over the wire.

use crate::server::HangUp;
use axum::body::Bytes;
use futures::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use std::{io, time::Duration};

/// The answer to one request.
#[derive(Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Body,
    pub(crate) headers: HeaderMap,
    /// The media type that it claims to be of, where that is another one.
    pub(crate) claims: Option<String>,
    pub(crate) delivery: Delivery,
}

/// How an answer reaches the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// As it should.
    #[default]
    Whole,
    /// Not at all: the connection is closed.
    HungUp,
    /// Not at all, and the connection stays open.
    Never,
    /// Once the push of this number has been accepted or declined, and then another one.
    Held(u64),
    /// Half of it, then the connection is closed.
    CutOff,
    /// Byte by byte, with this long between two.
    Slow(Duration),
}

/// The body of an answer.
#[derive(Clone, PartialEq)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    /// Sent as JSON, but as these bytes.
    Broken(String),
    Html(&'static str),
    /// Anything else, with its media type.
    Bytes(&'static str, Vec<u8>),
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

    /// A whole list under a name, with how many there are, as most answers of lists have it.
    pub(crate) fn listed(name: &str, items: Vec<Value>) -> Self {
        let total = items.len();
        Self::ok(json!({name: items, "Total": total}))
    }

    /// Bytes of a media type with status 200.
    pub(crate) fn bytes(media_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(200, Body::Bytes(media_type, bytes.into()))
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

    /// Adds a header; a value that no header can have is left out.
    #[must_use]
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }

    /// Says how a file is called that the body is.
    #[must_use]
    pub(crate) fn named(self, file: &str) -> Self {
        let name: String = file.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
        self.with(
            header::CONTENT_DISPOSITION,
            &format!("attachment; filename=\"{name}\""),
        )
    }

    fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            body,
            headers: HeaderMap::new(),
            claims: None,
            delivery: Delivery::Whole,
        }
    }
}

impl From<Answer> for axum::response::Response {
    fn from(answer: Answer) -> Self {
        let (kind, bytes) = match answer.body {
            Body::Empty => (None, Vec::new()),
            // A tree of JSON is always written.
            Body::Json(value) => (Some(JSON), serde_json::to_vec(&value).unwrap_or_default()),
            Body::Broken(text) => (Some(JSON), text.into_bytes()),
            Body::Html(page) => (Some("text/html; charset=utf-8"), page.as_bytes().to_vec()),
            Body::Bytes(kind, bytes) => (Some(kind), bytes),
        };
        let mut response = match answer.delivery {
            Delivery::CutOff => Self::new(half_of(&bytes)),
            Delivery::Slow(pause) => Self::new(slowly(bytes, pause)),
            _ => Self::new(axum::body::Body::from(bytes)),
        };
        if answer.delivery == Delivery::HungUp {
            response.extensions_mut().insert(HangUp);
        }
        *response.status_mut() =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        let claimed = answer.claims.as_deref();
        let claimed = claimed.and_then(|kind| HeaderValue::from_str(kind).ok());
        let kind = claimed.or_else(|| kind.map(HeaderValue::from_static));
        headers.extend(kind.map(|kind| (header::CONTENT_TYPE, kind)));
        headers.extend(answer.headers);
        response
    }
}

/// The first half of a body that is said to be longer.
fn half_of(bytes: &[u8]) -> axum::body::Body {
    let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
    let broken = async {
        // What there is goes out while this waits.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    };
    let half = stream::iter([Ok(half)]);
    axum::body::Body::from_stream(half.chain(stream::once(broken)))
}

/// A body that comes byte by byte.
fn slowly(bytes: Vec<u8>, pause: Duration) -> axum::body::Body {
    let steps = bytes.into_iter().map(move |byte| (byte, pause));
    axum::body::Body::from_stream(stream::iter(steps).then(|(byte, pause)| async move {
        tokio::time::sleep(pause).await;
        Ok::<_, io::Error>(Bytes::copy_from_slice(&[byte]))
    }))
}

const JSON: &str = "application/json; charset=utf-8";
