//! The users of the cloud directory: creating, reading, changing and deleting them.

use super::{
    answers::{Cut, success, table},
    arguments::{argument, body, person_or_caller},
    profile,
    role::USER_MANAGEMENT,
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, dates, errors::Refusal, fields::Fields,
    state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("create_user", create),
    ("create_users", create_several),
    ("update_user", update),
    ("update_user_profile", update_profile),
    ("update_user_attributes", update),
    ("delete_user", delete),
    ("delete_users", delete_several),
    ("get_user", get),
    ("get_user_by_name", get_by_name),
    ("get_directory_user_attributes", attributes),
    ("get_user_attributes", attributes),
    ("list_users", list),
    ("refresh_user", refresh),
];

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    profile::create(vault, call.fields()?).map(success)
}

/// Creates users one after the other, up to the first that cannot be created.
fn create_several(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let mut created = Vec::new();
    for user in call.fields()?.list("Users")?.unwrap_or_default() {
        created.push(profile::create(vault, Fields::of(Some(user))?)?);
    }
    Ok(success(created))
}

fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    change(vault, call)
}

/// Like [`update`], and open to the user as well.
fn update_profile(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = call.fields()?.mandatory("ID")?.to_ascii_lowercase();
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    if vault.require_right(call, USER_MANAGEMENT).is_err()
        && let Some((name, _)) = call.fields()?.iter().find(|(name, _)| !of_profile(name))
    {
        return Err(Refusal::tenant(format!(
            "Users cannot change {name} of their own."
        )));
    }
    change(vault, call)
}

fn of_profile(name: &str) -> bool {
    const OWN: [&str; 8] = [
        "ID",
        "Mail",
        "DisplayName",
        "Description",
        "HomeNumber",
        "MobileNumber",
        "OfficeNumber",
        "VerifyEmail",
    ];
    OWN.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn change(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let uuid = fields.mandatory("ID")?;
    let uuid = vault.tenant.person_of(uuid)?.uuid.clone();
    if fields.boolean("InSysAdminRole")? == Some(false) {
        profile::check_not_last(vault, &[&uuid])?;
    }
    profile::update(vault, &uuid, fields)?;
    Ok(success(Value::Null))
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("ID")?;
    remove(vault, call, &[id])
}

/// Deletes all users of a list, or none of them.
fn delete_several(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let ids = super::arguments::texts(call.fields()?, "Users")?;
    remove(vault, call, &ids)
}

fn remove(vault: &mut Vault, call: &Call, ids: &[&str]) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let caller = vault.calling_person(call)?.uuid.clone();
    let mut uuids = Vec::new();
    for id in ids {
        uuids.push(vault.tenant.person_of(id)?.uuid.clone());
    }
    if uuids.contains(&caller) {
        return Err(Refusal::tenant("Users cannot delete themselves."));
    }
    for uuid in uuids {
        vault.remove_person(&uuid)?;
    }
    Ok(success(Value::Null))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.fields()?.mandatory("ID")?;
    one(vault, call, id)
}

fn get_by_name(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    match argument(call, &["username"])? {
        Some(name) => one(vault, call, name),
        None => Ok(success(vault.calling_person(call)?.to_json())),
    }
}

fn one(vault: &Vault, call: &Call, id: &str) -> Result<Answer, Refusal> {
    let person = vault.tenant.person_of(id);
    let uuid = person.as_ref().map_or("", |person| &person.uuid);
    // Who may not look is not told whether there is such a user.
    vault.require_right_over(call, USER_MANAGEMENT, uuid)?;
    person.map(|person| success(person.to_json()))
}

fn attributes(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["ID"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    Ok(success(vault.tenant.person_of(&uuid)?.attributes()))
}

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, USER_MANAGEMENT)?;
    let mut people: Vec<_> = vault.tenant.people.values().collect();
    people.sort_by_cached_key(|person| person.name.to_lowercase());
    let rows = people
        .into_iter()
        .map(|person| {
            let text = |name| match person.text(name) {
                "" => Value::Null,
                text => text.into(),
            };
            json!({
                "Uuid": person.uuid,
                "Name": person.name,
                "DisplayName": person.display_name(),
                "Mail": person.text("Mail"),
                "Description": text("Description"),
                "ReportsTo": text("ReportsTo"),
                "PreferredCulture": text("PreferredCulture"),
                "MobileNumber": text("MobileNumber"),
                "OfficeNumber": text("OfficeNumber"),
                "HomeNumber": text("HomeNumber"),
                "PictureUri": null,
                "StartDate": dates::net(Some(person.created)),
                "EndDate": null,
            })
        })
        .collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "CDUser", "Uuid")))
}

/// Reads groups and rights of a user again.
fn refresh(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = person_or_caller(vault, call, &["ID"])?;
    vault.require_right_over(call, USER_MANAGEMENT, &uuid)?;
    vault.mirror_roles();
    Ok(success(Value::Null))
}
