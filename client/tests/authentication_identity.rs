//! People who log on at CyberArk Identity, for Privilege Cloud on the shared services.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod scene;
mod tap;
mod vaults;

use pvwa::{
    CallbackError, ChallengeProblem, Error, IdentityUser, LogonMethod, Question, Reply, TestClock,
    Vault,
};
use pvwa_emulator::{Channel, Emulator, IdentityUser as Person};
use scene::{ANN, PASSWORD, Scene, problem, replies, works};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};
use vaults::{count, told};

#[tokio::test]
async fn a_password_alone_opens_a_session_which_is_refreshed_and_ended() {
    let scene = Scene::with(Person::new(ANN, PASSWORD)).await;
    let vault = scene.vault(scene.ann());
    works(&vault).await.unwrap();
    let sent = scene.identity.heard();
    let start: Value = serde_json::from_str(&sent[0].body).unwrap();
    let expected = json!({"User": ANN, "Version": "1.0", "PlatformTokenResponse": true});
    assert_eq!(start, expected);
    assert_eq!(sent[0].header("oobidpauth"), "true");
    assert_eq!(sent[0].header("x-idap-native-client"), "true");
    assert_eq!(scene.steps(), [("Answer".to_owned(), json!(PASSWORD))]);

    scene.passes(3350);
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "start_authentication"), 1);
    let refreshed = &scene.identity.to("/OAuth2/RefreshPlatformToken")[0];
    let cookies = refreshed.header("cookie");
    assert!(cookies.contains("refreshToken-EMU1234=") && cookies.contains("idToken-EMU1234=ey"));
    let tokens: Vec<_> = scene
        .vault
        .heard()
        .iter()
        .filter(|one| one.what.contains("/API/Safes"))
        .map(|one| one.header("authorization").to_owned())
        .collect();
    assert_eq!(tokens.len(), 2);
    assert_ne!(tokens[0], tokens[1]);

    // Refreshed tokens are refreshed, too.
    scene.passes(3350);
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "refresh_platform_token"), 2);
    vault.close().await.unwrap();
    let [logoff] = &scene.identity.to("/Security/Logout")[..] else {
        panic!("one logoff")
    };
    assert_eq!(
        logoff.header("authorization"),
        scene.vault.heard().last().unwrap().header("authorization")
    );
}

#[tokio::test]
async fn a_refresh_that_is_refused_leads_to_a_logon_where_nobody_is_needed() {
    let scene = Scene::with(Person::new(ANN, PASSWORD)).await;
    let vault = scene.vault(scene.ann());
    works(&vault).await.unwrap();
    scene.emulator.expire_sessions();
    works(&vault).await.unwrap();
    assert_eq!(count(&scene.emulator, "refresh_platform_token"), 1);
    assert_eq!(count(&scene.emulator, "start_authentication"), 2);
}

#[tokio::test]
async fn a_code_is_asked_for_by_the_way_that_was_chosen() {
    let ann = Person::new(ANN, PASSWORD)
        .with_otp(Channel::Sms, "1111")
        .with_otp(Channel::Authenticator, "2222");
    let scene = Scene::with(ann).await;
    let (asked, answer) = replies(vec![Reply::Choose(1), Reply::Answer("2222".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    vault.logon().await.unwrap();
    works(&vault).await.unwrap();
    let asked = asked.lock().unwrap().clone();
    let Question::Choose { mechanisms, .. } = &asked[0] else {
        panic!("{asked:?}")
    };
    let names: Vec<_> = mechanisms.iter().map(|way| way.name.as_str()).collect();
    assert_eq!(names, ["SMS", "OATH"]);
    assert!(matches!(&asked[1], Question::Answer { is_sent: false, .. }));
    let expected = [("Answer", PASSWORD), ("Answer", "2222")];
    let expected = expected.map(|(action, answer)| (action.to_owned(), json!(answer)));
    assert_eq!(scene.steps(), expected);
}

#[tokio::test]
async fn a_code_is_sent_before_it_is_asked_for() {
    let scene = Scene::with(Person::new(ANN, PASSWORD).with_otp(Channel::Email, "1111")).await;
    let (asked, answer) = replies(vec![Reply::Answer("1111".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    works(&vault).await.unwrap();
    assert!(matches!(
        &asked.lock().unwrap()[0],
        Question::Answer { is_sent: true, .. }
    ));
    let actions: Vec<_> = scene.steps().into_iter().map(|step| step.0).collect();
    assert_eq!(actions, ["Answer", "StartOOB", "Answer"]);
}

#[tokio::test]
async fn a_wrong_code_ends_the_logon_and_is_not_repeated() {
    let scene =
        Scene::with(Person::new(ANN, PASSWORD).with_otp(Channel::Authenticator, "1111")).await;
    let (_, answer) = replies(vec![Reply::Answer("Hunter2".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    for _ in 0..2 {
        let error = works(&vault).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Logon {
                    method: LogonMethod::IdentityUser,
                    ..
                }
            ),
            "{error}"
        );
        assert!(!format!("{error:?}").contains("Hunter2"));
    }
    assert_eq!(count(&scene.emulator, "start_authentication"), 1);
    assert_eq!(count(&scene.emulator, "cancel_authentication"), 1);
}

#[tokio::test]
async fn a_push_is_polled_for_by_the_clock_of_the_vault() {
    for accepted in [true, false] {
        let scene = Scene::with(Person::new(ANN, PASSWORD).with_push()).await;
        // Nobody has to answer, so nobody is needed to ask.
        let vault = scene.vault(scene.ann());
        let clone = vault.clone();
        let logon = tokio::spawn(async move { clone.logon().await });
        scene.once_waited_for(3).await;
        scene.once_waited_for(0).await;
        match accepted {
            true => assert!(scene.emulator.accept_push(ANN)),
            false => assert!(scene.emulator.decline_push(ANN)),
        }
        scene.once_waited_for(3).await;
        let outcome = logon.await.unwrap();
        assert_eq!(outcome.is_ok(), accepted, "{outcome:?}");
        assert_eq!(scene.clock.slept()[0], Duration::from_millis(2500));
        if accepted {
            works(&vault).await.unwrap();
            // A person took part: nobody is asked again.
            scene.emulator.expire_sessions();
            let error = works(&vault).await.unwrap_err();
            assert!(matches!(error, Error::SessionEnded { .. }), "{error}");
            assert_eq!(count(&scene.emulator, "start_authentication"), 1);
        }
    }
}

#[tokio::test]
async fn a_push_that_nobody_reacts_to_is_given_up() {
    let mut scene = Scene::with(Person::new(ANN, PASSWORD).with_push()).await;
    scene.clock = TestClock::impatient();
    let (asked, answer) = replies(vec![Reply::Done]);
    let error = scene
        .vault(scene.ann().on_challenge(answer))
        .logon()
        .await
        .unwrap_err();
    assert!(matches!(
        problem(&error),
        ChallengeProblem::TimedOut { seconds: 300 }
    ));
    assert!(matches!(
        &asked.lock().unwrap()[0],
        Question::Confirm { .. }
    ));
    assert_eq!(scene.clock.slept().len(), 120);
    assert_eq!(count(&scene.emulator, "cancel_authentication"), 1);
}

#[tokio::test]
async fn a_session_by_a_person_is_still_refreshed() {
    let scene =
        Scene::with(Person::new(ANN, PASSWORD).with_otp(Channel::Authenticator, "1111")).await;
    let (asked, answer) = replies(vec![Reply::Answer("1111".into())]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    for _ in 0..4 {
        works(&vault).await.unwrap();
        scene.passes(3350);
    }
    assert_eq!(asked.lock().unwrap().len(), 1);
    assert_eq!(count(&scene.emulator, "refresh_platform_token"), 3);
    // At the end of it, nobody is asked out of the blue.
    scene.emulator.expire_sessions();
    let error = works(&vault).await.unwrap_err();
    assert!(matches!(error, Error::SessionEnded { .. }), "{error}");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_federated_user_is_waited_for() {
    let scene = Scene::with(Person::new(ANN, PASSWORD).federated()).await;
    let (asked, answer) = replies(vec![Reply::Done]);
    let vault = scene.vault(scene.ann().on_challenge(answer));
    let clone = vault.clone();
    let logon = tokio::spawn(async move { clone.logon().await });
    scene.once_waited_for(3).await;
    scene.once_waited_for(0).await;
    assert!(scene.emulator.finish_federated_logon(ANN));
    scene.once_waited_for(3).await;
    logon.await.unwrap().unwrap();
    works(&vault).await.unwrap();
    let asked = asked.lock().unwrap().clone();
    assert!(matches!(&asked[0], Question::Browser { pin: false, url, .. } if url.contains("/go/")));
}

#[tokio::test]
async fn the_pin_of_a_browser_is_handed_in() {
    let scene = Scene::with(Person::new(ANN, PASSWORD).federated_with_pin("7731")).await;
    let scene = Arc::new(scene);
    let browser = scene.clone();
    let user = scene.ann().on_challenge(move |question| {
        assert!(matches!(question, Question::Browser { pin: true, .. }));
        assert!(browser.emulator.finish_federated_logon(ANN));
        std::future::ready(Ok::<_, CallbackError>(Reply::Answer("7731".into())))
    });
    works(&scene.vault(user)).await.unwrap();
}

#[tokio::test]
async fn what_nobody_can_answer_is_said() {
    let two = || {
        Person::new(ANN, PASSWORD)
            .with_otp(Channel::Sms, "1111")
            .with_otp(Channel::Authenticator, "2222")
    };
    let one = || Person::new(ANN, PASSWORD).with_otp(Channel::Authenticator, "2222");
    let mut texts = String::new();
    for (person, given) in [
        (two(), None),
        (one(), None),
        (Person::new(ANN, PASSWORD).federated(), None),
        (two(), Some(vec![Reply::Choose(7)])),
        (two(), Some(vec![Reply::Done])),
        (one(), Some(vec![Reply::Choose(0)])),
        (one(), Some(vec![])),
    ] {
        let scene = Scene::with(person).await;
        let user = match given {
            Some(given) => scene.ann().on_challenge(replies(given).1),
            None => scene.ann(),
        };
        let error = scene.vault(user).logon().await.unwrap_err();
        problem(&error);
        texts.push_str(&format!("{}\n", told(&error)));
    }
    insta::assert_snapshot!(texts);
}

#[tokio::test]
async fn a_user_is_sent_only_to_hosts_that_are_known() {
    let emulator = Emulator::builder()
        .identity_elsewhere("example.com", "evil.example")
        .start()
        .await
        .unwrap();
    let user = IdentityUser::new("bob@example.com", PASSWORD).identity(emulator.identity_url());
    let vault = Vault::builder(emulator.base_url())
        .credentials(user)
        .allow_plain_http()
        .build()
        .unwrap();
    let error = vault.logon().await.unwrap_err();
    let ChallengeProblem::ForeignHost { host } = problem(&error) else {
        panic!("{error}")
    };
    assert_eq!(host, "evil.example");
    assert_eq!(count(&emulator, "advance_authentication"), 0);
}
