//! What the emulator remembers of requests.

use crate::support::{Caller, started};
use serde_json::{Value, json};

#[tokio::test]
async fn requests_are_kept_without_their_secrets() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    let path = format!("api/Accounts/{id}");
    let body = json!({"newcredentials": "s3cret-1", "nested": [{"Password": {"a": "s3cret-2"}}]});
    administrator
        .post(&format!("{path}/Password/Update"), body)
        .await;
    let patch = json!([{"op": "replace", "path": "/secret/", "value": "s3cret-3"}]);
    administrator.patch(&path, patch).await;
    administrator
        .send(
            "POST",
            "api/Nowhere?Password=s3cret-4",
            Some(json!("s3cret-5")),
        )
        .await;
    administrator.get(&format!("{path}/?x=1")).await;
    let requests = emulator.requests();
    let seen = format!("{requests:?}");
    for secret in ["s3cret", "first", administrator.token.as_str()] {
        assert!(!seen.contains(secret), "{secret}");
    }
    let password = emulator.password_of("Administrator").expect("a user");
    assert!(!seen.contains(password.expose()));
    assert!(!format!("{emulator:?} {password:?}").contains(password.expose()));
    let operations: Vec<_> = requests.iter().map(|one| one.operation).collect();
    let expected = [
        Some("logon"),
        Some("add_safe"),
        Some("add_account"),
        Some("update_password_in_vault"),
        Some("update_account"),
        None,
        Some("get_account"),
    ];
    assert_eq!(operations, expected);
    let logon = &requests[0];
    assert_eq!(
        (logon.method.as_str(), logon.status, &logon.user),
        ("POST", 200, &None)
    );
    assert_eq!(
        logon.body.as_ref().expect("a body")["password"],
        "[REDACTED]"
    );
    let last = &requests[6];
    assert_eq!(
        (last.query.as_str(), last.user.as_deref()),
        ("x=1", Some("Administrator"))
    );
    assert_eq!(last.path, format!("/PasswordVault/{path}/"));
    emulator.clear_requests();
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn failures_are_kept_too() {
    let (emulator, _) = started().await;
    emulator.clear_requests();
    let anonymous = Caller::anonymous(&emulator);
    anonymous.get("api/Safes").await;
    anonymous
        .send_bytes("POST", "api/Safes", Some(b"{".to_vec()))
        .await;
    let requests = emulator.requests();
    assert_eq!(requests[0].status, 401);
    assert_eq!(
        (&requests[1].body, &requests[1].user),
        (&None::<Value>, &None)
    );
}
