//! Secrets and activities of accounts, in the older form.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    cpm::{Work, ask},
    dates,
    errors::Refusal,
    fields::Fields,
    state::{Vault, same},
};
use http::HeaderName;
use serde_json::{Value, json};

/// What this module carries out.
pub(super) const ROWS: &[Row] = &[
    ("list_account_activities_gen1", activities),
    ("change_account_credentials_gen1", change),
    ("retrieve_account_credentials_gen1", retrieve),
    ("verify_account_credentials_gen1", verify),
];

const IMMEDIATE: HeaderName = HeaderName::from_static("immediatechangebycpm");

/// Who did what with an account, newest first, with the times as texts.
fn activities(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let account = vault.account(call.account()?)?;
    let name = &account.properties.name;
    let folder = match account.properties.folder.as_str() {
        "" => "Root",
        folder => folder,
    };
    let activities = account.activities.iter().rev().map(|one| {
        let (action, id) = one.action.described();
        json!({
            "AccountName": name,
            "Activity": action,
            "ActivityCode": id,
            "ClientID": one.action.component(),
            "MoreInfo": one.details,
            "Path": format!("{folder}\\{name}"),
            "Reason": one.reason,
            "Time": dates::american(one.at),
            "UserName": vault.user_name(one.by),
        })
    });
    let activities: Vec<Value> = activities.collect();
    // The slash at the end is another call to the server, whose answer has another name.
    let envelope = match call.path.ends_with('/') {
        true => "GetAccountActivitiesSlashResult",
        false => "GetAccountActivitiesResult",
    };
    Ok(Answer::ok(json!({envelope: activities})))
}

/// Has the secret changed. A header says whether at once; the emulator knows no schedule, so that
/// what is not to be done at once is done with the next change that is.
fn change(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let whole_group = call.fields()?.text("ChangeCredsForGroup")?;
    let immediate = call.header(IMMEDIATE).unwrap_or_default();
    if !same(immediate, "Yes") && !same(immediate, "No") {
        return Err(Refusal::invalid(
            "ImmediateChangeByCPM",
            "The header ImmediateChangeByCPM must be Yes or No.",
        ));
    }
    if same(immediate, "No") {
        return Ok(Answer::empty(200));
    }
    let whole_group = whole_group.is_none_or(|text| same(text, "Yes"));
    ask(vault, call, Work::Change, whole_group)
}

/// The secret as bare text. There is no way to say why.
fn retrieve(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let secret = vault.retrieve(call.caller()?, call.account()?, Fields::of(None)?)?;
    Ok(Answer::bytes(
        "text/plain; charset=utf-8",
        secret.expose().as_bytes(),
    ))
}

/// Has the secret verified.
fn verify(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    ask(vault, call, Work::Verify, false)
}
