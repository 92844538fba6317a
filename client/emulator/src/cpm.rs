//! The CPM: what it is asked to do waits in a queue until it is done.

mod asked;
mod handles;
mod secret;
mod work;

pub(crate) use asked::{ROWS, ask};
pub(crate) use secret::{made_up, made_up_for};

use crate::identity::AccountKey;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// What the CPM can do with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Change,
    Verify,
    Reconcile,
}

/// Something that the CPM is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) work: Work,
    /// When it is done, in microseconds.
    pub(crate) due: i64,
    /// Why, as the activities say it.
    pub(crate) why: &'static str,
    /// What the account showed before it was asked for.
    pub(crate) before: Option<&'static str>,
}

/// What happens when something is due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    /// The task of an account.
    Task,
    /// An account that was used once is released.
    Release,
    /// The task of a dependent account.
    Dependent(u32),
}

/// The CPM and its queue.
#[derive(Default)]
pub(crate) struct Cpm {
    /// How long a task takes, in microseconds.
    takes: i64,
    fails: Option<String>,
    fails_for: BTreeMap<AccountKey, String>,
    queue: BTreeSet<(i64, AccountKey, Event)>,
}

/// How often the CPM tries again before it gives an account up, by the settings of the platforms.
pub(crate) const RETRIES: u32 = 5;

/// How long it waits before it tries again, in microseconds.
pub(crate) const RETRY_DELAY: i64 = 90 * 60 * 1_000_000;

/// How long an account that is used once stays with its user, in microseconds.
pub(crate) const VALIDITY: i64 = 60 * 60 * 1_000_000;

/// What stands as the reason where the CPM has given an account up.
pub(crate) const GIVEN_UP: &str = "(CPM)MaxRetries";

impl Work {
    /// The name in the properties of an account.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Change => "ChangeTask",
            Self::Verify => "VerifyTask",
            Self::Reconcile => "ReconcileTask",
        }
    }
}

impl Cpm {
    /// Lets a task take a time.
    pub(crate) fn takes(&mut self, time: Duration) {
        self.takes = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    }

    /// How long a task takes, in microseconds.
    pub(crate) fn time(&self) -> i64 {
        self.takes
    }

    /// Lets tasks fail from now on.
    pub(crate) fn fails(&mut self, account: Option<AccountKey>, reason: String) {
        match account {
            None => self.fails = Some(reason),
            Some(key) => drop(self.fails_for.insert(key, reason)),
        }
    }

    /// Lets tasks succeed again.
    pub(crate) fn succeeds(&mut self, account: Option<AccountKey>) {
        match account {
            None => {
                self.fails = None;
                self.fails_for.clear();
            }
            Some(key) => drop(self.fails_for.remove(&key)),
        }
    }

    /// Why tasks of an account fail; `None` where they do not.
    pub(crate) fn failure(&self, key: AccountKey) -> Option<&String> {
        self.fails_for.get(&key).or(self.fails.as_ref())
    }

    /// Puts something into the queue.
    pub(crate) fn add(&mut self, due: i64, key: AccountKey, event: Event) {
        self.queue.insert((due, key, event));
    }

    /// Takes something out of the queue.
    pub(crate) fn remove(&mut self, due: i64, key: AccountKey, event: Event) {
        self.queue.remove(&(due, key, event));
    }

    /// Takes out what is due first, if it is due.
    fn next(&mut self, now: i64) -> Option<(i64, AccountKey, Event)> {
        let first = *self.queue.first()?;
        (first.0 <= now).then(|| {
            self.queue.remove(&first);
            first
        })
    }
}
