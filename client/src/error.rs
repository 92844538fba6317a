//! What can go wrong, as one type.

use crate::{
    BaseUrlError, LogonMethod,
    refusal::Refusal,
    remedy::{
        available, logon_remedy, needed, not_json_remedy, refuses_logon, timed_out, title,
        too_long, unexpected,
    },
};
use pvwa_api::{
    operation::{Operation, Permissions, Version},
    types::ErrorBody,
};
use std::{fmt, sync::Arc};

/// Everything that can go wrong between a call and its answer.
///
/// Each variant names the operation by its id, says what to do where that is known, and keeps the
/// vault's own code and message. None ever holds a body, a token, a password or a query.
///
/// An error of the generated operations becomes one of these with `?`. Do so before showing it:
/// generated errors print whole bodies.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The base URL cannot be used.
    #[error(transparent)]
    BaseUrl(#[from] BaseUrlError),

    /// No credentials were given, or their user has no name.
    #[error(
        "no credentials were given; call credentials() on the builder, with the name of a user"
    )]
    NoCredentials,

    /// The HTTP client cannot be made.
    #[error(
        "the HTTP client cannot be made; check the TLS features and the trust store of this machine"
    )]
    HttpClient(#[source] Arc<reqwest::Error>),

    /// The vault refused to open a session.
    ///
    /// The refusal holds for every later call, without asking the vault again, since repeated
    /// failures suspend the user; [`crate::Vault::logon`] asks again.
    #[error("the vault refused the logon of `{user}` by {method} ({refusal}); {}", logon_remedy(.refusal))]
    Logon {
        /// The name of the user.
        user: String,
        /// How the user tried to log on.
        method: LogonMethod,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The vault opened a session with a token that no HTTP header can carry, or with none.
    #[error(
        "the vault answered the logon with an unusable token; check that the base URL is that of a PVWA"
    )]
    UnusableToken,

    /// The vault does not accept the session, although it was opened anew.
    #[error(
        "{operation}: the vault does not accept the session ({refusal}), although it was opened anew; \
         behind a load balancer, check that one client stays on one server"
    )]
    Unauthorized {
        /// The id of the operation.
        operation: &'static str,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The caller lacks a permission.
    #[error("{operation} is not allowed ({refusal}); {}", needed(*.needs))]
    Forbidden {
        /// The id of the operation.
        operation: &'static str,
        /// What the operation needs, as far as this crate knows; the vault never says what is
        /// missing. `None` where it is not known.
        needs: Option<&'static Permissions>,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The object does not exist, or the caller may not see it: the vault answers both alike.
    #[error(
        "{operation} found nothing ({refusal}); the vault answers the same for what does not exist and for \
         what the caller may not see, so check the name, then the caller's membership of the safe"
    )]
    NotFound {
        /// The id of the operation.
        operation: &'static str,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The object exists already, or its state forbids the call.
    #[error(
        "{operation} conflicts with what the vault holds ({refusal}); after a call whose answer was lost, \
         this may mean that the call went through"
    )]
    Conflict {
        /// The id of the operation.
        operation: &'static str,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The server does not have the operation.
    #[error("{operation} is not offered by this server ({refusal}); {}", available(*.since))]
    Unsupported {
        /// The id of the operation.
        operation: &'static str,
        /// The oldest version known to have it; `None` where that is not known.
        since: Option<Version>,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The vault refused the call for another reason, or failed.
    #[error("{operation} was refused ({refusal})")]
    Refused {
        /// The id of the operation.
        operation: &'static str,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The answer has a status that the operation does not know.
    #[error("{operation} was answered with the unexpected status {status}; {}", unexpected(*.status))]
    UnexpectedStatus {
        /// The id of the operation.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// The server wants the client to go elsewhere, which it never does: credentials go only to the
    /// configured host.
    #[error(
        "{operation} was answered with a redirect ({status}), which is not followed because credentials go \
         only to the configured host; check the base URL"
    )]
    Redirected {
        /// The id of the operation.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
    },

    /// The answer is no JSON, but a web page, for example.
    #[error(
        "{operation} was answered with {} instead of JSON (status {status}); {}",
        .content_type.as_deref().unwrap_or("something unnamed"),
        not_json_remedy(*.status)
    )]
    NotJson {
        /// The id of the operation.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
        /// The content type that the server gave; `None` where it gave none. The body is not kept.
        content_type: Option<String>,
    },

    /// The answer has no body where one is due.
    #[error("{} was answered with an empty body; check what stands between this machine and the vault", title(*.operation))]
    Empty {
        /// The id of the operation; `None` where it is not known.
        operation: Option<&'static str>,
    },

    /// The answer is JSON of another shape than the operation's, or breaks off.
    #[error(
        "the answer to {} cannot be read: {problem} at line {line}, column {column}; \
         this version of the vault may answer in a form that this crate does not know",
        title(*.operation)
    )]
    Decode {
        /// The id of the operation; `None` where it is not known.
        operation: Option<&'static str>,
        /// What is wrong with it.
        problem: Unreadable,
        /// The line of the body, from 1.
        line: usize,
        /// The column in that line, from 1; 0 at its very beginning.
        column: usize,
    },

    /// The answer is longer than this client reads.
    #[error(
        "the answer to {operation} is longer than {limit} bytes and was not read to its end; ask for less at a time"
    )]
    TooLong {
        /// The id of the operation.
        operation: &'static str,
        /// The most bytes that are read.
        limit: usize,
    },

    /// The server did not answer in time.
    #[error("{operation} timed out while {phase}; {}", timed_out(*.phase))]
    Timeout {
        /// The id of the operation.
        operation: &'static str,
        /// What was waited for.
        phase: Phase,
    },

    /// The server cannot be reached, or the connection broke.
    #[error("{} could not reach the server, or lost it; check the base URL, the name and the certificate", title(*.operation))]
    Transport {
        /// The id of the operation; `None` where it is not known.
        operation: Option<&'static str>,
        /// What the HTTP client says, without the address.
        source: Arc<reqwest::Error>,
    },

    /// The request cannot be built from what was given.
    #[error("{} cannot be called with these arguments: {problem}", title(*.operation))]
    Arguments {
        /// The id of the operation; `None` where it is not known.
        operation: Option<&'static str>,
        /// What is wrong; never a value.
        problem: String,
    },

    /// The request was built for another server than the configured one, and was not sent.
    #[error("{operation} was not sent: its address is not on the configured server")]
    Elsewhere {
        /// The id of the operation.
        operation: &'static str,
    },

    /// A list leads back to where it was, or repeats a page.
    #[error(
        "{operation} leads in a circle: what follows offset {offset} was there before; the list ends here and is \
         not complete"
    )]
    EndlessList {
        /// The id of the operation.
        operation: &'static str,
        /// The number of items before the page at which it was noticed.
        offset: u64,
    },

    /// A list ends before there are as many items as the vault says there are.
    #[error(
        "{operation} gave {read} items and nothing more, and says that there are {total}; the list is not complete: \
         read it anew, and where that does not help, this version of the vault may answer in a form that this crate \
         does not know"
    )]
    ListCutShort {
        /// The id of the operation.
        operation: &'static str,
        /// How many items there were.
        read: u64,
        /// How many there are, as the vault says.
        total: u64,
    },

    /// A list is longer than what the vault gives of one list.
    #[error("{}", too_long(.operation, *.total, *.reach, .safe.as_deref()))]
    ListTooLong {
        /// The id of the operation.
        operation: &'static str,
        /// How many items there are; `None` where the vault has not said.
        total: Option<u64>,
        /// How many of one list the vault gives.
        reach: u64,
        /// The safe whose accounts they are, where the list was split by safe.
        safe: Option<String>,
    },

    /// A list cannot go on where a token says that it was left.
    #[error("{operation} cannot be resumed: {problem}")]
    Resume {
        /// The id of the operation of the list that was to go on.
        operation: &'static str,
        /// Why not.
        problem: ResumeProblem,
    },
}

/// Why a list cannot go on where it was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResumeProblem {
    /// The token belongs to the list of another operation.
    OtherList,
    /// The token belongs to a list with other conditions, or to another vault.
    OtherConditions,
    /// The list has changed so much that the place is not found.
    PlaceGone,
}

impl fmt::Display for ResumeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherList => {
                "the token is one of another operation; hand it to the list that it came from"
            }
            Self::OtherConditions => {
                "the token is one of other conditions or of another vault; set what was set then, search, filter, \
                 order and splitting included"
            }
            Self::PlaceGone => {
                "the items that were handed out last are not where they were, since the list has changed; read it anew"
            }
        })
    }
}

/// What was waited for when the time was up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// The connection.
    Connecting,
    /// The answer.
    Answering,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connecting => "connecting",
            Self::Answering => "waiting for the answer",
        })
    }
}

/// What is wrong with a body that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// It is no JSON.
    Syntax,
    /// It is JSON, but another type stands where the operation has one.
    Type,
    /// It breaks off.
    Truncated,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "no JSON",
            Self::Type => "another type than expected, or a missing property,",
            Self::Truncated => "it breaks off",
        })
    }
}

impl Error {
    /// The id of the operation that failed; `None` where it is not known or there is none.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::BaseUrl(_) | Self::NoCredentials | Self::HttpClient(_) => None,
            Self::Logon { .. } | Self::UnusableToken => Some("logon"),
            Self::Unauthorized { operation, .. }
            | Self::Forbidden { operation, .. }
            | Self::NotFound { operation, .. }
            | Self::Conflict { operation, .. }
            | Self::Unsupported { operation, .. }
            | Self::Refused { operation, .. }
            | Self::UnexpectedStatus { operation, .. }
            | Self::Redirected { operation, .. }
            | Self::NotJson { operation, .. }
            | Self::TooLong { operation, .. }
            | Self::Timeout { operation, .. }
            | Self::Elsewhere { operation }
            | Self::EndlessList { operation, .. }
            | Self::ListCutShort { operation, .. }
            | Self::ListTooLong { operation, .. }
            | Self::Resume { operation, .. } => Some(operation),
            Self::Empty { operation }
            | Self::Decode { operation, .. }
            | Self::Transport { operation, .. }
            | Self::Arguments { operation, .. } => *operation,
        }
    }

    /// What the vault said; `None` where it was not the vault that refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Logon { refusal, .. }
            | Self::Unauthorized { refusal, .. }
            | Self::Forbidden { refusal, .. }
            | Self::NotFound { refusal, .. }
            | Self::Conflict { refusal, .. }
            | Self::Unsupported { refusal, .. }
            | Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// The error for a refusal of `operation`.
    pub(crate) fn refused(operation: &'static Operation, refusal: Refusal) -> Self {
        let refusal = Box::new(refusal);
        let (row, operation) = (operation, operation.id);
        match refusal.status {
            401 => Self::Unauthorized { operation, refusal },
            403 => Self::Forbidden {
                operation,
                needs: row.permissions.as_ref(),
                refusal,
            },
            404 => Self::NotFound { operation, refusal },
            405 | 501 => Self::Unsupported {
                operation,
                since: row.since,
                refusal,
            },
            409 => Self::Conflict { operation, refusal },
            _ => Self::Refused { operation, refusal },
        }
    }

    /// The error for what the HTTP client reports.
    pub(crate) fn http(operation: &'static str, error: reqwest::Error) -> Self {
        match error.is_timeout() {
            true => Self::Timeout {
                operation,
                phase: match error.is_connect() {
                    true => Phase::Connecting,
                    false => Phase::Answering,
                },
            },
            false => Self::Transport {
                operation: Some(operation),
                source: Arc::new(error.without_url()),
            },
        }
    }

    /// The error that a generated operation's error stands for.
    pub(crate) fn of(operation: Option<&'static str>, raw: pvwa_api::Error<ErrorBody>) -> Self {
        use pvwa_api::Error as Raw;
        match raw {
            Raw::UnexpectedResponse(mut response) => {
                match response.extensions_mut().remove::<Carried>() {
                    Some(Carried(error)) => error,
                    None => Self::UnexpectedStatus {
                        operation: title(operation),
                        status: response.status().as_u16(),
                    },
                }
            }
            // The transport of this crate carries refusals itself; another one may not.
            Raw::ErrorResponse(answer) => {
                let status = answer.status().as_u16();
                let refusal = Refusal::new(status, answer.into_inner(), &[]);
                match operation.and_then(pvwa_api::operations::find) {
                    Some(row) => Self::refused(row, refusal),
                    None => Self::Refused {
                        operation: title(operation),
                        refusal: Box::new(refusal),
                    },
                }
            }
            Raw::InvalidResponsePayload(body, _) if body.is_empty() => Self::Empty { operation },
            Raw::InvalidResponsePayload(_, error) => Self::Decode {
                operation,
                problem: match error.classify() {
                    serde_json::error::Category::Data => Unreadable::Type,
                    serde_json::error::Category::Eof => Unreadable::Truncated,
                    _ => Unreadable::Syntax,
                },
                line: error.line(),
                column: error.column(),
            },
            Raw::CommunicationError(error)
            | Raw::ResponseBodyError(error)
            | Raw::InvalidUpgrade(error) => Self::Transport {
                operation,
                source: Arc::new(error.without_url()),
            },
            Raw::InvalidRequest(problem) | Raw::Custom(problem) => {
                Self::Arguments { operation, problem }
            }
        }
    }

    /// The error for a condition that the filter language cannot express.
    pub(crate) fn unfilterable(operation: &'static str, property: &str) -> Self {
        Self::Arguments {
            operation: Some(operation),
            problem: format!(
                "a filter by {property} cannot hold a space and a quotation mark together"
            ),
        }
    }

    /// Names the safe whose accounts are too many.
    pub(crate) fn in_safe(self, name: &str) -> Self {
        match self {
            Self::ListTooLong {
                operation,
                total,
                reach,
                safe: None,
            } => Self::ListTooLong {
                operation,
                total,
                reach,
                safe: Some(name.to_owned()),
            },
            other => other,
        }
    }

    /// The error for a list whose place is not found.
    pub(crate) fn gone(operation: &'static str) -> Self {
        Self::Resume {
            operation,
            problem: ResumeProblem::PlaceGone,
        }
    }

    /// Says of a refused logon who wanted in. What may pass by itself is no refusal.
    pub(crate) fn of_logon(self, user: &str, method: LogonMethod) -> Self {
        match self.refusal() {
            Some(refusal) if refuses_logon(refusal) => Self::Logon {
                user: user.to_owned(),
                method,
                refusal: Box::new(refusal.clone()),
            },
            _ => self,
        }
    }
}

impl From<pvwa_api::Error<ErrorBody>> for Error {
    fn from(raw: pvwa_api::Error<ErrorBody>) -> Self {
        Self::of(None, raw)
    }
}

/// Takes the value out of a generated operation's answer, or names the operation in its error.
pub(crate) trait Named<T> {
    fn named(self, operation: &'static str) -> Result<T, Error>;
}

impl<T> Named<T> for Result<pvwa_api::ResponseValue<T>, pvwa_api::Error<ErrorBody>> {
    fn named(self, operation: &'static str) -> Result<T, Error> {
        self.map(pvwa_api::ResponseValue::into_inner)
            .map_err(|raw| Error::of(Some(operation), raw))
    }
}

/// An error of the transport on its way through generated code, as an extension of a response.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) Error);
