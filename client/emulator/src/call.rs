//! One request, as the behaviours see it.

use crate::endpoint::Endpoint;
use crate::{
    errors::Refusal,
    fields::{Fields, boolean, not_boolean},
    identity::{AccountKey, PrincipalId, SafeNumber},
};
use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A request that has found its operation and, where it needs one, its session.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'static Endpoint,
    /// The path as it came, still percent-encoded.
    pub(crate) path: &'a str,
    /// The path parameters by the names the table gives them.
    pub(crate) parameters: &'a [(&'static str, String)],
    pub(crate) query: &'a Query,
    pub(crate) body: &'a Payload,
    pub(crate) headers: &'a HeaderMap,
    /// The token it came with.
    pub(crate) token: Option<&'a str>,
    pub(crate) caller: Option<PrincipalId>,
    /// The node that the request has come to, and the step of a logon that its cookie stands for.
    pub(crate) node: usize,
    pub(crate) hop: Option<&'a str>,
    /// The safe the path names, which the caller may see.
    pub(crate) safe: Option<SafeNumber>,
    /// The account the path names, in a safe that the caller may see.
    pub(crate) account: Option<AccountKey>,
}

/// The body of a request.
pub(crate) enum Payload {
    Absent,
    Json(Value),
    /// The fields of a form.
    Form(Query),
    /// Anything else, as by its media type it should not be JSON.
    Bytes,
    /// No JSON; line and column of the first fault.
    Malformed(usize, usize),
}

impl Payload {
    /// Reads the bytes; no bytes and white space are no body.
    ///
    /// Clients send JSON under any media type or none, so only those that cannot be JSON count.
    pub(crate) fn read(bytes: Vec<u8>, headers: &HeaderMap) -> Self {
        if bytes.trim_ascii().is_empty() {
            return Self::Absent;
        }
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        match kind.to_ascii_lowercase().as_str() {
            "application/x-www-form-urlencoded" => {
                Self::Form(Query::read(&String::from_utf8_lossy(&bytes)))
            }
            "application/octet-stream" | "multipart/form-data" | "application/zip" => Self::Bytes,
            _ => match serde_json::from_slice(&bytes) {
                Ok(value) => Self::Json(value),
                Err(error) => Self::Malformed(error.line(), error.column()),
            },
        }
    }
}

impl<'a> Call<'a> {
    /// The caller of an operation that needs a session.
    pub(crate) fn caller(&self) -> Result<PrincipalId, Refusal> {
        self.caller.ok_or_else(Refusal::no_session)
    }

    /// The safe that the path names.
    pub(crate) fn safe(&self) -> Result<SafeNumber, Refusal> {
        self.safe.ok_or_else(|| Refusal::safe_missing(""))
    }

    /// The account that the path names.
    pub(crate) fn account(&self) -> Result<AccountKey, Refusal> {
        self.account.ok_or_else(|| Refusal::account_missing(""))
    }

    /// A path parameter; empty where the path has none of the name.
    pub(crate) fn parameter(&self, name: &str) -> &'a str {
        self.parameters
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }

    /// The body as JSON; `None` where there is none.
    pub(crate) fn json(&self) -> Result<Option<&'a Value>, Refusal> {
        match self.body {
            Payload::Absent => Ok(None),
            Payload::Json(value) => Ok(Some(value)),
            Payload::Form(_) | Payload::Bytes => {
                Err(Refusal::invalid("", "The body must be JSON."))
            }
            Payload::Malformed(line, column) => Err(Refusal::invalid(
                "",
                format!("The body is no JSON: see line {line}, column {column}."),
            )),
        }
    }

    /// A field of a form; `None` where it is absent, empty, or the body is no form.
    pub(crate) fn form(&self, name: &str) -> Option<&'a str> {
        match self.body {
            Payload::Form(form) => form.text(name),
            _ => None,
        }
    }

    /// The text of a header; `None` where it is absent.
    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as the fields of an object.
    pub(crate) fn fields(&self) -> Result<Fields<'a>, Refusal> {
        Fields::of(self.json()?)
    }
}

/// The query of a request: names in any case, `+` and `%20` for a space.
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads everything behind the question mark.
    pub(crate) fn read(text: &str) -> Self {
        let decode = |text: &str| {
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8_lossy()
                .into_owned()
        };
        Self(
            text.split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(name, value)| (decode(name), decode(value)))
                .collect(),
        )
    }

    /// Every value of a parameter, without surrounding spaces and without empty ones.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The value of a parameter; `None` where it is absent or empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// A value that has to be there.
    pub(crate) fn mandatory(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::mandatory(name))
    }

    /// A boolean in any case.
    pub(crate) fn boolean(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.text(name)
            .map(|text| boolean(text).ok_or_else(|| not_boolean(name)))
            .transpose()
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, Refusal> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::must_be(name, "a whole number that is not negative"))
            })
            .transpose()
    }
}
