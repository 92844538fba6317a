//! How many requests are under way at once, and how many leave in a second.

use crate::Clock;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::debug;

/// How many requests of one vault are under way at once, unless the builder says otherwise: 16.
///
/// PVWA runs in one IIS application pool that people work with, too; the vendor's own scripts send
/// one request after the other, and 16 at 50 ms each are 320 a second.
pub const CONCURRENCY: usize = 16;

/// How much faster requests may leave after each that was not refused: by a twentieth.
const EASED: f64 = 1.05;

/// The pace that a server gets which refuses without saying for how long: 20 requests a second, half
/// of that at the next refusal, and so on.
const SLOWED: Duration = Duration::from_millis(50);

/// The slowest pace that is chosen by this client: one request in 10 seconds.
const SLOWEST: Duration = Duration::from_secs(10);

/// A pace that is no limit any more: 1,000 requests a second.
const NO_LIMIT: Duration = Duration::from_millis(1);

/// The limits that all clones of a vault share. They narrow when the server answers 429, and widen
/// again as it takes requests.
pub(crate) struct Limits {
    permits: Arc<Semaphore>,
    /// The most permits there are: what was set.
    most: usize,
    /// How many permits there are now.
    now: AtomicUsize,
    /// How many permits are to be taken away as soon as they come back.
    owed: AtomicUsize,
    /// Answers in a row that were no 429.
    taken: AtomicUsize,
    pace: Mutex<Pace>,
}

impl Limits {
    /// At most `concurrency` requests at once, at least 1, and one every `interval`; `None` is no
    /// limit of the rate.
    pub(crate) fn new(concurrency: usize, interval: Option<Duration>) -> Self {
        let most = concurrency.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            permits: Arc::new(Semaphore::new(most)),
            most,
            now: AtomicUsize::new(most),
            owed: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            pace: Mutex::new(Pace::new(interval)),
        }
    }

    /// Waits until a request may leave. It counts as under way until what is returned is dropped.
    pub(crate) async fn enter(self: &Arc<Self>, clock: &dyn Clock) -> UnderWay {
        // The semaphore is never closed.
        let permit = self.permits.clone().acquire_owned().await.ok();
        let under_way = UnderWay {
            limits: self.clone(),
            permit,
        };
        let wait = self.pace().turn(clock.now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        under_way
    }

    /// Notes that the server answered 429, and for how long it wants to be left alone.
    pub(crate) fn narrow(&self, now: Instant, retry_after: Option<Duration>) {
        self.taken.store(0, Ordering::Relaxed);
        self.pace().slow(now, retry_after);
        let before = self.now.load(Ordering::Relaxed);
        let after = (before / 2).max(1);
        self.now.store(after, Ordering::Relaxed);
        self.owed.fetch_add(before - after, Ordering::Relaxed);
        debug!(concurrency = after, "the server asks for fewer requests");
    }

    /// Notes that the server took a request.
    pub(crate) fn widen(&self) {
        if self.now.load(Ordering::Relaxed) == self.most && self.pace().is_as_set() {
            return;
        }
        self.pace().ease();
        let now = self.now.load(Ordering::Relaxed);
        // One more permit for each round of all there are: it doubles no faster than it halved.
        if now < self.most && self.taken.fetch_add(1, Ordering::Relaxed) + 1 >= now {
            self.taken.store(0, Ordering::Relaxed);
            self.now.store(now + 1, Ordering::Relaxed);
            if !self.pay_debt() {
                self.permits.add_permits(1);
            }
        }
    }

    /// Takes one permit off the debt; `false` where there is none.
    fn pay_debt(&self) -> bool {
        let paid = |owed: usize| owed.checked_sub(1);
        self.owed
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid)
            .is_ok()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is under way.
pub(crate) struct UnderWay {
    limits: Arc<Limits>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take()
            && self.limits.pay_debt()
        {
            permit.forget();
        }
    }
}

/// When the next request may leave. A pure decision: the time is told to it.
#[derive(Debug)]
struct Pace {
    /// The interval that was set; zero for none.
    set: Duration,
    /// The interval that is kept now.
    now: Duration,
    /// When the next request may leave; `None` for at once.
    next: Option<Instant>,
}

impl Pace {
    fn new(interval: Option<Duration>) -> Self {
        let set = interval.unwrap_or_default();
        Self {
            set,
            now: set,
            next: None,
        }
    }

    /// Takes the next turn, and answers how long it is until then.
    fn turn(&mut self, now: Instant) -> Duration {
        let turn = self.next.map_or(now, |next| next.max(now));
        self.next = match (self.now.is_zero(), turn > now) {
            (true, false) => None,
            _ => turn.checked_add(self.now),
        };
        turn - now
    }

    /// Keeps everybody back for as long as the server says, and is slower from then on.
    fn slow(&mut self, now: Instant, retry_after: Option<Duration>) {
        match retry_after {
            Some(told) => {
                let until = now.checked_add(told);
                self.next = self.next.max(until);
            }
            None => self.now = (self.now * 2).clamp(SLOWED.max(self.set), SLOWEST.max(self.set)),
        }
    }

    fn ease(&mut self) {
        let eased = self.now.div_f64(EASED).max(self.set);
        self.now = match eased <= NO_LIMIT.max(self.set) {
            true => self.set,
            false => eased,
        };
    }

    fn is_as_set(&self) -> bool {
        self.now == self.set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestClock;
    use futures::FutureExt;

    const SECOND: Duration = Duration::from_secs(1);

    fn limits(concurrency: usize) -> (Arc<Limits>, TestClock) {
        (
            Arc::new(Limits::new(concurrency, None)),
            TestClock::impatient(),
        )
    }

    /// Enters as often as it can without waiting.
    fn enter_all(limits: &Arc<Limits>, clock: &TestClock) -> Vec<UnderWay> {
        std::iter::from_fn(|| limits.enter(clock).now_or_never()).collect()
    }

    #[test]
    fn no_more_than_allowed_are_under_way() {
        let (limits, clock) = limits(3);
        let under_way = enter_all(&limits, &clock);
        assert_eq!(under_way.len(), 3);
        drop(under_way);
        assert_eq!(enter_all(&limits, &clock).len(), 3);
        assert_eq!(enter_all(&Arc::new(Limits::new(0, None)), &clock).len(), 1);
    }

    #[test]
    fn a_server_that_refuses_gets_half_and_then_more_again() {
        let (limits, clock) = limits(8);
        let under_way = enter_all(&limits, &clock);
        limits.narrow(clock.now(), Some(Duration::ZERO));
        drop(under_way);
        assert_eq!(enter_all(&limits, &clock).len(), 4);
        for _ in 0..3 {
            limits.narrow(clock.now(), Some(Duration::ZERO));
        }
        drop(enter_all(&limits, &clock));
        assert_eq!(enter_all(&limits, &clock).len(), 1);
        // 1 + 2 + … + 7 answers bring back what there was.
        (0..28).for_each(|_| limits.widen());
        assert_eq!(enter_all(&limits, &clock).len(), 8);
        (0..1_000).for_each(|_| limits.widen());
        assert_eq!(enter_all(&limits, &clock).len(), 8);
    }

    #[test]
    fn requests_leave_at_the_pace_that_was_set() {
        let now = Instant::now();
        let mut pace = Pace::new(Some(SECOND));
        let turns: Vec<_> = (0..3).map(|_| pace.turn(now)).collect();
        assert_eq!(turns, [Duration::ZERO, SECOND, SECOND * 2]);
        assert_eq!(pace.turn(now + SECOND * 10), Duration::ZERO);
        let mut pace = Pace::new(None);
        assert!((0..100).all(|_| pace.turn(now).is_zero()));
    }

    #[test]
    fn everybody_leaves_the_server_alone_for_as_long_as_it_says() {
        let now = Instant::now();
        let mut pace = Pace::new(None);
        pace.slow(now, Some(SECOND * 7));
        assert_eq!(pace.turn(now), SECOND * 7);
        assert_eq!(pace.turn(now + SECOND), SECOND * 6);
        assert_eq!(pace.turn(now + SECOND * 7), Duration::ZERO);
    }

    #[test]
    fn a_refusal_without_a_time_slows_down_and_answers_speed_up() {
        let now = Instant::now();
        let mut pace = Pace::new(None);
        pace.slow(now, None);
        assert_eq!(pace.now, SLOWED);
        (0..20).for_each(|_| pace.slow(now, None));
        assert_eq!(pace.now, SLOWEST);
        (0..300).for_each(|_| pace.ease());
        assert!(pace.is_as_set());
        let mut pace = Pace::new(Some(SECOND));
        pace.slow(now, None);
        assert_eq!(pace.now, SECOND * 2);
        (0..100).for_each(|_| pace.ease());
        assert_eq!(pace.now, SECOND);
    }
}
