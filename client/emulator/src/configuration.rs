//! What an administrator sets up once: methods of logon, identity providers, referrers, services.

pub(crate) mod logon_methods;
pub(crate) mod oauth;
pub(crate) mod oidc;
pub(crate) mod referrers;
pub(crate) mod services;

use crate::{errors::Refusal, fields::Fields};
use serde_json::{Map, Value};

/// What is set up.
#[derive(Default)]
pub(crate) struct Configuration {
    pub(crate) methods: logon_methods::LogonMethods,
    pub(crate) referrers: referrers::Referrers,
    pub(crate) oidc: oidc::OidcProviders,
    pub(crate) oauth: oauth::OAuthProviders,
    pub(crate) services: services::Services,
}

/// A text of a request, and how long it can be.
type Limit = (&'static str, usize);

/// Refuses texts that are too long.
fn check_lengths(fields: Fields, limits: &[Limit]) -> Result<(), Refusal> {
    limits
        .iter()
        .try_for_each(|(name, longest)| fields.text_up_to(name, *longest).map(drop))
}

/// The identifier that a new thing is to have: letters and digits only.
fn identifier<'a>(fields: Fields<'a>) -> Result<&'a str, Refusal> {
    let id = fields.mandatory("id")?;
    let good = id.chars().count() <= 50 && id.chars().all(char::is_alphanumeric);
    if good {
        Ok(id)
    } else {
        let message = "id has at most 50 characters, all of them letters or digits.";
        Err(Refusal::invalid("id", message))
    }
}

/// The record of an identifier, whatever its case.
fn find<'a>(
    records: &'a [Map<String, Value>],
    what: &str,
    id: &str,
) -> Result<&'a Map<String, Value>, Refusal> {
    records
        .iter()
        .find(|record| is(record, id))
        .ok_or_else(|| Refusal::missing(what, id))
}

/// Adds a record under an identifier that no other one has.
fn add(
    records: &mut Vec<Map<String, Value>>,
    what: &str,
    id: &str,
    mut record: Map<String, Value>,
) -> Result<Map<String, Value>, Refusal> {
    if records.iter().any(|known| is(known, id)) {
        return Err(Refusal::taken(what, id));
    }
    record.insert("id".to_owned(), id.into());
    records.push(record.clone());
    Ok(record)
}

/// Whether a record has an identifier.
fn is(record: &Map<String, Value>, id: &str) -> bool {
    let own = record.get("id").and_then(Value::as_str);
    own.is_some_and(|own| own.eq_ignore_ascii_case(id))
}

/// Puts a record in the place of the one of an identifier, which it takes over.
fn replace(
    records: &mut [Map<String, Value>],
    what: &str,
    id: &str,
    mut record: Map<String, Value>,
) -> Result<Map<String, Value>, Refusal> {
    let known = records.iter_mut().find(|record| is(record, id));
    let known = known.ok_or_else(|| Refusal::missing(what, id))?;
    let own = known.get("id").cloned().unwrap_or_default();
    record.insert("id".to_owned(), own);
    known.clone_from(&record);
    Ok(record)
}

/// Removes the record of an identifier.
fn remove(records: &mut Vec<Map<String, Value>>, what: &str, id: &str) -> Result<(), Refusal> {
    let before = records.len();
    records.retain(|record| !is(record, id));
    if records.len() == before {
        return Err(Refusal::missing(what, id));
    }
    Ok(())
}
