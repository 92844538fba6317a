//! The list of all platforms, one platform, and the safes of one.

use super::{
    Kind,
    known::Platform,
    require_administrator,
    shipped::{Property, SETTINGS},
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, filter::search_words, state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_platforms", list),
    ("get_platform", get),
    ("list_platform_safes", safes),
];

/// The platforms for accounts and groups, in the shape with general, properties and policies.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let active = call.query.boolean("active")?;
    let kind = call.query.choice("platformType", &["Regular", "Group"])?;
    let system_type = call.query.text("systemType");
    let words = search_words(call.query);
    let platforms = &vault.platforms;
    let found = platforms
        .of(Kind::Target)
        .chain(platforms.of(Kind::Group))
        .filter(|one| active.is_none_or(|active| one.active == active))
        .filter(|one| kind.is_none_or(|kind| one.type_name().eq_ignore_ascii_case(kind)))
        .filter(|one| system_type.is_none_or(|kind| one.system_type().eq_ignore_ascii_case(kind)))
        .filter(|one| one.matches(&words))
        .map(|one| one.to_json(vault))
        .collect();
    Ok(envelope(found))
}

/// The settings of one platform.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let platform = find(vault, call)?;
    let shared = [
        ("PolicyID", platform.id.as_str()),
        ("PolicyName", &platform.name),
        ("DllName", platform.setting("DllName")),
    ];
    let mut details: Map<String, Value> = shared
        .into_iter()
        .chain(
            SETTINGS
                .iter()
                .map(|(name, _)| (*name, platform.setting(name))),
        )
        .chain(platform.own_settings())
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let (change, verification) = platform.days(vault);
    details.insert("ExpirationPeriod".to_owned(), change.to_string().into());
    details.insert(
        "VFVerificationPeriod".to_owned(),
        verification.to_string().into(),
    );
    let one_time = vault.workflow(&platform.id).one_time;
    let one_time = if one_time { "True" } else { "False" };
    details.insert("OneTimePassword".to_owned(), one_time.into());
    Ok(Answer::ok(json!({
        "PlatformID": platform.id,
        "Details": details,
        "Active": platform.active,
    })))
}

/// The names of the safes that may hold accounts of a platform.
fn safes(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let platform = find(vault, call)?;
    let wanted = call.query.text("safe").unwrap_or_default().to_lowercase();
    let mut names: Vec<&str> = vault
        .safes
        .values()
        .map(|safe| safe.name.as_str())
        .filter(|name| platform.allows_safe(name))
        .filter(|name| name.to_lowercase().contains(&wanted))
        .collect();
    names.sort_by_cached_key(|name| name.to_lowercase());
    Ok(Answer::ok(json!({"value": names, "count": names.len()})))
}

/// The platform of the id in the path.
pub(super) fn find<'a>(vault: &'a Vault, call: &Call) -> Result<&'a Platform, Refusal> {
    let id = call.parameter("platformId");
    vault
        .platforms
        .any(id)
        .ok_or_else(|| Refusal::platform_missing(id))
}

pub(super) fn envelope(platforms: Vec<Value>) -> Answer {
    Answer::listed("Platforms", platforms)
}

pub(super) fn properties(list: &[Property]) -> Value {
    list.iter()
        .map(|(name, display)| json!({"name": name, "displayName": display}))
        .collect()
}

impl Platform {
    fn type_name(&self) -> &'static str {
        match self.kind() {
            Kind::Target => "Regular",
            Kind::Dependent | Kind::Group | Kind::RotationalGroup => "Group",
        }
    }

    /// Days between two changes and between two verifications.
    pub(super) fn days(&self, vault: &Vault) -> (i64, i64) {
        let own = |name, otherwise| {
            let own = self.own_setting(name).and_then(|days| days.parse().ok());
            own.unwrap_or(otherwise)
        };
        (
            own("ExpirationPeriod", vault.policy.change_days),
            own("VFVerificationPeriod", vault.policy.verification_days),
        )
    }

    fn to_json(&self, vault: &Vault) -> Value {
        let workflow = vault.workflow(&self.id);
        let (change, verification) = self.days(vault);
        json!({
            "general": {
                "id": self.id,
                "name": self.name,
                "systemType": self.system_type(),
                "active": self.active,
                "description": self.description,
                "platformBaseID": self.base(),
                "platformType": self.type_name(),
            },
            "properties": {
                "required": properties(self.required()),
                "optional": properties(self.optional()),
            },
            "linkedAccounts": properties(self.linked()),
            "credentialsManagement": {
                "allowedSafes": self.setting("AllowedSafes"),
                "allowManualChange": self.says("AllowManualChange"),
                "performPeriodicChange": self.says("PerformPeriodicChange"),
                "requirePasswordChangeEveryXDays": change,
                "allowManualVerification": self.says("VFAllowManualVerification"),
                "performPeriodicVerification": self.says("VFPerformPeriodicVerification"),
                "requirePasswordVerificationEveryXDays": verification,
                "allowManualReconciliation": self.says("RCAllowManualReconciliation"),
                "automaticReconcileWhenUnsynched": self.says("RCAutomaticReconcileWhenUnsynched"),
            },
            "sessionManagement": {
                "requirePrivilegedSessionMonitoringAndIsolation": vault.policy.isolate,
                "recordAndSaveSessionActivity": vault.policy.record,
                "PSMServerID": self.psm_server,
            },
            "privilegedAccessWorkflows": {
                "requireDualControlPasswordAccessApproval": workflow.dual_control,
                "enforceCheckinCheckoutExclusiveAccess": workflow.exclusive,
                "enforceOnetimePasswordAccess": workflow.one_time,
            },
        })
    }
}
