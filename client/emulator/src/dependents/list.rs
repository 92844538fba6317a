//! The lists of dependent accounts.

use super::Dependent;
use crate::{
    account::Account,
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    filter::{Filter, search_words},
    paging::Page,
    quirks::Quirks,
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(super) const ROWS: &[Row] = &[
    ("list_dependent_accounts", list),
    ("list_dependents_of_account", of_account),
];

const DEFAULT_LIMIT: usize = 50;
const LARGEST_LIMIT: usize = 1000;

/// One condition of the parameter `filter`.
enum Condition {
    Master(String),
    Platform(String),
    Safe(String),
    ModifiedSince(i64),
}

impl Condition {
    fn read(property: &str, operator: &str, value: &str) -> Option<Self> {
        match (property, operator) {
            ("masteraccountid", "eq") => Some(Self::Master(value.to_owned())),
            ("platformid", "eq") => Some(Self::Platform(value.to_owned())),
            ("safename", "eq") => Some(Self::Safe(value.to_owned())),
            ("modificationtime", "gte") => value.parse().ok().map(Self::ModifiedSince),
            _ => None,
        }
    }

    fn passes(&self, account: &Account, dependent: &Dependent, safe: &str) -> bool {
        match self {
            Self::Master(id) => *id == account.key.to_string(),
            Self::Platform(id) => same(id, &dependent.platform),
            Self::Safe(name) => same(name, safe),
            Self::ModifiedSince(time) => dependent.modified >= *time,
        }
    }
}

/// Those of all accounts that the caller may list.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    let page = Page::read(call.query, DEFAULT_LIMIT, Some(LARGEST_LIMIT), vault.quirks)?;
    let filter = Filter::read(call.query, vault.version, Condition::read)?;
    let words = search_words(call.query);
    let deleted_too = call.query.boolean("includeDeleted")?.unwrap_or(false);
    let found: Vec<Value> = vault
        .accounts
        .values()
        .filter(|account| account.deleted.is_none() && !account.dependents.is_empty())
        .filter_map(|account| Some((account, vault.safes.get(&account.key.safe)?)))
        .filter(|(account, safe)| vault.allows_on(caller, call.operation, account, safe, now))
        .flat_map(|(account, safe)| {
            let dependents = account.dependents.values();
            dependents.map(move |one| (account, one, safe.name.as_str()))
        })
        .filter(|(_, one, _)| deleted_too || one.deleted.is_none())
        .filter(|(_, one, _)| one.matches(&words))
        .filter(|(account, one, safe)| filter.passes(|test| test.passes(account, one, safe)))
        .map(|(account, one, safe)| {
            let mut json = one.to_json(account.key, safe);
            json.insert("isDeleted".to_owned(), one.deleted.is_some().into());
            if let Some(time) = one.deleted {
                json.insert("deletionTime".to_owned(), time.into());
            }
            json.into()
        })
        .collect();
    // The envelope is another one than that of the other pages, with no link.
    let quirks = Quirks {
        total_style: false,
        ..vault.quirks
    };
    let mut page = page.cut(&found, call, quirks, "", Value::clone);
    Ok(Answer::ok(json!({
        "DependentAccounts": page["value"].take(),
        "Total": page["count"].take(),
    })))
}

/// Those of one account, all in one answer.
fn of_account(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let filter = Filter::read(call.query, vault.version, Condition::read)?;
    let words = search_words(call.query);
    let failed_only = call.query.boolean("failed")?.unwrap_or(false);
    let account = vault.account(call.account()?)?;
    let safe = vault.safes.get(&account.key.safe);
    let safe = safe.map_or("", |safe| &safe.name);
    let found: Vec<Value> = account
        .dependents
        .values()
        .filter(|one| one.deleted.is_none())
        .filter(|one| !failed_only || one.status == Some("failure"))
        .filter(|one| one.matches(&words))
        .filter(|one| filter.passes(|test| test.passes(account, one, safe)))
        .map(|one| one.to_json(account.key, safe).into())
        .collect();
    Ok(Answer::listed("DependentAccounts", found))
}
