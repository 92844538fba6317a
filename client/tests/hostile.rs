//! A server that means harm, or a proxy that means well: bounded, refused, and never followed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use pvwa::{Credentials, Error, Phase, RetryPolicy, Secret, Vault, VersionCheck};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

const TOKEN: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n\"token\"";

/// A server that gives each connection one answer of `script`, and tells the head of each request.
fn server(script: Vec<String>) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (heads, received) = mpsc::channel();
    thread::spawn(move || {
        for answer in script {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let _ = heads.send(head(&mut stream));
            let answer = answer.replacen("\r\n", "\r\nConnection: close\r\n", 1);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, received)
}

/// Reads a request, and answers everything before its body.
fn head(stream: &mut TcpStream) -> String {
    let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return head.to_owned();
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return text,
            Ok(read) => request.extend_from_slice(&chunk[..read]),
        }
    }
}

fn vault(address: &str) -> Vault {
    Vault::builder(address)
        .credentials(Credentials::cyberark("api.user", Secret::from("Hunter2")))
        .allow_plain_http()
        .version_check(VersionCheck::Off)
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

/// The error of a list of safes that is answered with `answer`.
async fn answered_with(answer: String) -> Error {
    let (address, _received) = server(vec![TOKEN.to_owned(), answer]);
    vault(&address)
        .safes()
        .list()
        .stream()
        .all()
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, reached) = server(vec![TOKEN.to_owned()]);
    for status in [301, 302, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Moved\r\nLocation: {elsewhere}/PasswordVault/API/Safes\r\nContent-Length: 0\r\n\r\n"
        );
        let error = answered_with(answer).await;
        assert!(
            matches!(error, Error::Redirected { .. }) && error.operation() == Some("list_safes"),
            "{error}"
        );
    }
    assert!(reached.try_recv().is_err(), "nobody came");
}

#[tokio::test]
async fn a_next_link_leads_nowhere_else() {
    let (elsewhere, reached) = server(vec![TOKEN.to_owned()]);
    let page = |name: &str, link: &str| {
        let body =
            format!(r#"{{"value":[{{"safeName":"{name}"}}],"count":2,"nextLink":"{link}"}}"#);
        format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let link = format!("{elsewhere}/PasswordVault/API/Safes?offset=1&search=other");
    let (address, received) = server(vec![TOKEN.to_owned(), page("A", &link), page("B", "")]);
    let safes = vault(&address)
        .safes()
        .list()
        .search("mine")
        .stream()
        .all()
        .await
        .unwrap();
    assert_eq!(safes.len(), 2);
    let heads: Vec<String> = received.try_iter().collect();
    assert!(
        heads[2].starts_with("GET /PasswordVault/API/Safes?"),
        "{}",
        heads[2]
    );
    assert!(
        heads[2].contains("search=mine") && heads[2].contains("offset=1"),
        "{}",
        heads[2]
    );
    assert!(reached.try_recv().is_err(), "nobody came");
}

#[tokio::test]
async fn a_page_that_comes_again_ends_the_list() {
    let page = |offset: u32| {
        let body =
            format!(r#"{{"value":[{{"safeName":"A"}}],"nextLink":"api/safes?offset={offset}"}}"#);
        format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let (address, _received) = server(vec![TOKEN.to_owned(), page(1), page(2), page(3)]);
    let error = vault(&address)
        .safes()
        .list()
        .stream()
        .all()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::EndlessList { offset: 1, .. })
            && error.operation() == Some("list_safes"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_that_is_announced_too_long_is_not_read() {
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{{",
        u64::MAX / 2
    );
    let error = answered_with(answer).await;
    assert!(
        matches!(error, Error::TooLong { .. }) && error.operation() == Some("list_safes"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error() {
    let error =
        answered_with("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"value\":[".to_owned())
            .await;
    assert!(
        matches!(error, Error::Transport { .. }) && error.operation() == Some("list_safes"),
        "{error}"
    );
    assert!(
        !format!("{error:?}").contains("127.0.0.1"),
        "no address in {error:?}"
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let vault = Vault::builder(format!("http://{}", listener.local_addr().unwrap()))
        .credentials(Credentials::cyberark("api.user", Secret::from("Hunter2")))
        .allow_plain_http()
        .attempt_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = vault.logon().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Timeout {
                phase: Phase::Answering,
                ..
            }
        ) && error.operation() == Some("logon"),
        "{error}"
    );
}

#[tokio::test]
async fn an_address_where_nobody_listens_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = vault(&address).logon().await.unwrap_err();
    assert!(
        matches!(error, Error::Transport { .. }) && error.operation() == Some("logon"),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_that_breaks_the_header_is_refused() {
    let token = "HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n\"token\\r\\nX-Injected: yes\"";
    let (address, received) = server(vec![token.to_owned()]);
    let error = vault(&address).logon().await.unwrap_err();
    assert!(matches!(error, Error::UnusableToken { .. }), "{error}");
    assert!(!format!("{error:?}").contains("Injected"));
    let head = received.recv().unwrap();
    assert!(
        !head.to_ascii_lowercase().contains("api-version"),
        "no server reads it: {head}"
    );
}

#[tokio::test]
async fn the_token_goes_to_the_configured_host_only() {
    use pvwa::pvwa_api::{Client, ClientInfo};
    let (elsewhere, reached) = server(vec![TOKEN.to_owned()]);
    let (address, _received) = server(vec![TOKEN.to_owned()]);
    let vault = vault(&address);
    vault.logon().await.unwrap();
    let api = vault.api();
    let astray = Client::new_with_client(&elsewhere, api.client().clone(), api.inner().clone());
    let error = Error::from(astray.get_server().send().await.unwrap_err());
    assert!(
        matches!(error, Error::Elsewhere { .. }) && error.operation() == Some("get_server"),
        "{error}"
    );
    assert!(reached.try_recv().is_err(), "nobody came");
}

#[test]
fn a_vault_is_set_up_only_with_what_it_needs() {
    let credentials = || Credentials::ldap("api.user", "Hunter2");
    let error = Vault::builder("http://pvwa.example.com")
        .credentials(credentials())
        .build()
        .unwrap_err();
    assert!(
        matches!(error, Error::BaseUrl(pvwa::BaseUrlError::PlainHttp)),
        "{error}"
    );
    let error = Vault::builder("https://u:Hunter2@pvwa.example.com")
        .credentials(credentials())
        .build()
        .unwrap_err();
    assert!(
        matches!(error, Error::BaseUrl(pvwa::BaseUrlError::UserInfo)),
        "{error}"
    );
    assert!(!format!("{error} {error:?}").contains("Hunter2"));
    assert!(matches!(
        Vault::builder("https://pvwa.example.com").build(),
        Err(Error::NoCredentials)
    ));
    let nobody = Credentials::ldap("", "Hunter2");
    let error = Vault::builder("https://pvwa.example.com")
        .credentials(nobody)
        .build()
        .unwrap_err();
    assert!(matches!(error, Error::NoCredentials));
    let vault = Vault::builder("https://pvwa.example.com/")
        .credentials(credentials())
        .build()
        .unwrap();
    assert_eq!(
        vault.base_url().to_string(),
        "https://pvwa.example.com/PasswordVault"
    );
}
