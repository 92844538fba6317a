//! What becomes of the errors of Identity.

use crate::{
    Call, Error, Refusal, Unreadable,
    error::{Called, Carried, Secrets},
};
use identity_api::{Error as Raw, Problem, ResponseValue, Undecodable, types::ErrorBody as Body};
use pvwa_api::types::ErrorBody;
use reqwest::Response;
use std::sync::Arc;

/// Takes the value out of an answer, or names the operation in its error.
pub(crate) trait Named<T> {
    fn named(self, operation: &'static str) -> Result<T, Error>;
}

impl<T> Named<T> for Result<ResponseValue<T>, Raw<Body>> {
    fn named(self, operation: &'static str) -> Result<T, Error> {
        self.map(ResponseValue::into_inner)
            .map_err(|raw| failed(operation, raw))
    }
}

/// The error that a generated operation's error stands for.
pub(super) fn failed(operation: &'static str, raw: Raw<Body>) -> Error {
    let call = Call::of(operation);
    match raw {
        Raw::UnexpectedResponse(mut response) => of_response(call, &mut response),
        Raw::ErrorResponse(answer) => Error::UnexpectedStatus {
            call,
            status: answer.status().as_u16(),
        },
        Raw::InvalidResponsePayload(_, error) => Error::Decode {
            call,
            path: None,
            problem: Unreadable::Syntax,
            line: error.line(),
            column: error.column(),
        },
        Raw::CommunicationError(error)
        | Raw::ResponseBodyError(error)
        | Raw::InvalidUpgrade(error) => Error::Transport {
            call,
            source: Arc::new(error.without_url()),
        },
        Raw::InvalidRequest(problem) | Raw::Custom(problem) => Error::Arguments { call, problem },
    }
}

fn of_response(call: Call, response: &mut Response) -> Error {
    let status = response.status().as_u16();
    let extensions = response.extensions_mut();
    if let Some(Carried(error)) = extensions.remove() {
        return error;
    }
    let call = extensions.get().map_or(call, |Called(call)| *call);
    match extensions.remove::<Undecodable>() {
        Some(found) if found.problem == Problem::Empty => Error::Empty { call },
        Some(found) => Error::Decode {
            call,
            path: Some(found.path.into()),
            problem: match found.problem {
                Problem::Type => Unreadable::Type,
                Problem::Truncated => Unreadable::Truncated,
                _ => Unreadable::Syntax,
            },
            line: found.line,
            column: found.column,
        },
        None => Error::UnexpectedStatus { call, status },
    }
}

/// The refusal in an envelope, which comes with status 200; `secrets` are taken out of its texts.
pub(super) fn refusal(
    code: Option<String>,
    message: Option<String>,
    secrets: &Secrets,
) -> Box<Refusal> {
    let mut body = ErrorBody::default();
    body.error_code = code;
    body.error_message = message;
    Box::new(Refusal::new(200, body, secrets))
}
