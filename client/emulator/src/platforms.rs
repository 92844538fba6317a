//! The platforms that ship with a vault.

use crate::{
    account::AccountProperties,
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::boolean,
    filter::{Filter, search_words},
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_platforms", list),
    ("get_platform", get),
    ("list_target_platforms", list_targets),
];

/// A platform; its rules are those of a platform nobody has touched.
struct Platform {
    number: u32,
    id: &'static str,
    name: &'static str,
    system_type: &'static str,
    /// What names of accounts begin with.
    device: &'static str,
    /// Name and display name of what an account must have.
    required: &'static [Property],
    optional: &'static [Property],
    linked: &'static [Property],
    plugin: &'static str,
}

type Property = (&'static str, &'static str);

const ADDRESS: Property = ("Address", "Address");
const USERNAME: Property = ("Username", "Username");
const PORT: Property = ("Port", "Port");
const DATABASE: Property = ("Database", "Database");
const LOGON_DOMAIN: Property = ("LogonDomain", "Logon To");
const USER_DN: Property = ("UserDN", "User DN");
const DSN: Property = ("DSN", "DSN (ODBC)");
const LOGON: Property = ("LogonAccount", "Logon Account");
const RECONCILE: Property = ("ReconcileAccount", "Reconcile Account");

const PLATFORMS: [Platform; 8] = [
    Platform {
        number: 2,
        id: "UnixSSH",
        name: "Unix via SSH",
        system_type: "*NIX",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT],
        linked: &[LOGON, RECONCILE],
        plugin: "PMTerminal.exe",
    },
    Platform {
        number: 3,
        id: "UnixSSHKeys",
        name: "Unix via SSH Keys",
        system_type: "*NIX",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT],
        linked: &[LOGON, RECONCILE],
        plugin: "PMTerminal.exe",
    },
    Platform {
        number: 4,
        id: "WinServerLocal",
        name: "Windows Server Local Accounts",
        system_type: "Windows",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, LOGON_DOMAIN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMWindows.dll",
    },
    Platform {
        number: 5,
        id: "WinDomain",
        name: "Windows Domain Account",
        system_type: "Windows",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, LOGON_DOMAIN, USER_DN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMWindows.dll",
    },
    Platform {
        number: 6,
        id: "WinDesktopLocal",
        name: "Windows Desktop Local Accounts",
        system_type: "Windows",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, LOGON_DOMAIN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMWindows.dll",
    },
    Platform {
        number: 7,
        id: "Oracle",
        name: "Oracle Database",
        system_type: "Database",
        device: "Database",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, DATABASE, DSN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMODBC.exe",
    },
    Platform {
        number: 8,
        id: "BusinessWebsite",
        name: "Business Website",
        system_type: "Website",
        device: "Website",
        required: &[("ItemName", "Item Name")],
        optional: &[
            USERNAME,
            ("URL", "URL"),
            ("Tags", "Tags"),
            ("Notes", "Notes"),
        ],
        linked: &[],
        plugin: "",
    },
    Platform {
        number: 9,
        id: "CyberArkPTA",
        name: "CyberArk PTA",
        system_type: "Application",
        device: "Application",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, ("IgnoreCertificate", "Ignore Certificate")],
        linked: &[],
        plugin: "PMPTA.dll",
    },
];

/// The settings that all platforms share, as their files spell them.
const SETTINGS: [(&str, &str); 24] = [
    ("PolicyType", "Regular"),
    ("SearchForUsages", "Yes"),
    ("ImmediateInterval", "5"),
    ("Interval", "1440"),
    ("MaxConcurrentConnections", "3"),
    ("AllowedSafes", ".*"),
    ("MinValidityPeriod", "60"),
    ("Timeout", "30"),
    ("UnlockIfFail", "No"),
    ("MaximumRetries", "5"),
    ("MinDelayBetweenRetries", "90"),
    ("AllowManualChange", "Yes"),
    ("PerformPeriodicChange", "No"),
    ("VFAllowManualVerification", "Yes"),
    ("VFPerformPeriodicVerification", "No"),
    ("RCAllowManualReconciliation", "Yes"),
    ("RCAutomaticReconcileWhenUnsynched", "No"),
    ("PasswordLength", "16"),
    ("MinUpperCase", "1"),
    ("MinLowerCase", "1"),
    ("MinDigit", "1"),
    ("MinSpecial", "0"),
    ("ExpirationPeriod", "90"),
    ("VFVerificationPeriod", "7"),
];

fn find(id: &str) -> Option<&'static Platform> {
    PLATFORMS
        .iter()
        .find(|platform| platform.id.eq_ignore_ascii_case(id))
}

/// Refuses an account whose platform does not exist or asks for more, and spells the platform as
/// the vault does.
pub(crate) fn check(account: &mut AccountProperties) -> Result<(), Refusal> {
    let Some(platform) = find(&account.platform) else {
        return Err(Refusal::invalid_with(
            "PASWS168E",
            "platformId",
            format!("Platform {} was not found.", account.platform),
        ));
    };
    platform.id.clone_into(&mut account.platform);
    let missing = platform
        .required
        .iter()
        .find(|(name, _)| account.required(name).is_none());
    match missing {
        Some((name, _)) => Err(Refusal::mandatory(name)),
        None => Ok(()),
    }
}

/// The name of an account that was given none.
pub(crate) fn account_name(account: &AccountProperties) -> String {
    let device = find(&account.platform).map_or("", |platform| platform.device);
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
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(Refusal::invalid(name, format!("{name} must be a text."))),
    }
}

/// The platforms, in the shape with general, properties and policies.
fn list(_: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let active = call.query.boolean("active")?;
    let kind = call.query.text("platformType").unwrap_or("Regular");
    let system_type = call.query.text("systemType");
    let words = search_words(call.query);
    let found = PLATFORMS
        .iter()
        .filter(|_| active != Some(false) && kind.eq_ignore_ascii_case("Regular"))
        .filter(|one| system_type.is_none_or(|kind| one.system_type.eq_ignore_ascii_case(kind)))
        .filter(|one| one.matches(&words))
        .map(Platform::to_json)
        .collect();
    Ok(envelope(found))
}

/// The settings of one platform.
fn get(_: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let id = call.parameter("platformId");
    let platform = find(id).ok_or_else(|| Refusal::platform_missing(id))?;
    let details: Map<String, Value> = [
        ("PolicyID", platform.id),
        ("PolicyName", platform.name),
        ("DllName", platform.plugin),
    ]
    .into_iter()
    .chain(SETTINGS)
    .map(|(name, value)| (name.to_owned(), value.into()))
    .collect();
    Ok(Answer::ok(json!({
        "PlatformID": platform.id,
        "Details": details,
        "Active": true,
    })))
}

/// The platforms of ordinary accounts, in the shape with numeric ids.
fn list_targets(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let words = search_words(call.query);
    let filter = Filter::read(call.query, vault.version, Condition::read)?;
    let found = PLATFORMS
        .iter()
        .filter(|one| one.matches(&words))
        .filter(|one| {
            filter.passes(|test| match test {
                Condition::SystemType(kind) => one.system_type.eq_ignore_ascii_case(kind),
                Condition::Is(state) => *state,
            })
        })
        .map(Platform::to_target_json)
        .collect();
    Ok(envelope(found))
}

/// One condition of the parameter `filter` of target platforms.
enum Condition {
    SystemType(String),
    /// What holds for all platforms alike.
    Is(bool),
}

impl Condition {
    fn read(property: &str, operator: &str, value: &str) -> Option<Self> {
        let is = |state| boolean(value).map(|wanted| Self::Is(wanted == state));
        match (property, operator) {
            ("systemtype", "eq") => Some(Self::SystemType(value.to_owned())),
            ("active" | "manualverify" | "manualchange" | "manualreconcile", "eq") => is(true),
            ("periodicverify" | "periodicchange" | "automaticreconcile", "eq") => is(false),
            _ => None,
        }
    }
}

impl Platform {
    fn matches(&self, words: &[String]) -> bool {
        let (id, name) = (self.id.to_lowercase(), self.name.to_lowercase());
        words
            .iter()
            .all(|word| id.contains(word.as_str()) || name.contains(word.as_str()))
    }

    fn to_json(&self) -> Value {
        json!({
            "general": {
                "id": self.id,
                "name": self.name,
                "systemType": self.system_type,
                "active": true,
                "description": "",
                "platformBaseID": self.id,
                "platformType": "Regular",
            },
            "properties": {
                "required": properties(self.required),
                "optional": properties(self.optional),
            },
            "linkedAccounts": properties(self.linked),
            "credentialsManagement": {
                "allowedSafes": ".*",
                "allowManualChange": true,
                "performPeriodicChange": false,
                "requirePasswordChangeEveryXDays": 90,
                "allowManualVerification": true,
                "performPeriodicVerification": false,
                "requirePasswordVerificationEveryXDays": 7,
                "allowManualReconciliation": true,
                "automaticReconcileWhenUnsynched": false,
            },
            "sessionManagement": {
                "requirePrivilegedSessionMonitoringAndIsolation": false,
                "recordAndSaveSessionActivity": false,
                "PSMServerID": null,
            },
            "privilegedAccessWorkflows": {
                "requireDualControlPasswordAccessApproval": false,
                "enforceCheckinCheckoutExclusiveAccess": false,
                "enforceOnetimePasswordAccess": false,
            },
        })
    }

    fn to_target_json(&self) -> Value {
        let off = json!({"IsActive": false, "IsAnException": false});
        let task = |days| {
            json!({
                "PerformAutomatic": false,
                "RequirePasswordEveryXDays": days,
                "AutoOnAdd": false,
                "AllowManual": true,
            })
        };
        json!({
            "Active": true,
            "SystemType": self.system_type,
            "AllowedSafes": ".*",
            "PrivilegedAccessWorkflows": {
                "RequireDualControlPasswordAccessApproval": off,
                "EnforceCheckinCheckoutExclusiveAccess": off,
                "EnforceOnetimePasswordAccess": off,
                "RequireUsersToSpecifyReasonForAccess": off,
            },
            "CredentialsManagementPolicy": {
                "Verification": task(7),
                "Change": task(90),
                "Reconcile": {"AutomaticReconcileWhenUnsynced": false, "AllowManual": true},
                "SecretUpdateConfiguration": {"ChangePasswordInResetMode": false},
            },
            "PrivilegedSessionManagement": {"PSMServerId": "PSMServer", "PSMServerName": "PSM"},
            "ID": self.number,
            "PlatformID": self.id,
            "Name": self.name,
        })
    }
}

fn properties(list: &[Property]) -> Value {
    list.iter()
        .map(|(name, display)| json!({"name": name, "displayName": display}))
        .collect()
}

fn envelope(platforms: Vec<Value>) -> Answer {
    let total = platforms.len();
    Answer::ok(json!({"Platforms": platforms, "Total": total}))
}
