//! The time, and waiting: everything in this crate that looks at a clock looks at this one.

use pvwa_api::layers::BoxFuture;
use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};
use tokio::sync::Notify;

/// Tells the time and waits.
///
/// [`SystemClock`] unless [`crate::VaultBuilder::clock`] says otherwise; [`TestClock`] lets tests
/// see what would be waited for without waiting.
pub trait Clock: Send + Sync + 'static {
    /// A moment that only ever grows, for measuring how long something takes.
    fn now(&self) -> Instant;

    /// The time of day, for reading dates that a server sends.
    fn wall(&self) -> SystemTime;

    /// Waits for `time`.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// The clock of this computer, and the timer of tokio.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// A clock for tests: nobody ever waits for real.
///
/// * [`TestClock::new`] stands still until [`TestClock::advance`] puts it forward; whoever sleeps
///   wakes when it has come far enough.
/// * [`TestClock::impatient`] puts itself forward by as much as anybody wants to sleep. Not with
///   [`crate::VaultBuilder::keep_alive`], which would send one request after the other.
///
/// Both note what was asked for: [`TestClock::slept`].
///
/// ```
/// # use pvwa::{Clock, TestClock};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let clock = TestClock::impatient();
/// clock.sleep(Duration::from_secs(3600)).await;
/// assert_eq!(clock.slept(), [Duration::from_secs(3600)]);
/// # }
/// ```
#[derive(Clone)]
pub struct TestClock {
    shared: Arc<Shared>,
}

struct Shared {
    impatient: bool,
    begin: Instant,
    wall: SystemTime,
    state: Mutex<State>,
    moved: Notify,
}

#[derive(Default)]
struct State {
    passed: Duration,
    slept: Vec<Duration>,
    /// When each of the sleepers wakes.
    sleepers: Vec<Duration>,
}

impl TestClock {
    /// A clock that stands still until it is put forward.
    pub fn new() -> Self {
        Self::made(false)
    }

    /// A clock that puts itself forward whenever somebody sleeps.
    pub fn impatient() -> Self {
        Self::made(true)
    }

    fn made(impatient: bool) -> Self {
        Self {
            shared: Arc::new(Shared {
                impatient,
                begin: Instant::now(),
                wall: SystemTime::now(),
                state: Mutex::default(),
                moved: Notify::new(),
            }),
        }
    }

    /// Puts the clock forward, and wakes whoever has slept long enough.
    pub fn advance(&self, time: Duration) {
        self.state().passed += time;
        self.shared.moved.notify_waiters();
    }

    /// Everything that was slept for, in the order in which it was asked for.
    pub fn slept(&self) -> Vec<Duration> {
        self.state().slept.clone()
    }

    /// How many sleep at this moment.
    pub fn sleepers(&self) -> usize {
        self.state().sleepers.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let state = self.shared.state.lock();
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.shared.begin + self.state().passed
    }

    fn wall(&self) -> SystemTime {
        self.shared.wall + self.state().passed
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let wakes = {
                let mut state = self.state();
                state.slept.push(time);
                if self.shared.impatient {
                    state.passed += time;
                }
                let wakes = state.passed
                    + if self.shared.impatient {
                        Duration::ZERO
                    } else {
                        time
                    };
                state.sleepers.push(wakes);
                wakes
            };
            let _asleep = Asleep { clock: self, wakes };
            loop {
                // Listening begins before looking, so that nothing falls in between.
                let moved = self.shared.moved.notified();
                if self.state().passed >= wakes {
                    break;
                }
                moved.await;
            }
            // Others have a turn, as they would have with a real timer.
            tokio::task::yield_now().await;
        })
    }
}

/// One who sleeps, until it wakes or gives up.
struct Asleep<'a> {
    clock: &'a TestClock,
    wakes: Duration,
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        let mut state = self.clock.state();
        if let Some(this) = state.sleepers.iter().position(|wakes| *wakes == self.wakes) {
            state.sleepers.swap_remove(this);
        }
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestClock")
            .field("impatient", &self.shared.impatient)
            .field("passed", &self.state().passed)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[tokio::test]
    async fn a_clock_that_stands_still_wakes_only_when_it_is_put_forward() {
        let clock = TestClock::new();
        let begin = clock.now();
        let mut sleep = clock.sleep(Duration::from_secs(10));
        assert!((&mut sleep).now_or_never().is_none());
        assert_eq!(clock.sleepers(), 1);
        clock.advance(Duration::from_secs(9));
        assert!((&mut sleep).now_or_never().is_none());
        clock.advance(Duration::from_secs(1));
        sleep.await;
        assert_eq!(clock.sleepers(), 0);
        assert_eq!(clock.now() - begin, Duration::from_secs(10));
    }

    #[test]
    fn who_gives_up_sleeps_no_more() {
        let clock = TestClock::new();
        let mut sleep = clock.sleep(Duration::from_secs(1));
        assert!((&mut sleep).now_or_never().is_none());
        drop(sleep);
        assert_eq!(clock.sleepers(), 0);
    }
}
