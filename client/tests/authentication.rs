//! Every way of logging on at the vault itself, as it looks on the wire.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod logons;
mod tap;
mod vaults;

use logons::{PASSWORD, ann, bodies, vault, with, works};
use pvwa::{
    CallbackError, Credentials, CyberArk, Error, Ldap, LogonMethod, Pki, PkiPn, Radius, Saml,
    Secret, SecretSource, Shared, TestClock, Token, Vault, Windows, connect::ClientCertificate,
};
use pvwa_emulator::{Emulator, Fault, Radius as Setup};
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

/// A response of an identity provider for `ann`, and one that nobody signed.
const SIGNED: &str = "PHNhbWxwOlJlc3BvbnNlPjxkczpTaWduYXR1cmU+PGRzOlNpZ25hdHVyZVZhbHVlPkFBQUE8L2RzOlNpZ25hdHVyZVZhbHVlPjwvZHM6U2lnbmF0dXJlPjxzYW1sOk5hbWVJRCBGb3JtYXQ9IngiPmFubjwvc2FtbDpOYW1lSUQ+PC9zYW1scDpSZXNwb25zZT4=";
const UNSIGNED: &str = "PHNhbWxwOlJlc3BvbnNlPjxzYW1sOk5hbWVJRCBGb3JtYXQ9IngiPmFubjwvc2FtbDpOYW1lSUQ+PC9zYW1scDpSZXNwb25zZT4=";

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
async fn a_logon_is_sent_again_only_where_it_was_not_looked_at() {
    for (fault, logons) in [
        (Fault::RetryAfter(7), 2),
        (Fault::ResetAfter, 1),
        (Fault::Status(503), 1),
        (Fault::Html(502), 1),
    ] {
        let emulator = with([ann()]).await;
        let clock = TestClock::impatient();
        let vault = Vault::builder(emulator.base_url())
            .credentials(Ldap::new("ann", PASSWORD))
            .allow_plain_http()
            .clock(clock.clone())
            .build()
            .unwrap();
        emulator.fail_next("logon", fault.clone());
        let outcome = vault.logon().await;
        assert_eq!(outcome.is_ok(), logons == 2, "{fault:?}: {outcome:?}");
        assert_eq!(count(&emulator, "logon"), logons, "{fault:?}");
        let waited = clock.slept().first() == Some(&Duration::from_secs(7));
        assert_eq!(waited, logons == 2);
        // What failed was no refusal.
        works(&vault).await.unwrap();
    }
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
    assert!(told(&error).contains("set a new one"), "{error}");

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
