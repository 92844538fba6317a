//! Sessions that go on.

use super::{
    found::{self, Wanted, may_see},
    known::PsmSession,
    shown::{TERMINATORS, WATCHERS},
};
use crate::{answer::Answer, call::Call, errors::Refusal, state::Vault};
use http::header;
use serde_json::{Value, json};

pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (now, caller) = (vault.now(), call.caller()?);
    let wanted = Wanted::read(call, now, None)?;
    let visible = may_see(vault, call)?;
    let live = vault.psm_sessions.rows.iter();
    let live = live.filter(|one| visible && one.end.is_none());
    let page = wanted.page("LiveSessions", live, now, |one, fitting| {
        one.to_live_json(vault, caller, fitting)
    });
    Ok(Answer::ok(page))
}

/// One session, in the envelope of the list.
pub(super) fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let session = find(vault, call)?;
    let session = session.to_live_json(vault, call.caller()?, &[]);
    Ok(Answer::ok(json!({"LiveSessions": [session], "Total": 0})))
}

pub(super) fn activities(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let session = find(vault, call)?;
    Ok(Answer::ok(found::activities(session, vault.now())))
}

/// One session without the envelope.
pub(super) fn properties(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let session = find(vault, call)?;
    let mut session = session.to_live_json(vault, call.caller()?, &[]);
    session["RecordedActivities"] = Value::Null;
    session["DetailsUrl"] = Value::Null;
    Ok(Answer::ok(session))
}

/// What is needed to watch a session: an RDP file, or the same as JSON.
pub(super) fn monitor(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_member(call.caller()?, WATCHERS)?;
    let session = find(vault, call)?;
    let settings = [
        ("full address", "s", "psm.example.com".to_owned()),
        ("server port", "i", "3389".to_owned()),
        ("username", "s", "PSMMonitor".to_owned()),
        ("alternate shell", "s", format!("psm /m {}", session.guid)),
        ("screen mode id", "i", "2".to_owned()),
    ];
    let accept = call.header(header::ACCEPT).unwrap_or_default();
    if accept.to_ascii_lowercase().contains("json") {
        let settings: serde_json::Map<String, Value> = settings
            .into_iter()
            .map(|(name, _, value)| (name.to_owned(), value.into()))
            .collect();
        let text = Value::from(settings).to_string();
        return Ok(Answer::bytes("application/json; charset=utf-8", text));
    }
    let file: String = settings
        .iter()
        .map(|(name, kind, value)| format!("{name}:{kind}:{value}\r\n"))
        .collect();
    Ok(Answer::bytes("application/octet-stream", file).named("monitor.rdp"))
}

pub(super) fn suspend(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    set_suspended(vault, call, true)
}

pub(super) fn resume(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    set_suspended(vault, call, false)
}

pub(super) fn terminate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_member(call.caller()?, TERMINATORS)?;
    let id = call.parameter("liveSessionId");
    match vault.end_psm_session(id) {
        true => Ok(Answer::empty(200)),
        false => Err(Refusal::missing("Session", id)),
    }
}

fn set_suspended(vault: &mut Vault, call: &Call, suspended: bool) -> Result<Answer, Refusal> {
    vault.require_member(call.caller()?, TERMINATORS)?;
    let id = call.parameter("liveSessionId");
    let mut live = vault.psm_sessions.rows.iter_mut();
    let session = live.find(|one| one.end.is_none() && one.is(id));
    let session = session.ok_or_else(|| Refusal::missing("Session", id))?;
    if session.suspended == suspended {
        let state = if suspended {
            "suspended already"
        } else {
            "not suspended"
        };
        return Err(Refusal::generic(409, format!("Session {id} is {state}.")));
    }
    session.suspended = suspended;
    Ok(Answer::empty(200))
}

/// The session of the path, where it goes on and the caller may see it.
fn find<'a>(vault: &'a Vault, call: &Call) -> Result<&'a PsmSession, Refusal> {
    let id = call.parameter("liveSessionId");
    let visible = match call.operation.safe {
        // Watching has rules of its own, which have been looked at.
        [] => true,
        _ => may_see(vault, call)?,
    };
    let mut live = vault.psm_sessions.rows.iter();
    live.find(|one| visible && one.end.is_none() && one.is(id))
        .ok_or_else(|| Refusal::missing("Session", id))
}
