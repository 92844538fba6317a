//! Who did what to which object, how it ended and when: a line of JSON for each call.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    JsonLines, RetrieveOptions, RetryPolicy, Secret, VersionCheck, types::AddAccountRequest,
};
use pvwa_emulator::{Emulator, Fault};
use serde_json::{Value, json};
use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use vaults::builder;

const SECRET: &str = "Corr3ct-horse-Battery";

/// A file that can be read along.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines, without what is another one each time.
    fn masked(&self) -> String {
        let mut text = String::new();
        for line in self.text().lines() {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let when = line["when"].as_str().unwrap();
            assert!(
                when.ends_with('Z') && when.len() == "2026-11-30T01:55:54.123Z".len(),
                "{when}"
            );
            assert!(line["durationMs"].is_u64());
            assert_eq!(line["requestId"].as_str().unwrap().len(), 16);
            for name in ["when", "durationMs", "requestId", "vault"] {
                line[name] = json!("…");
            }
            if let Some(problem) = line.get_mut("problem")
                && let Some((before, rest)) = problem.as_str().unwrap().split_once("[request ")
            {
                *problem = json!(format!("{before}[request …{}", &rest[16..]));
            }
            text.push_str(&format!("{line}\n"));
        }
        text
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_call_has_a_line_and_no_secret_is_in_it() {
    let emulator = Emulator::builder()
        .accounts(0, "APP_Oracle")
        .unwrap()
        .start()
        .await
        .unwrap();
    let lines = Lines::default();
    let vault = builder(&emulator, "Administrator")
        .retry(RetryPolicy::never())
        .audit(JsonLines::new(lines.clone()))
        .build()
        .unwrap();
    let account = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from(SECRET))
        .try_into()
        .unwrap();
    let id = vault.accounts().add(&account).await.unwrap().id;
    let options = RetrieveOptions::new().reason("because");
    vault
        .accounts()
        .retrieve_password(&id, &options)
        .await
        .unwrap();
    vault.accounts().get("99_9").await.unwrap_err();
    emulator.fail_next("get_account", Fault::ResetBefore);
    vault.accounts().get(&id).await.unwrap_err();
    vault.accounts().get("..").await.unwrap_err();
    vault
        .members("my.safe+1")
        .get("bob@corp.example")
        .await
        .unwrap_err();
    vault.close().await.unwrap();

    let text = lines.text();
    let password = emulator.password_of("Administrator").unwrap();
    for hidden in [SECRET, password.expose(), "because"] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    insta::assert_snapshot!(lines.masked());
}

#[tokio::test]
async fn a_call_that_is_given_up_has_a_line() {
    let emulator = vaults::emulator().await;
    let lines = Lines::default();
    let vault = builder(&emulator, "Administrator")
        .version_check(VersionCheck::Off)
        .audit(JsonLines::new(lines.clone()))
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    emulator.fail_next("list_safes", Fault::Stall);
    let call = tokio::spawn({
        let vault = vault.clone();
        async move { vault.safes().list().stream().all().await.map(drop) }
    });
    while vaults::count(&emulator, "list_safes") == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    call.await.unwrap_err();
    let text = lines.text();
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["operation"], "list_safes");
    assert_eq!(last["outcome"], "given-up");
}
