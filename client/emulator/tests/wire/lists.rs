//! Platforms, users and groups.

use crate::support::{started, texts};
use serde_json::json;

#[tokio::test]
async fn platforms_are_listed_and_read() {
    let (_emulator, administrator) = started().await;
    let (status, platforms) = administrator.get("api/Platforms").await;
    assert_eq!((status, &platforms["Total"]), (200, &json!(9)));
    let ids: Vec<_> = platforms["Platforms"]
        .as_array()
        .expect("platforms")
        .iter()
        .map(|one| one["general"]["id"].as_str().expect("an id"))
        .collect();
    for id in ["WinServerLocal", "WinDomain", "UnixSSH", "Oracle"] {
        assert!(ids.contains(&id), "{id}");
        let (status, platform) = administrator.get(&format!("api/Platforms/{id}")).await;
        assert_eq!((status, &platform["PlatformID"]), (200, &json!(id)));
        assert_eq!(platform["Details"]["PolicyID"], id);
    }
    assert_eq!(administrator.get("api/Platforms/Unknown").await.0, 404);
    for (query, total) in [
        ("search=windows", 3),
        ("active=False", 0),
        ("platformType=Group", 1),
        ("systemType=Database&Active=True", 1),
    ] {
        let (_, found) = administrator.get(&format!("api/Platforms?{query}")).await;
        assert_eq!(found["Total"], total, "{query}");
    }
}

#[tokio::test]
async fn users_are_listed_and_read() {
    let (_emulator, administrator) = started().await;
    let (_, users) = administrator.get("api/Users/?userName=APP").await;
    assert_eq!(users["Total"], 1);
    let app = &users["Users"][0];
    assert_eq!(
        (&app["username"], &app["source"]),
        (&json!("app"), &json!("CyberArk"))
    );
    let (status, details) = administrator
        .get(&format!("api/Users/{}/", app["id"]))
        .await;
    assert_eq!(
        (status, &details["username"], &details["enableUser"]),
        (200, &json!("app"), &json!(true))
    );
    assert!(!details.to_string().contains("made-up"));
    let (status, body) = administrator.get("api/Users/999").await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("ITATS003E")));
    let (_, users) = administrator
        .get("api/Users?componentUser=True&sort=userName+desc")
        .await;
    assert_eq!(
        texts(&users["Users"], "username"),
        ["PVWAGWUser", "PasswordManager"]
    );
    let (_, users) = administrator.get("api/Users?pageSize=2&pageOffset=1").await;
    assert_eq!(users["Users"].as_array().map(Vec::len), Some(2));
    assert_eq!(users["Total"], 6, "Master and Batch do not show");
}

#[tokio::test]
async fn groups_are_listed_and_read() {
    let (_emulator, administrator) = started().await;
    let (_, groups) = administrator
        .get("api/UserGroups?search=admins&includeMembers=true")
        .await;
    assert_eq!(groups["count"], 1);
    let admins = &groups["value"][0];
    assert_eq!(admins["groupName"], "Vault Admins");
    assert_eq!(texts(&admins["members"], "UserName"), ["Administrator"]);
    let read = administrator
        .get(&format!("api/UserGroups/{}", admins["id"]))
        .await;
    assert_eq!(read, (200, admins.clone()));
    assert_eq!(administrator.get("api/UserGroups/1e9").await.0, 404);
    let path = "api/UserGroups?filter=groupType eq Directory";
    assert_eq!(administrator.get(path).await.1["count"], 0);
    let path = "api/UserGroups?filter=groupName eq \"vault admins\"";
    assert_eq!(administrator.get(path).await.1["count"], 1);
}
