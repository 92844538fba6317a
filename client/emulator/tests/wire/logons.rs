//! Logons of every kind, and what keeps a session.

use crate::support::{Caller, started};
use base64::{Engine, engine::general_purpose::STANDARD};
use pvwa_emulator::{Emulator, Radius, User};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use std::time::Duration;

const PASSWORD: &str = "made \" up \\ é";

async fn with(users: impl IntoIterator<Item = User>) -> Emulator {
    let builder = Emulator::builder();
    let builder = users
        .into_iter()
        .fold(builder, |builder, user| builder.user(user));
    builder.start().await.expect("a free port")
}

fn user(name: &str) -> User {
    User::new(name, PASSWORD)
}

/// One step of a logon, with the cookie of the step before.
async fn step(
    emulator: &Emulator,
    kind: &str,
    body: Value,
    cookie: Option<&str>,
) -> (u16, Value, String) {
    let url = format!(
        "{}/PasswordVault/API/Auth/{kind}/Logon",
        emulator.base_url()
    );
    let mut request = Client::new().post(url).json(&body);
    if let Some(cookie) = cookie {
        request = request.header("Cookie", cookie);
    }
    read(request.send().await.expect("an answer")).await
}

async fn read(response: Response) -> (u16, Value, String) {
    let cookie = response.headers().get("set-cookie");
    let cookie = cookie.map_or("", |cookie| cookie.to_str().expect("a text"));
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default(), cookie)
}

fn is_token(body: &Value) -> bool {
    body.as_str().is_some_and(|token| token.len() >= 180)
}

#[tokio::test]
async fn radius_takes_the_code_behind_a_comma() {
    let emulator = with([user("a").radius(Radius::Append("123456".into()))]).await;
    for (password, expected) in [
        (format!("{PASSWORD},123456"), 200),
        (format!("{PASSWORD},123457"), 403),
        (PASSWORD.to_owned(), 403),
        ("wrong,123456".to_owned(), 403),
    ] {
        let body = json!({"username": "a", "password": password});
        let (status, answer, _) = step(&emulator, "radius", body, None).await;
        assert_eq!(
            (status, is_token(&answer)),
            (expected, expected == 200),
            "{password}"
        );
    }
}

#[tokio::test]
async fn radius_asks_until_it_has_every_code() {
    let codes = vec!["1111".into(), "2222".into()];
    let emulator = with([user("a").radius(Radius::Challenge(codes))]).await;
    let body = |password: &str| json!({"username": "a", "password": password});
    let (status, answer, first) = step(&emulator, "RADIUS", body(PASSWORD), None).await;
    assert_eq!((status, &answer["ErrorCode"]), (500, &json!("ITATS542I")));
    let (status, _, second) = step(&emulator, "RADIUS", body("1111"), Some(&first)).await;
    assert_eq!(status, 500);
    let (status, answer, _) = step(&emulator, "RADIUS", body("2222"), Some(&second)).await;
    assert_eq!((status, is_token(&answer)), (200, true));
    let (status, ..) = step(&emulator, "RADIUS", body("2222"), Some(&second)).await;
    assert_eq!(status, 403, "a step can be taken once");
    let (_, _, first) = step(&emulator, "RADIUS", body(PASSWORD), None).await;
    let (status, ..) = step(&emulator, "RADIUS", body("9999"), Some(&first)).await;
    assert_eq!(status, 403, "a wrong code");
    let (_, _, first) = step(&emulator, "RADIUS", body(PASSWORD), None).await;
    let (status, ..) = step(&emulator, "RADIUS", body("1111"), None).await;
    assert_eq!(status, 403, "the code without the cookie");
    emulator.advance(Duration::from_secs(301));
    let (status, ..) = step(&emulator, "RADIUS", body("1111"), Some(&first)).await;
    assert_eq!(status, 403, "too late");
}

#[tokio::test]
async fn a_push_is_accepted_or_not() {
    let emulator = with([
        user("yes").radius(Radius::Push { accepted: true }),
        user("no").radius(Radius::Push { accepted: false }),
        user("none"),
    ])
    .await;
    for (name, expected) in [("yes", 200), ("no", 403), ("none", 403)] {
        let body = json!({"username": name, "password": PASSWORD});
        assert_eq!(
            step(&emulator, "radius", body, None).await.0,
            expected,
            "{name}"
        );
    }
}

#[tokio::test]
async fn windows_and_certificates_may_be_the_first_of_two_factors() {
    let emulator = with([
        user("one"),
        user("two").second_hop(),
        user("three").certificate(),
    ])
    .await;
    let body = |name: &str, password: &str| json!({"username": name, "password": password});
    let (status, token, _) = step(&emulator, "Windows", body("one", PASSWORD), None).await;
    assert_eq!((status, is_token(&token)), (200, true));
    assert_eq!(
        step(&emulator, "Windows", body("one", "x"), None).await.0,
        403
    );
    let (status, answer, cookie) = step(&emulator, "Windows", body("two", PASSWORD), None).await;
    let expected = json!({"AdditionalInfo": "", "UserName": "two"});
    assert_eq!((status, answer), (200, expected));
    let second = step(&emulator, "Windows", body("two", PASSWORD), Some(&cookie)).await;
    assert!(is_token(&second.1));
    for kind in ["PKI", "pkipn"] {
        let (status, token, _) = step(&emulator, kind, json!({}), None).await;
        assert_eq!((status, is_token(&token)), (200, true), "{kind}");
    }
}

#[tokio::test]
async fn an_assertion_that_looks_signed_is_believed() {
    let emulator = with([user("a"), user("gone").suspended()]).await;
    let assertion = |name: &str, signed: &str| {
        STANDARD.encode(format!(
            "<samlp:Response><ds:Signature>{signed}</ds:Signature>\
             <saml:NameID Format=\"x\">{name}</saml:NameID></samlp:Response>"
        ))
    };
    let signed = "<ds:SignatureValue>AAAA</ds:SignatureValue>";
    let url = format!("{}/PasswordVault/API/auth/SAML/Logon", emulator.base_url());
    let http = Client::new();
    let post = |response: String, api: &str| {
        let form = [("SAMLResponse", response), ("apiUse", api.to_owned())];
        http.post(&url).form(&form).send()
    };
    let (status, token, _) = read(
        post(assertion("a", signed), "true")
            .await
            .expect("an answer"),
    )
    .await;
    assert_eq!((status, is_token(&token)), (200, true));
    for (response, code) in [
        (assertion("a", ""), "PASWS035E"),
        (STANDARD.encode("no XML"), "PASWS035E"),
        ("%%%".to_owned(), "PASWS035E"),
        (assertion("gone", signed), "PASWS013E"),
        (assertion("nobody", signed), "PASWS013E"),
    ] {
        let (_, answer, _) = read(post(response, "true").await.expect("an answer")).await;
        assert_eq!(answer["ErrorCode"], code);
    }
    let page = post(assertion("a", signed), "false")
        .await
        .expect("an answer");
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let gen1 = "WebServices/auth/SAML/SAMLAuthenticationService.svc/Logon";
    let caller = Caller {
        token: assertion("a", signed),
        ..Caller::anonymous(&emulator)
    };
    let (status, answer) = caller.send("POST", gen1, None).await;
    assert_eq!(
        (status, is_token(&answer["CyberArkLogonResult"])),
        (200, true)
    );
}

#[tokio::test]
async fn the_first_generation_answers_in_envelopes_and_counts_its_sessions() {
    let emulator = with([user("a"), user("everybody").shared()]).await;
    let caller = Caller::anonymous(&emulator);
    let logon = "WebServices/auth/Cyberark/CyberArkAuthenticationService.svc/Logon";
    let with_number =
        |number: i64| json!({"username": "a", "password": PASSWORD, "connectionNumber": number});
    for number in [1, 2, 1] {
        let (status, answer) = caller.post(logon, with_number(number)).await;
        assert_eq!(
            (status, is_token(&answer["CyberArkLogonResult"])),
            (200, true)
        );
    }
    assert_eq!(emulator.session_count(), 2, "the second 1 ended the first");
    assert_eq!(caller.post(logon, with_number(101)).await.0, 400);
    let shared = "WebServices/auth/Shared/RestfulAuthenticationService.svc/Logon";
    let (status, answer) = caller.send("POST", shared, None).await;
    assert_eq!((status, is_token(&answer["LogonResult"])), (200, true));
    let token = answer["LogonResult"].as_str().expect("a token").to_owned();
    let shared = Caller { token, ..caller };
    assert_eq!(shared.get("API/Safes").await.0, 200);
    let logoff = "WebServices/auth/Shared/RestfulAuthenticationService.svc/Logoff";
    assert_eq!(shared.send("POST", logoff, None).await, (200, Value::Null));
    assert_eq!(shared.get("API/Safes").await.0, 401);
}

#[tokio::test]
async fn too_many_wrong_passwords_suspend_and_an_expired_one_has_to_be_replaced() {
    let emulator = with([
        user("a"),
        user("b").suspended(),
        user("c").password_expired(),
    ])
    .await;
    let body = |name: &str, password: &str| json!({"username": name, "password": password});
    for _ in 0..4 {
        step(&emulator, "CyberArk", body("a", "wrong"), None).await;
    }
    assert_eq!(
        step(&emulator, "CyberArk", body("a", PASSWORD), None)
            .await
            .0,
        200
    );
    for _ in 0..5 {
        step(&emulator, "CyberArk", body("a", "wrong"), None).await;
    }
    for name in ["a", "b"] {
        let (status, answer, _) = step(&emulator, "CyberArk", body(name, PASSWORD), None).await;
        assert_eq!(
            (status, &answer["ErrorCode"]),
            (403, &json!("PASWS013E")),
            "{name}"
        );
    }
    assert_eq!(
        step(&emulator, "LDAP", body("c", PASSWORD), None).await.0,
        409
    );
    let new = json!({"username": "c", "password": PASSWORD, "newPassword": "Another 1"});
    assert_eq!(step(&emulator, "CyberArk", new, None).await.0, 200);
    assert_eq!(
        step(&emulator, "CyberArk", body("c", "Another 1"), None)
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn a_session_ends_after_a_while_without_requests_and_can_be_killed() {
    let (emulator, administrator) = started().await;
    emulator.idle_timeout(Duration::from_secs(20 * 60));
    let app = Caller::logon(&emulator, "app").await;
    emulator.advance(Duration::from_secs(19 * 60));
    assert_eq!(administrator.get("API/Safes").await.0, 200);
    emulator.advance(Duration::from_secs(19 * 60));
    assert_eq!(
        administrator.get("API/Safes").await.0,
        200,
        "it was used in between"
    );
    assert_eq!(app.get("API/Safes").await.0, 401);
    emulator.idle_timeout(Duration::from_secs(60));
    emulator.advance(Duration::from_secs(61));
    assert_eq!(administrator.get("API/Safes").await.0, 401);
    let other = Caller::logon(&emulator, "other").await;
    emulator.end_sessions_of("OTHER");
    assert_eq!(other.get("API/Safes").await.0, 401);
}

#[tokio::test]
async fn behind_a_load_balancer_a_token_is_good_at_its_own_node() {
    let builder = Emulator::builder().user(user("a")).nodes(2);
    let emulator = builder.start().await.expect("a free port");
    let body = json!({"username": "a", "password": PASSWORD});
    let (_, token, cookie) = step(&emulator, "CyberArk", body, None).await;
    let get = |cookie: Option<String>| {
        let request = Client::new()
            .get(format!("{}/PasswordVault/API/Safes", emulator.base_url()))
            .header("Authorization", token.as_str().expect("a token"));
        let request = match cookie {
            Some(cookie) => request.header("Cookie", format!("x=1; {cookie}")),
            None => request,
        };
        async { request.send().await.expect("an answer").status().as_u16() }
    };
    for _ in 0..3 {
        assert_eq!(get(Some(cookie.clone())).await, 200);
    }
    let mut statuses = [get(None).await, get(None).await];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "by turns");
    let (node, rest) = cookie.split_once('.').expect("a node");
    let other = if node.ends_with('0') {
        node.replace('0', "1")
    } else {
        node.replace('1', "0")
    };
    assert_eq!(get(Some(format!("{other}.{rest}"))).await, 401);
}
