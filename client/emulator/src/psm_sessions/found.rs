//! Which sessions a list holds, and in which order.

use super::known::{Activity, PsmSession, RECORDINGS};
use crate::{
    call::Call,
    errors::Refusal,
    filter::{SortKey, search_words},
    state::{Vault, same},
};
use serde_json::{Value, json};
use std::cmp::Reverse;

/// How many sessions a page holds where the caller does not say.
const DEFAULT: usize = 25;

/// The most that a page ever holds.
const MOST: usize = 1000;

/// The names to sort by, in lower case, and the properties they stand for.
const SORTED_BY: [(&str, &str); 17] = [
    ("riskscore", "RiskScore"),
    ("filename", "FileName"),
    ("safename", "SafeName"),
    ("foldername", "FolderName"),
    ("psmvaultusername", "User"),
    ("user", "User"),
    ("fromip", "FromIP"),
    ("remotemachine", "RemoteMachine"),
    ("client", "Client"),
    ("protocol", "Protocol"),
    ("accountusername", "AccountUsername"),
    ("accountaddress", "AccountAddress"),
    ("accountplatformid", "AccountPlatformID"),
    ("psmstarttime", "Start"),
    ("start", "Start"),
    ("duration", "Duration"),
    ("ticketid", "TicketID"),
];

/// What a list was asked for.
pub(super) struct Wanted<'a> {
    words: Vec<String>,
    safe: Option<&'a str>,
    from: i64,
    to: i64,
    activity: Option<String>,
    /// Properties, and whether the largest comes first.
    sort: Vec<(&'static str, bool)>,
    limit: usize,
    offset: usize,
}

impl<'a> Wanted<'a> {
    /// Reads the query. `window` is how far back the list looks where the query does not say.
    pub(super) fn read(call: &Call<'a>, now: i64, window: Option<i64>) -> Result<Self, Refusal> {
        let query = call.query;
        let time = |name| -> Result<Option<i64>, Refusal> {
            let time = query.number(name)?;
            Ok(time.map(|time| i64::try_from(time).unwrap_or(i64::MAX)))
        };
        query.boolean("useCache")?;
        let to = time("toTime")?;
        let oldest = window.map_or(i64::MIN, |window| to.unwrap_or(now).saturating_sub(window));
        let limit = query.number("limit")?.unwrap_or(DEFAULT);
        if limit == 0 {
            return Err(Refusal::must_be("limit", "at least 1"));
        }
        let sort = query
            .all("sort")
            .flat_map(|text| text.split(','))
            .map(|text| {
                let text = text.trim();
                let (name, descending) = match text.strip_prefix('-') {
                    Some(name) => (name, true),
                    None => (text.trim_start_matches('+').trim_start(), false),
                };
                let name = name.to_ascii_lowercase();
                let known = SORTED_BY.iter().find(|(known, _)| *known == name);
                known.map(|(_, property)| (*property, descending))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| Refusal::invalid("sort", "The order is not valid."))?;
        Ok(Self {
            words: search_words(query),
            safe: query.text("safe"),
            from: time("fromTime")?.unwrap_or(oldest),
            to: to.unwrap_or(i64::MAX),
            activity: query.text("activities").map(str::to_lowercase),
            sort,
            limit: limit.min(MOST),
            offset: query.number("offset")?.unwrap_or(0),
        })
    }

    /// The page of those that fit, under a name and with their total.
    pub(super) fn page<'s>(
        &self,
        name: &str,
        sessions: impl Iterator<Item = &'s PsmSession>,
        now: i64,
        to_json: impl Fn(&PsmSession, &[Activity]) -> Value,
    ) -> Value {
        let mut found: Vec<Value> = sessions
            .filter(|one| (self.from..=self.to).contains(&one.start))
            .filter(|_| self.safe.is_none_or(|safe| same(safe, RECORDINGS)))
            .filter_map(|one| {
                let fitting = self.fitting(one, now)?;
                Some(to_json(one, &fitting))
            })
            .filter(|one| self.has_words(one))
            .collect();
        for (property, descending) in self.sort.iter().rev() {
            let key = |one: &Value| match &one[*property] {
                Value::String(text) => SortKey::Text(text.to_lowercase()),
                other => SortKey::Number(other.as_i64().unwrap_or_default()),
            };
            match descending {
                true => found.sort_by_cached_key(|one| Reverse(key(one))),
                false => found.sort_by_cached_key(key),
            }
        }
        let total = found.len();
        let page = found.into_iter().skip(self.offset).take(self.limit);
        let page: Vec<Value> = page.collect();
        json!({name: page, "Total": total})
    }

    /// The activities that were searched for; `None` where the session has none of them.
    fn fitting(&self, session: &PsmSession, now: i64) -> Option<Vec<Activity>> {
        let Some(wanted) = &self.activity else {
            return Some(Vec::new());
        };
        let mut activities = session.activities(now);
        activities.retain(|one| one.text.to_lowercase().contains(wanted));
        (!activities.is_empty()).then_some(activities)
    }

    fn has_words(&self, session: &Value) -> bool {
        let texts: Vec<String> = session
            .as_object()
            .into_iter()
            .flat_map(|session| session.values())
            .filter_map(|value| Some(value.as_str()?.to_lowercase()))
            .collect();
        let mut words = self.words.iter();
        words.all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    }
}

/// Whether the caller may carry out the operation on what is kept of sessions.
pub(super) fn may_see(vault: &Vault, call: &Call) -> Result<bool, Refusal> {
    let caller = call.caller()?;
    let safe = vault.safe(RECORDINGS);
    Ok(safe.is_some_and(|safe| vault.allows(caller, call.operation, safe, vault.now())))
}

/// The activities of a session.
pub(super) fn activities(session: &PsmSession, now: i64) -> Value {
    let activities = session.activities(now);
    let list: Vec<Value> = activities.iter().map(Activity::to_json).collect();
    json!({"Activities": list, "Total": activities.len()})
}
