//! One session for all: opened once, renewed once, closed whatever happens.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use futures::future::join_all;
use pvwa::{Credentials, Error, TestClock, Vault, VersionCheck};
use pvwa_emulator::{Emulator, Fault};
use std::{panic::AssertUnwindSafe, time::Duration};
const MINUTE: Duration = Duration::from_secs(60);

use vaults::{administrator, builder, count, emulator};

/// Lists the safes from `tasks` tasks at once, each with a clone of its own.
async fn list_safes(vault: &Vault, tasks: usize) -> Vec<Result<usize, Error>> {
    let tasks = (0..tasks).map(|_| {
        let vault = vault.clone();
        tokio::spawn(async move {
            vault
                .safes()
                .list()
                .stream()
                .all()
                .await
                .map(|safes| safes.len())
        })
    });
    join_all(tasks)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_log_on_once() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    assert!(list_safes(&vault, 50).await.iter().all(Result::is_ok));
    assert_eq!(count(&emulator, "logon"), 1);
    assert_eq!(emulator.session_count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_tasks_log_on_again_once() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    emulator.expire_sessions();
    emulator.clear_requests();

    assert!(list_safes(&vault, 100).await.iter().all(Result::is_ok));
    assert_eq!(count(&emulator, "logon"), 1);
    // No task asked more than twice.
    assert!((100..=200).contains(&count(&emulator, "list_safes")));
}

#[tokio::test]
async fn a_logon_asks_for_a_session_beside_others() {
    let emulator = emulator().await;
    let (first, second) = (administrator(&emulator), administrator(&emulator));
    first.logon().await.unwrap();
    second.logon().await.unwrap();
    assert_eq!(emulator.session_count(), 2);
    let body = emulator.requests()[0].body.clone().unwrap();
    assert_eq!(body["concurrentSession"], true);
    assert_eq!(body["username"], "Administrator");
}

#[tokio::test]
async fn a_call_logs_on_again_once_and_no_more() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    emulator.clear_requests();
    for _ in 0..2 {
        emulator.fail_next("list_safes", Fault::Status(401));
    }
    let error = vault.safes().list().stream().all().await.unwrap_err();
    assert!(
        matches!(error, Error::Unauthorized { .. }) && error.operation() == Some("list_safes"),
        "{error}"
    );
    assert_eq!(count(&emulator, "list_safes"), 2);
    assert_eq!(count(&emulator, "logon"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_are_tried_once() {
    let emulator = emulator().await;
    let vault = Vault::builder(emulator.base_url())
        .credentials(Credentials::cyberark("Administrator", "Hunter2"))
        .allow_plain_http()
        .build()
        .unwrap();
    for outcome in list_safes(&vault, 20).await {
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::Logon { .. }), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("`Administrator` by CyberArk"), "{shown}");
        assert!(!shown.contains("Hunter2"), "{shown}");
    }
    assert_eq!(count(&emulator, "logon"), 1);
    // Only somebody who asks for it by name makes another attempt.
    assert!(vault.logon().await.is_err());
    assert_eq!(count(&emulator, "logon"), 2);
}

#[tokio::test]
async fn a_failed_logon_that_was_no_refusal_is_tried_again() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    emulator.fail_next("logon", Fault::Html(502));
    let error = vault.safes().list().stream().all().await.unwrap_err();
    assert!(
        matches!(error, Error::NotJson { status: 502, .. }) && error.operation() == Some("logon"),
        "{error}"
    );
    emulator.fail_next("logon", Fault::Status(503));
    let error = vault.logon().await.unwrap_err();
    assert!(
        matches!(error, Error::Refused { .. }) && error.operation() == Some("logon"),
        "{error}"
    );
    assert!(vault.safes().list().stream().all().await.is_ok());
}

#[tokio::test]
async fn a_challenge_is_named_and_not_asked_for_again() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    let challenge = Fault::StatusWith {
        status: 500,
        code: "ITATS542I".to_owned(),
        message: "Enter PASSCODE".to_owned(),
    };
    emulator.fail_next("logon", challenge);
    for _ in 0..2 {
        let error = vault.safes().list().stream().all().await.unwrap_err();
        assert!(
            matches!(error, Error::RadiusChallenge { .. }) && error.is_logon(),
            "{error}"
        );
        assert!(
            error.to_string().contains(
                "asks `Administrator` for a one-time code (500, ITATS542I: Enter PASSCODE)"
            ),
            "{error}"
        );
    }
    assert_eq!(count(&emulator, "logon"), 1);
}

#[tokio::test]
async fn a_logon_without_a_token_is_an_error() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    emulator.fail_next("logon", Fault::EmptyBody);
    let error = vault.logon().await.unwrap_err();
    assert!(
        matches!(error, Error::Empty { .. }) && error.operation() == Some("logon"),
        "{error}"
    );
    emulator.fail_next("logon", Fault::WrongType);
    let error = vault.logon().await.unwrap_err();
    assert!(
        matches!(error, Error::Decode { .. }) && error.operation() == Some("logon"),
        "{error}"
    );
    assert!(vault.logon().await.is_ok());
}

#[tokio::test]
async fn logging_off_closes_the_session_of_all_clones() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    let clone = vault.clone();
    vault.logoff().await.unwrap();
    assert_eq!(
        emulator.requests().len(),
        0,
        "there was no session to close"
    );

    clone.logon().await.unwrap();
    vault.logoff().await.unwrap();
    assert_eq!(emulator.session_count(), 0);
    assert!(clone.safes().list().stream().all().await.is_ok());
    assert_eq!(count(&emulator, "logon"), 2);
}

#[tokio::test]
async fn a_session_that_is_gone_already_counts_as_closed() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    emulator.expire_sessions();
    vault.logoff().await.unwrap();
    assert_eq!(count(&emulator, "logon"), 1);
}

#[tokio::test]
async fn a_scope_logs_off_after_success_error_and_panic() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);

    let safes = vault
        .scope(async |vault| vault.safes().list().stream().all().await)
        .await;
    assert!(safes.is_ok());
    assert_eq!(
        (count(&emulator, "logoff"), emulator.session_count()),
        (1, 0)
    );

    let outcome: Result<(), Error> = vault
        .scope(async |vault| {
            vault.logon().await?;
            vault.safes().get("NoSuchSafe").await.map(drop)
        })
        .await;
    assert!(matches!(outcome, Err(Error::NotFound { .. })));
    assert_eq!(
        (count(&emulator, "logoff"), emulator.session_count()),
        (2, 0)
    );

    let scope = vault.scope(async |vault| {
        vault.logon().await.unwrap();
        panic!("the body failed");
    });
    let outcome: Result<(), _> = futures::FutureExt::catch_unwind(AssertUnwindSafe(scope)).await;
    assert!(outcome.is_err());
    assert_eq!(
        (count(&emulator, "logoff"), emulator.session_count()),
        (3, 0)
    );
}

#[tokio::test]
async fn an_abandoned_scope_logs_off() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    let (opened, told) = tokio::sync::oneshot::channel();
    let scope = vault.scope(async |vault| {
        vault.logon().await.unwrap();
        opened.send(()).unwrap();
        std::future::pending::<()>().await;
    });
    tokio::select! {
        () = scope => panic!("the body never ends"),
        told = told => told.unwrap(),
    }
    sessions_end(&emulator).await;
}

#[tokio::test]
async fn a_scope_can_run_in_a_task_of_its_own() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    let task = tokio::spawn(async move {
        vault
            .scope(async |vault| vault.safes().list().stream().all().await)
            .await
    });
    assert!(task.await.unwrap().is_ok());
    assert_eq!(emulator.session_count(), 0);
}

#[tokio::test]
async fn dropping_the_last_clone_logs_off() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    let clone = vault.clone();
    vault.logon().await.unwrap();
    drop(vault);
    assert!(clone.safes().list().stream().all().await.is_ok());
    assert_eq!(
        count(&emulator, "logon"),
        1,
        "a clone was left, and the session with it"
    );
    drop(clone);
    sessions_end(&emulator).await;
    assert_eq!(count(&emulator, "logoff"), 1);
}

#[tokio::test]
async fn dropping_a_vault_outside_of_a_runtime_does_not_panic() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    std::thread::spawn(move || drop(vault)).join().unwrap();
}

/// Waits until the emulator has no session left; a logoff that never comes fails by the time limit.
async fn sessions_end(emulator: &Emulator) {
    let ended = async {
        while emulator.session_count() > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended)
        .await
        .unwrap();
}

/// Waits until `operation` was asked for `times` times.
async fn asked(emulator: &Emulator, operation: &str, times: usize) {
    while count(emulator, operation) < times {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_idle_session_is_kept_alive() {
    let emulator = emulator().await;
    let clock = TestClock::new();
    let vault = builder(&emulator, "Administrator")
        .version_check(VersionCheck::Off)
        .keep_alive(MINUTE * 10)
        .clock(clock.clone())
        .build()
        .unwrap();
    let list = async || vault.safes().list().stream().all().await.unwrap();
    list().await;
    // An hour of doing nothing, in steps: sessions end after 20 idle minutes.
    for step in 1..=24 {
        while clock.sleepers() == 0 {
            tokio::task::yield_now().await;
        }
        emulator.advance(MINUTE * 5 / 2);
        clock.advance(MINUTE * 5 / 2);
        // Idle for ten minutes at each fourth step: the session is used then, and idle anew.
        asked(&emulator, "get_server", step / 4).await;
    }
    list().await;
    assert_eq!(count(&emulator, "get_server"), 6);
    assert_eq!(count(&emulator, "logon"), 1);
}

#[tokio::test]
async fn a_closed_vault_opens_no_session_until_somebody_asks_for_it() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    vault.clone().close().await.unwrap();
    assert_eq!(emulator.session_count(), 0);
    let error = vault.safes().list().stream().all().await.unwrap_err();
    assert!(matches!(error, Error::Closed), "{error}");
    assert_eq!(count(&emulator, "logon"), 1);
    vault.logon().await.unwrap();
    vault.safes().list().stream().all().await.unwrap();
}

#[tokio::test]
async fn the_server_that_opened_a_session_gets_its_requests() {
    let emulator = Emulator::builder().nodes(3).start().await.unwrap();
    let vault = administrator(&emulator);
    for _ in 0..10 {
        vault.safes().list().stream().all().await.unwrap();
    }
    assert_eq!(count(&emulator, "logon"), 1);
    emulator.expire_sessions();
    for _ in 0..10 {
        vault.safes().list().stream().all().await.unwrap();
    }
    assert_eq!(count(&emulator, "logon"), 2);
}

#[tokio::test]
async fn who_gives_up_logging_on_keeps_nobody_waiting() {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    emulator.fail_next("logon", Fault::Stall);
    let waiting = tokio::spawn({
        let vault = vault.clone();
        async move { vault.logon().await }
    });
    asked(&emulator, "logon", 1).await;
    waiting.abort();
    vault.safes().list().stream().all().await.unwrap();
    assert_eq!(count(&emulator, "logon"), 2);
}

#[tokio::test]
async fn vaults_have_sessions_of_their_own() {
    let (first, second) = (emulator().await, emulator().await);
    let (one, other) = (administrator(&first), administrator(&second));
    for vault in [&one, &other, &one] {
        vault.safes().list().stream().all().await.unwrap();
    }
    assert_eq!((count(&first, "logon"), count(&second, "logon")), (1, 1));
    assert_eq!(
        (count(&first, "list_safes"), count(&second, "list_safes")),
        (2, 1)
    );
}
