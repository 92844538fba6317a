//! Failures on demand.

use crate::support::started;
use pvwa_emulator::{Fault, PlannedFault};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn faults_wait_in_line_and_bear_on_one_request_each() {
    let (emulator, administrator) = started().await;
    emulator.fail_next("list_safes", Fault::Status(503));
    emulator.fail_next(
        "list_safes",
        Fault::StatusWith {
            status: 500,
            code: "ITADM111E".to_owned(),
            message: "Try again".to_owned(),
        },
    );
    assert_eq!(
        administrator.get("api/Accounts").await.0,
        200,
        "another operation"
    );
    assert_eq!(administrator.get("api/Safes").await.0, 503);
    let expected = json!({"ErrorCode": "ITADM111E", "ErrorMessage": "Try again"});
    assert_eq!(administrator.get("api/Safes").await, (500, expected));
    emulator.fail_next("list_safes", Fault::Status(204));
    assert_eq!(administrator.get("api/Safes").await, (204, Value::Null));
    assert_eq!(administrator.get("api/Safes").await.0, 200);
}

#[tokio::test]
async fn a_page_and_a_wait_come_instead_of_an_answer() {
    let (emulator, administrator) = started().await;
    emulator.fail_next("list_safes", Fault::Html(200));
    let page = administrator.respond("GET", "api/Safes", None).await;
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    emulator.fail_next("list_safes", Fault::RetryAfter(7));
    let wait = administrator.respond("GET", "api/Safes", None).await;
    assert_eq!(wait.status(), 429);
    assert_eq!(wait.headers()["retry-after"], "7");
}

#[tokio::test]
async fn a_failed_request_is_not_carried_out_but_a_spoilt_answer_was() {
    let (emulator, administrator) = started().await;
    let added = |name: &str| json!({"safeName": name});
    emulator.fail_next("add_safe", Fault::Status(500));
    assert_eq!(
        administrator.post("api/Safes", added("Failed")).await.0,
        500
    );
    emulator.fail_next("add_safe", Fault::EmptyBody);
    assert_eq!(
        administrator.post("api/Safes", added("Empty")).await,
        (201, Value::Null)
    );
    emulator.fail_next("add_safe", Fault::WrongType);
    assert_eq!(
        administrator.post("api/Safes", added("Wrong")).await,
        (201, json!(42))
    );
    emulator.fail_next("add_safe", Fault::Truncated);
    let (status, text) = administrator.post("api/Safes", added("Cut")).await;
    assert_eq!(status, 201);
    let text = text.as_str().expect("no JSON");
    assert!(text.starts_with('{') && !text.ends_with('}'), "{text}");
    assert_eq!(administrator.get("api/Safes").await.1["count"], 3);
}

#[tokio::test]
#[should_panic(expected = "`list_safe` is no operation")]
async fn a_fault_for_no_operation_is_a_mistake_of_the_test() {
    let (emulator, _) = started().await;
    emulator.fail_next("list_safe", Fault::Status(500));
}

#[tokio::test]
async fn a_connection_is_closed_before_or_after_the_request_is_carried_out() {
    let (emulator, administrator) = started().await;
    for (fault, name, expected) in [
        (Fault::ResetBefore, "Before", 404),
        (Fault::ResetAfter, "After", 200),
    ] {
        emulator.fail_next("add_safe", fault);
        let body = json!({"safeName": name});
        assert!(
            administrator
                .attempt("POST", "api/Safes", Some(body))
                .await
                .is_err()
        );
        let found = administrator.get(&format!("api/Safes/{name}")).await;
        assert_eq!(found.0, expected, "{name}");
    }
}

#[tokio::test]
async fn an_answer_can_break_off_crawl_and_swell() {
    let (emulator, administrator) = started().await;
    let whole = administrator.get("api/Safes").await;
    emulator.fail_next("list_safes", Fault::CutOff);
    let cut = administrator
        .attempt("GET", "api/Safes", None)
        .await
        .expect("a head");
    assert!(cut.text().await.is_err());
    emulator.fail_next("list_safes", Fault::Drip(Duration::from_micros(1)));
    assert_eq!(administrator.get("api/Safes").await, whole);
    emulator.fail_next("list_safes", Fault::Huge(3_000_000));
    let huge = administrator.respond("GET", "api/Safes", None).await;
    assert!(huge.text().await.expect("a body").len() > 3_000_000);
    emulator.fail_next("list_safes", Fault::ContentType("text/plain".to_owned()));
    let claimed = administrator.respond("GET", "api/Safes", None).await;
    assert_eq!(claimed.headers()["content-type"], "text/plain");
    assert_eq!(claimed.headers().get_all("content-type").iter().count(), 1);
}

#[tokio::test]
async fn an_answer_that_never_comes_does_not_keep_others_waiting() {
    let (emulator, administrator) = started().await;
    emulator.fail_next("list_safes", Fault::Stall);
    let stalled = administrator.get("api/Safes");
    tokio::pin!(stalled);
    tokio::select! {
        biased;
        _ = &mut stalled => panic!("an answer"),
        status = async {
            while emulator.requests().is_empty() {
                tokio::task::yield_now().await;
            }
            administrator.get("api/Accounts").await.0
        } => assert_eq!(status, 200),
    }
}

#[tokio::test]
async fn a_list_can_lose_its_session_and_repeat_itself() {
    let (emulator, administrator) = started().await;
    for name in ["A", "B", "C", "D"] {
        administrator.add_safe(name).await;
    }
    let page = |offset: usize| format!("api/Safes?sort=safeName+asc&limit=1&offset={offset}");
    emulator.fail_next("list_safes", Fault::DuplicatedPage);
    // The fault waits for its turn, so the page before must have been answered while it waits.
    emulator.fail_next("list_safes", Fault::DuplicatedPage);
    administrator.get(&page(0)).await;
    let again = administrator.get(&page(1)).await.1;
    let first = administrator.get(&page(0)).await.1;
    assert_eq!(again["value"], first["value"]);
    assert_ne!(again["nextLink"], first["nextLink"]);
    emulator.fail_next("list_safes", Fault::SamePage);
    let same = administrator.get(&page(2)).await.1;
    assert!(
        same["nextLink"]
            .as_str()
            .is_some_and(|link| link.contains("offset=2")),
        "{same}"
    );
    emulator.fail_next("list_safes", Fault::ExpiredToken);
    assert_eq!(administrator.get(&page(2)).await.0, 401);
    assert_eq!(
        administrator.get(&page(2)).await.0,
        401,
        "it has ended for good"
    );
}

#[test]
fn a_fault_can_be_written_down() {
    for good in [
        "list_safes=503",
        "list_safes=retry-after:7*3",
        "list_safes=redirect:https://elsewhere.example/a",
        "identity/list_users=drip:5",
        "add_account=reset-after",
        "list_safes=content-type:text/html",
    ] {
        assert!(good.parse::<PlannedFault>().is_ok(), "{good}");
    }
    for bad in [
        "list_safes",
        "nothing=503",
        "list_safes=200",
        "list_safes=drip",
        "list_safes=503*x",
    ] {
        let error = bad.parse::<PlannedFault>().expect_err("no fault");
        assert!(
            error
                .to_string()
                .starts_with(&format!("`{bad}` is no fault; write OPERATION=FAULT"))
        );
    }
}
