//! The line to the vault: what is sent, within bounds of time and size.

use pvwa_codegen::{
    document::MOST_BYTES,
    problem::{Problem, Refusal},
    pull::{Address, Answer, Attempt, Trouble, is_redirect, judge, redirect},
};
use reqwest::{
    Method, NoProxy, Proxy,
    blocking::{Client, Response},
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION},
    redirect::Policy,
};
use secrecy::{ExposeSecret, SecretString};
use std::{
    error::Error,
    io::Read,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use url::Url;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The time for a logoff, which is sent even where all other time is used up.
const LAST: Duration = Duration::from_secs(5);

/// The most that is read of an answer that is no document, in bytes.
const MOST_TALK: u64 = 256 << 10;

/// The most that is read of a certificate or key file, in bytes.
const MOST_PEM: u64 = 4 << 20;

/// How the connection is made.
#[derive(clap::Args)]
pub(super) struct Options {
    /// Trusts also who signed with this certificate (PEM)
    #[arg(long, value_name = "FILE")]
    ca_cert: Option<PathBuf>,
    /// Shows this certificate to the vault (PEM)
    #[arg(long, value_name = "FILE", requires = "client_key")]
    client_cert: Option<PathBuf>,
    /// The key of that certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "client_cert")]
    client_key: Option<PathBuf>,
    /// Goes through this proxy; otherwise HTTPS_PROXY, HTTP_PROXY and NO_PROXY count
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// Takes any certificate: whoever stands between can read everything
    #[arg(long)]
    pub(super) insecure: bool,
    /// Takes http:// to another computer
    #[arg(long)]
    pub(super) plain_http: bool,
    /// The time for everything together
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// A line to one vault.
pub(super) struct Line<'a> {
    address: &'a Address,
    client: Client,
    proxy: Option<String>,
    time: Duration,
    end: Instant,
}

/// A short answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

impl<'a> Line<'a> {
    /// Makes everything ready; nothing is sent.
    pub(super) fn new(address: &'a Address, options: &Options) -> Result<Self, Refusal> {
        let mut client = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .user_agent(concat!("pvwa-xtask/", env!("CARGO_PKG_VERSION")));
        if let Some(file) = &options.ca_cert {
            let certificates = reqwest::Certificate::from_pem_bundle(&pem(file)?)
                .ok()
                .filter(|all| !all.is_empty())
                .ok_or_else(|| no_pem(file, "certificate"))?;
            client = client.tls_certs_merge(certificates);
        }
        if let (Some(certificate), Some(key)) = (&options.client_cert, &options.client_key) {
            let mut both = pem(certificate)?;
            both.push(b'\n');
            both.extend(pem(key)?);
            let identity = reqwest::Identity::from_pem(&both)
                .map_err(|_| no_pem(certificate, "certificate with its key"))?;
            client = client.identity(identity);
        }
        if let Some(proxy) = &options.proxy {
            client = client.proxy(named_proxy(proxy)?);
        }
        if options.insecure {
            client = client.tls_danger_accept_invalid_certs(true);
        }
        let client = client.build().map_err(|error| {
            let why = messages(&error).pop().unwrap_or_default();
            Problem::new(
                "the connection cannot be prepared",
                "see that the files of --ca-cert, --client-cert and --client-key are right",
            )
            .why(why)
        })?;
        let time = Duration::from_secs(options.timeout);
        Ok(Self {
            address,
            client,
            proxy: options.proxy.clone(),
            time,
            end: Instant::now() + time,
        })
    }

    /// Asks a location for the document, and follows redirects on the same host.
    pub(super) fn document(
        &self,
        url: Url,
        session: Option<&SecretString>,
    ) -> Result<(Attempt, Vec<u8>), Refusal> {
        let (mut at, mut followed) = (url.clone(), 0);
        loop {
            let left = self.left()?;
            let response = self.send(Method::GET, at.clone(), session, None, left)?;
            let status = response.status().as_u16();
            let done = |answer, body| {
                let landed = (followed > 0).then(|| at.clone());
                let url = url.clone();
                (
                    Attempt {
                        url,
                        landed,
                        status,
                        answer,
                    },
                    body,
                )
            };
            if is_redirect(status) {
                let location = response.headers().get(LOCATION);
                let location = location.and_then(|value| value.to_str().ok());
                match redirect(&at, location, followed) {
                    Ok(next) => (at, followed) = (next, followed + 1),
                    Err(stray) => return Ok(done(Answer::Stray(stray), Vec::new())),
                }
                continue;
            }
            let mut body = Vec::new();
            let most = MOST_BYTES as u64 + 1;
            return match response.take(most).read_to_end(&mut body) {
                Ok(_) => Ok(done(judge(status, &body), body)),
                Err(_) if Instant::now() >= self.end => Err(self.late()),
                Err(_) => Ok(done(Answer::Broken, Vec::new())),
            };
        }
    }

    /// Sends one request below the folder of PVWA; redirects are not followed.
    pub(super) fn talk(
        &self,
        path: &str,
        session: Option<&SecretString>,
        body: Option<&SecretString>,
    ) -> Result<Reply, Refusal> {
        let method = match body {
            Some(_) => Method::POST,
            None => Method::GET,
        };
        let left = self.left()?;
        self.reply(self.send(method, self.address.below(path), session, body, left)?)
    }

    /// Closes a session, whatever the time.
    pub(super) fn log_off(&self, path: &str, session: &SecretString) -> Result<Reply, Refusal> {
        let (url, nothing) = (self.address.below(path), SecretString::from("{}"));
        let response = self.send(Method::POST, url, Some(session), Some(&nothing), LAST)?;
        let status = response.status().as_u16();
        Ok(Reply {
            status,
            body: Vec::new(),
        })
    }

    fn reply(&self, response: Response) -> Result<Reply, Refusal> {
        let status = response.status().as_u16();
        let mut body = Vec::new();
        let read = response.take(MOST_TALK).read_to_end(&mut body);
        read.map_err(|error| self.trouble(&Trouble::Broken(error.kind().to_string())))?;
        Ok(Reply { status, body })
    }

    fn send(
        &self,
        method: Method,
        url: Url,
        session: Option<&SecretString>,
        body: Option<&SecretString>,
        time: Duration,
    ) -> Result<Response, Refusal> {
        let mut request = self.client.request(method, url).timeout(time);
        request = request.header(ACCEPT, "application/json, */*;q=0.5");
        if let Some(session) = session {
            let value = HeaderValue::from_str(session.expose_secret());
            // Not the error: what cannot be a header is still a secret.
            let mut value = value.map_err(|_| {
                Problem::new(
                    "the session's token holds characters that no token has",
                    "see that the token was copied whole and alone",
                )
            })?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = body {
            request = request
                .header(CONTENT_TYPE, "application/json")
                .body(body.expose_secret().to_owned());
        }
        request.send().map_err(|error| {
            let error = error.without_url();
            let trouble = match (error.is_timeout(), error.is_connect()) {
                (true, true) => Trouble::Unreachable(CONNECT.min(time)),
                (true, false) => Trouble::Late(self.time),
                (false, connecting) => Trouble::of(&messages(&error), connecting),
            };
            self.trouble(&trouble)
        })
    }

    fn left(&self) -> Result<Duration, Refusal> {
        let left = self.end.saturating_duration_since(Instant::now());
        match left.is_zero() {
            true => Err(self.late()),
            false => Ok(left),
        }
    }

    fn late(&self) -> Refusal {
        self.trouble(&Trouble::Late(self.time))
    }

    fn trouble(&self, trouble: &Trouble) -> Refusal {
        trouble.refusal(self.address, self.proxy.as_deref())
    }
}

fn named_proxy(url: &str) -> Result<Proxy, Refusal> {
    const WRITE: &str = "write it as in http://proxy.example.com:8080";
    if url.contains('@') {
        return Err(Problem::new(
            "the URL of the proxy holds a user name or a password",
            "give a proxy with a password in HTTPS_PROXY instead of --proxy",
        )
        .why("everybody on this computer can read the arguments of a command")
        .into());
    }
    let proxy = Proxy::all(url).map_err(|_| Problem::new("--proxy cannot be read", WRITE))?;
    Ok(proxy.no_proxy(NoProxy::from_env()))
}

fn pem(file: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file);
    let read = opened.and_then(|opened| opened.take(MOST_PEM).read_to_end(&mut bytes));
    read.map_err(|error| {
        Problem::new(
            format!("cannot be read: {}", error.kind()),
            "see that it exists and that you may read it",
        )
        .at(file.display().to_string(), None)
    })?;
    Ok(bytes)
}

fn no_pem(file: &Path, what: &str) -> Refusal {
    Problem::new(
        format!("there is no {what} in PEM"),
        "name a file with -----BEGIN CERTIFICATE-----; a key must not be encrypted",
    )
    .at(file.display().to_string(), None)
    .into()
}

/// What an error and its causes say, the innermost last.
fn messages(error: &dyn Error) -> Vec<String> {
    let mut messages = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        messages.push(error.to_string());
        cause = error.source();
    }
    messages
}
