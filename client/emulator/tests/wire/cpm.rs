//! The CPM's queue.

use crate::support::{Caller, started, started_as, texts};
use serde_json::{Value, json};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

async fn account(administrator: &Caller) -> (String, String) {
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    let path = format!("api/Accounts/{id}");
    (id, path)
}

async fn management(caller: &Caller, path: &str) -> Value {
    caller.get(path).await.1["secretManagement"].take()
}

async fn found(caller: &Caller, filter: &str) -> usize {
    let (status, list) = caller
        .get(&format!("api/Accounts?savedFilter={filter}"))
        .await;
    assert_eq!(status, 200, "{list}");
    list["value"].as_array().expect("a list").len()
}

#[tokio::test]
async fn a_task_waits_until_the_clock_has_reached_it() {
    let (emulator, administrator) = started().await;
    let (id, path) = account(&administrator).await;
    emulator.cpm_takes(MINUTE);
    let secret = || {
        emulator
            .secret_of(&id)
            .expect("a secret")
            .expose()
            .to_owned()
    };
    let change = format!("{path}/Change/");
    assert_eq!(administrator.send("POST", &change, None).await.0, 200);
    assert_eq!(
        management(&administrator, &path).await["status"],
        "inProcess"
    );
    assert_eq!(found(&administrator, "ScheduledForChange").await, 1);
    assert_eq!(found(&administrator, "ScheduledForVerify").await, 0);
    assert_eq!(secret(), "first");
    let overview = format!("api/ExtendedAccounts/{id}/overview");
    let (status, page) = administrator.get(&overview).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["Details"]["ImmediateCPMTask"], "ChangeTask");
    emulator.advance(MINUTE);
    assert_ne!(secret(), "first");
    assert_eq!(management(&administrator, &path).await["status"], "success");
    assert_eq!(found(&administrator, "ScheduledForChange").await, 0);
    assert_eq!(found(&administrator, "ModifiedByCPM").await, 1);
    let (_, page) = administrator.get(&overview).await;
    assert_eq!(page["Details"]["ImmediateCPMTask"], Value::Null);
    assert_eq!(page["Details"]["CPMStatus"], "Success");
    assert_eq!(page["Compliance"]["ModificationType"], "Change");
    assert_eq!(page["Activities"][0]["ClientID"], "CPM");
}

#[tokio::test]
async fn a_task_can_be_cancelled_and_replaced() {
    let (emulator, administrator) = started_as((15, 2)).await;
    let (id, path) = account(&administrator).await;
    emulator.cpm_takes(MINUTE);
    let post = |tail: &'static str| {
        let path = format!("{path}/{tail}");
        let administrator = &administrator;
        async move { administrator.send("POST", &path, None).await }
    };
    assert_eq!(post("Cancel").await.0, 400);
    assert_eq!(post("Change").await.0, 200);
    administrator
        .add_member("Linux", "app", &["listAccounts"])
        .await;
    let app = Caller::logon(&emulator, "app").await;
    for tail in ["Cancel", "Resume"] {
        let answer = app.send("POST", &format!("{path}/{tail}"), None).await;
        assert_eq!(answer.0, 403, "{tail}");
    }
    assert_eq!(post("Cancel").await, (200, Value::Null));
    assert_eq!(
        management(&administrator, &path).await["status"],
        Value::Null
    );
    assert_eq!(post("Change").await.0, 200);
    assert_eq!(post("Verify").await.0, 200);
    emulator.advance(MINUTE);
    assert_eq!(management(&administrator, &path).await["status"], "success");
    assert_eq!(emulator.secret_of(&id).expect("a secret").expose(), "first");
    assert_eq!(post("Cancel").await.0, 400);
}

#[tokio::test]
async fn what_fails_is_tried_again_until_the_cpm_gives_up() {
    let (emulator, administrator) = started_as((15, 2)).await;
    let (id, path) = account(&administrator).await;
    emulator.cpm_fails(Some(&id), "the machine is down");
    let verify = format!("{path}/Verify");
    assert_eq!(administrator.send("POST", &verify, None).await.0, 200);
    let state = management(&administrator, &path).await;
    assert_eq!(
        (&state["status"], &state["automaticManagementEnabled"]),
        (&json!("failure"), &json!(true))
    );
    assert_eq!(found(&administrator, "FailedVerify").await, 1);
    assert_eq!(found(&administrator, "FailedChange").await, 0);
    assert_eq!(found(&administrator, "PolicyFailures").await, 1);
    let (_, log) = administrator.get(&format!("{path}/Activities")).await;
    let last = &log["Activities"][0];
    assert_eq!(last["Action"], "CPM Verify Password Failed");
    assert_eq!(
        (&last["Reason"], &last["Alert"]),
        (&json!("the machine is down"), &json!(true))
    );
    let (_, page) = administrator
        .get(&format!("api/ExtendedAccounts/{id}/overview"))
        .await;
    assert_eq!(page["Details"]["CPMErrorDetails"], "the machine is down");
    emulator.advance(MINUTE * 90 * 5);
    let state = management(&administrator, &path).await;
    assert_eq!(state["automaticManagementEnabled"], false);
    assert_eq!(state["manualManagementReason"], "(CPM)MaxRetries");
    assert_eq!(found(&administrator, "DisabledPasswordByCPM").await, 1);
    assert_eq!(found(&administrator, "DisabledPasswordByUser").await, 0);
    assert_eq!(administrator.send("POST", &verify, None).await.0, 400);
    emulator.cpm_succeeds(None);
    let resume = format!("{path}/Resume/");
    assert_eq!(
        administrator.send("POST", &resume, None).await,
        (200, Value::Null)
    );
    let state = management(&administrator, &path).await;
    assert_eq!(
        (&state["status"], &state["automaticManagementEnabled"]),
        (&json!("success"), &json!(true))
    );
    assert_eq!(state["manualManagementReason"], Value::Null);
    assert!(state["lastVerifiedTime"].is_i64());
}

#[tokio::test]
async fn a_retry_succeeds_once_the_reason_is_gone() {
    let (emulator, administrator) = started().await;
    let (id, path) = account(&administrator).await;
    emulator.cpm_fails(None, "busy");
    let next = json!({"NewCredentials": " chosen ", "ChangeImmediately": "True"});
    let answer = administrator
        .post(&format!("{path}/SetNextPassword"), next)
        .await;
    assert_eq!(answer.0, 200);
    assert_eq!(management(&administrator, &path).await["status"], "failure");
    emulator.cpm_succeeds(None);
    emulator.advance(MINUTE * 90);
    assert_eq!(management(&administrator, &path).await["status"], "success");
    assert_eq!(
        emulator.secret_of(&id).expect("a secret").expose(),
        "chosen"
    );
    let (_, log) = administrator.get(&format!("{path}/Activities")).await;
    let actions = texts(&log["Activities"], "Action");
    assert_eq!(
        actions,
        [
            "CPM Change Password",
            "CPM Change Password Failed",
            "Add account"
        ]
    );
}

#[tokio::test]
async fn a_secret_that_was_changed_elsewhere_is_found_out_and_reconciled() {
    let (emulator, administrator) = started().await;
    let (id, path) = account(&administrator).await;
    assert!(emulator.change_on_target(&id, "elsewhere"));
    assert!(!emulator.change_on_target("1_1", "elsewhere"));
    let post = |tail: &'static str| {
        let path = format!("{path}/{tail}");
        let administrator = &administrator;
        async move { administrator.send("POST", &path, None).await.0 }
    };
    assert_eq!(post("Verify").await, 200);
    assert_eq!(management(&administrator, &path).await["status"], "failure");
    assert_eq!(post("Reconcile").await, 200);
    assert_eq!(management(&administrator, &path).await["status"], "success");
    assert_eq!(found(&administrator, "SuccessfullyReconciled").await, 1);
    emulator.change_on_target(&id, "again");
    let body = json!({"NewCredentials": "again"});
    assert_eq!(
        administrator
            .post(&format!("{path}/Password/Update"), body)
            .await
            .0,
        200
    );
    assert_eq!(post("Verify").await, 200);
    assert_eq!(management(&administrator, &path).await["status"], "success");
    assert!(emulator.secret_of("1_1").is_none());
}

#[tokio::test]
async fn a_key_is_replaced_by_a_key() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Keys").await;
    let key = "-----BEGIN KEY-----\nline\n-----END KEY-----\n";
    let body = json!({"safeName": "Keys", "platformId": "UnixSSHKeys", "address": "a",
        "userName": "root", "secretType": "Key", "secret": key});
    let (_, account) = administrator.post("api/Accounts", body).await;
    let path = format!("api/Accounts/{}", account["id"].as_str().expect("an id"));
    let retrieve = format!("{path}/Secret/Retrieve");
    assert_eq!(administrator.send("POST", &retrieve, None).await.1, key);
    administrator
        .send("POST", &format!("{path}/Change"), None)
        .await;
    let (_, changed) = administrator.send("POST", &retrieve, None).await;
    let changed = changed.as_str().expect("a text");
    assert!(changed != key && changed.starts_with("-----BEGIN") && changed.contains('\n'));
    assert!(
        emulator
            .secret_of(account["id"].as_str().expect("an id"))
            .is_some()
    );
}
