//! What decides whether a user can log on, without the rest of it.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    predefined::is_hidden,
    principals::UserRecord,
    state::Vault,
    users::{changes::set_password, profile::has_password},
};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("activate_user", activate),
    ("enable_user", enable),
    ("disable_user", disable),
    ("reset_user_password", reset_password),
];

/// Ends a suspension; a user that is disabled stays so.
fn activate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = other(vault, call)?;
    user.suspended = false;
    user.failed_logons = 0;
    Ok(Answer::empty(200))
}

/// Lets a user log on; one that is suspended stays so.
fn enable(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    other(vault, call)?.enabled = true;
    Ok(Answer::empty(200))
}

/// Keeps a user from logging on.
fn disable(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    if vault.user_of(call)?.id == call.caller()? {
        return Err(Refusal::own_user());
    }
    let user = other(vault, call)?;
    user.enabled = false;
    let id = user.id;
    vault.end_sessions_of_the_shut_out(id);
    Ok(Answer::empty(200))
}

/// Sets a password, without asking for the one before.
fn reset_password(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let password = call.fields()?.mandatory("newPassword")?;
    let user = other(vault, call)?;
    if user.directory.is_some() || !has_password(&user.profile) {
        let message = "The vault keeps no password for this user.";
        return Err(Refusal::invalid("newPassword", message));
    }
    set_password(user, "newPassword", password)?;
    Ok(Answer::empty(200))
}

/// The user that the path names, where the caller stands at or above its place.
fn other<'a>(vault: &'a mut Vault, call: &Call) -> Result<&'a mut UserRecord, Refusal> {
    let user = vault.user_of(call)?;
    if is_hidden(&user.name) {
        return Err(Refusal::built_in(&user.name));
    }
    let id = user.id;
    vault.require_at_or_above(call.caller()?, &user.profile.location)?;
    vault.user_mut(id)
}
