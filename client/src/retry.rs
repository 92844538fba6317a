//! Whether and when a call is tried again: decisions only, no input or output.

use crate::{Error, connect::is_lasting, error};
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use pvwa_api::operation::{Operation, Retry};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How calls are tried again.
///
/// # What is tried again
///
/// | what happened | which operations |
/// | --- | --- |
/// | no connection came about, so nothing was sent | all |
/// | status 429: the server refuses before it does anything | all |
/// | the connection broke, or the answer did not come in time | those that may be repeated |
/// | status 408, 502, 503 or 504, also with a web page of a gateway | those that may be repeated |
/// | status 5xx with the code `ITADM111E` or `SRAPIE0006`, which the vendor's own SDK repeats | those that may be repeated |
///
/// Which operations may be repeated stands in `pvwa_api::operations::ALL` as
/// [`Retry::Safe`]: reading, and what leaves the same state when it is done twice. A
/// password is not retrieved twice, since each retrieval is audited and may use up a confirmation;
/// nothing is added twice. A certificate that is not trusted is not tried again, nor a refusal, nor
/// an answer that cannot be read. A new logon after a status 401 is no retry: see
/// [`crate::Vault`].
///
/// # How long it takes
///
/// Before the second attempt 200 to 400 ms, before the third 400 to 800 ms, before the fourth and
/// last 800 to 1,600 ms: 2.1 s of waiting in the mean, by an even distribution so that clients which
/// failed together do not come back together. A `Retry-After` of the server, in seconds or as a date,
/// takes the place of a delay; more than 60 s are not waited, whatever the server says.
///
/// # The budget
///
/// All clones of a vault share a budget of 500 tokens: a retry takes 5, one after a time-out 10, each
/// call that succeeds at once gives 1 back. With an empty budget nothing is tried again: when the
/// vault is down for everybody, a hundred retries in flight are enough.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct RetryPolicy {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    longest_retry_after: Duration,
}

impl RetryPolicy {
    /// Four attempts, as described above.
    pub const fn new() -> Self {
        Self {
            attempts: 4,
            first_delay: Duration::from_millis(200),
            longest_delay: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(60),
        }
    }

    /// One attempt: nothing is tried again.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Sets how many attempts a call may take, the first included; 0 counts as 1.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// Sets the shortest delay before the second attempt; each further one is twice as long.
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// Sets at which length delays stop growing: 10 s unless set. By its jitter, a delay is at most
    /// twice as long.
    pub const fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// Sets how long a `Retry-After` is obeyed at most: 60 s unless set.
    pub const fn longest_retry_after(mut self, time: Duration) -> Self {
        self.longest_retry_after = time;
        self
    }

    /// How long a `Retry-After` is obeyed at most.
    pub(crate) fn obeyed(&self, told: Duration) -> Duration {
        told.min(self.longest_retry_after)
    }

    /// The delays between the attempts of one call.
    pub(crate) fn delays(&self) -> Delays {
        let exponential = ExponentialBuilder::new()
            .with_jitter()
            .with_factor(2.0)
            .with_min_delay(self.first_delay)
            .with_max_delay(self.longest_delay)
            .with_max_times(self.attempts.saturating_sub(1) as usize);
        Delays {
            exponential: exponential.build(),
            longest_retry_after: self.longest_retry_after,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// What is left of the attempts of one call.
pub(crate) struct Delays {
    exponential: ExponentialBackoff,
    longest_retry_after: Duration,
}

impl Delays {
    /// How long to wait before the next attempt; `None` where there is none left.
    pub(crate) fn next(&mut self, failure: &Failure) -> Option<Duration> {
        let delay = self.exponential.next()?;
        Some(match failure.retry_after {
            Some(told) => told.min(self.longest_retry_after),
            None => delay,
        })
    }
}

/// How one attempt failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// Whether the request may have reached the server.
    pub(crate) sent: bool,
    /// How long the server wants to be left alone; `None` where it did not say.
    pub(crate) retry_after: Option<Duration>,
}

impl Failure {
    /// A failure of a request that may have reached the server, which said nothing of when to come
    /// back.
    pub(crate) fn sent(error: Error) -> Self {
        Self {
            error,
            sent: true,
            retry_after: None,
        }
    }

    /// A failure before anything was sent.
    pub(crate) fn unsent(error: Error) -> Self {
        Self {
            sent: false,
            ..Self::sent(error)
        }
    }

    /// Whether another attempt at `operation` may help and does no harm.
    pub(crate) fn may_be_repeated(&self, operation: &Operation) -> bool {
        match &self.error {
            Error::RateLimited { .. } => true,
            Error::Transport { source, .. } if is_lasting(source) => false,
            Error::Timeout { .. } | Error::Transport { .. } => {
                !self.sent || operation.retry == Retry::Safe
            }
            error => operation.retry == Retry::Safe && passes_by_itself(error),
        }
    }

    /// What a retry after it takes from the budget.
    fn price(&self) -> u32 {
        match self.error {
            Error::Timeout { .. } => 10,
            _ => 5,
        }
    }
}

/// Whether the server may answer otherwise in a moment.
fn passes_by_itself(error: &Error) -> bool {
    match error.refusal() {
        Some(refusal) => error::passes_by_itself(refusal),
        None => error.status().is_some_and(error::passing_status),
    }
}

/// What a client may spend on retries.
#[derive(Debug)]
pub(crate) struct Budget(Mutex<u32>);

/// A full budget: see [`RetryPolicy`].
const FULL: u32 = 500;

impl Budget {
    pub(crate) fn full() -> Self {
        Self(Mutex::new(FULL))
    }

    /// Pays for a retry after `failure`; `false` where there is not enough left.
    pub(crate) fn pay(&self, failure: &Failure) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(failure.price()) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Earns a token by a call that succeeded at once.
    pub(crate) fn earn(&self) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = FULL.min(*left + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Call, Refusal, error::Phase};
    use pvwa_api::operations;

    fn operation(id: &str) -> &'static Operation {
        operations::find(id).unwrap()
    }

    fn refused(status: u16, code: Option<&str>) -> Failure {
        let mut refusal = Refusal::bare(status);
        refusal.code = code.map(str::to_owned);
        let row = operation("list_accounts");
        Failure::sent(Error::refused(row, Call::of(row.id), refusal))
    }

    fn timeout(phase: Phase) -> Error {
        let call = Call::of("list_accounts");
        Error::Timeout { call, phase }
    }

    #[test]
    fn only_what_may_be_repeated_is() {
        let (list, add, retrieve) = (
            operation("list_accounts"),
            operation("add_account"),
            operation("retrieve_password"),
        );
        let rows: [(Failure, bool, bool); 14] = [
            (Failure::unsent(timeout(Phase::Connecting)), true, true),
            (Failure::sent(timeout(Phase::Answering)), true, false),
            (refused(429, None), true, true),
            (refused(408, None), true, false),
            (refused(502, None), true, false),
            (refused(503, None), true, false),
            (refused(504, None), true, false),
            (refused(500, Some("ITADM111E")), true, false),
            (refused(500, Some("SRAPIE0006")), true, false),
            (refused(500, Some("CAWS00001E")), false, false),
            (refused(400, None), false, false),
            (refused(401, None), false, false),
            (refused(404, None), false, false),
            (refused(409, None), false, false),
        ];
        for (failure, safe, unsafe_) in rows {
            assert_eq!(failure.may_be_repeated(list), safe, "{failure:?}");
            assert_eq!(failure.may_be_repeated(add), unsafe_, "{failure:?}");
            assert_eq!(failure.may_be_repeated(retrieve), unsafe_, "{failure:?}");
        }
    }

    #[test]
    fn the_delays_are_those_of_the_documentation() {
        let failure = refused(503, None);
        let mut sum = Duration::ZERO;
        for _ in 0..2_000 {
            let mut delays = RetryPolicy::new().delays();
            for shortest in [200, 400, 800].map(Duration::from_millis) {
                let delay = delays.next(&failure).unwrap();
                assert!(delay >= shortest && delay <= shortest * 2, "{delay:?}");
                sum += delay;
            }
            assert_eq!(delays.next(&failure), None);
        }
        let mean = sum / 2_000;
        assert!(mean.abs_diff(Duration::from_millis(2_100)) < Duration::from_millis(100));
        assert_eq!(RetryPolicy::never().delays().next(&failure), None);
    }

    #[test]
    fn the_server_is_obeyed_within_bounds() {
        let year = Duration::from_secs(365 * 24 * 3600);
        for (told, waited) in [(0, 0), (7, 7), (60, 60), (61, 60), (year.as_secs(), 60)] {
            let mut failure = refused(429, None);
            failure.retry_after = Some(Duration::from_secs(told));
            let delay = RetryPolicy::new().delays().next(&failure);
            assert_eq!(delay, Some(Duration::from_secs(waited)));
        }
    }

    #[test]
    fn an_empty_budget_ends_all_retries_until_calls_succeed() {
        let (budget, failure) = (Budget::full(), refused(503, None));
        assert_eq!((0..200).filter(|_| budget.pay(&failure)).count(), 100);
        (0..4).for_each(|_| budget.earn());
        assert!(!budget.pay(&failure));
        budget.earn();
        assert!(budget.pay(&failure));
        let budget = Budget::full();
        let slow = Failure::sent(timeout(Phase::Answering));
        assert_eq!((0..200).filter(|_| budget.pay(&slow)).count(), 50);
    }
}
