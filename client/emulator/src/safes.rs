//! Listing, adding, reading, changing and deleting safes.

pub(crate) mod first_generation;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    filter::{Sort, SortKey, search_words},
    identity::SafeNumber,
    paging::Page,
    safe::{Safe, SafeProperties, check_name},
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_safes", list),
    ("add_safe", add),
    ("get_safe", get),
    ("update_safe", update),
    ("delete_safe", delete),
];

const DEFAULT_LIMIT: usize = 25;

/// How long versions are kept where nobody says otherwise, in days.
const DEFAULT_DAYS: u32 = 7;

/// The safes that the caller is a member of.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let now = vault.now();
    let page = Page::read(call.query, DEFAULT_LIMIT, None, vault.quirks)?;
    let sort = Sort::read(call.query, &["safeName"])?;
    let words = search_words(call.query);
    let with_accounts = call.query.boolean("includeAccounts")?.unwrap_or(false);
    let mut found: Vec<&Safe> = vault
        .safes
        .values()
        .filter(|safe| vault.allows(caller, call.operation, safe, now))
        .filter(|safe| {
            let name = safe.name.to_lowercase();
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect();
    found.sort_by_cached_key(|safe| safe.name.to_lowercase());
    sort.sort(&mut found, |safe, _| {
        SortKey::Text(safe.name.to_lowercase())
    });
    Ok(Answer::ok(page.cut(
        &found,
        call,
        vault.quirks,
        "api/safes",
        |safe| details(vault, safe, with_accounts),
    )))
}

/// Adds a safe, with the caller as its first member.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let name = fields.mandatory("safeName")?;
    let properties = read(fields, vault)?;
    let number = vault.create_safe(name, properties, call.caller()?)?;
    let safe = vault
        .safes
        .get(&number)
        .ok_or_else(|| Refusal::safe_missing(name))?;
    Ok(Answer::created(safe.to_json(vault)))
}

/// One safe.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let with_accounts = call.query.boolean("includeAccounts")?.unwrap_or(false);
    let mut safe = details(vault, vault.safe_of(call)?, with_accounts);
    if !with_accounts {
        safe["accounts"] = json!([]);
    }
    Ok(Answer::ok(safe))
}

/// Replaces the properties of a safe, its name among them.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let number = vault.safe_of(call)?.number;
    replace(vault, number, call.fields()?)?;
    Ok(Answer::ok(vault.safe_of(call)?.to_json(vault)))
}

/// Gives a safe the properties and the name that a request describes.
fn replace(vault: &mut Vault, number: SafeNumber, fields: Fields) -> Result<(), Refusal> {
    let name = fields.mandatory("safeName")?;
    let properties = read(fields, vault)?;
    if vault.safe(name).is_some_and(|other| other.number != number) {
        return Err(Refusal::safe_taken(name));
    }
    let mut safe = vault
        .safes
        .remove(&number)
        .ok_or_else(|| Refusal::safe_missing(name))?;
    // A safe keeps a name that could not be given any more.
    let checked = if same(&safe.name, name) {
        Ok(())
    } else {
        check_name(name)
    };
    if checked.is_ok() {
        name.clone_into(&mut safe.name);
        // Access by account cannot be given up again.
        let olac = properties.olac || safe.properties.olac;
        safe.properties = SafeProperties { olac, ..properties };
        safe.modified = vault.clock.micros();
        safe.add_managing_cpm(vault);
    }
    vault.safes.insert(number, safe);
    checked
}

/// Deletes a safe and all that is in it.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.remove_safe(vault.safe_of(call)?.number);
    Ok(Answer::empty(204))
}

impl Vault {
    /// Takes a safe out of the vault, with all that is in it.
    pub(crate) fn remove_safe(&mut self, number: SafeNumber) {
        self.safes.remove(&number);
        self.accounts.remove_safe(number);
    }

    /// The safe that the path of a request names.
    pub(crate) fn safe_of(&self, call: &Call) -> Result<&Safe, Refusal> {
        self.safes
            .get(&call.safe()?)
            .ok_or_else(|| Refusal::safe_missing(""))
    }
}

fn details(vault: &Vault, safe: &Safe, with_accounts: bool) -> Value {
    let mut json = safe.to_json(vault);
    if with_accounts {
        json["accounts"] = vault
            .accounts_of(safe.number)
            .map(|account| json!({"id": account.key.to_string(), "name": account.properties.name}))
            .collect();
    }
    json["isExpiredMember"] = false.into();
    json
}

fn read(fields: Fields, vault: &Vault) -> Result<SafeProperties, Refusal> {
    let number = |name, most| {
        let number = fields.within(name, 0..=most)?;
        Ok::<_, Refusal>(number.and_then(|number| u32::try_from(number).ok()))
    };
    let text = |name| {
        fields
            .text(name)
            .map(|text| text.unwrap_or_default().to_owned())
    };
    let (versions, mut days) = (
        number("numberOfVersionsRetention", 999)?,
        number("numberOfDaysRetention", 3650)?,
    );
    if versions.is_none() && days.is_none() {
        days = Some(DEFAULT_DAYS);
    }
    let managing_cpm = text("managingCPM")?;
    if !managing_cpm.is_empty() && vault.user(&managing_cpm).is_none() {
        return Err(Refusal::invalid_with(
            "EPVWS101E",
            "managingCPM",
            format!("The vault has no user {managing_cpm} to manage the safe."),
        ));
    }
    Ok(SafeProperties {
        description: text("description")?,
        olac: fields.boolean("olacEnabled")?.unwrap_or(false),
        managing_cpm,
        versions,
        days,
    })
}
