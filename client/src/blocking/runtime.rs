//! The thread that does what goes on while nobody waits, and how callers wait.

use crate::{Call, Error};
use std::{
    fmt,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread, ThreadId},
    time::Duration,
};
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
    task::unconstrained,
};
use tracing::warn;

/// How long the drop of a vault waits for its logoff: 5 seconds.
///
/// A logoff takes a few milliseconds. A server that is gone must not hold up the end of a program;
/// while the program goes on, so does the logoff.
pub const LOGOFF_WAIT: Duration = Duration::from_secs(5);

/// The name of the thread.
const NAME: &str = "pvwa-blocking";

/// A runtime on a thread of its own, which ends when this is dropped.
pub(super) struct Runtime {
    handle: Handle,
    worker: ThreadId,
    /// Dropping it ends the thread, too.
    end: Option<oneshot::Sender<LastCall>>,
}

/// What is left to do before the thread ends.
struct LastCall {
    vault: crate::Vault,
    done: mpsc::Sender<()>,
}

impl Runtime {
    pub(super) fn start() -> Result<Self, Error> {
        let failed = |error| Error::Arguments {
            call: Call::default(),
            problem: format!("the thread that it takes cannot be started: {error}"),
        };
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        let run = move || {
            if let Ok(LastCall { vault, done }) = runtime.block_on(ended) {
                if let Err(error) = runtime.block_on(vault.close()) {
                    warn!(%error, "the session of a dropped vault stays open until the server ends it");
                }
                // Nobody may be waiting any more.
                let _ = done.send(());
            }
            runtime.shutdown_background();
        };
        let thread = thread::Builder::new().name(NAME.to_owned()).spawn(run);
        Ok(Self {
            worker: thread.map_err(failed)?.thread().id(),
            handle,
            end: Some(end),
        })
    }

    /// Waits for what `future` answers. It runs here, and what it spawns on the thread.
    pub(super) fn wait<T>(
        &self,
        future: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        if self.is_here() {
            return Err(Error::Arguments {
                call: Call::default(),
                problem: "the thread that carries out the vault's requests cannot wait for one; call the vault \
                          from another thread than that of its hooks"
                    .to_owned(),
            });
        }
        let _entered = self.handle.enter();
        // A task around this one may have used up its turns, and cannot yield while it is blocked.
        let mut future = pin!(unconstrained(future));
        let bell = Arc::new(Bell {
            rung: AtomicBool::new(false),
            sleeper: thread::current(),
        });
        let waker = Waker::from(bell.clone());
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(outcome) = future.as_mut().poll(&mut context) {
                return outcome;
            }
            bell.wait();
        }
    }

    /// Closes `vault` on the thread, which ends afterwards, and waits for that no longer than `wait`.
    pub(super) fn end(&mut self, vault: crate::Vault, wait: Duration) {
        let (done, closed) = mpsc::channel();
        let sent = self
            .end
            .take()
            .map(|end| end.send(LastCall { vault, done }));
        if !matches!(sent, Some(Ok(()))) || self.is_here() {
            return;
        }
        if let Err(mpsc::RecvTimeoutError::Timeout) = closed.recv_timeout(wait) {
            warn!(waited = ?wait, "the logoff of a dropped vault is not waited for any longer");
        }
    }

    fn is_here(&self) -> bool {
        thread::current().id() == self.worker
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

/// Wakes a thread. Whoever else parks the same thread takes no ring away.
struct Bell {
    rung: AtomicBool,
    sleeper: Thread,
}

impl Bell {
    fn wait(&self) {
        while !self.rung.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.sleeper.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thread_behind_a_vault_does_not_wait_for_itself() {
        let runtime = Arc::new(Runtime::start().unwrap());
        let inside = runtime.clone();
        let outcome = runtime.wait(async move {
            let task = tokio::spawn(async move { inside.wait(async { Ok(1) }) });
            task.await.unwrap()
        });
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::Arguments { .. }), "{error}");
    }

    #[test]
    fn the_end_is_waited_for_no_longer_than_is_said() {
        let mut runtime = Runtime::start().unwrap();
        let vault = crate::Vault::builder("https://pvwa.example.com")
            .credentials(crate::Credentials::cyberark("operator", "made-up"))
            .build()
            .unwrap();
        let (release, busy) = mpsc::channel::<()>();
        // The thread can do nothing else until it is released.
        runtime.handle.spawn(async move { busy.recv() });
        runtime.end(vault, Duration::ZERO);
        drop(release);
        drop(runtime);
    }

    #[test]
    fn timers_and_tasks_run_while_a_caller_waits_even_within_another_wait() {
        let (outer, inner) = (Runtime::start().unwrap(), Runtime::start().unwrap());
        let answer = outer.wait(async {
            let far = tokio::spawn(async { tokio::time::sleep(Duration::ZERO).await });
            let near = inner.wait(async {
                tokio::time::sleep(Duration::ZERO).await;
                Ok(1)
            });
            far.await.unwrap();
            near
        });
        assert_eq!(answer.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_task_that_has_used_up_its_turns_is_not_stuck() {
        let runtime = Runtime::start().unwrap();
        let (send, mut receive) = tokio::sync::mpsc::unbounded_channel();
        (0..1_000).for_each(|number| send.send(number).unwrap());
        let sum = runtime.wait(async {
            let mut sum = 0;
            for _ in 0..1_000 {
                sum += receive.recv().await.unwrap();
            }
            Ok(sum)
        });
        assert_eq!(sum.unwrap(), 499_500);
    }
}
