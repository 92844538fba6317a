//! `spec pull` against servers of its own, by what they were really sent.

#![cfg(feature = "pull")]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use assert_cmd::Command;
use project::{Project, VAULT};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};
use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

/// Answers `METHOD /path` with a status, a header and a body.
type Answers = fn(&str) -> (u16, String, Vec<u8>);

/// A server on a free port, and the requests that it got, whole.
struct Server {
    port: u16,
    got: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answers: Answers, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let got = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&got);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                match &tls {
                    None => serve(stream, answers, &seen),
                    Some(config) => {
                        let connection = ServerConnection::new(Arc::clone(config)).unwrap();
                        serve(StreamOwned::new(connection, stream), answers, &seen)
                    }
                };
            }
        });
        Self { port, got }
    }

    fn got(&self) -> Vec<String> {
        self.got.lock().unwrap().clone()
    }

    /// The first lines, without the version of HTTP.
    fn lines(&self) -> Vec<String> {
        let lines = self.got().into_iter().map(|text| first(&text).to_owned());
        lines.collect()
    }
}

fn first(request: &str) -> &str {
    request
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches(" HTTP/1.1")
}

fn serve(mut stream: impl Read + Write, answers: Answers, seen: &Mutex<Vec<String>>) -> Option<()> {
    let (mut text, mut byte) = (Vec::new(), [0]);
    while !text.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        text.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&text).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    text.extend(body);
    let text = String::from_utf8(text).unwrap();
    seen.lock().unwrap().push(text.clone());
    let (status, header, body) = answers(first(&text));
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\n{header}Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()?;
    stream.flush().ok()
}

fn pull(project: &Project, words: &[&str], secrets: &[(&str, &str)]) -> (i32, String) {
    run(
        project,
        &[&["spec", "pull", "--as", "mine"], words].concat(),
        secrets,
    )
}

fn run(project: &Project, words: &[&str], secrets: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::cargo_bin("xtask").unwrap();
    for name in [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "PVWA_TOKEN",
        "PVWA_PASSWORD",
    ] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    let output = command
        .args(["--root", "."])
        .args(words)
        .envs(secrets.iter().copied())
        .current_dir(project.path(""))
        .output()
        .unwrap();
    let mut said = String::from_utf8(output.stdout).unwrap();
    said.push_str(&String::from_utf8(output.stderr).unwrap());
    (output.status.code().unwrap(), said)
}

fn vault(line: &str) -> (u16, String, Vec<u8>) {
    let body = match line {
        "GET /PasswordVault/swagger/docs/v2" => VAULT,
        "POST /PasswordVault/API/Auth/LDAP/Logon" => "\"SessionToken77\"",
        "POST /PasswordVault/API/Auth/Logoff" => "{}",
        "GET /PasswordVault/API/Server" => r#"{"ExternalVersion": "14.4.0"}"#,
        "POST /PasswordVault/API/Auth/CyberArk/Logon" => {
            let said = r#"{"ErrorCode": "PASWS013E", "ErrorMessage": "no: Hunter2"}"#;
            return (403, String::new(), said.into());
        }
        _ => return (404, String::new(), Vec::new()),
    };
    (200, String::new(), body.into())
}

#[test]
fn a_document_is_kept_as_served_with_where_and_when() {
    let (project, server) = (Project::new(), Server::new(vault, None));
    let url = format!("http://127.0.0.1:{}", server.port);
    let (code, said) = pull(&project, &[&url, "--product-version", "14.6"], &[]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("WARNING: the vault says that it is 14.4"),
        "{said}"
    );
    assert_eq!(project.read("spec/vaults/mine/swagger.json"), VAULT);
    let source = project.read("spec/vaults/mine/source.toml");
    assert!(
        source.contains(&format!("url = \"{url}/PasswordVault/swagger/docs/v2\"")),
        "{source}"
    );
    assert!(
        source.contains("date = \"20") && source.contains("Z\"\n"),
        "{source}"
    );
    assert!(
        source.contains("product_version = \"14.6\"") && source.contains("sha256"),
        "{source}"
    );
    let lines = [
        "GET /PasswordVault/swagger/docs/v1",
        "GET /PasswordVault/swagger/docs/v2",
        "GET /PasswordVault/API/Server",
    ];
    assert_eq!(server.lines(), lines);
    // The label is taken: nothing is sent.
    let (code, said) = pull(&project, &[&url], &[]);
    assert!(code == 1 && said.contains("--replace"), "{said}");
    assert_eq!(server.lines(), lines);
}

#[test]
fn a_session_is_opened_and_closed_and_its_secrets_are_not_seen() {
    let (project, server) = (Project::new(), Server::new(vault, None));
    project.write("password", "Hunter2\n");
    let url = format!("127.0.0.1:{}", server.port);
    let url = format!("http://{url}/PasswordVault/");
    let words = [
        &url,
        "--user",
        "me",
        "--auth",
        "ldap",
        "--password-file",
        "password",
    ];
    let (code, said) = pull(&project, &words, &[]);
    assert_eq!(code, 0, "{said}");
    let got = server.got();
    assert!(got[0].ends_with(r#"{"username":"me","password":"Hunter2","concurrentSession":true}"#));
    assert!(
        got[1..]
            .iter()
            .all(|text| text.contains("authorization: SessionToken77"))
    );
    assert_eq!(
        server.lines().last().unwrap(),
        "POST /PasswordVault/API/Auth/Logoff"
    );
    assert!(
        !said.contains("Hunter2") && !said.contains("SessionToken77"),
        "{said}"
    );
}

#[test]
fn a_wrong_password_is_tried_once_and_not_repeated() {
    let (project, server) = (Project::new(), Server::new(vault, None));
    let url = format!("http://127.0.0.1:{}", server.port);
    let (code, said) = pull(
        &project,
        &[&url, "--user", "me"],
        &[("PVWA_PASSWORD", "Hunter2")],
    );
    assert!(code == 1 && said.contains("refused with 403"), "{said}");
    assert!(
        said.contains("[REDACTED]") && !said.contains("Hunter2"),
        "{said}"
    );
    assert_eq!(
        server.lines(),
        ["POST /PasswordVault/API/Auth/CyberArk/Logon"]
    );
}

#[test]
fn the_session_is_closed_where_nothing_was_found() {
    let (project, server) = (Project::new(), Server::new(nothing, None));
    let url = format!("http://127.0.0.1:{}", server.port);
    let (code, said) = pull(
        &project,
        &[&url, "--user", "me"],
        &[("PVWA_PASSWORD", "Hunter2")],
    );
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("an HTML page") && said.contains("more than 16 MiB"),
        "{said}"
    );
    assert!(
        said.contains("more than 5 times") && said.contains("another host: not"),
        "{said}"
    );
    assert_eq!(
        server.lines().last().unwrap(),
        "POST /PasswordVault/API/Auth/Logoff"
    );
    assert!(project.names("spec/vaults").is_empty());
}

fn nothing(line: &str) -> (u16, String, Vec<u8>) {
    let empty = String::new;
    match line {
        "POST /PasswordVault/API/Auth/CyberArk/Logon" => (200, empty(), b"\"abcdef\"".to_vec()),
        "GET /PasswordVault/swagger/docs/v1" => (200, empty(), b"<html></html>".to_vec()),
        "GET /PasswordVault/swagger/docs/v2" => (200, empty(), vec![b' '; (16 << 20) + 9]),
        "GET /PasswordVault/API/swagger.json" => (
            302,
            "Location: http://elsewhere.invalid/\r\n".to_owned(),
            Vec::new(),
        ),
        "POST /PasswordVault/API/Auth/Logoff" => (200, empty(), Vec::new()),
        _ => (302, "Location: /again\r\n".to_owned(), Vec::new()),
    }
}

#[test]
fn certificates_are_checked() {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = || PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let chain = vec![own.cert.der().clone()];
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain.clone(), key())
        .unwrap();
    let (project, server) = (Project::new(), Server::new(vault, Some(Arc::new(config))));
    project.write("ca.pem", own.cert.pem());
    project.write("key.pem", own.signing_key.serialize_pem());
    let url = format!("https://localhost:{}", server.port);
    let (code, said) = pull(&project, &[&url], &[]);
    assert!(
        code == 1 && said.contains("not trusted") && said.contains("--ca-cert"),
        "{said}"
    );
    assert!(server.got().is_empty());
    let (code, said) = pull(&project, &[&url, "--insecure"], &[]);
    let warning = format!("WARNING: the certificate of localhost:{}", server.port);
    assert!(code == 0 && said.contains(&warning), "{said}");
    let (code, said) = pull(&project, &[&url, "--ca-cert", "ca.pem", "--replace"], &[]);
    assert!(code == 0 && !said.contains("WARNING"), "{said}");

    let mut roots = RootCertStore::empty();
    roots.add(chain[0].clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots))
        .build()
        .unwrap();
    let config = ServerConfig::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key())
        .unwrap();
    let server = Server::new(vault, Some(Arc::new(config)));
    let url = format!("https://localhost:{}", server.port);
    let words = [&url, "--ca-cert", "ca.pem", "--replace"];
    let (code, said) = pull(&project, &words, &[]);
    assert!(code == 1 && server.got().is_empty(), "{said}");
    let mut words = words.to_vec();
    words.extend(["--client-cert", "ca.pem", "--client-key", "key.pem"]);
    let (code, said) = pull(&project, &words, &[]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_proxy_is_used_and_plain_http_and_passwords_in_urls_are_refused() {
    let proxied: Answers = |line| vault(&line.replace("http://pvwa.invalid", ""));
    let (project, proxy) = (Project::new(), Server::new(proxied, None));
    let through = format!("http://127.0.0.1:{}", proxy.port);
    let words = ["http://pvwa.invalid", "--proxy", &through];
    let (code, said) = pull(&project, &words, &[]);
    assert!(code == 1 && said.contains("--plain-http"), "{said}");
    let (code, said) = pull(&project, &["https://me:Hunter2@pvwa.invalid"], &[]);
    assert!(code == 1 && !said.contains("Hunter2"), "{said}");
    assert!(proxy.got().is_empty());
    let mut words = words.to_vec();
    words.push("--plain-http");
    let (code, said) = pull(&project, &words, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(proxy.lines()[0].starts_with("GET http://pvwa.invalid/PasswordVault/swagger/"));
}

#[test]
fn an_upgrade_fetches_the_document_and_keeps_it() {
    let (project, server) = (Project::house(), Server::new(vault, None));
    let url = format!("http://127.0.0.1:{}", server.port);
    let secrets = [("PVWA_PASSWORD", "Hunter2"), ("CARGO", "./no-such-cargo")];
    let call = [
        "upgrade",
        &url,
        "--plain-http",
        "--user",
        "auditor",
        "--auth",
        "ldap",
    ];

    let (code, said) = run(&project, &call, &secrets);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("name one with --label"), "{said}");
    assert!(server.got().is_empty(), "nobody is asked in vain");

    let kept = [&call[..], &["--label", "fetched"]].concat();
    let (code, said) = run(&project, &[&kept[..], &["--dry-run"]].concat(), &secrets);
    assert_eq!(code, 0, "{said}");
    assert!(!project.path("spec/vaults/fetched").exists());

    let (code, said) = run(&project, &kept, &secrets);
    assert_eq!(code, 0, "{said}");
    assert!(
        !said.contains("Hunter2") && !said.contains("SessionToken77"),
        "{said}"
    );
    assert_eq!(project.read("spec/vaults/fetched/swagger.json"), VAULT);
    let source = project.read("spec/vaults/fetched/source.toml");
    assert!(
        source.contains("14.4") && source.contains("/swagger/docs/v2"),
        "{source}"
    );
    assert!(
        server
            .lines()
            .contains(&"POST /PasswordVault/API/Auth/Logoff".to_owned())
    );
}
