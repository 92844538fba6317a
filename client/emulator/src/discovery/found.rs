//! The discovered accounts that wait.

use super::{known::Discovered, require_administrator};
use crate::{
    answer::Answer,
    call::Call,
    errors::Refusal,
    fields::{Fields, boolean},
    filter::{Sort, SortKey, search_words},
    paging::Page,
    state::Vault,
};
use serde_json::{Value, json};

const DEFAULT_LIMIT: usize = 100;
const LARGEST_LIMIT: usize = 1000;

/// What the list can be sorted by.
const SORTED_BY: [&str; 6] = [
    "userName",
    "address",
    "platformType",
    "discoveryDateTime",
    "privileged",
    "accountEnabled",
];

pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let page = Page::read(call.query, DEFAULT_LIMIT, Some(LARGEST_LIMIT), vault.quirks)?;
    let sort = Sort::read(call.query, &SORTED_BY)?;
    let words = search_words(call.query);
    let kind = call
        .query
        .choice("searchType", &["Contains", "StartsWith"])?;
    let at_start = kind == Some("StartsWith");
    let tests = tests(call.query.text("filter").unwrap_or_default())
        .ok_or_else(|| Refusal::invalid("filter", "The filter is not valid."))?;
    let waiting = vault.discovery.waiting.values();
    let mut found: Vec<&Discovered> = waiting
        .filter(|one| tests.iter().all(|test| test.holds(one)))
        .filter(|one| has_words(one, &words, at_start))
        .collect();
    sort.sort(&mut found, |one, property| {
        let mut properties = one.properties.iter();
        let value = properties.find(|(name, _)| name.eq_ignore_ascii_case(property));
        match value.map(|(_, value)| value) {
            Some(Value::Bool(value)) => SortKey::Number(i64::from(*value)),
            Some(Value::Number(number)) => SortKey::Number(number.as_i64().unwrap_or_default()),
            Some(Value::String(text)) => SortKey::Text(text.to_lowercase()),
            _ => SortKey::Number(0),
        }
    });
    let path = "api/DiscoveredAccounts";
    let body = page.cut(&found, call, vault.quirks, path, |one| one.to_json(false));
    Ok(Answer::ok(body))
}

pub(super) fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let account = vault.discovery.get(call.parameter("id"))?;
    Ok(Answer::ok(account.to_json(true)))
}

pub(super) fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    vault.discovery.take(call.parameter("id"))?;
    Ok(Answer::empty(204))
}

pub(super) fn delete_all(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    vault.discovery.waiting.clear();
    Ok(Answer::empty(204))
}

pub(super) fn delete_several(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    each(call, |fields| {
        let id = fields.mandatory("discoveredAccountId")?;
        vault.discovery.take(id).map(drop)
    })
}

/// Does something with each item of a body, and tells with status 207 where some failed.
pub(super) fn each(
    call: &Call,
    mut act: impl FnMut(Fields) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let items = call.fields()?.mandatory_list("BulkItems")?;
    let mut failed = false;
    let mut results = Vec::new();
    for item in items {
        let fields = Fields::of(Some(item))?;
        let id = fields.text("discoveredAccountId")?.unwrap_or_default();
        let mut result = json!({"discoveredAccountId": id, "succeeded": true});
        if let Err(refusal) = act(fields) {
            failed = true;
            result["succeeded"] = false.into();
            result["error"] = refusal.to_json();
        }
        results.push(result);
    }
    let status = if failed { 207 } else { 200 };
    Ok(Answer::json(status, json!({"results": results})))
}

/// One condition of the parameter `filter`.
enum Test {
    Kind(String),
    Is(&'static str, bool),
}

impl Test {
    fn holds(&self, account: &Discovered) -> bool {
        match self {
            Self::Kind(kind) => account.text("platformType").eq_ignore_ascii_case(kind),
            Self::Is(name, wanted) => {
                let value = account.properties.get(*name).and_then(Value::as_bool);
                value.unwrap_or(false) == *wanted
            }
        }
    }
}

/// Reads conditions joined by AND. Values may hold spaces, with quotes and without.
fn tests(filter: &str) -> Option<Vec<Test>> {
    let words: Vec<&str> = filter.split_whitespace().collect();
    if words.is_empty() {
        return Some(Vec::new());
    }
    let conditions = words.split(|word| word.eq_ignore_ascii_case("and"));
    conditions
        .map(|condition| {
            let [property, operator, value @ ..] = condition else {
                return None;
            };
            let value = value.join(" ");
            let value = value.trim_matches('"');
            if !operator.eq_ignore_ascii_case("eq") || value.is_empty() {
                return None;
            }
            let is = |name| boolean(value).map(|wanted| Test::Is(name, wanted));
            match property.to_ascii_lowercase().as_str() {
                "platformtype" => Some(Test::Kind(value.to_owned())),
                "privileged" => is("privileged"),
                "accountenabled" => is("accountEnabled"),
                _ => None,
            }
        })
        .collect()
}

fn has_words(account: &Discovered, words: &[String], at_start: bool) -> bool {
    let texts: Vec<String> = account
        .properties
        .values()
        .filter_map(|value| Some(value.as_str()?.to_lowercase()))
        .collect();
    let fits = |text: &String, word: &String| match at_start {
        true => text.starts_with(word.as_str()),
        false => text.contains(word.as_str()),
    };
    words
        .iter()
        .all(|word| texts.iter().any(|text| fits(text, word)))
}
