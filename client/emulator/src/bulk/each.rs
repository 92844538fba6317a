//! Calls that do for each of many accounts what another one does for one.

use super::Item;
use crate::{
    answer::{Answer, Body},
    behaviour::{self, Row},
    call::{Call, Payload},
    errors::Refusal,
    exchange::carry_out,
    fields::Fields,
    object_access::operation,
    received::redacted,
    state::Vault,
};
use serde_json::Value;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("change_passwords", each),
    ("update_passwords_in_vault", each),
    ("set_next_passwords", each),
    ("verify_passwords", each),
    ("reconcile_passwords", each),
    ("resume_accounts", each),
    ("cancel_account_tasks", each),
    ("check_in_accounts", each),
    ("unlock_accounts", each),
    ("link_accounts", each),
    ("unlink_accounts", each),
    ("sync_dependent_accounts", each),
    ("sync_dependents_of_account", each),
    ("sync_dependent_account_in_bulk", each),
    ("resume_dependent_accounts", each),
];

/// What each operation does for its items, and how the answer calls that.
const SINGLE: [(&str, &str, &str); 15] = [
    ("change_passwords", "change_password", "Change"),
    (
        "update_passwords_in_vault",
        "update_password_in_vault",
        "Update",
    ),
    ("set_next_passwords", "set_next_password", "SetNextPassword"),
    ("verify_passwords", "verify_password", "Verify"),
    ("reconcile_passwords", "reconcile_password", "Reconcile"),
    ("resume_accounts", "resume_account", "Resume"),
    ("cancel_account_tasks", "cancel_account_task", "Cancel"),
    ("check_in_accounts", "check_in_account", "CheckIn"),
    ("unlock_accounts", "unlock_account", "Unlock"),
    ("link_accounts", "link_account", "Link"),
    ("unlink_accounts", "unlink_account", "Unlink"),
    ("sync_dependent_accounts", "sync_dependent_account", "Sync"),
    (
        "sync_dependents_of_account",
        "sync_dependent_account",
        "Sync",
    ),
    (
        "sync_dependent_account_in_bulk",
        "sync_dependent_account",
        "Sync",
    ),
    (
        "resume_dependent_accounts",
        "resume_dependent_account",
        "Resume",
    ),
];

/// The parts of an item that stand in the path of the call for one account.
const IN_PATH: [&str; 3] = ["accountId", "dependentAccountId", "extraPasswordIndex"];

/// Does it for each item; what is refused for one does not stop the others.
fn each(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let items = call.fields()?.mandatory_list("BulkItems")?;
    if items.is_empty() {
        return Err(Refusal::mandatory("BulkItems"));
    }
    let row = SINGLE.iter().find(|(id, ..)| *id == call.operation.id);
    let Some((_, single, name)) = row else {
        return Err(Refusal::not_emulated(call.operation));
    };
    let mut done = Vec::with_capacity(items.len());
    for item in items {
        done.push(Item {
            operation: name,
            id: text(item, "accountId"),
            request: redacted(item),
            outcome: one(vault, call, single, item),
        });
    }
    let now = vault.now();
    Ok(vault.bulk.answer(call.caller()?, now, done))
}

/// Does what the call for one account does, with its checks.
fn one(vault: &mut Vault, call: &Call, single: &str, item: &Value) -> Result<Value, Refusal> {
    let fields = Fields::of(Some(item))?;
    fields.mandatory("accountId")?;
    let operation = operation(single)?;
    let mut body = item.clone();
    // The folder may be left out of an item, but not of a call of its own.
    if single == "link_account" && fields.value("folder").is_none() {
        body["folder"] = "Root".into();
    }
    let parameters = IN_PATH.map(|name| (name, text(item, name)));
    let call = Call {
        operation,
        path: call.path,
        parameters: needed(operation.path, &parameters),
        query: call.query,
        body: &Payload::Json(body),
        headers: call.headers,
        token: call.token,
        caller: call.caller,
        node: call.node,
        hop: None,
        safe: None,
        account: None,
    };
    let answer = carry_out(vault, call, behaviour::of(operation))?;
    Ok(match answer.body {
        Body::Json(body) => body,
        _ => Value::Null,
    })
}

/// Of the parameters those that a path begins with; the path of a link alone ends with a position.
fn needed<'a>(
    path: &str,
    parameters: &'a [(&'static str, String)],
) -> &'a [(&'static str, String)] {
    let has = |name: &str| path.contains(&format!("{{{name}}}"));
    match (has("dependentAccountId"), has("extraPasswordIndex")) {
        (false, false) => parameters.get(..1),
        _ => Some(parameters),
    }
    .unwrap_or_default()
}

/// A text or number of an item as a path would carry it; empty where it is absent.
fn text(item: &Value, name: &str) -> String {
    let fields = Fields::of(Some(item));
    match fields.ok().and_then(|fields| fields.value(name)) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
