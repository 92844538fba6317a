//! The innermost layers: one attempt to send one request, and the judgement of its answer.

use crate::{
    Error,
    address::{self, Astray},
    answer::{self, Looks, NotRead},
    base_url::BaseUrl,
    error::Carried,
    refusal::{Refusal, secrets_in},
};
use pvwa_api::{
    layers::{BoxFuture, TRANSPORT_FAILURE, Transport},
    operation::Operation,
};
use reqwest::{
    Client, Request, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, HeaderValue},
};
use tracing::{Instrument, Span, debug_span, field};

/// Sends requests to one server and to no other.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) base: BaseUrl,
}

impl Wire {
    /// Makes the `attempt`th attempt to send `request`, with `token` where there is a session.
    ///
    /// An answer is `Ok` only if its body is there and can be the operation's.
    pub(crate) async fn attempt(
        &self,
        http: &Client,
        request: Request,
        operation: &'static Operation,
        token: Option<&HeaderValue>,
        attempt: u32,
    ) -> Result<Response, Error> {
        let span = debug_span!("pvwa.attempt", attempt, status = field::Empty);
        self.send(http, request, operation, token, &span)
            .instrument(span.clone())
            .await
    }

    async fn send(
        &self,
        http: &Client,
        mut request: Request,
        operation: &'static Operation,
        token: Option<&HeaderValue>,
        span: &Span,
    ) -> Result<Response, Error> {
        let template = operation.path;
        address::settle(request.url_mut(), &self.base, template).map_err(
            |astray| match astray {
                Astray::Elsewhere => Error::Elsewhere {
                    operation: operation.id,
                },
                Astray::Parameter => Error::Arguments {
                    operation: Some(operation.id),
                    problem: format!("a parameter of {template} is empty or made of dots"),
                },
            },
        )?;
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, token.clone());
        }
        // Operations without JSON in their answers, such as downloads, ask for none.
        let expects_json = request.headers().contains_key(ACCEPT);
        let sent = request.try_clone();
        let response = http
            .execute(request)
            .await
            .map_err(|error| Error::http(operation.id, error))?;
        let status = response.status();
        span.record("status", status.as_u16());
        match status.is_success() && !expects_json {
            true => Ok(response),
            false => {
                judge(response, operation, || {
                    quotable_secrets(sent.as_ref(), token)
                })
                .await
            }
        }
    }
}

/// Reads the answer and makes an error of what is none.
async fn judge(
    mut response: Response,
    operation: &'static Operation,
    secrets: impl FnOnce() -> Vec<String>,
) -> Result<Response, Error> {
    let status = response.status();
    if status.is_redirection() {
        return Err(Error::Redirected {
            operation: operation.id,
            status: status.as_u16(),
        });
    }
    let body = answer::read(&mut response, answer::LONGEST_ANSWER)
        .await
        .map_err(|failure| match failure {
            NotRead::TooLong => Error::TooLong {
                operation: operation.id,
                limit: answer::LONGEST_ANSWER,
            },
            NotRead::Http(error) => Error::http(operation.id, error),
        })?;
    match (status, answer::look(&body)) {
        // Whatever a web page says beside it: this status is about the session.
        (StatusCode::UNAUTHORIZED, Looks::Foreign) => {
            Err(Error::refused(operation, Refusal::bare(401)))
        }
        (_, Looks::Foreign) => Err(Error::NotJson {
            operation: operation.id,
            status: status.as_u16(),
            content_type: answer::content_type(&response),
        }),
        _ if status.is_success() => {
            let (parts, _) = http::Response::<reqwest::Body>::from(response).into_parts();
            Ok(http::Response::from_parts(parts, body).into())
        }
        _ if status.is_client_error() || status.is_server_error() => {
            let status = status.as_u16();
            Err(Error::refused(
                operation,
                Refusal::read(status, &body, &secrets()),
            ))
        }
        _ => Err(Error::UnexpectedStatus {
            operation: operation.id,
            status: status.as_u16(),
        }),
    }
}

/// What the server might quote of a request, and nobody may read.
fn quotable_secrets(sent: Option<&Request>, token: Option<&HeaderValue>) -> Vec<String> {
    let body = sent.and_then(|request| request.body()?.as_bytes());
    let mut secrets = body.map(secrets_in).unwrap_or_default();
    secrets.extend(
        token
            .and_then(|token| token.to_str().ok())
            .map(str::to_owned),
    );
    secrets
}

/// Puts an error on a response that no server sends, since nothing else gets through generated code.
#[expect(clippy::expect_used, reason = "a three-digit number is a status")]
pub(crate) fn carry(result: Result<Response, Error>) -> Response {
    result.unwrap_or_else(|error| {
        let mut carrier = http::Response::new(reqwest::Body::default());
        *carrier.status_mut() =
            StatusCode::from_u16(TRANSPORT_FAILURE).expect("999 has three digits");
        carrier.extensions_mut().insert(Carried(error));
        carrier.into()
    })
}

/// Sends each request once, with a given token or none: for logging on and off.
pub(crate) struct Direct {
    pub(crate) wire: Wire,
    pub(crate) token: Option<HeaderValue>,
}

impl Transport for Direct {
    fn send<'a>(
        &'a self,
        http: &'a Client,
        request: Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        let span = operation_span(operation);
        let sent = async move {
            let result = self
                .wire
                .attempt(http, request, operation, self.token.as_ref(), 1)
                .await;
            Ok(carry(result))
        };
        Box::pin(sent.instrument(span))
    }
}

/// The span around everything that happens for one call of an operation. Names and templates only.
pub(crate) fn operation_span(operation: &'static Operation) -> Span {
    debug_span!(
        "pvwa.operation",
        operation = operation.id,
        method = operation.method,
        path = operation.path,
    )
}
