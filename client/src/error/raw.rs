//! How failures travel through generated code, and what becomes of its own.

use super::{Call, Error, Refusal, redact::Secrets};
use pvwa_api::{
    Error as Raw, Problem, Undecodable, layers::TRANSPORT_FAILURE, operations, types::ErrorBody,
};
use reqwest::{Response, StatusCode};
use std::sync::Arc;

/// An error of the transport, as an extension of a response.
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) Error);

impl Carried {
    /// Puts an error on a response that no server sends, since nothing else gets through generated
    /// code.
    #[expect(clippy::expect_used, reason = "a three-digit number is a status")]
    pub(crate) fn by(self) -> Response {
        let mut carrier = http::Response::new(reqwest::Body::default());
        *carrier.status_mut() =
            StatusCode::from_u16(TRANSPORT_FAILURE).expect("999 has three digits");
        carrier.extensions_mut().insert(self);
        carrier.into()
    }
}

/// The call that a response answers, as an extension of it.
#[derive(Clone, Copy)]
pub(crate) struct Called(pub(crate) Call);

impl Error {
    /// The error that a generated operation's error stands for.
    fn of(operation: Option<&'static str>, raw: Raw<ErrorBody>) -> Self {
        match raw {
            Raw::UnexpectedResponse(mut response) => Self::of_response(operation, &mut response),
            // The transport of this crate carries refusals itself; another one may not.
            Raw::ErrorResponse(answer) => {
                let status = answer.status().as_u16();
                let refusal = Refusal::new(status, answer.into_inner(), &Secrets::default());
                let call = Call::default().or_of(operation);
                match operation.and_then(operations::find) {
                    Some(row) => Self::refused(row, call, refusal),
                    None => Self::Refused {
                        call,
                        refusal: Box::new(refusal),
                    },
                }
            }
            Raw::InvalidResponsePayload(_, error) => Self::Decode {
                call: Call::default().or_of(operation),
                path: None,
                problem: Problem::Syntax,
                line: error.line(),
                column: error.column(),
            },
            Raw::CommunicationError(error)
            | Raw::ResponseBodyError(error)
            | Raw::InvalidUpgrade(error) => Self::Transport {
                call: Call::default().or_of(operation),
                source: Arc::new(error.without_url()),
            },
            Raw::InvalidRequest(problem) | Raw::Custom(problem) => Self::Arguments {
                call: Call::default().or_of(operation),
                problem,
            },
        }
    }

    fn of_response(operation: Option<&'static str>, response: &mut Response) -> Self {
        let status = response.status().as_u16();
        let extensions = response.extensions_mut();
        if let Some(Carried(error)) = extensions.remove() {
            return error;
        }
        let call = extensions
            .get()
            .map_or_else(Call::default, |Called(call)| *call);
        let call = call.or_of(operation);
        match extensions.remove::<Undecodable>() {
            Some(found) if found.problem == Problem::Empty => Self::Empty { call },
            Some(found) => Self::Decode {
                call,
                path: Some(found.path.into()),
                problem: found.problem,
                line: found.line,
                column: found.column,
            },
            None => Self::UnexpectedStatus { call, status },
        }
    }
}

impl From<Raw<ErrorBody>> for Error {
    fn from(raw: Raw<ErrorBody>) -> Self {
        Self::of(None, raw)
    }
}

/// Takes the value out of a generated operation's answer, or names the operation in its error.
pub(crate) trait Named<T> {
    fn named(self, operation: &'static str) -> Result<T, Error>;
}

impl<T> Named<T> for Result<pvwa_api::ResponseValue<T>, Raw<ErrorBody>> {
    fn named(self, operation: &'static str) -> Result<T, Error> {
        self.map(pvwa_api::ResponseValue::into_inner)
            .map_err(|raw| Error::of(Some(operation), raw))
    }
}
