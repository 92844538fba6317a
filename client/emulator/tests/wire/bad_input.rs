//! What no client should send.

use crate::support::started;
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
};

#[tokio::test]
async fn what_is_no_json_is_refused_with_its_place() {
    let (_emulator, administrator) = started().await;
    for body in [
        &b"{\"safeName\": "[..],
        b"<safe/>",
        b"\xff\xfe",
        b"{'safeName': 'a'}",
        b"{}{}",
    ] {
        let (status, answer) = administrator
            .send_bytes("POST", "api/Safes", Some(body.to_vec()))
            .await;
        assert_eq!((status, &answer["ErrorCode"]), (400, &json!("PASWS167E")));
        let message = answer["Details"][0]["ErrorMessage"]
            .as_str()
            .expect("a message");
        assert!(message.contains("line 1, column"), "{message}");
    }
    let deep = "[".repeat(100_000).into_bytes();
    assert_eq!(
        administrator
            .send_bytes("POST", "api/Safes", Some(deep))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_huge_body_is_refused_and_not_kept() {
    let (emulator, administrator) = started().await;
    let huge = vec![b' '; 20 * 1024 * 1024];
    let (status, answer) = administrator
        .send_bytes("POST", "api/Safes", Some(huge))
        .await;
    assert_eq!((status, answer["ErrorMessage"].is_string()), (413, true));
    let last = emulator.requests().pop().expect("a request");
    assert_eq!(
        (last.operation, last.status, last.body),
        (Some("add_safe"), 413, None)
    );
    let fits = json!({"safeName": "Fits", "ignored": "x".repeat(3 * 1024 * 1024)});
    assert_eq!(administrator.post("api/Safes", fits).await.0, 201);
    assert_eq!(emulator.requests().pop().expect("a request").body, None);
}

#[tokio::test]
async fn odd_ids_are_not_found() {
    let (_emulator, administrator) = started().await;
    for id in [
        "..%2F..%2Fsecret/",
        "..%5C..%5Csecret/",
        "%00",
        "1_1_1",
        "_",
        "-1_3",
        "021_3",
        "99999999999_1",
        "%F0%9F%94%91",
        "21_3%20",
    ] {
        let (status, body) = administrator.get(&format!("api/Accounts/{id}")).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (404, &json!("PASWS039E")),
            "{id}"
        );
        let (status, body) = administrator.get(&format!("api/Safes/{id}")).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (404, &json!("SFWS0007")),
            "{id}"
        );
    }
    assert_eq!(administrator.get("api/Safes/%FF").await.0, 400, "no UTF-8");
    for (id, status) in [
        ("a.b", 404),
        ("a@b", 404),
        ("21_+3", 404),
        ("a%2Bb", 404),
        ("a%26b", 400),
        ("a%25b", 400),
    ] {
        let answer = administrator.get(&format!("api/Safes/{id}")).await;
        assert_eq!(answer.0, status, "the web server does not let {id} through");
        assert_eq!(answer.1["ErrorCode"], Value::Null, "{id}");
    }
}

/// Sends bytes as they are and answers the first line of what comes back.
fn raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(bytes).expect("a request");
    let mut answer = Vec::new();
    // A server that closes on such a request may do so with a reset.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_hardly_http_does_no_harm() {
    let (emulator, administrator) = started().await;
    let address = emulator.base_url().replace("http://", "");
    let headers = "X: y\r\n".repeat(100_000);
    let requests = [
        "GET /PasswordVault/api/Accounts/../../Safes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
        "GET /PasswordVault/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
        "GET /PasswordVault/api/Safes?%ff&&==&a=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
        "GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n"),
        "\u{0}\u{1}\u{2}\r\n\r\n".to_owned(),
    ];
    let lines = tokio::task::spawn_blocking(move || {
        requests.map(|request| raw(&address, request.as_bytes()))
    })
    .await
    .expect("no panic");
    for (line, expected) in lines.iter().zip(["404", "400", "401", "40", "431", "400"]) {
        assert!(
            line.is_empty() || line.contains(expected),
            "{line} instead of {expected}"
        );
    }
    assert_eq!(
        administrator.get("api/Safes").await.0,
        200,
        "it still answers"
    );
}
