//! Users in the first generation, which names them.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    dates,
    errors::Refusal,
    fields::Fields,
    identity::PrincipalId,
    predefined::is_hidden,
    principals::UserRecord,
    state::Vault,
    users::{
        changes::set_password,
        kinds,
        profile::{Described, location},
    },
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_logged_on_user_gen1", get_caller),
    ("add_user_gen1", add),
    ("get_user_gen1", get),
    ("update_user_gen1", update),
    ("delete_user_gen1", delete),
];

/// Names of texts here, and the object and the name of the same text in the second generation.
const TEXTS: [(&str, &str, &str, usize); 3] = [
    ("FirstName", "personalDetails", "firstName", 29),
    ("LastName", "personalDetails", "lastName", 29),
    ("Email", "internet", "businessEmail", 319),
];

/// The user of the session.
fn get_caller(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    answer(vault, caller).map(Answer::ok)
}

/// Adds a user, described as the second generation describes it.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    fields.mandatory("UserName")?;
    fields.mandatory("InitialPassword")?;
    let mut body = json!({
        "username": fields.text("UserName")?,
        "initialPassword": fields.text("InitialPassword")?,
        "userType": fields.text("UserTypeName")?,
        "enableUser": !fields.boolean("Disabled")?.unwrap_or(false),
        "changePassOnNextLogon": fields.boolean("ChangePasswordOnTheNextLogon")?.unwrap_or(false),
        "expiryDate": dates::read_american_day(fields, "ExpiryDate")?,
        "location": fields.text("Location")?,
    });
    for (name, object, property, _) in TEXTS {
        body[object][property] = json!(fields.text(name)?);
    }
    let body = Fields::of(Some(&body))?;
    let described = Described::read(vault, body)?;
    let id = vault.add_user(call.caller()?, body, described)?;
    answer(vault, id).map(Answer::created)
}

/// One user.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = named(vault, call)?.id;
    answer(vault, id).map(Answer::ok)
}

/// Changes what is sent and leaves the rest.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (fields, caller) = (call.fields()?, call.caller()?);
    let user = named(vault, call)?;
    if is_hidden(&user.name) {
        return Err(Refusal::built_in(&user.name));
    }
    let id = user.id;
    vault.require_at_or_above(caller, &user.profile.location)?;
    let ends_suspension = user.suspended && fields.boolean("Suspended")? == Some(false);
    if ends_suspension {
        let needed = ["AuditUsers".to_owned(), "ActivateUsers".to_owned()];
        vault.require_held(caller, &needed, &[])?;
    }
    let place = match fields.text("Location")? {
        Some(_) => Some(location(fields, "Location")?),
        None => None,
    };
    if let Some(place) = &place {
        vault.require_at_or_above(caller, place)?;
    }
    let kind = fields.text("UserTypeName")?.map(|name| {
        kinds::find(name)
            .map(|kind| kind.name)
            .ok_or_else(|| Refusal::invalid("UserTypeName", "The licence has no such user type."))
    });
    let kind = kind.transpose()?;
    let expires = fields.text("ExpiryDate")?;
    let expires = expires
        .map(|_| dates::read_american_day(fields, "ExpiryDate"))
        .transpose()?;
    let (disabled, change) = (
        fields.boolean("Disabled")?,
        fields.boolean("ChangePasswordOnTheNextLogon")?,
    );
    let mut texts = Vec::new();
    for (name, object, property, longest) in TEXTS {
        if fields.text(name)?.is_some() {
            texts.push((object, property, fields.text_up_to(name, longest)?));
        }
    }
    let password = fields.text("NewPassword")?;
    let user = vault.user_mut(id)?;
    // The last thing that can be refused, so that nothing is changed by half.
    if let Some(password) = password {
        set_password(user, "NewPassword", password)?;
    }
    user.profile.location = place.unwrap_or_else(|| user.profile.location.clone());
    user.user_type = kind.unwrap_or(user.user_type);
    user.expires = expires.unwrap_or(user.expires);
    user.enabled = disabled.map_or(user.enabled, |disabled| !disabled);
    user.must_change_password = change.unwrap_or(user.must_change_password);
    for (object, property, text) in texts {
        let properties = &mut user.profile.properties;
        let object = properties.entry(object).or_insert_with(|| json!({}));
        object[property] = text.into();
    }
    if ends_suspension {
        user.suspended = false;
        user.failed_logons = 0;
    }
    answer(vault, id).map(Answer::ok)
}

/// Deletes a user.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = named(vault, call)?.id;
    vault.delete_user(call.caller()?, id)?;
    Ok(Answer::empty(200))
}

fn named<'a>(vault: &'a Vault, call: &Call) -> Result<&'a UserRecord, Refusal> {
    let name = call.parameter("UserName");
    vault.user(name).ok_or_else(|| Refusal::user_missing(name))
}

fn answer(vault: &Vault, id: PrincipalId) -> Result<Value, Refusal> {
    let user = vault.users.get(&id);
    let user = user.ok_or_else(|| Refusal::user_missing(""))?;
    let mut json = json!({
        "UserName": user.name,
        "ID": user.id,
        "Source": user.source(),
        "UserTypeName": user.user_type,
        "Expired": user.expires.is_some_and(|at| at <= vault.now()),
        "ExpiryDate": user.expires.map(dates::american_day),
        "Disabled": !user.enabled,
        "AgentUser": user.is_component(),
        "Suspended": user.suspended,
        "Location": user.profile.location,
    });
    for (name, object, property, _) in TEXTS {
        json[name] = user.detail(object, property).into();
    }
    Ok(json)
}
