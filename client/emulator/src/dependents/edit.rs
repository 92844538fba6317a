//! Adding, reading, changing and deleting dependent accounts, and what is linked to them.

use super::{Dependent, Given};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    identity::AccountKey,
    state::{Vault, same},
};
use serde_json::Value;

/// What this module carries out.
pub(super) const ROWS: &[Row] = &[
    ("add_dependent_account", add),
    ("get_dependent_account", get),
    ("update_dependent_account", update),
    ("delete_dependent_account", delete),
    ("link_dependent_account", link),
    ("unlink_dependent_account", unlink),
];

/// Adds a place where the secret of the account is used.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let master = call.account()?;
    let platform = fields.mandatory("platformId")?.to_owned();
    let mut given = Given::read(fields)?;
    if given.name.is_empty() {
        given.name = made_up_name(&platform, &given);
    }
    check_free(vault, master, &given.name, None)?;
    let now = vault.now();
    let number = vault.new_object(master.safe)?.number;
    let dependent = Dependent {
        number,
        given,
        platform,
        link: None,
        status: None,
        failures: 0,
        task: None,
        synced: now,
        created: now,
        modified: now,
        deleted: None,
    };
    let account = vault.account_mut(master)?;
    account.dependents.insert(number, dependent);
    shown(vault, master, number).map(Answer::created)
}

/// One dependent account, with the accounts linked to it where the query wants them.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    let mut json = shown(vault, master, number)?;
    if call.query.boolean("extendedDetails")? == Some(true) {
        json["linkedAccounts"] = vault.dependent_mut(master, number)?.links_json();
    }
    Ok(Answer::ok(json))
}

/// Replaces everything that can be chosen; the name stays where none is sent.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    let mut given = Given::read(call.fields()?)?;
    if !given.name.is_empty() {
        check_free(vault, master, &given.name, Some(number))?;
    }
    let now = vault.now();
    let dependent = vault.dependent_mut(master, number)?;
    if given.name.is_empty() {
        given.name.clone_from(&dependent.given.name);
    }
    if given.automatic && !dependent.given.automatic {
        dependent.failures = 0;
    }
    dependent.given = given;
    dependent.modified = now;
    shown(vault, master, number).map(Answer::ok)
}

/// Marks a dependent account as deleted.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    vault.forget_dependent_task(master, number);
    let now = vault.now();
    let dependent = vault.dependent_mut(master, number)?;
    dependent.deleted = Some(now);
    dependent.link = None;
    Ok(Answer::empty(200))
}

/// Links the account that the CPM uses to get there. Clients send the position as a text, too.
fn link(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    let link = vault.read_link(call.caller()?, call.fields()?)?;
    vault.dependent_mut(master, number)?.link = Some(link);
    Ok(Answer::empty(200))
}

/// Removes that account.
fn unlink(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (master, number) = vault.dependent_of(call)?;
    let link = vault.dependent_mut(master, number)?.link.take();
    link.map(|_| Answer::empty(200))
        .ok_or_else(Refusal::not_linked)
}

fn shown(vault: &Vault, master: AccountKey, number: u32) -> Result<Value, Refusal> {
    let safe = vault.safes.get(&master.safe);
    let dependents = &vault.account(master)?.dependents;
    let dependent = dependents
        .get(&number)
        .ok_or_else(|| Refusal::missing("Dependent account", number))?;
    let json = dependent.to_json(master, safe.map_or("", |safe| &safe.name));
    Ok(json.into())
}

fn made_up_name(platform: &str, given: &Given) -> String {
    let mut parts = vec![platform];
    parts.extend(given.properties.iter().map(|(_, value)| value.as_str()));
    parts.join("-")
}

fn check_free(
    vault: &Vault,
    master: AccountKey,
    name: &str,
    but: Option<u32>,
) -> Result<(), Refusal> {
    let mut dependents = vault.account(master)?.dependents.values();
    let taken = dependents
        .any(|one| one.deleted.is_none() && Some(one.number) != but && same(&one.given.name, name));
    match taken {
        true => Err(Refusal::dependent_taken(name)),
        false => Ok(()),
    }
}
