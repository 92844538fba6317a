//! What the web pages show of an account.

use crate::{
    account::{Account, Action, Activity},
    answer::Answer,
    behaviour::Row,
    call::Call,
    cpm::Work,
    errors::Refusal,
    state::Vault,
};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("get_account_overview", overview),
    ("list_linked_accounts", linked),
];

/// How many activities the overview has.
const SHOWN: usize = 5;

/// Within how many days a secret has to be verified and changed, and how long before that the CPM
/// begins, by the settings of the platforms.
const PERIODS: (i64, i64, i64) = (7, 90, 5);

/// The overview of an account.
fn overview(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let key = vault.usable_account(call.caller()?, call.operation, call.parameter("id"))?;
    let account = vault.account(key)?;
    let activities = account.activities.iter().rev().take(SHOWN);
    let activities: Vec<Value> = activities.map(|one| one.to_json(vault)).collect();
    let (total, failed) = vault.count_dependents(key);
    let (verification, expiration, head_start) = PERIODS;
    Ok(Answer::ok(json!({
        "Compliance": compliance(vault, account),
        "Activities": activities,
        "TotalDependencies": total,
        "FailedDependencies": failed,
        "Recordings": null,
        "Details": details(vault, account),
        "Platform": {
            "VerificationPeriod": verification,
            "ExpirationPeriod": expiration,
            "HeadStartInterval": head_start,
            "PlatformID": account.properties.platform,
            "PlatformName": account.properties.platform,
            "IsActive": true,
        },
        "AvailableTabs": ["Activities", "Dependencies"],
        "ActionsToDisplay": null,
    })))
}

fn compliance(vault: &Vault, account: &Account) -> Value {
    let last = account.secrets.last();
    let (_, days, _) = PERIODS;
    let changed = account.management.modified;
    let by_cpm = last
        .and_then(|last| vault.users.get(&last.by))
        .is_some_and(|user| user.is_component());
    let kind = match (by_cpm, account.management.last) {
        (true, Some(Work::Reconcile)) => "Reconcile",
        (true, _) => "Change",
        (false, _) => "Store",
    };
    json!({
        "IsCompliant": vault.now() - changed <= days * 24 * 60 * 60,
        "LastModifiedDate": changed,
        "LastModifiedBy": last.map_or("", |last| vault.user_name(last.by)),
        "ModificationType": kind,
    })
}

fn details(vault: &Vault, account: &Account) -> Value {
    let (given, managed) = (&account.properties, &account.management);
    let used = |one: &&Activity| matches!(one.action, Action::Retrieve | Action::Connect);
    let used = account.activities.iter().rev().find(used);
    let disabled = match given.automatic {
        true => "",
        false => given.manual_reason.as_deref().unwrap_or("NoReason"),
    };
    let status = managed.status.map(|status| match status {
        "success" => "Success",
        "failure" => "Failure",
        _ => "InProcess",
    });
    let texts = [("Address", &given.address), ("Username", &given.user_name)];
    let required: Map<String, Value> = texts
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), text.as_deref()?.into())))
        .collect();
    let optional = given.platform_properties.iter();
    let optional: Map<String, Value> = optional
        .map(|(name, text)| (name.clone(), text.as_str().into()))
        .collect();
    let dual_control = match vault.workflow(&given.platform).dual_control {
        true => "RequestNeeded",
        false => "RequestNotNeeded",
    };
    let safe = vault.safes.get(&account.key.safe);
    json!({
        "LastVerifiedDate": managed.verified.unwrap_or(0),
        "LastVerifiedBy": managed.verified_by.map(|by| vault.user_name(by)),
        "LastUsedBy": used.map_or("", |one| vault.user_name(one.by)),
        "LastUsedDate": used.map_or(0, |one| one.at),
        "CreationDate": account.created,
        "Name": given.name,
        "CreatedTime": managed.modified,
        "AccountURL": null,
        "ManagedByCPM": safe.is_some_and(|safe| !safe.properties.managing_cpm.is_empty()),
        "CPMDisabled": disabled,
        "CPMStatus": status,
        "CPMErrorDetails": managed.error,
        "ImmediateCPMTask": account.task.map(|task| task.work.name()),
        "DeletedBy": "",
        "DeletionDate": 0,
        "LockedBy": account.lock.map_or("", |lock| vault.user_name(lock.by)),
        "IsFavorite": false,
        "IsNew": account.is_new(vault.now()),
        "SafeName": safe.map_or("", |safe| &safe.name),
        "IsGroupMember": account.group.is_some(),
        "DualControlStatus": dual_control,
        "RequiredProperties": required,
        "OptionalProperties": optional,
        "LimitDomainAccess": null,
        "AccessDomainList": null,
        "RequestId": -1,
        "FutureTimeFrame": false,
        "LinkedAccounts": null,
    })
}

/// The link positions of an account, with what became of the accounts there.
fn linked(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    let key = vault.usable_account(caller, call.operation, call.parameter("id"))?;
    let account = vault.account(key)?;
    let positions = vault.positions(account).map(|(row, link)| {
        let (position, name, display_name, _) = row;
        let linked = link.and_then(|link| vault.linked(link));
        let id = linked.map(|linked| linked.key.to_string());
        let hidden = id
            .as_ref()
            .is_some_and(|id| vault.visible_account(caller, id, now).is_none());
        json!({
            "extraPasswordIndex": position,
            "Name": name,
            "DisplayName": display_name,
            "Descriptor": link.map_or("", |link| &link.name),
            "AccountId": id,
            "Broken": link.is_some() && linked.is_none(),
            "IsDefaultFromPolicy": false,
            "NoAuthorization": hidden,
        })
    });
    let positions: Vec<Value> = positions.collect();
    Ok(Answer::ok(json!({"LinkedAccounts": positions})))
}
