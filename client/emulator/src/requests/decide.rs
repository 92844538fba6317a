//! The requests of others, for those who confirm.

use super::{
    known::{Decision, Request, Status},
    own::Wanted,
};
use crate::{
    answer::Answer, call::Call, errors::Refusal, fields::Fields, identity::PrincipalId,
    state::Vault,
};
use serde_json::{Value, json};

/// The requests that the caller may decide on, or has decided on.
pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let wanted = Wanted::read(call)?;
    let found: Vec<Value> = vault
        .requests
        .rows
        .iter()
        .filter(|one| concerns(vault, caller, one) && wanted.takes(one, vault.now()))
        .map(|one| one.to_json(vault, true))
        .collect();
    Ok(Answer::listed("IncomingRequests", found))
}

pub(super) fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, id) = (call.caller()?, call.parameter("requestId"));
    let request = find(vault, caller, id)?;
    Ok(Answer::ok(request.to_json(vault, true)))
}

pub(super) fn confirm(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    decide_one(vault, call, true)
}

pub(super) fn reject(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    decide_one(vault, call, false)
}

pub(super) fn confirm_all(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    decide_all(vault, call, true)
}

pub(super) fn reject_all(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    decide_all(vault, call, false)
}

fn decide_one(vault: &mut Vault, call: &Call, confirmed: bool) -> Result<Answer, Refusal> {
    let reason = call.fields()?.text("Reason")?.unwrap_or_default();
    decide(
        vault,
        call.caller()?,
        call.parameter("requestId"),
        reason,
        confirmed,
    )?;
    Ok(Answer::empty(200))
}

/// Decides on each request by itself, and tells with status 207 where some failed.
fn decide_all(vault: &mut Vault, call: &Call, confirmed: bool) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let items = call.fields()?.mandatory_list("BulkItems")?;
    let mut results = Vec::new();
    let mut failed = false;
    for item in items {
        let fields = Fields::of(Some(item))?;
        let id = fields.mandatory("RequestID")?;
        let reason = fields.text("Reason")?.unwrap_or_default();
        let mut result = json!({"RequestID": id, "Succeeded": true});
        if let Err(refusal) = decide(vault, caller, id, reason, confirmed) {
            failed = true;
            result["Succeeded"] = false.into();
            result["Error"] = refusal.to_json();
        }
        results.push(result);
    }
    let status = if failed { 207 } else { 200 };
    Ok(Answer::json(status, json!({"Results": results})))
}

fn decide(
    vault: &mut Vault,
    caller: PrincipalId,
    id: &str,
    reason: &str,
    confirmed: bool,
) -> Result<(), Refusal> {
    let now = vault.now();
    let request = find(vault, caller, id)?;
    let status = request.status(now);
    // What was confirmed can still be refused.
    let open = status == Status::Waiting || (status == Status::Confirmed && !confirmed);
    let twice = confirmed && request.decisions.iter().any(|one| one.by == caller);
    if !open || twice {
        return Err(Refusal::request_decided(id));
    }
    let level = vault.may_decide(caller, request);
    let level = level.ok_or_else(Refusal::not_authorized)?;
    let number = request.number;
    let decision = Decision {
        by: caller,
        confirmed,
        level,
        reason: reason.chars().take(1000).collect(),
        at: now,
    };
    if let Some(request) = vault.requests.get_mut(number) {
        request.decisions.push(decision);
    }
    Ok(())
}

/// The request of an id that the caller may know of.
fn find<'a>(vault: &'a Vault, caller: PrincipalId, id: &str) -> Result<&'a Request, Refusal> {
    vault
        .request(id)
        .filter(|one| concerns(vault, caller, one))
        .ok_or_else(|| Refusal::request_missing(id))
}

/// Whether a user may decide on a request or has done so.
fn concerns(vault: &Vault, user: PrincipalId, request: &Request) -> bool {
    let decided = request.decisions.iter().any(|one| one.by == user);
    decided || vault.may_decide(user, request).is_some()
}

impl Refusal {
    fn request_decided(id: &str) -> Self {
        Self::generic(
            409,
            format!("Request {id} does not wait for the caller any more."),
        )
    }
}
