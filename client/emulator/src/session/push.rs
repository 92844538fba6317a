//! Logons by RADIUS that wait until the user has reacted on another device.

use super::Begun;
use crate::{
    answer::{Answer, Delivery},
    errors::Refusal,
    identity::PrincipalId,
    state::Vault,
};
use std::collections::BTreeMap;

/// How long a user may take, in seconds.
const PATIENCE: i64 = 300;

/// How many logons may wait at a time; the oldest one makes room and fails.
const MOST: usize = 1000;

/// The logons that wait, by their numbers.
#[derive(Default)]
pub(crate) struct Pushes {
    next: u64,
    waiting: BTreeMap<u64, Push>,
}

struct Push {
    user: PrincipalId,
    since: i64,
    begun: Begun,
    /// What the user did; `None` so long as nothing was.
    accepted: Option<bool>,
}

impl Vault {
    /// Has a logon wait. The answer is a stand-in for that of [`Self::decided`].
    pub(super) fn wait_for_push(&mut self, user: PrincipalId, begun: Begun) -> Answer {
        let pushes = &mut self.pushes;
        if pushes.waiting.len() >= MOST {
            pushes.waiting.pop_first();
        }
        let number = pushes.next;
        pushes.next += 1;
        let push = Push {
            user,
            since: self.clock.seconds(),
            begun,
            accepted: None,
        };
        pushes.waiting.insert(number, push);
        Answer {
            delivery: Delivery::Held(number),
            ..Answer::from(Refusal::logon())
        }
    }

    /// Accepts or declines what a user was sent. Whether there was something.
    pub(crate) fn react_to_push(&mut self, name: &str, accepted: bool) -> bool {
        let Some(user) = self.user(name).map(|user| user.id) else {
            return false;
        };
        let waiting = self.pushes.waiting.values_mut();
        let mut found = false;
        for push in waiting.filter(|push| push.user == user && push.accepted.is_none()) {
            push.accepted = Some(accepted);
            found = true;
        }
        found
    }

    /// How a logon that waited goes on; `None` so long as it waits.
    pub(crate) fn decided(&mut self, number: u64) -> Option<Answer> {
        let now = self.now();
        let waits = |push: &Push| push.accepted.is_none() && now - push.since <= PATIENCE;
        if self.pushes.waiting.get(&number).is_some_and(waits) {
            return None;
        }
        let Some(push) = self.pushes.waiting.remove(&number) else {
            return Some(Refusal::logon().into());
        };
        let answer = match push.accepted {
            Some(true) => self.may_log_on(push.user),
            _ => Err(self.wrong(push.user)),
        };
        let answer = answer.and_then(|()| self.begin(push.user, push.begun));
        Some(answer.unwrap_or_else(Answer::from))
    }
}
