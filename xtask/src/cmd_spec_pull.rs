//! `cargo xtask spec pull`.

mod line;
mod secrets;

use crate::{
    Outcome,
    house::House,
    print::{self, Terminal},
    vaults::{self, Label, Origin},
};
use line::{Line, Options};
use owo_colors::OwoColorize;
use pvwa_codegen::{
    document::Document,
    operation::Version,
    pipeline::{self, Source},
    problem::{Problem, Refusal},
    pull::{self, Address, Answer, LOGOFF, Method, VERSION_PATHS},
};
use secrecy::SecretString;
use std::path::PathBuf;
use url::Url;

/// Fetches a vault's own document and keeps it under a label.
///
/// The document is looked for where PVWA is known to serve it, and stored as it was served.
/// Passwords come from PVWA_PASSWORD, a file or the keyboard, never from the arguments.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    cargo xtask spec pull https://pvwa.example.com --as my-vault\n  \
    cargo xtask spec pull https://pvwa.example.com --as my-vault --user auditor --auth ldap")]
pub(crate) struct Args {
    /// The vault: its host, the folder of PVWA, or the document itself
    url: String,
    /// The name to keep it under: lower-case letters, digits, dots and hyphens
    #[arg(long = "as", value_name = "LABEL", value_parser = Label::parse)]
    label: Label,
    /// The version of the product, such as 14.6; without it, what the vault says
    #[arg(long, value_name = "VERSION")]
    product_version: Option<Version>,
    /// Puts it in place of another document with that label
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    access: Access,
}

/// Who asks a vault for its document, and how it is reached.
#[derive(clap::Args)]
pub(crate) struct Access {
    /// Logs on as this user, once, and off at the end
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Who checks the password: cyberark, ldap, radius or windows
    #[arg(long, value_name = "METHOD", default_value = "cyberark", value_parser = method)]
    auth: Method,
    /// Reads the password from this file; - is standard input
    #[arg(long, value_name = "FILE", requires = "user")]
    password_file: Option<PathBuf>,
    /// Reads the token of an open session from this file; - is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "user")]
    token_file: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

/// What was fetched.
pub(crate) struct Found {
    url: Url,
    pub(crate) bytes: Vec<u8>,
    /// The version that the vault says it is.
    pub(crate) version: Option<Version>,
}

impl Found {
    /// Where it was found, without what is secret in an address.
    pub(crate) fn address(&self) -> String {
        pull::shown(&self.url)
    }

    /// Where a document comes from that is kept of it.
    pub(crate) fn origin(&self, version: Option<Version>, operations: usize) -> Origin {
        let last = self.url.path().rsplit('/').next().unwrap_or_default();
        Origin {
            file: last.to_owned(),
            sha256: vaults::sha256(&self.bytes),
            product_version: version.map(|version| version.to_string()),
            operations,
            url: Some(self.address()),
            date: Some(format!("{:.0}", jiff::Timestamp::now())),
        }
    }
}

pub(crate) fn run(
    args: &Args,
    house: &House,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    // Before anybody is asked for a password.
    Address::parse(&args.url, args.access.options.plain_http)?;
    let dir = house.vaults_dir();
    if !args.replace
        && let Some(present) = vaults::find(&dir, args.label.clone())?
    {
        return Err(taken(args.label.as_str(), &present.origin).into());
    }
    let mut known = Vec::new();
    let found = fetched(&args.url, &args.access, &args.label, &mut known, terminal)?;
    keep(args, house, found, terminal).map_err(|error| masked(error, &known))
}

/// Fetches the document of a vault; what is secret and was needed for it is `known` afterwards.
pub(crate) fn fetched(
    url: &str,
    access: &Access,
    label: &Label,
    known: &mut Vec<SecretString>,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Found> {
    let address = Address::parse(url, access.options.plain_http)?;
    let line = Line::new(&address, &access.options)?;
    if access.options.insecure && address.is_encrypted() {
        let text = format!(
            "the certificate of {} is not checked: whoever stands between can read and change \
             everything, the password too",
            address.host()
        );
        warn(terminal, &text)?;
    }
    if !address.is_encrypted() && !address.is_loopback() {
        let text = format!("nothing that goes to {} is encrypted", address.host());
        warn(terminal, &text)?;
    }
    let found = fetch(access, label, &address, &line, known, terminal);
    found.map_err(|error| masked(error, known))
}

/// Logs on where that is wanted, looks for the document, and logs off whatever came of it.
fn fetch(
    args: &Access,
    label: &Label,
    address: &Address,
    line: &Line<'_>,
    known: &mut Vec<SecretString>,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Found> {
    let Some(user) = &args.user else {
        let token = secrets::token(args.token_file.as_deref())?;
        let session = token.map(|token| pull::authorization(&token, address));
        known.extend(session.clone());
        return look(label, address, line, session.as_ref(), known, terminal);
    };
    let password = secrets::password(args.password_file.as_deref())?;
    known.push(password.clone());
    let body = pull::request(user, &password);
    let reply = line.talk(&args.auth.path(), None, Some(&body))?;
    let session = pull::token(reply.status, &reply.body)
        .map_err(|failure| failure.refusal(user, args.auth, address))?;
    known.push(session.clone());
    let found = look(label, address, line, Some(&session), known, terminal);
    let closed = matches!(line.log_off(LOGOFF, &session), Ok(reply) if reply.status < 300);
    if !closed {
        warn(
            terminal,
            "the session could not be closed; it ends by itself",
        )?;
    }
    found
}

/// Tries the locations in their order, and asks for the version.
fn look(
    label: &Label,
    address: &Address,
    line: &Line<'_>,
    session: Option<&SecretString>,
    known: &[SecretString],
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Found> {
    let mut attempts = Vec::new();
    for url in address.locations() {
        let (attempt, bytes) = line.document(url, session)?;
        let told = pull::mask(&attempt.to_string(), known);
        print::line(terminal.talk, "tried", told)?;
        if matches!(attempt.answer, Answer::Document(_)) {
            let url = attempt.landed.unwrap_or(attempt.url);
            let version = VERSION_PATHS.iter().find_map(|path| {
                let reply = line.talk(path, session, None).ok()?;
                pull::server_version(reply.status, &reply.body)
            });
            return Ok(Found {
                url,
                bytes,
                version,
            });
        }
        attempts.push(attempt);
    }
    Err(pull::nowhere(address, &attempts, session.is_some(), label.as_str()).into())
}

/// Stores what was fetched, once it is clear that a client can be generated from it.
fn keep(
    args: &Args,
    house: &House,
    found: Found,
    terminal: &mut Terminal<'_>,
) -> anyhow::Result<Outcome> {
    let version = version_of(args.product_version, &found, terminal)?;
    let (label, url) = (args.label.as_str(), found.address());
    let source = Source {
        document: Document::parse(&url, found.bytes.clone())?,
        version,
        origin: pipeline::Origin::Vault,
    };
    let normalized = pipeline::normalize(source, Some(house.catalogue()?))?;
    let origin = found.origin(version, normalized.operations_in);
    let stored = vaults::store(&house.vaults_dir(), &args.label, &found.bytes, &origin)?;
    print::line(terminal.talk, "pulled", stored.display())?;
    let version = origin.product_version.as_deref().unwrap_or("not said");
    print::line(terminal.talk, "version", version)?;
    print::line(
        terminal.talk,
        "operations",
        format_args!(
            "{} in the document, {} in a client",
            origin.operations, normalized.operations_out
        ),
    )?;
    let next = format!("cargo xtask generate --spec {label} --out DIR");
    print::line(terminal.talk, "next", next)?;
    Ok(Outcome::Fine)
}

/// The version that somebody named, else the one that the vault says.
pub(crate) fn version_of(
    named: Option<Version>,
    found: &Found,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<Option<Version>> {
    if let (Some(named), Some(server)) = (named, found.version)
        && pull::disagree(named, server)
    {
        let text = format!("the vault says that it is {server}; {named} is kept, as you said");
        warn(terminal, &text)?;
    }
    Ok(named.or(found.version))
}

fn warn(terminal: &mut Terminal<'_>, text: &str) -> std::io::Result<()> {
    writeln!(terminal.talk, "{} {text}", "WARNING:".yellow().bold())
}

/// An error without the secrets that a server may have repeated.
pub(crate) fn masked(error: anyhow::Error, known: &[SecretString]) -> anyhow::Error {
    match error.downcast::<Refusal>() {
        Ok(refusal) => pull::mask_refusal(refusal, known).into(),
        Err(error) => error,
    }
}

fn method(text: &str) -> Result<Method, String> {
    let mut all = Method::ALL.into_iter();
    all.find(|method| method.name() == text)
        .ok_or_else(|| "it is cyberark, ldap, radius or windows".to_owned())
}

fn taken(label: &str, present: &Origin) -> Refusal {
    Problem::new(
        format!("another document is loaded as {label}: {}", present.from()),
        "choose another label, or put this one in its place with --replace",
    )
    .into()
}
