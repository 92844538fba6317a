//! Secrets, and what the CPM does with them.

use crate::support::{Caller, started, unix_account};
use serde_json::{Value, json};

const AWKWARD: &str = "\\ \" é 日 < , \u{1F511} \u{0007} '";

#[tokio::test]
async fn a_secret_comes_back_as_a_json_string_unchanged() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let mut account = unix_account("Linux", "a");
    account["secret"] = AWKWARD.into();
    let (_, account) = administrator.post("api/Accounts", account).await;
    let path = format!("api/Accounts/{}", account["id"].as_str().expect("an id"));
    let body = json!({"Reason": "checking"});
    let (status, secret) = administrator
        .post(&format!("{path}/Password/Retrieve"), body)
        .await;
    assert_eq!((status, secret.as_str()), (200, Some(AWKWARD)));
    let (_, log) = administrator.get(&format!("{path}/Activities")).await;
    assert_eq!(log["Total"], 2);
    assert_eq!(log["Activities"][0]["User"], "Administrator");
    assert_eq!(log["Activities"][0]["Action"], "Retrieve password");
    assert_eq!(log["Activities"][0]["Reason"], "checking");
    assert!(!log.to_string().contains(AWKWARD));
}

#[tokio::test]
async fn each_change_is_a_version() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let path = format!(
        "api/Accounts/{}",
        administrator.add_account("Linux", "a").await
    );
    let retrieve = |body: Value| {
        let path = format!("{path}/Password/Retrieve");
        let administrator = &administrator;
        async move { administrator.post(&path, body).await }
    };
    let store = format!("{path}/Password/Update");
    let body = json!({"NewCredentials": "second"});
    assert_eq!(administrator.post(&store, body).await, (200, Value::Null));
    assert_eq!(retrieve(json!({})).await.1, "second");
    assert_eq!(retrieve(json!({"Version": 1})).await.1, "first");
    assert_eq!(retrieve(json!({"Version": 9})).await.0, 404);
    let next = json!({"newCredentials": "third", "changeImmediately": true});
    assert_eq!(
        administrator
            .post(&format!("{path}/SetNextPassword"), next)
            .await
            .0,
        200
    );
    assert_eq!(retrieve(json!({})).await.1, "third");
    for action in ["Change", "Reconcile", "Verify"] {
        let answer = administrator
            .send("POST", &format!("{path}/{action}"), None)
            .await;
        assert_eq!(answer, (200, Value::Null));
    }
    assert_ne!(retrieve(json!({})).await.1, "third");
    let (_, versions) = administrator
        .send("GET", &format!("{path}/Secret/Versions/"), Some(json!({})))
        .await;
    let by: Vec<_> = versions["Versions"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|one| (one["versionID"].as_i64(), one["modifiedBy"].as_str()))
        .collect();
    let (cpm, person) = (Some("PasswordManager"), Some("Administrator"));
    let expected = [(5, cpm), (4, cpm), (3, cpm), (2, person), (1, person)];
    assert_eq!(by, expected.map(|(id, by)| (Some(id), by)));
    assert_eq!(versions["Total"], 5);
    let (_, account) = administrator.get(&path).await;
    let management = &account["secretManagement"];
    assert_eq!(management["status"], "success");
    assert!(management["lastVerifiedTime"].is_i64() && management["lastReconciledTime"].is_i64());
    let (status, body) = administrator.post(&store, json!({})).await;
    assert_eq!(
        (status, &body["Details"][0]["ErrorCode"]),
        (400, &json!("PASWS011E"))
    );
}

#[tokio::test]
async fn a_safe_keeps_as_many_versions_as_it_says() {
    let (_emulator, administrator) = started().await;
    let safe = json!({"safeName": "Short", "numberOfVersionsRetention": 2});
    assert_eq!(administrator.post("api/Safes", safe).await.0, 201);
    let path = format!(
        "api/Accounts/{}",
        administrator.add_account("Short", "a").await
    );
    for _ in 0..3 {
        administrator
            .send("POST", &format!("{path}/Change"), None)
            .await;
    }
    let (_, versions) = administrator.get(&format!("{path}/Secret/Versions")).await;
    assert_eq!(versions["Total"], 2);
    assert_eq!(versions["Versions"][0]["versionID"], 4);
}

#[tokio::test]
async fn a_safe_keeps_old_versions_and_deleted_accounts_for_as_many_days_as_it_says() {
    let (emulator, administrator) = started().await;
    let safe = json!({"safeName": "Short", "numberOfDaysRetention": 2});
    assert_eq!(administrator.post("api/Safes", safe).await.0, 201);
    let id = administrator.add_account("Short", "a").await;
    let path = format!("api/Accounts/{id}");
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    for secret in ["second", "third"] {
        emulator.advance(day);
        let body = json!({"NewCredentials": secret});
        let update = format!("{path}/Password/Update");
        assert_eq!(administrator.post(&update, body).await.0, 200);
    }
    emulator.advance(day + day / 2);
    let (_, versions) = administrator.get(&format!("{path}/Secret/Versions")).await;
    assert_eq!(versions["Total"], 2, "the first was replaced 2.5 days ago");
    let retrieve = format!("{path}/Password/Retrieve");
    for (version, expected) in [(1, 404), (2, 200), (3, 200)] {
        let (status, _) = administrator
            .post(&retrieve, json!({"Version": version}))
            .await;
        assert_eq!(status, expected, "{version}");
    }
    emulator.advance(day * 10);
    let (_, secret) = administrator.post(&retrieve, json!({})).await;
    assert_eq!(secret, "third", "the newest stays");
    assert_eq!(administrator.delete(&path).await.0, 204);
    let deleted = "api/Accounts?savedFilter=Deleted";
    assert_eq!(administrator.get(deleted).await.1["count"], 1);
    emulator.advance(day * 3);
    assert_eq!(administrator.get(deleted).await.1["count"], 0);
}

#[tokio::test]
async fn made_up_accounts_are_the_same_each_time() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let emulator = pvwa_emulator::Emulator::builder()
            .accounts(60, "Bulk")
            .and_then(|builder| builder.accounts(2, "Bulk"))
            .expect("a good name")
            .start()
            .await
            .expect("a free port");
        let administrator = Caller::logon(&emulator, "Administrator").await;
        let (_, accounts) = administrator.get("api/Accounts?limit=1000").await;
        assert_eq!(accounts["count"], 62);
        let id = accounts["value"][61]["id"].as_str().expect("an id");
        let path = format!("api/Accounts/{id}/Password/Retrieve");
        let secret = administrator.send("POST", &path, None).await.1;
        assert_eq!(secret.as_str().map(str::len), Some(16));
        seen.push((accounts, secret));
    }
    assert_eq!(seen[0], seen[1]);
}
