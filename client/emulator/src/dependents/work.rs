//! How the CPM brings new secrets to dependent accounts.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    cpm::{Event, GIVEN_UP, RETRIES, RETRY_DELAY},
    errors::Refusal,
    identity::AccountKey,
    state::Vault,
};

/// What this module carries out.
pub(super) const ROWS: &[Row] = &[
    ("sync_dependent_account", sync),
    ("resume_dependent_account", resume),
    ("cancel_dependent_account_task", cancel),
];

/// Has the current secret brought there.
fn sync(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    if !vault.dependent_mut(master, number)?.given.automatic {
        return Err(Refusal::not_managed());
    }
    vault.queue_dependent(master, number)?;
    Ok(Answer::empty(200))
}

/// Lets the CPM manage it again, and try again what failed last.
fn resume(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    let dependent = vault.dependent_mut(master, number)?;
    dependent.given.automatic = true;
    dependent.given.manual_reason = None;
    dependent.failures = 0;
    if dependent.status == Some("failure") {
        vault.queue_dependent(master, number)?;
    }
    Ok(Answer::empty(200))
}

/// Takes a synchronisation off the queue.
fn cancel(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    vault.require_management(call.caller()?, master)?;
    match vault.forget_dependent_task(master, number) {
        true => Ok(Answer::empty(200)),
        false => Err(Refusal::no_task()),
    }
}

impl Vault {
    /// Has a new secret brought to all dependent accounts that the CPM manages.
    pub(crate) fn sync_dependents(&mut self, master: AccountKey) {
        let dependents = self
            .account(master)
            .map(|account| account.dependents.values());
        let managed: Vec<u32> = dependents
            .into_iter()
            .flatten()
            .filter(|one| one.deleted.is_none() && one.given.automatic)
            .map(|one| one.number)
            .collect();
        for number in managed {
            // They are there: that was looked at.
            drop(self.queue_dependent(master, number));
        }
    }

    /// Takes the task of a dependent account back; whether there was one.
    pub(super) fn forget_dependent_task(&mut self, master: AccountKey, number: u32) -> bool {
        let Ok(dependent) = self.dependent_mut(master, number) else {
            return false;
        };
        let Some((due, before)) = dependent.task.take() else {
            return false;
        };
        dependent.status = before;
        self.cpm.remove(due, master, Event::Dependent(number));
        true
    }

    /// Brings the secret there, where that is due.
    pub(crate) fn do_dependent(&mut self, master: AccountKey, number: u32, due: i64) {
        let own = AccountKey {
            safe: master.safe,
            number,
        };
        let failed = self.cpm.failure(own).is_some();
        let Ok(dependent) = self.dependent_mut(master, number) else {
            return;
        };
        let Some((_, before)) = dependent.task.take_if(|(when, _)| *when == due) else {
            return;
        };
        if !dependent.given.automatic {
            dependent.status = before;
            return;
        }
        if !failed {
            dependent.status = Some("success");
            dependent.failures = 0;
            dependent.synced = due.div_euclid(1_000_000);
            return;
        }
        dependent.status = Some("failure");
        dependent.failures += 1;
        if dependent.failures > RETRIES {
            dependent.given.automatic = false;
            dependent.given.manual_reason = Some(GIVEN_UP.to_owned());
            return;
        }
        let again = due.saturating_add(RETRY_DELAY);
        dependent.task = Some((again, Some("failure")));
        self.cpm.add(again, master, Event::Dependent(number));
    }

    fn queue_dependent(&mut self, master: AccountKey, number: u32) -> Result<(), Refusal> {
        let due = self.clock.micros().saturating_add(self.cpm.time());
        self.forget_dependent_task(master, number);
        let dependent = self.dependent_mut(master, number)?;
        dependent.task = Some((due, dependent.status));
        dependent.status = Some("inProcess");
        self.cpm.add(due, master, Event::Dependent(number));
        self.settle_cpm();
        Ok(())
    }
}
