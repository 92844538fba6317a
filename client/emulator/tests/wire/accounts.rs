//! Accounts.

use crate::support::{started, texts, unix_account};
use serde_json::{Value, json};

#[tokio::test]
async fn an_account_comes_back_as_it_was_added_without_its_secret() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Oracle").await;
    let body = json!({
        "id": "",
        "SafeName": "oracle",
        "platformID": "oracle",
        "address": "db.example.com",
        "UserName": "system",
        "secret": "never shown",
        "platformAccountProperties": {"Port": 1521, "Database": "XE"},
        "secretManagement": {"automaticManagementEnabled": true, "manualManagementReason": ""},
        "remoteMachinesAccess": {"remoteMachines": "a;b", "accessRestrictedToRemoteMachines": true},
    });
    let (status, account) = administrator.post("api/Accounts", body).await;
    assert_eq!(status, 201);
    assert_eq!(account["name"], "Database-Oracle-db.example.com-system");
    assert_eq!(account["platformId"], "Oracle");
    assert_eq!(account["safeName"], "Oracle");
    assert_eq!(account["secretType"], "password");
    assert_eq!(
        account["platformAccountProperties"],
        json!({"Port": "1521", "Database": "XE"})
    );
    assert_eq!(
        account["secretManagement"]["automaticManagementEnabled"],
        true
    );
    assert_eq!(account["remoteMachinesAccess"]["remoteMachines"], "a;b");
    assert!(!account.to_string().contains("never shown"));
    let id = account["id"].as_str().expect("an id");
    assert_eq!(
        administrator.get(&format!("api/Accounts/{id}")).await,
        (200, account.clone())
    );
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let without = |key: &str| {
        let mut body = unix_account("Linux", "a");
        body.as_object_mut().expect("an object").remove(key);
        body
    };
    let with = |key: &str, value: Value| {
        let mut body = unix_account("Linux", "a");
        body[key] = value;
        body
    };
    for (body, code) in [
        (without("safeName"), "PASWS011E"),
        (without("platformId"), "PASWS011E"),
        (without("address"), "PASWS011E"),
        (with("platformId", json!("Unknown")), "PASWS168E"),
        (with("safeName", json!("Unknown")), "PASWS031E"),
        (with("secretType", json!("smell")), ""),
        (with("secret", json!(42)), ""),
        (with("platformAccountProperties", json!({"Port": []})), ""),
        (json!([]), ""),
    ] {
        let (status, answer) = administrator.post("api/Accounts", body.clone()).await;
        let found = (
            status,
            &answer["ErrorCode"],
            &answer["Details"][0]["ErrorCode"],
        );
        assert_eq!(found, (400, &json!("PASWS167E"), &json!(code)), "{body}");
    }
    let reason = with(
        "secretManagement",
        json!({"automaticManagementEnabled": true, "manualManagementReason": "why"}),
    );
    let (status, answer) = administrator.post("api/Accounts", reason).await;
    assert_eq!((status, &answer["ErrorCode"]), (400, &json!("PASWS159E")));
    administrator.add_account("Linux", "a").await;
    let (status, answer) = administrator
        .post("api/Accounts", unix_account("Linux", "a"))
        .await;
    assert_eq!((status, &answer["ErrorCode"]), (409, &json!("PASWS027E")));
    let again = with("name", json!("another name"));
    assert_eq!(
        administrator.post("api/Accounts", again.clone()).await.0,
        201
    );
    assert_eq!(
        administrator.post("api/Accounts", again.clone()).await.0,
        409
    );
    administrator.add_safe("Other").await;
    let mut elsewhere = again;
    elsewhere["safeName"] = "Other".into();
    assert_eq!(administrator.post("api/Accounts", elsewhere).await.0, 201);
}

#[tokio::test]
async fn a_patch_takes_the_forms_that_clients_send() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    let path = format!("api/Accounts/{id}");
    let patch = json!([
        {"op": "replace", "path": "/address", "value": "b"},
        {"op": "replace", "path": "/username", "value": "admin"},
        {"op": "add", "path": "/platformAccountProperties/Port", "value": "22"},
        {"op": "add", "path": "/platformAccountProperties/", "value": {"Note": "x", "Extra": "y"}},
        {"op": "replace", "path": "/platformID", "value": "WinDomain"},
        {"op": "replace", "path": "/secretManagement", "value":
            {"automaticManagementEnabled": "False", "manualManagementReason": "why"}},
    ]);
    let (status, account) = administrator.patch(&path, patch).await;
    assert_eq!(status, 200, "{account}");
    assert_eq!(
        (&account["address"], &account["userName"]),
        (&json!("b"), &json!("admin"))
    );
    assert_eq!(
        account["platformAccountProperties"],
        json!({"Port": "22", "Note": "x", "Extra": "y"})
    );
    assert_eq!(account["platformId"], "WinDomain");
    assert_eq!(account["secretManagement"]["manualManagementReason"], "why");
    let patch = json!([
        {"op": "remove", "path": "/platformAccountProperties", "value": {"Note": "", "extra": ""}},
        {"op": "remove", "path": "/secretManagement/manualManagementReason"},
        {"op": "replace", "path": "/secretManagement/automaticManagementEnabled", "value": true},
    ]);
    let (status, account) = administrator.patch(&path, patch).await;
    assert_eq!(status, 200, "{account}");
    assert_eq!(account["platformAccountProperties"], json!({"Port": "22"}));
    assert!(
        account["secretManagement"]
            .get("manualManagementReason")
            .is_none()
    );
}

#[tokio::test]
async fn a_patch_is_taken_as_a_whole_or_not_at_all() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let path = format!(
        "api/Accounts/{}",
        administrator.add_account("Linux", "a").await
    );
    let before = administrator.get(&path).await;
    let good = json!({"op": "replace", "path": "/address", "value": "b"});
    for (bad, code) in [
        (
            json!({"op": "replace", "path": "/platformAccountProperties/Port", "value": "1"}),
            "PASWS164E",
        ),
        (
            json!({"op": "remove", "path": "/platformAccountProperties/Port"}),
            "PASWS164E",
        ),
        (
            json!({"op": "replace", "path": "/id", "value": "1_1"}),
            "PASWS125E",
        ),
        (
            json!({"op": "replace", "path": "/secret", "value": "x"}),
            "PASWS125E",
        ),
        (
            json!({"op": "add", "path": "/secretManagement/manualManagementReason", "value": "x"}),
            "PASWS159E",
        ),
        (json!({"op": "remove", "path": "/address"}), "PASWS167E"),
        (
            json!({"op": "replace", "path": "/shoeSize", "value": "1"}),
            "PASWS167E",
        ),
        (
            json!({"op": "juggle", "path": "/address", "value": "1"}),
            "PASWS167E",
        ),
        (
            json!({"op": "replace", "path": "/name", "value": {}}),
            "PASWS167E",
        ),
        (json!("replace"), "PASWS167E"),
    ] {
        let (status, answer) = administrator.patch(&path, json!([good, bad])).await;
        assert_eq!((status, &answer["ErrorCode"]), (400, &json!(code)), "{bad}");
        assert_eq!(administrator.get(&path).await, before);
    }
    let (status, _) = administrator
        .patch(&path, json!({"Operations": [good]}))
        .await;
    assert_eq!(status, 500, "the shape of the server's own document");
}

#[tokio::test]
async fn a_deleted_account_is_found_only_among_the_deleted() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    let kept = administrator.add_account("Linux", "b").await;
    let path = format!("api/Accounts/{id}");
    assert_eq!(administrator.delete(&path).await, (204, Value::Null));
    let (status, body) = administrator.delete(&path).await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("PASWS039E")));
    let (_, accounts) = administrator.get("api/Accounts").await;
    assert_eq!(texts(&accounts["value"], "id"), [&kept]);
    let (_, accounts) = administrator.get("api/Accounts?savedFilter=Deleted").await;
    assert_eq!(texts(&accounts["value"], "id"), [&id]);
    assert!(accounts["value"][0]["deletionTime"].is_i64());
    administrator.add_account("Linux", "a").await;
}

#[tokio::test]
async fn a_list_can_be_searched_filtered_and_sorted() {
    let (_emulator, administrator) = started().await;
    for safe in ["Linux", "Linux Two"] {
        administrator.add_safe(safe).await;
    }
    for (safe, address) in [("Linux", "web1"), ("Linux", "db1"), ("Linux Two", "web2")] {
        administrator.add_account(safe, address).await;
    }
    for (query, expected) in [
        ("search=WEB", vec!["web1", "web2"]),
        ("search=+web+root", vec!["web1", "web2"]),
        ("search=eb1&searchType=startswith", vec![]),
        ("search=eb1&searchType=Contains", vec!["web1"]),
        ("search=&filter=safeName+eq+Linux", vec!["web1", "db1"]),
        ("filter=safeName%20eq%20%22Linux%20Two%22", vec!["web2"]),
        (
            "filter=safeName eq linux OR safeName eq \"linux two\"&search=web",
            vec!["web1", "web2"],
        ),
        (
            "filter=modificationTime gte 1 AND safeName eq Linux",
            vec!["web1", "db1"],
        ),
        ("filter=modificationTime gte 99999999999", vec![]),
        ("filter=safeName eq Nowhere", vec![]),
        ("sort=address desc", vec!["web2", "web1", "db1"]),
        ("sort=safeName desc,address", vec!["web2", "db1", "web1"]),
        ("savedFilter=Recently", vec!["web1", "db1", "web2"]),
        ("savedFilter=regular&search=db", vec!["db1"]),
        ("savedFilter=ModifiedByCPM", vec![]),
    ] {
        let (status, accounts) = administrator.get(&format!("api/Accounts?{query}")).await;
        assert_eq!(status, 200, "{query}: {accounts}");
        assert_eq!(texts(&accounts["value"], "address"), expected, "{query}");
    }
    for query in [
        "filter=safeName eq Linux Two",
        "filter=safeName",
        "filter=shoeSize eq 1",
        "filter=modificationTime gte soon",
        "filter=safeName eq \"open",
        "sort=shoeSize",
        "sort=name sideways",
        "sort=name,address,userName,safeName",
        "searchType=exactly",
        "savedFilter=Unknown",
    ] {
        let (status, body) = administrator.get(&format!("api/Accounts?{query}")).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (400, &json!("PASWS167E")),
            "{query}"
        );
    }
}
