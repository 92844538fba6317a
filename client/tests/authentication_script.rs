//! A tenant of Identity by a script: what the emulator does not do, and what no tenant should.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use pvwa::{CallbackError, ChallengeProblem, Error, IdentityUser, Question, Reply, Secret, Vault};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const PASSWORD: &str = "Correct horse 1";
const ANN: &str = "ann@cyberark.cloud.1234";

fn problem(error: &Error) -> &ChallengeProblem {
    match error {
        Error::Challenge { problem, .. } => problem,
        error => panic!("{error}"),
    }
}

/// A server that answers one request after the other with these envelopes, each on a connection of
/// its own, and tells how many there were.
fn scripted(results: Vec<Value>) -> (String, Arc<Mutex<usize>>) {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answered = Arc::new(Mutex::new(0));
    let counted = answered.clone();
    std::thread::spawn(move || {
        for result in results {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let (mut request, mut chunk) = (String::new(), [0; 4096]);
            // All bodies here are JSON objects.
            while !request.ends_with('}') {
                let read = stream.read(&mut chunk).unwrap();
                request.push_str(&String::from_utf8_lossy(&chunk[..read]));
            }
            *counted.lock().unwrap() += 1;
            let body = json!({"success": true, "Result": result}).to_string();
            let head = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all((head + &body).as_bytes()).unwrap();
        }
    });
    (url, answered)
}

#[tokio::test]
async fn a_new_password_is_set_where_the_old_one_has_expired() {
    let up = json!([{"MechanismId": "1", "Name": "UP", "AnswerType": "Text"}]);
    let reset = json!([{"MechanismId": "2", "Name": "RESET", "AnswerType": "Reset",
        "PromptMechChosen": "Enter a new password"}]);
    let expired = json!({"Summary": "NewPackage", "Challenges": [{"Mechanisms": reset}]});
    let done = json!({"Summary": "LoginSuccess", "Token": "made-up"});

    let (error, _) =
        scripted_failure(vec![package(up.clone()), expired.clone(), Value::Null]).await;
    assert!(matches!(error, Error::PasswordExpired { .. }), "{error}");

    let (url, answered) = scripted(vec![package(up), expired, done]);
    let heard = Arc::new(Mutex::new(None));
    let noted = heard.clone();
    let user = IdentityUser::new(ANN, PASSWORD)
        .identity(&url)
        .new_password("Corr3ct-horse 2")
        .on_password_changed(move |new| {
            *noted.lock().unwrap() = Some(new);
            std::future::ready(Ok::<_, CallbackError>(()))
        });
    let vault = Vault::builder(&url)
        .credentials(user)
        .allow_plain_http()
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    assert_eq!(*heard.lock().unwrap(), Some("Corr3ct-horse 2".into()));
    assert_eq!(*answered.lock().unwrap(), 3);
}

#[tokio::test]
async fn security_questions_are_answered_in_their_order() {
    let questions = json!([{"MechanismId": "1", "Name": "SQ", "AnswerType": "Text",
    "MultipartMechanism": {"MechanismParts": [
        {"Uuid": "u_b", "PromptMechChosen": "First?"},
        {"Uuid": "u_a", "PromptMechChosen": "Second?"},
    ]}}]);
    let done = json!({"Summary": "LoginSuccess", "Token": "made-up"});
    let (url, _) = scripted(vec![package(questions), done]);
    let user = IdentityUser::new(ANN, PASSWORD)
        .identity(&url)
        .on_challenge(|question| {
            let Question::Answers { prompts, .. } = question else {
                panic!("{question:?}")
            };
            assert_eq!(prompts, ["First?", "Second?"]);
            let answers = vec![Secret::from("one"), Secret::from("two")];
            std::future::ready(Ok::<_, CallbackError>(Reply::Answers(answers)))
        });
    let vault = Vault::builder(&url)
        .credentials(user)
        .allow_plain_http()
        .build()
        .unwrap();
    vault.logon().await.unwrap();
}

/// How a logon at such a server fails, and how many requests it took.
async fn scripted_failure(results: Vec<Value>) -> (Error, usize) {
    let (url, answered) = scripted(results);
    let user = IdentityUser::new(ANN, PASSWORD)
        .identity(&url)
        .on_challenge(|_| std::future::ready(Ok::<_, CallbackError>(Reply::Answer("1".into()))));
    let vault = Vault::builder(&url)
        .credentials(user)
        .allow_plain_http()
        .build()
        .unwrap();
    let error = vault.logon().await.unwrap_err();
    let answered = *answered.lock().unwrap();
    (error, answered)
}

fn package(ways: Value) -> Value {
    json!({"SessionId": "s", "Challenges": [{"Mechanisms": ways}], "Summary": "NewPackage"})
}

#[tokio::test]
async fn ways_that_nobody_knows_are_named() {
    let ways = json!([
        {"MechanismId": "1", "Name": "U2F", "AnswerType": "Fido2"},
        {"MechanismId": "2", "Name": "QR\u{7}", "AnswerType": "StartQrOob"},
    ]);
    let (error, answered) = scripted_failure(vec![package(ways), Value::Null]).await;
    let ChallengeProblem::UnknownMechanisms { names } = problem(&error) else {
        panic!("{error}")
    };
    // The start, and giving it up.
    assert_eq!((names.as_str(), answered), ("U2F, QR", 2));
}

#[tokio::test]
async fn a_server_that_asks_without_end_is_left() {
    let way = || json!([{"MechanismId": "1", "Name": "OATH", "AnswerType": "Text"}]);
    let again = json!({"Summary": "NewPackage", "Challenges": [{"Mechanisms": way()}]});
    let mut results = vec![package(way())];
    results.extend(std::iter::repeat_n(again, 50));
    let (error, answered) = scripted_failure(results).await;
    assert!(
        matches!(problem(&error), ChallengeProblem::TooMany { limit: 10 }),
        "{error}"
    );
    assert_eq!(answered, 12);
}

#[tokio::test]
async fn another_port_of_the_same_host_is_another_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    drop(listener);
    let (error, _) = scripted_failure(vec![json!({"PodFqdn": host})]).await;
    assert!(
        matches!(problem(&error), ChallengeProblem::ForeignHost { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn what_leads_nowhere_is_said() {
    let way = json!([{"MechanismId": "1", "Name": "UP", "AnswerType": "Text"}]);
    for (results, expected) in [
        (vec![json!({"Summary": "LoginSuccess"})], "LoginSuccess"),
        (vec![json!({})], "no SessionId"),
        (
            vec![json!({"SessionId": "s"}), Value::Null],
            "no further challenge",
        ),
        (
            vec![package(way), json!({"Summary": "Undefined"}), Value::Null],
            "Undefined",
        ),
        (
            vec![json!({"IdpRedirectUrl": "javascript:alert(1)", "IdpLoginSessionId": "s"})],
            "IdpRedirectUrl",
        ),
    ] {
        let (error, _) = scripted_failure(results).await;
        let ChallengeProblem::Unexpected { what } = problem(&error) else {
            panic!("{error}")
        };
        assert_eq!(what, expected);
    }
}

#[tokio::test]
async fn a_logon_without_a_token_is_an_error() {
    let way = json!([{"MechanismId": "1", "Name": "UP", "AnswerType": "Text"}]);
    for token in [json!(null), json!(""), json!("a\r\nX-Injected: yes")] {
        let done = json!({"Summary": "LoginSuccess", "Token": token});
        let (error, _) = scripted_failure(vec![package(way.clone()), done]).await;
        assert!(matches!(error, Error::UnusableToken { .. }), "{error}");
    }
}
