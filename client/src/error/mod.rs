//! What can go wrong, as one type.
//!
//! This file has more than 500 lines because the type is one: its variants and their texts stand
//! here, what is asked of them in `questions.rs`, how they are made in `made.rs` and, for refusals,
//! in the table in `codes.rs`.

mod call;
mod codes;
mod hint;
mod made;
mod questions;
mod raw;
mod reasons;
mod redact;
mod refusal;
mod remedy;
mod saying;

pub use call::{Call, RequestId};
pub(crate) use codes::{passes_by_itself, passing_status};
pub use hint::Hint;
pub use pvwa_api::Problem as Unreadable;
pub(crate) use raw::{Called, Carried, Named};
pub use reasons::{Phase, ResumeProblem};
pub(crate) use redact::{Secrets, secrets_in};
pub use refusal::{Refusal, RefusedParameter};

use crate::{
    BaseUrlError, LogonMethod, Lookup,
    auth::{ChallengeProblem, IdentityUrlProblem, SourceProblem},
    connect::{DiscoveryProblem, OptionsError, ProxyProblem, TlsProblem, why},
    misprint::Misprint,
    permissions::Analysis,
    settings::SettingsError,
};
use pvwa_api::operation::{Edition, Permissions, Version};
use remedy::{
    available, edition_name, held_by, lacking, listed, logon_remedy, not_json_remedy, refused,
    retry_after_told, timed_out, too_long, unexpected, whose,
};
use std::{sync::Arc, time::Duration};

/// Everything that can go wrong between a call and its answer.
///
/// Each variant names the operation by its id, says what to do where that is known, and keeps the
/// vault's own code, message and details in its [`Refusal`]. None ever holds a body, a token, a
/// password or a query. [`Error::hints`] has more to say where more is known.
///
/// An error of the generated operations becomes one of these with `?`. Do so before showing it:
/// generated errors print whole bodies.
///
/// | variant | when | what to do | tried again |
/// | --- | --- | --- | --- |
/// | `BaseUrl`, `Options`, `Settings`, `NoCredentials`, `Credentials`, `HttpClient` | while a vault is set up | what the text says | no |
/// | `Discovery` | the directory of Privilege Cloud does not lead to a vault | check the subdomain | no |
/// | `Closed` | after `close()` | `logon()` | no |
/// | `Logon`, `RadiusChallenge`, `PasswordExpired`, `UnusableToken` | the vault opens no session | check who logs on and how; answer the challenge; set a new password | no, and remembered: more failures suspend the user |
/// | `Unauthorized` | the session is not accepted, twice | see the hints | once, with a new session |
/// | `Forbidden` | the caller lacks a permission | compare what is needed with what is held | no |
/// | `NotFound` | it is not there, or not to be seen | check the name, then the membership | no |
/// | `Conflict` | it is there already, or its state forbids the call | take what is there | no |
/// | `InvalidParameters` | a value is not accepted | correct what is named | no |
/// | `ReasonRequired`, `TicketRequired` | the policy wants more | give it along | no |
/// | `ConfirmationRequired` | dual control | make a request, have it confirmed | no |
/// | `Locked` | somebody has the account | wait, or have it checked in | no |
/// | `Unsupported`, `VersionTooOld`, `VersionTooNew`, `WrongEdition` | the vault does not have the operation | upgrade, or go another way | no |
/// | `RateLimited` | too many requests | send fewer | yes, all operations |
/// | `Refused` | another refusal, or the vault failed | read the vault's message | on 408, 502 to 504 and codes that pass, what may be repeated |
/// | `UnexpectedStatus`, `Redirected`, `NotJson`, `Empty`, `Decode`, `TooLong` | the answer is none of the operation's | check what stands in between | a gateway's 502 to 504, what may be repeated |
/// | `Timeout`, `Transport` | no answer came | check the network; for mutations see what became of them | where nothing was sent: all; else what may be repeated |
/// | `Tls`, `Proxy` | no connection that can be trusted | what the text says | no |
/// | `LostAnswer` | the answer to a create was lost, and the vault does not show what became of it | look, then decide | never |
/// | `Arguments`, `Elsewhere` | the request cannot be built | correct the arguments | no |
/// | `EndlessList`, `ListCutShort` | a list leads in a circle, or ends too early | read it anew; report it to whoever runs the vault | no |
/// | `ListTooLong` | the vault gives no more of a list | narrow it, or split it by safe | no |
/// | `Resume` | a token is another list's, or its place is gone | read the list anew | no |
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

    /// The vault answers the logon with a challenge: a one-time code is asked for.
    ///
    /// The challenge itself, in the words of the server that checks codes, is the message of the
    /// refusal.
    #[error("{call}: the vault asks {}for a one-time code ({refusal}); use a way of logging on that can answer it", whose(.user))]
    RadiusChallenge {
        /// The call.
        call: Call,
        /// The name of the user; `None` where it is not known here.
        user: Option<Box<str>>,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The password has expired: the vault opens a session only together with a new one.
    #[error("{call}: the password {}has expired ({refusal}); set a new one", remedy::of(.user))]
    PasswordExpired {
        /// The call.
        call: Call,
        /// The name of the user; `None` where it is not known here.
        user: Option<Box<str>>,
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
        "{call}: the vault does not accept the session ({refusal}), although it was opened anew; check that nothing \
         else ends the user's sessions"
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
    ///
    /// It is not of this call's own making: what creates something is sent again only where nothing
    /// was sent before, so the object was there when the call came.
    #[error(
        "{call} conflicts with what the vault holds ({refusal}); take what is there, or choose another name"
    )]
    Conflict {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The vault does not accept what it was given.
    #[error("{call} was given what the vault does not accept ({refusal}); {}", listed(.parameters))]
    InvalidParameters {
        /// The call.
        call: Call,
        /// What was not accepted, each with its name where the vault gives one; empty where it says
        /// nothing at all.
        parameters: Vec<RefusedParameter>,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The policy of the platform wants a reason, and none was given.
    #[error("{call} needs a reason ({refusal}); give one, as with RetrieveOptions::reason()")]
    ReasonRequired {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// The policy of the platform wants a ticket, and none was given.
    #[error(
        "{call} needs a ticket ({refusal}); name one and the system that issued it, as with RetrieveOptions::ticket()"
    )]
    TicketRequired {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// Dual control: somebody has to confirm a request first.
    #[error(
        "{call} needs a confirmed request ({refusal}); make one for the account and have it confirmed"
    )]
    ConfirmationRequired {
        /// The call.
        call: Call,
        /// What the vault said.
        refusal: Box<Refusal>,
    },

    /// Somebody has checked the account out.
    #[error("{call} met a locked account{} ({refusal}); wait until it is checked in, or have it unlocked", held_by(.by))]
    Locked {
        /// The call.
        call: Call,
        /// Who has it; `None` where the vault does not say.
        by: Option<Box<str>>,
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
    #[error("{call} was refused ({refusal}); {}", refused(.refusal))]
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

    /// The answer to a call that creates something was lost, and it could not be told whether the
    /// vault did it. It was not sent again. The questions of what kind it is are answered as
    /// for the error that lost the answer, which is the source.
    #[error("the answer to {call} was lost; {lookup}")]
    LostAnswer {
        /// The call.
        call: Call,
        /// What the vault showed afterwards.
        lookup: Lookup,
        /// How the answer was lost.
        source: Box<Error>,
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

#[cfg(test)]
#[path = "texts_tests.rs"]
mod tests;
