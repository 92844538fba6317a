//! PTA: events, risks, the rules for suspicious activities and the automatic reactions.
//!
//! Of the threats that a real one finds, this one knows users whom failed logons have suspended.

pub(crate) mod properties;
pub(crate) mod rules;

use crate::{
    answer::Answer,
    behaviour::Row,
    bounded,
    call::Call,
    errors::Refusal,
    filter::Filter,
    identity::PrincipalId,
    limits::one_of,
    principals::VAULT_ADMINS,
    state::{Vault, same},
};
use properties::Properties;
use rules::Rules;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_pta_events", list_events),
    ("update_pta_event", update_event),
    ("list_pta_risks", list_risks),
    ("update_pta_risk", update_risk),
    ("get_pta_risk_summary", risk_summary),
];

/// The groups whose members set PTA up.
const ADMINS: [&str; 2] = [VAULT_ADMINS, "Security Admins"];

/// Why a risk or an event was closed.
const REASONS: [&str; 4] = ["HANDLED", "NOTREAL", "OTHER", "NONE"];

/// The types of risks.
const RISKS: [&str; 2] = ["RISK_UNCONSTRAINED_DELEGATION", "RISK_RISKY_SPN"];

/// How many events are kept; the oldest go first.
const KEPT: usize = 1000;

/// What PTA keeps.
#[derive(Default)]
pub(crate) struct Pta {
    events: Vec<Event>,
    last_event: u64,
    rules: Rules,
    properties: Properties,
}

/// A user that was suspended.
struct Event {
    id: String,
    user: PrincipalId,
    name: String,
    /// When the logon failed that was too many, in seconds.
    at: i64,
    /// In milliseconds.
    updated: i64,
    closed: bool,
    reason: Option<String>,
    text: Option<String>,
}

impl Vault {
    /// Refuses who is in no group that sets PTA up.
    pub(crate) fn require_pta_admin(&self, caller: PrincipalId) -> Result<(), Refusal> {
        self.require_member(caller, &ADMINS)
    }

    /// Makes events of the suspensions that have not been seen.
    fn detect(&mut self) {
        let now = self.now();
        for user in self.users.values().filter(|user| user.suspended) {
            let at = user.last_failed_logon.unwrap_or(0);
            let pta = &mut self.pta;
            if pta
                .events
                .iter()
                .any(|one| one.user == user.id && one.at == at)
            {
                continue;
            }
            pta.last_event += 1;
            let event = Event {
                id: format!("{:024x}", pta.last_event),
                user: user.id,
                name: user.name.clone(),
                at,
                updated: now.saturating_mul(1000),
                closed: false,
                reason: None,
                text: None,
            };
            bounded::push(&mut pta.events, event, KEPT);
        }
    }
}

/// The events, all of them at once.
fn list_events(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.detect();
    let query = call.query;
    let since = query.number("fromUpdateDate")?;
    let since = since.or(query.number("fromUpdateTime")?).unwrap_or(0);
    let since = i64::try_from(since).unwrap_or(i64::MAX);
    let closed = query.text("status").map(is_closed).transpose()?;
    // No event of the emulator is about an account.
    let about_users = query.text("accountID").is_none();
    let events = vault.pta.events.iter().filter(|event| {
        about_users && event.updated >= since && closed.is_none_or(|one| one == event.closed)
    });
    let events: Vec<Value> = events.map(to_json).collect();
    Ok(Answer::ok(events))
}

/// Closes an event or opens it again.
fn update_event(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.detect();
    let fields = call.fields()?;
    let closed = is_closed(fields.mandatory("mStatus")?)?;
    let reason = fields.text("closeReason")?;
    let reason = reason
        .map(|text| one_of("closeReason", text, &REASONS))
        .transpose()?;
    let text = fields.text("reasonText")?;
    let (id, now) = (call.parameter("EventID"), vault.now());
    let mut events = vault.pta.events.iter_mut();
    let event = events.find(|event| same(&event.id, id));
    let event = event.ok_or_else(|| Refusal::missing("Event", id))?;
    event.closed = closed;
    event.reason = reason.map(str::to_uppercase);
    event.text = text.map(str::to_owned);
    event.updated = now.saturating_mul(1000);
    Ok(Answer::ok(to_json(event)))
}

/// One page of the risks, of which there are none.
fn list_risks(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let query = call.query;
    Filter::read(query, vault.version, |property, operator, _| {
        let known = ["type", "status", "detectiontime"].contains(&property);
        let compared = ["eq", "gte", "lte", "between"].contains(&operator);
        (known && compared).then_some(())
    })?;
    let size = query.number("size")?.unwrap_or(100);
    if !(1..=1000).contains(&size) {
        return Err(Refusal::must_be("size", "from 1 to 1000"));
    }
    query.number("page")?;
    Ok(Answer::ok(
        json!({"entities": [], "totalEntities": 0, "totalPages": 0}),
    ))
}

/// Changes a risk, of which there are none.
fn update_risk(_: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    is_closed(call.fields()?.mandatory("status")?)?;
    Err(Refusal::missing("Risk", call.parameter("ID")))
}

/// How many risks of each type there are.
fn risk_summary(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let none = |kind: &str| {
        let counts = [json!({"attributeType": "ACCOUNT", "amount": 0})];
        json!({"type": kind, "score": 0.0, "attributes": counts})
    };
    let risks: Vec<Value> = RISKS.iter().map(|kind| none(kind)).collect();
    Ok(Answer::ok(risks))
}

fn is_closed(status: &str) -> Result<bool, Refusal> {
    one_of("status", status, &["OPEN", "CLOSED"]).map(|status| status == "CLOSED")
}

fn to_json(event: &Event) -> Value {
    let at = event.at.saturating_mul(1000);
    json!({
        "id": event.id,
        "type": "FailedVaultLogonAttempts",
        "score": 50.0,
        "createTime": at,
        "lastUpdateTime": event.updated,
        "audits": [{
            "id": event.id,
            "type": "VAULT_LOGON",
            "sensorType": "VAULT",
            "action": "Logon",
            "createTime": at,
            "vaultUser": event.name,
            "cloudData": {},
        }],
        "additionalData": {},
        "mStatus": if event.closed { "CLOSED" } else { "OPEN" },
        "closeReason": event.reason,
        "reasonText": event.text,
    })
}
