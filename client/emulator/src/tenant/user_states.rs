//! What keeps users from logging on, and their passwords.

use super::{
    Tenant,
    answers::success,
    arguments::{body, mandatory_argument, person_or_caller, switch},
    role::USER_MANAGEMENT,
};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use serde_json::Value;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("set_user_active", set_active),
    ("set_user_state", set_state),
    ("set_user_lock", set_lock),
    ("get_user_lock", lock),
    ("get_user_policy_lockout", policy_lockout),
    ("exempt_user_from_mfa", exempt),
    ("reset_user_password", reset_password),
    ("change_own_password", change_password),
    ("generate_password", generate_password),
];

/// For how many minutes a user is exempt where nobody says otherwise.
const EXEMPT: i64 = 10;

fn set_active(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let fields = call.fields()?;
    let uuid = other(vault, call, fields.mandatory("uuid")?)?;
    let active = fields.mandatory_boolean("state")?;
    let person = vault.tenant.person_mut(&uuid)?;
    person.state.disabled = !active;
    close(vault, &uuid);
    Ok(success(Value::Null))
}

/// Sets the whole state: what is not named no longer holds.
fn set_state(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let fields = call.fields()?;
    let text = fields.mandatory("state")?;
    let names: Vec<String> = text
        .split(',')
        .map(|name| name.trim().to_lowercase())
        .collect();
    let known = ["none", "locked", "disabled", "expired"];
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Refusal::tenant(format!("There is no state {name}.")));
    }
    let uuid = other(vault, call, fields.mandatory("ID")?)?;
    let state = &mut vault.tenant.person_mut(&uuid)?.state;
    let has = |name: &str| names.iter().any(|one| one == name);
    (state.locked, state.disabled, state.expired) =
        (has("locked"), has("disabled"), has("expired"));
    if !state.locked {
        (state.failures, state.kept_out_until) = (0, 0);
    }
    close(vault, &uuid);
    Ok(success(Value::Null))
}

fn set_lock(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["user"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    let lock = match switch(call, "lockUser")? {
        Some(lock) => lock,
        None => return Err(Refusal::mandatory("lockUser")),
    };
    let state = &mut vault.tenant.person_mut(&uuid)?.state;
    state.cloud_locked = lock;
    if !lock {
        (state.failures, state.kept_out_until) = (0, 0);
    }
    close(vault, &uuid);
    Ok(success(true))
}

fn lock(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["user"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    Ok(success(vault.tenant.person_of(&uuid)?.state.cloud_locked))
}

fn policy_lockout(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["user"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    let now = vault.now();
    Ok(success(
        vault.tenant.person_of(&uuid)?.state.is_kept_out(now),
    ))
}

/// Makes the password enough for some minutes.
fn exempt(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let id = mandatory_argument(call, "ID")?;
    let uuid = vault.tenant.person_of(id)?.uuid.clone();
    let minutes = match call.query.number("timespan")? {
        Some(minutes) => Some(i64::try_from(minutes).unwrap_or(i64::MAX)),
        None => body(call)?.integer("timespan")?,
    };
    let seconds = minutes.unwrap_or(EXEMPT).saturating_mul(60);
    let now = vault.now();
    vault.tenant.person_mut(&uuid)?.state.exempt_until = now.saturating_add(seconds);
    Ok(success(Value::Null))
}

fn reset_password(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let fields = call.fields()?;
    let password = fields.mandatory("newPassword")?;
    let uuid = vault
        .tenant
        .person_of(fields.mandatory("ID")?)?
        .uuid
        .clone();
    Tenant::check_password(password)?;
    let now = vault.now();
    vault.tenant.person_mut(&uuid)?.set_password(password, now);
    Ok(success(Value::Null))
}

fn change_password(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let (old, new) = (
        fields.mandatory("oldPassword")?,
        fields.mandatory("newPassword")?,
    );
    let person = vault.calling_person(call)?;
    if person.password != old.into() {
        return Err(Refusal::tenant("The present password is not right."));
    }
    Tenant::check_password(new)?;
    let (uuid, now) = (person.uuid.clone(), vault.now());
    vault.tenant.person_mut(&uuid)?.set_password(new, now);
    Ok(success(Value::Null))
}

/// Makes up a password that the rules allow; nobody gets it.
fn generate_password(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    vault.tenant.person_of(fields.mandatory("userUuid")?)?;
    let length = fields.mandatory_integer("passwordLength")?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| (8..=64).contains(length));
    let length = length.ok_or_else(|| Refusal::tenant(super::person::PASSWORD_RULES))?;
    let mut password = String::new();
    while password.len() < length {
        password.push_str(&super::link::made_up_password());
    }
    password.truncate(length);
    Ok(success(password))
}

/// The UUID of somebody else than the caller.
fn other(vault: &Vault, call: &Call, id: &str) -> Result<String, Refusal> {
    let uuid = vault.tenant.person_of(id)?.uuid.clone();
    match vault.calling_person(call)?.uuid == uuid {
        true => Err(Refusal::tenant("Users cannot change their own state.")),
        false => Ok(uuid),
    }
}

/// Ends the sessions of a user who may not log on any more.
fn close(vault: &mut Vault, uuid: &str) {
    let now = vault.now();
    let open = |person: &super::Person| person.state.is_open(now);
    if vault.tenant.people.get(uuid).is_some_and(open) {
        return;
    }
    for token in vault.tenant.tokens.of(uuid) {
        vault.end_identity_session(&token);
    }
}
