//! What the CPM does when a task is due.

use super::{Event, GIVEN_UP, RETRIES, RETRY_DELAY, Task, Work, made_up_for};
use crate::{
    account::{Account, Action},
    errors::Refusal,
    identity::{AccountKey, PrincipalId},
    predefined::CPM,
    state::Vault,
};

/// What the CPM finds where somebody has changed the secret behind its back.
const OUT_OF_STEP: &str = "The secret in the vault is not the one on the target system.";

impl Vault {
    /// Does everything that is due by now.
    pub(crate) fn settle_cpm(&mut self) {
        let now = self.clock.micros();
        while let Some((due, key, event)) = self.cpm.next(now) {
            match event {
                Event::Task => self.do_task(key, due),
                Event::Release => self.release_when_due(key, due),
                Event::Dependent(number) => self.do_dependent(key, number, due),
            }
        }
    }

    /// Gives the CPM a task, which replaces the one that the account waits for.
    pub(crate) fn queue(
        &mut self,
        key: AccountKey,
        work: Work,
        why: &'static str,
    ) -> Result<(), Refusal> {
        let due = self.clock.micros().saturating_add(self.cpm.time());
        self.forget_task(key);
        let account = self.account_mut(key)?;
        account.task = Some(Task {
            work,
            due,
            why,
            before: account.management.status,
        });
        account.management.status = Some("inProcess");
        self.cpm.add(due, key, Event::Task);
        self.settle_cpm();
        Ok(())
    }

    /// Takes the task of an account back; whether there was one.
    pub(crate) fn forget_task(&mut self, key: AccountKey) -> bool {
        let account = self.accounts.get_mut(&key);
        let Some((account, task)) = account.and_then(|one| one.task.take().map(|task| (one, task)))
        else {
            return false;
        };
        account.management.status = task.before;
        self.cpm.remove(task.due, key, Event::Task);
        true
    }

    /// The CPM that manages a safe.
    pub(crate) fn cpm_of(&self, key: AccountKey) -> PrincipalId {
        let managing = self.safes.get(&key.safe);
        let managing = managing.map(|safe| safe.properties.managing_cpm.as_str());
        let named = managing.and_then(|name| self.user(name));
        named.or_else(|| self.user(CPM)).map_or(0, |user| user.id)
    }

    fn do_task(&mut self, key: AccountKey, due: i64) {
        let cpm = self.cpm_of(key);
        let limit = self.safes.get(&key.safe);
        let limit = limit.and_then(|safe| safe.properties.versions);
        let failure = self.cpm.failure(key).cloned();
        let Ok(account) = self.account_mut(key) else {
            return;
        };
        let Some(task) = account.task.take_if(|task| task.due == due) else {
            return;
        };
        if !account.properties.automatic {
            account.management.status = task.before;
            return;
        }
        let out_of_step = task.work != Work::Reconcile && !account.is_in_step();
        let failure = failure.or_else(|| out_of_step.then(|| OUT_OF_STEP.to_owned()));
        let at = due.div_euclid(1_000_000);
        account.management.last = Some(task.work);
        match failure {
            None => {
                account.succeed(task, cpm, limit, at);
                if task.work != Work::Verify {
                    self.sync_dependents(key);
                }
            }
            Some(reason) => {
                if let Some(again) = account.fail(task, cpm, reason, at) {
                    self.cpm.add(again, key, Event::Task);
                }
            }
        }
    }
}

impl Account {
    /// Whether the target system has the secret of the vault.
    fn is_in_step(&self) -> bool {
        let stored = self.secrets.last().map(|last| last.value.expose());
        let known = self.on_target.as_ref().map(|secret| secret.expose());
        known.is_none() || known == stored
    }

    fn succeed(&mut self, task: Task, cpm: PrincipalId, limit: Option<u32>, at: i64) {
        let action = match task.work {
            Work::Verify => {
                self.management.verified = Some(at);
                self.management.verified_by = Some(cpm);
                Action::CpmVerify
            }
            Work::Change => {
                let secret = self.next_secret.take();
                let secret = secret.unwrap_or_else(|| made_up_for(self));
                self.store_secret(secret, cpm, limit, at);
                Action::CpmChange
            }
            Work::Reconcile => {
                self.store_secret(made_up_for(self), cpm, limit, at);
                self.management.reconciled = Some(at);
                Action::CpmReconcile
            }
        };
        self.on_target = None;
        self.management.status = Some("success");
        self.management.failures = 0;
        self.management.error.clear();
        self.note_details(cpm, action, task.why, self.where_it_is(), at);
    }

    /// Writes a failure down, and tells when the CPM tries again, if it does.
    fn fail(&mut self, task: Task, cpm: PrincipalId, reason: String, at: i64) -> Option<i64> {
        let action = match task.work {
            Work::Change => Action::CpmChangeFailed,
            Work::Verify => Action::CpmVerifyFailed,
            Work::Reconcile => Action::CpmReconcileFailed,
        };
        self.management.status = Some("failure");
        self.management.failures += 1;
        self.note_details(cpm, action, &reason, self.where_it_is(), at);
        self.management.error = reason;
        if self.management.failures > RETRIES {
            self.properties.automatic = false;
            self.properties.manual_reason = Some(GIVEN_UP.to_owned());
            self.note(cpm, Action::CpmDisable, GIVEN_UP, at);
            return None;
        }
        let due = task.due.saturating_add(RETRY_DELAY);
        self.task = Some(Task {
            due,
            before: Some("failure"),
            ..task
        });
        Some(due)
    }

    fn where_it_is(&self) -> String {
        let given = &self.properties;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "Address: {}, User Name: {}",
            text(&given.address),
            text(&given.user_name)
        )
    }
}
