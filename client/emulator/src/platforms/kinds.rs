//! The platforms of dependent accounts and of groups.

use super::{
    Kind,
    known::Platform,
    lists::{envelope, properties},
    require_administrator,
};
use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, filter::search_words, state::Vault,
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_dependent_platforms", list_dependents),
    ("list_group_platforms", list_groups),
    ("list_rotational_group_platforms", list_rotational_groups),
];

/// How long the old account of a rotational group stays good.
const GRACE_PERIOD: u32 = 540;

fn list_dependents(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    list(vault, call, Kind::Dependent, |vault, one| {
        let linked: Vec<Value> = one
            .linked()
            .iter()
            .zip(1..)
            .map(|((name, display), index)| {
                json!({"Index": index, "Name": name, "DisplayName": display})
            })
            .collect();
        // All that ship are for what Windows does with accounts.
        let targets = vault.platforms.of(Kind::Target);
        let windows = targets.filter(|target| target.system_type() == "Windows");
        json!({
            "NumberOfLinkedTargetPlatforms": windows.count(),
            "CredentialsManagementPolicy": {
                "Change": {"AllowManual": one.says("AllowManualChange")},
            },
            "Properties": {
                "required": properties(one.required()),
                "optional": properties(one.optional()),
            },
            "LinkedAccounts": linked,
            "ID": one.number,
            "PlatformID": one.id,
            "Name": one.name,
            "PlatformBaseType": one.system_type(),
            "PlatformBaseID": one.base(),
        })
    })
}

fn list_groups(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    list(vault, call, Kind::Group, |_, one| group(one))
}

fn list_rotational_groups(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    list(vault, call, Kind::RotationalGroup, |_, one| {
        let mut group = group(one);
        group["GracePeriod"] = GRACE_PERIOD.into();
        group
    })
}

fn list(
    vault: &Vault,
    call: &Call,
    kind: Kind,
    to_json: impl Fn(&Vault, &Platform) -> Value,
) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let words = search_words(call.query);
    let platforms = vault.platforms.of(kind);
    let found = platforms.filter(|one| one.matches(&words));
    Ok(envelope(found.map(|one| to_json(vault, one)).collect()))
}

fn group(platform: &Platform) -> Value {
    json!({
        "Active": platform.active,
        "ID": platform.number,
        "PlatformID": platform.id,
        "Name": platform.name,
    })
}
