//! What a test tells the CPM, and asks about secrets.

use crate::Emulator;
use pvwa_api::Secret;
use std::time::Duration;

impl Emulator {
    /// Lets the CPM take a time for each task from now on: the account shows `inProcess` until the
    /// vault's clock has gone on by that time, such as by [`Emulator::advance`]. Without this a
    /// task is done when its request is answered.
    pub fn cpm_takes(&self, time: Duration) {
        self.vault(|vault| vault.cpm.takes(time));
    }

    /// Lets the tasks of the CPM fail from now on: those of the account or dependent account of an
    /// id, or all of them with `None`. The CPM tries again every 90 minutes of the vault's clock;
    /// after the fifth time it gives up and turns automatic management off, with the reason
    /// `(CPM)MaxRetries`. An id that no account can have changes nothing.
    pub fn cpm_fails(&self, account: Option<&str>, reason: impl Into<String>) {
        let key = account.map(str::parse);
        match key.transpose() {
            Ok(key) => self.vault(|vault| vault.cpm.fails(key, reason.into())),
            Err(()) => tracing::warn!(account, "no id of an account"),
        }
    }

    /// Takes [`Emulator::cpm_fails`] back, for one account or, with `None`, for all of them.
    pub fn cpm_succeeds(&self, account: Option<&str>) {
        if let Ok(key) = account.map(str::parse).transpose() {
            self.vault(|vault| vault.cpm.succeeds(key));
        }
    }

    /// The secret that the vault has of an account now, whoever may see it; `None` where there is
    /// no such account or it has no secret.
    pub fn secret_of(&self, account: &str) -> Option<Secret> {
        let key = account.parse().ok()?;
        self.vault(|vault| {
            let secrets = &vault.account(key).ok()?.secrets;
            secrets.last().map(|last| last.value.clone())
        })
    }

    /// Changes the secret of an account on its target system, behind the vault's back: verifying
    /// and changing it fail until the vault has the same one or the CPM reconciles it. Whether
    /// there is such an account.
    pub fn change_on_target(&self, account: &str, secret: impl Into<Secret>) -> bool {
        let secret = secret.into();
        let Ok(key) = account.parse() else {
            return false;
        };
        self.vault(|vault| {
            let account = vault.account_mut(key);
            account.map(|one| one.on_target = Some(secret)).is_ok()
        })
    }
}
