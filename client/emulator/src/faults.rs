//! Failures on demand.

use crate::{
    answer::{Answer, Body, Delivery},
    endpoint::{self, Endpoint, Host},
    errors,
};
use http::header;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    str::FromStr,
    time::Duration,
};
use thiserror::Error;

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
    /// The request is not carried out; the answer is 302 and leads to this address.
    Redirect(String),
    /// The request is not carried out; the answer is 429 with this many seconds in `Retry-After`.
    RetryAfter(u64),
    /// The request is not carried out, and its connection is closed without an answer.
    ResetBefore,
    /// The request is carried out, but its connection is closed without an answer.
    ResetAfter,
    /// The request is carried out, but no answer comes as long as somebody waits for it.
    Stall,
    /// The request is carried out, and its answer comes byte by byte with this long between two.
    Drip(Duration),
    /// The request is carried out, but its answer arrives without the body.
    EmptyBody,
    /// The request is carried out, but its answer is a JSON number.
    WrongType,
    /// The request is carried out, but its answer is cut in the middle of the JSON.
    Truncated,
    /// The request is carried out, but the connection is closed in the middle of its answer.
    CutOff,
    /// The request is carried out, but its answer claims to be of this media type.
    ContentType(String),
    /// The request is carried out, but this many spaces stand before the JSON of its answer.
    Huge(usize),
    /// The session has ended when the request comes: in the middle of a list, for instance.
    ExpiredToken,
    /// A page of a list is that of the request before it once more, at the next link of its own.
    DuplicatedPage,
    /// The link to the next page leads to this page again.
    SamePage,
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
            Self::Redirect(address) => Some(Answer::empty(302).with(header::LOCATION, address)),
            Self::RetryAfter(seconds) => Some(
                Answer::json(
                    429,
                    errors::body("PVWA-EMULATOR", "Too many requests; try again later."),
                )
                .with(header::RETRY_AFTER, &seconds.to_string()),
            ),
            Self::ResetBefore => Some(Answer {
                delivery: Delivery::HungUp,
                ..Answer::empty(500)
            }),
            _ => None,
        }
    }

    /// What becomes of the answer to a request that was carried out.
    pub(crate) fn spoil(&self, mut answer: Answer, before: Option<&Value>) -> Answer {
        match self {
            Self::EmptyBody => answer.body = Body::Empty,
            Self::WrongType => answer.body = Body::Json(json!(42)),
            Self::Truncated => answer.body = Body::Broken(first_half(&answer.body)),
            Self::ResetAfter => answer.delivery = Delivery::HungUp,
            Self::Stall => answer.delivery = Delivery::Never,
            Self::CutOff => answer.delivery = Delivery::CutOff,
            Self::Drip(pause) => answer.delivery = Delivery::Slow(*pause),
            Self::ContentType(kind) => answer.claims = Some(kind.clone()),
            Self::Huge(spaces) => {
                answer.body = Body::Broken(" ".repeat(*spaces) + &text(&answer.body));
            }
            Self::DuplicatedPage => {
                if let (Body::Json(page), Some(before)) = (&mut answer.body, before) {
                    repeat(page, before);
                }
            }
            Self::SamePage => {
                if let Body::Json(page) = &mut answer.body {
                    point_back(page);
                }
            }
            _ => {}
        }
        answer
    }
}

fn text(body: &Body) -> String {
    match body {
        Body::Json(value) => value.to_string(),
        Body::Broken(text) => text.clone(),
        Body::Html(page) => (*page).to_owned(),
        Body::Bytes(_, bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Body::Empty => "{}".to_owned(),
    }
}

fn first_half(body: &Body) -> String {
    let text = text(body);
    let half = text.chars().count() / 2;
    text.chars().take(half).collect()
}

/// Puts the lists of another page in the places of a page's own.
fn repeat(page: &mut Value, before: &Value) {
    let (Some(page), Some(before)) = (page.as_object_mut(), before.as_object()) else {
        return;
    };
    for (key, value) in before.iter().filter(|(_, value)| value.is_array()) {
        page.insert(key.clone(), value.clone());
    }
}

/// Makes the link of a page lead back by as many items as the page has.
fn point_back(page: &mut Value) {
    let Some(link) = page.get("nextLink").and_then(Value::as_str) else {
        return;
    };
    let number = |name: &str| {
        let (_, rest) = link.split_once(name)?;
        let end = rest.find('&').unwrap_or(rest.len());
        rest.get(..end)?.parse::<usize>().ok()
    };
    if let (Some(offset), Some(limit)) = (number("offset="), number("limit=")) {
        let back = offset.saturating_sub(limit);
        let link = link.replace(&format!("offset={offset}"), &format!("offset={back}"));
        page["nextLink"] = link.into();
    }
}

/// The faults that wait for their requests, by operation.
#[derive(Default)]
pub(crate) struct Faults {
    waiting: HashMap<Key, VecDeque<Fault>>,
    /// The last page that each list answered, kept while a fault waits for it.
    pages: HashMap<Key, Value>,
}

type Key = (Host, &'static str);

impl Faults {
    /// Puts a fault behind those that wait for the same operation.
    pub(crate) fn add(&mut self, endpoint: &Endpoint, fault: Fault) {
        let waiting = self.waiting.entry(endpoint.key()).or_default();
        waiting.push_back(fault);
    }

    /// The fault for the request that has just come in.
    pub(crate) fn take(&mut self, endpoint: &Endpoint) -> Option<Fault> {
        let waiting = self.waiting.get_mut(&endpoint.key())?;
        let fault = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting.remove(&endpoint.key());
        }
        fault
    }

    /// Keeps the page that an operation answers while a fault waits that needs it, and tells the
    /// one that was kept before.
    pub(crate) fn keep_page(&mut self, endpoint: &Endpoint, answer: &Answer) -> Option<Value> {
        let key = endpoint.key();
        let waits = |waiting: &VecDeque<Fault>| waiting.contains(&Fault::DuplicatedPage);
        match &answer.body {
            Body::Json(page) if self.waiting.get(&key).is_some_and(waits) => {
                self.pages.insert(key, page.clone())
            }
            _ => self.pages.remove(&key),
        }
    }
}

/// A fault that was written down, with the operation that it waits for: `list_accounts=503`.
#[derive(Clone, Debug)]
pub struct PlannedFault {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) fault: Fault,
    pub(crate) times: usize,
}

impl PlannedFault {
    /// What goes wrong.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }
}

/// Why a text is no fault.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{0}` is no fault; write OPERATION=FAULT or OPERATION=FAULT*TIMES with a fault of: a status \
     such as 503, html:STATUS, redirect:ADDRESS, retry-after:SECONDS, reset-before, reset-after, stall, \
     drip:MILLISECONDS, empty-body, wrong-type, truncated, cut-off, content-type:TYPE, huge:BYTES, \
     expired-token, duplicated-page, same-page"
)]
pub struct NotAFault(String);

impl FromStr for PlannedFault {
    type Err = NotAFault;

    fn from_str(text: &str) -> Result<Self, NotAFault> {
        let error = || NotAFault(text.to_owned());
        let (operation, rest) = text.split_once('=').ok_or_else(error)?;
        let endpoint = endpoint::find(operation).ok_or_else(error)?;
        let (fault, times) = match rest.rsplit_once('*') {
            Some((fault, times)) => (fault, times.parse().map_err(|_| error())?),
            None => (rest, 1),
        };
        Ok(Self {
            endpoint,
            fault: read(fault).ok_or_else(error)?,
            times,
        })
    }
}

fn read(text: &str) -> Option<Fault> {
    let (name, value) = text.split_once(':').unwrap_or((text, ""));
    Some(match name {
        "html" => Fault::Html(value.parse().ok()?),
        "redirect" if !value.is_empty() => Fault::Redirect(value.to_owned()),
        "retry-after" => Fault::RetryAfter(value.parse().ok()?),
        "reset-before" => Fault::ResetBefore,
        "reset-after" => Fault::ResetAfter,
        "stall" => Fault::Stall,
        "drip" => Fault::Drip(Duration::from_millis(value.parse().ok()?)),
        "empty-body" => Fault::EmptyBody,
        "wrong-type" => Fault::WrongType,
        "truncated" => Fault::Truncated,
        "cut-off" => Fault::CutOff,
        "content-type" if !value.is_empty() => Fault::ContentType(value.to_owned()),
        "huge" => Fault::Huge(value.parse().ok()?),
        "expired-token" => Fault::ExpiredToken,
        "duplicated-page" => Fault::DuplicatedPage,
        "same-page" => Fault::SamePage,
        status => Fault::Status(
            status
                .parse()
                .ok()
                .filter(|status| (400..600).contains(status))?,
        ),
    })
}
