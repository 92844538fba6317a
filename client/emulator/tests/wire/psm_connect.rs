//! Sessions through PSM.

use crate::support::{Caller, started};
use serde_json::{Value, json};

#[tokio::test]
async fn a_session_is_prepared_in_the_form_that_is_asked_for() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    let path = format!("api/Accounts/{id}/PSMConnect");
    let body = json!({"reason": "repair", "ConnectionComponent": "PSM-SSH", "ConnectionParams":
        {"AllowMappingLocalDrives": {"value": "Yes", "ShouldSave": false}}});
    for accept in ["RDP", "application/octet-stream", "*/*"] {
        let (status, kind, file) = administrator
            .send_with("POST", &path, ("Accept", accept), &body)
            .await;
        assert_eq!(
            (status, kind.as_str()),
            (200, "application/octet-stream"),
            "{accept}"
        );
        assert!(file.starts_with("full address:s:") && file.contains("\r\nredirectdrives:i:1\r\n"));
        assert!(!file.contains("first"));
    }
    let json_too = ("Accept", "application/json");
    let (_, kind, text) = administrator
        .send_with("POST", &path, json_too, &body)
        .await;
    assert!(kind.starts_with("application/json"));
    let settings: Value = serde_json::from_str(&text).expect("JSON");
    assert!(
        settings["alternate shell"]
            .as_str()
            .expect("a text")
            .contains("PSM-SSH")
    );
    let mut gateway = body.clone();
    gateway["ConnectionParams"] = json!({"AllowSelectHTML5": {"value": "Yes"}});
    let (_, _, text) = administrator
        .send_with("POST", &path, json_too, &gateway)
        .await;
    let gateway: Value = serde_json::from_str(&text).expect("JSON");
    assert!(gateway["PSMGWURL"].is_string() && gateway["PSMGWRequest"].is_string());
    assert_eq!(administrator.post(&path, json!({})).await.0, 400);
    assert_eq!(
        administrator
            .post("api/Accounts/1_1/PSMConnect", body.clone())
            .await
            .0,
        404
    );
    let (_, log) = administrator
        .get(&format!("api/Accounts/{id}/Activities"))
        .await;
    let last = &log["Activities"][0];
    assert_eq!(
        (&last["Action"], &last["Reason"]),
        (&json!("PSM Connect"), &json!("repair"))
    );
    administrator
        .add_member("Linux", "app", &["listAccounts"])
        .await;
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.post(&path, body).await.0, 403);
}

#[tokio::test]
async fn a_session_needs_no_stored_account() {
    let (_emulator, administrator) = started().await;
    let path = "api/Accounts/AdHocConnect";
    let body = json!({"secret": "made up", "address": "host", "userName": "root",
        "platformId": "PSMSecureConnect", "PSMConnectPrerequisites": {"ConnectionComponent": "PSM-RDP"}});
    let (status, file) = administrator.post(path, body.clone()).await;
    assert_eq!(status, 200);
    let file = file.as_str().expect("a text");
    assert!(file.contains("PSM-RDP") && !file.contains("made up"));
    for missing in ["userName", "secret", "PSMConnectPrerequisites"] {
        let mut body = body.clone();
        body[missing] = Value::Null;
        let (status, answer) = administrator.post(path, body).await;
        assert_eq!(
            (status, &answer["Details"][0]["ErrorCode"]),
            (400, &json!("PASWS011E"))
        );
    }
}
