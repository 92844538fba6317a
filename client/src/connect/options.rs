//! The options, and the HTTP client that is made of them.

use super::{
    certificate::{Authority, ClientCertificate},
    error::OptionsError,
    proxy::{Proxy, ProxyUrl},
    tls, user_agent,
};
use crate::{Error, base_url::BaseUrl};
use pvwa_api::Secret;
use reqwest::{ClientBuilder, redirect};
use std::{sync::Arc, time::Duration};

/// How long a connection may take to come about, unless told otherwise: 10 seconds.
///
/// A server on the same continent answers within one; ten cover a cold firewall and three lost
/// packets, and still tell a wrong address soon.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long one request may take, from sending to the last byte of the answer, unless told
/// otherwise: 60 seconds.
///
/// Long enough for a page of 1,000 accounts from a busy vault, short enough to notice a dead one.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a call may take with everything that belongs to it, unless told otherwise: 5 minutes.
///
/// Room for a logon, three attempts that end at their own limit, and the waiting in between.
pub const OPERATION_TIMEOUT: Duration = Duration::from_secs(300);

/// The version of HTTP that is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HttpVersion {
    /// HTTP/2 where the server offers it during the TLS handshake, HTTP/1.1 elsewhere.
    #[default]
    Negotiated,
    /// HTTP/1.1 only: for web servers and proxies that do HTTP/2 badly.
    Only1,
    /// HTTP/2 only, also without TLS.
    Only2,
}

/// The library that does TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tls {
    /// rustls, with the platform's trust store. Needs the Cargo feature `rustls`, which is on by
    /// default.
    Rustls,
    /// The platform's own: SChannel, Secure Transport, OpenSSL. Needs the Cargo feature
    /// `native-tls`.
    Native,
}

impl Tls {
    /// The Cargo feature that brings it.
    pub const fn feature(self) -> &'static str {
        match self {
            Self::Rustls => "rustls",
            Self::Native => "native-tls",
        }
    }
}

/// How to connect. See the [module](super) for what belongs together.
///
/// `Debug` shows no key, no password and no certificate. What is wrong with an option is said when
/// a vault is built or discovery begins.
#[derive(Clone, Debug)]
#[must_use = "options do nothing by themselves"]
pub struct ConnectOptions {
    pub(super) authorities: Vec<Authority>,
    pub(super) only_these_authorities: bool,
    pub(super) client_certificate: Option<ClientCertificate>,
    pub(super) tls: Option<Tls>,
    proxy: Proxy,
    proxy_credentials: Option<(String, Secret)>,
    allow_plain_http: bool,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    operation_timeout: Duration,
    user_agent: Option<String>,
    http_version: HttpVersion,
    /// The first thing that was wrong, told when it is too late for no error.
    problem: Option<OptionsError>,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl ConnectOptions {
    /// The options that hold unless others are set.
    pub fn new() -> Self {
        Self {
            authorities: Vec::new(),
            only_these_authorities: false,
            client_certificate: None,
            tls: None,
            proxy: Proxy::System,
            proxy_credentials: None,
            allow_plain_http: false,
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            operation_timeout: OPERATION_TIMEOUT,
            user_agent: None,
            http_version: HttpVersion::Negotiated,
            problem: None,
        }
    }

    /// Trusts these certificate authorities besides those of the platform: PEM with one or many
    /// certificates, or one certificate as DER. Can be called several times.
    ///
    /// Unless set, the platform's trust store alone decides.
    pub fn certificate_authority(mut self, pem_or_der: impl AsRef<[u8]>) -> Self {
        match Authority::read(pem_or_der.as_ref()) {
            Ok(found) => self.authorities.extend(found),
            Err(problem) => self.note(OptionsError::CertificateAuthority { problem }),
        }
        self
    }

    /// Trusts the authorities given by [`Self::certificate_authority`], and none of the platform's.
    ///
    /// Unless set, both are trusted. A vault whose certificate always comes from the same authority
    /// is safer this way: no other can vouch for an impostor.
    pub fn only_these_authorities(mut self) -> Self {
        self.only_these_authorities = true;
        self
    }

    /// Shows this certificate to servers that ask for one. None unless set.
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.client_certificate = Some(certificate);
        self
    }

    /// Goes through the proxy at `url`, such as `http://proxy.example.com:3128`, to every server and
    /// from every machine, whatever the environment says.
    ///
    /// Unless set, the proxy is the one of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
    /// without those that `NO_PROXY` names, and never to the machine's own addresses.
    pub fn proxy(mut self, url: impl AsRef<str>) -> Self {
        match ProxyUrl::parse(url.as_ref()) {
            Ok(url) => self.proxy = Proxy::At(url),
            Err(error) => self.note(error.into()),
        }
        self
    }

    /// Goes through no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = Proxy::None;
        self
    }

    /// Sets the name and password that the proxy given by [`Self::proxy`] wants.
    pub fn proxy_credentials(
        mut self,
        user: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        self.proxy_credentials = Some((user.into(), password.into()));
        self
    }

    /// Allows addresses without encryption: for test servers only, since passwords, tokens and every
    /// secret can be read on the way. Not allowed unless set.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// Sets how long a connection may take to come about; [`CONNECT_TIMEOUT`] unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = self.some_time(timeout, "connect");
        self
    }

    /// Sets how long one request may take, to the last byte of its answer; [`ATTEMPT_TIMEOUT`]
    /// unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = self.some_time(timeout, "attempt");
        self
    }

    /// Sets how long a whole call may take, with its retries, its waiting, and a logon that it needs;
    /// [`OPERATION_TIMEOUT`] unless set.
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = self.some_time(timeout, "operation");
        self
    }

    /// Puts this in front of the user agent, `pvwa/` with the version of this crate, so that the
    /// web server's log tells programs apart: `nightly-report/1.2`.
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        match user_agent::fits(&text) {
            true => self.user_agent = Some(text),
            false => self.note(OptionsError::UserAgent),
        }
        self
    }

    /// Sets the version of HTTP; [`HttpVersion::Negotiated`] unless set.
    pub fn http_version(mut self, version: HttpVersion) -> Self {
        self.http_version = version;
        self
    }

    /// Sets the library that does TLS. Unless set, it is rustls where this crate was built with it,
    /// and the platform's own otherwise.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// The first thing that was found wrong so far.
    pub(crate) fn problem(&self) -> Option<&OptionsError> {
        self.problem.as_ref()
    }

    /// How long a whole call may take.
    pub(crate) fn operation_limit(&self) -> Duration {
        self.operation_timeout
    }

    /// Whether addresses without encryption are allowed.
    pub(crate) fn allows_plain_http(&self) -> bool {
        self.allow_plain_http
    }

    /// The HTTP client for the server at `base`, still open for what the session adds to it.
    ///
    /// # Errors
    ///
    /// [`OptionsError`] for what is wrong with an option.
    pub(crate) fn client_builder(&self, base: &BaseUrl) -> Result<ClientBuilder, OptionsError> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let mut http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .timeout(self.attempt_timeout)
            .user_agent(user_agent::whole(self.user_agent.as_deref()))
            // A redirect would take the token to wherever the server says.
            .redirect(redirect::Policy::none())
            .https_only(base.is_encrypted());
        http = match self.http_version {
            HttpVersion::Negotiated => http,
            HttpVersion::Only1 => http.http1_only(),
            HttpVersion::Only2 => http.http2_prior_knowledge(),
        };
        http = self
            .proxy
            .apply(http, self.proxy_credentials.as_ref(), base.is_loopback())?;
        tls::apply(http, self, base.is_encrypted())
    }

    /// The HTTP client for the server at `base`.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for what is wrong with an option, [`Error::HttpClient`] where the machine
    /// lacks what TLS needs.
    pub(crate) fn client(&self, base: &BaseUrl) -> Result<reqwest::Client, Error> {
        self.client_builder(base)?
            .build()
            .map_err(|error| Error::HttpClient(Arc::new(error)))
    }

    fn some_time(&mut self, timeout: Duration, which: &'static str) -> Duration {
        if timeout.is_zero() {
            self.note(OptionsError::ZeroTimeout { which });
        }
        timeout
    }

    fn note(&mut self, problem: OptionsError) {
        self.problem.get_or_insert(problem);
    }
}

#[cfg(test)]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
mod tests {
    use super::*;

    fn refused(options: ConnectOptions) -> OptionsError {
        let base = BaseUrl::parse("https://pvwa.example.com").unwrap();
        options.client_builder(&base).unwrap_err()
    }

    #[test]
    fn the_first_mistake_is_told() {
        let options = ConnectOptions::new()
            .connect_timeout(Duration::ZERO)
            .user_agent("two\r\nlines");
        assert_eq!(
            refused(options),
            OptionsError::ZeroTimeout { which: "connect" }
        );
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        let new = ConnectOptions::new;
        let proxy = |url: &str| new().proxy(url);
        let all = [
            new().operation_timeout(Duration::ZERO),
            new().user_agent("Hunter2\u{7}"),
            new().user_agent(""),
            new().certificate_authority("Hunter2"),
            new().certificate_authority("-----BEGIN PRIVATE KEY-----\nHunter2\n-----END PRIVATE KEY-----\n"),
            new().certificate_authority("-----BEGIN CERTIFICATE-----\nSHVudGVyMg==\n-----END CERTIFICATE-----\n"),
            new().only_these_authorities(),
            new().client_certificate(ClientCertificate::from_pem("Hunter2")),
            new().client_certificate(ClientCertificate::from_pem(
                "-----BEGIN CERTIFICATE-----\nSHVudGVyMg==\n-----END CERTIFICATE-----\n",
            )),
            new().client_certificate(ClientCertificate::from_pem(
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nSHVudGVyMg==\n-----END ENCRYPTED PRIVATE KEY-----\n",
            )),
            proxy("http://me:Hunter2@proxy:3128"),
            proxy("me:Hunter2@proxy:3128"),
            proxy("proxy.example.com:3128"),
            proxy("socks5://proxy:1080"),
            proxy("http://proxy:3128/Hunter2"),
            proxy(""),
            new().proxy_credentials("me", "Hunter2"),
            proxy("http://proxy:3128").proxy_credentials("me:you", "Hunter2"),
            proxy("http://proxy:3128").proxy_credentials("me", "Hunter2\n"),
        ];
        let mut texts = String::new();
        for options in all {
            assert!(!format!("{options:?}").contains("Hunter2"), "{options:?}");
            let error = refused(options);
            assert!(
                !format!("{error:?} {error}").contains("Hunter2"),
                "{error:?}"
            );
            texts.push_str(&format!("{error}\n"));
        }
        insta::assert_snapshot!(texts);
    }

    #[test]
    fn a_proxy_and_its_password_cannot_be_seen() {
        let options = ConnectOptions::new()
            .proxy("http://proxy.example.com:3128")
            .proxy_credentials("me", "Hunter2");
        let base = BaseUrl::parse("https://pvwa.example.com").unwrap();
        let client = options.client(&base).unwrap();
        let shown = format!("{options:?} {client:?}");
        for text in ["Hunter2", "bWU6SHVudGVyMg"] {
            assert!(!shown.contains(text), "{shown}");
        }
    }
}
