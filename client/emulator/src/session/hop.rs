//! The steps of a logon that takes more than one request, told apart by a cookie.

use crate::{identity::PrincipalId, random};
use std::collections::HashMap;

/// How long the next step may take, in seconds.
const PATIENCE: i64 = 300;

/// How many logons may be half done at a time; the oldest ones make room.
const MOST: usize = 1000;

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hop {
    /// The answer to the challenge of this number, counted from 0.
    Radius(PrincipalId, usize),
    /// The second factor of whom the connection has named.
    Second(PrincipalId),
}

/// The logons that are half done.
#[derive(Default)]
pub(crate) struct Hops(HashMap<String, (i64, Hop)>);

impl Hops {
    /// Expects a next step and tells the value of its cookie.
    pub(crate) fn expect(&mut self, hop: Hop, now: i64) -> String {
        self.0.retain(|_, (since, _)| now - *since <= PATIENCE);
        if self.0.len() >= MOST {
            let oldest = self.0.iter().min_by_key(|(_, (since, _))| *since);
            if let Some(cookie) = oldest.map(|(cookie, _)| cookie.clone()) {
                self.0.remove(&cookie);
            }
        }
        let cookie = random::text(32);
        self.0.insert(cookie.clone(), (now, hop));
        cookie
    }

    /// The step that a cookie stands for; each can be taken once.
    pub(crate) fn take(&mut self, cookie: &str, now: i64) -> Option<Hop> {
        let (since, hop) = self.0.remove(cookie)?;
        (now - since <= PATIENCE).then_some(hop)
    }
}
