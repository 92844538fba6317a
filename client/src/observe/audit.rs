//! The audit hook: who did what to which object, how it ended and when.

use super::span::millis;
use crate::{Error, error::RequestId};
use jiff::Timestamp;
use serde_json::json;
use std::{
    fmt,
    io::Write,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};
use tracing::error;

/// Hears of every call once it has ended.
///
/// [`crate::VaultBuilder::audit`] sets it. It is called on the task that made the call, logons and
/// logoffs and the client's own questions included, so it should be quick.
pub trait Audit: Send + Sync + 'static {
    /// Takes note of a call.
    fn record(&self, entry: &AuditEntry);
}

/// One call, as an audit sees it. It never holds a secret, a query or a body.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AuditEntry {
    /// When the call began.
    pub when: SystemTime,
    /// How long it took, with all its attempts.
    pub duration: Duration,
    /// The base URL of the vault.
    pub vault: String,
    /// The name of the user that logs on; `None` where only the vault knows it, as with a token
    /// given from outside.
    pub user: Option<String>,
    /// The id of the operation, as in `pvwa_api::operations::ALL`.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path below the base URL, as a template.
    pub path: &'static str,
    /// What it was about, by the names of the parameters: those of the path, and of the body those
    /// that name an object (`safeName`, `memberName`, `platformId`, `name`, `userName`, `address`).
    pub objects: Vec<(String, String)>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many times it was sent.
    pub attempts: u32,
    /// The number that was sent along with it.
    pub request_id: RequestId,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The vault did it.
    Done {
        /// The HTTP status.
        status: u16,
    },
    /// The vault refused it.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The product's code; `None` where it sent none.
        code: Option<String>,
    },
    /// It was sent, and what became of it is not known, or its answer cannot be used.
    Failed {
        /// The HTTP status; `None` where no answer came.
        status: Option<u16>,
        /// What happened, as the error says it.
        problem: String,
    },
    /// It was not sent.
    NotSent {
        /// Why, as the error says it.
        problem: String,
    },
    /// The caller gave up before the end. It may have been sent.
    GivenUp,
}

impl Outcome {
    pub(super) fn of(error: &Error) -> Self {
        match error.refusal() {
            Some(refusal) => Self::Refused {
                status: refusal.status,
                code: refusal.code.clone(),
            },
            None if error.attempts() == 0 => Self::of_unsent(error),
            None => Self::Failed {
                status: error.status(),
                problem: error.to_string(),
            },
        }
    }

    pub(super) fn of_unsent(error: &Error) -> Self {
        Self::NotSent {
            problem: error.to_string(),
        }
    }

    /// One word for it: `done`, `refused`, `failed`, `not-sent` or `given-up`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Refused { .. } => "refused",
            Self::Failed { .. } => "failed",
            Self::NotSent { .. } => "not-sent",
            Self::GivenUp => "given-up",
        }
    }

    /// The HTTP status; `None` where there was none.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Done { status } | Self::Refused { status, .. } => Some(*status),
            Self::Failed { status, .. } => *status,
            Self::NotSent { .. } | Self::GivenUp => None,
        }
    }
}

impl fmt::Display for AuditEntry {
    /// Writes the entry as one line of JSON, without a line end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = Timestamp::try_from(self.when).unwrap_or(Timestamp::UNIX_EPOCH);
        let objects: serde_json::Map<_, _> = self
            .objects
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        let mut line = json!({
            "when": format!("{when:.3}"),
            "durationMs": millis(self.duration),
            "vault": self.vault,
            "user": self.user,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "objects": objects,
            "outcome": self.outcome.name(),
            "status": self.outcome.status(),
            "attempts": self.attempts,
            "requestId": self.request_id.to_string(),
        });
        match &self.outcome {
            Outcome::Refused { code, .. } => line["code"] = json!(code),
            Outcome::Failed { problem, .. } | Outcome::NotSent { problem } => {
                line["problem"] = json!(problem);
            }
            Outcome::Done { .. } | Outcome::GivenUp => {}
        }
        write!(f, "{line}")
    }
}

/// An audit that writes one line of JSON for each call, at once.
///
/// ```
/// use pvwa::{JsonLines, Vault};
/// # fn example(file: std::fs::File) {
/// let builder = Vault::builder("https://pvwa.example.com").audit(JsonLines::new(file));
/// # }
/// ```
///
/// A line that cannot be written is told as an error event of `tracing`; the call goes on, since it
/// has happened already.
#[derive(Debug)]
pub struct JsonLines<W>(Mutex<W>);

impl<W: Write + Send + 'static> JsonLines<W> {
    /// Writes to `out`, which is flushed after each line.
    pub fn new(out: W) -> Self {
        Self(Mutex::new(out))
    }
}

impl<W: Write + Send + 'static> Audit for JsonLines<W> {
    fn record(&self, entry: &AuditEntry) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // One write for a line: others may write to the same file.
        let line = format!("{entry}\n");
        if let Err(problem) = out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
            error!(operation = entry.operation, %problem, "an audit line could not be written");
        }
    }
}
