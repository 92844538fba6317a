//! The commands that On-Demand Privileges Manager allows or denies on one account.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::AccountKey,
    limits::one_of,
    state::{Vault, same},
};
use pvwa_api::SafePermission;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(super) const ROWS: &[Row] = &[
    ("list_account_privileged_commands_gen1", list),
    ("add_account_privileged_command_gen1", add),
    ("delete_account_privileged_command_gen1", delete),
    ("list_account_privileged_commands_by_parts_gen1", list),
    ("add_account_privileged_command_by_parts_gen1", add),
    ("delete_account_privileged_command_by_parts_gen1", delete),
];

/// The rules by their numbers.
#[derive(Default)]
pub(crate) struct Commands {
    last: i64,
    rules: BTreeMap<i64, (AccountKey, Map<String, Value>)>,
}

impl Refusal {
    fn command_taken() -> Self {
        Self::new(409, "ITATS903E", "The account has such a rule already.")
    }
}

/// The rules of an account.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = vault.account_by_parts(call, SafePermission::ListAccounts)?;
    let rules = vault.commands.rules.iter();
    let rules: Vec<Value> = rules
        .filter(|(_, (account, _))| *account == key)
        .map(|(id, (_, rule))| shown(*id, rule))
        .collect();
    Ok(Answer::ok(
        json!({"ListAccountPrivilegedCommandsResult": rules}),
    ))
}

/// Adds a rule; those that are there stay.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = vault.account_by_parts(call, SafePermission::UpdateAccountProperties)?;
    let platform = vault.account(key)?.properties.platform.clone();
    let rule = read(call.fields()?, &platform)?;
    let accounts = &vault.accounts;
    let commands = &mut vault.commands;
    commands
        .rules
        .retain(|_, (account, _)| accounts.get(account).is_some());
    if commands
        .rules
        .values()
        .any(|known| *known == (key, rule.clone()))
    {
        return Err(Refusal::command_taken());
    }
    commands.last += 1;
    let json = shown(commands.last, &rule);
    commands.rules.insert(commands.last, (key, rule));
    Ok(Answer::ok(
        json!({"AddAccountPrivilegedCommandResult": json}),
    ))
}

/// Deletes a rule of the account.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = vault.account_by_parts(call, SafePermission::UpdateAccountProperties)?;
    let id = call.parameter("id");
    let missing = || Refusal::missing("Rule", id);
    let number: i64 = id.parse().map_err(|_| missing())?;
    let rules = &mut vault.commands.rules;
    rules
        .get(&number)
        .filter(|(account, _)| *account == key)
        .ok_or_else(missing)?;
    rules.remove(&number);
    Ok(Answer::empty(200))
}

fn read(fields: Fields, platform: &str) -> Result<Map<String, Value>, Refusal> {
    let group = fields.mandatory_boolean("CommandGroup")?;
    let permission = fields.mandatory("PermissionType")?;
    let permission = one_of("PermissionType", permission, &["Allow", "Deny"])?;
    let user = fields.text("UserName")?.filter(|name| !name.is_empty());
    let rule = [
        ("PolicyId", platform.into()),
        ("Command", fields.mandatory("Command")?.into()),
        ("IsGroup", group.into()),
        ("PermissionType", permission.into()),
        ("Type", "Account".into()),
        ("UserName", user.unwrap_or("*").into()),
        ("Restrictions", fields.text("Restrictions")?.into()),
    ];
    let rule = rule.into_iter();
    Ok(rule
        .map(|(name, value): (&str, Value)| (name.to_owned(), value))
        .collect())
}

fn shown(id: i64, rule: &Map<String, Value>) -> Value {
    let mut json = rule.clone();
    json.insert("Id".to_owned(), id.to_string().into());
    json.into()
}

impl Vault {
    /// The account that a path names by address, user name and platform, where the caller holds a
    /// permission on it.
    fn account_by_parts(&self, call: &Call, needed: SafePermission) -> Result<AccountKey, Refusal> {
        let caller = call.caller()?;
        let whole = call.parameter("accountDetails");
        let parts: Vec<&str> = match whole {
            "" => ["AccountAddress", "AccountUserName", "AccountPolicyId"]
                .map(|name| call.parameter(name))
                .to_vec(),
            whole => whole.split('|').collect(),
        };
        let missing = || Refusal::account_missing(&parts.join("|"));
        let [address, user, platform] = parts.as_slice() else {
            return Err(missing());
        };
        let is = |known: &Option<String>, asked: &str| {
            known.as_ref().is_some_and(|known| same(known, asked))
        };
        let found = self.accounts.values().find(|account| {
            let given = &account.properties;
            account.deleted.is_none()
                && is(&given.address, address)
                && is(&given.user_name, user)
                && same(&given.platform, platform)
                && self
                    .permissions_for(caller, account.key)
                    .contains(SafePermission::ListAccounts)
        });
        let key = found.ok_or_else(missing)?.key;
        match self.permissions_for(caller, key).contains(needed) {
            true => Ok(key),
            false => Err(Refusal::not_authorized()),
        }
    }
}
