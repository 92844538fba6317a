//! Sessions end, whatever becomes of those who use them.

use crate::{Stage, vaults};
use pvwa::{Error, TestClock};
use pvwa_emulator::{Emulator, Fault};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Duration,
};

#[test]
fn the_drop_of_the_last_clone_has_logged_off() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    vault.logon().unwrap();
    let clone = vault.clone();
    drop(vault);
    assert_eq!(stage.session_count(), 1);
    drop(clone);
    assert_eq!(stage.session_count(), 0, "without a wait in this test");
    assert_eq!(stage.asked().last(), Some(&"logoff"));

    stage.clear_requests();
    drop(stage.vault());
    assert!(stage.requests().is_empty(), "nothing was open");
}

#[test]
fn a_list_keeps_the_session_as_a_clone_does() {
    let stage = Stage::with(30);
    let mut pager = stage
        .vault()
        .accounts()
        .list()
        .stream()
        .page_size(10)
        .read_ahead(2);
    for _ in 0..11 {
        pager.next().unwrap().unwrap();
    }
    assert_eq!(stage.session_count(), 1);
    drop(pager);
    assert_eq!(stage.session_count(), 0);
    assert_eq!(vaults::count(&stage, "logon"), 1);
}

#[test]
fn a_logoff_that_fails_at_the_end_is_no_panic() {
    let stage = Stage::with(1);
    for fault in [Fault::Status(400), Fault::ResetBefore, Fault::EmptyBody] {
        let vault = stage.vault();
        vault.logon().unwrap();
        stage.fail_next("logoff", fault);
        drop(vault);
    }
    assert_eq!(vaults::count(&stage, "logon"), 3);
}

#[test]
fn a_scope_logs_off_after_success_error_and_panic() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    let id = vault.scope(|vault| {
        let first = vault.accounts().list().stream().next();
        assert_eq!(stage.session_count(), 1);
        first.unwrap().unwrap().id
    });
    assert_eq!((id.is_empty(), stage.session_count()), (false, 0));

    let error = vault
        .scope(|vault| vault.accounts().get("9_9"))
        .unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error}");
    assert_eq!(stage.session_count(), 0);

    let panic = catch_unwind(AssertUnwindSafe(|| {
        vault.scope(|vault| {
            vault.logon().unwrap();
            panic!("made up")
        })
    }));
    let panic = panic.unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"made up"));
    assert_eq!(stage.session_count(), 0);
    assert_eq!(vaults::count(&stage, "logoff"), 3);
}

#[test]
fn after_close_nobody_logs_on_by_the_way() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    let clone = vault.clone();
    vault.logon().unwrap();
    vault.close().unwrap();
    let error = clone.accounts().list().stream().all().unwrap_err();
    assert!(matches!(error, Error::Closed), "{error}");
    clone.logon().unwrap();
    clone.logoff().unwrap();
    assert_eq!(vaults::count(&stage, "logoff"), 2);
}

#[test]
fn an_idle_session_is_kept_alive_while_the_caller_does_something_else() {
    let stage = Stage::of(Emulator::builder());
    let clock = TestClock::new();
    let idle = Duration::from_secs(600);
    let vault = vaults::builder(&stage, "Administrator")
        .clock(clock.clone())
        .keep_alive(idle)
        .build_blocking()
        .unwrap();
    vault.safes().list().stream().all().unwrap();
    stage.clear_requests();
    while vaults::count(&stage, "get_server") == 0 {
        if clock.sleepers() > 0 {
            clock.advance(idle);
        }
        thread::yield_now();
    }
    drop(vault);
    assert_eq!(stage.session_count(), 0);
}
