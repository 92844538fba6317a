//! Recordings of sessions that are over.

use super::{
    found::{self, Wanted, may_see},
    known::PsmSession,
};
use crate::{answer::Answer, call::Call, errors::Refusal, state::Vault};
use serde_json::{Value, json};

/// How far back the list looks where it is not told, in seconds.
const WINDOW: i64 = 48 * 60 * 60;

const DAY: i64 = 24 * 60 * 60;

pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let now = vault.now();
    let wanted = Wanted::read(call, now, Some(WINDOW))?;
    let visible = may_see(vault, call)?;
    let recorded = recorded(vault).filter(|_| visible);
    let page = wanted.page("Recordings", recorded, now, |one, fitting| {
        one.to_json(now, fitting)
    });
    Ok(Answer::ok(page))
}

/// One recording, in the envelope of the list.
pub(super) fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let recording = find(vault, call)?.to_json(vault.now(), &[]);
    Ok(Answer::ok(json!({"Recordings": [recording], "Total": 0})))
}

pub(super) fn activities(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(found::activities(
        find(vault, call)?,
        vault.now(),
    )))
}

/// One recording without the envelope.
pub(super) fn properties(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(find(vault, call)?.to_json(vault.now(), &[])))
}

/// Whether the file can be played, as it always can here.
pub(super) fn check(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    find(vault, call)?;
    Ok(Answer::ok(Value::Bool(true)))
}

/// The bytes of the video; who looked at it is written down.
pub(super) fn play(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (now, session) = (vault.now(), find(vault, call)?);
    let (key, video) = (session.key, session.video());
    let name = format!("{}.VID.avi", session.guid);
    let user = vault.user_name(call.caller()?).to_owned();
    let mut rows = vault.psm_sessions.rows.iter_mut();
    if let Some(session) = rows.find(|one| one.key == key) {
        session.reviewed = Some((user, now));
    }
    Ok(Answer::bytes("application/octet-stream", video).named(&name))
}

/// The sessions that are over, were recorded, and whose recording is kept yet.
fn recorded(vault: &Vault) -> impl Iterator<Item = &PsmSession> {
    let kept = vault.policy.retention_days.saturating_mul(DAY);
    let oldest = vault.now().saturating_sub(kept);
    let rows = vault.psm_sessions.rows.iter();
    rows.filter(move |one| one.recorded && one.end.is_some_and(|end| end >= oldest))
}

fn find<'a>(vault: &'a Vault, call: &Call) -> Result<&'a PsmSession, Refusal> {
    let id = call.parameter("recordingId");
    let visible = may_see(vault, call)?;
    recorded(vault)
        .find(|one| visible && one.is(id))
        .ok_or_else(|| Refusal::missing("Session", id))
}
