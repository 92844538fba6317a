//! Dependent accounts.

use crate::support::{Caller, started_as, texts};
use serde_json::{Value, json};
use std::time::Duration;

/// The path of the dependent accounts of a new account.
async fn master(administrator: &Caller) -> (String, String) {
    administrator.add_safe("Windows").await;
    let id = administrator.add_account("Windows", "a").await;
    let path = format!("api/Accounts/{id}/dependentAccounts");
    (id, path)
}

fn service(name: &str) -> Value {
    json!({"platformId": "WinService", "platformAccountProperties": {"ServiceName": name, "Port": 1}})
}

#[tokio::test]
async fn a_dependent_account_is_added_listed_replaced_and_deleted() {
    let (emulator, administrator) = started_as((15, 2)).await;
    let (id, path) = master(&administrator).await;
    let (status, added) = administrator.post(&path, service("backup")).await;
    assert_eq!(status, 201, "{added}");
    assert_eq!(added["name"], "WinService-backup-1");
    assert_eq!(added["platformAccountProperties"]["Port"], "1");
    assert_eq!(
        (&added["accountId"], &added["safeName"]),
        (&json!(id), &json!("Windows"))
    );
    assert_eq!(administrator.post(&path, service("backup")).await.0, 409);
    assert_eq!(administrator.post(&path, json!({"name": "x"})).await.0, 400);
    let one = format!(
        "{path}/{}",
        added["dependentAccountId"].as_str().expect("an id")
    );
    assert_eq!(administrator.get(&one).await, (200, added.clone()));
    assert_eq!(administrator.get(&format!("{path}/1_1")).await.0, 404);
    let body = json!({"name": "renamed", "secretManagement":
        {"automaticManagementEnabled": false, "manualManagementReason": "why"}});
    let (status, changed) = administrator.put(&one, body).await;
    assert_eq!((status, &changed["name"]), (200, &json!("renamed")));
    assert_eq!(changed["platformAccountProperties"], json!({}));
    assert_eq!(changed["secretManagement"]["manualManagementReason"], "why");
    administrator.post(&path, service("scan")).await;
    for (query, names) in [
        ("", vec!["renamed", "WinService-scan-1"]),
        ("?search=SCAN", vec!["WinService-scan-1"]),
        ("?limit=1&offset=1", vec!["WinService-scan-1"]),
        ("?filter=platformId%20eq%20Other", vec![]),
        (
            "?filter=SafeName%20eq%20windows%20AND%20modificationTime%20gte%201",
            vec!["renamed", "WinService-scan-1"],
        ),
    ] {
        let (status, list) = administrator
            .get(&format!("api/DependentAccounts{query}"))
            .await;
        assert_eq!(
            (status, texts(&list["DependentAccounts"], "name")),
            (200, names),
            "{query}"
        );
    }
    let filter = format!("api/dependentaccounts?filter=MasterAccountId%20eq%20{id}&limit=1");
    assert_eq!(administrator.get(&filter).await.1["Total"], 2);
    assert_eq!(administrator.delete(&one).await.0, 200);
    assert_eq!(administrator.delete(&one).await.0, 404);
    let (_, list) = administrator.get(&path).await;
    assert_eq!(list["Total"], 1);
    let (_, list) = administrator
        .get("api/DependentAccounts?includeDeleted=true")
        .await;
    assert_eq!(list["DependentAccounts"][0]["isDeleted"], true);
    let (_, page) = administrator
        .get(&format!("api/ExtendedAccounts/{id}/overview"))
        .await;
    assert_eq!(page["TotalDependencies"], 1);
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/DependentAccounts").await.1["Total"], 0);
    assert_eq!(app.get(&path).await.0, 404);
    administrator
        .add_member("Windows", "app", &["listAccounts"])
        .await;
    assert_eq!(app.get("api/DependentAccounts").await.1["Total"], 1);
    assert_eq!(app.post(&path, service("more")).await.0, 403);
}

#[tokio::test]
async fn the_cpm_brings_new_secrets_to_dependent_accounts() {
    let (emulator, administrator) = started_as((15, 2)).await;
    let (id, path) = master(&administrator).await;
    let (_, added) = administrator.post(&path, service("backup")).await;
    let own = added["dependentAccountId"]
        .as_str()
        .expect("an id")
        .to_owned();
    let one = format!("{path}/{own}");
    let state = || async {
        let (_, body) = administrator.get(&one).await;
        let management = &body["secretManagement"];
        (
            management["status"].clone(),
            management["automaticManagementEnabled"].clone(),
        )
    };
    let post = |tail: &'static str| {
        let (administrator, path) = (&administrator, format!("{one}/{tail}"));
        async move { administrator.send("POST", &path, None).await.0 }
    };
    assert_eq!(state().await, (Value::Null, json!(true)));
    administrator
        .send("POST", &format!("api/Accounts/{id}/Change"), None)
        .await;
    assert_eq!(state().await.0, "success");
    emulator.cpm_takes(Duration::from_secs(60));
    assert_eq!(post("Cancel").await, 400);
    assert_eq!(post("Sync").await, 200);
    assert_eq!(state().await.0, "inProcess");
    assert_eq!(post("Cancel").await, 200);
    assert_eq!(state().await.0, "success");
    emulator.cpm_takes(Duration::ZERO);
    emulator.cpm_fails(Some(&own), "the service is gone");
    assert_eq!(post("Sync").await, 200);
    assert_eq!(state().await, (json!("failure"), json!(true)));
    let (_, failed) = administrator.get(&format!("{path}?failed=True")).await;
    assert_eq!(failed["Total"], 1);
    let (_, page) = administrator
        .get(&format!("api/ExtendedAccounts/{id}/overview"))
        .await;
    assert_eq!(page["FailedDependencies"], 1);
    emulator.advance(Duration::from_secs(90 * 60 * 5));
    assert_eq!(state().await, (json!("failure"), json!(false)));
    assert_eq!(post("Sync").await, 400);
    emulator.cpm_succeeds(Some(&own));
    assert_eq!(post("Resume").await, 200);
    assert_eq!(state().await, (json!("success"), json!(true)));
    let body = json!({"BulkItems": [{"accountId": id, "dependentAccountId": own},
        {"accountId": id, "dependentAccountId": "1_1"}]});
    for path in [
        "api/Accounts/dependentAccounts/Sync/Bulk".to_owned(),
        format!("{path}/Sync/Bulk"),
        format!("{one}/Sync/Bulk"),
        "api/Accounts/dependentAccounts/Resume/Bulk".to_owned(),
    ] {
        let (status, answer) = administrator.post(&path, body.clone()).await;
        assert_eq!(
            (status, &answer["Result"]["Succeeded"]),
            (207, &json!(1)),
            "{path} {answer}"
        );
    }
}

#[tokio::test]
async fn a_dependent_account_can_have_a_linked_account() {
    let (_emulator, administrator) = started_as((15, 2)).await;
    let (_, path) = master(&administrator).await;
    let logon = administrator.add_account("Windows", "logon").await;
    let (_, logon) = administrator.get(&format!("api/Accounts/{logon}")).await;
    let (_, added) = administrator.post(&path, service("backup")).await;
    let one = format!(
        "{path}/{}",
        added["dependentAccountId"].as_str().expect("an id")
    );
    let body = json!({"safe": "Windows", "folder": "Root", "name": logon["name"], "extraPasswordIndex": 1});
    let link = format!("{one}/Link");
    assert_eq!(administrator.post(&link, body).await.0, 200);
    let (_, details) = administrator
        .get(&format!("{one}?extendedDetails=True"))
        .await;
    assert_eq!(details["linkedAccounts"][0]["name"], logon["name"]);
    let unlink = format!("{one}/Unlink");
    assert_eq!(administrator.delete(&unlink).await.0, 200);
    assert_eq!(administrator.delete(&unlink).await.0, 404);
    let (_, details) = administrator
        .get(&format!("{one}?extendedDetails=True"))
        .await;
    assert_eq!(details["linkedAccounts"], json!([]));
}
