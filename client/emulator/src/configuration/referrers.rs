//! From where PVWA may be opened.

use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use pvwa_api::operation::Version;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_allowed_referrers", list),
    ("add_allowed_referrer", add),
];

/// The first version that answers 200 where an entry was added.
const ADDED_IS_OK: Version = Version::new(12, 3, 0);

/// The entries, by what answers say of them.
#[derive(Default)]
pub(crate) struct Referrers(Vec<Value>);

/// All entries.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    Ok(Answer::ok(vault.configuration.referrers.0.clone()))
}

/// Adds an entry; one that is there already does not come twice.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let entry = json!({
        "referrerURL": fields.mandatory("referrerURL")?,
        "regularExpression": fields.boolean("regularExpression")?.unwrap_or(false),
    });
    let entries = &mut vault.configuration.referrers.0;
    if !entries.contains(&entry) {
        entries.push(entry.clone());
    }
    let status = if vault.version < ADDED_IS_OK {
        201
    } else {
        200
    };
    Ok(Answer::json(status, entry))
}
