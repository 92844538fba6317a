//! Asking for access.

use super::known::{Request, Wish};
use crate::{
    answer::Answer,
    bulk::Item,
    call::Call,
    errors::Refusal,
    fields::Fields,
    filter::words_of,
    identity::{AccountKey, PrincipalId},
    state::{Vault, same},
};
use serde_json::{Value, json};

/// The most accounts that one call asks for.
const MOST: usize = 10_000;

/// The most that further details may be, in bytes.
const LARGEST: usize = 16 * 1024;

/// The longest reason, in characters.
const LONGEST: usize = 1000;

/// Asks for one account, for several, or for those that a search finds.
pub(super) fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let caller = call.caller()?;
    let items = fields.list("BulkItems")?;
    let filter = fields.object("BulkFilter")?;
    if items.is_none() && filter.is_none() {
        let id = fields.mandatory("AccountId")?;
        let number = ask(vault, call, caller, id, fields)?;
        let request = vault.requests.get(number);
        let request = request.ok_or_else(|| Refusal::request_missing(id))?;
        return Ok(Answer::created(request.to_json(vault, true)));
    }
    let items = items.unwrap_or_default();
    if items.len() > MOST {
        let message = format!("BulkItems holds at most {MOST} entries.");
        return Err(Refusal::invalid("BulkItems", message));
    }
    let mut outcomes = Vec::new();
    for item in items {
        let item = Fields::of(Some(item))?;
        let item = item.mandatory_object("Item")?;
        let id = item.mandatory("AccountId")?;
        outcomes.push(asked(vault, call, caller, id, item));
    }
    if let Some(filter) = filter {
        let common = filter.mandatory_object("CommonEntityProperties")?;
        let common = common.mandatory_object("Item")?;
        for id in found(vault, caller, filter)? {
            outcomes.push(asked(vault, call, caller, &id, common));
        }
    }
    let now = vault.now();
    let id = vault.bulk.remember(caller, now, outcomes);
    Ok(Answer::created(json!({"id": id.to_string()})))
}

/// Asks for one account of several, and tells what became of it.
fn asked(vault: &mut Vault, call: &Call, caller: PrincipalId, id: &str, fields: Fields) -> Item {
    let asked = ask(vault, call, caller, id, fields);
    let request = asked.and_then(|number| {
        let request = vault.requests.get(number);
        let request = request.ok_or_else(|| Refusal::request_missing(id))?;
        Ok(json!({"RequestID": request.id(vault)}))
    });
    Item {
        operation: "Add",
        id: id.to_owned(),
        request: json!({"AccountId": id}),
        outcome: request,
    }
}

/// Asks for one account, and tells the number of the request.
fn ask(
    vault: &mut Vault,
    call: &Call,
    caller: PrincipalId,
    id: &str,
    fields: Fields,
) -> Result<u64, Refusal> {
    let now = vault.now();
    let (account, safe) = vault
        .visible_account(caller, id, now)
        .ok_or_else(|| Refusal::account_missing(id))?;
    vault.require(caller, call.operation, safe, now)?;
    let key = account.key;
    let workflow = vault.workflow(&account.properties.platform);
    let wish = Wish::read(fields, now)?;
    if workflow.reason && wish.reason.is_empty() {
        return Err(Refusal::mandatory("Reason"));
    }
    if !vault.must_ask(caller, key) {
        return Err(Refusal::request_useless());
    }
    let mut requests = vault.requests.rows.iter();
    let is_same = |one: &Request| one.by == caller && one.account == key;
    if requests.any(|one| is_same(one) && one.status(now).is_open()) {
        return Err(Refusal::request_repeated());
    }
    let confirmers = usize::try_from(vault.policy.confirmers).unwrap_or(1);
    let second = if vault.policy.two_levels {
        confirmers
    } else {
        0
    };
    let request = Request {
        number: 0,
        by: caller,
        account: key,
        wish,
        created: now,
        decisions: Vec::new(),
        needed: [confirmers, second],
        used: false,
    };
    Ok(vault.requests.add(request, now))
}

/// The ids of the accounts that a filter finds and the caller sees.
fn found(vault: &Vault, caller: PrincipalId, filter: Fields) -> Result<Vec<String>, Refusal> {
    let params = filter.mandatory_object("FilterParams")?;
    let search = match params.object("SearchParam")? {
        Some(search) => search.text("Search")?.unwrap_or_default(),
        None => "",
    };
    let safe = match params.object("AccountsFilters")? {
        Some(filters) => filters.text("Safe")?.filter(|name| !name.is_empty()),
        None => None,
    };
    let excluded = filter.list("ExcludedEntities")?.unwrap_or_default();
    let words = words_of(search);
    let now = vault.now();
    let keys = vault.accounts.values().filter(|account| {
        let given = &account.properties;
        let texts = [
            Some(given.name.as_str()),
            given.address.as_deref(),
            given.user_name.as_deref(),
        ];
        let texts: Vec<String> = texts.into_iter().flatten().map(str::to_lowercase).collect();
        let mut words = words.iter();
        words.all(|word| texts.iter().any(|text| text.contains(word.as_str())))
    });
    let ids = keys
        .filter(|account| safe.is_none_or(|name| is_in(vault, account.key, name)))
        .map(|account| account.key.to_string())
        .filter(|id| !excluded.iter().any(|one| one.as_str() == Some(id)))
        .filter(|id| vault.visible_account(caller, id, now).is_some());
    Ok(ids.take(MOST).collect())
}

fn is_in(vault: &Vault, account: AccountKey, safe: &str) -> bool {
    let own = vault.safes.get(&account.safe);
    own.is_some_and(|own| same(&own.name, safe))
}

impl Wish {
    fn read(fields: Fields, now: i64) -> Result<Self, Refusal> {
        let text = |name| -> Result<Option<String>, Refusal> {
            let text = fields.text_up_to(name, LONGEST)?;
            Ok(Some(text).filter(|text| !text.is_empty()))
        };
        let several_times = fields.boolean("MultipleAccessRequired")?.unwrap_or(false);
        let from = fields.integer("FromDate")?.unwrap_or(0).max(0);
        let to = fields.integer("ToDate")?.unwrap_or(0).max(0);
        if (from == 0) != (to == 0) || to < from || (to != 0 && to <= now) {
            return Err(Refusal::request_contradicts_itself());
        }
        Ok(Self {
            reason: text("Reason")?.unwrap_or_default(),
            ticketing_system: text("TicketingSystemName")?,
            ticket: text("TicketId")?,
            several_times,
            from,
            to,
            connect: fields.boolean("UseConnect")?.unwrap_or(false),
            additional: match fields.value("AdditionalInfo") {
                Some(info @ Value::Object(map)) if info.to_string().len() <= LARGEST => map.clone(),
                Some(_) => {
                    let message =
                        format!("AdditionalInfo is an object of {LARGEST} bytes at most.");
                    return Err(Refusal::invalid("AdditionalInfo", message));
                }
                None => serde_json::Map::new(),
            },
        })
    }
}

impl Refusal {
    /// The caller may use the account without.
    fn request_useless() -> Self {
        Self::new(
            409,
            "PASWS099E",
            "The request was not made: the account can be used without a confirmation.",
        )
    }

    /// There is such a request.
    fn request_repeated() -> Self {
        Self::new(
            409,
            "PASWS099E",
            "The request was not made: EPVPA050E the same one has been sent before.",
        )
    }

    fn request_contradicts_itself() -> Self {
        Self::generic(
            500,
            "The period of the request contradicts itself or is over.",
        )
    }
}
