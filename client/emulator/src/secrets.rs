//! The secrets of accounts: reading, storing, and what the CPM does with them.

use crate::{
    account::{Account, Action},
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    identity::PrincipalId,
    state::Vault,
};
use pvwa_api::Secret;
use rand::distr::{Alphanumeric, SampleString};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("retrieve_password", retrieve),
    ("retrieve_secret", retrieve),
    ("update_password_in_vault", update_in_vault),
    ("change_password", change),
    ("set_next_password", set_next),
    ("verify_password", verify),
    ("reconcile_password", reconcile),
    ("generate_password", generate),
    ("list_secret_versions", versions),
];

/// How many characters the passwords have that the emulator makes up.
const LENGTH: usize = 16;

/// Answers the secret as a JSON string, and writes down who read it and why.
fn retrieve(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, fields) = (call.caller()?, call.fields()?);
    let reason = fields.text("reason")?.unwrap_or_default();
    let version = fields.integer("version")?.filter(|version| *version > 0);
    let now = vault.now();
    vault.check_request(caller, call.account()?, now)?;
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
    account.note(caller, Action::Retrieve, reason, now);
    Ok(answer)
}

/// Stores a secret in the vault alone.
fn update_in_vault(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let secret = call.fields()?.mandatory("NewCredentials")?;
    let caller = call.caller()?;
    let limit = version_limit(vault, call)?;
    let now = vault.now();
    let account = vault.account_mut(call.account()?)?;
    account.store_secret(secret.into(), caller, limit, now);
    account.note(caller, Action::StoreSecret, "", now);
    Ok(Answer::empty(200))
}

/// The versions of a secret, newest first, without the secrets.
fn versions(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
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
fn change(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    call.fields()?;
    let limit = version_limit(vault, call)?;
    by_cpm(vault, call, Action::CpmChange, |account, cpm, now| {
        let secret = account.next_secret.take().unwrap_or_else(made_up);
        account.store_secret(secret, cpm, limit, now);
    })
}

/// Chooses what the CPM sets next, and has it set at once where the body says so.
fn set_next(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
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
fn verify(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    by_cpm(vault, call, Action::CpmVerify, |account, _, now| {
        account.management.verified = Some(now);
    })
}

/// The CPM sets a secret of its own.
fn reconcile(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let limit = version_limit(vault, call)?;
    by_cpm(vault, call, Action::CpmReconcile, |account, cpm, now| {
        account.store_secret(made_up(), cpm, limit, now);
        account.management.reconciled = Some(now);
    })
}

/// A password that fits, which is not stored.
fn generate(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::ok(json!({"Password": made_up().expose()})))
}

/// Has the CPM do its work, which always succeeds and is done when the answer arrives.
fn by_cpm(
    vault: &mut Vault,
    call: &Call,
    action: Action,
    work: impl FnOnce(&mut Account, PrincipalId, i64),
) -> Result<Answer, Refusal> {
    let key = call.account()?;
    let managing = vault
        .safes
        .get(&key.safe)
        .map(|safe| safe.properties.managing_cpm.as_str())
        .filter(|name| !name.is_empty())
        .unwrap_or("PasswordManager");
    let cpm = vault.user(managing).map_or(call.caller()?, |user| user.id);
    let now = vault.now();
    let account = vault.account_mut(key)?;
    work(account, cpm, now);
    account.management.status = Some("success");
    account.note(cpm, action, "", now);
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
