//! What can go wrong, as one type.

mod call;
mod raw;
mod refusal;
mod remedy;

pub use call::{Call, RequestId};
pub use pvwa_api::Problem as Unreadable;
pub(crate) use raw::{Called, Carried, Named};
pub(crate) use refusal::secrets_in;
pub use refusal::{Refusal, RefusedParameter};

use crate::{
    BaseUrlError, LogonMethod,
    auth::{ChallengeProblem, IdentityUrlProblem, SourceProblem},
    connect::{DiscoveryProblem, Failure, OptionsError, ProxyProblem, TlsProblem, why},
    misprint::Misprint,
    permissions::Analysis,
    settings::SettingsError,
};
use pvwa_api::operation::{Edition, Operation, Permissions, Version};
use remedy::{
    available, edition_name, lacking, logon_remedy, not_json_remedy, refuses_logon,
    retry_after_told, timed_out, too_long, unexpected,
};
use std::{fmt, sync::Arc, time::Duration};

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

    /// The name of the user or the password cannot be right.
    #[error("the {what} {problem}")]
    Credentials {
        /// Which of them.
        what: &'static str,
        /// What is wrong with it; never the text.
        problem: Misprint,
    },

    /// An option of the builder cannot be used.
    #[error(transparent)]
    Options(#[from] OptionsError),

    /// Settings from a file or from the environment cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),

    /// The vault was closed by [`crate::Vault::close`], so nobody logs on any more.
    #[error("the vault was closed and opens no session any more; call logon() to open it again")]
    Closed,

    /// The service that knows where a company's vault is did not lead to it.
    #[error("the vault of `{subdomain}` was not found: {problem}")]
    Discovery {
        /// The call.
        call: Call,
        /// The subdomain of the company; empty where what was given is none, and not repeated.
        subdomain: String,
        /// What is wrong.
        problem: Box<DiscoveryProblem>,
    },

    /// The HTTP client cannot be made.
    #[error(
        "the HTTP client cannot be made; check the TLS features and the trust store of this machine"
    )]
    HttpClient(#[source] Arc<reqwest::Error>),

    /// The vault refused to open a session.
    ///
    /// The refusal holds for every later call, without asking the vault again, since repeated
    /// failures suspend the user. [`crate::Vault::logon`] asks again, and so does a call once the source
    /// of the secret gives another one.
    #[error("the vault refused the logon of `{user}` by {method} ({refusal}); {}", logon_remedy(.refusal))]
    Logon {
        /// The call.
        call: Call,
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
    UnusableToken {
        /// The call.
        call: Call,
    },

    /// The vault does not accept the session, although it was opened anew.
    #[error(
        "{call}: the vault does not accept the session ({refusal}), although it was opened anew; \
         behind a load balancer, check that one client stays on one server"
    )]
    Unauthorized {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The caller lacks a permission.
    #[error("{call} is not allowed ({refusal}); {}", lacking(*.needs, .analysis.as_deref()))]
    Forbidden {
        /// The call.
        call: Call,
        /// What the operation needs, as far as this crate knows; the vault never says what is
        /// missing. `None` where it is not known.
        needs: Option<&'static Permissions>,
        /// What the vault said.
        refusal: Box<Refusal>,
        /// What the caller holds and lacks of it, which was looked for after the refusal; `None`
        /// where the refusal says itself what is wrong, or where nobody looked.
        analysis: Option<Box<Analysis>>,
    },

    /// The object does not exist, or the caller may not see it: the vault answers both alike.
    #[error(
        "{call} found nothing ({refusal}); the vault answers the same for what does not exist and for \
         what the caller may not see, so check the name, then the caller's membership of the safe"
    )]
    NotFound {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The object exists already, or its state forbids the call.
    #[error(
        "{call} conflicts with what the vault holds ({refusal}); after a call whose answer was lost, \
         this may mean that the call went through"
    )]
    Conflict {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The server does not have the operation.
    #[error("{call} is not offered by this server ({refusal}); {}", available(*.since))]
    Unsupported {
        /// The call.
        call: Call,
        /// The oldest version known to have it; `None` where that is not known.
        since: Option<Version>,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The server asks for fewer requests, and went on asking through all attempts.
    #[error(
        "{call} was refused because of too many requests ({refusal}); {}; send fewer at a time: see \
         concurrency() and request_rate() on the builder",
        retry_after_told(*.retry_after)
    )]
    RateLimited {
        /// The call.
        call: Call,
        /// How long the server wants to be left alone, as it said; `None` where it did not.
        retry_after: Option<Duration>,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The vault is too old for the operation, so nothing was sent.
    #[error(
        "{call} needs version {needs} of the vault, and this one has {has}; upgrade it, or switch the check off \
         with version_check() on the builder if you know better"
    )]
    VersionTooOld {
        /// The call.
        call: Call,
        /// The oldest version known to have the operation.
        needs: Version,
        /// The version of this vault.
        has: Version,
    },

    /// The vault no longer has the operation, so nothing was sent.
    #[error(
        "{call} is gone after version {last} of the vault, and this one has {has}; use what came in its place, or \
         switch the check off with version_check() on the builder if you know better"
    )]
    VersionTooNew {
        /// The call.
        call: Call,
        /// The last version known to have the operation.
        last: Version,
        /// The version of this vault.
        has: Version,
    },

    /// The edition of this vault does not have the operation, so nothing was sent.
    #[error(
        "{call} exists only in {}, and this vault is {}; switch the check off with version_check() on the \
         builder if you know better",
        edition_name(*.needs), edition_name(*.has)
    )]
    WrongEdition {
        /// The call.
        call: Call,
        /// The edition that has the operation.
        needs: Edition,
        /// The edition of this vault.
        has: Edition,
    },

    /// The vault refused the call for another reason, or failed.
    #[error("{call} was refused ({refusal})")]
    Refused {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The answer has a status that the operation does not know.
    #[error("{call} was answered with the unexpected status {status}; {}", unexpected(*.status))]
    UnexpectedStatus {
        /// The call.
        call: Call,
        /// The HTTP status.
        status: u16,
    },

    /// The server wants the client to go elsewhere, which it never does: credentials go only to the
    /// configured host.
    #[error(
        "{call} was answered with a redirect ({status}), which is not followed because credentials go \
         only to the configured host; check the base URL"
    )]
    Redirected {
        /// The call.
        call: Call,
        /// The HTTP status.
        status: u16,
    },

    /// The answer is no JSON, but a web page, for example.
    #[error(
        "{call} was answered with {} instead of JSON (status {status}); {}",
        .content_type.as_deref().unwrap_or("something unnamed"),
        not_json_remedy(*.status)
    )]
    NotJson {
        /// The call.
        call: Call,
        /// The HTTP status.
        status: u16,
        /// The content type that the server gave; `None` where it gave none. The body is not kept.
        content_type: Option<String>,
    },

    /// The answer has no body where one is due.
    #[error(
        "{call} was answered with an empty body; check what stands between this machine and the vault"
    )]
    Empty {
        /// The call.
        call: Call,
    },

    /// The answer is JSON of another shape than the operation's, or breaks off.
    #[error(
        "the answer to {call} cannot be read: {problem} at {} (line {line}, column {column}); \
         this version of the vault may answer in a form that this crate does not know",
        .path.as_deref().unwrap_or("an unknown place")
    )]
    Decode {
        /// The call.
        call: Call,
        /// Where in the body, as in `value[3].id`; `.` is the body itself. `None` where it is not
        /// known.
        path: Option<Box<str>>,
        /// What is wrong there.
        problem: Unreadable,
        /// The line of the body, from 1.
        line: usize,
        /// The column in that line, from 1; 0 at its very beginning.
        column: usize,
    },

    /// The answer is longer than this client reads.
    #[error(
        "the answer to {call} is longer than {limit} bytes and was not read to its end; ask for less at a time"
    )]
    TooLong {
        /// The call.
        call: Call,
        /// The most bytes that are read.
        limit: usize,
    },

    /// The server did not answer in time.
    #[error("{call} timed out while {phase}; {}", timed_out(*.phase))]
    Timeout {
        /// The call.
        call: Call,
        /// What was waited for.
        phase: Phase,
    },

    /// The connection to the server could not be encrypted, or not with a server to be trusted.
    /// Nothing was sent, or it was refused unread.
    #[error("{call} was not sent: {problem}; {}", .problem.remedy())]
    Tls {
        /// The call.
        call: Call,
        /// What is wrong.
        problem: TlsProblem,
        /// What the HTTP client says, without the address.
        source: Arc<reqwest::Error>,
    },

    /// A proxy stands in the way. Nothing reached the server.
    #[error("{call} was not sent: {problem}; {}", .problem.remedy())]
    Proxy {
        /// The call.
        call: Call,
        /// What is wrong.
        problem: ProxyProblem,
        /// What the HTTP client says, without the address; `None` where the proxy itself answered.
        source: Option<Arc<reqwest::Error>>,
    },

    /// The server cannot be reached, or the connection broke.
    #[error("{call} could not reach the server, or lost it: {}", why(.source))]
    Transport {
        /// The call.
        call: Call,
        /// What the HTTP client says, without the address.
        source: Arc<reqwest::Error>,
    },

    /// The request cannot be built from what was given.
    #[error("{call} cannot be called with these arguments: {problem}")]
    Arguments {
        /// The call.
        call: Call,
        /// What is wrong; never a value.
        problem: String,
    },

    /// The request was built for another server than the configured one, and was not sent.
    #[error("{call} was not sent: its address is not on the configured server")]
    Elsewhere {
        /// The call.
        call: Call,
    },

    /// A list leads back to where it was, or repeats a page.
    #[error(
        "{call} leads in a circle: what follows offset {offset} was there before; the list ends here and is \
         not complete"
    )]
    EndlessList {
        /// The call.
        call: Call,
        /// The number of items before the page at which it was noticed.
        offset: u64,
    },

    /// A list ends before there are as many items as the vault says there are.
    #[error(
        "{call} gave {read} items and nothing more, and says that there are {total}; the list is not complete: \
         read it anew, and where that does not help, this version of the vault may answer in a form that this crate \
         does not know"
    )]
    ListCutShort {
        /// The call.
        call: Call,
        /// How many items there were.
        read: u64,
        /// How many there are, as the vault says.
        total: u64,
    },

    /// A list is longer than what the vault gives of one list.
    #[error("{}", too_long(.call, *.total, *.reach, .safe.as_deref()))]
    ListTooLong {
        /// The call.
        call: Call,
        /// How many items there are; `None` where the vault has not said.
        total: Option<u64>,
        /// How many of one list the vault gives.
        reach: u64,
        /// The safe whose accounts they are, where the list was split by safe.
        safe: Option<String>,
    },

    /// A list cannot go on where a token says that it was left.
    #[error("{call} cannot be resumed: {problem}")]
    Resume {
        /// The call of the list that was to go on.
        call: Call,
        /// Why not.
        problem: ResumeProblem,
    },

    /// The vault answered the logon with a question of its RADIUS server, and nobody answers.
    #[error(
        "the logon of `{user}` by RADIUS is answered with a question (`{prompt}`); set on_challenge() on Radius to \
         answer it"
    )]
    RadiusChallenge {
        /// The call.
        call: Call,
        /// The name of the user.
        user: String,
        /// The question, in the server's words, cut and without control characters.
        prompt: String,
    },

    /// The password has expired, and no new one was set.
    #[error(
        "the password of `{user}` has expired ({refusal}); set new_password() on the credentials, or change it \
         elsewhere"
    )]
    PasswordExpired {
        /// The call.
        call: Call,
        /// The name of the user.
        user: String,
        /// How the user tried to log on.
        method: LogonMethod,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The site wants a second step of the logon, and none was set.
    #[error(
        "the vault knows `{user}` by the first of two steps and wants the second; set second_step() on the \
         credentials"
    )]
    SecondStep {
        /// The call.
        call: Call,
        /// The name of the user, as the vault has it.
        user: String,
    },

    /// A secret cannot be had from where it should be.
    #[error("the {what} cannot be had from {origin}: {problem}")]
    CredentialSource {
        /// What was wanted.
        what: &'static str,
        /// Where it should be.
        origin: String,
        /// Why it is not.
        #[source]
        problem: SourceProblem,
    },

    /// The session has ended, and another one cannot be opened without a person, or another token.
    #[error(
        "the session by {method} has ended, and only a person or another token can open the next; call logon() on \
         the vault when somebody is there"
    )]
    SessionEnded {
        /// How it was opened.
        method: LogonMethod,
    },

    /// A logon in several steps did not come to its end.
    #[error("the logon of `{user}` cannot go on: {problem}")]
    Challenge {
        /// The call.
        call: Call,
        /// The name of the user.
        user: String,
        /// What keeps it.
        #[source]
        problem: Box<ChallengeProblem>,
    },

    /// The address of Identity cannot be used.
    #[error(transparent)]
    IdentityUrl(IdentityUrlProblem),

    /// A logon by certificate without a certificate.
    #[error(
        "logging on by PKI needs a certificate of your own; set client_certificate() on the builder"
    )]
    NoClientCertificate,
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
    /// The answer to one attempt.
    Answering,
    /// The whole call, with all its attempts and what lies between them.
    Operation,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connecting => "connecting",
            Self::Answering => "waiting for the answer",
            Self::Operation => "it was tried again",
        })
    }
}

impl Error {
    /// The call that failed; `None` where there was none yet, as with a base URL that cannot be
    /// used.
    pub fn call(&self) -> Option<Call> {
        self.call_ref().copied()
    }

    /// The id of the operation that failed; `None` where it is not known or there is none.
    pub fn operation(&self) -> Option<&'static str> {
        self.call()?.operation()
    }

    /// The number that the failed requests were sent with; `None` where nothing was sent.
    pub fn request_id(&self) -> Option<RequestId> {
        self.call()?.request_id()
    }

    /// How many times the request was sent; 0 where it was not sent at all.
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts())
    }

    /// What the vault said; `None` where it was not the vault that refused.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Logon { refusal, .. }
            | Self::PasswordExpired { refusal, .. }
            | Self::Unauthorized { refusal, .. }
            | Self::Forbidden { refusal, .. }
            | Self::NotFound { refusal, .. }
            | Self::Conflict { refusal, .. }
            | Self::Unsupported { refusal, .. }
            | Self::RateLimited { refusal, .. }
            | Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// The HTTP status that the server answered; `None` where it did not get so far.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::UnexpectedStatus { status, .. }
            | Self::Redirected { status, .. }
            | Self::NotJson { status, .. } => Some(*status),
            _ => self.refusal().map(|refusal| refusal.status),
        }
    }

    fn call_ref(&self) -> Option<&Call> {
        match self {
            Self::BaseUrl(_)
            | Self::NoCredentials
            | Self::Credentials { .. }
            | Self::Options(_)
            | Self::Settings(_)
            | Self::Closed
            | Self::HttpClient(_)
            | Self::CredentialSource { .. }
            | Self::SessionEnded { .. }
            | Self::IdentityUrl(_)
            | Self::NoClientCertificate => None,
            Self::Logon { call, .. }
            | Self::UnusableToken { call }
            | Self::Unauthorized { call, .. }
            | Self::Forbidden { call, .. }
            | Self::NotFound { call, .. }
            | Self::Conflict { call, .. }
            | Self::Unsupported { call, .. }
            | Self::RateLimited { call, .. }
            | Self::VersionTooOld { call, .. }
            | Self::VersionTooNew { call, .. }
            | Self::WrongEdition { call, .. }
            | Self::Refused { call, .. }
            | Self::UnexpectedStatus { call, .. }
            | Self::Redirected { call, .. }
            | Self::NotJson { call, .. }
            | Self::Empty { call }
            | Self::Decode { call, .. }
            | Self::TooLong { call, .. }
            | Self::Timeout { call, .. }
            | Self::Discovery { call, .. }
            | Self::Tls { call, .. }
            | Self::Proxy { call, .. }
            | Self::Transport { call, .. }
            | Self::Arguments { call, .. }
            | Self::Elsewhere { call }
            | Self::EndlessList { call, .. }
            | Self::RadiusChallenge { call, .. }
            | Self::PasswordExpired { call, .. }
            | Self::SecondStep { call, .. }
            | Self::Challenge { call, .. }
            | Self::ListCutShort { call, .. }
            | Self::ListTooLong { call, .. }
            | Self::Resume { call, .. } => Some(call),
        }
    }

    /// The error for a refusal of `operation`.
    pub(crate) fn refused(operation: &'static Operation, call: Call, refusal: Refusal) -> Self {
        let refusal = Box::new(refusal);
        match refusal.status {
            401 => Self::Unauthorized { call, refusal },
            403 => Self::Forbidden {
                call,
                needs: operation.permissions.as_ref(),
                refusal,
                analysis: None,
            },
            404 => Self::NotFound { call, refusal },
            405 | 501 => Self::Unsupported {
                call,
                since: operation.since,
                refusal,
            },
            // Only proxies answer so.
            407 => Self::Proxy {
                call,
                problem: ProxyProblem::Credentials,
                source: None,
            },
            409 => Self::Conflict { call, refusal },
            429 => Self::RateLimited {
                call,
                retry_after: refusal.retry_after,
                refusal,
            },
            _ => Self::Refused { call, refusal },
        }
    }

    /// The error for what the HTTP client reports.
    pub(crate) fn http(call: Call, error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout {
                call,
                phase: match error.is_connect() {
                    true => Phase::Connecting,
                    false => Phase::Answering,
                },
            };
        }
        let failure = Failure::of(&error);
        let source = Arc::new(error.without_url());
        match failure {
            Failure::Tls(problem) => Self::Tls {
                call,
                problem,
                source,
            },
            Failure::Proxy(problem) => Self::Proxy {
                call,
                problem,
                source: Some(source),
            },
            Failure::Other => Self::Transport { call, source },
        }
    }

    /// Whether no connection came about.
    pub(crate) fn is_unreachable(&self) -> bool {
        match self {
            Self::Tls { .. } | Self::Proxy { .. } => true,
            Self::Timeout { phase, .. } => *phase == Phase::Connecting,
            Self::Transport { source, .. } => source.is_connect(),
            _ => false,
        }
    }

    /// Whether the same may go well a little later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Timeout { .. }
            | Self::Transport { .. }
            | Self::Tls { .. }
            | Self::Proxy { .. }
            | Self::RateLimited { .. } => true,
            _ => self.status().is_some_and(|status| status >= 500),
        }
    }

    /// Whether another logon with the same credentials would be refused, too.
    pub(crate) fn is_final_at_logon(&self) -> bool {
        matches!(
            self,
            Self::Logon { .. }
                | Self::NoCredentials
                | Self::Credentials { .. }
                | Self::Closed
                | Self::RadiusChallenge { .. }
                | Self::PasswordExpired { .. }
                | Self::SecondStep { .. }
                | Self::SessionEnded { .. }
                | Self::Challenge { .. }
                | Self::IdentityUrl(_)
                | Self::NoClientCertificate
        )
    }

    /// The error for a condition that the filter language cannot express.
    pub(crate) fn unfilterable(operation: &'static str, property: &str) -> Self {
        Self::Arguments {
            call: Call::of(operation),
            problem: format!(
                "a filter by {property} cannot hold a space and a quotation mark together"
            ),
        }
    }

    /// Names the safe whose accounts are too many.
    pub(crate) fn in_safe(self, name: &str) -> Self {
        match self {
            Self::ListTooLong {
                call,
                total,
                reach,
                safe: None,
            } => Self::ListTooLong {
                call,
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
            call: Call::of(operation),
            problem: ResumeProblem::PlaceGone,
        }
    }

    /// Says of a refused logon who wanted in. What may pass by itself is no refusal.
    pub(crate) fn of_logon(self, user: &str, method: LogonMethod) -> Self {
        match (self.call(), self.refusal()) {
            (Some(call), Some(refusal)) if refuses_logon(refusal) => Self::Logon {
                call,
                user: user.to_owned(),
                method,
                refusal: Box::new(refusal.clone()),
            },
            _ => self,
        }
    }
}
