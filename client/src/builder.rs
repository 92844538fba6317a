//! What a vault is set up with.

use crate::{
    Audit, Clock, Credentials, Error, RetryPolicy, SystemClock, Vault, VersionCheck,
    auth::{Door, Site},
    base_url::{BaseUrl, BaseUrlError},
    connect::ConnectOptions,
    connection::{Connection, Core},
    cookies::Cookies,
    gate::Gate,
    limit::{CONCURRENCY, Limits},
    line::Line,
    lost::ServerTime,
    observe::Observer,
    permissions::Analyst,
    retry::Budget,
    session::Sessions,
    wire::Wire,
};
use pvwa_api::{layers::Layers, operation::Edition};
use std::{
    fmt,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

/// Sets up a [`Vault`].
#[derive(Clone)]
#[must_use = "nothing happens before build()"]
pub struct VaultBuilder {
    base_url: Result<BaseUrl, BaseUrlError>,
    credentials: Option<Credentials>,
    edition: Option<Edition>,
    version_check: VersionCheck,
    retry: RetryPolicy,
    concurrency: usize,
    interval: Option<Duration>,
    keep_alive: Option<Duration>,
    explain_refusals: bool,
    clock: Arc<dyn Clock>,
    audit: Option<Arc<dyn Audit>>,
    pub(crate) connect: ConnectOptions,
    identity: Option<BaseUrl>,
}

impl VaultBuilder {
    pub(crate) fn new(base_url: Result<BaseUrl, BaseUrlError>) -> Self {
        Self {
            base_url,
            credentials: None,
            edition: None,
            version_check: VersionCheck::Asked,
            retry: RetryPolicy::new(),
            concurrency: CONCURRENCY,
            interval: None,
            keep_alive: None,
            explain_refusals: true,
            clock: Arc::new(SystemClock),
            audit: None,
            connect: ConnectOptions::new(),
            identity: None,
        }
    }

    /// Notes where discovery found Identity.
    pub(crate) fn identity_found(mut self, url: Option<&str>) -> Self {
        self.identity = url.and_then(|url| BaseUrl::root(url).ok());
        self
    }

    /// Sets who logs on: one of the types of [`auth`](crate::auth), or [`Credentials`].
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = Some(credentials.into());
        self
    }

    /// Sets where the vault runs, and so which operations it has. Unless set, the base URL tells:
    /// see [`BaseUrl::edition`].
    pub fn edition(mut self, edition: Edition) -> Self {
        self.edition = Some(edition);
        self
    }

    /// Sets how it is checked whether the vault has an operation before a call is sent; by the
    /// version that the vault names unless set.
    pub fn version_check(mut self, check: VersionCheck) -> Self {
        self.version_check = check;
        self
    }

    /// Sets what is tried again, how often and when; [`RetryPolicy::new`] unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how many requests may be under way at once, for all clones together; [`CONCURRENCY`]
    /// unless set, and at least 1. Each answer 429 halves it, and it grows again from there.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// Sets how many requests may leave in a second, for all clones together; any number unless set.
    /// After an answer 429 it is fewer for a while.
    ///
    /// A rate that is not above zero is no limit.
    pub fn request_rate(mut self, requests_per_second: f64) -> Self {
        let interval = Duration::try_from_secs_f64(requests_per_second.recip());
        self.interval = interval.ok().filter(|_| requests_per_second > 0.0);
        self
    }

    /// Keeps the session alive while nobody uses it: once it has been idle for this time, or at most
    /// a quarter longer, the vault is asked for its version.
    ///
    /// Not done unless set, since a session that is left open is one more that somebody may find.
    /// PVWA ends idle sessions after 20 minutes as installed, so 10 minutes are a good choice for a
    /// job with long pauses. Without it, a session that has ended is opened anew by the next call,
    /// which a one-time code or a confirmation by telephone may not allow.
    pub fn keep_alive(mut self, idle: Duration) -> Self {
        self.keep_alive = Some(idle);
        self
    }

    /// Whether to find out what the caller lacks when the vault refuses a call with 403; done unless
    /// set to `false`.
    ///
    /// It takes at most eight requests that only read, and those only once in a minute for the same
    /// operation in the same safe: see [`Error::Forbidden`] and [`crate::permissions`].
    pub fn explain_refusals(mut self, explain: bool) -> Self {
        self.explain_refusals = explain;
        self
    }

    /// Sets the clock by which delays are waited for and sessions expire; [`SystemClock`] unless set.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets who hears of every call once it has ended: [`crate::JsonLines`], or a hook of your own.
    /// Nobody does unless set.
    pub fn audit(mut self, audit: impl Audit) -> Self {
        self.audit = Some(Arc::new(audit));
        self
    }

    /// Makes the vault. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::BaseUrl`] where the address cannot be used, [`Error::NoCredentials`] where nobody
    /// was named, [`Error::Credentials`] where the name or the password cannot be right,
    /// [`Error::IdentityUrl`] where nobody said where Identity is, [`Error::NoClientCertificate`] where a
    /// certificate is to log on and none is set,
    /// [`Error::Options`] for what is wrong with another option, [`Error::HttpClient`] where the
    /// machine lacks what TLS needs.
    pub fn build(self) -> Result<Vault, Error> {
        let base = self.base_url?;
        if !base.is_encrypted() && !self.connect.allows_plain_http() {
            return Err(BaseUrlError::PlainHttp.into());
        }
        let credentials = self.credentials.ok_or(Error::NoCredentials)?;
        credentials.check(&Site {
            vault: &base,
            identity: self.identity.as_ref(),
            connect: &self.connect,
        })?;
        let cookies = Arc::new(Cookies::below(base.clone()));
        let http = self
            .connect
            .client_builder(&base)?
            .cookie_provider(cookies.clone())
            .build()
            .map_err(|error| Error::HttpClient(Arc::new(error)))?;
        let edition = self.edition.unwrap_or_else(|| base.edition());
        let observer = Arc::new(Observer {
            audit: self.audit,
            user: credentials.user().map(str::to_owned),
            vault: base.to_string(),
            clock: self.clock.clone(),
        });
        let line = Arc::new(Line {
            observer,
            wire: Wire {
                base,
                clock: self.clock,
                server_time: ServerTime::default(),
            },
            policy: self.retry,
            budget: Budget::full(),
            limits: Arc::new(Limits::new(self.concurrency, self.interval)),
            operation_timeout: self.connect.operation_limit(),
        });
        let door = Door {
            http: http.clone(),
            line: line.clone(),
            cookies,
            connect: self.connect,
            identity: self.identity,
        };
        let client = |layers| {
            pvwa_api::Client::new_with_client(line.wire.base.as_str(), http.clone(), layers)
        };
        let core = Arc::new(Core {
            line: line.clone(),
            sessions: Sessions::new(door, credentials),
        });
        let connection = Arc::new(Connection {
            inside: client(Layers::shared(core.clone())),
            core,
            gate: Gate::new(self.version_check, edition),
            analyst: self.explain_refusals.then(Analyst::default),
            keep_alive: self.keep_alive,
            is_kept_alive: AtomicBool::new(false),
        });
        let api = client(Layers::shared(connection.clone()));
        Ok(Vault { api, connection })
    }
}

impl fmt::Debug for VaultBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultBuilder")
            .field("base_url", &self.base_url)
            .field("credentials", &self.credentials)
            .field("edition", &self.edition)
            .field("version_check", &self.version_check)
            .field("retry", &self.retry)
            .field("concurrency", &self.concurrency)
            .field("keep_alive", &self.keep_alive)
            .field("explain_refusals", &self.explain_refusals)
            .field("connect", &self.connect)
            .finish_non_exhaustive()
    }
}
