//! The settings of target platforms one by one.

use super::{
    changes::{numbered, numbered_mut},
    known::Platform,
    require_administrator,
    shipped::SETTINGS,
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields, state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_target_platform_settings", get),
    ("update_target_platform_settings", update),
    ("list_target_platform_setting_scopes", scopes),
];

const GENERAL: &str = "general";
const POLICY: &str = "policy/general";
const PLUGIN: &str = "policy/cpmPlugin";
const ADDITIONAL: &str = "policy/additionalPolicySettings";

/// Everything but what is general.
const ALL_POLICY: &str = "policy";

const SCOPES: [&str; 5] = [GENERAL, ALL_POLICY, POLICY, PLUGIN, ADDITIONAL];

/// How the CPM finds the plug-in of a platform.
const PLUGIN_SETTINGS: [&str; 9] = [
    "DllName",
    "ExeName",
    "XMLFile",
    "ScriptName",
    "ScriptEngine",
    "ActivationMethod",
    "ProtocolValidationEx",
    "SupportedBitness",
    "SupportedTechnology",
];

/// What plug-ins are told.
const ADDITIONAL_SETTINGS: [&str; 16] = [
    "Port",
    "Protocol",
    "DSN",
    "UseSSL",
    "Debug",
    "Commit",
    "PromptsFilename",
    "ProcessFilename",
    "ConnectionCommand",
    "ChangeCommand",
    "ReconcileCommand",
    "ReconcileIsWinAccount",
    "UnlockUserOnReconcile",
    "ChangePasswordInResetMode",
    "DisableAddressResolving",
    "VerifyMachineNameBeforeAction",
];

/// The longest value of a setting.
const LONGEST: usize = 500;

fn scopes(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    Ok(Answer::ok(json!({"scopes": SCOPES})))
}

fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let platform = numbered(vault, call)?;
    let answer = match call.query.text("scope") {
        None => json!({
            "general": section(platform, GENERAL),
            "policy": section(platform, ALL_POLICY),
        }),
        Some(scope) => {
            let known = SCOPES.iter().find(|one| one.eq_ignore_ascii_case(scope));
            let known = known.ok_or_else(|| {
                Refusal::invalid("scope", "There is no such section of the settings.")
            })?;
            section(platform, known)
        }
    };
    Ok(Answer::ok(answer))
}

/// Takes all changes or none.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let mut platform = numbered(vault, call)?.clone();
    let Some(Value::Array(changes)) = call.json()? else {
        return Err(Refusal::invalid("", "The body must be a list of changes."));
    };
    for change in changes {
        apply(&mut platform, Fields::of(Some(change))?)?;
    }
    let platforms = &vault.platforms;
    platforms.check_free_name(&platform.name, platform.number)?;
    *numbered_mut(vault, call)? = platform;
    Ok(Answer::empty(200))
}

fn apply(platform: &mut Platform, change: Fields) -> Result<(), Refusal> {
    let path = change.mandatory("path")?.trim_matches('/');
    let value = match change.mandatory("op")?.to_ascii_lowercase().as_str() {
        "remove" => None,
        "replace" => {
            let value = change.mandatory_value("value")?;
            Some(super::platform_property_text("value", value)?)
        }
        _ => return Err(Refusal::must_be("op", "replace or remove")),
    };
    if value
        .as_ref()
        .is_some_and(|value| value.chars().count() > LONGEST)
    {
        let message = format!("A value has at most {LONGEST} characters.");
        return Err(Refusal::invalid("value", message));
    }
    let unknown = || Refusal::invalid("path", format!("There is no setting {path}."));
    let (scope, name) = path.rsplit_once('/').ok_or_else(unknown)?;
    let is = |one: &str| scope.eq_ignore_ascii_case(one);
    match name.to_ascii_lowercase().as_str() {
        "name" if is(GENERAL) => {
            platform.name = value
                .filter(|name| !name.trim().is_empty())
                .ok_or_else(|| Refusal::mandatory("value"))?;
        }
        "description" if is(GENERAL) => platform.description = value.unwrap_or_default(),
        "status" if is(GENERAL) => {
            platform.active = match value.unwrap_or_default().to_ascii_lowercase().as_str() {
                "active" | "" => true,
                "inactive" => false,
                _ => {
                    let message = "The status must be active or inactive.";
                    return Err(Refusal::invalid("value", message));
                }
            }
        }
        _ if is(GENERAL) => return Err(Refusal::read_only(path)),
        _ => {
            let setting = in_file(scope, name).ok_or_else(unknown)?;
            platform.set(setting, value);
        }
    }
    Ok(())
}

/// A section with its settings by name.
fn section(platform: &Platform, scope: &str) -> Value {
    let entry = |value: &str, is_default: bool, is_read_only: bool| {
        json!({
            "value": value,
            "description": "",
            "isDefault": is_default,
            "isReadOnly": is_read_only,
        })
    };
    if scope == GENERAL {
        let status = if platform.active {
            "active"
        } else {
            "inactive"
        };
        return json!({
            "id": entry(&platform.id, true, true),
            "name": entry(&platform.name, false, false),
            "description": entry(&platform.description, platform.description.is_empty(), false),
            "status": entry(status, platform.active, false),
            "systemType": entry(platform.system_type(), true, true),
            "platformBaseId": entry(platform.base(), true, true),
        });
    }
    if scope == ALL_POLICY {
        return json!({
            "general": section(platform, POLICY),
            "cpmPlugin": section(platform, PLUGIN),
            "additionalPolicySettings": section(platform, ADDITIONAL),
        });
    }
    let entries: Map<String, Value> = settings(scope)
        .map(|name| {
            let value = platform.setting(name);
            let is_default = platform.own_setting(name).is_none();
            (in_calls(name), entry(value, is_default, false))
        })
        .collect();
    entries.into()
}

/// The settings of a section by the names they have in the file.
fn settings(scope: &str) -> impl Iterator<Item = &'static str> {
    let of = |one: &str, names: &'static [&'static str]| match scope.eq_ignore_ascii_case(one) {
        true => names.iter().copied(),
        false => [].iter().copied(),
    };
    let policy = scope.eq_ignore_ascii_case(POLICY);
    let shared = SETTINGS.iter().map(|(name, _)| *name);
    shared
        .filter(move |_| policy)
        .chain(of(PLUGIN, &PLUGIN_SETTINGS))
        .chain(of(ADDITIONAL, &ADDITIONAL_SETTINGS))
}

fn in_file(scope: &str, name: &str) -> Option<&'static str> {
    settings(scope).find(|known| in_calls(known).eq_ignore_ascii_case(name))
}

/// `VFAllowManualVerification` as `vfAllowManualVerification`.
fn in_calls(name: &str) -> String {
    let capitals = name.chars().take_while(char::is_ascii_uppercase).count();
    let lowered = match capitals {
        0 | 1 => capitals,
        _ if capitals == name.len() => capitals,
        _ => capitals - 1,
    };
    let (head, tail) = name.split_at(lowered);
    format!("{}{tail}", head.to_ascii_lowercase())
}
