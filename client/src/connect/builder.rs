//! The options, one by one, on the builder of a vault.

use super::{ClientCertificate, ConnectOptions, HttpVersion, Tls};
use crate::VaultBuilder;
use pvwa_api::Secret;
use std::time::Duration;

/// How to connect: see the module [`connect`](super).
impl VaultBuilder {
    /// Connects by these options, in the place of all that were set before.
    pub fn connect_options(mut self, options: ConnectOptions) -> Self {
        self.connect = options;
        self
    }

    fn connecting(mut self, change: impl FnOnce(ConnectOptions) -> ConnectOptions) -> Self {
        self.connect = change(self.connect);
        self
    }

    /// Trusts these certificate authorities besides those of the platform, which alone are trusted
    /// unless this is called: see [`ConnectOptions::certificate_authority`].
    pub fn certificate_authority(self, pem_or_der: impl AsRef<[u8]>) -> Self {
        self.connecting(|options| options.certificate_authority(pem_or_der))
    }

    /// Trusts the given authorities, and none of the platform's; both unless this is called: see
    /// [`ConnectOptions::only_these_authorities`].
    pub fn only_these_authorities(self) -> Self {
        self.connecting(ConnectOptions::only_these_authorities)
    }

    /// Shows this certificate to servers that ask for one; none unless this is called.
    pub fn client_certificate(self, certificate: ClientCertificate) -> Self {
        self.connecting(|options| options.client_certificate(certificate))
    }

    /// Goes through the proxy at `url`, such as `http://proxy.example.com:3128`; through that of the
    /// environment unless this is called: see [`ConnectOptions::proxy`].
    pub fn proxy(self, url: impl AsRef<str>) -> Self {
        self.connecting(|options| options.proxy(url))
    }

    /// Goes through no proxy, whatever the environment says.
    pub fn no_proxy(self) -> Self {
        self.connecting(ConnectOptions::no_proxy)
    }

    /// Sets the name and password that the proxy given by [`Self::proxy`] wants. They never stand in
    /// its URL, which is shown in logs.
    pub fn proxy_credentials(self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.connecting(|options| options.proxy_credentials(user, password))
    }

    /// Allows a base URL without encryption: for test servers only, since passwords, tokens and
    /// every secret can be read on the way. Not allowed unless this is called.
    pub fn allow_plain_http(self) -> Self {
        self.connecting(ConnectOptions::allow_plain_http)
    }

    /// Sets how long a connection may take to come about;
    /// [`CONNECT_TIMEOUT`](super::CONNECT_TIMEOUT) unless set.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.connecting(|options| options.connect_timeout(timeout))
    }

    /// Sets how long one request may take, to the last byte of its answer;
    /// [`ATTEMPT_TIMEOUT`](super::ATTEMPT_TIMEOUT) unless set.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.connecting(|options| options.attempt_timeout(timeout))
    }

    /// Sets how long a whole call may take, with all its retries;
    /// [`OPERATION_TIMEOUT`](super::OPERATION_TIMEOUT) unless set.
    pub fn operation_timeout(self, timeout: Duration) -> Self {
        self.connecting(|options| options.operation_timeout(timeout))
    }

    /// Puts this in front of the user agent, `pvwa/` with the version of this crate, so that the
    /// web server's log tells programs apart.
    pub fn user_agent(self, text: impl Into<String>) -> Self {
        self.connecting(|options| options.user_agent(text))
    }

    /// Sets the version of HTTP; what client and server agree on unless set.
    pub fn http_version(self, version: HttpVersion) -> Self {
        self.connecting(|options| options.http_version(version))
    }

    /// Sets the library that does TLS; rustls unless set, where it was built in.
    pub fn tls(self, tls: Tls) -> Self {
        self.connecting(|options| options.tls(tls))
    }
}
