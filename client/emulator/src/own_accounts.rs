//! What a user gets for itself: personal accounts, and local administration for a while. Beside
//! it, what an advanced search for accounts knows.

use crate::{
    account::Action,
    accounts,
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::{PrincipalId, SafeNumber},
    safe::{SafeProperties, check_name},
    state::Vault,
};
use pvwa_api::Secret;
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("add_personal_privileged_account", add_personal),
    ("add_personal_admin_account", add_personal),
    ("grant_administrative_access", grant),
    ("revoke_administrative_access", revoke),
    ("get_advanced_search_properties", searchable),
];

/// The platform of personal accounts.
const PLATFORM: &str = "WinDomain";

/// The systems whose administrators a user can become.
const WINDOWS: [&str; 2] = ["WinServerLocal", "WinDesktopLocal"];

/// How long somebody stays administrator, in seconds.
const ACCESS: i64 = 4 * 60 * 60;

impl Refusal {
    fn no_just_in_time() -> Self {
        Self::generic(
            400,
            "The platform of the account is not set up for access for a while.",
        )
    }

    fn not_granted() -> Self {
        Self::generic(400, "The user has no administrative access.")
    }
}

/// Adds an account to the caller's own safe, which comes into being with the first one.
fn add_personal(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let given = call.fields()?;
    let mut body: Map<String, Value> = given
        .iter()
        .filter(|(name, _)| !["platformid", "safename"].contains(&&*name.to_ascii_lowercase()))
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect();
    body.insert("platformId".to_owned(), PLATFORM.into());
    let body = Value::Object(body);
    let fields = Fields::of(Some(&body))?;
    let properties = accounts::read(vault, fields)?;
    let secret = fields.text("secret")?.map(Secret::from);
    let safe = vault.personal_safe(caller)?;
    let key = vault.create_account(safe, properties, secret, caller)?;
    vault.account_json(key).map(Answer::created)
}

/// Makes the caller an administrator of the account's machine for a while.
fn grant(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    let now = vault.now();
    let account = vault.account_mut(key)?;
    if !WINDOWS.contains(&account.properties.platform.as_str()) {
        return Err(Refusal::no_just_in_time());
    }
    account.administrators.retain(|_, until| *until > now);
    account.administrators.insert(caller, now + ACCESS);
    account.note(caller, Action::GrantAccess, "", now);
    Ok(Answer::empty(200))
}

/// Ends that before its time.
fn revoke(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, key) = (call.caller()?, call.account()?);
    let now = vault.now();
    let account = vault.account_mut(key)?;
    account.administrators.retain(|_, until| *until > now);
    if account.administrators.remove(&caller).is_none() {
        return Err(Refusal::not_granted());
    }
    account.note(caller, Action::RevokeAccess, "", now);
    Ok(Answer::empty(200))
}

/// The properties that a search can name, and how.
fn searchable(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let text = json!({
        "validValues": [],
        "supportedOperators": ["=", "!=", "Contains"],
        "supportedLogicalOperators": ["AND", "OR"],
    });
    let mut properties: Map<String, Value> = ["Name", "Address", "UserName", "PlatformId", "Safe"]
        .into_iter()
        .map(|name| (name.to_owned(), text.clone()))
        .collect();
    let choice = |values: &[&str]| {
        json!({
            "validValues": values,
            "supportedOperators": ["=", "!="],
            "supportedLogicalOperators": ["AND", "OR"],
        })
    };
    properties.insert("SecretType".to_owned(), choice(&["password", "key"]));
    let statuses = choice(&["inProcess", "success", "failure"]);
    properties.insert("CPMStatus".to_owned(), statuses);
    let time = json!({
        "validValues": [],
        "supportedOperators": [">="],
        "supportedLogicalOperators": ["AND"],
    });
    properties.insert("ModificationTime".to_owned(), time);
    Ok(Answer::ok(json!({"advancedSearchProperties": properties})))
}

impl Vault {
    /// The safe of a user's own accounts, which is made where there is none yet.
    fn personal_safe(&mut self, user: PrincipalId) -> Result<SafeNumber, Refusal> {
        let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let name = self.user_name(user).chars().map(plain).take(20);
        let name = format!("PPA_{}", name.collect::<String>());
        check_name(&name)?;
        match self.safe(&name) {
            Some(safe) => Ok(safe.number),
            None => self.create_safe(&name, SafeProperties::default(), user),
        }
    }
}
