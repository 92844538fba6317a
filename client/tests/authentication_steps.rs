//! Logons at the vault that take several steps: one-time codes, pushes, second factors.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod logons;
mod tap;
mod vaults;

use logons::{PASSWORD, ann, codes, vault, with, works};
use pvwa::{
    CallbackError, ChallengeProblem, Credentials, Error, LogonMethod, Pki, Radius, Secret,
    SecretSource, Windows,
};
use pvwa_emulator::Radius as Setup;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use tap::Tap;
use vaults::count;

#[tokio::test]
async fn radius_takes_the_code_behind_the_password() {
    let emulator = with([ann().radius(Setup::Append("123456".into()))]).await;
    let (asked, code) = codes(&["123456"]);
    let source = SecretSource::from_callback(move || code("code".to_owned()));
    let right = vault(
        &emulator.base_url(),
        Radius::new("ann", PASSWORD).code(source),
    );
    works(&right).await.unwrap();
    assert_eq!(asked.lock().unwrap().len(), 1);
    let wrong = Radius::new("ann", PASSWORD).code("123457");
    let error = works(&vault(&emulator.base_url(), wrong))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        Error::Logon {
            method: LogonMethod::Radius,
            ..
        }
    ));
    let separated = Radius::new("ann", PASSWORD)
        .code("123456")
        .code_separator("");
    let tap = Tap::on(&emulator.base_url());
    works(&vault(tap.url(), separated)).await.unwrap_err();
    let sent: Value = serde_json::from_str(&tap.heard()[0].body).unwrap();
    assert_eq!(sent["password"], format!("{PASSWORD}123456"));
}

#[tokio::test]
async fn radius_asks_as_often_as_it_likes_on_the_same_cookies() {
    let emulator = with([ann().radius(Setup::Challenge(vec!["1111".into(), "2222".into()]))]).await;
    let tap = Tap::on(&emulator.base_url());
    let (asked, answer) = codes(&["1111", "2222"]);
    let vault = vault(tap.url(), Radius::new("ann", PASSWORD).on_challenge(answer));
    works(&vault).await.unwrap();
    assert_eq!(
        asked.lock().unwrap()[..],
        ["Enter PASSCODE", "Enter PASSCODE"]
    );
    let sent = tap.to("/API/Auth/RADIUS/Logon");
    let password =
        |at: usize| serde_json::from_str::<Value>(&sent[at].body).unwrap()["password"].clone();
    assert_eq!(
        [password(0), password(1), password(2)],
        [PASSWORD, "1111", "2222"].map(Value::from)
    );
    assert_eq!(sent[0].header("cookie"), "");
    let cookies: Vec<_> = sent[1..].iter().map(|one| one.header("cookie")).collect();
    assert!(
        cookies.iter().all(|cookie| cookie.starts_with("CA22222=")) && cookies[0] != cookies[1]
    );
}

#[tokio::test]
async fn a_challenge_that_nobody_answers_is_said() {
    let emulator = with([ann().radius(Setup::Challenge(vec!["1111".into()]))]).await;
    let vault = vault(&emulator.base_url(), Radius::new("ann", PASSWORD));
    let error = works(&vault).await.unwrap_err();
    let Error::RadiusChallenge { refusal, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(refusal.message.as_deref(), Some("Enter PASSCODE"));
    works(&vault).await.unwrap_err();
    assert_eq!(count(&emulator, "logon"), 1);
}

#[tokio::test]
async fn challenges_without_end_are_given_up() {
    let endless = vec![Secret::from("1111"); 50];
    let emulator = with([ann().radius(Setup::Challenge(endless))]).await;
    let user = Radius::new("ann", PASSWORD)
        .on_challenge(|_| std::future::ready(Ok::<_, CallbackError>("1111".into())));
    let error = works(&vault(&emulator.base_url(), user)).await.unwrap_err();
    let Error::Challenge { problem, .. } = &error else {
        panic!("{error}")
    };
    assert!(matches!(**problem, ChallengeProblem::TooMany { limit: 10 }));
    assert_eq!(count(&emulator, "logon"), 11);
}

#[tokio::test]
async fn a_wrong_code_a_late_one_and_none_end_the_logon() {
    let challenge = || ann().radius(Setup::Challenge(vec!["1111".into()]));
    let emulator = with([challenge()]).await;
    let (_, answer) = codes(&["9999"]);
    let wrong = vault(
        &emulator.base_url(),
        Radius::new("ann", PASSWORD).on_challenge(answer),
    );
    let error = wrong.logon().await.unwrap_err();
    assert!(matches!(error, Error::Logon { .. }), "{error}");
    assert_eq!(count(&emulator, "logon"), 2);

    let emulator = Arc::new(with([challenge()]).await);
    let clock = emulator.clone();
    let late = Radius::new("ann", PASSWORD).on_challenge(move |_| {
        clock.advance(Duration::from_secs(301));
        std::future::ready(Ok::<_, CallbackError>("1111".into()))
    });
    let error = vault(&emulator.base_url(), late).logon().await.unwrap_err();
    assert!(matches!(error, Error::Logon { .. }), "{error}");

    let (_, answer) = codes(&[]);
    let none = vault(
        &emulator.base_url(),
        Radius::new("ann", PASSWORD).on_challenge(answer),
    );
    let error = none.logon().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the one-time code cannot be had from a callback: it failed"
    );
}

#[tokio::test]
async fn a_push_is_waited_for() {
    for accepted in [true, false] {
        let emulator = with([ann().radius(Setup::HeldPush)]).await;
        let vault = vault(&emulator.base_url(), Radius::new("ann", PASSWORD).push());
        let logon = tokio::spawn(async move { vault.logon().await });
        let react = |user: &str| match accepted {
            true => emulator.accept_push(user),
            false => emulator.decline_push(user),
        };
        while !react("ann") {
            tokio::task::yield_now().await;
        }
        let outcome = logon.await.unwrap();
        assert_eq!(outcome.is_ok(), accepted, "{outcome:?}");
        assert_eq!(count(&emulator, "logon"), 1);
    }
}

#[tokio::test]
async fn windows_sends_the_second_factor_on_the_same_cookies() {
    let emulator = with([ann().second_hop()]).await;
    let tap = Tap::on(&emulator.base_url());
    works(&vault(tap.url(), Windows::new("ann", PASSWORD)))
        .await
        .unwrap();
    let sent = tap.to("/API/Auth/Windows/Logon");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].header("cookie"), "");
    assert!(sent[1].header("cookie").starts_with("CA22222="));
    assert_eq!(sent[0].body, sent[1].body);

    let wrong = Windows::new("ann", PASSWORD).second_step(LogonMethod::Windows, "wrong");
    let error = works(&vault(&emulator.base_url(), wrong))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        Error::Logon {
            method: LogonMethod::Windows,
            ..
        }
    ));
}

#[tokio::test]
async fn a_certificate_may_be_the_first_of_two_factors() {
    let emulator = with([ann().certificate().second_hop()]).await;
    let tap = Tap::on(&emulator.base_url());
    let both = Pki::new().second_step(LogonMethod::Ldap, PASSWORD);
    works(&vault(tap.url(), both)).await.unwrap();
    let second = &tap.to("/API/Auth/LDAP/Logon")[0];
    let sent: Value = serde_json::from_str(&second.body).unwrap();
    assert_eq!(
        (&sent["username"], &sent["password"]),
        (&json!("ann"), &json!(PASSWORD))
    );
    assert!(second.header("cookie").starts_with("CA22222="));

    let alone = vault(&emulator.base_url(), Pki::new());
    let error = works(&alone).await.unwrap_err();
    assert!(
        matches!(&error, Error::SecondStep { user, .. } if user == "ann"),
        "{error}"
    );
}

#[tokio::test]
async fn nobody_is_asked_again_out_of_the_blue() {
    let emulator = with([ann().radius(Setup::Challenge(vec!["1111".into()]))]).await;
    let (asked, answer) = codes(&["1111", "1111"]);
    let user = Radius::new("ann", PASSWORD).on_challenge(answer);
    let credentials = Credentials::from(user.clone());
    assert!(!credentials.can_repeat());
    let vault_of_ann = vault(&emulator.base_url(), credentials);
    works(&vault_of_ann).await.unwrap();
    emulator.expire_sessions();
    for _ in 0..3 {
        let error = works(&vault_of_ann).await.unwrap_err();
        let method = LogonMethod::Radius;
        assert!(
            matches!(&error, Error::SessionEnded { method: by } if *by == method),
            "{error}"
        );
    }
    assert_eq!(asked.lock().unwrap().len(), 1);
    vault_of_ann.logon().await.unwrap();
    works(&vault_of_ann).await.unwrap();
    assert_eq!(asked.lock().unwrap().len(), 2);

    // The same with codes that a program computes.
    let computed = Radius::new("ann", PASSWORD)
        .on_challenge(|_| std::future::ready(Ok::<_, CallbackError>("1111".into())))
        .unattended();
    let unattended = vault(&emulator.base_url(), computed);
    works(&unattended).await.unwrap();
    emulator.expire_sessions();
    works(&unattended).await.unwrap();
}
