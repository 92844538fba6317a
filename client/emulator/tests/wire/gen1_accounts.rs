//! Accounts in the first generation.

use crate::support::{Caller, started, texts};
use serde_json::{Value, json};

const ROOT: &str = "WebServices/PIMServices.svc";

fn value<'a>(list: &'a Value, key: &str) -> &'a Value {
    let items = list.as_array().expect("a list");
    let found = items.iter().find(|item| item["Key"] == key);
    found.map_or(&Value::Null, |item| &item["Value"])
}

async fn first(caller: &Caller, words: &str) -> Value {
    let (status, found) = caller
        .get(&format!("{ROOT}/Accounts?Keywords={words}"))
        .await;
    assert_eq!(status, 200, "{found}");
    found
}

#[tokio::test]
async fn an_account_is_added_found_replaced_and_deleted() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    administrator.add_account("Linux", "other").await;
    let account = json!({"account": {"safe": "Linux", "platformID": "UnixSSH", "address": "host",
        "accountName": "web", "username": "root", "password": "first", "disableAutoMgmt": "true",
        "disableAutoMgmtReason": "why", "groupName": "Web", "groupPlatformID": "SampleGroup",
        "properties": [{"Key": "Port", "Value": 22},
            {"Key": "ExtraPass1Name", "Value": "Operating System-UnixSSH-other-root"},
            {"Key": "ExtraPass1Folder", "Value": "Root"}, {"Key": "ExtraPass1Safe", "Value": "Linux"}]}});
    let path = format!("{ROOT}/Account");
    assert_eq!(
        administrator.post(&path, account.clone()).await,
        (201, Value::Null)
    );
    assert_eq!(administrator.post(&path, account.clone()).await.0, 409);
    for (key, wrong, status) in [
        ("username", Value::Null, 400),
        ("password", json!("a<b"), 400),
        ("safe", json!("Unknown"), 404),
        ("properties", json!([["Port", 22]]), 400),
    ] {
        let mut body = account.clone();
        body["account"][key] = wrong;
        body["account"]["accountName"] = "another".into();
        assert_eq!(administrator.post(&path, body).await.0, status, "{key}");
    }
    let found = first(&administrator, "WEB+host").await;
    assert_eq!(found["Count"], 1);
    let shown = &found["accounts"][0];
    let id = shown["AccountID"].as_str().expect("an id");
    for (key, expected) in [
        ("Name", "web"),
        ("Folder", "Root"),
        ("Port", "22"),
        ("PolicyID", "UnixSSH"),
        ("GroupName", "Web"),
        ("ExtraPass1Name", "Operating System-UnixSSH-other-root"),
    ] {
        assert_eq!(value(&shown["Properties"], key), expected, "{key}");
    }
    assert_eq!(value(&shown["InternalProperties"], "CPMDisabled"), "why");
    assert_eq!(first(&administrator, "Linux").await["Count"], 2);
    assert_eq!(
        first(&administrator, "nothing").await,
        json!({"Count": 0, "accounts": []})
    );
    assert_eq!(
        administrator
            .get(&format!("{ROOT}/Accounts?Safe=Unknown"))
            .await
            .0,
        404
    );
    let one = format!("{ROOT}/Accounts/{id}");
    let body = json!({"Accounts": {"Folder": "Root\\Old", "AccountName": "moved", "Address": "host",
        "UserName": "admin", "Properties": [{"key": "Note", "value": "x"}]}});
    let (status, changed) = administrator.put(&one, body.clone()).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(changed["UpdateAccountResult"]["Folder"], "Root\\Old");
    let (_, account) = administrator.get(&format!("api/Accounts/{id}")).await;
    assert_eq!(
        (&account["name"], &account["userName"]),
        (&json!("moved"), &json!("admin"))
    );
    assert_eq!(account["platformAccountProperties"], json!({"Note": "x"}));
    administrator
        .add_member("Linux", "app", &["listAccounts", "updateAccountProperties"])
        .await;
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.put(&one, body.clone()).await.0, 200);
    for (key, changed) in [("Folder", "Root"), ("AccountName", "again")] {
        let mut body = body.clone();
        body["Accounts"][key] = changed.into();
        assert_eq!(app.put(&one, body).await.0, 403, "{key}");
    }
    let mut wrong = body;
    wrong["Accounts"]["Properties"] = json!({"Note": "x"});
    assert_eq!(administrator.put(&one, wrong).await.0, 400);
    assert_eq!(app.delete(&one).await.0, 403);
    assert_eq!(administrator.delete(&one).await, (200, Value::Null));
    assert_eq!(administrator.delete(&one).await.0, 404);
}

#[tokio::test]
async fn secrets_come_as_bare_text_and_are_changed_and_verified() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    let store = json!({"NewCredentials": "a\\\"é<"});
    administrator
        .post(&format!("api/Accounts/{id}/Password/Update"), store)
        .await;
    let one = format!("{ROOT}/Accounts/{id}");
    let credentials = format!("{one}/Credentials");
    let (status, kind, text) = administrator
        .send_with("GET", &credentials, ("Accept", "*/*"), &json!({}))
        .await;
    assert_eq!((status, text.as_str()), (200, "a\\\"é<"));
    assert!(kind.starts_with("text/plain"));
    let change = |immediate: &'static str| {
        let (administrator, path) = (&administrator, format!("{one}/ChangeCredentials"));
        async move {
            let header = ("ImmediateChangeByCPM", immediate);
            administrator
                .send_with("PUT", &path, header, &json!({"ChangeCredsForGroup": "No"}))
                .await
                .0
        }
    };
    let secret = || {
        emulator
            .secret_of(&id)
            .expect("a secret")
            .expose()
            .to_owned()
    };
    assert_eq!(change("perhaps").await, 400);
    assert_eq!(change("No").await, 200);
    assert_eq!(secret(), "a\\\"é<");
    assert_eq!(change("Yes").await, 200);
    assert_ne!(secret(), "a\\\"é<");
    assert_eq!(
        administrator
            .put(&format!("{one}/VerifyCredentials"), json!({}))
            .await,
        (200, Value::Null)
    );
    let (status, log) = administrator.get(&format!("{one}/Activities")).await;
    assert_eq!(status, 200, "{log}");
    let log = &log["GetAccountActivitiesResult"];
    assert_eq!(
        texts(log, "Activity"),
        [
            "CPM Verify Password",
            "CPM Change Password",
            "Retrieve password",
            "Store password",
            "Add account"
        ]
    );
    let time = log[0]["Time"].as_str().expect("a text");
    assert_eq!((time.len(), time.matches('/').count()), (19, 2));
}

#[tokio::test]
async fn an_account_has_rules_on_commands() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    administrator.add_account("Linux", "host.example.org").await;
    let path = format!("{ROOT}/Account/host.example.org%7Croot%7CUnixSSH/PrivilegedCommands");
    assert_eq!(
        administrator.get(&path).await,
        (200, json!({"ListAccountPrivilegedCommandsResult": []}))
    );
    let rule = json!({"Command": "ls", "CommandGroup": "false", "PermissionType": "allow", "UserName": "*"});
    let (status, added) = administrator.put(&path, rule.clone()).await;
    assert_eq!(status, 200, "{added}");
    let added = &added["AddAccountPrivilegedCommandResult"];
    assert_eq!(
        (&added["PermissionType"], &added["IsGroup"]),
        (&json!("Allow"), &json!(false))
    );
    assert_eq!(administrator.put(&path, rule.clone()).await.0, 409);
    assert_eq!(
        administrator.put(&path, json!({"Command": "ls"})).await.0,
        400
    );
    let (_, list) = administrator.get(&path).await;
    assert_eq!(list["ListAccountPrivilegedCommandsResult"], json!([added]));
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get(&path).await.0, 404);
    administrator
        .add_member("Linux", "app", &["listAccounts"])
        .await;
    assert_eq!(app.get(&path).await.0, 200);
    assert_eq!(app.put(&path, rule).await.0, 403);
    let one = format!("{path}/{}", added["Id"].as_str().expect("an id"));
    assert_eq!(administrator.delete(&one).await, (200, Value::Null));
    assert_eq!(administrator.delete(&one).await.0, 404);
    let unknown = format!("{ROOT}/Account/x%7Cy%7Cz/PrivilegedCommands");
    assert_eq!(administrator.get(&unknown).await.0, 404);
}
