//! What can be asked of an error.

use super::{
    Call, Error, Phase, Refusal, RefusedParameter, RequestId, passes_by_itself, passing_status,
};
use crate::connect::is_lasting;
use pvwa_api::{operation::Retry, operations};

/// A question that the variants answer: `true` for those that are named.
macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident: $($variant:ident)|+;)*) => {
        /// What kind of error it is. An answer that was lost is of the kind of what lost it.
        impl Error {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> bool {
                    match self {
                        Self::LostAnswer { source, .. } => source.$name(),
                        $(Self::$variant { .. })|+ => true,
                        _ => false,
                    }
                }
            )*
        }
    };
}

questions! {
    /// Whether a vault could not be set up: nothing was sent, and nothing will be until it is mended.
    is_configuration: BaseUrl | Options | Settings | NoCredentials | Credentials | HttpClient;
    /// Whether the vault opened no session, for whatever reason it gave.
    is_logon: Logon | RadiusChallenge | PasswordExpired | UnusableToken;
    /// Whether a one-time code is asked for.
    is_radius_challenge: RadiusChallenge;
    /// Whether the password has expired.
    is_password_expired: PasswordExpired;
    /// Whether the vault did not accept the session, also not a new one.
    is_unauthorized: Unauthorized;
    /// Whether the caller lacks a permission.
    is_forbidden: Forbidden;
    /// Whether the object is not there, or not to be seen by the caller.
    is_not_found: NotFound;
    /// Whether the object is there already, or its state forbids the call.
    is_conflict: Conflict;
    /// Whether a value was not accepted: see [`Error::parameters`].
    is_invalid_parameters: InvalidParameters;
    /// Whether a reason is missing.
    is_reason_required: ReasonRequired;
    /// Whether a ticket is missing.
    is_ticket_required: TicketRequired;
    /// Whether somebody has to confirm a request first.
    is_confirmation_required: ConfirmationRequired;
    /// Whether somebody has checked the account out: see [`Error::locked_by`].
    is_locked: Locked;
    /// Whether the server wants fewer requests.
    is_rate_limited: RateLimited;
    /// Whether this vault does not have the operation, as the vault says or as is known of its
    /// version and edition.
    is_unsupported: Unsupported | VersionTooOld | VersionTooNew | WrongEdition;
    /// Whether the vault is older than the operation.
    is_version_too_old: VersionTooOld;
    /// Whether the operation exists only in the other edition.
    is_wrong_edition: WrongEdition;
    /// Whether something else than JSON was answered, such as a web page.
    is_not_json: NotJson;
    /// Whether the answer could not be read: empty, of another shape, broken off or too long.
    is_unreadable: Empty | Decode | TooLong;
    /// Whether the time was up.
    is_timeout: Timeout;
    /// Whether no connection could be encrypted with a server to be trusted.
    is_tls: Tls;
    /// Whether a proxy stands in the way.
    is_proxy: Proxy;
    /// Whether the arguments of the call make no request.
    is_arguments: Arguments | Elsewhere | Resume;
    /// Whether a list could not be read to its end.
    is_list_incomplete: EndlessList | ListCutShort | ListTooLong;
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
            Self::LostAnswer { source, .. } => source.refusal(),
            Self::Logon { refusal, .. }
            | Self::RadiusChallenge { refusal, .. }
            | Self::PasswordExpired { refusal, .. }
            | Self::InvalidParameters { refusal, .. }
            | Self::ReasonRequired { refusal, .. }
            | Self::TicketRequired { refusal, .. }
            | Self::ConfirmationRequired { refusal, .. }
            | Self::Locked { refusal, .. }
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
            Self::LostAnswer { source, .. } => source.status(),
            Self::UnexpectedStatus { status, .. }
            | Self::Redirected { status, .. }
            | Self::NotJson { status, .. } => Some(*status),
            _ => self.refusal().map(|refusal| refusal.status),
        }
    }

    /// What was not accepted, each with its name where the vault gives one; empty where it is
    /// another error.
    pub fn parameters(&self) -> &[RefusedParameter] {
        match self {
            Self::InvalidParameters { parameters, .. } => parameters,
            Self::LostAnswer { source, .. } => source.parameters(),
            _ => &[],
        }
    }

    /// Who has the account; `None` where the vault does not say, or where it is another error.
    pub fn locked_by(&self) -> Option<&str> {
        match self {
            Self::Locked { by, .. } => by.as_deref(),
            _ => None,
        }
    }

    /// Whether there was no connection, or it broke: with the server, or with a proxy before it.
    pub fn is_connection(&self) -> bool {
        match self {
            Self::LostAnswer { source, .. } => source.is_connection(),
            Self::Transport { .. } => true,
            error => error.is_unreachable(),
        }
    }

    /// Whether the same call may be made again in a while, as it is: it may succeed then, and does no
    /// harm.
    ///
    /// That is so where the server asked for fewer requests, and where the failure passes by itself
    /// and nothing was sent or the operation may be repeated, as `pvwa_api::operations::ALL` says. It
    /// was repeated already, as often as [`crate::RetryPolicy`] allows.
    pub fn is_retryable(&self) -> bool {
        let passes = match self {
            Self::LostAnswer { .. } => return false,
            Self::RateLimited { .. } => return true,
            Self::Transport { source, .. } if is_lasting(source) => return false,
            Self::Timeout { .. } | Self::Transport { .. } => true,
            error => match error.refusal() {
                Some(refusal) => !error.is_logon() && passes_by_itself(refusal),
                None => error.status().is_some_and(passing_status),
            },
        };
        let operation = self.operation().and_then(operations::find);
        let is_safe = operation.is_some_and(|row| row.retry == Retry::Safe);
        passes && (is_safe || self.attempts() == 0 || self.is_unreachable())
    }

    /// Whether the vault may have done [`Error::operation`], although this is an error: the answer
    /// was lost, or it was a success that cannot be read.
    ///
    /// `false` where nothing was sent, and where the vault refused.
    pub fn may_have_been_done(&self) -> bool {
        match self {
            Self::LostAnswer { .. }
            | Self::Empty { .. }
            | Self::Decode { .. }
            | Self::TooLong { .. } => true,
            Self::Timeout { call, phase } => *phase != Phase::Connecting && call.attempts() > 0,
            Self::Transport { source, .. } => !source.is_connect(),
            // Gateways say so when they have passed the request on.
            error => matches!(error.status(), Some(200..=299 | 502 | 504)),
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

    /// Whether another logon with the same credentials would be refused, too.
    pub(crate) fn is_final_at_logon(&self) -> bool {
        matches!(
            self,
            Self::Logon { .. }
                | Self::RadiusChallenge { .. }
                | Self::PasswordExpired { .. }
                | Self::NoCredentials
                | Self::Credentials { .. }
                | Self::Closed
        )
    }

    fn call_ref(&self) -> Option<&Call> {
        match self {
            Self::BaseUrl(_)
            | Self::NoCredentials
            | Self::Credentials { .. }
            | Self::Options(_)
            | Self::Settings(_)
            | Self::Closed
            | Self::HttpClient(_) => None,
            Self::Logon { call, .. }
            | Self::RadiusChallenge { call, .. }
            | Self::PasswordExpired { call, .. }
            | Self::InvalidParameters { call, .. }
            | Self::ReasonRequired { call, .. }
            | Self::TicketRequired { call, .. }
            | Self::ConfirmationRequired { call, .. }
            | Self::Locked { call, .. }
            | Self::LostAnswer { call, .. }
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
            | Self::ListCutShort { call, .. }
            | Self::ListTooLong { call, .. }
            | Self::Resume { call, .. } => Some(call),
        }
    }
}
