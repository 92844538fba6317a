//! The innermost layers: one attempt to send one request, and the judgement of its answer.

use crate::{
    Call, Clock, Error, Refusal,
    address::{self, Astray},
    answer::{self, Looks, NotRead},
    base_url::BaseUrl,
    error::{Called, Secrets, secrets_in},
    lost::ServerTime,
    observe::{attempt_span, millis},
    retry::Failure,
    retry_after,
};
use pvwa_api::operation::Operation;
use reqwest::{
    Client, Request, Response, ResponseBuilderExt, StatusCode,
    header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue},
};
use std::{mem, pin::pin, sync::Arc, time::Duration};
use tracing::{Instrument, Span};

/// The header that tells a call by its number.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Sends requests to one server and to no other.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) base: BaseUrl,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) server_time: ServerTime,
}

impl Wire {
    /// Sends `request` once, as what `call` says, with `token` where there is a session.
    ///
    /// An answer is `Ok` only if its body is there and can be the operation's.
    pub(crate) async fn attempt(
        &self,
        http: &Client,
        request: Request,
        operation: &'static Operation,
        token: Option<&HeaderValue>,
        call: Call,
    ) -> Result<Response, Failure> {
        let span = attempt_span(call);
        let begun = self.clock.now();
        let sent = pin!(self.send(http, request, operation, token, call, &span));
        let outcome = sent.instrument(span.clone()).await;
        span.record("duration_ms", millis(self.clock.now() - begun));
        outcome
    }

    async fn send(
        &self,
        http: &Client,
        mut request: Request,
        operation: &'static Operation,
        token: Option<&HeaderValue>,
        call: Call,
        span: &Span,
    ) -> Result<Response, Failure> {
        let template = operation.path;
        address::settle(request.url_mut(), &self.base, template).map_err(|astray| {
            let call = Call::of(operation.id);
            Failure::unsent(match astray {
                Astray::Elsewhere => Error::Elsewhere { call },
                Astray::Parameter => Error::Arguments {
                    call,
                    problem: format!("a parameter of {template} is empty or made of dots"),
                },
            })
        })?;
        if let Some(id) = call.request_id()
            && let Ok(id) = HeaderValue::from_bytes(&id.digits())
        {
            request.headers_mut().insert(REQUEST_ID, id);
        }
        if let Some(token) = token {
            request.headers_mut().insert(AUTHORIZATION, token.clone());
        }
        // Operations without JSON in their answers, such as downloads, ask for none.
        let expects_json = request.headers().contains_key(ACCEPT);
        // Only a body can hold a secret that an answer quotes.
        let sent = request.body().and_then(|_| request.try_clone());
        let mut response = http.execute(request).await.map_err(|error| Failure {
            sent: !error.is_connect(),
            ..Failure::sent(Error::http(call, error))
        })?;
        let status = response.status();
        span.record("status", status.as_u16());
        let now = self.clock.wall();
        self.server_time.note(response.headers(), now);
        if status.is_success() && !expects_json {
            response.extensions_mut().insert(Called(call));
            return Ok(response);
        }
        let retry_after = retry_after::told(response.headers(), now);
        let secrets = || quotable_secrets(sent.as_ref(), token);
        judge(response, operation, call, retry_after, secrets)
            .await
            .map_err(|error| Failure {
                retry_after,
                ..Failure::sent(error)
            })
    }
}

/// Reads the answer and makes an error of what is none.
async fn judge(
    mut response: Response,
    operation: &'static Operation,
    call: Call,
    retry_after: Option<Duration>,
    secrets: impl FnOnce() -> Secrets,
) -> Result<Response, Error> {
    let status = response.status();
    if status.is_redirection() {
        return Err(Error::Redirected {
            call,
            status: status.as_u16(),
        });
    }
    let body = answer::read(&mut response, answer::LONGEST_ANSWER)
        .await
        .map_err(|failure| match failure {
            NotRead::TooLong => Error::TooLong {
                call,
                limit: answer::LONGEST_ANSWER,
            },
            NotRead::Http(error) => Error::http(call, error),
        })?;
    match (status, answer::look(&body)) {
        // Whatever a web page says beside them: these are about the session and the rate.
        (StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS, Looks::Foreign) => {
            let mut refusal = Refusal::bare(status.as_u16());
            refusal.retry_after = retry_after;
            Err(Error::refused(operation, call, refusal))
        }
        (_, Looks::Foreign) => Err(Error::NotJson {
            call,
            status: status.as_u16(),
            content_type: answer::content_type(&response),
        }),
        _ if status.is_success() => {
            let mut whole = http::Response::new(body);
            *whole.status_mut() = status;
            *whole.version_mut() = response.version();
            // Without the address, reqwest makes one up.
            let mut told = http::Response::builder()
                .url(response.url().clone())
                .extension(Called(call));
            if let Some(told) = told.extensions_mut() {
                mem::swap(whole.extensions_mut(), told);
            }
            mem::swap(whole.headers_mut(), response.headers_mut());
            Ok(whole.into())
        }
        _ if status.is_client_error() || status.is_server_error() => {
            let status = status.as_u16();
            let mut refusal = Refusal::read(status, &body, &secrets());
            refusal.retry_after = retry_after;
            Err(Error::refused(operation, call, refusal))
        }
        _ => Err(Error::UnexpectedStatus {
            call,
            status: status.as_u16(),
        }),
    }
}

/// What the server might quote of a request, and nobody may read.
fn quotable_secrets(sent: Option<&Request>, token: Option<&HeaderValue>) -> Secrets {
    let body = sent.and_then(|request| request.body()?.as_bytes());
    let mut secrets = body.map(secrets_in).unwrap_or_default();
    secrets.extend(
        token
            .and_then(|token| token.to_str().ok())
            .map(str::to_owned),
    );
    Secrets::new(secrets)
}
