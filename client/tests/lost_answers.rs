//! A create whose answer is lost is looked up, and never sent again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Error, Lookup, Preset, RetryPolicy, Secret, TestClock, Vault,
    types::{AddAccountRequest, AddSafeMemberRequest, AddSafeRequest},
};
use pvwa_emulator::{Emulator, Fault, User};
use std::time::Duration;
use vaults::{builder, count, told};

const SAFE: &str = "APP_Oracle";

/// An emulator with a safe, and a vault that waits for nothing between attempts.
async fn with_safe() -> (Emulator, Vault, TestClock) {
    patient(Duration::from_secs(30)).await
}

/// As [`with_safe`], for a fault of which a stall wants to be given up soon.
async fn with_safe_for(fault: &Fault) -> (Emulator, Vault, TestClock) {
    patient(Duration::from_secs(match fault {
        Fault::Stall => 1,
        _ => 30,
    }))
    .await
}

async fn patient(attempt: Duration) -> (Emulator, Vault, TestClock) {
    let emulator = Emulator::builder()
        .accounts(0, SAFE)
        .unwrap()
        .start()
        .await
        .unwrap();
    let clock = TestClock::impatient();
    let vault = builder(&emulator, "Administrator")
        .clock(clock.clone())
        .attempt_timeout(attempt)
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    emulator.clear_requests();
    (emulator, vault, clock)
}

fn account(name: Option<&str>) -> AddAccountRequest {
    let mut builder = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name(SAFE)
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from("Corr3ct-horse"));
    if let Some(name) = name {
        builder = builder.name(name.to_owned());
    }
    builder.try_into().unwrap()
}

fn safe(name: &str) -> AddSafeRequest {
    AddSafeRequest::builder()
        .safe_name(name)
        .try_into()
        .unwrap()
}

fn member(name: &str, preset: Preset) -> AddSafeMemberRequest {
    AddSafeMemberRequest::builder()
        .member_name(name)
        .permissions(preset.permissions())
        .try_into()
        .unwrap()
}

/// Faults that strike after the request was carried out.
fn lost() -> [Fault; 6] {
    [
        Fault::ResetAfter,
        Fault::Stall,
        Fault::CutOff,
        Fault::EmptyBody,
        Fault::Truncated,
        Fault::WrongType,
    ]
}

#[tokio::test]
async fn an_account_whose_answer_is_lost_is_found() {
    for (index, fault) in lost().into_iter().enumerate() {
        for name in [Some("db1-app"), None] {
            let (emulator, vault, clock) = with_safe_for(&fault).await;
            emulator.fail_next("add_account", fault.clone());
            let added = vault.accounts().add(&account(name)).await.unwrap();
            assert_eq!(count(&emulator, "add_account"), 1, "{index}");
            assert_eq!(count(&emulator, "list_accounts"), 1, "{index}");
            assert_eq!(clock.slept(), [Duration::ZERO; 0]);
            assert_eq!(added.address.as_deref(), Some("db1"));
            if let Some(name) = name {
                assert_eq!(added.name, name);
            }
            let secret = vault
                .accounts()
                .retrieve_password(&added.id, &pvwa::RetrieveOptions::new())
                .await
                .unwrap();
            assert_eq!(secret.expose(), "Corr3ct-horse");
        }
    }
}

#[tokio::test]
async fn a_safe_whose_answer_is_lost_is_found() {
    for fault in lost() {
        let (emulator, vault, _) = with_safe_for(&fault).await;
        emulator.fail_next("add_safe", fault);
        let added = vault.safes().add(&safe("Linux")).await.unwrap();
        assert_eq!(added.safe_name.as_deref(), Some("Linux"));
        assert_eq!(count(&emulator, "add_safe"), 1);
        assert_eq!(count(&emulator, "get_safe"), 1);
    }
}

#[tokio::test]
async fn a_member_whose_answer_is_lost_is_found() {
    for fault in lost() {
        let (emulator, vault, _) = with_safe_for(&fault).await;
        emulator.add_user(User::new("robot", "made-up"));
        emulator.fail_next("add_safe_member", fault);
        let members = vault.members(SAFE);
        let added = members
            .add(&member("robot", Preset::ReadOnly))
            .await
            .unwrap();
        assert_eq!(added.member_name.as_deref(), Some("robot"));
        assert_eq!(count(&emulator, "add_safe_member"), 1);
        assert_eq!(count(&emulator, "get_safe_member"), 1);
    }
}

#[tokio::test]
async fn what_was_not_done_is_looked_for_twice_and_not_repeated() {
    let (emulator, vault, clock) = with_safe().await;
    emulator.fail_next("add_account", Fault::ResetBefore);
    let error = vault.accounts().add(&account(None)).await.unwrap_err();
    assert!(
        matches!(
            &error,
            Error::LostAnswer {
                lookup: Lookup::NotFound,
                ..
            }
        ),
        "{error}"
    );
    assert!(error.is_connection() && error.operation() == Some("add_account"));
    assert_eq!(count(&emulator, "add_account"), 1);
    assert_eq!(count(&emulator, "list_accounts"), 2);
    assert_eq!(clock.slept(), [Duration::from_secs(2)]);
    insta::assert_snapshot!(told(&error));
}

#[tokio::test]
async fn what_was_there_before_is_not_taken_for_the_own_doing() {
    // What is made in this vault is made in 2001; its answers have today's date.
    let emulator = Emulator::builder()
        .stopped_clock(1_000_000_000)
        .accounts(0, SAFE)
        .unwrap()
        .start()
        .await
        .unwrap();
    let vault = builder(&emulator, "Administrator")
        .clock(TestClock::impatient())
        .build()
        .unwrap();
    vault
        .accounts()
        .add(&account(Some("db1-app")))
        .await
        .unwrap();
    emulator.clear_requests();
    emulator.fail_next("add_account", Fault::ResetBefore);
    emulator.fail_next("add_safe", Fault::ResetBefore);
    let account = vault.accounts().add(&account(Some("db1-app"))).await;
    let safe = vault.safes().add(&safe(SAFE)).await;
    for error in [account.unwrap_err(), safe.unwrap_err()] {
        assert!(
            matches!(
                &error,
                Error::LostAnswer {
                    lookup: Lookup::ThereBefore,
                    ..
                }
            ),
            "{error}"
        );
    }
    assert_eq!(count(&emulator, "add_account"), 1);
    assert_eq!(count(&emulator, "add_safe"), 1);
}

#[tokio::test]
async fn a_clock_that_is_wrong_on_this_side_changes_nothing() {
    let (emulator, vault, clock) = with_safe().await;
    clock.advance(Duration::from_secs(24 * 3600));
    emulator.fail_next("add_safe", Fault::ResetAfter);
    let added = vault.safes().add(&safe("Linux")).await.unwrap();
    assert_eq!(added.safe_name.as_deref(), Some("Linux"));
}

#[tokio::test]
async fn an_account_of_the_same_name_that_is_another_is_told_apart() {
    let (emulator, vault, _) = with_safe().await;
    vault
        .accounts()
        .add(&account(Some("db1-app")))
        .await
        .unwrap();
    emulator.clear_requests();
    emulator.fail_next("add_account", Fault::ResetBefore);
    let mut other = account(Some("db1-app"));
    other.user_name = Some("somebody-else".to_owned());
    let error = vault.accounts().add(&other).await.unwrap_err();
    assert!(
        matches!(
            &error,
            Error::LostAnswer {
                lookup: Lookup::Unclear,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(count(&emulator, "add_account"), 1);
}

#[tokio::test]
async fn a_member_with_other_permissions_is_not_taken_for_the_own_doing() {
    let (emulator, vault, _) = with_safe().await;
    emulator.add_user(User::new("robot", "made-up"));
    let members = vault.members(SAFE);
    members
        .add(&member("robot", Preset::ReadOnly))
        .await
        .unwrap();
    emulator.clear_requests();
    emulator.fail_next("add_safe_member", Fault::ResetBefore);
    let error = members
        .add(&member("robot", Preset::ConnectOnly))
        .await
        .unwrap_err();
    assert!(
        matches!(
            &error,
            Error::LostAnswer {
                lookup: Lookup::Unclear,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(count(&emulator, "add_safe_member"), 1);
}

#[tokio::test]
async fn several_that_it_may_be_are_counted() {
    let (emulator, vault, _) = with_safe().await;
    vault
        .accounts()
        .add(&account(Some("another-name")))
        .await
        .unwrap();
    emulator.clear_requests();
    emulator.fail_next("add_account", Fault::ResetAfter);
    let error = vault.accounts().add(&account(None)).await.unwrap_err();
    assert!(
        matches!(
            &error,
            Error::LostAnswer {
                lookup: Lookup::Several(2),
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(count(&emulator, "add_account"), 1);
}

#[tokio::test]
async fn a_lookup_that_fails_too_is_told() {
    let (emulator, vault, _) = with_safe().await;
    emulator.fail_next("add_safe", Fault::ResetAfter);
    emulator.fail_next("get_safe", Fault::Status(403));
    let error = vault.safes().add(&safe("Linux")).await.unwrap_err();
    let Error::LostAnswer {
        lookup: Lookup::Failed(failed),
        ..
    } = &error
    else {
        panic!("{error}");
    };
    assert!(failed.is_forbidden() && failed.operation() == Some("get_safe"));
    assert_eq!(count(&emulator, "add_safe"), 1);
}

#[tokio::test]
async fn a_conflict_after_a_retry_is_a_real_one() {
    let (emulator, vault, clock) = with_safe().await;
    // The first attempt is refused before anything is done, so the second may follow.
    emulator.fail_next("add_safe", Fault::RetryAfter(1));
    let error = vault.safes().add(&safe(SAFE)).await.unwrap_err();
    assert!(error.is_conflict() && error.attempts() == 2, "{error}");
    assert_eq!(count(&emulator, "add_safe"), 2);
    assert_eq!(count(&emulator, "get_safe"), 0);
    assert_eq!(clock.slept(), [Duration::from_secs(1)]);
}

#[tokio::test]
async fn a_refusal_is_no_lost_answer() {
    let (emulator, vault, _) = with_safe().await;
    for status in [400, 401, 403, 500, 503] {
        emulator.clear_requests();
        emulator.fail_next("add_safe", Fault::Status(status));
        if status == 401 {
            emulator.fail_next("add_safe", Fault::Status(401));
        }
        let error = vault.safes().add(&safe("Linux")).await.unwrap_err();
        assert_eq!(error.status(), Some(status), "{error}");
        assert!(!matches!(error, Error::LostAnswer { .. }), "{error}");
        assert_eq!(count(&emulator, "get_safe"), 0);
    }
}

#[tokio::test]
async fn a_gateway_that_gave_up_has_lost_the_answer() {
    for status in [502, 504] {
        let (emulator, vault, _) = with_safe().await;
        emulator.fail_next("add_safe", Fault::Html(status));
        let error = vault.safes().add(&safe("Linux")).await.unwrap_err();
        assert!(
            matches!(
                &error,
                Error::LostAnswer {
                    lookup: Lookup::NotFound,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(count(&emulator, "add_safe"), 1);
        assert_eq!(count(&emulator, "get_safe"), 2);
    }
}

#[tokio::test]
async fn nobody_is_asked_where_nothing_was_sent() {
    let vault = Vault::builder("http://127.0.0.1:9")
        .credentials(pvwa::Credentials::cyberark("api.user", "made-up"))
        .allow_plain_http()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = vault.safes().add(&safe("Linux")).await.unwrap_err();
    assert!(
        error.is_connection() && !error.may_have_been_done(),
        "{error}"
    );
}

#[tokio::test]
async fn a_logon_whose_answer_is_lost_is_no_lost_create() {
    let (emulator, vault, _) = with_safe_for(&Fault::Stall).await;
    emulator.expire_sessions();
    emulator.fail_next("logon", Fault::Stall);
    let error = vault.safes().add(&safe("Linux")).await.unwrap_err();
    assert!(
        error.is_timeout() && error.operation() == Some("logon"),
        "{error}"
    );
    assert!(!matches!(error, Error::LostAnswer { .. }));
    assert_eq!(count(&emulator, "get_safe"), 0);
}
