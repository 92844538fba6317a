//! Linked accounts.

use crate::support::{Caller, started, started_in_cloud, texts};
use serde_json::{Value, json};

fn link(name: &str, position: u32) -> Value {
    json!({"safe": "Linux", "extraPasswordIndex": position, "name": name, "folder": "Root"})
}

async fn named(caller: &Caller, safe: &str, name: &str) -> String {
    let body = json!({"safeName": safe, "platformId": "UnixSSH", "address": "a", "userName": "root",
        "name": name, "secret": "first"});
    let (status, account) = caller.post("api/Accounts", body).await;
    assert_eq!(status, 201, "{account}");
    account["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn an_account_leans_on_others() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = named(&administrator, "Linux", "main").await;
    let logon = named(&administrator, "Linux", "logon").await;
    let path = format!("api/Accounts/{id}/LinkAccount");
    for (body, status) in [
        (
            json!({"Safe": "Linux", "ExtraPasswordIndex": 1, "Name": "logon", "Folder": "Root"}),
            400,
        ),
        (
            json!({"safe": "Linux", "extraPasswordIndex": "1", "name": "logon", "folder": "Root"}),
            400,
        ),
        (link("logon", 4), 400),
        (link("main", 1), 400),
        (link("nobody", 1), 404),
        (link("logon", 1), 200),
    ] {
        let answer = administrator.post(&path, body.clone()).await;
        assert_eq!(answer.0, status, "{body}");
    }
    let (_, list) = administrator.get("api/Accounts?savedFilter=Link").await;
    assert_eq!(texts(&list["value"], "name"), ["main"]);
    let extended = format!("api/ExtendedAccounts/{id}/LinkedAccounts");
    let (status, links) = administrator.get(&extended).await;
    assert_eq!(status, 200, "{links}");
    let links = &links["LinkedAccounts"];
    assert_eq!(texts(links, "Name"), ["LogonAccount", "ReconcileAccount"]);
    assert_eq!(
        (&links[0]["AccountId"], &links[1]["AccountId"]),
        (&json!(logon), &Value::Null)
    );
    assert_eq!(links[0]["Broken"], false);
    administrator.delete(&format!("api/Accounts/{logon}")).await;
    let (_, links) = administrator.get(&extended).await;
    assert_eq!(links["LinkedAccounts"][0]["Broken"], true);
    assert_eq!(administrator.delete(&format!("{path}/3")).await.0, 404);
    assert_eq!(administrator.delete(&format!("{path}/x")).await.0, 400);
    assert_eq!(
        administrator.delete(&format!("{path}/1")).await,
        (200, Value::Null)
    );
    let (_, links) = administrator.get(&extended).await;
    assert_eq!(links["LinkedAccounts"][0]["Descriptor"], "");
    administrator.add_safe("Hidden").await;
    named(&administrator, "Hidden", "secret").await;
    let permissions = ["listAccounts", "updateAccountProperties"];
    administrator.add_member("Linux", "app", &permissions).await;
    let app = Caller::logon(&emulator, "app").await;
    let mut hidden = link("secret", 1);
    hidden["safe"] = "Hidden".into();
    assert_eq!(app.post(&path, hidden.clone()).await.0, 404);
    assert_eq!(administrator.post(&path, hidden).await.0, 200);
    let (_, links) = app.get(&extended).await;
    assert_eq!(links["LinkedAccounts"][0]["NoAuthorization"], true);
    let unknown = app.get("api/ExtendedAccounts/1_1/LinkedAccounts").await;
    assert_eq!(unknown.0, 404);
}

#[tokio::test]
async fn privilege_cloud_shows_the_links_of_an_account() {
    let (_emulator, administrator) = started_in_cloud().await;
    administrator.add_safe("Linux").await;
    let id = named(&administrator, "Linux", "main").await;
    let reconcile = named(&administrator, "Linux", "reconcile").await;
    let path = format!("api/Accounts/{id}");
    administrator
        .post(&format!("{path}/LinkAccount"), link("reconcile", 3))
        .await;
    let (_, account) = administrator.get(&path).await;
    let links = &account["LinkedAccounts"];
    assert_eq!(links[0]["AccountId"], Value::Null);
    assert_eq!(links[1]["AccountId"], reconcile.as_str());
    assert_eq!(links[1]["Descriptor"], "reconcile");
}
