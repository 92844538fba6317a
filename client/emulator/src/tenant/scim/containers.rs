//! The safes of the vault as the containers of SCIM.

use super::{field, location, meta, number, page, resource, schemas, text};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    identity::{PrincipalId, SafeNumber},
    permissions::PermissionSet,
    safe::{Safe, SafeProperties},
    state::Vault,
};
use pvwa_api::SafePermission;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_scim_containers", list),
    ("create_scim_container", create),
    ("get_scim_container", get),
    ("replace_scim_container", replace),
    ("delete_scim_container", delete),
];

/// How long versions are kept where nobody says otherwise, in days.
const DEFAULT_DAYS: u32 = 7;

/// The safes that the caller is a member of.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let now = vault.now();
    let safes = vault.safes.values();
    let mut found: Vec<Value> = safes
        .filter(|safe| vault.permissions_of(caller, safe, now).is_some())
        .map(|safe| to_json(vault, safe))
        .collect();
    found.sort_by_cached_key(|safe| safe["name"].as_str().map(str::to_lowercase));
    page(
        call,
        found,
        &["name", "displayName", "id", "description", "owner.display"],
    )
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let safe = vault.container(call.caller()?, call.parameter("id"))?;
    Ok(Answer::ok(to_json(vault, safe)))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let authorizations = vault.users.get(&caller).map(|user| &user.authorizations);
    if !authorizations.is_some_and(|held| held.iter().any(|one| one == "AddSafes")) {
        return Err(Refusal::not_authorized());
    }
    let resource = resource(call)?;
    let name = text(&resource, "name")?.unwrap_or_default();
    let properties = properties(vault, &resource, None)?;
    let number = vault.create_safe(name, properties, caller)?;
    Ok(Answer::created(vault.container_json(number)?))
}

/// Replaces what the owner of a safe chooses, but not its name.
fn replace(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let resource = resource(call)?;
    let number = managed(vault, call)?;
    let safe = vault.container(call.caller()?, call.parameter("id"))?;
    if text(&resource, "name")?.is_some_and(|name| name != safe.name) {
        return Err(Refusal::scim_immutable("name"));
    }
    let properties = properties(vault, &resource, Some(&safe.properties))?;
    let modified = vault.clock.micros();
    let mut safe = vault
        .safes
        .remove(&number)
        .ok_or_else(|| Refusal::scim_missing(call.parameter("id")))?;
    safe.properties = properties;
    safe.modified = modified;
    safe.add_managing_cpm(vault);
    vault.safes.insert(number, safe);
    Ok(Answer::ok(vault.container_json(number)?))
}

/// Deletes a safe and all that is in it.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let number = managed(vault, call)?;
    vault.remove_safe(number);
    Ok(Answer::empty(204))
}

/// The safe of the path, which the caller may manage.
fn managed(vault: &Vault, call: &Call) -> Result<SafeNumber, Refusal> {
    let safe = vault.container(call.caller()?, call.parameter("id"))?;
    vault.require_in(
        call.caller()?,
        safe,
        PermissionSet::of(&[SafePermission::ManageSafe]),
    )?;
    Ok(safe.number)
}

fn properties(
    vault: &Vault,
    resource: &Value,
    old: Option<&SafeProperties>,
) -> Result<SafeProperties, Refusal> {
    let own = field(resource, schemas::SAFE);
    let (versions, mut days) = (
        number(own, "NumberOfVersionsRetention")?,
        number(own, "NumberOfDaysRetention")?,
    );
    if versions.is_none() && days.is_none() {
        days = Some(DEFAULT_DAYS);
    }
    let managing_cpm = text(own, "ManagingCPM")?.unwrap_or_default();
    if !managing_cpm.is_empty() && vault.user(managing_cpm).is_none() {
        return Err(Refusal::scim_invalid(format!(
            "The vault has no user {managing_cpm} to manage the safe."
        )));
    }
    Ok(SafeProperties {
        description: text(resource, "description")?
            .unwrap_or_default()
            .to_owned(),
        managing_cpm: managing_cpm.to_owned(),
        versions,
        days,
        ..old.cloned().unwrap_or_default()
    })
}

impl Vault {
    /// The safe of a name that a user is a member of.
    pub(crate) fn container(&self, caller: PrincipalId, name: &str) -> Result<&Safe, Refusal> {
        self.visible_safe(caller, name, self.now())
            .ok_or_else(|| Refusal::scim_missing(name))
    }

    fn container_json(&self, number: SafeNumber) -> Result<Value, Refusal> {
        let safe = self.safes.get(&number);
        safe.map(|safe| to_json(self, safe))
            .ok_or_else(|| Refusal::scim_missing(""))
    }

    /// The identifier that SCIM has for a user of the vault: that of the tenant, or the name.
    pub(crate) fn scim_user(&self, id: PrincipalId) -> (String, String) {
        let name = self.user_name(id).to_owned();
        let mut people = self.tenant.people.values();
        let person = people.find(|person| person.principal == Some(id));
        (
            person.map_or_else(|| name.clone(), |person| person.uuid.clone()),
            name,
        )
    }
}

/// A safe as SCIM answers it.
fn to_json(vault: &Vault, safe: &Safe) -> Value {
    let (owner, owner_name) = vault.scim_user(safe.creator);
    let accounts: Vec<Value> = vault
        .accounts_of(safe.number)
        .map(|account| {
            let id = account.key.to_string();
            json!({
                "value": id,
                "$ref": location(vault, "PrivilegedData", &id),
                "display": account.properties.name,
                "type": if account.properties.is_key { "key" } else { "password" },
            })
        })
        .collect();
    let given = &safe.properties;
    let mut own = json!({"ManagingCPM": given.managing_cpm});
    if let Some(days) = given.days {
        own["NumberOfDaysRetention"] = days.into();
    }
    if let Some(versions) = given.versions {
        own["NumberOfVersionsRetention"] = versions.into();
    }
    json!({
        "schemas": [schemas::CONTAINER, schemas::SAFE],
        "id": safe.name,
        "name": safe.name,
        "displayName": safe.name,
        "description": given.description,
        "type": "safe",
        "owner": {"value": owner, "$ref": location(vault, "User", &owner), "display": owner_name},
        "privilegedData": accounts,
        "meta": meta(vault, "Container", &safe.name, safe.created, safe.modified / 1_000_000),
        schemas::SAFE: own,
    })
}
