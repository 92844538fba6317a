//! Platforms, and what they ask of the accounts that they are for.

pub(crate) mod changes;
pub(crate) mod kinds;
mod known;
pub(crate) mod lists;
pub(crate) mod package;
mod pattern;
pub(crate) mod psm;
pub(crate) mod settings;
mod shipped;
pub(crate) mod targets;

pub(crate) use known::{Kind, Platforms};
pub(crate) use package::names;

use crate::{account::AccountProperties, call::Call, errors::Refusal, state::Vault};
use serde_json::Value;

/// Refuses who may not change platforms, nor see what not everybody may.
pub(crate) fn require_administrator(vault: &Vault, call: &Call) -> Result<(), Refusal> {
    vault.require_vault_admin(call.caller()?)
}

/// Refuses an account whose platform does not exist or asks for more, and spells the platform as
/// the vault does.
pub(crate) fn check(platforms: &Platforms, account: &mut AccountProperties) -> Result<(), Refusal> {
    let Some(platform) = platforms.target(&account.platform) else {
        return Err(Refusal::invalid_with(
            "PASWS168E",
            "platformId",
            format!("Platform {} was not found.", account.platform),
        ));
    };
    account.platform.clone_from(&platform.id);
    let mut required = platform.required().iter();
    match required.find(|(name, _)| account.required(name).is_none()) {
        Some((name, _)) => Err(Refusal::mandatory(name)),
        None => Ok(()),
    }
}

/// Refuses a new account where its platform takes none, or none in this safe.
pub(crate) fn check_new(platforms: &Platforms, platform: &str, safe: &str) -> Result<(), Refusal> {
    match platforms.target(platform) {
        Some(platform) if !platform.active => Err(Refusal::platform_inactive(&platform.id)),
        Some(platform) if !platform.allows_safe(safe) => {
            let message = format!("Platform {} is not allowed in safe {safe}.", platform.id);
            Err(Refusal::invalid("safeName", message))
        }
        _ => Ok(()),
    }
}

/// Refuses a new account group whose platform is none for groups or not active, and spells the
/// platform as the vault does.
pub(crate) fn check_group(platforms: &Platforms, platform: &str) -> Result<String, Refusal> {
    let kinds = [Kind::Group, Kind::RotationalGroup];
    let mut known = kinds
        .into_iter()
        .filter_map(|kind| platforms.get(kind, platform));
    match known.next() {
        Some(known) if known.active => Ok(known.id.clone()),
        Some(known) => Err(Refusal::platform_inactive(&known.id)),
        None => Err(Refusal::invalid_with(
            "PASWS168E",
            "GroupPlatformID",
            format!("Platform {platform} was not found."),
        )),
    }
}

/// What kind of device the accounts of a platform are on.
pub(crate) fn device(platforms: &Platforms, platform: &str) -> &'static str {
    platforms.target(platform).map_or("", |one| one.device())
}

/// The name of an account that was given none.
pub(crate) fn account_name(platforms: &Platforms, account: &AccountProperties) -> String {
    let device = device(platforms, &account.platform);
    [
        Some(device),
        Some(account.platform.as_str()),
        account.address.as_deref(),
        account.user_name.as_deref(),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("-")
}

/// The value of a platform property, which the vault keeps as text.
pub(crate) fn platform_property_text(name: &str, value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) if name.eq_ignore_ascii_case("Port") && !is_number(text) => {
            let message = format!("{name} must be a number.");
            Err(Refusal::invalid_with("PASWS018E", name, message))
        }
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(Refusal::must_be(name, "a text")),
    }
}

/// Whether a text is a number, or nothing.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Refusal {
    /// An account is to be added to a platform that takes none.
    fn platform_inactive(id: &str) -> Self {
        Self::new(400, "PASWS032E", format!("Platform {id} is not active."))
    }

    /// A platform has the id or the name.
    fn platform_taken(id: &str) -> Self {
        Self::generic(
            409,
            format!("A platform has the id or the name {id} already."),
        )
    }
}
