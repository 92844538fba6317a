//! The secrets of accounts: reading, storing, and what the CPM does with them.

use crate::{
    account::{Account, Action},
    answer::Answer,
    call::Call,
    clock,
    errors::Refusal,
    state::Vault,
};
use pvwa_api::Secret;
use rand::distr::{Alphanumeric, SampleString};
use serde_json::{Value, json};

/// How many characters the passwords have that the emulator makes up.
const LENGTH: usize = 16;

/// Answers the secret as a JSON string, and writes down who read it and why.
pub(crate) fn retrieve(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, fields) = (call.caller()?, call.fields()?);
    let reason = fields.text("reason")?.unwrap_or_default();
    let version = fields.integer("version")?.filter(|version| *version > 0);
    let account = vault.account_mut(call.account()?)?;
    let secret = match version {
        None => account
            .secrets
            .last()
            .map_or("", |last| last.value.expose()),
        Some(version) => account
            .secrets
            .iter()
            .find(|one| one.id == version)
            .map(|one| one.value.expose())
            .ok_or_else(|| Refusal::version_missing(version))?,
    };
    let answer = Answer::ok(secret);
    account.note(caller, Action::Retrieve, reason);
    Ok(answer)
}

/// Stores a secret in the vault alone.
pub(crate) fn update_in_vault(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let secret = call.fields()?.mandatory("NewCredentials")?;
    let caller = call.caller()?;
    let limit = version_limit(vault, call)?;
    let account = vault.account_mut(call.account()?)?;
    account.store_secret(secret.into(), caller, limit);
    account.note(caller, Action::StoreSecret, "");
    Ok(Answer::empty(200))
}

/// The versions of a secret, newest first, without the secrets.
pub(crate) fn versions(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let account = vault.account(call.account()?)?;
    let versions: Vec<Value> = account
        .secrets
        .iter()
        .rev()
        .map(|version| {
            json!({
                "versionID": version.id,
                "modifiedBy": vault.user_name(version.by),
                "modificationDate": version.at,
                "isTemporary": false,
            })
        })
        .collect();
    let total = versions.len();
    Ok(Answer::ok(json!({"Versions": versions, "Total": total})))
}

/// The CPM sets the secret that was chosen for it, or one of its own.
pub(crate) fn change(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    call.fields()?;
    let limit = version_limit(vault, call)?;
    by_cpm(vault, call, Action::CpmChange, |account, cpm| {
        let secret = account.next_secret.take().unwrap_or_else(made_up);
        account.store_secret(secret, cpm, limit);
    })
}

/// Chooses what the CPM sets next, and has it set at once where the body says so.
pub(crate) fn set_next(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let secret = fields.mandatory("NewCredentials")?;
    let at_once = fields.boolean("ChangeImmediately")?.unwrap_or(false);
    vault.account_mut(call.account()?)?.next_secret = Some(secret.into());
    if at_once {
        change(vault, call)
    } else {
        Ok(Answer::empty(200))
    }
}

/// The CPM finds that the secret is right.
pub(crate) fn verify(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    by_cpm(vault, call, Action::CpmVerify, |account, _| {
        account.management.verified = Some(clock::seconds());
    })
}

/// The CPM sets a secret of its own.
pub(crate) fn reconcile(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let limit = version_limit(vault, call)?;
    by_cpm(vault, call, Action::CpmReconcile, |account, cpm| {
        account.store_secret(made_up(), cpm, limit);
        account.management.reconciled = Some(clock::seconds());
    })
}

/// A password that fits, which is not stored.
pub(crate) fn generate(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({"Password": made_up().expose()})))
}

/// Has the CPM do its work, which always succeeds and is done when the answer arrives.
fn by_cpm(
    vault: &mut Vault,
    call: &Call,
    action: Action,
    work: impl FnOnce(&mut Account, i64),
) -> Result<Answer, Refusal> {
    let key = call.account()?;
    let managing = vault
        .safes
        .get(&key.safe)
        .map(|safe| safe.properties.managing_cpm.as_str())
        .filter(|name| !name.is_empty())
        .unwrap_or("PasswordManager");
    let cpm = vault.user(managing).map_or(call.caller()?, |user| user.id);
    let account = vault.account_mut(key)?;
    work(account, cpm);
    account.management.status = Some("success");
    account.note(cpm, action, "");
    Ok(Answer::empty(200))
}

fn version_limit(vault: &Vault, call: &Call) -> Result<Option<u32>, Refusal> {
    let safe = call.account()?.safe;
    Ok(vault
        .safes
        .get(&safe)
        .and_then(|safe| safe.properties.versions))
}

fn made_up() -> Secret {
    Alphanumeric.sample_string(&mut rand::rng(), LENGTH).into()
}
