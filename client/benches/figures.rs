//! What the layers cost and what they gain: `cargo bench -p pvwa`.
//!
//! Everything is measured against the emulator, which is a process of its own, and beside a bare
//! loop of reqwest and serde that does the same in the same run, in turns: read the ratios. The run
//! fails where a bound does not hold.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use futures::{StreamExt, stream};
use pvwa::{Credentials, RetrieveOptions, Vault, VaultBuilder, VersionCheck};
use pvwa_emulator::{Emulator, Quirk};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

/// The first argument of the processes that this one starts: one is the emulator, one streams a
/// list. The second is a JSON document that says which.
const EMULATOR: &str = "--emulator";
const STREAM: &str = "--stream";

/// What is measured, unless only some of them are named: `cargo bench -p pvwa --bench figures -- list`.
const FIGURES: [&str; 5] = ["list", "ahead", "overhead", "many", "million"];

const USER: &str = "bench";

/// Of the emulator only, and for one run.
const PASSWORD: &str = "made-up";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let role = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        serde_json::from_str::<Value>(arguments.get(at + 1)?).ok()
    };
    let runtime = Runtime::new().unwrap();
    if let Some(what) = role(EMULATOR) {
        runtime.block_on(emulator(&what));
        return ExitCode::SUCCESS;
    }
    if let Some(what) = role(STREAM) {
        runtime.block_on(stream_all(&what));
        return ExitCode::SUCCESS;
    }
    let named = |name: &str| arguments[1..].iter().any(|argument| argument == name);
    let some_are = FIGURES.iter().any(|name| named(name));
    let wanted = |name: &str| !some_are || named(name);
    let mut failed = false;
    let mut bound = |what: &str, value: f64, holds: bool, limit: &str| {
        failed |= !holds;
        let word = if holds { "holds" } else { "FAILS" };
        println!("  {word}: {what}: {value:.2}, {limit}");
    };

    // On a thread of the runtime, as in a program that serves: the main thread is woken from afar.
    if wanted("list") {
        let ratio = runtime.block_on(runtime.spawn(list())).unwrap();
        bound(
            "20,000 accounts in pages of 1,000 over TLS, ours / bare",
            ratio,
            ratio <= 1.15,
            "at most 1.15",
        );
    }
    if wanted("ahead") {
        let ratio = runtime.block_on(runtime.spawn(ahead())).unwrap();
        bound(
            "the same with 50 ms a request and 8 pages ahead, bare / ours",
            ratio,
            ratio >= 4.0,
            "at least 4",
        );
    }
    if wanted("overhead") {
        let (time, running) = runtime.block_on(runtime.spawn(overhead())).unwrap();
        println!(
            "  {time:.2} microseconds more from one call to the next, the emulator's among them"
        );
        let micros = running.unwrap_or(time);
        bound(
            "microseconds that all layers run in a call",
            micros,
            micros <= 25.0,
            "at most 25",
        );
    }
    if wanted("many") {
        let logons = runtime.block_on(many());
        bound(
            "logons for 10,000 retrievals at once",
            logons as f64,
            logons == 1,
            "exactly 1",
        );
    }
    if wanted("million") {
        match million() {
            Some(mib) => bound(
                "MiB at the peak while a million accounts are streamed",
                mib,
                mib <= 64.0,
                "at most 64",
            ),
            None => println!("  the system does not tell how much memory a process has"),
        }
    }
    match failed {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// A process that emulates a vault, and how to reach it.
struct Server {
    process: Child,
    url: String,
    authority: Option<String>,
}

impl Server {
    fn start(accounts: u32, tls: bool, latency_ms: u64) -> Self {
        let what = json!({"accounts": accounts, "tls": tls, "latencyMs": latency_ms});
        let mut process = this_program(EMULATOR, &what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        Self {
            process,
            url: told["url"].as_str().unwrap().to_owned(),
            authority: told["authority"].as_str().map(str::to_owned),
        }
    }

    fn vault(&self) -> Vault {
        builder(&self.url, self.authority.as_deref())
            .build()
            .unwrap()
    }

    /// A bare client, and a token.
    async fn bare(&self) -> (reqwest::Client, String) {
        let mut http = reqwest::Client::builder().no_proxy();
        if let Some(authority) = &self.authority {
            let authority = reqwest::Certificate::from_pem(authority.as_bytes()).unwrap();
            http = http.tls_certs_only([authority]);
        }
        let http = http.build().unwrap();
        let address = format!("{}/PasswordVault/API/Auth/CyberArk/Logon", self.url);
        let body = json!({"username": USER, "password": PASSWORD, "concurrentSession": true});
        let answer = http.post(address).json(&body).send().await.unwrap();
        (http, answer.json().await.unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn this_program(role: &str, what: &Value) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([role, &what.to_string()]);
    command
}

fn builder(url: &str, authority: Option<&str>) -> VaultBuilder {
    let builder = Vault::builder(url)
        .credentials(Credentials::cyberark(USER, PASSWORD))
        .allow_plain_http();
    match authority {
        Some(authority) => builder
            .certificate_authority(authority)
            .only_these_authorities(),
        None => builder,
    }
}

/// The emulator, until nobody listens any more.
async fn emulator(what: &Value) {
    let accounts = u32::try_from(what["accounts"].as_u64().unwrap()).unwrap();
    let mut builder = Emulator::builder()
        .administrator(USER, PASSWORD)
        .made_up(accounts, 50)
        .quirk_off(Quirk::OffsetsEnd)
        .latency(Duration::from_millis(what["latencyMs"].as_u64().unwrap()));
    if what["tls"] == true {
        builder = builder.tls();
    }
    let emulator = builder.start().await.unwrap();
    let told = json!({"url": emulator.base_url(), "authority": emulator.authority()});
    println!("{told}");
    let parent = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let _ = parent.await;
}

/// A page as somebody writes it down who needs all that the vault sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BarePage {
    value: Vec<BareAccount>,
    next_link: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "reading them is what is measured")]
struct BareAccount {
    id: String,
    name: String,
    address: Option<String>,
    user_name: Option<String>,
    platform_id: String,
    safe_name: String,
    secret_type: Option<String>,
    #[serde(default)]
    platform_account_properties: BTreeMap<String, String>,
    secret_management: Option<BareManagement>,
    remote_machines_access: Option<BareAccess>,
    created_time: Option<i64>,
    category_modification_time: Option<i64>,
    deletion_time: Option<i64>,
    delete_insight_status: Option<String>,
    last_modified_by: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "reading them is what is measured")]
struct BareManagement {
    automatic_management_enabled: Option<bool>,
    manual_management_reason: Option<String>,
    status: Option<String>,
    last_modified_time: Option<i64>,
    last_reconciled_time: Option<i64>,
    last_verified_time: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "reading them is what is measured")]
struct BareAccess {
    remote_machines: Option<String>,
    access_restricted_to_remote_machines: Option<bool>,
}

/// One page after the other, the way everybody writes it first.
async fn bare_list(http: &reqwest::Client, token: &str, url: &str) -> usize {
    let (mut count, mut offset) = (0, 0);
    loop {
        let address = format!("{url}/PasswordVault/API/Accounts?limit=1000&offset={offset}");
        let answer = http
            .get(address)
            .header("Authorization", token)
            .send()
            .await
            .unwrap();
        let page: BarePage = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        count += page.value.len();
        offset += page.value.len();
        if page.next_link.is_none_or(|link| link.is_empty()) {
            return count;
        }
    }
}

async fn our_list(vault: &Vault, pages_ahead: usize) -> usize {
    let mut accounts = vault.accounts().list().stream().read_ahead(pages_ahead);
    let mut count = 0;
    while accounts.try_next().await.unwrap().is_some() {
        count += 1;
    }
    count
}

/// How often a list is read either way: enough for some that nothing else disturbs.
const TURNS: usize = 40;

/// The best of all turns of each, taken in turns.
async fn best_of<A, B>(
    mut ours: impl FnMut() -> A,
    mut bare: impl FnMut() -> B,
) -> (Duration, Duration)
where
    A: Future<Output = usize>,
    B: Future<Output = usize>,
{
    let (mut best_ours, mut best_bare) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        let begun = Instant::now();
        assert_eq!(bare().await, 20_000);
        best_bare = best_bare.min(begun.elapsed());
        let begun = Instant::now();
        assert_eq!(ours().await, 20_000);
        best_ours = best_ours.min(begun.elapsed());
    }
    println!("  ours {best_ours:.1?}, bare {best_bare:.1?}");
    (best_ours, best_bare)
}

async fn list() -> f64 {
    let server = Server::start(20_000, true, 0);
    let vault = server.vault();
    let (http, token) = server.bare().await;
    let ours = || our_list(&vault, 1);
    let bare = || bare_list(&http, &token, &server.url);
    let (ours, bare) = best_of(ours, bare).await;
    ours.as_secs_f64() / bare.as_secs_f64()
}

async fn ahead() -> f64 {
    let server = Server::start(20_000, false, 50);
    let vault = server.vault();
    let (http, token) = server.bare().await;
    let ours = || our_list(&vault, 8);
    let bare = || bare_list(&http, &token, &server.url);
    let (ours, bare) = best_of(ours, bare).await;
    bare.as_secs_f64() / ours.as_secs_f64()
}

/// By how many microseconds a call of ours takes longer, in the mean of the best turn of each; and
/// for how many of them this process runs, which is what the layers cost: for the rest, the emulator
/// reads more headers, and one process wakes the other. `None` where the system does not tell.
async fn overhead() -> (f64, Option<f64>) {
    // Short turns and many, each over connections of its own: among them are some that nothing else
    // disturbed, and none depends on which thread has taken up which end of one connection.
    const CALLS: u32 = 100;
    const ROUNDS: usize = 200;
    const BEFORE: u32 = 10;
    let server = Server::start(100, false, 0);
    let first = server.vault();
    let id = first
        .accounts()
        .list()
        .stream()
        .try_next()
        .await
        .unwrap()
        .unwrap()
        .id;
    let address = format!("{}/PasswordVault/API/Accounts/{id}", server.url);
    let (mut best_ours, mut best_bare) = (Spent::MOST, Spent::MOST);
    for _ in 0..ROUNDS {
        let (http, token) = server.bare().await;
        let bare = async |calls: u32| {
            for _ in 0..calls {
                let request = http.get(&address).header("Authorization", &token);
                let body = request.send().await.unwrap().bytes().await.unwrap();
                let account: BareAccount = serde_json::from_slice(&body).unwrap();
                assert_eq!(account.id, id);
            }
        };
        bare(BEFORE).await;
        let begun = (Instant::now(), running());
        bare(CALLS).await;
        best_bare = best_bare.min(Spent::since(begun, CALLS));

        let vault = server.vault();
        let ours = async |calls: u32| {
            for _ in 0..calls {
                assert_eq!(vault.accounts().get(&id).await.unwrap().id, id);
            }
        };
        ours(BEFORE).await;
        let begun = (Instant::now(), running());
        ours(CALLS).await;
        best_ours = best_ours.min(Spent::since(begun, CALLS));
        vault.close().await.unwrap();
    }
    println!(
        "  ours {:.1?}, running {:.1?}; bare {:.1?}, running {:.1?}",
        best_ours.time, best_ours.running, best_bare.time, best_bare.running
    );
    let more = |ours: Duration, bare: Duration| (ours.as_secs_f64() - bare.as_secs_f64()) * 1e6;
    (
        more(best_ours.time, best_bare.time),
        (!best_ours.running.is_zero()).then(|| more(best_ours.running, best_bare.running)),
    )
}

/// What a call takes.
#[derive(Clone, Copy)]
struct Spent {
    time: Duration,
    /// How long this process runs for it; zero where the system does not tell.
    running: Duration,
}

impl Spent {
    const MOST: Self = Self {
        time: Duration::MAX,
        running: Duration::MAX,
    };

    /// In the mean of some calls.
    fn since((time, ran): (Instant, Duration), calls: u32) -> Self {
        Self {
            time: time.elapsed() / calls,
            running: (running() - ran) / calls,
        }
    }

    fn min(self, other: Self) -> Self {
        Self {
            time: self.time.min(other.time),
            running: self.running.min(other.running),
        }
    }
}

/// How long the threads of this process have run; zero where the system does not tell.
fn running() -> Duration {
    let of = |thread: std::io::Result<std::fs::DirEntry>| {
        let told = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        told.split(' ').next()?.parse::<u64>().ok()
    };
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    Duration::from_nanos(threads.filter_map(of).sum())
}

/// How many sessions there are after 10,000 retrievals that were asked for at once. Each logon opens
/// one, and none is closed.
async fn many() -> usize {
    let emulator = Emulator::builder()
        .administrator(USER, PASSWORD)
        .made_up(1, 1)
        .start()
        .await
        .unwrap();
    let vault = builder(&emulator.base_url(), None)
        .version_check(VersionCheck::Asked)
        .build()
        .unwrap();
    let id = vault
        .accounts()
        .list()
        .stream()
        .try_next()
        .await
        .unwrap()
        .unwrap()
        .id;
    vault.logoff().await.unwrap();
    assert_eq!(emulator.session_count(), 0);
    let options = RetrieveOptions::new().reason("bench");
    let retrieved = stream::iter(0..10_000)
        .map(|_| {
            let (vault, id, options) = (vault.clone(), id.clone(), options.clone());
            tokio::spawn(async move { vault.accounts().retrieve_password(&id, &options).await })
        })
        .buffer_unordered(10_000)
        .filter(|retrieved| std::future::ready(matches!(retrieved, Ok(Ok(_)))))
        .count()
        .await;
    assert_eq!(retrieved, 10_000);
    emulator.session_count()
}

/// How many MiB a process has at its peak that streams a million accounts.
fn million() -> Option<f64> {
    let server = Server::start(1_000_000, true, 0);
    let what = json!({"url": server.url, "authority": server.authority});
    let output = this_program(STREAM, &what).output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["count"], 1_000_000);
    Some(told["peakKiB"].as_f64()? / 1024.0)
}

async fn stream_all(what: &Value) {
    let vault = builder(what["url"].as_str().unwrap(), what["authority"].as_str())
        .build()
        .unwrap();
    let mut accounts = vault.accounts().list().stream();
    let mut count = 0;
    while accounts.try_next().await.unwrap().is_some() {
        count += 1;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| {
        let kib = line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?;
        kib.parse::<u64>().ok()
    });
    println!("{}", json!({"count": count, "peakKiB": peak}));
}
