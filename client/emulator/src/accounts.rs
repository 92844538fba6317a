//! Adding, reading, changing and deleting accounts.

use crate::{
    account::{Account, AccountProperties, Action},
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId, SafeNumber},
    patch::patched,
    platforms::{self, platform_property_text},
    state::{Vault, same},
};
use pvwa_api::{SafePermission, Secret};
use serde_json::Value;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("add_account", add),
    ("get_account", get),
    ("update_account", update),
    ("delete_account", delete),
    ("list_account_activities", activities),
];

/// Adds an account to the safe that the body names.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let safe_name = fields.mandatory("safeName")?;
    let properties = read(vault, fields)?;
    let secret = fields.text("secret")?;
    let caller = call.caller()?;
    let now = vault.now();
    let safe = vault
        .visible_safe(caller, safe_name, now)
        .ok_or_else(|| Refusal::no_safe_for_account(safe_name))?;
    vault.require(caller, call.operation, safe, now)?;
    platforms::check_new(&vault.platforms, &properties.platform, &safe.name)?;
    let number = safe.number;
    let key = vault.create_account(number, properties, secret.map(Secret::from), caller)?;
    vault.account_json(key).map(Answer::created)
}

/// One account.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.account_json(call.account()?).map(Answer::ok)
}

/// Changes properties by a patch.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    vault.check_unlocked(caller, key)?;
    let account = vault.account(key)?;
    let mut properties = patched(&account.properties, call.json()?)?;
    let renamed = properties.name != account.properties.name;
    if renamed {
        let may_rename = vault
            .safes
            .get(&key.safe)
            .and_then(|safe| vault.permissions_of(caller, safe, vault.now()));
        if !may_rename.is_some_and(|held| held.contains(SafePermission::RenameAccounts)) {
            return Err(Refusal::not_authorized());
        }
        vault.check_free_name(key.safe, &properties.name)?;
    }
    platforms::check(&vault.platforms, &mut properties)?;
    let now = vault.now();
    let account = vault.account_mut(key)?;
    if properties.automatic && !account.properties.automatic {
        account.management.failures = 0;
    }
    account.properties = properties;
    account.modified = now;
    account.note(caller, Action::Update, "", now);
    vault.account_json(key).map(Answer::ok)
}

/// Marks an account as deleted, without its secrets.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.delete_account(call.caller()?, call.account()?)?;
    Ok(Answer::empty(204))
}

/// Who did what with an account, newest first.
fn activities(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let account = vault.account(call.account()?)?;
    let activities: Vec<Value> = account
        .activities
        .iter()
        .rev()
        .map(|one| one.to_json(vault))
        .collect();
    Ok(Answer::listed("Activities", activities))
}

/// Reads the properties of a new account.
pub(crate) fn read(vault: &Vault, fields: Fields) -> Result<AccountProperties, Refusal> {
    let text = |name| -> Result<_, Refusal> {
        Ok(fields
            .text(name)?
            .filter(|text| !text.is_empty())
            .map(str::to_owned))
    };
    let mut properties = AccountProperties {
        name: text("name")?.unwrap_or_default(),
        address: text("address")?,
        user_name: text("userName")?,
        platform: fields.mandatory("platformId")?.to_owned(),
        is_key: fields.choice("secretType", &["password", "key"])? == Some("key"),
        automatic: true,
        ..AccountProperties::default()
    };
    if let Some(platform) = fields.object("platformAccountProperties")? {
        for (name, value) in platform.iter() {
            properties.set_platform_property(name, platform_property_text(name, value)?);
        }
    }
    if let Some(management) = fields.object("secretManagement")? {
        properties.automatic = management
            .boolean("automaticManagementEnabled")?
            .unwrap_or(true);
        properties.manual_reason = management
            .text("manualManagementReason")?
            .filter(|text| !text.is_empty())
            .map(str::to_owned);
    }
    if properties.automatic && properties.manual_reason.is_some() {
        return Err(Refusal::reason_while_automatic());
    }
    if let Some(access) = fields.object("remoteMachinesAccess")? {
        properties.remote_machines = access.text("remoteMachines")?.map(str::to_owned);
        properties.restricted_to_machines = access
            .boolean("accessRestrictedToRemoteMachines")?
            .unwrap_or(false);
    }
    platforms::check(&vault.platforms, &mut properties)?;
    if properties.name.is_empty() {
        properties.name = platforms::account_name(&vault.platforms, &properties);
    }
    Ok(properties)
}

impl Vault {
    /// Puts a new account into a safe.
    pub(crate) fn create_account(
        &mut self,
        safe: SafeNumber,
        properties: AccountProperties,
        secret: Option<Secret>,
        creator: PrincipalId,
    ) -> Result<AccountKey, Refusal> {
        self.check_free_name(safe, &properties.name)?;
        let now = self.now();
        let owner = self
            .safes
            .get_mut(&safe)
            .ok_or_else(|| Refusal::safe_missing(""))?;
        let key = AccountKey {
            safe,
            number: owner.next_account,
        };
        owner.next_account += 1;
        let limit = owner.properties.versions;
        let mut account = Account::new(key, properties, now);
        if let Some(secret) = secret {
            account.store_secret(secret, creator, limit, now);
        }
        account.note(creator, Action::Add, "", now);
        self.accounts.insert(key, account);
        Ok(key)
    }

    /// An account that is not deleted.
    pub(crate) fn account(&self, key: AccountKey) -> Result<&Account, Refusal> {
        self.accounts
            .get(&key)
            .filter(|account| account.deleted.is_none())
            .ok_or_else(|| Refusal::account_missing(&key.to_string()))
    }

    /// An account that is not deleted, to change it.
    pub(crate) fn account_mut(&mut self, key: AccountKey) -> Result<&mut Account, Refusal> {
        self.accounts
            .get_mut(&key)
            .filter(|account| account.deleted.is_none())
            .ok_or_else(|| Refusal::account_missing(&key.to_string()))
    }

    /// Marks an account as deleted, and forgets its secrets.
    pub(crate) fn delete_account(
        &mut self,
        caller: PrincipalId,
        key: AccountKey,
    ) -> Result<(), Refusal> {
        self.check_unlocked(caller, key)?;
        self.forget_task(key);
        let now = self.now();
        let account = self.account_mut(key)?;
        account.deleted = Some(now);
        account.secrets.clear();
        account.next_secret = None;
        account.on_target = None;
        account.lock = None;
        account.group = None;
        account.links.clear();
        account.note(caller, Action::Delete, "", now);
        Ok(())
    }

    /// An account as answers carry it.
    pub(crate) fn account_json(&self, key: AccountKey) -> Result<Value, Refusal> {
        let account = self.account(key)?;
        let safe = self.safes.get(&key.safe).map_or("", |safe| &safe.name);
        Ok(self.shown(account, safe))
    }

    /// Refuses a name that another account of the safe has.
    pub(crate) fn check_free_name(&self, safe: SafeNumber, name: &str) -> Result<(), Refusal> {
        if self
            .accounts_of(safe)
            .any(|account| same(&account.properties.name, name))
        {
            Err(Refusal::account_taken(name))
        } else {
            Ok(())
        }
    }
}
