//! `pvwa-emulator`: a PVWA in memory, for programs that are no Rust.

use anyhow::Context;
use clap::{Parser, ValueEnum};
use pvwa_emulator::{
    Coverage, Edition, Emulator, EmulatorBuilder, PlannedFault, Quirk, Seed, Version,
};
use serde_json::json;
use std::{
    io::{self, IsTerminal, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};
use tracing_subscriber::EnvFilter;

/// A PVWA in memory, to develop and test against.
///
/// When it is ready it prints one line of JSON: where PVWA and Identity are, the file of the
/// authority to trust, the version and the user who may do everything; his password only where it
/// was made up. It runs until it is interrupted. Give it made-up secrets only: that something
/// passes against it says nothing about a vault.
#[derive(Parser)]
#[command(
    name = "pvwa-emulator",
    after_help = "Examples:\n  \
    pvwa-emulator --tls --ca-out ca.pem\n  \
    pvwa-emulator --accounts 1000 --safes 10 --version 12.2\n  \
    pvwa-emulator --fault list_accounts=503*2 --fault add_account=reset-after --quirk page-limit:10\n  \
    pvwa-emulator --coverage"
)]
struct Args {
    /// Where to listen; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Speaks TLS, with a certificate made at the start
    #[arg(long)]
    tls: bool,
    /// Writes the authority of the certificate to a file, as PEM
    #[arg(long, value_name = "FILE", requires = "tls")]
    ca_out: Option<PathBuf>,
    /// The user who may do everything, instead of Administrator
    #[arg(long, value_name = "NAME", requires = "password_file")]
    user: Option<String>,
    /// The file with the password of that user; a line end at its end does not count
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// A file of users, safes and accounts to begin with, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    seed: Vec<PathBuf>,
    /// Makes up this many accounts, the same ones each time
    #[arg(long, value_name = "N", default_value_t = 0)]
    accounts: u32,
    /// In how many safes the made-up accounts are
    #[arg(long, value_name = "M", default_value_t = 1, requires = "accounts")]
    safes: u32,
    /// The version that is emulated
    #[arg(long, default_value = "14.6")]
    version: Version,
    /// The edition that is emulated
    #[arg(long, value_enum, default_value = "self-hosted")]
    edition: EditionName,
    /// How long every answer takes besides, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    latency: u64,
    /// How many nodes share the work; a token is good at its own only
    #[arg(long, value_name = "N", default_value_t = 1)]
    nodes: usize,
    /// A failure that waits for its request: OPERATION=FAULT or OPERATION=FAULT*TIMES
    #[arg(long, value_name = "FAULT")]
    fault: Vec<PlannedFault>,
    /// A way in which older or odder vaults page
    #[arg(long, value_name = "QUIRK")]
    quirk: Vec<Quirk>,
    /// A way to page that is on from the start, and is not to be: saved-filter-lost, offsets-end
    #[arg(long, value_name = "QUIRK")]
    no_quirk: Vec<Quirk>,
    /// Appends every request to a file, a line of JSON each, without headers and secrets
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Prints how much of the API is emulated, and ends
    #[arg(long, exclusive = true)]
    coverage: bool,
}

/// An edition by its name.
#[derive(Clone, Copy, ValueEnum)]
enum EditionName {
    /// On the customer's own servers
    SelfHosted,
    /// As CyberArk's service
    PrivilegeCloud,
}

impl From<EditionName> for Edition {
    fn from(name: EditionName) -> Self {
        match name {
            EditionName::SelfHosted => Self::SelfHosted,
            EditionName::PrivilegeCloud => Self::PrivilegeCloud,
        }
    }
}

/// Who may do everything where nobody else was named.
const ADMINISTRATOR: &str = "Administrator";

fn main() -> ExitCode {
    let args = Args::parse();
    let filter = EnvFilter::try_from_env("PVWA_EMULATOR_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to be told to when stderr itself cannot be written.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> anyhow::Result<()> {
    if args.coverage {
        write!(io::stdout(), "{}", Coverage::count())?;
        return Ok(());
    }
    let runtime = tokio::runtime::Runtime::new().context("the runtime cannot be started")?;
    runtime.block_on(serve(args))
}

async fn serve(args: Args) -> anyhow::Result<()> {
    let user = args
        .user
        .clone()
        .unwrap_or_else(|| ADMINISTRATOR.to_owned());
    let ca_out = args.ca_out.clone();
    let told = args.password_file.is_none();
    let emulator = builder(args, &user)?.start().await?;
    if let (Some(path), Some(authority)) = (&ca_out, emulator.authority()) {
        std::fs::write(path, authority).with_context(|| path.display().to_string())?;
    }
    let mut ready = json!({
        "url": emulator.base_url(),
        "identity_url": emulator.identity_url(),
        "ca": ca_out.map(|path| path.display().to_string()),
        "version": emulator.version().to_string(),
        "user": user,
    });
    if told && let Some(password) = emulator.password_of(&user) {
        ready["password"] = password.expose().into();
    }
    let mut out = io::stdout();
    writeln!(out, "{ready}")?;
    out.flush()?;
    interrupted()
        .await
        .context("an interruption cannot be waited for")
}

fn builder(args: Args, user: &str) -> anyhow::Result<EmulatorBuilder> {
    let mut builder = Emulator::builder()
        .listen(args.listen)
        .version(args.version)
        .edition(args.edition.into())
        .latency(Duration::from_millis(args.latency))
        .nodes(args.nodes);
    if args.tls {
        builder = builder.tls();
    }
    if let Some(path) = &args.password_file {
        builder = builder.administrator(user, password(path)?);
    }
    if args.accounts > 0 {
        builder = builder.made_up(args.accounts, args.safes);
    }
    for path in &args.seed {
        let seed = Seed::read(path)?;
        builder = builder.seed(seed);
    }
    for fault in args.fault {
        builder = builder.fault(fault);
    }
    for quirk in args.quirk {
        builder = builder.quirk(quirk);
    }
    for quirk in args.no_quirk {
        builder = builder.quirk_off(quirk);
    }
    if let Some(path) = args.record {
        builder = builder.record(path);
    }
    Ok(builder)
}

fn password(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let password = line.strip_suffix('\r').unwrap_or(line);
    anyhow::ensure!(
        !password.is_empty(),
        "{} is empty; write the password into it",
        path.display()
    );
    Ok(password.to_owned())
}

/// Waits until the process is interrupted or told to end.
async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut end = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = end.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
