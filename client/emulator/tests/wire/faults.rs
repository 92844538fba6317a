//! Failures on demand.

use crate::support::started;
use pvwa_emulator::Fault;
use serde_json::{Value, json};

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
