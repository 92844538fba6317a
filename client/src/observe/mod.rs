//! What others see of the calls: spans, audit lines and figures.

mod audit;
mod figures;
mod objects;
mod span;

pub use audit::{Audit, AuditEntry, JsonLines, Outcome};
pub(crate) use span::{attempt_span, millis};

use crate::{
    Clock, Error,
    error::{Called, RequestId},
};
use objects::Objects;
use pvwa_api::operation::Operation;
use reqwest::{Request, Response};
use std::{
    sync::Arc,
    time::{Instant, SystemTime},
};
use tracing::Span;

/// Watches the calls of one vault.
pub(crate) struct Observer {
    pub(crate) audit: Option<Arc<dyn Audit>>,
    /// The name of the user that logs on; `None` where only the vault will say it.
    pub(crate) user: Option<String>,
    /// The base URL.
    pub(crate) vault: String,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Observer {
    /// Begins to watch a call.
    pub(crate) fn begin(
        self: &Arc<Self>,
        request: &Request,
        operation: &'static Operation,
    ) -> Watch {
        let id = RequestId::new();
        figures::begun();
        Watch {
            observer: self.clone(),
            operation,
            id,
            span: span::operation_span(operation, id),
            // Only an audit wants to know, and only it pays for it.
            objects: self.audit.as_ref().map(|_| Objects::of(request, operation)),
            begun: self.clock.now(),
            when: self.clock.wall(),
            ended: false,
        }
    }
}

/// A call that is watched. Dropped before its end, it was given up.
pub(crate) struct Watch {
    observer: Arc<Observer>,
    operation: &'static Operation,
    id: RequestId,
    span: Span,
    objects: Option<Objects>,
    begun: Instant,
    when: SystemTime,
    ended: bool,
}

impl Watch {
    /// The number of the call.
    pub(crate) fn id(&self) -> RequestId {
        self.id
    }

    /// The span around everything that happens for the call.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Notes how the call ended.
    pub(crate) fn end(mut self, result: &Result<Response, Error>) {
        self.ended = true;
        let (outcome, attempts) = match result {
            Ok(response) => {
                let call = response.extensions().get();
                let attempts = call.map_or(1, |Called(call)| call.attempts());
                let status = response.status().as_u16();
                (Outcome::Done { status }, attempts)
            }
            // The error of another call, the logon for instance, means that this one was not sent.
            Err(error) if error.operation() != Some(self.operation.id) => {
                (Outcome::of_unsent(error), 0)
            }
            Err(error) => (Outcome::of(error), error.attempts()),
        };
        self.note(outcome, attempts);
    }

    fn note(&mut self, outcome: Outcome, attempts: u32) {
        let duration = self
            .observer
            .clock
            .now()
            .saturating_duration_since(self.begun);
        span::end(&self.span, &outcome, attempts, duration);
        figures::ended(self.operation, &outcome, attempts, duration);
        if let (Some(audit), Some(objects)) = (&self.observer.audit, self.objects.take()) {
            audit.record(&AuditEntry {
                when: self.when,
                duration,
                vault: self.observer.vault.clone(),
                user: self.observer.user.clone(),
                operation: self.operation.id,
                method: self.operation.method,
                path: self.operation.path,
                objects: objects.0,
                outcome,
                attempts,
                request_id: self.id,
            });
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.ended {
            self.note(Outcome::GivenUp, 0);
        }
    }
}
