//! Whom the vault lets in, and by which method.

use crate::{
    errors::Refusal,
    identity::PrincipalId,
    principals::UserRecord,
    state::{Vault, same},
    users::{
        changes::set_password,
        methods::{allows, is_restricted},
    },
};
use pvwa_api::Secret;
use serde_json::Value;

/// After how many wrong passwords in a row a user is suspended.
const MOST_FAILED: u32 = 5;

/// The interface that all logons of the API come through.
const INTERFACE: &str = "PVWA";

/// The method by which the users of a directory log on, and they alone by no other one that asks
/// for a password.
const LDAP: &str = "ldap";
const CYBERARK: &str = "cyberark";

impl Vault {
    /// Refuses whom the vault does not let in, whatever the password.
    pub(crate) fn may_log_on(&self, user: PrincipalId) -> Result<(), Refusal> {
        let now = self.now();
        let may = |user: &UserRecord| {
            user.enabled && !user.suspended && user.expires.is_none_or(|end| end > now)
        };
        match self.users.get(&user).is_some_and(may) {
            true => Ok(()),
            false => Err(Refusal::logon()),
        }
    }

    /// Refuses a method that PVWA does not offer, or not to this user.
    pub(super) fn may_log_on_by(&self, user: PrincipalId, method: &str) -> Result<(), Refusal> {
        self.may_log_on(user)?;
        // PKIPN is PKI with the name of the user from the certificate.
        let method = match same(method, "pkipn") {
            true => "pki",
            false => method,
        };
        let may_not = |user: &UserRecord| {
            let other_method = is_restricted(user) && !allows(user, method);
            let elsewhere = user.directory.is_some() && same(method, CYBERARK);
            other_method || elsewhere || closed_interfaces(user).any(|one| one == INTERFACE)
        };
        let offered = self.configuration.methods.is_enabled(method);
        match offered && !self.users.get(&user).is_some_and(may_not) {
            true => Ok(()),
            false => Err(Refusal::logon()),
        }
    }

    /// The user of a name, whom a directory brings in where the vault has not met it yet and a
    /// mapping makes something of it.
    pub(super) fn named(&mut self, method: &str, name: &str) -> Option<PrincipalId> {
        let known = self.user(name).map(|user| user.id);
        if known.is_some() || !same(method, LDAP) || !self.configuration.methods.is_enabled(LDAP) {
            return known;
        }
        self.bring_in_person(name)
    }

    pub(super) fn password_is_right(
        &mut self,
        user: PrincipalId,
        password: &str,
    ) -> Result<(), Refusal> {
        let known = self.users.get(&user).map(|user| &user.password);
        match known == Some(&Secret::from(password)) {
            true => Ok(()),
            false => Err(self.wrong(user)),
        }
    }

    /// Counts a logon that failed; too many in a row suspend the user.
    pub(super) fn wrong(&mut self, user: PrincipalId) -> Refusal {
        let now = self.now();
        if let Some(user) = self.users.get_mut(&user) {
            user.last_failed_logon = Some(now);
            user.failed_logons += 1;
            user.suspended |= user.failed_logons >= MOST_FAILED && !user.predefined;
        }
        self.end_sessions_of_the_shut_out(user);
        Refusal::logon()
    }

    /// Sets the new password that a logon brings; without one an expired password is refused.
    pub(super) fn password_is_fresh(
        &mut self,
        user: PrincipalId,
        new: Option<&str>,
    ) -> Result<(), Refusal> {
        let Some(user) = self.users.get_mut(&user) else {
            return Ok(());
        };
        match new.filter(|new| !new.is_empty()) {
            Some(_) if user.directory.is_some() => Err(Refusal::invalid(
                "newPassword",
                "The vault keeps no password for this user.",
            )),
            Some(new) => {
                set_password(user, "newPassword", new)?;
                user.must_change_password = false;
                Ok(())
            }
            None if user.must_change_password => Err(Refusal::password_expired()),
            None => Ok(()),
        }
    }

    /// Ends the sessions of a user who would not be let in any more.
    pub(crate) fn end_sessions_of_the_shut_out(&mut self, user: PrincipalId) {
        if self.may_log_on(user).is_err() {
            self.sessions.end_all_of(user);
        }
    }
}

/// The interfaces that a user may not come through.
fn closed_interfaces(user: &UserRecord) -> impl Iterator<Item = &str> {
    let list = user.profile.properties.get("unAuthorizedInterfaces");
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str)
}

impl Refusal {
    /// The password has expired and the logon brings no new one.
    fn password_expired() -> Self {
        Self::new(
            409,
            "CAWS00001E",
            "The password has expired: log on with a new one besides.",
        )
    }
}
