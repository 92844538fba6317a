//! How errors are made of what a server says and of what the HTTP client reports.

use super::{
    Call, Error, Phase, Refusal, ResumeProblem, codes, codes::Kind, remedy::refuses_logon, saying,
};
use crate::{
    LogonMethod,
    connect::{Failure, ProxyProblem},
};
use pvwa_api::operation::Operation;
use std::sync::Arc;

impl Error {
    /// The error for a refusal of `operation`.
    pub(crate) fn refused(operation: &'static Operation, call: Call, refusal: Refusal) -> Self {
        // Only proxies answer so.
        if refusal.status == 407 {
            return Self::Proxy {
                call,
                problem: ProxyProblem::Credentials,
                source: None,
            };
        }
        let kind = codes::kind(operation.id, &refusal);
        let refusal = Box::new(refusal);
        match kind {
            Kind::Unauthorized => Self::Unauthorized { call, refusal },
            Kind::Forbidden => Self::Forbidden {
                call,
                needs: operation.permissions.as_ref(),
                refusal,
                analysis: None,
            },
            Kind::NotFound => Self::NotFound { call, refusal },
            Kind::Conflict => Self::Conflict { call, refusal },
            Kind::InvalidParameters => Self::InvalidParameters {
                call,
                parameters: saying::parameters(&refusal),
                refusal,
            },
            Kind::ReasonRequired => Self::ReasonRequired { call, refusal },
            Kind::TicketRequired => Self::TicketRequired { call, refusal },
            Kind::ConfirmationRequired => Self::ConfirmationRequired { call, refusal },
            Kind::Locked => Self::Locked {
                call,
                by: saying::holder(&refusal),
                refusal,
            },
            Kind::RadiusChallenge => Self::RadiusChallenge {
                call,
                user: None,
                refusal,
            },
            Kind::PasswordExpired => Self::PasswordExpired {
                call,
                user: None,
                refusal,
            },
            Kind::Unsupported => Self::Unsupported {
                call,
                since: operation.since,
                refusal,
            },
            Kind::RateLimited => Self::RateLimited {
                call,
                retry_after: refusal.retry_after,
                refusal,
            },
            Kind::Refused => Self::Refused { call, refusal },
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
        let mut error = self;
        if let Self::RadiusChallenge { user: who, .. } | Self::PasswordExpired { user: who, .. } =
            &mut error
        {
            *who = Some(user.into());
            return error;
        }
        match (error.call(), error.refusal()) {
            (Some(call), Some(refusal)) if refuses_logon(refusal) => Self::Logon {
                call,
                user: user.to_owned(),
                method,
                refusal: Box::new(refusal.clone()),
            },
            _ => error,
        }
    }
}
