//! The platforms of ordinary accounts, in the shape with numeric ids.

use super::{Kind, known::Platform, lists::envelope};
use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::boolean,
    filter::{Filter, search_words},
    state::Vault,
};
use pvwa_api::operation::Version;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_target_platforms", list),
    ("list_platform_system_types", system_types),
];

/// The first version whose platforms tell their exceptions one by one.
const EXCEPTIONS: Version = Version::new(14, 6, 0);

/// The target platforms.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let words = search_words(call.query);
    let filter = Filter::read(call.query, vault.version, Condition::read)?;
    let found = vault
        .platforms
        .of(Kind::Target)
        .filter(|one| one.matches(&words))
        .filter(|one| filter.passes(|test| test.holds(one)))
        .map(|one| to_json(vault, one))
        .collect();
    Ok(envelope(found))
}

/// The types of system, and how many target platforms are for each.
fn system_types(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    for platform in vault.platforms.of(Kind::Target) {
        *types.entry(platform.system_type()).or_default() += 1;
    }
    let types: Vec<Value> = types
        .into_iter()
        .map(|(name, count)| json!({"Name": name, "PlatformsCount": count}))
        .collect();
    Ok(Answer::ok(json!({"SystemTypes": types})))
}

/// One condition of the parameter `filter`.
enum Condition {
    SystemType(String),
    Active(bool),
    /// A setting, and whether it is to say yes.
    Says(&'static str, bool),
}

impl Condition {
    fn read(property: &str, operator: &str, value: &str) -> Option<Self> {
        let says = |setting| boolean(value).map(|wanted| Self::Says(setting, wanted));
        match (property, operator) {
            ("systemtype", "eq") => Some(Self::SystemType(value.to_owned())),
            ("active", "eq") => boolean(value).map(Self::Active),
            ("manualchange", "eq") => says("AllowManualChange"),
            ("periodicchange", "eq") => says("PerformPeriodicChange"),
            ("manualverify", "eq") => says("VFAllowManualVerification"),
            ("periodicverify", "eq") => says("VFPerformPeriodicVerification"),
            ("manualreconcile", "eq") => says("RCAllowManualReconciliation"),
            ("automaticreconcile", "eq") => says("RCAutomaticReconcileWhenUnsynched"),
            _ => None,
        }
    }

    fn holds(&self, platform: &Platform) -> bool {
        match self {
            Self::SystemType(kind) => platform.system_type().eq_ignore_ascii_case(kind),
            Self::Active(active) => platform.active == *active,
            Self::Says(setting, wanted) => platform.says(setting) == *wanted,
        }
    }
}

fn to_json(vault: &Vault, platform: &Platform) -> Value {
    let workflow = vault.workflow(&platform.id);
    let own = platform.exceptions;
    let (change, verification) = platform.days(vault);
    let state = |active: bool, exception: Option<bool>| json!({"IsActive": active, "IsAnException": exception.is_some()});
    let task = |automatic, days, manual| {
        json!({
            "PerformAutomatic": platform.says(automatic),
            "RequirePasswordEveryXDays": days,
            "AutoOnAdd": false,
            "AllowManual": platform.says(manual),
        })
    };
    let mut target = json!({
        "Active": platform.active,
        "SystemType": platform.system_type(),
        "AllowedSafes": platform.setting("AllowedSafes"),
        "PrivilegedAccessWorkflows": {
            "RequireDualControlPasswordAccessApproval":
                state(workflow.dual_control, own.dual_control),
            "EnforceCheckinCheckoutExclusiveAccess": state(workflow.exclusive, own.exclusive),
            "EnforceOnetimePasswordAccess": state(workflow.one_time, own.one_time),
            "RequireUsersToSpecifyReasonForAccess": state(workflow.reason, own.reason),
        },
        "CredentialsManagementPolicy": {
            "Verification": task(
                "VFPerformPeriodicVerification", verification, "VFAllowManualVerification"
            ),
            "Change": task("PerformPeriodicChange", change, "AllowManualChange"),
            "Reconcile": {
                "AutomaticReconcileWhenUnsynced":
                    platform.says("RCAutomaticReconcileWhenUnsynched"),
                "AllowManual": platform.says("RCAllowManualReconciliation"),
            },
            "SecretUpdateConfiguration": {
                "ChangePasswordInResetMode": platform.says("ChangePasswordInResetMode"),
            },
        },
        "ID": platform.number,
        "PlatformID": platform.id,
        "Name": platform.name,
    });
    if let Some(server) = platform.psm_server.as_deref() {
        let name = vault.psm_server_name(server).unwrap_or_default();
        target["PrivilegedSessionManagement"] =
            json!({"PSMServerId": server, "PSMServerName": name});
    }
    if vault.version >= EXCEPTIONS {
        let names: Vec<&str> = [
            ("DualControl", own.dual_control.is_some()),
            ("EnforceExclusiveAccess", own.exclusive.is_some()),
            ("EnforceOneTimePassword", own.one_time.is_some()),
            ("RequireReason", own.reason.is_some()),
            (
                "PasswordChangeDays",
                platform.own_setting("ExpirationPeriod").is_some(),
            ),
            (
                "PasswordVerificationDays",
                platform.own_setting("VFVerificationPeriod").is_some(),
            ),
        ]
        .into_iter()
        .filter_map(|(name, excepted)| excepted.then_some(name))
        .collect();
        target["ExceptionCount"] = names.len().into();
        target["ExceptionRules"] = names.into();
    }
    target
}
