//! The end of sessions.

use super::{answers::success, role::USER_MANAGEMENT};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use http::header::SET_COOKIE;
use serde_json::Value;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("logoff", end_own),
    ("sign_out_current_session", end_own),
    ("sign_out_everywhere", end_all),
];

/// A cookie that takes the session out of a browser.
pub(crate) const NO_COOKIE: &str = ".ASPXAUTH=; path=/; Max-Age=0; HttpOnly";

/// Ends the session of the call, with all tokens of its logon.
fn end_own(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    if let Some(token) = call.token {
        vault.end_logon_of(token);
    }
    Ok(success(Value::Null).with(SET_COOKIE, NO_COOKIE))
}

/// Ends all sessions of a user.
fn end_all(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = super::arguments::person_or_caller(vault, call, &["id"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    for token in vault.tenant.tokens.of(&uuid) {
        vault.end_identity_session(&token);
    }
    Ok(success(Value::Null))
}
