//! The requests that the caller made.

use super::known::{Request, Status};
use crate::{answer::Answer, call::Call, errors::Refusal, state::Vault};
use serde_json::Value;

/// The caller's own requests, with those that have run out only where they are asked for.
pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let wanted = Wanted::read(call)?;
    let found: Vec<Value> = vault
        .requests
        .rows
        .iter()
        .filter(|one| one.by == caller && wanted.takes(one, vault.now()))
        .map(|one| one.to_json(vault, false))
        .collect();
    Ok(Answer::listed("MyRequests", found))
}

pub(super) fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(find(vault, call)?.to_json(vault, true)))
}

pub(super) fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let number = find(vault, call)?.number;
    vault.requests.rows.retain(|one| one.number != number);
    Ok(Answer::empty(204))
}

fn find<'a>(vault: &'a Vault, call: &Call) -> Result<&'a Request, Refusal> {
    let (caller, id) = (call.caller()?, call.parameter("requestId"));
    vault
        .request(id)
        .filter(|one| one.by == caller)
        .ok_or_else(|| Refusal::request_missing(id))
}

/// Which requests a list is to hold.
pub(super) struct Wanted {
    only_waiting: bool,
    expired: bool,
}

impl Wanted {
    pub(super) fn read(call: &Call) -> Result<Self, Refusal> {
        Ok(Self {
            only_waiting: call.query.boolean("onlyWaiting")?.unwrap_or(false),
            expired: call.query.boolean("expired")?.unwrap_or(false),
        })
    }

    pub(super) fn takes(&self, request: &Request, now: i64) -> bool {
        match request.status(now) {
            Status::Waiting => true,
            Status::Expired => self.expired,
            Status::Confirmed | Status::Rejected | Status::Used => !self.only_waiting,
        }
    }
}

impl Refusal {
    /// No such request, or none that the caller has to do with.
    pub(super) fn request_missing(id: &str) -> Self {
        Self::invalid_with(
            "PASWS168E",
            "requestID",
            format!("Request {id} was not found."),
        )
    }
}
