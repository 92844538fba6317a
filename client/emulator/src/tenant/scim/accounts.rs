//! The accounts of the vault as the privileged data of SCIM.

use super::{field, items, meta, page, patch, resource, schemas, text};
use crate::{
    account::{Account, AccountProperties, Action},
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::as_boolean,
    identity::AccountKey,
    permissions::PermissionSet,
    platforms,
    safe::Safe,
    state::Vault,
};
use pvwa_api::{SafePermission, Secret};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_scim_privileged_data", list),
    ("create_scim_privileged_data", create),
    ("get_scim_privileged_data", get),
    ("replace_scim_privileged_data", replace),
    ("update_scim_privileged_data", update),
    ("delete_scim_privileged_data", delete),
];

/// What a patch can change.
const ATTRIBUTES: [&str; 4] = ["name", "description", "type", schemas::ACCOUNT];

/// The accounts that the caller may list.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let safes = vault.safes.values();
    let found: Vec<Value> = safes
        .filter(|safe| {
            vault
                .require_in(
                    caller,
                    safe,
                    PermissionSet::of(&[SafePermission::ListAccounts]),
                )
                .is_ok()
        })
        .flat_map(|safe| {
            vault
                .accounts_of(safe.number)
                .map(move |account| (safe, account))
        })
        .map(|(safe, account)| to_json(vault, safe, account))
        .collect();
    page(call, found, &["name", "id", "type"])
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = find(vault, call, &[SafePermission::ListAccounts])?;
    Ok(Answer::ok(vault.privileged_data(key)?))
}

fn create(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let resource = resource(call)?;
    let safe = text(field(&resource, schemas::ACCOUNT), "safe")?.unwrap_or_default();
    let safe = vault.container(caller, safe)?;
    vault.require_in(
        caller,
        safe,
        PermissionSet::of(&[SafePermission::AddAccounts]),
    )?;
    let number = safe.number;
    let (mut properties, secret) = read(&resource, &AccountProperties::default())?;
    properties.automatic = true;
    platforms::check(&vault.platforms, &mut properties)?;
    platforms::check_new(&vault.platforms, &properties.platform, &safe.name)?;
    if properties.name.is_empty() {
        properties.name = platforms::account_name(&vault.platforms, &properties);
    }
    let key = vault.create_account(number, properties, secret, caller)?;
    Ok(Answer::created(vault.privileged_data(key)?))
}

fn replace(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    store(vault, call, &resource(call)?)
}

fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = find(vault, call, &[SafePermission::ListAccounts])?;
    let old = vault.privileged_data(key)?;
    let new = patch::patched(call, old, &ATTRIBUTES)?;
    store(vault, call, &new)
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = find(vault, call, &[SafePermission::DeleteAccounts])?;
    vault.delete_account(call.caller()?, key)?;
    Ok(Answer::empty(204))
}

/// The account of the path, in a safe where the caller has permissions.
fn find(vault: &Vault, call: &Call, needed: &[SafePermission]) -> Result<AccountKey, Refusal> {
    let (caller, id) = (call.caller()?, call.parameter("id"));
    let found = vault.visible_account(caller, id, vault.now());
    let (account, safe) = found.ok_or_else(|| Refusal::scim_missing(id))?;
    vault.require_in(caller, safe, PermissionSet::of(needed))?;
    Ok(account.key)
}

/// Makes an account what a resource says.
fn store(vault: &mut Vault, call: &Call, resource: &Value) -> Result<Answer, Refusal> {
    let key = find(vault, call, &[SafePermission::UpdateAccountProperties])?;
    let (caller, now) = (call.caller()?, vault.now());
    let old = vault.account(key)?.properties.clone();
    let (mut properties, secret) = read(resource, &old)?;
    let safe = vault
        .safes
        .get(&key.safe)
        .ok_or_else(|| Refusal::scim_missing(""))?;
    let named = text(field(resource, schemas::ACCOUNT), "safe")?;
    if named.is_some_and(|name| !name.eq_ignore_ascii_case(&safe.name)) {
        return Err(Refusal::scim_immutable("safe"));
    }
    platforms::check(&vault.platforms, &mut properties)?;
    if properties.name != old.name {
        vault.require_in(
            caller,
            safe,
            PermissionSet::of(&[SafePermission::RenameAccounts]),
        )?;
        let mut others = vault.accounts_of(key.safe).filter(|other| other.key != key);
        if others.any(|other| other.properties.name.eq_ignore_ascii_case(&properties.name)) {
            return Err(Refusal::scim_taken(&properties.name));
        }
    }
    if secret.is_some() {
        vault.require_in(
            caller,
            safe,
            PermissionSet::of(&[SafePermission::UpdateAccountContent]),
        )?;
    }
    let limit = safe.properties.versions;
    let account = vault.account_mut(key)?;
    account.properties = properties;
    account.modified = now;
    account.note(caller, Action::Update, "", now);
    if let Some(secret) = secret {
        account.store_secret(secret, caller, limit, now);
        account.note(caller, Action::StoreSecret, "", now);
    }
    Ok(Answer::ok(vault.privileged_data(key)?))
}

/// The properties and the secret that a resource gives an account.
fn read(
    resource: &Value,
    old: &AccountProperties,
) -> Result<(AccountProperties, Option<Secret>), Refusal> {
    let own = field(resource, schemas::ACCOUNT);
    let mut properties = AccountProperties {
        name: text(resource, "name")?.unwrap_or_default().to_owned(),
        platform: old.platform.clone(),
        automatic: old.automatic,
        manual_reason: old.manual_reason.clone(),
        is_key: match text(resource, "type")? {
            None => old.is_key,
            Some(kind) if kind.eq_ignore_ascii_case("password") => false,
            Some(kind) if kind.eq_ignore_ascii_case("key") => true,
            Some(kind) => return Err(Refusal::scim_invalid(format!("There is no type {kind}."))),
        },
        ..AccountProperties::default()
    };
    let machines = field(own, "remoteMachinesAccess");
    properties.remote_machines = text(machines, "remoteMachines")?.map(str::to_owned);
    properties.restricted_to_machines =
        as_boolean(field(machines, "accessRestrictedToRemoteMachines")).unwrap_or(false);
    let mut secret = None;
    for pair in items(own, "properties")? {
        let key = text(pair, "key")?.unwrap_or_default();
        let value = platforms::platform_property_text(key, field(pair, "value"))?;
        match key.to_ascii_lowercase().as_str() {
            "" => return Err(Refusal::scim_invalid("A property has no key.")),
            "secret" => secret = Some(Secret::from(value)).filter(|one| !one.expose().is_empty()),
            "username" => properties.user_name = Some(value),
            "address" => properties.address = Some(value),
            "platformid" => properties.platform = value,
            _ => properties.set_platform_property(key, value),
        }
    }
    Ok((properties, secret))
}

impl Vault {
    fn privileged_data(&self, key: AccountKey) -> Result<Value, Refusal> {
        let missing = || Refusal::scim_missing(&key.to_string());
        let safe = self.safes.get(&key.safe).ok_or_else(missing)?;
        let account = self.account(key).map_err(|_| missing())?;
        Ok(to_json(self, safe, account))
    }
}

/// An account as SCIM answers it, without its secret.
fn to_json(vault: &Vault, safe: &Safe, account: &Account) -> Value {
    let given = &account.properties;
    let named = [
        ("username", given.user_name.as_deref()),
        ("address", given.address.as_deref()),
        ("platformId", Some(given.platform.as_str())),
    ];
    let named = named
        .iter()
        .filter_map(|(key, value)| Some((*key, (*value)?)));
    let further = given.platform_properties.iter();
    let pairs: Vec<Value> = named
        .chain(further.map(|(key, value)| (key.as_str(), value.as_str())))
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    let mut own = json!({"safe": safe.name, "properties": pairs});
    if let Some(machines) = &given.remote_machines {
        own["remoteMachinesAccess"] = json!({
            "remoteMachines": machines,
            "accessRestrictedToRemoteMachines": given.restricted_to_machines,
        });
    }
    let id = account.key.to_string();
    json!({
        "schemas": [schemas::PRIVILEGED_DATA, schemas::ACCOUNT],
        "id": id,
        "name": given.name,
        "type": if given.is_key { "key" } else { "password" },
        "meta": meta(vault, "PrivilegedData", &id, account.created, account.modified),
        schemas::ACCOUNT: own,
    })
}
