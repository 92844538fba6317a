//! Account groups: accounts of one safe that are changed together.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::{AccountKey, PrincipalId, SafeNumber},
    object_access::operation,
    platforms,
    state::{Vault, same},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_account_groups", list),
    ("list_safe_account_groups", of_safe),
    ("add_account_group", add),
    ("list_account_group_members", members),
    ("add_account_group_member", add_member),
    ("remove_account_group_member", remove_member),
];

/// The groups by their ids, which look like those of accounts.
#[derive(Default)]
pub(crate) struct AccountGroups(BTreeMap<AccountKey, AccountGroup>);

/// A group of accounts.
pub(crate) struct AccountGroup {
    pub(crate) name: String,
    pub(crate) platform: String,
}

/// The longest name of a group, in characters.
const LONGEST_NAME: usize = 170;

impl Refusal {
    fn account_group_taken(name: &str) -> Self {
        Self::generic(
            409,
            format!("EPVPA012E Account group {name} exists already."),
        )
    }

    fn in_account_group(id: &str) -> Self {
        Self::generic(
            400,
            format!("Account {id} belongs to an account group already."),
        )
    }

    fn not_in_account_group(id: &str) -> Self {
        Self::generic(
            404,
            format!("Account {id} does not belong to the account group."),
        )
    }

    fn other_safe() -> Self {
        Self::invalid("AccountId", "Account and group must be in the same safe.")
    }
}

/// The groups of the safe that the query names.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let name = call.query.text("safe");
    let name = name.ok_or_else(|| Refusal::mandatory("Safe"))?;
    let safe = vault.safe_for(call, name)?;
    Ok(vault.account_groups_in(safe))
}

/// The groups of the safe that the path names.
fn of_safe(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    Ok(vault.account_groups_in(call.safe()?))
}

/// Adds an empty group.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let name = fields.mandatory("GroupName")?;
    let platform = fields.mandatory("GroupPlatformId")?;
    let safe = vault.safe_for(call, fields.mandatory("Safe")?)?;
    let key = vault.add_account_group(safe, name, platform)?;
    vault.account_group_json(key).map(Answer::ok)
}

/// The accounts of a group.
fn members(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (key, safe) = vault.account_group_of(call)?;
    let accounts = vault
        .accounts_of(safe)
        .filter(|one| one.group == Some(key))
        .map(|account| {
            let given = &account.properties;
            json!({
                "AccountID": account.key.to_string(),
                "SafeName": vault.safes.get(&safe).map_or("", |safe| &safe.name),
                "PlatformID": given.platform,
                "Address": given.address.as_deref().unwrap_or_default(),
                "UserName": given.user_name.as_deref().unwrap_or_default(),
            })
        });
    Ok(Answer::ok(accounts.collect::<Vec<_>>()))
}

/// Puts an account into a group.
fn add_member(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (group, _) = vault.account_group_of(call)?;
    let id = call.fields()?.mandatory("AccountId")?;
    let key = vault.usable_account(call.caller()?, call.operation, id)?;
    if key.safe != group.safe {
        return Err(Refusal::other_safe());
    }
    vault.join_account_group(key, group)?;
    Ok(Answer::ok(json!({"AccountId": id})))
}

/// Takes an account out of a group.
fn remove_member(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = call.account()?;
    let (group, _) = vault.account_group_of(call)?;
    let account = vault.account_mut(key)?;
    if account.group != Some(group) {
        return Err(Refusal::not_in_account_group(&key.to_string()));
    }
    account.group = None;
    Ok(Answer::empty(204))
}

impl AccountGroup {
    fn to_json(&self, key: AccountKey, vault: &Vault) -> Value {
        json!({
            "GroupID": key.to_string(),
            "GroupName": self.name,
            "GroupPlatformID": self.platform,
            "Safe": vault.safes.get(&key.safe).map_or("", |safe| &safe.name),
        })
    }
}

impl Vault {
    /// The accounts that are changed together with one, itself among them.
    pub(crate) fn accounts_changed_together(
        &self,
        key: AccountKey,
    ) -> Result<Vec<AccountKey>, Refusal> {
        let Some(group) = self.account(key)?.group else {
            return Ok(vec![key]);
        };
        let accounts = self.accounts_of(key.safe);
        Ok(accounts
            .filter(|one| one.group == Some(group))
            .map(|one| one.key)
            .collect())
    }

    /// The group that an account belongs to.
    pub(crate) fn account_group(&self, key: AccountKey) -> Option<&AccountGroup> {
        self.account_groups.0.get(&self.account(key).ok()?.group?)
    }

    /// Whether a group is of a platform.
    pub(crate) fn has_groups_of(&self, platform: &str) -> bool {
        let mut groups = self.account_groups.0.iter();
        groups.any(|(key, group)| group.platform == platform && self.safes.contains_key(&key.safe))
    }

    /// Adds a group to a safe.
    pub(crate) fn add_account_group(
        &mut self,
        safe: SafeNumber,
        name: &str,
        platform: &str,
    ) -> Result<AccountKey, Refusal> {
        if name.chars().count() > LONGEST_NAME {
            return Err(Refusal::invalid(
                "GroupName",
                format!("The name of an account group has at most {LONGEST_NAME} characters."),
            ));
        }
        if self.find_account_group(safe, name).is_some() {
            return Err(Refusal::account_group_taken(name));
        }
        let platform = platforms::check_group(&self.platforms, platform)?;
        let safes = &self.safes;
        let groups = &mut self.account_groups.0;
        groups.retain(|key, _| safes.contains_key(&key.safe));
        let key = self.new_object(safe)?;
        let group = AccountGroup {
            name: name.to_owned(),
            platform,
        };
        self.account_groups.0.insert(key, group);
        Ok(key)
    }

    /// Puts an account into the group that the properties of a request name, making the group
    /// where its platform is named, too.
    pub(crate) fn join_named(
        &mut self,
        caller: PrincipalId,
        key: AccountKey,
        fields: Fields,
    ) -> Result<(), Refusal> {
        let Some(name) = fields.text("groupName")?.filter(|name| !name.is_empty()) else {
            return Ok(());
        };
        let platform = fields.text("groupPlatformId")?.unwrap_or_default();
        let group = match self.find_account_group(key.safe, name) {
            Some(group) => group,
            None if platform.is_empty() => return Err(Refusal::missing("Account group", name)),
            None => {
                let safe = self.safes.get(&key.safe);
                let safe = safe.ok_or_else(|| Refusal::safe_missing(""))?;
                self.require(caller, operation("add_account_group")?, safe, self.now())?;
                self.add_account_group(key.safe, name, platform)?
            }
        };
        self.join_account_group(key, group)
    }

    /// The number of a new thing in a safe.
    pub(crate) fn new_object(&mut self, safe: SafeNumber) -> Result<AccountKey, Refusal> {
        let owner = self.safes.get_mut(&safe);
        let owner = owner.ok_or_else(|| Refusal::safe_missing(""))?;
        owner.next_account += 1;
        Ok(AccountKey {
            safe,
            number: owner.next_account - 1,
        })
    }

    fn account_groups_in(&self, safe: SafeNumber) -> Answer {
        let groups = self.account_groups.0.iter();
        let groups: Vec<Value> = groups
            .filter(|(key, _)| key.safe == safe)
            .map(|(key, group)| group.to_json(*key, self))
            .collect();
        Answer::ok(groups)
    }

    fn join_account_group(&mut self, key: AccountKey, group: AccountKey) -> Result<(), Refusal> {
        let account = self.account_mut(key)?;
        if account.group.is_some() {
            return Err(Refusal::in_account_group(&key.to_string()));
        }
        account.group = Some(group);
        Ok(())
    }

    fn find_account_group(&self, safe: SafeNumber, name: &str) -> Option<AccountKey> {
        let mut groups = self.account_groups.0.iter();
        groups
            .find(|(key, group)| key.safe == safe && same(&group.name, name))
            .map(|(key, _)| *key)
    }

    fn account_group_json(&self, key: AccountKey) -> Result<Value, Refusal> {
        let group = self.account_groups.0.get(&key);
        let group = group.ok_or_else(|| Refusal::missing("Account group", key))?;
        Ok(group.to_json(key, self))
    }

    /// The safe of a name in which the caller may carry out the operation.
    pub(crate) fn safe_for(&self, call: &Call, name: &str) -> Result<SafeNumber, Refusal> {
        let (caller, now) = (call.caller()?, self.now());
        let safe = self.visible_safe(caller, name, now);
        let safe = safe.ok_or_else(|| Refusal::safe_missing(name))?;
        self.require(caller, call.operation, safe, now)?;
        Ok(safe.number)
    }

    /// The group that the path names, and its safe.
    fn account_group_of(&self, call: &Call) -> Result<(AccountKey, SafeNumber), Refusal> {
        let id = call.parameter("groupId");
        let missing = || Refusal::missing("Account group", id);
        let key: AccountKey = id.parse().map_err(|()| missing())?;
        let safe = self.safes.get(&key.safe).ok_or_else(missing)?;
        if !self.account_groups.0.contains_key(&key) {
            return Err(missing());
        }
        let safe = self.safe_for(call, &safe.name).map_err(|refusal| {
            let visible = self.permissions_of(call.caller.unwrap_or(0), safe, self.now());
            match visible {
                Some(_) => refusal,
                None => missing(),
            }
        })?;
        Ok((key, safe))
    }
}
