//! The inner layers: retry → limit → session → trace(attempt) → send.

use crate::{
    Call, Clock, Error,
    error::{Carried, Phase, RequestId},
    limit::Limits,
    observe::Observer,
    retry::{Budget, RetryPolicy},
    session::Sessions,
    wire::Wire,
};
use pvwa_api::{
    layers::{BoxFuture, Transport},
    operation::Operation,
};
use reqwest::{Client, Request, Response, header::HeaderValue};
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tracing::{Instrument, debug};

/// How requests of one vault leave: shared by its calls, its logons and its logoffs.
pub(crate) struct Line {
    pub(crate) wire: Wire,
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) limits: Arc<Limits>,
    /// How long a call may take, with all its attempts and the waiting between them.
    pub(crate) operation_timeout: Duration,
    pub(crate) observer: Arc<Observer>,
}

/// What lets a request in.
pub(crate) enum Pass<'a> {
    /// Nothing, or a session that is given: logging on and off. They do not wait for their turn,
    /// since those who have it may wait for them.
    Given(Option<&'a HeaderValue>),
    /// The session that is open when the attempt is made.
    Session(&'a Sessions),
    /// No session: what a server tells everybody.
    Nobody,
}

impl Line {
    /// The clock of the vault.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.wire.clock
    }

    /// Calls `operation`, with as many attempts as it takes and may take, in the time that a call
    /// has.
    pub(crate) async fn call(
        &self,
        http: &Client,
        request: Request,
        operation: &'static Operation,
        pass: &Pass<'_>,
        id: RequestId,
    ) -> Result<Response, Error> {
        let call = Call::of(operation.id);
        let attempts = AtomicU32::new(0);
        // Pinned where it is: it is large, and would be moved into each of what is put around it.
        let all = pin!(self.attempts(http, request, operation, pass, id, &attempts));
        let outcome = tokio::time::timeout(self.operation_timeout, all).await;
        outcome.unwrap_or_else(|_| {
            Err(Error::Timeout {
                call: match attempts.load(Ordering::Relaxed) {
                    0 => call,
                    attempts => call.at(id, attempts),
                },
                phase: Phase::Operation,
            })
        })
    }

    async fn attempts(
        &self,
        http: &Client,
        mut request: Request,
        operation: &'static Operation,
        pass: &Pass<'_>,
        id: RequestId,
        attempts: &AtomicU32,
    ) -> Result<Response, Error> {
        let clock = self.clock();
        let deadline = clock.now().checked_add(self.operation_timeout);
        let mut delays = self.policy.delays();
        let mut stale = None;
        loop {
            // A body that is streamed can be sent only once.
            let again = request.try_clone();
            let under_way = match pass {
                Pass::Given(_) => None,
                Pass::Session(_) | Pass::Nobody => Some(self.limits.enter(clock).await),
            };
            let session = match pass {
                Pass::Session(sessions) => Some(sessions.current(stale.as_ref()).await?),
                Pass::Given(_) | Pass::Nobody => None,
            };
            let token = match (pass, &session) {
                (Pass::Given(token), _) => *token,
                (_, Some(session)) => Some(&session.token),
                (_, None) => None,
            };
            let attempt = attempts.fetch_add(1, Ordering::Relaxed) + 1;
            let call = Call::of(operation.id).at(id, attempt);
            let outcome = self
                .wire
                .attempt(http, request, operation, token, call)
                .await;
            drop(under_way);
            let failure = match outcome {
                Ok(response) => {
                    self.limits.widen();
                    if attempt == 1 {
                        self.budget.earn();
                    }
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            if matches!(failure.error, Error::RateLimited { .. }) {
                let wait = failure.retry_after.map(|told| self.policy.obeyed(told));
                self.limits.narrow(clock.now(), wait);
            }
            let Some(next) = again else {
                return Err(failure.error);
            };
            request = next;
            match (&failure.error, session) {
                // Once for a call: a second refusal is not about the age of the session.
                (Error::Unauthorized { .. }, Some(session)) if stale.is_none() => {
                    debug!("the vault no longer accepts the session");
                    stale = Some(session);
                    continue;
                }
                _ if !failure.may_be_repeated(operation) => return Err(failure.error),
                _ => {}
            }
            let Some(delay) = delays.next(&failure) else {
                return Err(failure.error);
            };
            let in_time = clock
                .now()
                .checked_add(delay)
                .is_some_and(|then| deadline.is_none_or(|deadline| then < deadline));
            if !in_time || !self.budget.pay(&failure) {
                return Err(failure.error);
            }
            debug!(?delay, attempt, "another attempt follows");
            clock.sleep(delay).await;
        }
    }
}

/// Sends requests with a given token or none: for logging on and off.
pub(crate) struct Direct {
    pub(crate) line: Arc<Line>,
    pub(crate) token: Option<HeaderValue>,
    /// How long each attempt may take; `None` for what the options say.
    pub(crate) patience: Option<Duration>,
}

impl Transport for Direct {
    fn send<'a>(
        &'a self,
        http: &'a Client,
        mut request: Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        if self.patience.is_some() {
            *request.timeout_mut() = self.patience;
        }
        let watch = self.line.observer.begin(&request, operation);
        Box::pin(async move {
            let pass = Pass::Given(self.token.as_ref());
            let call = pin!(self.line.call(http, request, operation, &pass, watch.id()));
            let outcome = call.instrument(watch.span()).await;
            watch.end(&outcome);
            Ok(outcome.unwrap_or_else(|error| Carried(error).by()))
        })
    }
}
