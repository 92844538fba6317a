//! The activities that reports can be restricted to.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("list_report_activities", list)];

/// Codes and names of activities. The codes are the emulator's own.
type Activities = &'static [(u32, &'static str)];

/// Groups of activities, each with whether the report on safes knows it.
const GROUPS: [(&str, &str, bool, Activities); 3] = [
    (
        "AccountActivities",
        "Activities in accounts",
        true,
        &[
            (1, "Add account"),
            (2, "Update account properties"),
            (3, "Delete account"),
            (22, "Retrieve password"),
            (24, "CPM change password"),
        ],
    ),
    (
        "SafeActivities",
        "Activities in safes",
        true,
        &[
            (180, "Add safe"),
            (181, "Update safe"),
            (182, "Delete safe"),
        ],
    ),
    (
        "UserActivities",
        "Activities of users",
        false,
        &[(7, "Logon"), (8, "Logoff"), (9, "Add user")],
    ),
];

/// The activities, of one report or of all.
fn list(_: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let kind = call.query.text("type");
    let known = ["ActivitiesReport", "ActiveNonActiveSafesReport"];
    if kind.is_some_and(|kind| !known.iter().any(|known| same(known, kind))) {
        return Err(Refusal::invalid("type", "There is no such report."));
    }
    let of_safes = kind.is_some_and(|kind| same(kind, "ActiveNonActiveSafesReport"));
    let groups = GROUPS.iter().filter(|(.., safes, _)| *safes || !of_safes);
    let groups = groups.map(|(id, name, _, activities)| {
        let to_json = |(code, name): &(u32, &str)| json!({"code": code, "name": name});
        let activities: Vec<Value> = activities.iter().map(to_json).collect();
        json!({"activityGroup": id, "displayName": name, "activities": activities})
    });
    let groups: Vec<Value> = groups.collect();
    Ok(Answer::ok(json!({"activityGroups": groups})))
}
