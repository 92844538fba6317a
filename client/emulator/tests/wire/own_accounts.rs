//! Personal accounts, administration for a while, and what a search knows.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Emulator, Version};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_user_keeps_personal_accounts_in_a_safe_of_its_own() {
    let (emulator, _administrator) = started().await;
    let app = Caller::logon(&emulator, "app").await;
    let body = json!({"address": "example.com", "userName": "adm-app", "secret": "first"});
    let (status, added) = app
        .post("api/Accounts/PersonalAdminAccount", body.clone())
        .await;
    assert_eq!(status, 201, "{added}");
    let mut other = body.clone();
    other["userName"] = "adm2-app".into();
    other["safeName"] = "Somewhere".into();
    let (status, second) = app
        .post("api/Accounts/PersonalPrivilegedAccount", other)
        .await;
    assert_eq!((status, &second["safeName"]), (201, &added["safeName"]));
    assert_eq!(
        app.post("api/Accounts/PersonalAdminAccount", body.clone())
            .await
            .0,
        409
    );
    let (_, list) = app.get("api/Accounts").await;
    assert_eq!(texts(&list["value"], "userName"), ["adm-app", "adm2-app"]);
    let other = Caller::logon(&emulator, "other").await;
    assert_eq!(other.get("api/Accounts").await.1["count"], 0);
    assert_eq!(
        other
            .post("api/Accounts/PersonalAdminAccount", body)
            .await
            .0,
        201
    );
    let path = format!(
        "api/Accounts/{}/Password/Retrieve",
        added["id"].as_str().expect("an id")
    );
    assert_eq!(app.send("POST", &path, None).await, (200, json!("first")));
}

#[tokio::test]
async fn somebody_is_administrator_for_a_while() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Windows").await;
    let body = json!({"safeName": "Windows", "platformId": "WinServerLocal", "address": "host",
        "userName": "Administrator", "secret": "first"});
    let (_, account) = administrator.post("api/Accounts", body).await;
    let path = format!("api/Accounts/{}", account["id"].as_str().expect("an id"));
    let post = |tail: &'static str| {
        let (administrator, path) = (&administrator, format!("{path}/{tail}AdministrativeAccess"));
        async move { administrator.send("POST", &path, None).await }
    };
    assert_eq!(post("Revoke").await.0, 400);
    assert_eq!(post("Grant").await, (200, Value::Null));
    assert_eq!(post("Revoke").await, (200, Value::Null));
    assert_eq!(post("Revoke").await.0, 400);
    assert_eq!(post("Grant").await.0, 200);
    emulator.advance(Duration::from_secs(4 * 60 * 60));
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let revoke = format!("{path}/RevokeAdministrativeAccess");
    assert_eq!(administrator.send("POST", &revoke, None).await.0, 400);
    let unix = administrator.add_account("Windows", "a").await;
    let grant = format!("api/Accounts/{unix}/GrantAdministrativeAccess");
    assert_eq!(administrator.send("POST", &grant, None).await.0, 400);
}

#[tokio::test]
async fn the_properties_of_a_search_are_told() {
    let (_emulator, administrator) = started().await;
    let (status, body) = administrator
        .get("api/Accounts/AdvancedSearchProperties")
        .await;
    assert_eq!(status, 200);
    let types = &body["advancedSearchProperties"]["SecretType"];
    assert_eq!(types["validValues"], json!(["password", "key"]));
}

#[tokio::test]
async fn there_is_no_page_beyond_twenty_thousand_accounts() {
    let (_emulator, administrator) = started().await;
    let (status, body) = administrator.get("api/Accounts?offset=20000").await;
    assert_eq!((status, &body["ErrorCode"]), (500, &json!("CAWS00001E")));
    assert_eq!(administrator.get("api/Accounts?offset=19999").await.0, 200);
}

#[tokio::test]
async fn older_vaults_look_at_fewer_parameters_of_the_list() {
    for (version, query, status, count) in [
        ((12, 2), "savedFilter=Locked", 200, 1),
        ((12, 6), "savedFilter=Locked", 200, 0),
        ((12, 6), "savedFilter=nothing", 400, 0),
        ((11, 1), "search=backup&searchType=startswith", 200, 1),
        ((11, 2), "search=backup&searchType=startswith", 200, 0),
        ((11, 3), "filter=modificationTime%20gte%201", 400, 0),
        ((11, 4), "filter=modificationTime%20gte%201", 200, 1),
    ] {
        let emulator = Emulator::builder().version(Version::new(version.0, version.1, 0));
        let emulator = emulator.accounts(1, "Bulk").expect("a name").start().await;
        let emulator = emulator.expect("a free port");
        let administrator = Caller::logon(&emulator, "Administrator").await;
        let (found, list) = administrator.get(&format!("api/Accounts?{query}")).await;
        assert_eq!(found, status, "{version:?} {query}");
        let told = list["value"][0].get("categoryModificationTime");
        assert_eq!(told.is_some(), count == 1 && version.0 > 11, "{version:?}");
        if status == 200 {
            assert_eq!(list["count"], count, "{version:?} {query}");
        }
    }
}
