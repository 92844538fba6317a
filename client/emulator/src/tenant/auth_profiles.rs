//! Authentication profiles. They are kept, and no logon asks for them: which factors a user has
//! is said where the user is added.

use super::{
    answers::{Cut, success, table},
    arguments::{body, mandatory_argument},
    person::PASSWORD_RULES,
    role::CONFIGURATION,
};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    random,
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("save_auth_profile", save),
    ("get_auth_profile", get),
    ("delete_auth_profile", delete),
    ("list_auth_profiles", list),
    ("get_password_complexity", password_rules),
];

/// How many there can be.
const MOST: usize = 1000;

/// The codes of the mechanisms.
const MECHANISMS: [&str; 12] = [
    "UP",
    "OTP",
    "OATH",
    "SMS",
    "EMAIL",
    "PF",
    "SQ",
    "QR",
    "U2F",
    "U2FONDEVICE",
    "PASSKEY",
    "RADIUS",
];

/// Creates a profile, or replaces the one whose identifier is sent.
fn save(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let settings = call.fields()?.mandatory_object("settings")?;
    let name = settings.mandatory("Name")?;
    let uuid = settings.text("Uuid")?.filter(|uuid| !uuid.is_empty());
    let profiles = &vault.tenant.auth_profiles;
    if let Some(uuid) = uuid.filter(|uuid| !profiles.contains_key(*uuid)) {
        return Err(Refusal::tenant_missing("authentication profile", uuid));
    }
    let named = |profile: &Value| {
        profile["Name"]
            .as_str()
            .is_some_and(|known| same(known, name))
    };
    if profiles
        .iter()
        .any(|(known, profile)| named(profile) && Some(known.as_str()) != uuid)
    {
        return Err(Refusal::tenant_taken("a profile", name));
    }
    if uuid.is_none() && profiles.len() >= MOST {
        return Err(Refusal::tenant_full(MOST, "profiles"));
    }
    let challenges = super::arguments::texts(settings, "Challenges")?;
    let codes = challenges.iter().flat_map(|challenge| challenge.split(','));
    let mut codes = codes.map(str::trim).filter(|code| !code.is_empty());
    if let Some(code) = codes.find(|code| !MECHANISMS.iter().any(|known| same(known, code))) {
        return Err(Refusal::tenant(format!("There is no mechanism {code}.")));
    }
    let uuid = uuid.map_or_else(random::uuid, str::to_owned);
    let profile = json!({
        "Uuid": uuid,
        "Name": name,
        "Challenges": challenges,
        "DurationInMinutes": settings.integer("DurationInMinutes")?.unwrap_or(30),
        "AdditionalData": settings.value("AdditionalData").cloned().unwrap_or_else(|| json!({})),
        "SingleChallengeMechanisms": settings.text("SingleChallengeMechanisms")?,
    });
    vault.tenant.auth_profiles.insert(uuid, profile.clone());
    Ok(success(profile))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let uuid = mandatory_argument(call, "uuid")?;
    let profile = vault.tenant.auth_profiles.get(uuid).cloned();
    profile
        .map(success)
        .ok_or_else(|| Refusal::tenant_missing("authentication profile", uuid))
}

fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_right(call, CONFIGURATION)?;
    let uuid = mandatory_argument(call, "uuid")?;
    let profile = vault.tenant.auth_profiles.remove(uuid);
    profile
        .map(|_| success(Value::Null))
        .ok_or_else(|| Refusal::tenant_missing("authentication profile", uuid))
}

fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let rows = vault.tenant.auth_profiles.values().cloned().collect();
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(rows, &cut, "AuthProfile", "Uuid")))
}

/// The rules for passwords, which are the same for all users.
fn password_rules(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    super::arguments::person_or_caller(vault, call, &["uuidOrName"])?;
    Ok(success(PASSWORD_RULES))
}
