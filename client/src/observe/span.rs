//! The spans: names, templates and figures, never a value.

use super::Outcome;
use crate::{Call, error::RequestId};
use pvwa_api::operation::Operation;
use std::time::Duration;
use tracing::{Span, debug_span, field};

/// The span around everything that happens for one call of an operation.
pub(super) fn operation_span(operation: &'static Operation, id: RequestId) -> Span {
    debug_span!(
        "pvwa.operation",
        operation = operation.id,
        method = operation.method,
        path = operation.path,
        request_id = %id,
        status = field::Empty,
        attempts = field::Empty,
        duration_ms = field::Empty,
    )
}

/// The span around one attempt.
pub(crate) fn attempt_span(call: Call) -> Span {
    debug_span!(
        "pvwa.attempt",
        attempt = call.attempts(),
        status = field::Empty,
        duration_ms = field::Empty,
    )
}

pub(super) fn end(span: &Span, outcome: &Outcome, attempts: u32, duration: Duration) {
    if let Some(status) = outcome.status() {
        span.record("status", status);
    }
    span.record("attempts", attempts);
    span.record("duration_ms", millis(duration));
}

/// Whole milliseconds.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
