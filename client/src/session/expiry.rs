//! When a session is renewed before it expires: decisions only.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long before its end a session is renewed: 5 minutes.
///
/// A request that leaves just before the end must not arrive after it, and a renewal that fails must
/// have time to be tried again.
const MARGIN: Duration = Duration::from_secs(300);

/// Of short sessions, the margin is no more than this part.
const MOST_OF_IT: u32 = 5;

/// By how much of the margin renewals are spread, so that clients which started together do not come
/// together.
const JITTER: f64 = 0.5;

/// How long after a renewal that failed the next is tried: 30 seconds.
const AGAIN: Duration = Duration::from_secs(30);

/// When a session ends, and when it is to be renewed.
#[derive(Debug)]
pub(crate) struct Expiry(Option<Times>);

#[derive(Debug)]
struct Times {
    over: Instant,
    due: Mutex<Instant>,
}

impl Expiry {
    /// Of a session that was opened `now` and is good for `expires_in`; `None` where nobody said.
    pub(crate) fn new(now: Instant, expires_in: Option<Duration>) -> Self {
        Self::spread(now, expires_in, rand::random())
    }

    /// The same with a number from 0 to 1 for the spread.
    fn spread(now: Instant, expires_in: Option<Duration>, spread: f64) -> Self {
        let times = expires_in.and_then(|life| {
            let margin = MARGIN.min(life / MOST_OF_IT);
            let margin = margin + margin.mul_f64(spread * JITTER);
            let over = now.checked_add(life)?;
            Some(Times {
                over,
                due: Mutex::new(over - margin),
            })
        });
        Self(times)
    }

    /// Whether it has ended.
    pub(crate) fn is_over(&self, now: Instant) -> bool {
        self.0.as_ref().is_some_and(|times| now >= times.over)
    }

    /// Whether it is time to renew it.
    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.0
            .as_ref()
            .is_some_and(|times| now >= *times.due.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts off the next renewal, since one has just failed.
    pub(crate) fn put_off(&self, now: Instant) {
        if let Some(times) = &self.0 {
            *times.due.lock().unwrap_or_else(PoisonError::into_inner) = now + AGAIN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_renewed_in_the_margin_before_its_end() {
        let now = Instant::now();
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        // Life, earliest and latest renewal, in seconds.
        for (life, earliest, latest) in [(4 * 3600, 450, 300), (900, 270, 180), (60, 18, 12)] {
            let life = Duration::from_secs(life);
            for (spread, before) in [(1.0, earliest), (0.0, latest)] {
                let expiry = Expiry::spread(now, Some(life), spread);
                let due = now + life - Duration::from_secs(before);
                assert!(!expiry.is_due(due - Duration::from_millis(1)));
                assert!(expiry.is_due(due) && !expiry.is_over(due));
                assert!(expiry.is_over(now + life));
            }
        }
        let expiry = Expiry::new(now, Some(minutes(60)));
        expiry.put_off(now + minutes(58));
        assert!(!expiry.is_due(now + minutes(58)) && expiry.is_due(now + minutes(59)));
    }

    #[test]
    fn a_session_of_which_nobody_said_how_long_is_never_due() {
        let now = Instant::now();
        for expires_in in [None, Some(Duration::MAX)] {
            let expiry = Expiry::new(now, expires_in);
            let later = now + Duration::from_secs(1 << 30);
            assert!(!expiry.is_due(later) && !expiry.is_over(later));
        }
    }
}
