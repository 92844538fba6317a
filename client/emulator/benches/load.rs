//! How fast and how small the emulator is: `cargo bench -p pvwa-emulator`.
//!
//! Each server is a process of its own on plain loopback and shares the cores with this one, which
//! asks. A bare axum handler that answers the same bytes is asked in the same way in turns: read
//! the ratio where the machine is another one. The run fails where a bound does not hold.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// The argument with which this program is the bare handler and nothing else.
const BARE: &str = "--bare";

const EMULATOR: &str = env!("CARGO_BIN_EXE_pvwa-emulator");

/// How many connections ask at the same time.
const CONNECTIONS: usize = 32;

/// How long each server is asked in one turn, and how many turns there are.
const TURN: Duration = Duration::from_secs(2);
const TURNS: usize = 4;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(at) = arguments.iter().position(|argument| argument == BARE) {
        runtime.block_on(bare(arguments[at + 1].clone()));
        return ExitCode::SUCCESS;
    }
    let mut failed = false;
    let mut bound = |what: &str, value: f64, holds: bool, limit: &str| {
        failed |= !holds;
        let word = if holds { "holds" } else { "FAILS" };
        println!("  {word}: {what}: {value:.2}, {limit}");
    };
    let start = (0..10).map(|_| start_to_ready()).min().unwrap();
    let start = start.as_secs_f64() * 1e3;
    bound(
        "milliseconds to ready with 1,000 accounts",
        start,
        start <= 50.0,
        "at most 50",
    );
    let (ours, theirs) = runtime.block_on(throughput());
    bound(
        "GET account, requests a second",
        ours,
        ours >= 15_000.0,
        "at least 15000",
    );
    println!(
        "  the bare handler: {theirs:.0} requests a second; ours / bare: {:.2}",
        ours / theirs
    );
    let million = Server::emulator(&["--accounts", "1000000", "--safes", "50"]);
    match million.resident() {
        Some(gib) => bound(
            "GiB with a million accounts",
            gib,
            gib <= 1.5,
            "at most 1.5",
        ),
        None => println!("  the system does not tell how much memory a process has"),
    }
    match failed {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

fn start_to_ready() -> Duration {
    let start = Instant::now();
    let server = Server::emulator(&["--accounts", "1000", "--safes", "10"]);
    let took = start.elapsed();
    drop(server);
    took
}

/// A server in a process of its own.
struct Server {
    child: Child,
    ready: Value,
}

impl Server {
    fn emulator(arguments: &[&str]) -> Self {
        Self::start(Command::new(EMULATOR).args(arguments))
    }

    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap();
        Self { child, ready }
    }

    fn address(&self) -> SocketAddr {
        let url = self.ready["url"].as_str().unwrap();
        url.trim_start_matches("http://").parse().unwrap()
    }

    /// How much memory it has, in GiB; `None` where the system does not tell.
    fn resident(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
        Some(kibibytes / 1024.0 / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Requests a second of the emulator and of a bare handler that answers the same.
async fn throughput() -> (f64, f64) {
    let emulator = Server::emulator(&["--accounts", "1000", "--safes", "10"]);
    let text = |name: &str| emulator.ready[name].as_str().unwrap().to_owned();
    let logon = serde_json::json!({"username": text("user"), "password": text("password")});
    let logon = logon.to_string();
    let mut connection = Connection::open(emulator.address()).await;
    let request = format!(
        "POST /PasswordVault/API/Auth/CyberArk/Logon HTTP/1.1\r\nHost: a\r\n\
         Content-Length: {}\r\n\r\n{logon}",
        logon.len()
    );
    let token: String = serde_json::from_slice(&connection.ask(request.as_bytes()).await).unwrap();
    let request = format!(
        "GET /PasswordVault/API/Accounts/21_5 HTTP/1.1\r\nHost: a\r\nAuthorization: {token}\r\n\r\n"
    );
    let answer = connection.ask(request.as_bytes()).await;
    let account: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(account["id"], "21_5");
    let mut command = Command::new(std::env::current_exe().unwrap());
    let bare = Server::start(command.arg(BARE).arg(account.to_string()));
    let mut best = (0.0_f64, 0.0_f64);
    for _ in 0..TURNS {
        best.0 = best.0.max(asked(emulator.address(), &request).await);
        best.1 = best.1.max(asked(bare.address(), &request).await);
    }
    best
}

/// Asks over several connections for a while and tells how many answers came a second.
async fn asked(address: SocketAddr, request: &str) -> f64 {
    let start = Instant::now();
    let tasks = (0..CONNECTIONS).map(|_| {
        let request = request.to_owned();
        tokio::spawn(async move {
            let mut connection = Connection::open(address).await;
            let mut count = 0_usize;
            while start.elapsed() < TURN {
                assert!(!connection.ask(request.as_bytes()).await.is_empty());
                count += 1;
            }
            count
        })
    });
    let mut total = 0;
    for task in tasks.collect::<Vec<_>>() {
        total += task.await.unwrap();
    }
    total as f64 / start.elapsed().as_secs_f64()
}

/// A connection that asks one thing after the other.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: Vec::new(),
        }
    }

    /// The body of the answer, which must be 200.
    async fn ask(&mut self, request: &[u8]) -> Vec<u8> {
        self.stream.write_all(request).await.unwrap();
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
            assert!(read > 0, "the connection was closed");
            if let Some(body) = body(&self.buffer) {
                return body.to_vec();
            }
        }
    }
}

/// The body, once it is there as a whole.
fn body(answer: &[u8]) -> Option<&[u8]> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end])
        .unwrap()
        .to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    answer.get(end + 4..end + 4 + length)
}

/// Answers every request with the same JSON.
async fn bare(answer: String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!(r#"{{"url": "http://{}"}}"#, listener.local_addr().unwrap());
    let app = axum::Router::new().fallback(move || {
        let answer = answer.clone();
        async move { ([("content-type", "application/json")], answer) }
    });
    axum::serve(listener, app).await.unwrap();
}
