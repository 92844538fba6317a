//! Every way of logging on at the vault itself, as it looks on the wire.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod tap;
mod vaults;

/// A response of an identity provider for `ann`, and one that nobody signed.
const SIGNED: &str = "PHNhbWxwOlJlc3BvbnNlPjxkczpTaWduYXR1cmU+PGRzOlNpZ25hdHVyZVZhbHVlPkFBQUE8L2RzOlNpZ25hdHVyZVZhbHVlPjwvZHM6U2lnbmF0dXJlPjxzYW1sOk5hbWVJRCBGb3JtYXQ9IngiPmFubjwvc2FtbDpOYW1lSUQ+PC9zYW1scDpSZXNwb25zZT4=";
const UNSIGNED: &str = "PHNhbWxwOlJlc3BvbnNlPjxzYW1sOk5hbWVJRCBGb3JtYXQ9IngiPmFubjwvc2FtbDpOYW1lSUQ+PC9zYW1scDpSZXNwb25zZT4=";

use pvwa::{
    CallbackError, ChallengeProblem, Credentials, CyberArk, Error, Ldap, LogonMethod, Pki, PkiPn,
    Radius, Saml, Secret, SecretSource, Shared, Token, Vault, Windows, connect::ClientCertificate,
};
use pvwa_emulator::{Emulator, Fault, Radius as Setup, User};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tap::Tap;
use vaults::{count, told};

const PASSWORD: &str = "Made \" up \\ é 1";

async fn with(users: impl IntoIterator<Item = User>) -> Emulator {
    let builder = users
        .into_iter()
        .fold(Emulator::builder(), |builder, user| builder.user(user));
    builder.start().await.unwrap()
}

fn ann() -> User {
    User::new("ann", PASSWORD)
}

fn vault(url: &str, credentials: impl Into<Credentials>) -> Vault {
    Vault::builder(url)
        .credentials(credentials)
        .allow_plain_http()
        .build()
        .unwrap()
}

async fn works(vault: &Vault) -> Result<(), Error> {
    vault.safes().list().stream().all().await.map(drop)
}

fn bodies(emulator: &Emulator, operation: &str) -> Vec<Value> {
    let requests = emulator.requests();
    let asked = requests
        .iter()
        .filter(|one| one.operation == Some(operation));
    asked.filter_map(|one| one.body.clone()).collect()
}

/// A callback that gives one code after the other, and notes what it was asked.
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
fn codes(
    codes: &[&str],
) -> (
    Arc<Mutex<Vec<String>>>,
    impl Fn(String) -> std::future::Ready<Result<Secret, CallbackError>> + Send + Sync + use<>,
) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = asked.clone();
    let left = Mutex::new(
        codes
            .iter()
            .rev()
            .map(|code| Secret::from(*code))
            .collect::<Vec<_>>(),
    );
    (asked, move |prompt| {
        noted.lock().unwrap().push(prompt);
        let code = left.lock().unwrap().pop();
        std::future::ready(code.ok_or_else(|| "no code is left".into()))
    })
}

#[tokio::test]
async fn a_password_goes_to_the_path_of_its_method_and_the_token_without_a_scheme() {
    for (credentials, method) in [
        (Credentials::cyberark("ann", PASSWORD), "CyberArk"),
        (Credentials::ldap("ann", PASSWORD), "LDAP"),
        (Credentials::from(Radius::new("ann", PASSWORD)), "RADIUS"),
        (Credentials::from(Windows::new("ann", PASSWORD)), "Windows"),
    ] {
        let emulator = with([ann().radius(Setup::Push { accepted: true })]).await;
        let tap = Tap::on(&emulator.base_url());
        let vault = vault(tap.url(), credentials);
        works(&vault).await.unwrap();
        let [logon] = &tap.to(&format!("/API/Auth/{method}/Logon"))[..] else {
            panic!("one logon by {method}: {:?}", tap.heard())
        };
        let sent: Value = serde_json::from_str(&logon.body).unwrap();
        let expected = json!({"username": "ann", "password": PASSWORD, "concurrentSession": true});
        assert_eq!(sent, expected);
        assert_eq!(
            (logon.header("authorization"), logon.header("cookie")),
            ("", "")
        );
        let list = &tap.heard()[1];
        let token = list.header("authorization");
        assert!(token.len() >= 180 && !token.contains(' '), "{token}");
        assert!(list.header("cookie").starts_with("CA22222="));
        vault.close().await.unwrap();
        assert_eq!(tap.to("/API/Auth/Logoff").len(), 1);
        assert_eq!(emulator.session_count(), 0);
    }
}

#[tokio::test]
async fn a_logon_that_was_refused_is_not_tried_again() {
    let emulator = with([ann()]).await;
    let vault = vault(&emulator.base_url(), Ldap::new("ann", "wrong"));
    for _ in 0..3 {
        let error = works(&vault).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Logon {
                    method: LogonMethod::Ldap,
                    ..
                }
            ),
            "{error}"
        );
    }
    assert_eq!(count(&emulator, "logon"), 1);
    vault.logon().await.unwrap_err();
    assert_eq!(count(&emulator, "logon"), 2);
}

#[tokio::test]
async fn the_only_session_ends_the_others() {
    let emulator = with([ann()]).await;
    let beside = vault(&emulator.base_url(), CyberArk::new("ann", PASSWORD));
    let only = vault(
        &emulator.base_url(),
        CyberArk::new("ann", PASSWORD).only_session(),
    );
    beside.logon().await.unwrap();
    only.logon().await.unwrap();
    assert_eq!(emulator.session_count(), 1);
    let sent = bodies(&emulator, "logon");
    let concurrent: Vec<_> = sent.iter().map(|body| &body["concurrentSession"]).collect();
    assert_eq!(concurrent, [true, false]);
}

#[tokio::test]
async fn an_expired_password_is_changed_once_and_told() {
    let emulator = with([ann().password_expired()]).await;
    let without = vault(&emulator.base_url(), CyberArk::new("ann", PASSWORD));
    let error = works(&without).await.unwrap_err();
    assert!(matches!(error, Error::PasswordExpired { .. }), "{error}");
    works(&without).await.unwrap_err();
    assert_eq!(count(&emulator, "logon"), 1, "a refusal is remembered");
    assert!(told(&error).contains("set new_password()"), "{error}");

    emulator.clear_requests();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let noted = heard.clone();
    let user = CyberArk::new("ann", PASSWORD)
        .new_password("An0ther-made-up!")
        .on_password_changed(move |new| {
            noted.lock().unwrap().push(new);
            std::future::ready(Ok::<_, CallbackError>(()))
        });
    let vault = vault(&emulator.base_url(), user);
    works(&vault).await.unwrap();
    let sent = bodies(&emulator, "logon");
    assert_eq!(sent.len(), 2);
    assert!(sent[0].get("newPassword").is_none() && sent[1].get("newPassword").is_some());
    assert_eq!(
        heard.lock().unwrap()[..],
        [Secret::from("An0ther-made-up!")]
    );
    assert_eq!(
        emulator.password_of("ann").unwrap().expose(),
        "An0ther-made-up!"
    );

    // The source still gives the old one: the new one is used, and told only once.
    emulator.expire_sessions();
    works(&vault).await.unwrap();
    assert_eq!(count(&emulator, "logon"), 3);
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_that_nobody_hears_of_is_told_again() {
    let emulator = with([ann().password_expired()]).await;
    let calls = Arc::new(AtomicU32::new(0));
    let counted = calls.clone();
    let user = CyberArk::new("ann", PASSWORD)
        .new_password("An0ther-made-up!")
        .on_password_changed(move |_| {
            let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
            std::future::ready(if first {
                Err("the store is sealed")
            } else {
                Ok(())
            })
        });
    let vault = vault(&emulator.base_url(), user);
    for calls_by_then in [1, 2, 2] {
        works(&vault).await.unwrap();
        assert_eq!(calls.load(Ordering::Relaxed), calls_by_then);
        emulator.expire_sessions();
    }
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_found_out() {
    let emulator = with([ann().password_expired()]).await;
    let user = CyberArk::new("ann", PASSWORD).new_password("An0ther-made-up!");
    let vault = vault(&emulator.base_url(), user);
    // The first logon is refused with 409; the answer to the second, with the new password, is lost.
    emulator.fail_next("logon", Fault::Status(409));
    emulator.fail_next("logon", Fault::ResetAfter);
    works(&vault).await.unwrap();
    assert_eq!(
        emulator.password_of("ann").unwrap().expose(),
        "An0ther-made-up!"
    );
    assert_eq!(count(&emulator, "logon"), 3);
}

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
    let Error::RadiusChallenge { prompt, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(prompt, "Enter PASSCODE");
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
async fn a_certificate_names_the_user() {
    for (credentials, path, expected) in [
        (
            Credentials::from(Pki::new()),
            "/API/Auth/PKI/Logon",
            json!({"concurrentSession": true}),
        ),
        (
            PkiPn::new().into(),
            "/API/Auth/PKIPN/Logon",
            json!({"concurrentSession": true, "secureMode": true, "type": "pkipn"}),
        ),
    ] {
        let emulator = with([ann().certificate()]).await;
        let tap = Tap::on(&emulator.base_url());
        let vault = vault(tap.url(), credentials);
        assert_eq!(vault.user(), None);
        works(&vault).await.unwrap();
        let sent: Value = serde_json::from_str(&tap.to(path)[0].body).unwrap();
        assert_eq!(sent, expected);
        emulator.expire_sessions();
        works(&vault).await.unwrap();
    }
}

#[tokio::test]
async fn the_certificate_of_the_builder_is_shown() {
    let start = async || {
        let builder = Emulator::builder().user(ann().certificate());
        builder.tls_client_certificate().start().await.unwrap()
    };
    let (emulator, stranger) = (start().await, start().await);
    let pem = emulator.client_certificate().unwrap();
    let vault = |emulator: &Emulator, credentials: Credentials| {
        Vault::builder(emulator.base_url())
            .certificate_authority(emulator.authority().unwrap())
            .only_these_authorities()
            .client_certificate(ClientCertificate::from_pem(pem))
            .credentials(credentials)
            .build()
            .unwrap()
    };
    for credentials in [Credentials::from(Pki::new()), PkiPn::new().into()] {
        works(&vault(&emulator, credentials.clone())).await.unwrap();
        let error = works(&vault(&stranger, credentials)).await.unwrap_err();
        // What the server says comes after the handshake, and can be overtaken by the end.
        assert!(
            matches!(error, Error::Tls { .. } | Error::Transport { .. }),
            "{error}"
        );
    }
    assert!(stranger.requests().is_empty(), "nothing was taken");
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
async fn a_certificate_that_nobody_knows_is_refused_and_none_is_noticed_early() {
    let emulator = with([ann()]).await;
    let error = works(&vault(&emulator.base_url(), Pki::new()))
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        Error::Logon {
            method: LogonMethod::Pki,
            ..
        }
    ));
    assert!(
        told(&error).contains("the owner of the certificate"),
        "{error}"
    );
    for credentials in [Credentials::from(Pki::new()), PkiPn::new().into()] {
        let built = Vault::builder("https://pvwa.example.com")
            .credentials(credentials)
            .build();
        assert!(matches!(built, Err(Error::NoClientCertificate)));
    }
}

#[tokio::test]
async fn a_response_of_an_identity_provider_is_posted_as_a_form() {
    let emulator = with([ann()]).await;
    let tap = Tap::on(&emulator.base_url());
    let asked = Arc::new(Mutex::new(String::new()));
    let noted = asked.clone();
    let user = Saml::from_callback(move |request| {
        *noted.lock().unwrap() = request.sign_in_url;
        std::future::ready(Ok::<_, CallbackError>(SIGNED.into()))
    });
    works(&vault(tap.url(), user)).await.unwrap();
    assert_eq!(
        *asked.lock().unwrap(),
        format!("{}/PasswordVault/auth/saml/", tap.url())
    );
    let sent = &tap.to("/API/Auth/SAML/Logon")[0];
    assert_eq!(
        sent.header("content-type"),
        "application/x-www-form-urlencoded"
    );
    let fields: Vec<_> = url::form_urlencoded::parse(sent.body.as_bytes()).collect();
    for field in [
        ("SAMLResponse", SIGNED),
        ("apiUse", "true"),
        ("concurrentSession", "true"),
    ] {
        assert!(
            fields
                .iter()
                .any(|(name, value)| (&**name, &**value) == field),
            "{fields:?}"
        );
    }

    let given = vault(&emulator.base_url(), Saml::response(SIGNED));
    works(&given).await.unwrap();
    let unsigned = vault(&emulator.base_url(), Saml::response(UNSIGNED));
    let error = works(&unsigned).await.unwrap_err();
    assert!(matches!(
        error,
        Error::Logon {
            method: LogonMethod::Saml,
            ..
        }
    ));
    assert!(error.to_string().contains("PASWS035E") && !format!("{error:?}").contains(UNSIGNED));
}

#[tokio::test]
async fn the_shared_user_sends_nothing_and_logs_off_its_own_way() {
    let emulator = with([ann().shared()]).await;
    let tap = Tap::on(&emulator.base_url());
    let vault = vault(tap.url(), Shared::new());
    works(&vault).await.unwrap();
    let service = "/WebServices/auth/Shared/RestfulAuthenticationService.svc";
    assert_eq!(tap.to(&format!("{service}/Logon"))[0].body, "");
    vault.close().await.unwrap();
    assert_eq!(tap.to(&format!("{service}/Logoff")).len(), 1);
    assert_eq!(emulator.session_count(), 0);
}

#[tokio::test]
async fn the_first_generation_has_its_own_logon_and_logoff() {
    let emulator = with([ann()]).await;
    let number = |number| CyberArk::new("ann", PASSWORD).first_generation(number);
    let (one, seven) = (
        vault(&emulator.base_url(), number(None)),
        vault(&emulator.base_url(), number(Some(7))),
    );
    one.logon().await.unwrap();
    seven.logon().await.unwrap();
    let sent = bodies(&emulator, "logon_gen1");
    assert_eq!(
        (
            sent[0].get("connectionNumber"),
            &sent[1]["connectionNumber"]
        ),
        (None, &json!(7))
    );
    works(&seven).await.unwrap();
    seven.close().await.unwrap();
    assert_eq!(count(&emulator, "logoff_gen1"), 1);
}

#[tokio::test]
async fn a_token_is_used_and_left_alone() {
    let emulator = with([ann()]).await;
    let source = Tap::on(&emulator.base_url());
    let owner = vault(source.url(), CyberArk::new("ann", PASSWORD));
    works(&owner).await.unwrap();
    let token = source.heard()[1].header("authorization").to_owned();

    let tap = Tap::on(&emulator.base_url());
    let given = vault(tap.url(), Token::pvwa(token.as_str()).user("ann"));
    assert_eq!(given.user(), Some("ann"));
    works(&given).await.unwrap();
    assert_eq!(tap.heard()[0].header("authorization"), token);
    given.close().await.unwrap();
    let expected = ["get_server", "list_safes"];
    let asked = emulator.requests();
    let asked: Vec<_> = asked
        .iter()
        .rev()
        .take(2)
        .rev()
        .filter_map(|one| one.operation)
        .collect();
    assert_eq!(
        (asked, tap.heard().len()),
        (expected.to_vec(), 2),
        "neither logon nor logoff"
    );

    let bearer = vault(tap.url(), Token::bearer(token.as_str()));
    works(&bearer).await.unwrap();
    assert_eq!(
        tap.heard()[2].header("authorization"),
        format!("Bearer {token}")
    );

    let ours = vault(tap.url(), Token::pvwa(token.as_str()).log_off());
    works(&ours).await.unwrap();
    ours.close().await.unwrap();
    assert_eq!(tap.to("/API/Auth/Logoff").len(), 1);
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

#[tokio::test]
async fn a_token_that_has_ended_is_said_until_there_is_another() {
    let emulator = with([ann()]).await;
    let given = Arc::new(Mutex::new(String::new()));
    let new_token = async || {
        let tap = Tap::on(&emulator.base_url());
        let owner = vault(tap.url(), CyberArk::new("ann", PASSWORD));
        works(&owner).await.unwrap();
        (tap.heard()[1].header("authorization").to_owned(), owner)
    };
    let (token, _owner) = new_token().await;
    *given.lock().unwrap() = token;
    let source = given.clone();
    let source = SecretSource::from_callback(move || {
        let token = source.lock().unwrap().clone();
        std::future::ready(Ok::<_, CallbackError>(token.into()))
    });
    let vault = vault(&emulator.base_url(), Token::pvwa(source));
    works(&vault).await.unwrap();
    emulator.expire_sessions();
    let (token, _next_owner) = new_token().await;
    *given.lock().unwrap() = token;
    let error = works(&vault).await.unwrap_err();
    assert!(matches!(error, Error::SessionEnded { .. }), "{error}");
    vault.logon().await.unwrap();
    works(&vault).await.unwrap();
}

#[tokio::test]
async fn what_keeps_a_logon_is_told_and_nothing_else() {
    let emulator = with([ann().radius(Setup::Challenge(vec!["1111".into()]))]).await;
    let mut texts = String::new();
    for credentials in [
        Credentials::from(Ldap::new("ann", "Hunter2-wrong")),
        Radius::new("ann", PASSWORD).into(),
        Saml::response(UNSIGNED).into(),
        Pki::new().into(),
        Shared::new().into(),
        Credentials::of(
            LogonMethod::CyberArk,
            "ann",
            SecretSource::environment("PVWA_NOT_SET"),
        ),
    ] {
        let error = works(&vault(&emulator.base_url(), credentials))
            .await
            .unwrap_err();
        assert!(!format!("{error:?}").contains("Hunter2"));
        texts.push_str(&format!("{}\n", told(&error)));
    }
    insta::assert_snapshot!(texts);
}
