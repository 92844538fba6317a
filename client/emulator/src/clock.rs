//! The time of day in the emulated vault.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock that can be put forward, and stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    /// In microseconds since 1970; `None` while it goes.
    stopped: Option<i64>,
    /// How far it is ahead of the computer's, in microseconds.
    ahead: i64,
}

impl Clock {
    /// A clock that stands still at a moment in seconds since 1970-01-01 UTC.
    pub(crate) fn stopped_at(seconds: i64) -> Self {
        Self {
            stopped: Some(seconds.saturating_mul(1_000_000)),
            ahead: 0,
        }
    }

    /// Microseconds since 1970-01-01 UTC.
    pub(crate) fn micros(self) -> i64 {
        let now = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            i64::try_from(since.unwrap_or_default().as_micros()).unwrap_or(i64::MAX)
        };
        self.stopped.unwrap_or_else(now).saturating_add(self.ahead)
    }

    /// Seconds since 1970-01-01 UTC.
    pub(crate) fn seconds(self) -> i64 {
        self.micros().div_euclid(1_000_000)
    }

    /// Puts it forward.
    pub(crate) fn advance(&mut self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.ahead = self.ahead.saturating_add(by);
    }
}
