//! Check-out, reasons, tickets and machines.

use crate::support::{Caller, started, texts};
use pvwa_emulator::Rule;
use serde_json::{Value, json};
use std::time::Duration;

/// Two users who may use the accounts of a safe, and the path of an account there.
async fn shared(
    emulator: &pvwa_emulator::Emulator,
    administrator: &Caller,
) -> (Caller, Caller, String) {
    administrator.add_safe("Linux").await;
    let permissions = [
        "useAccounts",
        "retrieveAccounts",
        "listAccounts",
        "viewAuditLog",
        "initiateCPMAccountManagementOperations",
    ];
    for name in ["app", "other"] {
        administrator.add_member("Linux", name, &permissions).await;
    }
    let path = format!(
        "api/Accounts/{}",
        administrator.add_account("Linux", "a").await
    );
    (
        Caller::logon(emulator, "app").await,
        Caller::logon(emulator, "other").await,
        path,
    )
}

async fn retrieve(caller: &Caller, path: &str, body: Value) -> (u16, Value) {
    caller
        .post(&format!("{path}/Password/Retrieve"), body)
        .await
}

async fn do_to(caller: &Caller, path: &str, what: &str) -> (u16, Value) {
    caller.send("POST", &format!("{path}/{what}"), None).await
}

#[tokio::test]
async fn one_user_at_a_time_has_an_account() {
    let (emulator, administrator) = started().await;
    let (app, other, path) = shared(&emulator, &administrator).await;
    emulator.rule(None, Rule::Exclusive);
    assert_eq!(
        retrieve(&app, &path, json!({})).await,
        (200, json!("first"))
    );
    assert_eq!(retrieve(&app, &path, json!({})).await.0, 200);
    let (status, body) = retrieve(&other, &path, json!({})).await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("ITATS127E")));
    assert!(
        body["ErrorMessage"]
            .as_str()
            .expect("a text")
            .contains("app")
    );
    let connect = json!({"ConnectionComponent": "PSM-SSH"});
    assert_eq!(
        other.post(&format!("{path}/PSMConnect"), connect).await.0,
        400
    );
    for what in ["Verify", "Change", "Reconcile"] {
        let (status, body) = do_to(&other, &path, what).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (400, &json!("PASWS143E")),
            "{what}"
        );
    }
    let patch = json!([{"op": "replace", "path": "/address", "value": "b"}]);
    assert_eq!(administrator.patch(&path, patch).await.0, 400);
    assert_eq!(administrator.delete(&path).await.0, 400);
    let (_, list) = administrator.get("api/Accounts?savedFilter=Locked").await;
    assert_eq!(list["count"], 1);
    let id = path.rsplit('/').next().expect("an id");
    assert_eq!(emulator.holder_of(id).as_deref(), Some("app"));
    assert!(emulator.holder_of("1_1").is_none());
    let (_, page) = other
        .get(&format!("api/ExtendedAccounts/{id}/overview"))
        .await;
    assert_eq!(page["Details"]["LockedBy"], "app");
    let (status, body) = do_to(&other, &path, "CheckIn").await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("ITATS127E")));
    assert_eq!(do_to(&other, &path, "Unlock").await.0, 403);
    assert_eq!(do_to(&app, &path, "CheckIn").await, (200, Value::Null));
    assert_eq!(do_to(&app, &path, "CheckIn").await.0, 400);
    assert_eq!(
        retrieve(&other, &path, json!({})).await,
        (200, json!("first"))
    );
    assert_eq!(
        do_to(&administrator, &path, "Unlock").await,
        (200, Value::Null)
    );
    assert_eq!(do_to(&administrator, &path, "Unlock").await.0, 400);
    assert_eq!(retrieve(&app, &path, json!({})).await.0, 200);
    let (_, log) = administrator.get(&format!("{path}/Activities")).await;
    let actions = texts(&log["Activities"], "Action");
    assert_eq!(
        actions
            .iter()
            .filter(|one| **one == "Lock password")
            .count(),
        3
    );
    assert!(actions.contains(&"Release password") && actions.contains(&"Unlock password"));
}

#[tokio::test]
async fn what_is_used_once_is_changed_afterwards() {
    let (emulator, administrator) = started().await;
    let (app, other, path) = shared(&emulator, &administrator).await;
    emulator.rule(None, Rule::Exclusive);
    emulator.rule(None, Rule::OneTime);
    let (_, first) = retrieve(&app, &path, json!({})).await;
    assert_eq!(do_to(&app, &path, "CheckIn").await.0, 200);
    let (_, second) = retrieve(&other, &path, json!({})).await;
    assert_ne!(first, second);
    emulator.advance(Duration::from_secs(59 * 60));
    assert_eq!(retrieve(&app, &path, json!({})).await.0, 400);
    emulator.advance(Duration::from_secs(60));
    let (status, third) = retrieve(&app, &path, json!({})).await;
    assert_eq!(status, 200);
    assert_ne!(second, third);
}

#[tokio::test]
async fn what_is_used_once_can_be_shared_until_it_is_changed() {
    let (emulator, administrator) = started().await;
    let (app, other, path) = shared(&emulator, &administrator).await;
    emulator.rule(None, Rule::OneTime);
    for caller in [&app, &other] {
        let (status, secret) = retrieve(caller, &path, json!({})).await;
        assert_eq!((status, secret), (200, json!("first")));
    }
    assert_eq!(do_to(&app, &path, "CheckIn").await.0, 400);
    emulator.advance(Duration::from_secs(60 * 60));
    let (_, second) = retrieve(&app, &path, json!({})).await;
    assert_ne!(second, "first");
}

#[tokio::test]
async fn reasons_and_tickets_are_asked_for_and_written_down() {
    let (emulator, administrator) = started().await;
    let (app, _, path) = shared(&emulator, &administrator).await;
    emulator.rule(None, Rule::Reason);
    let (status, body) = retrieve(&app, &path, json!({"reason": " "})).await;
    assert_eq!(
        (status, &body["Details"][0]["ParameterName"]),
        (400, &json!("Reason"))
    );
    let connect = json!({"ConnectionComponent": "PSM-SSH"});
    assert_eq!(
        app.post(&format!("{path}/PSMConnect"), connect).await.0,
        400
    );
    let gen1 = format!(
        "WebServices/PIMServices.svc/{}/Credentials",
        path.replace("api/", "")
    );
    assert_eq!(app.get(&gen1).await.0, 400);
    assert_eq!(
        retrieve(&app, &path, json!({"Reason": "r", "TicketId": "7"}))
            .await
            .0,
        200
    );
    let (_, log) = app.get(&format!("{path}/Activities")).await;
    assert_eq!(log["Activities"][0]["MoreInfo"], "Ticket: 7");
    assert_eq!(
        retrieve(&app, &path, json!({"Reason": "r", "ActionType": "eat"}))
            .await
            .0,
        400
    );
    for (name, kind, text) in [
        ("TicketingSystem", "copy", "Copy Password"),
        ("TicketingSystemName", "Show", "Show Password"),
        ("Ticketingsystemname", "connect", "Connect"),
    ] {
        let body = json!({"Reason": "repair", name: "Desk", "Ticketid": "7", "Actiontype": kind});
        assert_eq!(retrieve(&app, &path, body).await.0, 200, "{name}");
        let (_, log) = app.get(&format!("{path}/Activities")).await;
        let last = &log["Activities"][0];
        assert_eq!(
            (&last["Reason"], &last["ActionID"]),
            (&json!("repair"), &json!(295))
        );
        let details = last["MoreInfo"].as_str().expect("a text");
        assert!(
            details.contains(text) && details.contains("Desk") && details.contains('7'),
            "{details}"
        );
    }
}

#[tokio::test]
async fn dual_control_holds_for_whoever_needs_a_confirmation() {
    let (emulator, administrator) = started().await;
    let (app, _, path) = shared(&emulator, &administrator).await;
    emulator.rule(None, Rule::DualControl);
    assert_eq!(retrieve(&app, &path, json!({})).await.0, 403);
    assert_eq!(retrieve(&administrator, &path, json!({})).await.0, 200);
}

#[tokio::test]
async fn a_restricted_account_is_used_on_its_machines_alone() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Windows").await;
    let body = json!({"safeName": "Windows", "platformId": "WinDomain", "address": "example.com",
        "userName": "svc", "secret": "first", "remoteMachinesAccess":
        {"remoteMachines": "web1; web2,db1", "accessRestrictedToRemoteMachines": true}});
    let (_, account) = administrator.post("api/Accounts", body).await;
    let path = format!("api/Accounts/{}", account["id"].as_str().expect("an id"));
    let connect = |machine: Value| {
        let body = json!({"ConnectionComponent": "PSM-RDP",
            "ConnectionParams": {"PSMRemoteMachine": {"value": machine}}});
        let (administrator, path) = (&administrator, format!("{path}/PSMConnect"));
        async move { administrator.post(&path, body).await.0 }
    };
    assert_eq!(connect(json!("WEB2")).await, 200);
    assert_eq!(connect(json!("db1")).await, 200);
    assert_eq!(connect(json!("db2")).await, 400);
    assert_eq!(connect(Value::Null).await, 400);
    assert_eq!(
        retrieve(&administrator, &path, json!({"Machine": "db2"}))
            .await
            .0,
        400
    );
    assert_eq!(
        retrieve(&administrator, &path, json!({"Machine": "web1"}))
            .await
            .0,
        200
    );
}
