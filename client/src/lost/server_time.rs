//! By how much the server's clock differs from this one, as its answers tell.

use reqwest::header::{DATE, HeaderMap};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

/// How much earlier than a call something that it made may seem to be made, with the server's clock
/// known: the times of objects are whole seconds, which takes up to one, and the clocks of PVWA and
/// of the vault behind it may differ by two. That the header `Date` is in whole seconds and arrives
/// late only adds to this.
const KNOWN: i64 = 3;

/// The same with a server that sends no date: as much as machines of one domain may differ before
/// they cannot log on to each other.
const UNKNOWN: i64 = 300;

#[derive(Clone, Debug)]
pub(crate) struct ServerTime(Arc<Noted>);

#[derive(Debug)]
struct Noted {
    /// The difference in milliseconds, with a mark for one that is not known.
    ahead: AtomicI64,
    /// In which second, by this side's clock, it was noted: once in each is enough.
    second: AtomicI64,
}

const NOT_KNOWN: i64 = i64::MIN;

impl Default for ServerTime {
    fn default() -> Self {
        Self(Arc::new(Noted {
            ahead: AtomicI64::new(NOT_KNOWN),
            second: AtomicI64::new(NOT_KNOWN),
        }))
    }
}

impl ServerTime {
    /// Notes the date of an answer that arrives now, by this side's clock.
    pub(crate) fn note(&self, headers: &HeaderMap, now: SystemTime) {
        let second = between(SystemTime::UNIX_EPOCH, now).div_euclid(1_000);
        if self.0.second.load(Ordering::Relaxed) == second {
            return;
        }
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        if let Some(date) = date.and_then(|date| httpdate::parse_http_date(date).ok()) {
            self.0.ahead.store(between(now, date), Ordering::Relaxed);
            self.0.second.store(second, Ordering::Relaxed);
        }
    }

    /// From which second on, by the server's clock, something may have been made by a call that
    /// began at `begun` by this side's clock.
    pub(crate) fn since(&self, begun: SystemTime) -> i64 {
        let begun = between(SystemTime::UNIX_EPOCH, begun);
        let (begun, tolerance) = match self.0.ahead.load(Ordering::Relaxed) {
            NOT_KNOWN => (begun, UNKNOWN),
            ahead => (begun.saturating_add(ahead), KNOWN),
        };
        begun.div_euclid(1_000) - tolerance
    }
}

/// The milliseconds from one time to another; fewer than none where it is earlier.
fn between(from: SystemTime, to: SystemTime) -> i64 {
    let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    match to.duration_since(from) {
        Ok(ahead) => millis(ahead),
        Err(behind) => -millis(behind.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_believed_about_its_own_clock() {
        let begun = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let time = ServerTime::default();
        assert_eq!(time.since(begun), 1_000_000 - UNKNOWN);
        let mut headers = HeaderMap::new();
        let differences = [(0, 1_000_000), (86_400, 1_086_400), (-7_200, 992_800)];
        for (seconds, (ahead, expected)) in (30..).zip(differences) {
            let now = begun + Duration::from_secs(seconds);
            let there = match u64::try_from(ahead) {
                Ok(ahead) => now + Duration::from_secs(ahead),
                Err(_) => now - Duration::from_secs(i64::unsigned_abs(ahead)),
            };
            headers.insert(DATE, httpdate::fmt_http_date(there).parse().unwrap());
            time.note(&headers, now);
            assert_eq!(time.since(begun), expected - KNOWN);
        }
        headers.insert(DATE, "yesterday".parse().unwrap());
        time.note(&headers, begun);
        assert_eq!(
            time.since(begun),
            992_800 - KNOWN,
            "what cannot be read changes nothing"
        );
    }
}
