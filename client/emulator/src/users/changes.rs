//! Adding, replacing and deleting users.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::PrincipalId,
    predefined::{is_built_in, is_hidden},
    principals::UserRecord,
    random,
    safe::MemberKind,
    state::Vault,
    users::profile::Described,
};
use pvwa_api::{Secret, operation::Version};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("add_user", add),
    ("update_user", update),
    ("delete_user", delete),
];

/// The last version that answers 200 where something was deleted.
const OLD_DELETIONS: Version = Version::new(12, 2, u16::MAX);

/// The last version in which an update could suspend a user.
const SUSPENDS_UNTIL: Version = Version::new(12, 2, u16::MAX);

/// Adds a user.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let described = Described::read(vault, fields)?;
    let id = vault.add_user(call.caller()?, fields, described)?;
    let user = vault.user_mut(id)?.id;
    let user = vault.users.get(&user);
    let json = user.map(|user| user.details(vault)).unwrap_or_default();
    Ok(Answer::created(json))
}

/// Replaces everything but groups and password.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let described = Described::read(vault, fields)?;
    let (user, caller) = (vault.user_of(call)?, call.caller()?);
    if is_hidden(&user.name) {
        return Err(Refusal::built_in(&user.name));
    }
    let id = user.id;
    vault.require_at_or_above(caller, &user.profile.location)?;
    vault.require_at_or_above(caller, &described.profile.location)?;
    vault.require_held(caller, &described.authorizations, &user.authorizations)?;
    if described.must_change_password != user.must_change_password {
        vault.require_held(caller, &["ResetUsersPasswords".to_owned()], &[])?;
    }
    let suspended = match fields.boolean("suspended")? {
        Some(suspended) if vault.version <= SUSPENDS_UNTIL => suspended,
        _ => user.suspended,
    };
    vault.require_free_name(&described.name, Some(id))?;
    let user = vault.user_mut(id)?;
    user.name = described.name;
    user.user_type = described.user_type;
    user.enabled = described.enabled;
    user.expires = described.expires;
    user.must_change_password = described.must_change_password;
    user.authorizations = described.authorizations;
    user.profile = described.profile;
    user.suspended = suspended;
    vault.end_sessions_of_the_shut_out(id);
    let user = vault.user_of(call)?;
    Ok(Answer::ok(user.details(vault)))
}

/// Deletes a user, whose memberships and sessions end with it.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = vault.user_of(call)?.id;
    vault.delete_user(call.caller()?, id)?;
    Ok(vault.deleted())
}

impl Vault {
    /// Adds the user that a request describes, with the password in `initialPassword`.
    pub(crate) fn add_user(
        &mut self,
        caller: PrincipalId,
        fields: Fields,
        described: Described,
    ) -> Result<PrincipalId, Refusal> {
        let password = match fields.text("initialPassword")? {
            Some(password) => {
                check_password("initialPassword", &described.name, password)?;
                password.to_owned()
            }
            None if described.has_password() => return Err(Refusal::mandatory("initialPassword")),
            None => random::unknown_password(),
        };
        self.require_at_or_above(caller, &described.profile.location)?;
        self.require_held(caller, &described.authorizations, &[])?;
        self.require_free_name(&described.name, None)?;
        let id = self.new_principal();
        let user = UserRecord {
            authorizations: described.authorizations,
            enabled: described.enabled,
            expires: described.expires,
            must_change_password: described.must_change_password,
            profile: described.profile,
            ..UserRecord::new(id, &described.name, password, described.user_type)
        };
        self.users.insert(id, user);
        Ok(id)
    }

    /// What is answered where a user, a group or a key was deleted.
    pub(crate) fn deleted(&self) -> Answer {
        match self.version <= OLD_DELETIONS {
            true => Answer::empty(200),
            false => Answer::empty(204),
        }
    }

    /// Deletes a user, unless it is the vault's own or the caller.
    pub(crate) fn delete_user(
        &mut self,
        caller: PrincipalId,
        id: PrincipalId,
    ) -> Result<(), Refusal> {
        let user = self.user_mut(id)?;
        if is_built_in(&user.name) {
            return Err(Refusal::built_in(&user.name));
        }
        if caller == id {
            return Err(Refusal::own_user());
        }
        let location = user.profile.location.clone();
        self.require_at_or_above(caller, &location)?;
        self.remove_user(id);
        Ok(())
    }

    /// Takes a user out of the vault and of everything it was in.
    pub(crate) fn remove_user(&mut self, id: PrincipalId) {
        self.users.remove(&id);
        self.sessions.end_all_of(id);
        self.ssh_keys.forget(id);
        self.fido2.forget(id);
        self.applications.forget(id);
        self.reports.forget(id);
        for safe in self.safes.values_mut() {
            safe.members
                .retain(|member| member.kind != MemberKind::User || member.id != id);
        }
    }
}

/// Whether a place in the tree of the vault is another one, or below it.
pub(crate) fn is_within(place: &str, other: &str) -> bool {
    let (place, other) = (place.to_lowercase(), other.to_lowercase());
    let other = other.trim_end_matches('\\');
    place
        .strip_prefix(other)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
}

/// Refuses a password that the vault's rules do not allow.
pub(crate) fn check_password(parameter: &str, name: &str, password: &str) -> Result<(), Refusal> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let good = (8..=39).contains(&password.chars().count())
        && has(char::is_lowercase)
        && has(char::is_uppercase)
        && has(|c| c.is_ascii_digit())
        && !password.to_lowercase().contains(&name.to_lowercase());
    if good {
        Ok(())
    } else {
        Err(Refusal::weak_password(parameter))
    }
}

/// Sets a password that meets the vault's rules.
pub(crate) fn set_password(
    user: &mut UserRecord,
    parameter: &str,
    password: &str,
) -> Result<(), Refusal> {
    check_password(parameter, &user.name, password)?;
    user.password = Secret::from(password);
    Ok(())
}
