//! The logon of a person.

use super::{PASSWORD, Tenant, claims, cookies, read, started};
use pvwa_emulator::{Channel, Emulator, IdentityUser};
use serde_json::{Value, json};
use std::time::Duration;

const ANN: &str = "ann@cyberark.cloud.1234";

#[tokio::test]
async fn a_password_brings_a_token_that_the_vault_takes() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let package = anonymous.start("ANN@cyberark.cloud.1234").await;
    assert_eq!(package["Summary"], "NewPackage");
    assert_eq!(package["Challenges"][0]["Mechanisms"][0]["Name"], "UP");
    let (_, done) = anonymous.answer(&package, 0, PASSWORD).await;
    let result = &done["Result"];
    assert_eq!(result["Summary"], "LoginSuccess", "{done}");
    let claims = claims(&result["Token"]);
    assert_eq!(claims["unique_name"], ANN);
    assert_eq!(claims["tenant_id"], "EMU1234");
    assert_eq!(claims["exp"], 1_700_000_000 + 3600);
    let ann = anonymous.with(&result["Token"]);
    let vault = ann.at_vault(&emulator);
    assert_eq!(vault.get("api/Safes").await.0, 200);
    let mut of_tenant = anonymous.with(&result["Auth"]).at_vault(&emulator);
    assert_eq!(
        of_tenant.get("api/Safes").await.0,
        401,
        "Auth is for the tenant only"
    );
    of_tenant.token = ann.token.clone();
    assert_eq!(
        of_tenant.get("api/Safes").await.0,
        200,
        "with or without Bearer"
    );
    assert!(
        emulator.password_of(ANN).is_some(),
        "a user of the vault now"
    );
    emulator.advance(Duration::from_secs(3600));
    assert_eq!(vault.get("api/Safes").await.0, 401, "the token has run out");
    assert_eq!(ann.post("UserMgmt/GetUserInfo", json!({})).await.0, 401);
}

#[tokio::test]
async fn without_a_platform_token_there_is_only_that_of_the_tenant() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let body = json!({"User": ANN, "Version": "1.0"});
    let package = anonymous.result("Security/StartAuthentication", body).await;
    let (_, done) = anonymous.answer(&package, 0, PASSWORD).await;
    assert_eq!(done["Result"]["Token"], Value::Null);
    let auth = &done["Result"]["Auth"];
    let info = anonymous
        .with(auth)
        .result("UserMgmt/GetUserInfo", json!({}))
        .await;
    assert_eq!(info["Name"], ANN);
    let cookie = format!(".ASPXAUTH={}", auth.as_str().expect("a token"));
    let headers = [("Cookie", cookie.as_str())];
    let response = anonymous
        .respond("POST", "UserMgmt/GetUserInfo", &headers, None)
        .await;
    assert_eq!(read(response).await.1["Result"]["Name"], ANN);
    let again = json!({"User": ANN, "Version": "1.0"});
    let again = anonymous
        .with(auth)
        .result("Security/StartAuthentication", again)
        .await;
    assert_eq!(again["Summary"], "LoginSuccess", "logged on already");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_alike_and_lock() {
    let (emulator, administrator) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let unknown = anonymous.start("nobody@cyberark.cloud.1234").await;
    let known = anonymous.start(ANN).await;
    let (_, refused) = anonymous.answer(&known, 0, "wrong").await;
    assert_eq!(
        (&refused["success"], &refused["IsSoftError"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(anonymous.answer(&unknown, 0, "wrong").await.1, refused);
    for _ in 0..4 {
        let package = anonymous.start(ANN).await;
        anonymous.answer(&package, 0, "wrong").await;
    }
    let lockout = "UserMgmt/IsUserLockedOutByPolicy?user=ann@cyberark.cloud.1234";
    assert_eq!(administrator.result(lockout, json!({})).await, true);
    let package = anonymous.start(ANN).await;
    let (_, kept_out) = anonymous.answer(&package, 0, PASSWORD).await;
    assert_eq!(kept_out["success"], false);
    emulator.advance(Duration::from_secs(30 * 60));
    Tenant::logon(&emulator, ANN, PASSWORD).await;
}

#[tokio::test]
async fn a_logon_ends_after_three_wrong_answers_or_ten_minutes_or_when_it_is_given_up() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let package = anonymous.start(ANN).await;
    for _ in 0..3 {
        anonymous.answer(&package, 0, "wrong").await;
    }
    assert_eq!(
        anonymous.answer(&package, 0, PASSWORD).await.1["success"],
        false
    );
    let package = anonymous.start(ANN).await;
    emulator.advance(Duration::from_secs(600));
    assert_eq!(
        anonymous.answer(&package, 0, PASSWORD).await.1["success"],
        false
    );
    let package = anonymous.start(ANN).await;
    let body = json!({"SessionId": package["SessionId"]});
    anonymous
        .result("Security/CleanupAuthentication", body)
        .await;
    assert_eq!(
        anonymous.answer(&package, 0, PASSWORD).await.1["success"],
        false
    );
}

#[tokio::test]
async fn a_code_has_to_be_sent_first_and_can_be_sent_again() {
    let (emulator, administrator) = started().await;
    let sms = IdentityUser::new("sms", PASSWORD).with_otp(Channel::Sms, "482913");
    emulator.add_identity_user(sms);
    let anonymous = Tenant::anonymous(&emulator);
    let package = anonymous.start("sms@cyberark.cloud.1234").await;
    assert_eq!(package["Challenges"][1]["Mechanisms"][0]["Name"], "SMS");
    let (_, next) = anonymous.answer(&package, 0, PASSWORD).await;
    assert_eq!(next["Result"]["Summary"], "StartNextChallenge");
    assert_eq!(
        anonymous.answer(&package, 1, "482913").await.1["success"],
        false,
        "a guess"
    );
    for action in ["StartOOB", "Resend", "Poll"] {
        let (_, sent) = anonymous.step(&package, 1, action, None).await;
        assert_eq!(sent["Result"]["Summary"], "OobPending", "{action}");
    }
    assert_eq!(
        anonymous.answer(&package, 1, "000000").await.1["success"],
        false
    );
    let (_, done) = anonymous.answer(&package, 1, "482913").await;
    assert_eq!(done["Result"]["Summary"], "LoginSuccess");
    let uuid = done["Result"]["UserId"].as_str().expect("a UUID");
    let exempt = format!("CDirectoryService/ExemptUserFromMfa?ID={uuid}&timespan=5");
    administrator.result(&exempt, json!({})).await;
    Tenant::logon(&emulator, "sms@cyberark.cloud.1234", PASSWORD).await;
    emulator.advance(Duration::from_secs(300));
    let package = anonymous.start("sms@cyberark.cloud.1234").await;
    assert_eq!(package["Challenges"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_push_is_polled_until_the_user_reacts() {
    let (emulator, _) = started().await;
    let user = IdentityUser::new("push", PASSWORD).with_push();
    emulator.add_identity_user(user.with_otp(Channel::Authenticator, "123456"));
    let anonymous = Tenant::anonymous(&emulator);
    let package = anonymous.start("push@cyberark.cloud.1234").await;
    anonymous.answer(&package, 0, PASSWORD).await;
    assert_eq!(
        anonymous.step(&package, 1, "Poll", None).await.1["success"],
        false,
        "not begun"
    );
    assert!(!emulator.accept_push("push"), "none was sent");
    for action in ["StartOOB", "Poll", "Poll"] {
        let (_, waiting) = anonymous.step(&package, 1, action, None).await;
        assert_eq!(waiting["Result"]["Summary"], "OobPending");
    }
    assert!(emulator.decline_push("push"));
    assert_eq!(
        anonymous.step(&package, 1, "Poll", None).await.1["success"],
        false
    );
    anonymous.step(&package, 1, "StartOOB", None).await;
    assert!(emulator.accept_push("push@cyberark.cloud.1234"));
    let (_, done) = anonymous.step(&package, 1, "Poll", None).await;
    assert_eq!(done["Result"]["Summary"], "LoginSuccess");
    let package = anonymous.start("push@cyberark.cloud.1234").await;
    anonymous.answer(&package, 0, PASSWORD).await;
    let other = &package["Challenges"][1]["Mechanisms"][1];
    assert_eq!(other["Name"], "OATH");
    let body = json!({
        "SessionId": package["SessionId"], "MechanismId": other["MechanismId"],
        "Action": "Answer", "Answer": "123456",
    });
    let done = anonymous
        .result("Security/AdvanceAuthentication", body)
        .await;
    assert_eq!(done["Summary"], "LoginSuccess", "by the other way");
}

#[tokio::test]
async fn a_new_password_is_set_when_it_must_be_or_was_forgotten() {
    let (emulator, administrator) = started().await;
    let created = json!({"Name": "new@cyberark.cloud.1234", "Password": PASSWORD});
    administrator
        .result("CDirectoryService/CreateUser", created)
        .await;
    let anonymous = Tenant::anonymous(&emulator);
    let package = anonymous.start("new@cyberark.cloud.1234").await;
    let (_, expired) = anonymous.answer(&package, 0, PASSWORD).await;
    let package_of = |answer: &Value| {
        let mut next = answer["Result"].clone();
        assert_eq!(next["Summary"], "NewPackage", "{answer}");
        next["SessionId"] = package["SessionId"].clone();
        next
    };
    let reset = package_of(&expired);
    assert_eq!(reset["Challenges"][0]["Mechanisms"][0]["Name"], "RESET");
    assert_eq!(
        anonymous.answer(&reset, 0, "short").await.1["success"],
        false
    );
    let (_, done) = anonymous.answer(&reset, 0, "Another horse 2").await;
    assert_eq!(done["Result"]["Summary"], "LoginSuccess");
    Tenant::logon(&emulator, "new@cyberark.cloud.1234", "Another horse 2").await;

    let user = IdentityUser::new("lost", PASSWORD).with_otp(Channel::Authenticator, "123456");
    emulator.add_identity_user(user);
    let package = anonymous.start("lost@cyberark.cloud.1234").await;
    let body = json!({"SessionId": package["SessionId"], "Action": "ForgotPassword"});
    let forgot = anonymous
        .result("Security/AdvanceAuthentication", body)
        .await;
    let mut forgotten = forgot.clone();
    forgotten["SessionId"] = package["SessionId"].clone();
    let (_, next) = anonymous.answer(&forgotten, 0, "123456").await;
    assert_eq!(next["Result"]["Summary"], "StartNextChallenge", "{forgot}");
    anonymous.answer(&forgotten, 1, "Another horse 3").await;
    let changed = emulator.identity_password_of("lost").expect("a user");
    assert_eq!(changed.expose(), "Another horse 3");
}

#[tokio::test]
async fn another_tenant_is_pointed_to_and_its_sessions_are_not_taken() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let elsewhere = anonymous.start("joe@elsewhere.example.com").await;
    assert_eq!(elsewhere, json!({"PodFqdn": "abc1234.id.cyberark.cloud"}));
    let here = anonymous.start("@cyberark.cloud.1234").await;
    assert_eq!(
        format!("http://{}", here["PodFqdn"].as_str().expect("a host")),
        emulator.identity_url()
    );
    let body = json!({"User": "@unknown.example.com", "Version": "1.0"});
    anonymous
        .failure("Security/StartAuthentication", body)
        .await;
    let body = json!({"User": ANN, "Version": "1.0", "TenantId": "ABC0001"});
    anonymous
        .failure("Security/StartAuthentication", body)
        .await;
    let package = anonymous.start(ANN).await;
    let body = json!({
        "SessionId": package["SessionId"], "TenantId": "ABC0001", "Action": "Answer",
        "MechanismId": package["Challenges"][0]["Mechanisms"][0]["MechanismId"], "Answer": PASSWORD,
    });
    anonymous
        .failure("Security/AdvanceAuthentication", body)
        .await;
}

#[tokio::test]
async fn a_locked_or_disabled_user_is_out_at_once() {
    let (emulator, administrator) = started().await;
    for (path, body) in [
        (
            "UserMgmt/SetCloudLock?user=ann@cyberark.cloud.1234&lockUser=true",
            json!({}),
        ),
        (
            "CDirectoryService/SetUserState",
            json!({"ID": ANN, "state": "Locked, Disabled"}),
        ),
        (
            "CDirectoryService/ChangeUserState",
            json!({"uuid": ANN, "state": false}),
        ),
    ] {
        let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
        administrator.result(path, body).await;
        assert_eq!(
            ann.post("UserMgmt/GetUserInfo", json!({})).await.0,
            401,
            "{path}"
        );
        assert_eq!(ann.at_vault(&emulator).get("api/Safes").await.0, 401);
        let package = ann.start(ANN).await;
        assert_eq!(ann.answer(&package, 0, PASSWORD).await.1["success"], false);
        let unlock = "UserMgmt/SetCloudLock?user=ann@cyberark.cloud.1234&lockUser=false";
        administrator.result(unlock, json!({})).await;
        let body = json!({"ID": ANN, "state": "None"});
        administrator
            .result("CDirectoryService/SetUserState", body)
            .await;
    }
    let own = administrator
        .result("CDirectoryService/GetUserByName", json!({}))
        .await;
    let body = json!({"uuid": own["Uuid"], "state": false});
    administrator
        .failure("CDirectoryService/ChangeUserState", body)
        .await;
}

#[tokio::test]
async fn a_logoff_ends_every_token_of_the_logon() {
    let (emulator, administrator) = started().await;
    let first = Tenant::logon(&emulator, ANN, PASSWORD).await;
    let second = Tenant::logon(&emulator, ANN, PASSWORD).await;
    let answer = first.result("Security/Logout", json!({})).await;
    assert_eq!(answer, Value::Null);
    assert_eq!(first.at_vault(&emulator).get("api/Safes").await.0, 401);
    assert_eq!(first.post("Security/Logout", json!({})).await.0, 401);
    assert_eq!(second.at_vault(&emulator).get("api/Safes").await.0, 200);
    let third = Tenant::logon(&emulator, ANN, PASSWORD).await;
    second
        .result("UserMgmt/SignOutCurrentSession", json!({}))
        .await;
    assert_eq!(third.at_vault(&emulator).get("api/Safes").await.0, 200);
    let everywhere = "UserMgmt/SignOutEverywhere?id=ann@cyberark.cloud.1234";
    administrator.result(everywhere, json!({})).await;
    assert_eq!(third.at_vault(&emulator).get("api/Safes").await.0, 401);
    emulator.expire_sessions();
    assert_eq!(administrator.post("SysInfo/About", json!({})).await.0, 401);
}

#[tokio::test]
async fn a_platform_token_is_renewed_by_its_cookies_once() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let package = anonymous.start(ANN).await;
    let mechanism = &package["Challenges"][0]["Mechanisms"][0]["MechanismId"];
    let body = json!({
        "SessionId": package["SessionId"], "MechanismId": mechanism,
        "Action": "Answer", "Answer": PASSWORD,
    });
    let path = "Security/AdvanceAuthentication";
    let response = anonymous.respond("POST", path, &[], Some(body)).await;
    let old = cookies(&response);
    assert!(
        old.contains("idToken-EMU1234=") && old.contains(".ASPXAUTH="),
        "{old}"
    );
    let path = "OAuth2/RefreshPlatformToken";
    let response = anonymous
        .respond("POST", path, &[("Cookie", &old)], None)
        .await;
    assert_eq!(response.status().as_u16(), 200);
    let new = cookies(&response);
    let token = new
        .split("idToken-EMU1234=")
        .nth(1)
        .and_then(|rest| rest.split(';').next());
    let ann = anonymous.with(&json!(token));
    assert_eq!(ann.at_vault(&emulator).get("api/Safes").await.0, 200);
    let again = anonymous
        .respond("POST", path, &[("Cookie", &old)], None)
        .await;
    let (status, refused) = read(again).await;
    assert_eq!((status, &refused["error"]), (401, &json!("invalid_grant")));
    assert_eq!(
        read(anonymous.respond("POST", path, &[], None).await)
            .await
            .0,
        401
    );
}

#[tokio::test]
async fn what_was_sent_is_kept_without_its_secrets() {
    let emulator = Emulator::builder().start().await.expect("a free port");
    Tenant::administrator(&emulator).await;
    let requests = emulator.requests();
    let advance = requests.last().expect("a request");
    assert_eq!(advance.operation, Some("advance_authentication"));
    assert_eq!(
        advance.body.as_ref().map(|body| &body["Answer"]),
        Some(&json!("[REDACTED]"))
    );
}
