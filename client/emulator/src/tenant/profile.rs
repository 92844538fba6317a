//! What the calls that create and change users have in common.

use super::{
    person::{Person, TEXTS},
    role::SYSTEM_ADMINISTRATOR,
};
use crate::{errors::Refusal, fields::Fields, state::Vault};
use serde_json::Value;

/// Changes whatever a body has of a user, after all of it was found good.
pub(crate) fn update(vault: &mut Vault, uuid: &str, fields: Fields) -> Result<(), Refusal> {
    let now = vault.now();
    let name = fields.text("Name")?.filter(|name| !name.is_empty());
    let known = vault.tenant.person_of(uuid)?;
    let renamed = name.filter(|name| !name.eq_ignore_ascii_case(&known.name));
    if let Some(name) = renamed {
        vault.tenant.check_person_name(name)?;
    }
    let password = fields.text("Password")?.filter(|text| !text.is_empty());
    check_password(fields, password)?;
    if fields.boolean("useAlternateMfaAccount")? == Some(true) {
        let other = fields.text("CmaRedirectedUserUuid")?.unwrap_or_default();
        vault.tenant.person_of(other)?;
    }
    let organization = organization(vault, fields)?;
    let switches = Switches::read(fields)?;
    let texts = texts(fields)?;
    let person = vault.tenant.person_mut(uuid)?;
    for (name, value) in texts {
        person.set_text(name, value);
    }
    if let Some(password) = password {
        person.set_password(password, now);
    }
    if let Some(organization) = organization {
        person.organization = organization;
    }
    switches.apply(person);
    person.modified = now;
    let principal = person.principal.filter(|_| person.made_principal);
    if let Some(name) = name {
        name.clone_into(&mut person.name);
        // The user of the vault is found by the name of the tenant's.
        if let Some(user) = principal.and_then(|id| vault.users.get_mut(&id)) {
            name.clone_into(&mut user.name);
        }
    }
    if let Some(member) = switches.administrator {
        vault.tenant.set_administrator(uuid, member);
    }
    vault.mirror_roles();
    Ok(())
}

/// Creates a user by a body; answers the UUID.
pub(crate) fn create(vault: &mut Vault, fields: Fields) -> Result<String, Refusal> {
    let name = fields.mandatory("Name")?;
    vault.tenant.check_person_name(name)?;
    let password = fields.text("Password")?.filter(|text| !text.is_empty());
    check_password(fields, password)?;
    let mail = fields.text("Mail")?.is_some_and(|mail| !mail.is_empty());
    let asked = |name| Ok::<_, Refusal>(fields.boolean(name)?.unwrap_or(false));
    if !mail && (asked("SendEmailInvite")? || asked("VerifyEmail")?) {
        return Err(Refusal::tenant("A mail cannot be sent without Mail."));
    }
    let mobile = fields
        .text("MobileNumber")?
        .is_some_and(|text| !text.is_empty());
    if !mobile && asked("SendSmsInvite")? {
        return Err(Refusal::tenant(
            "An SMS cannot be sent without MobileNumber.",
        ));
    }
    let organization = organization(vault, fields)?.flatten();
    let switches = Switches::read(fields)?;
    let now = vault.now();
    let password = password.map_or_else(super::link::made_up_password, str::to_owned);
    let mut person = Person::new(name, password.into(), now);
    for (name, value) in texts(fields)? {
        person.set_text(name, value);
    }
    person.organization = organization;
    // Who is asked for a new password at the first logon has to be a person.
    person.must_change = !switches.service.unwrap_or(false);
    switches.apply(&mut person);
    let uuid = person.uuid.clone();
    vault.tenant.people.insert(uuid.clone(), person);
    if switches.administrator == Some(true) {
        vault.tenant.set_administrator(&uuid, true);
    }
    Ok(uuid)
}

/// The switches of a user that a body has.
struct Switches {
    everybody: Option<bool>,
    service: Option<bool>,
    oauth_client: Option<bool>,
    must_change: Option<bool>,
    never_expires: Option<bool>,
    administrator: Option<bool>,
}

impl Switches {
    fn read(fields: Fields) -> Result<Self, Refusal> {
        Ok(Self {
            everybody: fields.boolean("InEverybodyRole")?,
            service: fields.boolean("ServiceUser")?,
            oauth_client: fields.boolean("OauthClient")?,
            must_change: fields.boolean("ForcePasswordChangeNext")?,
            never_expires: fields.boolean("PasswordNeverExpire")?,
            administrator: fields.boolean("InSysAdminRole")?,
        })
    }

    fn apply(&self, person: &mut Person) {
        let set = |value: Option<bool>, at: &mut bool| *at = value.unwrap_or(*at);
        set(self.everybody, &mut person.in_everybody);
        set(self.oauth_client, &mut person.oauth_client);
        set(self.must_change, &mut person.must_change);
        set(self.never_expires, &mut person.never_expires);
        if let Some(service) = self.service {
            person.service = service;
            // It has the last word over the role Everybody.
            person.in_everybody = !service;
        }
    }
}

/// The texts of a user that a body has.
fn texts<'a>(fields: Fields<'a>) -> Result<Vec<(&'static str, &'a str)>, Refusal> {
    let mut found = Vec::new();
    for name in TEXTS {
        match fields.value(name) {
            // Clients send telephone numbers as numbers, too.
            Some(Value::Number(_)) | None => {}
            Some(_) => found.extend(fields.text(name)?.map(|text| (name, text))),
        }
    }
    Ok(found)
}

fn check_password(fields: Fields, password: Option<&str>) -> Result<(), Refusal> {
    let Some(password) = password else {
        return Ok(());
    };
    let confirmed = fields.text("confirmPassword")?;
    if confirmed.is_some_and(|confirmed| confirmed != password) {
        return Err(Refusal::tenant(
            "Password and confirmPassword are not the same.",
        ));
    }
    super::Tenant::check_password(password)
}

fn organization(vault: &Vault, fields: Fields) -> Result<Option<Option<String>>, Refusal> {
    let Some(id) = fields.text("OrgPath")? else {
        return Ok(None);
    };
    match id.is_empty() {
        true => Ok(Some(None)),
        false => {
            vault.tenant.organization(id)?;
            Ok(Some(Some(id.to_owned())))
        }
    }
}

/// Refuses to take the last administrator out of the tenant.
pub(crate) fn check_not_last(vault: &Vault, leaving: &[&str]) -> Result<(), Refusal> {
    let Some(role) = vault.tenant.roles.get(SYSTEM_ADMINISTRATOR) else {
        return Ok(());
    };
    let stays = role
        .users
        .iter()
        .any(|uuid| !leaving.contains(&uuid.as_str()));
    match stays || !role.roles.is_empty() {
        true => Ok(()),
        false => Err(Refusal::tenant(
            "The tenant must keep a System Administrator.",
        )),
    }
}
