//! What is no answer becomes a typed error that shows neither secret nor body.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Error, RetrieveOptions, RetryPolicy, Secret, Unreadable, Vault, types::AddAccountRequest,
};
use pvwa_emulator::{Emulator, Fault};
use vaults::{builder, told};

const SECRET: &str = "Corr3ct-horse-Battery";

/// An emulator with one account, and the id of that account.
async fn one_account() -> (Emulator, Vault, String) {
    let emulator = Emulator::builder()
        .accounts(0, "APP_Oracle")
        .unwrap()
        .start()
        .await
        .unwrap();
    let vault = builder(&emulator, "Administrator")
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let account = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from(SECRET))
        .try_into()
        .unwrap();
    let account = vault.accounts().add(&account).await.unwrap();
    (emulator, vault, account.id)
}

/// The error of retrieving the secret while `fault` strikes; nothing of the body is in it.
async fn struck_by(fault: Fault) -> Error {
    let (emulator, vault, id) = one_account().await;
    emulator.fail_next("retrieve_password", fault);
    let error = vault
        .accounts()
        .retrieve_password(&id, &RetrieveOptions::new())
        .await
        .unwrap_err();
    // The digits of a number made here may be those of the body.
    let id = error.request_id().unwrap().to_string();
    let shown = format!("{error} {error:?} {error:#?}").replace(&id, "…");
    for hidden in [SECRET, &SECRET[..8], "<html", "42"] {
        assert!(
            !shown
                .to_ascii_lowercase()
                .contains(&hidden.to_ascii_lowercase()),
            "{hidden}: {shown}"
        );
    }
    assert_eq!(error.operation(), Some("retrieve_password"));
    error
}

#[tokio::test]
async fn a_web_page_is_no_answer() {
    for status in [200, 400, 404, 502] {
        let error = struck_by(Fault::Html(status)).await;
        let Error::NotJson {
            status: seen,
            content_type,
            ..
        } = &error
        else {
            panic!("{error}");
        };
        assert_eq!(*seen, status);
        assert_eq!(content_type.as_deref(), Some("text/html"));
    }
}

#[tokio::test]
async fn an_empty_body_is_no_answer() {
    let error = struck_by(Fault::EmptyBody).await;
    assert!(matches!(error, Error::Empty { .. }), "{error}");
}

#[tokio::test]
async fn another_type_is_no_answer() {
    let error = struck_by(Fault::WrongType).await;
    assert!(
        matches!(
            error,
            Error::Decode {
                problem: Unreadable::Type,
                line: 1,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let error = struck_by(Fault::Truncated).await;
    assert!(
        matches!(
            error,
            Error::Decode {
                problem: Unreadable::Truncated,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn another_type_in_a_list_is_no_answer() {
    let (emulator, vault, _) = one_account().await;
    for fault in [Fault::WrongType, Fault::Truncated] {
        emulator.fail_next("list_accounts", fault);
        let error = vault.accounts().list().stream().all().await.unwrap_err();
        assert!(
            matches!(error, Error::Decode { .. }) && error.operation() == Some("list_accounts"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn each_status_has_its_error() {
    let (emulator, vault, id) = one_account().await;
    let struck = async |status| {
        emulator.fail_next(
            "get_account",
            Fault::StatusWith {
                status,
                code: "PASWS167E".to_owned(),
                message: "There are some invalid parameters.".to_owned(),
            },
        );
        vault.accounts().get(&id).await.unwrap_err()
    };
    let mut shown = String::new();
    for status in [400, 403, 404, 405, 409, 429, 500, 501, 503] {
        let error = struck(status).await;
        let refusal = error.refusal().unwrap();
        assert_eq!(
            (refusal.status, refusal.code.as_deref()),
            (status, Some("PASWS167E"))
        );
        assert_eq!(error.operation(), Some("get_account"));
        shown.push_str(&format!("{}\n", told(&error)));
    }
    insta::assert_snapshot!(shown);
}

#[tokio::test]
async fn a_secret_that_the_server_quotes_is_taken_out() {
    let (emulator, vault, _) = one_account().await;
    let quoting = Fault::StatusWith {
        status: 400,
        code: "PASWS167E".to_owned(),
        message: format!("The value {SECRET} is invalid."),
    };
    emulator.fail_next("add_account", quoting);
    let account = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle");
    let account = account.secret(Secret::from(SECRET)).try_into().unwrap();
    let error = vault.accounts().add(&account).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("The value [REDACTED] is invalid") && !shown.contains(SECRET),
        "{shown}"
    );
}

#[tokio::test]
async fn the_raw_level_gives_the_same_errors() {
    let (emulator, vault, _) = one_account().await;
    let error = vault
        .api()
        .get_account()
        .account_id("99_99")
        .send()
        .await
        .unwrap_err();
    let error = Error::from(error);
    assert!(
        matches!(error, Error::NotFound { .. }) && error.operation() == Some("get_account"),
        "{error}"
    );

    emulator.fail_next("get_server", Fault::Html(200));
    let error = Error::from(vault.api().get_server().send().await.unwrap_err());
    assert!(
        matches!(error, Error::NotJson { .. }) && error.operation() == Some("get_server"),
        "{error}"
    );
}

#[tokio::test]
async fn an_empty_id_reaches_nothing() {
    let (emulator, vault, _) = one_account().await;
    emulator.clear_requests();
    for id in ["", ".", ".."] {
        let error = vault.accounts().delete(id).await.unwrap_err();
        assert!(
            matches!(error, Error::Arguments { .. }) && error.operation() == Some("delete_account"),
            "{error}"
        );
    }
    assert!(emulator.requests().is_empty());
}
