//! What is sent again, when, and what never is.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Error, Phase, RetrieveOptions, RetryPolicy, TestClock, Vault, VersionCheck,
    types::AddAccountRequest,
};
use pvwa_emulator::{Emulator, Fault};
use std::{net::TcpListener, time::Duration};
use vaults::{builder, count};

const SECOND: Duration = Duration::from_secs(1);

/// An emulator with an account in a safe, the vault as Administrator sees it, a clock on which
/// nobody waits, and the id of the account.
async fn set_up() -> (Emulator, Vault, TestClock, String) {
    let emulator = Emulator::builder()
        .accounts(1, "APP_Oracle")
        .unwrap()
        .start()
        .await
        .unwrap();
    let clock = TestClock::impatient();
    let vault = builder(&emulator, "Administrator")
        .version_check(VersionCheck::Off)
        .clock(clock.clone())
        .build()
        .unwrap();
    let id = accounts(&vault).await.unwrap().remove(0);
    emulator.clear_requests();
    (emulator, vault, clock, id)
}

/// The ids of all accounts.
async fn accounts(vault: &Vault) -> Result<Vec<String>, Error> {
    let accounts = vault.accounts().list().stream().all().await?;
    Ok(accounts.into_iter().map(|account| account.id).collect())
}

fn account() -> AddAccountRequest {
    AddAccountRequest::builder()
        .platform_id("UnixSSH")
        .safe_name("APP_Oracle")
        .address("new.example.com".to_owned())
        .user_name("root".to_owned())
        .try_into()
        .unwrap()
}

#[tokio::test]
async fn a_list_is_asked_for_again_after_what_passes_by_itself() {
    let (emulator, vault, clock, _) = set_up().await;
    for fault in [Fault::Status(503), Fault::Html(502), Fault::ResetAfter] {
        emulator.fail_next("list_accounts", fault);
    }
    assert_eq!(accounts(&vault).await.unwrap().len(), 1);
    let requests = emulator.requests();
    assert_eq!(requests.len(), 4);
    let ids: Vec<_> = requests.iter().map(|request| &request.request_id).collect();
    assert!(
        ids[0].is_some() && ids.iter().all(|id| *id == ids[0]),
        "one call has one number"
    );
    let slept = clock.slept();
    for (delay, shortest) in slept.iter().zip([200, 400, 800].map(Duration::from_millis)) {
        assert!(*delay >= shortest && *delay <= shortest * 2, "{slept:?}");
    }
    assert_eq!(slept.len(), 3);
}

#[tokio::test]
async fn the_error_says_how_often_it_was_tried() {
    let (emulator, vault, _, _) = set_up().await;
    for _ in 0..9 {
        emulator.fail_next("list_accounts", Fault::Status(503));
    }
    let error = accounts(&vault).await.unwrap_err();
    assert_eq!((error.attempts(), error.status()), (4, Some(503)));
    assert!(error.to_string().contains(", attempt 4]"), "{error}");
    assert_eq!(count(&emulator, "list_accounts"), 4);
    let sent = emulator.requests()[0].request_id.clone();
    assert_eq!(sent, error.request_id().map(|id| id.to_string()));
}

#[tokio::test]
async fn what_changes_something_is_sent_once() {
    let (emulator, vault, clock, id) = set_up().await;
    let faults = [
        Fault::Status(503),
        Fault::Status(500),
        Fault::Html(502),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::CutOff,
    ];
    for fault in faults {
        emulator.fail_next("retrieve_password", fault.clone());
        let retrieved = vault
            .accounts()
            .retrieve_password(&id, &RetrieveOptions::new())
            .await;
        let error = retrieved.unwrap_err();
        assert_eq!(error.attempts(), 1, "{fault:?}: {error}");
        assert_eq!(count(&emulator, "retrieve_password"), 1, "{fault:?}");
        emulator.clear_requests();
    }
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn a_server_that_asks_for_patience_gets_it_whatever_the_operation() {
    let (emulator, vault, clock, _) = set_up().await;
    emulator.fail_next("add_account", Fault::RetryAfter(7));
    vault.accounts().add(&account()).await.unwrap();
    assert_eq!(count(&emulator, "add_account"), 2);
    assert_eq!(clock.slept(), [SECOND * 7]);
}

#[tokio::test]
async fn a_retry_after_of_a_year_is_bounded_and_said() {
    let (emulator, vault, clock, _) = set_up().await;
    for _ in 0..4 {
        emulator.fail_next("list_accounts", Fault::RetryAfter(365 * 24 * 3600));
    }
    let error = accounts(&vault).await.unwrap_err();
    let Error::RateLimited { retry_after, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(retry_after, Some(SECOND * 365 * 24 * 3600));
    assert!(
        error.to_string().contains("left alone for 31536000 s"),
        "{error}"
    );
    assert_eq!(clock.slept(), [SECOND * 60; 3]);
}

#[tokio::test]
async fn where_nothing_was_sent_everything_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let clock = TestClock::impatient();
    let vault = Vault::builder(address)
        .credentials(pvwa::Credentials::cyberark("api.user", "made-up"))
        .allow_plain_http()
        .clock(clock.clone())
        .build()
        .unwrap();
    let error = vault.accounts().add(&account()).await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    assert_eq!((error.operation(), error.attempts()), (Some("logon"), 4));
    assert_eq!(clock.slept().len(), 3);
}

#[tokio::test]
async fn a_policy_can_be_stricter() {
    let (emulator, _, clock, _) = set_up().await;
    let vault = builder(&emulator, "Administrator")
        .retry(RetryPolicy::never())
        .clock(clock.clone())
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    emulator.fail_next("list_accounts", Fault::Status(503));
    assert_eq!(accounts(&vault).await.unwrap_err().attempts(), 1);
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn a_vault_that_is_down_for_everybody_is_left_alone_after_a_while() {
    let (emulator, vault, _, _) = set_up().await;
    for _ in 0..1_000 {
        emulator.fail_next("list_accounts", Fault::Status(503));
    }
    for _ in 0..100 {
        accounts(&vault).await.unwrap_err();
    }
    // A hundred calls, and the hundred retries that the budget holds.
    assert_eq!(count(&emulator, "list_accounts"), 200);
}

#[tokio::test]
async fn a_call_has_its_time_with_all_its_attempts() {
    let emulator = vaults::emulator().await;
    // Its first answer takes it longer: it reads the catalogue.
    vaults::administrator(&emulator).logon().await.unwrap();
    let vault = builder(&emulator, "Administrator")
        .operation_timeout(SECOND * 2)
        .version_check(VersionCheck::Off)
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    emulator.fail_next("list_accounts", Fault::Stall);
    let error = accounts(&vault).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Timeout {
                phase: Phase::Operation,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(error.attempts(), 1);
    // A delay that would not end in time is not waited for.
    let clock = TestClock::impatient();
    let vault = builder(&emulator, "Administrator")
        .operation_timeout(SECOND)
        .clock(clock.clone())
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    emulator.fail_next("list_accounts", Fault::RetryAfter(2));
    let error = accounts(&vault).await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { .. }), "{error}");
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn requests_leave_at_the_rate_that_was_set() {
    let (emulator, _, clock, id) = set_up().await;
    let vault = builder(&emulator, "Administrator")
        .request_rate(2.0)
        .version_check(VersionCheck::Off)
        .clock(clock.clone())
        .build()
        .unwrap();
    for _ in 0..4 {
        vault.accounts().get(&id).await.unwrap();
    }
    assert_eq!(clock.slept(), [SECOND / 2; 3]);
}

#[tokio::test]
async fn after_a_429_requests_leave_more_slowly_for_a_while() {
    let (emulator, vault, clock, id) = set_up().await;
    emulator.fail_next("get_account", Fault::Status(429));
    vault.accounts().get(&id).await.unwrap();
    assert_eq!(count(&emulator, "get_account"), 2);
    let before = clock.slept().len();
    for _ in 0..100 {
        vault.accounts().get(&id).await.unwrap();
    }
    assert_eq!(count(&emulator, "get_account"), 102);
    let slept = clock.slept().split_off(before);
    let twentieth = SECOND / 20;
    assert!(
        slept[0] <= twentieth && slept[0] > twentieth * 9 / 10,
        "{slept:?}"
    );
    assert!(
        slept.is_sorted_by(|before, after| before > after),
        "{slept:?}"
    );
    assert!((60..90).contains(&slept.len()), "{slept:?}");
}
