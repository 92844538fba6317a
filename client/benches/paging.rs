//! How much faster pages come ahead of their reader: `cargo bench -p pvwa --bench paging`.
//!
//! The emulator takes 50 ms over every request. A bare loop over reqwest and serde reads 20 pages one
//! after the other, as the links lead; the pager reads them one after the other, and with eight at
//! once. Read the ratios where the machine is another one. The run fails where eight at once are not
//! four times faster than the bare loop. With `--quick` the pages hold 10 accounts instead of 1,000.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use pvwa::{Credentials, Vault};
use pvwa_emulator::Emulator;
use serde::Deserialize;
use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

const PAGES: u32 = 20;
const LATENCY: Duration = Duration::from_millis(50);

/// How often each is measured; the fastest counts.
const TURNS: usize = 3;

/// How much faster eight pages at once have to be than the bare loop.
const AT_LEAST: f64 = 4.0;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    value: Vec<Account>,
    next_link: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    id: String,
}

fn main() -> ExitCode {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let page = if quick { 10 } else { 1_000 };
    let server = tokio::runtime::Runtime::new().unwrap();
    let emulator = Emulator::builder()
        .accounts(PAGES * page, "BulkSafe")
        .unwrap()
        .latency(LATENCY)
        .start();
    let emulator = server.block_on(emulator).unwrap();
    let password = emulator.password_of("Administrator").unwrap();
    let vault = Vault::builder(emulator.base_url())
        .credentials(Credentials::cyberark(
            "Administrator",
            password.expose().to_owned(),
        ))
        .allow_plain_http()
        .build()
        .unwrap();
    let client = tokio::runtime::Runtime::new().unwrap();
    client.block_on(async {
        vault.logon().await.unwrap();
        let base = format!("{}/PasswordVault", emulator.base_url());
        let token = token(&base, password.expose()).await;
        let bare = fastest(async || bare(&base, &token, page).await).await;
        println!("  bare, one page after the other: {bare:?}");
        let mut eight = 0.0;
        for ahead in [1, 2, 4, 8, 16] {
            let list = || vault.accounts().list().stream().page_size(page);
            let time = fastest(async || {
                let mut accounts = list().read_ahead(ahead);
                let mut read = 0;
                while accounts.try_next().await.unwrap().is_some() {
                    read += 1;
                }
                assert_eq!(read, PAGES * page);
            })
            .await;
            let ratio = bare.as_secs_f64() / time.as_secs_f64();
            println!("  {ahead} at once: {time:?}, {ratio:.2} times as fast as bare");
            if ahead == 8 {
                eight = ratio;
            }
        }
        let holds = eight >= AT_LEAST;
        let word = if holds { "holds" } else { "FAILS" };
        println!("  {word}: eight at once: {eight:.2} times as fast as bare, at least {AT_LEAST}");
        match holds {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        }
    })
}

async fn fastest(mut measured: impl AsyncFnMut()) -> Duration {
    let mut fastest = Duration::MAX;
    for _ in 0..TURNS {
        let start = Instant::now();
        measured().await;
        fastest = fastest.min(start.elapsed());
    }
    fastest
}

async fn token(base: &str, password: &str) -> String {
    let body = serde_json::json!({
        "username": "Administrator",
        "password": password,
        "concurrentSession": true,
    });
    let url = format!("{base}/API/Auth/CyberArk/Logon");
    let request = reqwest::Client::new().post(url).json(&body);
    let answer = request.send().await.unwrap().error_for_status().unwrap();
    answer.json().await.unwrap()
}

async fn bare(base: &str, token: &str, page: u32) {
    let client = reqwest::Client::new();
    let mut next = Some(format!("API/Accounts?limit={page}"));
    let mut read = 0;
    while let Some(link) = next {
        let request = client
            .get(format!("{base}/{link}"))
            .header("Authorization", token);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        let page: Page = answer.json().await.unwrap();
        read += page
            .value
            .iter()
            .filter(|account| !account.id.is_empty())
            .count();
        next = page.next_link;
    }
    assert_eq!(read, (PAGES * page) as usize);
}
