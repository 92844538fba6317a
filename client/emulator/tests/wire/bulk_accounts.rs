//! Calls with many accounts.

use crate::support::{Caller, started, started_as, texts, unix_account};
use pvwa_emulator::Rule;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn an_upload_adds_what_it_can() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    administrator.add_safe("Hidden").await;
    administrator.add_account("Linux", "logon").await;
    let app = Caller::logon(&emulator, "app").await;
    let path = "api/BulkActions/Accounts";
    let item = |index: u32, safe: &str, address: &str| {
        let mut item = unix_account(safe, address);
        item["uploadIndex"] = index.into();
        item
    };
    let mut grouped = item(2, "Linux", "b");
    grouped["groupName"] = "Web".into();
    grouped["groupPlatformId"] = "SampleGroup".into();
    grouped["linkedAccounts"] = json!([{"name": "Operating System-UnixSSH-logon-root",
        "safe": "Linux", "folder": "Root", "extraPasswordIndex": 1}]);
    let mut badly_linked = item(5, "Linux", "e");
    badly_linked["linkedAccounts"] = json!([{"name": "nobody", "safe": "Linux", "folder": "Root",
        "extraPasswordIndex": 1}]);
    let body = json!({"source": "list.csv", "accountsList": [item(1, "Linux", "a"), grouped,
        item(3, "Hidden", "c"), item(4, "Linux", "a"), badly_linked]});
    assert_eq!(
        administrator.post(path, body.clone()).await.1["ErrorCode"],
        "PASWS291E"
    );
    assert_eq!(app.post(path, body.clone()).await.0, 403);
    let permissions = [
        "addAccounts",
        "updateAccountContent",
        "updateAccountProperties",
        "listAccounts",
        "createFolders",
    ];
    administrator.add_member("Linux", "app", &permissions).await;
    assert_eq!(app.post(path, json!({"source": "x"})).await.0, 400);
    emulator.uploads_take(Duration::from_secs(60));
    let (status, id) = app.post(path, body).await;
    assert_eq!(status, 202, "{id}");
    let one = format!("{path}/{id}");
    let (_, waiting) = app.get(&one).await;
    assert_eq!(
        (&waiting["Status"], &waiting["Result"]),
        (&json!("inProgress"), &Value::Null)
    );
    assert_eq!(app.get("api/Accounts").await.1["count"], 1);
    emulator.advance(Duration::from_secs(60));
    let (status, done) = app.get(&one).await;
    assert_eq!(status, 200);
    assert_eq!(done["Status"], "completedWithErrors", "{done}");
    assert_eq!(
        (&done["Result"]["Succeeded"], &done["Result"]["Failed"]),
        (&json!(2), &json!(3))
    );
    let indexes = |list: &Value| -> Vec<Option<i64>> {
        let items = list["Items"].as_array().expect("a list");
        items
            .iter()
            .map(|item| item["uploadIndex"].as_i64())
            .collect()
    };
    assert_eq!(indexes(&done["SucceededItems"]), [Some(1), Some(2)]);
    assert_eq!(indexes(&done["FailedItems"]), [Some(3), Some(4), Some(5)]);
    let error = done["FailedItems"]["Items"][1]["error"]
        .as_str()
        .expect("a text");
    assert!(error.contains("PASWS027E"), "{error}");
    assert!(!done.to_string().contains("first"));
    assert_eq!(app.get("api/Accounts").await.1["count"], 3);
    let (_, linked) = app.get("api/Accounts?savedFilter=Link").await;
    assert_eq!(texts(&linked["value"], "address"), ["b"]);
    let added = done["SucceededItems"]["Items"][1]["id"]
        .as_str()
        .expect("an id");
    assert_eq!(
        emulator.secret_of(added).expect("a secret").expose(),
        "first"
    );
    let (_, groups) = app.get("api/AccountGroups?Safe=Linux").await;
    assert_eq!(texts(&groups, "GroupName"), ["Web"]);
    let (_, list) = app.get(&format!("{path}?limit=1")).await;
    assert_eq!(
        (&list["Total"], &list["BulkActions"][0]["Source"]),
        (&json!(1), &json!("list.csv"))
    );
    assert_eq!(administrator.get(path).await.1["Total"], 0);
    assert_eq!(administrator.get(&one).await.0, 404);
    assert_eq!(app.get(&format!("{path}?limit=0")).await.0, 400);
}

#[tokio::test]
async fn a_call_for_many_accounts_does_what_the_call_for_one_does() {
    let (emulator, administrator) = started_as((15, 2)).await;
    administrator.add_safe("Linux").await;
    let first = administrator.add_account("Linux", "a").await;
    let second = administrator.add_account("Linux", "b").await;
    let post = |action: &str, key: &str, items: Value| {
        let path = format!("api/Accounts/{action}/Bulk");
        let body = json!({key: items});
        let administrator = &administrator;
        async move { administrator.post(&path, body).await }
    };
    let secret = |id: &str| {
        emulator
            .secret_of(id)
            .expect("a secret")
            .expose()
            .to_owned()
    };
    let both = || json!([{"AccountID": first}, {"accountId": second}]);
    let (status, answer) = post("Change", "bulkItems", both()).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["Result"]["Succeeded"], 2);
    assert_ne!(secret(&first), "first");
    for action in ["Verify", "Reconcile"] {
        assert_eq!(post(action, "BulkItems", both()).await.0, 200, "{action}");
    }
    let items = json!([{"accountId": first, "newCredentials": "stored"},
        {"AccountID": "1_1", "NewCredentials": "stored"},
        {"accountId": "", "newCredentials": "stored"}]);
    let (status, answer) = post("Password/Update", "BulkItems", items).await;
    assert_eq!(
        (status, &answer["Status"]),
        (207, &json!("CompletedWithErrors"))
    );
    let results = &answer["ItemResults"];
    assert_eq!(texts(results, "Status"), ["Success", "Failed", "Failed"]);
    assert_eq!(results[1]["Error"]["ErrorCode"], "PASWS039E");
    assert!(!answer.to_string().contains("stored"));
    assert!(!format!("{:?}", emulator.requests()).contains("stored"));
    assert_eq!(secret(&first), "stored");
    let items = json!([{"accountId": second, "newCredentials": "next", "changeImmediately": true}]);
    assert_eq!(post("SetNextPassword", "bulkItems", items).await.0, 200);
    assert_eq!(secret(&second), "next");
    let (_, account) = administrator.get(&format!("api/Accounts/{second}")).await;
    let items = json!([{"AccountID": first, "safe": "Linux", "extraPasswordIndex": 3,
        "name": account["name"]}]);
    assert_eq!(post("Link", "BulkItems", items).await.0, 200);
    let body = json!({"BulkItems": [{"AccountID": first, "extraPasswordIndex": 3}]});
    let unlink = administrator
        .send("DELETE", "api/Accounts/Unlink/Bulk", Some(body))
        .await;
    assert_eq!(unlink.0, 200, "{}", unlink.1);
    let number = answer["Id"].as_i64().expect("a number");
    let path = format!("api/BulkActions/{number}");
    let (status, action) = administrator.get(&path).await;
    assert_eq!(status, 200, "{action}");
    assert_eq!(
        (&action["Summary"]["Failed"], &action["FailedItems"]),
        (&json!(2), &Value::Null)
    );
    let query = "displayExtendedItems=True&extendedItemsPageSize=1&extendedItemsOffset=1";
    let (_, action) = administrator.get(&format!("{path}?{query}")).await;
    assert_eq!(action["SucceededItems"], json!([]));
    assert_eq!(action["FailedItems"][0]["Index"], 2);
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get(&path).await.0, 404);
    administrator
        .add_member("Linux", "app", &["listAccounts"])
        .await;
    let (status, refused) = app
        .post("api/Accounts/Change/Bulk", json!({"bulkItems": both()}))
        .await;
    assert_eq!((status, &refused["Status"]), (207, &json!("Failed")));
    assert_eq!(refused["ItemResults"][0]["Error"]["ErrorCode"], "PASWS041E");
    assert_eq!(post("Change", "BulkItems", json!([])).await.0, 400);
}

#[tokio::test]
async fn many_accounts_are_checked_in_unlocked_cancelled_and_resumed() {
    let (emulator, administrator) = started_as((15, 2)).await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    emulator.rule(None, Rule::Exclusive);
    let retrieve = format!("api/Accounts/{id}/Password/Retrieve");
    let post = |action: &str| {
        let path = format!("api/Accounts/{action}/Bulk");
        let body = json!({"BulkItems": [{"AccountID": id}]});
        let administrator = &administrator;
        async move { administrator.post(&path, body).await.0 }
    };
    for action in ["CheckIn", "Unlock"] {
        assert_eq!(post(action).await, 207);
        assert_eq!(administrator.send("POST", &retrieve, None).await.0, 200);
        assert_eq!(post(action).await, 200);
    }
    emulator.cpm_takes(Duration::from_secs(60));
    assert_eq!(post("Verify").await, 200);
    assert_eq!(post("Cancel").await, 200);
    assert_eq!(post("Cancel").await, 207);
    assert_eq!(post("Resume").await, 200);
}
