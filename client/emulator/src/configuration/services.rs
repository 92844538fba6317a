//! Settings of the web application, and the small services of Privilege Cloud.

use crate::{
    answer::Answer, authorization::authorized, behaviour::Row, call::Call, errors::Refusal,
    identity::PrincipalId, state::Vault,
};
use pvwa_api::operation::Edition;
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_settings_configuration", settings),
    ("get_license_report", licenses),
    ("import_ticketing_system", import_ticketing),
    ("export_ticketing_system_logs", export_logs),
    ("configure_byok", configure_key),
    ("enable_byok", enable_key),
    ("disable_byok", disable_key),
];

/// The groups whose members set a tenant of Privilege Cloud up.
const CLOUD_ADMINS: [&str; 4] = [
    "Privilege Cloud Administrators",
    "Privilege Cloud Administrators Basic",
    "Privilege Cloud Administrators Lite",
    "Vault Admins",
];

/// Licences, the user type that each is for, and how many there are.
const LICENSES: [(&str, &str, usize); 4] = [
    ("Privileged Standard User", "EPVUser", 100),
    ("Privileged Basic User", "BasicUser", 50),
    ("Privileged External User", "ExtUser", 10),
    ("Application", "AppProvider", 100),
];

/// How long a change of the key goes on, in seconds.
const CHANGE: i64 = 20 * 60;

/// The bytes of a zip without entries.
const EMPTY_ZIP: [u8; 22] = [
    b'P', b'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
];

/// What the services of a tenant keep.
#[derive(Default)]
pub(crate) struct Services {
    /// The name of the customer's key.
    key: Option<String>,
    encrypts: bool,
    /// When the last change of the key ends, in seconds.
    changes_until: i64,
    /// How large the ticketing system is that was installed last, in characters of its Base64.
    ticketing: Option<usize>,
}

/// What is known of the web application.
fn settings(vault: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let edition = match vault.edition {
        Edition::PrivilegeCloud => "PrivilegeCloud",
        _ => "SelfHosted",
    };
    Ok(Answer::ok(json!({
        "ApplicationName": "PasswordVault",
        "Edition": edition,
        "AuthenticationMethods": vault.configuration.methods.offered(),
    })))
}

/// How many licences there are and are used.
fn licenses(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_cloud_admin(call.caller()?)?;
    let uses: Vec<(&str, usize, usize)> = LICENSES
        .iter()
        .map(|(name, kind, total)| {
            let users = vault.users.values();
            let used = users.filter(|user| user.user_type == *kind).count();
            (*name, used, *total)
        })
        .collect();
    let to_json = |name: &str, used: usize, total: usize| json!({"name": name, "used": used.to_string(), "total": total.to_string()});
    let used = uses.iter().map(|(_, used, _)| used).sum();
    let total = uses.iter().map(|(.., total)| total).sum();
    let elements = uses.into_iter();
    let elements: Vec<Value> = elements
        .map(|(name, used, total)| to_json(name, used, total))
        .collect();
    Ok(Answer::ok(json!({
        "componentName": "Privilege Cloud",
        "optionalSummary": to_json("Total", used, total),
        "licensesData": [{"licenseSubCategory": "User Types", "licencesElements": elements}],
    })))
}

/// Installs a ticketing system, of which no more than the size is kept.
fn import_ticketing(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_cloud_admin(call.caller()?)?;
    let fields = call.fields()?;
    let size = match fields.value("ticketingZipFile") {
        Some(Value::String(text)) => text.len(),
        Some(Value::Array(bytes)) => bytes.len(),
        _ => 0,
    };
    if size == 0 {
        return Err(Refusal::mandatory("ticketingZipFile"));
    }
    vault.configuration.services.ticketing = Some(size);
    Ok(Answer::empty(200))
}

/// The logs of the ticketing system: a zip with nothing in it.
fn export_logs(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_cloud_admin(call.caller()?)?;
    let days = call.parameter("days").parse();
    if !days.is_ok_and(|days: u8| (1..=7).contains(&days)) {
        return Err(Refusal::must_be("days", "from 1 to 7"));
    }
    if vault.configuration.services.ticketing.is_none() {
        return Err(Refusal::missing("Ticketing system", ""));
    }
    Ok(Answer::bytes("application/octet-stream", EMPTY_ZIP).named("TicketingSystemLogs.zip"))
}

/// Names the customer's key.
fn configure_key(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    idle_services(vault, call)?;
    let key = call.fields()?.mandatory("kms_arn")?;
    if key_parts(key).is_none() {
        return Err(Refusal::must_be(
            "kms_arn",
            "arn:aws:kms:REGION:ACCOUNT:key/ID",
        ));
    }
    vault.configuration.services.key = Some(key.to_owned());
    Ok(Answer::ok(key_status(vault, "The key is configured.")))
}

/// Encrypts with the customer's key.
fn enable_key(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    idle_services(vault, call)?;
    if vault.configuration.services.key.is_none() {
        return Err(Refusal::invalid("kms_arn", "No key is configured."));
    }
    switch_key(vault, true);
    Ok(Answer::ok(key_status(vault, "The key is being replaced.")))
}

/// Encrypts with a key of the vendor again.
fn disable_key(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    idle_services(vault, call)?;
    switch_key(vault, false);
    Ok(Answer::ok(key_status(vault, "The key is being replaced.")))
}

fn switch_key(vault: &mut Vault, on: bool) {
    let until = vault.now().saturating_add(CHANGE);
    let services = &mut vault.configuration.services;
    if services.encrypts != on {
        services.encrypts = on;
        services.changes_until = until;
    }
}

/// Refuses who may not, and everybody while the key is being replaced.
fn idle_services(vault: &Vault, call: &Call) -> Result<(), Refusal> {
    vault.require_cloud_admin(call.caller()?)?;
    if vault.now() < vault.configuration.services.changes_until {
        return Err(Refusal::taken("A change of", "the key"));
    }
    Ok(())
}

/// Region and account in the name of a key.
fn key_parts(key: &str) -> Option<(&str, &str)> {
    let (region, rest) = key.strip_prefix("arn:aws:kms:")?.split_once(':')?;
    let (account, id) = rest.split_once(":key/")?;
    (!region.is_empty() && !account.is_empty() && !id.is_empty()).then_some((region, account))
}

fn key_status(vault: &Vault, message: &str) -> Value {
    let services = &vault.configuration.services;
    let status = match services.encrypts {
        _ if vault.now() < services.changes_until => "BYOK IN PROGRESS",
        true => "BYOK ON",
        false => "BYOK OFF",
    };
    let key = services.key.as_deref();
    let details = key.and_then(|key| {
        let (region, account) = key_parts(key)?;
        Some(json!({"key_arn": key, "account": account, "region": region}))
    });
    json!({"message": message, "status": status, "customer_key_details": details})
}

impl Vault {
    fn require_cloud_admin(&self, caller: PrincipalId) -> Result<(), Refusal> {
        authorized(
            CLOUD_ADMINS
                .iter()
                .any(|name| self.is_in_group(caller, name)),
        )
    }
}
