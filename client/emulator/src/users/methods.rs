//! With which methods of PVWA several users may log on.

use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields,
    identity::PrincipalId, principals::UserRecord, state::Vault, users::profile::chosen,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("add_allowed_authentication_methods", add),
    ("remove_allowed_authentication_methods", remove),
];

/// The property of a user that holds them.
const ALLOWED: &str = "allowedAuthenticationMethods";

fn allowed(user: &UserRecord) -> impl Iterator<Item = &str> {
    let list = user.profile.properties.get(ALLOWED);
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str)
}

/// Whether only some methods are open to a user.
pub(crate) fn is_restricted(user: &UserRecord) -> bool {
    allowed(user).next().is_some()
}

/// Whether a user is told to log on with a method.
pub(crate) fn allows(user: &UserRecord, method: &str) -> bool {
    allowed(user).any(|one| one.eq_ignore_ascii_case(method))
}

/// Adds methods to users.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    change(vault, call, |held, methods| {
        for method in methods {
            if !held.contains(method) {
                held.push(method.clone());
            }
        }
    })
}

/// Takes methods from users.
fn remove(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    change(vault, call, |held, methods| {
        held.retain(|one| !methods.contains(one));
    })
}

/// Changes the methods of the users in each item; a user that there is none of fails by itself.
fn change(
    vault: &mut Vault,
    call: &Call,
    apply: impl Fn(&mut Vec<String>, &[String]),
) -> Result<Answer, Refusal> {
    let items = call.fields()?.mandatory_list("BulkItems")?;
    let known = vault.configuration.methods.ids();
    let mut changes = Vec::new();
    for item in items {
        let item = Fields::of(Some(item))?;
        let methods = chosen(item, ALLOWED, &known)?;
        let users = item.list("UserIds")?;
        for id in users.ok_or_else(|| Refusal::mandatory("UserIds"))? {
            changes.push((number(id)?, methods.clone()));
        }
    }
    let mut results = Vec::new();
    for (index, (id, methods)) in changes.into_iter().enumerate() {
        let user = vault.users.get_mut(&id);
        let status = if user.is_some() { "Success" } else { "Failed" };
        results.push(json!({"Index": index, "Id": id.to_string(), "Status": status}));
        if let Some(user) = user {
            let mut held: Vec<String> = allowed(user).map(str::to_owned).collect();
            apply(&mut held, &methods);
            let properties = &mut user.profile.properties;
            properties.insert(ALLOWED.to_owned(), held.into());
        }
    }
    let failed = results
        .iter()
        .filter(|one| one["Status"] == "Failed")
        .count();
    let summary = json!({
        "Total": results.len(),
        "Succeeded": results.len().saturating_sub(failed),
        "Failed": failed,
    });
    let status = if failed == 0 { 200 } else { 207 };
    Ok(Answer::json(
        status,
        json!({"Result": summary, "ItemResults": results}),
    ))
}

fn number(value: &Value) -> Result<PrincipalId, Refusal> {
    let number = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    number.ok_or_else(|| Refusal::must_be("UserIds", "whole numbers"))
}
