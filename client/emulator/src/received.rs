//! What has come in, without its secrets.

use crate::builder::SetupError;
use http::HeaderMap;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// A request that the emulator answered.
///
/// It holds no header but one, and every secret in it is replaced by `[REDACTED]`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The id of the operation; `None` where the path led to none.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: String,
    /// The path as it came, still percent-encoded.
    pub path: String,
    /// Everything behind the question mark, still percent-encoded; empty where there was none.
    pub query: String,
    /// The status of the answer.
    pub status: u16,
    /// Whose session it came in; `None` where the token was absent or not good.
    pub user: Option<String>,
    /// The body; `None` where there was none, where it was no JSON, and where it was longer than
    /// 16 KiB.
    pub body: Option<Value>,
    /// The header `X-Request-ID`, up to 64 characters; `None` where there was none.
    pub request_id: Option<String>,
}

/// How many requests are kept; the oldest make room.
const KEPT: usize = 10_000;

/// The most characters of a request's number that are kept.
const LONGEST_ID: usize = 64;

/// The number that a client gave its request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    Some(id.chars().take(LONGEST_ID).collect())
}

/// Bodies longer than this are not kept, in bytes.
pub(crate) const LARGEST_BODY: usize = 16 * 1024;

const REDACTED: &str = "[REDACTED]";

/// The names of what must not be seen, in lower case; wherever they stand.
const SECRETS: [&str; 22] = [
    "secret",
    "password",
    "newcredentials",
    "newpassword",
    "initialpassword",
    "bindpassword",
    "clientsecret",
    "keypassword",
    "defaultpassword",
    "samlresponse",
    "answer",
    "oldpassword",
    "confirmpassword",
    "phonepin",
    "otpcode",
    "token",
    "access_token",
    "refresh_token",
    "client_secret",
    "code_verifier",
    "id_token_hint",
    "ldappassword",
];

/// A file that requests are written to, a line of JSON each.
pub(crate) struct Recorder(BufWriter<File>);

impl Recorder {
    /// Appends to a file.
    pub(crate) fn open(path: &Path) -> Result<Self, SetupError> {
        let file = File::options().create(true).append(true).open(path);
        let file = file.map_err(|source| SetupError::Record {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self(BufWriter::new(file)))
    }

    /// Writes a request, at once: others read along.
    pub(crate) fn write(&mut self, received: &Received) {
        let line = json!({
            "operation": received.operation,
            "method": received.method,
            "path": received.path,
            "query": received.query,
            "status": received.status,
            "user": received.user,
            "body": received.body,
            "requestId": received.request_id,
        });
        if let Err(error) = writeln!(self.0, "{line}").and_then(|()| self.0.flush()) {
            tracing::warn!(%error, "a request could not be recorded");
        }
    }
}

/// The requests of the past.
#[derive(Default)]
pub(crate) struct Log(VecDeque<Received>);

impl Log {
    /// Keeps a request.
    pub(crate) fn add(&mut self, received: Received) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(received);
    }

    /// All that are kept, oldest first.
    pub(crate) fn all(&self) -> Vec<Received> {
        self.0.iter().cloned().collect()
    }

    /// Forgets them all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// A body without its secrets: by key, and in a patch by path. A body that is nothing but a text
/// has no key to judge it by, and is a secret for that.
pub(crate) fn redacted(value: &Value) -> Value {
    match value {
        Value::String(_) => REDACTED.into(),
        other => within(other),
    }
}

fn within(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(within).collect(),
        Value::Object(map) => {
            let patches_secret = map.iter().any(|(key, value)| {
                key.eq_ignore_ascii_case("path")
                    && value
                        .as_str()
                        .and_then(|path| path.trim_end_matches('/').rsplit('/').next())
                        .is_some_and(is_secret)
                    // SCIM has the secret of an account as a pair of key and value.
                    || (key.eq_ignore_ascii_case("key") && value.as_str().is_some_and(is_secret))
            });
            map.iter()
                .map(|(key, value)| {
                    let hidden =
                        is_secret(key) || (patches_secret && key.eq_ignore_ascii_case("value"));
                    let value = match value {
                        Value::Null => Value::Null,
                        _ if hidden => REDACTED.into(),
                        other => within(other),
                    };
                    (key.clone(), value)
                })
                .collect()
        }
        other => other.clone(),
    }
}

/// A query without its secrets.
pub(crate) fn redacted_query(query: &str) -> String {
    let pairs: Vec<_> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={REDACTED}"),
            _ => pair.to_owned(),
        })
        .collect();
    pairs.join("&")
}

fn is_secret(name: &str) -> bool {
    SECRETS.contains(&name.to_ascii_lowercase().as_str())
}
