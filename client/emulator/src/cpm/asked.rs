//! What people ask the CPM for.

use super::{Work, made_up_for};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    identity::{AccountKey, PrincipalId},
    state::Vault,
};
use pvwa_api::Secret;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("change_password", change),
    ("set_next_password", set_next),
    ("verify_password", verify),
    ("reconcile_password", reconcile),
    ("resume_account", resume),
    ("cancel_account_task", cancel),
];

const IMMEDIATE: &str = "Password was scheduled for immediate task";

impl Refusal {
    /// Somebody else has the account.
    pub(crate) fn held_by_another() -> Self {
        Self::new(400, "PASWS143E", "Password is locked by another user.")
    }

    /// The CPM does not manage the account.
    pub(crate) fn not_managed() -> Self {
        Self::generic(
            400,
            "Automatic management of the account is off; resume it first.",
        )
    }

    /// The account waits for nothing.
    pub(crate) fn no_task() -> Self {
        Self::generic(400, "There is no task to cancel.")
    }
}

/// The CPM sets the secret that was chosen for it, or one of its own. Under its older name the
/// option is documented to be on where it is not sent.
fn change(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let whole_group = call.fields()?.boolean("ChangeEntireGroup")?.unwrap_or(true);
    ask(vault, call, Work::Change, whole_group)
}

/// Chooses what the CPM sets next, and has it set at once where the body says so.
fn set_next(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let secret = fields.mandatory("NewCredentials")?;
    let at_once = fields.boolean("ChangeImmediately")?.unwrap_or(false);
    let (caller, key) = (call.caller()?, call.account()?);
    vault.check_not_held(caller, key)?;
    let account = vault.account_mut(key)?;
    account.next_secret = Some(account.trimmed(secret)?);
    if at_once {
        ask(vault, call, Work::Change, false)
    } else {
        Ok(Answer::empty(200))
    }
}

/// The CPM looks whether the secret is right.
fn verify(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    ask(vault, call, Work::Verify, false)
}

/// The CPM sets a secret of its own, whatever the target system has.
fn reconcile(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    ask(vault, call, Work::Reconcile, false)
}

/// Puts a task into the queue, for the account of a call or for its whole group.
pub(crate) fn ask(
    vault: &mut Vault,
    call: &Call,
    work: Work,
    whole_group: bool,
) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    let keys = match whole_group {
        true => vault.accounts_changed_together(key)?,
        false => vec![key],
    };
    for key in &keys {
        vault.check_not_held(caller, *key)?;
        if !vault.account(*key)?.properties.automatic {
            return Err(Refusal::not_managed());
        }
    }
    if keys.len() > 1 {
        let account = vault.account_mut(key)?;
        let chosen = account.next_secret.take();
        let secret = chosen.unwrap_or_else(|| made_up_for(account));
        for key in &keys {
            vault.account_mut(*key)?.next_secret = Some(secret.clone());
        }
    }
    for key in keys {
        vault.queue(key, work, IMMEDIATE)?;
    }
    Ok(Answer::empty(200))
}

/// Lets the CPM manage an account again, and try again what failed last.
fn resume(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    vault.require_management(caller, key)?;
    let account = vault.account_mut(key)?;
    account.properties.automatic = true;
    account.properties.manual_reason = None;
    account.management.failures = 0;
    let failed = account.management.status == Some("failure");
    if let (true, Some(work)) = (failed, account.management.last) {
        vault.queue(key, work, IMMEDIATE)?;
    }
    Ok(Answer::empty(200))
}

/// Takes a task off the queue.
fn cancel(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    vault.require_management(caller, key)?;
    match vault.forget_task(key) {
        true => Ok(Answer::empty(200)),
        false => Err(Refusal::no_task()),
    }
}

impl Vault {
    /// Refuses what cannot be done while somebody else has the account.
    pub(crate) fn check_not_held(
        &self,
        caller: PrincipalId,
        key: AccountKey,
    ) -> Result<(), Refusal> {
        match &self.account(key)?.lock {
            Some(lock) if lock.by != caller => Err(Refusal::held_by_another()),
            _ => Ok(()),
        }
    }
}

impl crate::account::Account {
    /// A new secret without the white space at its ends, which belongs to a key alone.
    pub(crate) fn trimmed(&self, secret: &str) -> Result<Secret, Refusal> {
        let trimmed = match self.properties.is_key {
            true => secret,
            false => secret.trim(),
        };
        if trimmed.is_empty() {
            return Err(Refusal::mandatory("NewCredentials"));
        }
        Ok(trimmed.into())
    }
}
