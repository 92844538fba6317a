//! Reporting accounts that a scanner has found.

use super::known::{Dependency, Discovered, PENDING, text};
use crate::{
    answer::Answer,
    call::Call,
    errors::Refusal,
    fields::Fields,
    identity::AccountKey,
    permissions::PermissionSet,
    record::{Kind, Property, optional, read, required},
    state::{Vault, same},
};
use pvwa_api::SafePermission::{
    AddAccounts, InitiateCpmAccountManagementOperations, ListAccounts, UpdateAccountProperties,
};
use serde_json::{Map, Value, json};

const ACCOUNT: [Property; 19] = [
    required("userName", Kind::Text),
    required("address", Kind::Text),
    optional("discoveryDateTime", Kind::Integer),
    optional("accountEnabled", Kind::Boolean),
    optional("osGroups", Kind::Text),
    required("platformType", Kind::Text),
    optional("domain", Kind::Text),
    optional("lastLogonDateTime", Kind::Integer),
    optional("lastPasswordSetDateTime", Kind::Integer),
    optional("passwordNeverExpires", Kind::Boolean),
    optional("osVersion", Kind::Text),
    optional("privileged", Kind::Boolean),
    optional("privilegedCriteria", Kind::Text),
    optional("userDisplayName", Kind::Text),
    optional("description", Kind::Text),
    optional("passwordExpirationDateTime", Kind::Integer),
    optional("organizationalUnit", Kind::Text),
    optional("platformTypeAccountProperties", Kind::Object),
    optional("additionalProperties", Kind::Object),
];

const DEPENDENCY: [Property; 4] = [
    optional("name", Kind::Text),
    required("address", Kind::Text),
    required("type", Kind::Text),
    optional("taskFolder", Kind::Text),
];

/// The kinds of account, in the spelling that answers use.
const KINDS: [&str; 8] = [
    "Windows Server Local",
    "Windows Desktop Local",
    "Windows Domain",
    "Unix",
    "Unix SSH Key",
    "AWS",
    "AWS Access Keys",
    "Azure Password Management",
];

/// What the caller needs where the account waits, and where a rule puts it.
const TO_WAIT: PermissionSet =
    PermissionSet::of(&[AddAccounts, ListAccounts, UpdateAccountProperties]);
const TO_ONBOARD: PermissionSet = PermissionSet::of(&[
    AddAccounts,
    UpdateAccountProperties,
    InitiateCpmAccountManagementOperations,
]);

/// Most dependencies of one account.
const MOST: usize = 1000;

pub(super) fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let mut account = read(fields, &ACCOUNT)?;
    if let Some(family) = fields.choice("osFamily", &["Workstation", "Server"])? {
        account.insert("osFamily".to_owned(), family.into());
    }
    let dependencies = fields.list("dependencies")?.unwrap_or_default();
    if dependencies.len() > MOST {
        let message = format!("An account has at most {MOST} dependencies.");
        return Err(Refusal::invalid("dependencies", message));
    }
    let dependencies = dependencies
        .iter()
        .map(|one| read(Fields::of(Some(one))?, &DEPENDENCY))
        .collect::<Result<Vec<_>, _>>()?;
    report(vault, call, account, dependencies).map(Answer::created)
}

/// The same in the old form, which answers nothing.
pub(super) fn add_gen1(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?.mandatory_object("pendingAccount")?;
    fields.mandatory("AccountDiscoveryDate")?;
    let enabled = fields.mandatory("AccountEnabled")?;
    let unix = fields
        .text("OSType")?
        .is_some_and(|kind| kind.eq_ignore_ascii_case("unix"));
    let kind = fields
        .text("DiscoveryPlatformType")?
        .filter(|text| !text.is_empty());
    let category = fields.text("AccountCategory")?;
    let mut account = json!({
        "userName": fields.mandatory("UserName")?,
        "address": fields.mandatory("Address")?,
        "platformType": kind.unwrap_or(if unix { "Unix" } else { "Windows Server Local" }),
        "discoveryDateTime": vault.now(),
        "accountEnabled": enabled.eq_ignore_ascii_case("enabled"),
        "privileged": category.is_some_and(|one| one.eq_ignore_ascii_case("privileged")),
    });
    for (old, new) in [
        ("AccountOSGroups", "osGroups"),
        ("Domain", "domain"),
        ("OSVersion", "osVersion"),
        ("OU", "organizationalUnit"),
        ("AccountCategoryCriteria", "privilegedCriteria"),
        ("UserDisplayName", "userDisplayName"),
        ("AccountDescription", "description"),
        ("MachineOSFamily", "osFamily"),
    ] {
        if let Some(text) = fields.text(old)? {
            account[new] = text.into();
        }
    }
    if unix {
        account["platformTypeAccountProperties"] =
            json!({"uid": fields.text("UID")?, "gid": fields.text("GID")?});
    }
    let Value::Object(account) = account else {
        return Err(Refusal::null_reference());
    };
    report(vault, call, account, Vec::new())?;
    Ok(Answer::empty(201))
}

/// Onboards the account where a rule takes it, or has it wait.
fn report(
    vault: &mut Vault,
    call: &Call,
    mut account: Map<String, Value>,
    dependencies: Vec<Map<String, Value>>,
) -> Result<Value, Refusal> {
    let kind = text(&account, "platformType");
    let known = KINDS.into_iter().find(|one| one.eq_ignore_ascii_case(kind));
    let known = known.ok_or_else(|| {
        Refusal::invalid(
            "platformType",
            format!("There is no kind of account {kind}."),
        )
    })?;
    account.insert("platformType".to_owned(), known.into());
    if !account.contains_key("discoveryDateTime") {
        account.insert("discoveryDateTime".to_owned(), vault.now().into());
    }
    let pending = vault.pending_safe()?;
    require(vault, call, PENDING, TO_WAIT)?;
    let mut rules = vault.discovery.rules.iter();
    if let Some(rule) = rules.find(|rule| rule.takes(&account)) {
        let (rule, safe) = (rule.id, rule.safe.clone());
        require(vault, call, &safe, TO_ONBOARD)?;
        let key = vault.onboard_by_rule(call, rule, &account)?;
        let rows = dependencies.iter().map(|one| (None, one));
        return Ok(answer(key, "onboardedAccount", &account, &safe, rows));
    }
    let same_account = |one: &Discovered| {
        ["userName", "address", "platformType"]
            .into_iter()
            .all(|name| same(one.text(name), text(&account, name)))
    };
    let mut waiting = vault.discovery.waiting.values();
    let known = waiting.find(|one| same_account(one));
    let (known, name) = match known {
        Some(one) => (Some(one.key), one.text("name").to_owned()),
        None => (
            None,
            format!(
                "{}-{}",
                text(&account, "address"),
                text(&account, "userName")
            ),
        ),
    };
    let (key, status) = match known {
        Some(key) => (key, "updatedAccount"),
        None => {
            vault.check_room()?;
            (vault.new_object(pending)?, "addedAccount")
        }
    };
    let name = match known {
        Some(_) => name,
        None => format!("{name}-{key}"),
    };
    account.insert("name".to_owned(), name.into());
    let mut rows = Vec::new();
    for properties in dependencies {
        let key = vault.new_object(pending)?;
        rows.push(Dependency { key, properties });
    }
    let stored = Discovered {
        key,
        properties: account,
        dependencies: rows,
    };
    let rows = stored.dependencies.iter();
    let rows = rows.map(|one| (Some(one.key), &one.properties));
    let body = answer(key, status, &stored.properties, PENDING, rows);
    vault.discovery.waiting.insert(key, stored);
    Ok(body)
}

fn require(vault: &Vault, call: &Call, safe: &str, needed: PermissionSet) -> Result<(), Refusal> {
    let known = vault.safe(safe);
    let known = known.ok_or_else(|| Refusal::safe_missing(safe))?;
    vault.require_in(call.caller()?, known, needed)
}

fn answer<'a>(
    key: AccountKey,
    status: &str,
    account: &Map<String, Value>,
    safe: &str,
    dependencies: impl Iterator<Item = (Option<AccountKey>, &'a Map<String, Value>)>,
) -> Value {
    let dependencies: Vec<Value> = dependencies
        .map(|(key, one)| {
            let status = match key {
                Some(_) => "addedDependency",
                None => "notAddedDependency",
            };
            json!({
                "id": key.map(|key| key.to_string()),
                "status": status,
                "name": text(one, "name"),
                "address": text(one, "address"),
                "type": text(one, "type"),
                "failureReason": "",
            })
        })
        .collect();
    json!({
        "id": key.to_string(),
        "status": status,
        "userName": text(account, "userName"),
        "address": text(account, "address"),
        "safe": safe,
        "dependencies": dependencies,
    })
}
