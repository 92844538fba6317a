//! Logon, logoff, tokens.

use crate::support::{Caller, started};
use pvwa_emulator::{Emulator, User, Version};
use serde_json::json;

#[tokio::test]
async fn a_logon_answers_a_long_bare_string() {
    let (emulator, administrator) = started().await;
    assert!(administrator.token.len() >= 180);
    assert_eq!(emulator.session_count(), 1);
    let password = emulator.password_of("app").expect("a user");
    let body = json!({"UserName": "APP", "Password": password.expose()});
    let (status, token) = administrator.post("api/auth/ldap/Logon", body).await;
    assert_eq!((status, token.is_string()), (200, true));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_alike() {
    let (emulator, _) = started().await;
    let anonymous = Caller::anonymous(&emulator);
    let wrong = json!({"username": "app", "password": "wrong"});
    let unknown = json!({"username": "nobody", "password": "wrong"});
    let answer = anonymous.post("api/auth/CyberArk/Logon", wrong).await;
    assert_eq!(
        (answer.0, &answer.1["ErrorCode"]),
        (403, &json!("PASWS013E"))
    );
    assert_eq!(
        anonymous.post("api/auth/CyberArk/Logon", unknown).await,
        answer
    );
    assert_eq!(
        anonymous.post("api/auth/CyberArk/Logon", json!({})).await,
        answer
    );
}

#[tokio::test]
async fn a_logon_ends_other_sessions_unless_it_says_otherwise() {
    let (emulator, _) = started().await;
    let first = Caller::logon(&emulator, "app").await;
    let second = Caller::logon(&emulator, "app").await;
    assert_eq!(first.get("api/Safes").await.0, 200);
    let password = emulator.password_of("app").expect("a user");
    let body = json!({"username": "app", "password": password.expose()});
    assert_eq!(first.post("api/auth/CyberArk/Logon", body).await.0, 200);
    for ended in [first, second] {
        let (status, body) = ended.get("api/Safes").await;
        assert_eq!((status, &body["ErrorCode"]), (401, &json!("PASWS006E")));
    }
    assert_eq!(
        emulator.session_count(),
        2,
        "Administrator and the newest of app"
    );
}

#[tokio::test]
async fn a_user_has_300_sessions_at_most() {
    let (emulator, administrator) = started().await;
    for _ in 1..300 {
        Caller::logon(&emulator, "Administrator").await;
    }
    let password = emulator.password_of("Administrator").expect("a user");
    let mut body = json!({"username": "Administrator", "password": password.expose(), "concurrentSession": true});
    let (status, _) = administrator
        .post("api/auth/CyberArk/Logon", body.clone())
        .await;
    assert_eq!((status, emulator.session_count()), (403, 300));
    body["concurrentSession"] = false.into();
    let (status, _) = administrator.post("api/auth/CyberArk/Logon", body).await;
    assert_eq!((status, emulator.session_count()), (200, 1));
}

#[tokio::test]
async fn a_logon_can_change_the_password() {
    let (emulator, administrator) = started().await;
    let password = emulator.password_of("app").expect("a user");
    let body =
        json!({"username": "app", "password": password.expose(), "newPassword": "新しい Wort 1é"});
    for weak in ["short", "without digits", "App's own 1"] {
        let mut body = body.clone();
        body["newPassword"] = weak.into();
        let (status, answer) = administrator.post("api/auth/CyberArk/Logon", body).await;
        let code = &answer["Details"][0]["ErrorCode"];
        assert_eq!((status, code), (400, &json!("EPVWF061E")), "{weak}");
    }
    assert_eq!(
        administrator.post("api/auth/CyberArk/Logon", body).await.0,
        200
    );
    assert_eq!(
        emulator.password_of("app").expect("a user").expose(),
        "新しい Wort 1é"
    );
}

#[tokio::test]
async fn a_token_is_good_until_logoff_or_expiry() {
    let (emulator, administrator) = started().await;
    assert_eq!(Caller::anonymous(&emulator).get("api/Safes").await.0, 401);
    let app = Caller::logon(&emulator, "app").await;
    let left = app.send("POST", "api/Auth/Logoff", None).await;
    assert_eq!(left, (200, json!({"LogoffUrl": ""})));
    assert_eq!(app.get("api/Safes").await.0, 401);
    assert_eq!(app.send("POST", "api/Auth/Logoff", None).await.0, 401);
    emulator.expire_sessions();
    assert_eq!(emulator.session_count(), 0);
    assert_eq!(administrator.get("api/Safes").await.0, 401);
}

#[tokio::test]
async fn the_server_says_what_it_is() {
    let emulator = Emulator::builder()
        .version(Version::new(12, 2, 1))
        .start()
        .await
        .expect("a free port");
    let anonymous = Caller::anonymous(&emulator);
    let (status, verified) = anonymous.get("WebServices/PIMServices.svc/Verify").await;
    assert_eq!(
        (status, &verified["ApplicationName"]),
        (200, &json!("PasswordVault"))
    );
    assert_eq!(
        anonymous.get("WebServices/PIMServices.svc/Server").await.0,
        401
    );
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let (status, server) = administrator
        .get("WebServices/PIMServices.svc/Server")
        .await;
    assert_eq!(
        (status, &server["ExternalVersion"]),
        (200, &json!("12.2.1"))
    );
    let (status, _) = administrator
        .get("api/Accounts/AdvancedSearchProperties")
        .await;
    assert_eq!(
        status, 404,
        "taken for an account, as 12.2 has no such operation"
    );
}

#[tokio::test]
async fn setting_up_refuses_what_no_vault_has() {
    let user = User::new("app", "made-up").authorizations(["AddSafe"]);
    let refused = Emulator::builder().user(user).start().await;
    let message = refused.expect_err("no such authorisation").to_string();
    assert!(
        message.starts_with("user app: `AddSafe` is no vault authorisation"),
        "{message}"
    );
    let refused = Emulator::builder().accounts(1, "a/b");
    assert!(
        refused
            .expect_err("no name of a safe")
            .to_string()
            .starts_with("`a/b` cannot be")
    );
}

#[tokio::test]
async fn a_logon_type_that_is_not_emulated_says_so() {
    let (emulator, _) = started().await;
    let anonymous = Caller::anonymous(&emulator);
    let (status, body) = anonymous
        .post("api/auth/smoke-signals/Logon", json!({}))
        .await;
    assert_eq!((status, &body["ErrorCode"]), (501, &json!("PVWA-EMULATOR")));
}

#[tokio::test]
async fn nothing_listens_once_the_emulator_is_gone() {
    let (emulator, administrator) = started().await;
    let address = emulator.base_url().replace("http://", "");
    drop(emulator);
    // The connection that is open is closed, and the port is given back.
    drop(administrator);
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
