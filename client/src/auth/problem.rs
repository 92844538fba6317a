//! What keeps a logon from going on, other than a refusal.

use super::CallbackError;
use std::{error::Error as StdError, sync::Arc};

/// Why a logon with challenges did not come to its end.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChallengeProblem {
    /// There is a question, and nobody to answer it.
    #[error("it asks for {asks}, and nobody answers: set on_challenge()")]
    Unanswered {
        /// What is asked for.
        asks: &'static str,
    },
    /// Of the ways to go on, this crate knows none.
    #[error("it can go on only by ways that this crate does not know: {names}")]
    UnknownMechanisms {
        /// The names of the ways.
        names: String,
    },
    /// The callback chose a way that was not offered.
    #[error("the callback chose number {chosen} of {offered} ways, counted from 0")]
    NoSuchChoice {
        /// What it chose.
        chosen: usize,
        /// How many there are.
        offered: usize,
    },
    /// The callback gave an answer of another kind than the question.
    #[error("the callback was asked for {asks} and gave something else")]
    WrongReply {
        /// What it was asked for.
        asks: &'static str,
    },
    /// The callback failed, or gave up.
    #[error("the callback gave up")]
    GivenUp(#[source] Arc<dyn StdError + Send + Sync>),
    /// Nobody reacted in time.
    #[error("nobody reacted within {seconds} s")]
    TimedOut {
        /// How long was waited for, in seconds.
        seconds: u64,
    },
    /// There is no end to it.
    #[error(
        "it goes on after {limit} steps, as no logon does; check that the address is the right one"
    )]
    TooMany {
        /// How many steps are taken.
        limit: usize,
    },
    /// Identity sends the user to a host that is not known to be CyberArk's.
    #[error(
        "Identity wants the password sent to `{host}`, which is neither the configured host nor known to be \
         CyberArk's; if it is right, set it with identity()"
    )]
    ForeignHost {
        /// The host.
        host: String,
    },
    /// Identity answered something that leads nowhere.
    #[error("Identity answered with `{what}`, which leads nowhere")]
    Unexpected {
        /// What it answered.
        what: String,
    },
}

impl ChallengeProblem {
    pub(super) fn given_up(error: CallbackError) -> Self {
        Self::GivenUp(Arc::from(error))
    }
}

/// Why an address is not that of Identity. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityUrlProblem {
    /// Nobody said where Identity is.
    #[error(
        "where Identity is was not said; call identity(\"https://abc1234.id.cyberark.cloud\"), or let \
         Vault::privilege_cloud(\"subdomain\") find it"
    )]
    Missing,
    /// It is no address.
    #[error(
        "the address of Identity cannot be used; write it as in https://abc1234.id.cyberark.cloud"
    )]
    Unusable,
    /// It holds more than scheme, host and port.
    #[error("the address of Identity goes on after the host; leave off what follows")]
    Path,
    /// It is plain HTTP, and nobody allowed that.
    #[error(
        "the address of Identity is plain http, over which the password could be read on the way; use https, or \
         call allow_plain_http() for a test server"
    )]
    PlainHttp,
}
