//! Public SSH keys in the first generation, which names the user.

use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, identity::PrincipalId,
    ssh_keys::PublicKey, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_public_ssh_keys_gen1", list),
    ("add_public_ssh_key_gen1", add),
    ("delete_public_ssh_key_gen1", delete),
];

/// The keys of a user.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = other_user(vault, call)?;
    let keys: Vec<Value> = vault.ssh_keys.of(user).iter().map(to_json).collect();
    Ok(Answer::ok(json!({"GetUserAuthorizedKeysResult": keys})))
}

/// Adds a key.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = other_user(vault, call)?;
    let text = call.fields()?.mandatory("PublicSSHKey")?;
    let now = vault.now();
    let key = to_json(vault.ssh_keys.add(user, text, now)?);
    Ok(Answer::created(json!({"AddUserAuthorizedKeyResult": key})))
}

/// Takes a key away.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = other_user(vault, call)?;
    vault.ssh_keys.delete(user, call.parameter("KeyID"))?;
    Ok(Answer::empty(200))
}

fn other_user(vault: &Vault, call: &Call) -> Result<PrincipalId, Refusal> {
    let name = call.parameter("UserName");
    let user = vault
        .user(name)
        .ok_or_else(|| Refusal::user_missing(name))?;
    let caller = call.caller()?;
    if user.id == caller {
        return Err(Refusal::own_user());
    }
    vault.require_at_or_above(caller, &user.profile.location)?;
    Ok(user.id)
}

fn to_json(key: &PublicKey) -> Value {
    json!({"KeyID": key.fingerprint, "PublicSSHKey": key.text})
}
