//! The program `pvwa-emulator`, as somebody in a shell meets it.

#![cfg(feature = "cli")]
#![allow(
    clippy::expect_used,
    reason = "a test whose helper fails has failed as well"
)]

use pvwa_emulator::Coverage;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pvwa-emulator");

/// A program that runs, and ends with the test.
struct Running {
    child: Child,
    ready: Value,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).expect("JSON");
        Self { child, ready }
    }

    fn url(&self) -> &str {
        self.ready["url"].as_str().expect("an address")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ran(arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .output()
        .expect("a process")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path.display().to_string()
}

/// Logs on and answers status and body of a request.
async fn asked(url: &str, user: &str, password: &str, path: &str) -> (u16, Value) {
    let http = reqwest::Client::new();
    let logon = format!("{url}/PasswordVault/API/Auth/CyberArk/Logon");
    let body = serde_json::json!({"username": user, "password": password});
    let answer = http
        .post(logon)
        .json(&body)
        .send()
        .await
        .expect("an answer");
    let token: Value = answer.json().await.expect("JSON");
    let token = token.as_str().expect("a token");
    let request = http.get(format!("{url}/PasswordVault/{path}"));
    let answer = request
        .header("Authorization", token)
        .send()
        .await
        .expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn the_ready_line_says_how_to_begin() {
    let running = Running::start(&["--accounts", "5", "--safes", "2", "--version", "12.2"]);
    let ready = &running.ready;
    let keys: Vec<_> = ready.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        ["url", "identity_url", "ca", "version", "user", "password"]
    );
    assert_eq!(
        (&ready["version"], &ready["ca"]),
        (&"12.2".into(), &Value::Null)
    );
    let (user, password) = (ready["user"].as_str(), ready["password"].as_str());
    let (user, password) = (user.expect("a name"), password.expect("a password"));
    let (status, accounts) = asked(running.url(), user, password, "API/Accounts").await;
    assert_eq!((status, &accounts["count"]), (200, &5.into()));
    let safes = asked(running.url(), user, password, "API/Safes?search=Made")
        .await
        .1;
    assert_eq!(safes["count"], 2);
}

#[tokio::test]
async fn a_seed_fills_the_vault_and_requests_are_recorded_without_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let seed = file(
        folder.path(),
        "seed.yaml",
        "users: [{name: app, password: app-secret}]\n\
         identityUsers: [{name: robot, password: robot-secret, service: true}]\n\
         safes: [{name: 'R&D', days: 7, members: [{name: app, permissions: [listAccounts]}]}]\n\
         accounts: [{safe: 'R&D', platform: UnixSSH, address: a.b, userName: root, secret: s3cret}]\n",
    );
    let password = file(folder.path(), "password", "boss-secret\r\n");
    let record = folder.path().join("record.jsonl").display().to_string();
    let running = Running::start(&[
        "--seed",
        &seed,
        "--user",
        "Boss",
        "--password-file",
        &password,
        "--record",
        &record,
    ]);
    assert_eq!(running.ready["user"], "Boss");
    assert_eq!(running.ready.get("password"), None, "he knows it");
    let (status, accounts) = asked(running.url(), "app", "app-secret", "API/Accounts").await;
    assert_eq!(
        (status, &accounts["value"][0]["safeName"]),
        (200, &"R&D".into())
    );
    let (status, users) = asked(running.url(), "boss", "boss-secret", "API/Users").await;
    assert_eq!(status, 200, "{users}");
    let identity = running.ready["identity_url"].as_str().expect("an address");
    let robot = reqwest::Client::new()
        .post(format!("{identity}/oauth2/platformtoken"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials&client_id=robot%40cyberark.cloud.1234&client_secret=robot-secret")
        .send()
        .await;
    assert_eq!(robot.expect("an answer").status(), 200);
    let recorded = std::fs::read_to_string(&record).expect("a file");
    let lines: Vec<Value> = recorded
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[0]["operation"], "logon");
    assert_eq!(lines[0]["body"]["password"], "[REDACTED]");
    assert_eq!(lines[3]["user"], "Boss");
    assert!(!recorded.contains("secret"), "{recorded}");
}

#[test]
fn faults_quirks_and_the_rest_are_taken_by_name() {
    let faults = [
        "503",
        "html:502",
        "redirect:https://elsewhere.example",
        "retry-after:7",
        "reset-before",
        "reset-after",
        "stall",
        "drip:1",
        "empty-body",
        "wrong-type",
        "truncated",
        "cut-off",
        "content-type:text/html",
        "huge:10",
        "expired-token",
        "duplicated-page",
        "same-page",
    ];
    let faults = faults.map(|fault| format!("--fault=list_accounts={fault}*2"));
    let quirks = [
        "empty-next-link",
        "repeated-next-link",
        "count-is-page",
        "page-limit:1",
        "total-style",
        "offsets-end",
    ];
    let quirks = quirks.map(|quirk| format!("--quirk={quirk}"));
    let mut arguments: Vec<&str> = faults.iter().chain(&quirks).map(String::as_str).collect();
    arguments.extend([
        "--no-quirk",
        "saved-filter-lost",
        "--latency",
        "1",
        "--nodes",
        "2",
    ]);
    arguments.extend(["--edition", "privilege-cloud"]);
    let _running = Running::start(&arguments);
}

#[test]
fn coverage_is_a_table_by_area() {
    let output = ran(&["--coverage"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text, Coverage::count().to_string());
    assert!(text.starts_with("PVWA: "), "{text}");
    assert!(text.contains("\nIdentity: "), "{text}");
}

#[test]
fn what_cannot_be_is_said_without_secrets() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = file(folder.path(), "empty", "\n");
    let seed = |name: &str, text: &str| file(folder.path(), name, text);
    let odd = seed("odd.yaml", "users: [{name: a, password: [s3cret]}]\n");
    let unknown = seed("unknown.yaml", "users:\n- {name: a, passwrd: s3cret}\n");
    let lost = seed(
        "lost.yaml",
        "accounts: [{safe: Nowhere, platform: UnixSSH, secret: s3cret}]\n",
    );
    for (arguments, code, expected) in [
        (vec!["--user", "x"], 2, "--password-file <FILE>"),
        (vec!["--ca-out", "x"], 2, "--tls"),
        (
            vec!["--fault", "list_accounts=nonsense"],
            2,
            "write OPERATION=FAULT",
        ),
        (
            vec!["--quirk", "nonsense"],
            2,
            "`nonsense` is no quirk; there are",
        ),
        (vec!["--version", "14"], 2, "`14` is no version"),
        (vec!["--listen", "nowhere"], 2, "--listen <ADDRESS>"),
        (
            vec!["--listen", "192.0.2.1:0"],
            1,
            "error: cannot listen at 192.0.2.1:0; give an address",
        ),
        (
            vec!["--password-file", &empty],
            1,
            "is empty; write the password into it",
        ),
        (vec!["--password-file", "/nowhere"], 1, "error: /nowhere: "),
        (
            vec!["--seed", "/nowhere"],
            1,
            "error: the seed /nowhere cannot be read: ",
        ),
        (
            vec!["--seed", &odd],
            1,
            "the seed cannot be read at line 1, column",
        ),
        (vec!["--seed", &unknown], 1, "unknown field `passwrd`"),
        (
            vec!["--seed", &lost],
            1,
            "the seed's account 1: Safe Nowhere was not found.",
        ),
        (
            vec!["--record", "/nowhere/x"],
            1,
            "cannot write to /nowhere/x: ",
        ),
    ] {
        let output = ran(&arguments);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        assert!(text.contains(expected), "{arguments:?}: {text}");
        assert!(!text.contains("s3cret"), "{text}");
        assert!(output.stdout.is_empty());
    }
}
