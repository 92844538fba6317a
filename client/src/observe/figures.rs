//! Figures through the `metrics` facade, with the Cargo feature `metrics`; nothing without it.
//!
//! | name | kind | labels | what it counts |
//! | --- | --- | --- | --- |
//! | `pvwa_calls_total` | counter | `operation`, `outcome` | calls that ended |
//! | `pvwa_call_seconds` | histogram | `operation` | how long they took, with all their attempts |
//! | `pvwa_attempts_total` | counter | `operation` | requests that were sent |
//! | `pvwa_calls_under_way` | gauge | | calls that have not ended |

use super::Outcome;
use pvwa_api::operation::Operation;
use std::time::Duration;

#[cfg(feature = "metrics")]
pub(super) fn begun() {
    metrics::gauge!("pvwa_calls_under_way").increment(1.0);
}

#[cfg(feature = "metrics")]
pub(super) fn ended(
    operation: &'static Operation,
    outcome: &Outcome,
    attempts: u32,
    duration: Duration,
) {
    let id = operation.id;
    metrics::gauge!("pvwa_calls_under_way").decrement(1.0);
    metrics::counter!("pvwa_calls_total", "operation" => id, "outcome" => outcome.name())
        .increment(1);
    metrics::histogram!("pvwa_call_seconds", "operation" => id).record(duration.as_secs_f64());
    metrics::counter!("pvwa_attempts_total", "operation" => id).increment(attempts.into());
}

#[cfg(not(feature = "metrics"))]
pub(super) fn begun() {}

#[cfg(not(feature = "metrics"))]
pub(super) fn ended(_: &'static Operation, _: &Outcome, _: u32, _: Duration) {}
