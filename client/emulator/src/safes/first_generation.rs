//! Safes in the first generation: the same safes in other envelopes.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    safe::Safe,
    safes::{read, replace},
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_safes_gen1", list),
    ("add_safe_gen1", add),
    ("get_safe_gen1", get),
    ("update_safe_gen1", update),
    ("delete_safe_gen1", delete),
];

/// The safes of the caller; in another property where a word is looked for.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    let word = call.query.text("Query").map(str::to_lowercase);
    let mut found: Vec<&Safe> = vault
        .safes
        .values()
        .filter(|safe| vault.permissions_of(caller, safe, now).is_some())
        .filter(|safe| {
            let name = safe.name.to_lowercase();
            word.as_ref().is_none_or(|word| name.contains(word))
        })
        .collect();
    found.sort_by_cached_key(|safe| safe.name.to_lowercase());
    let envelope = match word {
        Some(_) => "SearchSafesResult",
        None => "GetSafesResult",
    };
    let found: Vec<Value> = found.into_iter().map(to_json).collect();
    Ok(Answer::ok(json!({envelope: found})))
}

/// Adds a safe with the caller as its first member.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = described(call)?;
    let name = fields.mandatory("SafeName")?;
    if name.contains('&') {
        // What the safe really lacks then is another name.
        return Err(Refusal::no_managing_cpm(name));
    }
    let properties = read(fields, vault)?;
    let number = vault.create_safe(name, properties, call.caller()?)?;
    let safe = vault.safes.get(&number).map(to_json);
    Ok(Answer::created(json!({"AddSafeResult": safe})))
}

/// One safe.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let safe = to_json(vault.safe_of(call)?);
    Ok(Answer::ok(json!({"GetSafeResult": safe})))
}

/// Replaces the properties of a safe, its name among them.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let number = vault.safe_of(call)?.number;
    replace(vault, number, described(call)?)?;
    let safe = to_json(vault.safe_of(call)?);
    Ok(Answer::ok(json!({"UpdateSafeResult": safe})))
}

/// Deletes a safe and all that is in it.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.remove_safe(vault.safe_of(call)?.number);
    Ok(Answer::empty(200))
}

/// The safe in the body, which has exactly one of the two retentions.
fn described<'a>(call: &Call<'a>) -> Result<Fields<'a>, Refusal> {
    let fields = call.fields()?.mandatory_object("safe")?;
    let by_versions = fields.value("NumberOfVersionsRetention").is_some();
    let by_days = fields.value("NumberOfDaysRetention").is_some();
    if by_versions == by_days {
        let message = "Exactly one of the two retentions has to be given.";
        return Err(Refusal::invalid("NumberOfVersionsRetention", message));
    }
    Ok(fields)
}

fn to_json(safe: &Safe) -> Value {
    let properties = &safe.properties;
    json!({
        "SafeName": safe.name,
        "Description": properties.description,
        "Location": "\\",
        "ManagingCPM": properties.managing_cpm,
        "NumberOfDaysRetention": properties.days,
        "NumberOfVersionsRetention": properties.versions,
        "OLACEnabled": properties.olac,
    })
}

impl Refusal {
    /// The vault has no user who could manage the safe.
    fn no_managing_cpm(safe: &str) -> Self {
        Self::new(
            400,
            "EPVWS101E",
            format!("Safe {safe} was not created: there is no CPM user to manage it."),
        )
    }

    /// No such user or group in the safe, as the first generation says it.
    pub(crate) fn no_such_member(name: &str) -> Self {
        Self::new(
            404,
            "CAWS00001E",
            format!("{name} was not updated: there is no such user or group."),
        )
    }
}

/// Whether a word stands for "in the vault itself".
pub(crate) fn is_vault(place: &str) -> bool {
    place.is_empty() || same(place, "Vault")
}
