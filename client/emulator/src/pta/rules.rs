//! The rules for suspicious activities in sessions, and the automatic reactions.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    record::{Kind, Property, Records, optional, read, required},
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_pta_settings", get),
    ("update_pta_remediations", remediate),
    ("add_pta_rule", add),
    ("update_pta_rule", update),
];

/// The reactions that can be on.
const REACTIONS: [&str; 4] = [
    "changePassword_SuspectedCredentialsTheft",
    "changePassword_OverPassTheHash",
    "reconcilePassword_SuspectedPasswordChange",
    "pendAccount_UnmanagedPrivilegedAccount",
];

const CATEGORIES: Kind = Kind::Choice(&["SSH", "WINDOWS", "SCP", "KEYSTROKES", "SQL"]);
const RESPONSES: Kind = Kind::Choice(&["NONE", "TERMINATE", "SUSPEND"]);

const RULE: &[Property] = &[
    required("category", CATEGORIES),
    required("regex", Kind::Text),
    required("score", Kind::Integer),
    optional("description", Kind::Text),
    required("response", RESPONSES),
    required("active", Kind::Boolean),
    optional("scope", Kind::Object),
];

/// Rules by their numbers, and the reactions that are on.
#[derive(Default)]
pub(crate) struct Rules {
    rules: Records,
    reactions: [bool; REACTIONS.len()],
}

/// Rules and reactions.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_pta_admin(call.caller()?)?;
    let own = &vault.pta.rules;
    let reactions = REACTIONS.iter().zip(own.reactions);
    let reactions = reactions.map(|(name, on)| ((*name).to_owned(), Value::from(on)));
    let reactions: Map<_, _> = reactions.collect();
    let rules = own.rules.iter().map(|(id, rule)| to_json(id, rule));
    let rules: Vec<Value> = rules.collect();
    Ok(Answer::ok(
        json!({"automaticRemediation": reactions, "riskyActivities": rules}),
    ))
}

/// Switches reactions on or off; those that are not named stay.
fn remediate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_pta_admin(call.caller()?)?;
    let fields = call.fields()?;
    let mut reactions = vault.pta.rules.reactions;
    for (name, on) in REACTIONS.iter().zip(&mut reactions) {
        *on = fields.boolean(name)?.unwrap_or(*on);
    }
    vault.pta.rules.reactions = reactions;
    Ok(Answer::empty(200))
}

/// Adds a rule.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_pta_admin(call.caller()?)?;
    let rule = described(call.fields()?)?;
    let id = vault.pta.rules.rules.add(rule.clone());
    Ok(Answer::ok(to_json(id, &rule)))
}

/// Replaces the rule that the request names.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_pta_admin(call.caller()?)?;
    let fields = call.fields()?;
    let id = fields.mandatory_integer("id")?;
    let rule = described(fields)?;
    let known = vault.pta.rules.rules.get_mut(&id.to_string());
    known
        .ok_or_else(|| Refusal::missing("Rule", id))?
        .clone_from(&rule);
    Ok(Answer::ok(to_json(id, &rule)))
}

fn described(fields: Fields) -> Result<Map<String, Value>, Refusal> {
    let rule = read(fields, RULE)?;
    if fields.text("description")?.is_none() {
        return Err(Refusal::mandatory("description"));
    }
    if fields.within("score", 1..=100)?.is_none() {
        return Err(Refusal::mandatory("score"));
    }
    Ok(rule)
}

fn to_json(id: i64, rule: &Map<String, Value>) -> Value {
    let mut rule = rule.clone();
    rule.insert("id".to_owned(), id.to_string().into());
    rule.into()
}
