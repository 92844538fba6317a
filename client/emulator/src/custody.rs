//! Who may use an account, and who has it: reasons, tickets, machines, check-out and check-in.

use crate::{
    Emulator,
    account::Action,
    answer::Answer,
    behaviour::Row,
    call::Call,
    cpm::{Event, VALIDITY, Work},
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId},
    state::{Vault, same},
};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("check_in_account", check_in), ("unlock_account", unlock)];

/// That somebody has an account to itself.
#[derive(Clone, Copy)]
pub(crate) struct Lock {
    pub(crate) by: PrincipalId,
}

/// Why the CPM changes what was used once.
const USED: &str = "Password was used and has to be changed";

/// Why somebody wants to use an account.
pub(crate) struct Purpose {
    pub(crate) reason: String,
    /// The ticket, as the activities show it; empty where there is none.
    pub(crate) ticket: String,
}

impl Refusal {
    /// Somebody has checked the account out.
    pub(crate) fn locked(account: &str, holder: &str) -> Self {
        Self::new(
            400,
            "ITATS127E",
            format!("Account {account} is locked by user {holder}."),
        )
    }

    /// The machine is none of those that the account may be used on.
    pub(crate) fn machine(parameter: &str, name: &str) -> Self {
        Self::invalid(
            parameter,
            format!("The account must not be used on machine {name}."),
        )
    }

    fn not_checked_out(account: &str) -> Self {
        Self::generic(400, format!("Account {account} is not locked."))
    }
}

impl Purpose {
    /// Reads reason and ticket; `system` is the property that names the ticketing system.
    pub(crate) fn read(fields: Fields, needs_reason: bool) -> Result<Self, Refusal> {
        let text = |name| fields.text(name).map(|text| text.map_or("", str::trim));
        let reason = text("Reason")?;
        if needs_reason && reason.is_empty() {
            return Err(Refusal::mandatory("Reason"));
        }
        let system = match text("TicketingSystem")? {
            "" => text("TicketingSystemName")?,
            given => given,
        };
        // Whether there is such a ticket is for a ticketing system to say, and there is none.
        let ticket = match (system, text("TicketId")?) {
            ("", "") => String::new(),
            ("", id) => format!("Ticket: {id}"),
            (system, "") => format!("Ticketing system: {system}"),
            (system, id) => format!("Ticketing system: {system}, ticket: {id}"),
        };
        Ok(Self {
            reason: reason.to_owned(),
            ticket,
        })
    }
}

impl Vault {
    /// Refuses who may not use an account now, and tells why it is used otherwise.
    pub(crate) fn admit(
        &mut self,
        caller: PrincipalId,
        key: AccountKey,
        fields: Fields,
    ) -> Result<Purpose, Refusal> {
        let rules = self.workflow(&self.account(key)?.properties.platform);
        let purpose = Purpose::read(fields, rules.reason)?;
        self.check_unlocked(caller, key)?;
        self.check_request(caller, key, self.now())?;
        Ok(purpose)
    }

    /// Refuses to read or change what somebody else has.
    pub(crate) fn check_unlocked(
        &self,
        caller: PrincipalId,
        key: AccountKey,
    ) -> Result<(), Refusal> {
        let account = self.account(key)?;
        match account.lock {
            Some(lock) if lock.by != caller => Err(Refusal::locked(
                &account.properties.name,
                self.user_name(lock.by),
            )),
            _ => Ok(()),
        }
    }

    /// Checks an account out to whoever has just used it, where its rules want that.
    pub(crate) fn take(&mut self, caller: PrincipalId, key: AccountKey) -> Result<(), Refusal> {
        let rules = self.workflow(&self.account(key)?.properties.platform);
        let (now, micros) = (self.now(), self.clock.micros());
        let until = micros.saturating_add(VALIDITY);
        let account = self.account_mut(key)?;
        if rules.exclusive && account.lock.is_none() {
            account.lock = Some(Lock { by: caller });
            account.note(caller, Action::CheckOut, "", now);
        }
        if rules.one_time && account.used_until.is_none() {
            account.used_until = Some(until);
            self.cpm.add(until, key, Event::Release);
        }
        Ok(())
    }

    /// Releases an account whose time with its user is over, and has its secret changed.
    pub(crate) fn release_when_due(&mut self, key: AccountKey, due: i64) {
        let cpm = self.cpm_of(key);
        let Ok(account) = self.account_mut(key) else {
            return;
        };
        if account.used_until.take_if(|until| *until == due).is_none() {
            return;
        }
        if account.lock.take().is_some() {
            account.note(cpm, Action::CheckIn, "", due.div_euclid(1_000_000));
        }
        self.change_used(key);
    }

    /// Whether a machine is one of those that an account may be used on.
    pub(crate) fn check_machine(
        &self,
        key: AccountKey,
        parameter: &str,
        machine: Option<&str>,
    ) -> Result<(), Refusal> {
        let given = &self.account(key)?.properties;
        if !given.restricted_to_machines {
            return Ok(());
        }
        let machines = given.remote_machines.as_deref().unwrap_or_default();
        let mut machines = machines.split([';', ',']).map(str::trim);
        match machine {
            None => Err(Refusal::mandatory(parameter)),
            Some(name) if machines.any(|one| same(one, name)) => Ok(()),
            Some(name) => Err(Refusal::machine(parameter, name)),
        }
    }

    fn change_used(&mut self, key: AccountKey) {
        let managed = self.account(key).map(|one| one.properties.automatic);
        if managed.unwrap_or(false) {
            // The account is there: that was looked at.
            drop(self.queue(key, Work::Change, USED));
        }
    }

    /// Ends a check-out.
    fn give_back(
        &mut self,
        caller: PrincipalId,
        key: AccountKey,
        action: Action,
    ) -> Result<(), Refusal> {
        let now = self.now();
        let rules = self.workflow(&self.account(key)?.properties.platform);
        let account = self.account_mut(key)?;
        account.lock = None;
        if let Some(until) = account.used_until.take() {
            self.cpm.remove(until, key, Event::Release);
        }
        self.account_mut(key)?.note(caller, action, "", now);
        if rules.one_time {
            self.change_used(key);
        }
        Ok(())
    }
}

impl Emulator {
    /// Who has checked an account out; `None` where nobody has or there is no such account.
    pub fn holder_of(&self, account: &str) -> Option<String> {
        let key = account.parse().ok()?;
        self.vault(|vault| {
            let lock = vault.account(key).ok()?.lock?;
            Some(vault.user_name(lock.by).to_owned())
        })
    }
}

/// Gives an account back that the caller has.
fn check_in(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    vault.check_unlocked(caller, key)?;
    let account = vault.account(key)?;
    if account.lock.is_none() {
        return Err(Refusal::not_checked_out(&account.properties.name));
    }
    vault.give_back(caller, key, Action::CheckIn)?;
    Ok(Answer::empty(200))
}

/// Takes an account from whoever has it.
fn unlock(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    let account = vault.account(key)?;
    if account.lock.is_none() {
        return Err(Refusal::not_checked_out(&account.properties.name));
    }
    vault.give_back(caller, key, Action::Unlock)?;
    Ok(Answer::empty(200))
}
