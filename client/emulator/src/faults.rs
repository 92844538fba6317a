//! Failures on demand.

use crate::endpoint::{Endpoint, Host};
use crate::{
    answer::{Answer, Body},
    errors,
};
use http::header;
use serde_json::json;
use std::collections::{HashMap, VecDeque};

/// What goes wrong with one request, asked for with
/// [`Emulator::fail_next`](crate::Emulator::fail_next).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The request is not carried out; the answer has this status and an error body.
    Status(u16),
    /// Like [`Self::Status`], with the code and message of the error body.
    StatusWith {
        /// The HTTP status.
        status: u16,
        /// The `ErrorCode`.
        code: String,
        /// The `ErrorMessage`.
        message: String,
    },
    /// The request is not carried out; the answer is a web page with this status.
    Html(u16),
    /// The request is not carried out; the answer is 429 with this many seconds in `Retry-After`.
    RetryAfter(u64),
    /// The request is carried out, but its answer arrives without the body.
    EmptyBody,
    /// The request is carried out, but its answer is a JSON number.
    WrongType,
    /// The request is carried out, but its answer is cut in the middle of the JSON.
    Truncated,
}

impl Fault {
    /// What is answered in place of carrying the request out; `None` where it is carried out.
    pub(crate) fn instead(&self) -> Option<Answer> {
        let error = |status, code: &str, message: &str| {
            Some(Answer::json(status, errors::body(code, message)))
        };
        match self {
            Self::Status(status) => error(
                *status,
                "PVWA-EMULATOR",
                "The emulator was told to fail this request.",
            ),
            Self::StatusWith {
                status,
                code,
                message,
            } => error(*status, code, message),
            Self::Html(status) => Some(Answer::html(*status)),
            Self::RetryAfter(seconds) => Some(
                Answer::json(
                    429,
                    errors::body("PVWA-EMULATOR", "Too many requests; try again later."),
                )
                .with(header::RETRY_AFTER, &seconds.to_string()),
            ),
            Self::EmptyBody | Self::WrongType | Self::Truncated => None,
        }
    }

    /// What becomes of the answer to a request that was carried out.
    pub(crate) fn spoil(&self, mut answer: Answer) -> Answer {
        match self {
            Self::EmptyBody => answer.body = Body::Empty,
            Self::WrongType => answer.body = Body::Json(json!(42)),
            Self::Truncated => answer.body = Body::Broken(first_half(&answer.body)),
            _ => {}
        }
        answer
    }
}

fn first_half(body: &Body) -> String {
    let text = match body {
        Body::Json(value) => value.to_string(),
        Body::Broken(text) => text.clone(),
        Body::Html(page) => (*page).to_owned(),
        Body::Bytes(_, bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Body::Empty => "{}".to_owned(),
    };
    let half = text.chars().count() / 2;
    text.chars().take(half).collect()
}

/// The faults that wait for their requests, by operation.
#[derive(Default)]
pub(crate) struct Faults(HashMap<(Host, &'static str), VecDeque<Fault>>);

impl Faults {
    /// Puts a fault behind those that wait for the same operation.
    pub(crate) fn add(&mut self, endpoint: &Endpoint, fault: Fault) {
        self.0
            .entry((endpoint.host, endpoint.id))
            .or_default()
            .push_back(fault);
    }

    /// The fault for the request that has just come in.
    pub(crate) fn take(&mut self, endpoint: &Endpoint) -> Option<Fault> {
        self.0.get_mut(&(endpoint.host, endpoint.id))?.pop_front()
    }
}
