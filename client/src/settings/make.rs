//! From settings to the builder of a vault.

use super::{
    At, Login, Settings, Target,
    error::{Place, SettingsError, SettingsProblem},
    find,
};
use crate::{
    Credentials, Error, LogonMethod, Pki, PkiPn, Shared, Vault, VaultBuilder, VersionCheck,
    connect::{ClientCertificate, ConnectOptions},
};
use pvwa_api::Secret;
use std::path::Path;

/// The most bytes of a file with certificates that are read: 4 MiB, ten times the store of a
/// platform.
const LONGEST_CERTIFICATES: usize = 4 << 20;

/// The proxy of the environment.
pub(super) const SYSTEM: &str = "system";

/// No proxy.
pub(super) const NONE: &str = "none";

impl Settings {
    /// How to connect, with the certificates and the secrets read that it takes.
    ///
    /// # Errors
    ///
    /// [`SettingsError`] where a file cannot be read or used, and where a secret is not there.
    pub fn connect_options(&self) -> Result<ConnectOptions, SettingsError> {
        let given = &self.connecting;
        let mut made = Made(ConnectOptions::new());
        for authority in &given.authorities {
            let place = in_file(&authority.value);
            let bytes = find::bytes(&authority.value, LONGEST_CERTIFICATES)
                .map_err(|problem| SettingsError::new(place.clone(), problem))?;
            made.set(&place, |options| options.certificate_authority(bytes))?;
        }
        if let Some(At { value: true, place }) = &given.only_these {
            if given.authorities.is_empty() {
                let problem = SettingsProblem::Needs {
                    key: "only_these_authorities",
                    other: "certificate_authorities",
                };
                return Err(SettingsError::new(place.clone(), problem));
            }
            made.set(place, ConnectOptions::only_these_authorities)?;
        }
        if let Some(At { value: path, .. }) = &given.client_certificate {
            let certificate = self.client_certificate(path)?;
            made.set(&in_file(path), |options| {
                options.client_certificate(certificate)
            })?;
        }
        self.through_proxy(&mut made)?;
        if let Some(At { value, place }) = &given.connect_timeout {
            made.set(place, |options| options.connect_timeout(*value))?;
        }
        if let Some(At { value, place }) = &given.attempt_timeout {
            made.set(place, |options| options.attempt_timeout(*value))?;
        }
        if let Some(At { value, place }) = &given.operation_timeout {
            made.set(place, |options| options.operation_timeout(*value))?;
        }
        if let Some(At { value, place }) = &given.user_agent {
            made.set(place, |options| options.user_agent(value))?;
        }
        if let Some(At { value, place }) = &given.tls {
            made.set(place, |options| options.tls(*value))?;
        }
        let mut options = made.0;
        if let Some(version) = given.http_version {
            options = options.http_version(version);
        }
        match given.allow_plain_http {
            true => Ok(options.allow_plain_http()),
            false => Ok(options),
        }
    }

    /// Begins to set up the vault at the address that the settings name. Who logs on is still to be
    /// said: see [`Self::login`].
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] where a file or a secret cannot be had, and where the vault has to be
    /// looked for first: see [`Self::discovered_builder`].
    pub fn builder(&self) -> Result<VaultBuilder, Error> {
        match &self.target {
            Target::Url(url) => {
                let builder =
                    VaultBuilder::new(Ok(url.clone())).connect_options(self.connect_options()?);
                Ok(self.finish(builder))
            }
            Target::Subdomain(_) => {
                let place = self.file().map_or(Place::Nowhere, in_file);
                Err(SettingsError::new(place, SettingsProblem::NeedsDiscovery).into())
            }
        }
    }

    /// Like [`Self::builder`]; where the settings name a company in Privilege Cloud, it asks the
    /// service first where its vault is.
    ///
    /// # Errors
    ///
    /// [`Error::Settings`] where a file or a secret cannot be had, and those of
    /// [`discover`](crate::connect::Discovery::discover).
    pub async fn discovered_builder(&self) -> Result<VaultBuilder, Error> {
        let Target::Subdomain(subdomain) = &self.target else {
            return self.builder();
        };
        let mut discovery =
            Vault::privilege_cloud(subdomain).connect_options(self.connect_options()?);
        if let Some(url) = &self.discovery_url {
            discovery = discovery.directory(url);
        }
        for host in &self.discovery_hosts {
            discovery = discovery.allow_host(host);
        }
        Ok(self.finish(discovery.discover().await?.builder()))
    }

    /// Who logs on, as the settings say it; `None` where they do not say enough, so that the program
    /// has to.
    ///
    /// Without a `method`, it is `cyberark`. The secret is read at each logon, and not before. The
    /// builders of these settings have these credentials already.
    pub fn credentials(&self) -> Option<Credentials> {
        let Login {
            method,
            user,
            secret,
        } = &self.login;
        if *self.login() == Login::default() {
            return None;
        }
        let method = method.unwrap_or(LogonMethod::CyberArk);
        let user = user.clone();
        match (method, secret.clone()) {
            (LogonMethod::Pki, None) => Some(Pki::new().into()),
            (LogonMethod::PkiPn, _) => Some(PkiPn::new().into()),
            (LogonMethod::Shared, _) => Some(Shared::new().into()),
            (LogonMethod::Saml | LogonMethod::Pki | LogonMethod::Token, Some(secret)) => {
                Some(Credentials::of(method, user.unwrap_or_default(), secret))
            }
            (_, Some(secret)) => Some(Credentials::of(method, user?, secret)),
            (_, None) => None,
        }
    }

    fn finish(&self, mut builder: VaultBuilder) -> VaultBuilder {
        if let Some(credentials) = self.credentials() {
            builder = builder.credentials(credentials);
        }
        if let Some(edition) = self.edition {
            builder = builder.edition(edition);
        }
        if let Some(version) = self.version {
            builder = builder.version_check(VersionCheck::Assumed(version));
        }
        if let Some(requests) = self.concurrency {
            builder = builder.concurrency(requests.get());
        }
        match self.requests_per_second {
            Some(requests) => builder.request_rate(f64::from(requests.get())),
            None => builder,
        }
    }

    fn client_certificate(&self, path: &Path) -> Result<ClientCertificate, SettingsError> {
        let failed = |problem| SettingsError::new(in_file(path), problem);
        if !self.connecting.readable_secret_files && find::others(path, 0o007) {
            return Err(failed(SettingsProblem::Readable));
        }
        let bytes = find::bytes(path, LONGEST_CERTIFICATES).map_err(failed)?;
        match String::from_utf8(bytes) {
            Ok(text) if text.contains("-----BEGIN ") => Ok(ClientCertificate::from_pem(text)),
            not_pem => {
                let bytes = not_pem.map_or_else(|error| error.into_bytes(), String::into_bytes);
                let password = self.connecting.client_certificate_password.as_ref();
                let password =
                    password.map_or_else(|| Ok(Secret::from("")), |place| place.read())?;
                Ok(ClientCertificate::from_pkcs12(bytes, password))
            }
        }
    }

    fn through_proxy(&self, made: &mut Made) -> Result<(), SettingsError> {
        let given = &self.connecting;
        let named = match &given.proxy {
            None => false,
            Some(At { value, .. }) if value == SYSTEM => false,
            Some(At { value, place }) if value == NONE => {
                made.set(place, ConnectOptions::no_proxy)?;
                false
            }
            Some(At { value, place }) => {
                made.set(place, |options| options.proxy(value))?;
                true
            }
        };
        // Without a proxy there is nobody to tell them.
        if let (true, Some(user)) = (named, &given.proxy_user) {
            let Some(password) = &given.proxy_password else {
                let problem = SettingsProblem::Needs {
                    key: "proxy_user",
                    other: "proxy_password_file",
                };
                return Err(SettingsError::new(user.place.clone(), problem));
            };
            let password = password.read()?;
            made.set(&user.place, |options| {
                options.proxy_credentials(&user.value, password)
            })?;
        }
        Ok(())
    }
}

fn in_file(path: &Path) -> Place {
    Place::File {
        path: path.to_owned(),
        line: None,
    }
}

/// Options in the making, each of which is looked at where it was said.
struct Made(ConnectOptions);

impl Made {
    fn set(
        &mut self,
        place: &Place,
        change: impl FnOnce(ConnectOptions) -> ConnectOptions,
    ) -> Result<(), SettingsError> {
        self.0 = change(std::mem::take(&mut self.0));
        match self.0.problem() {
            Some(problem) => {
                let problem = SettingsProblem::Options(problem.clone());
                Err(SettingsError::new(place.clone(), problem))
            }
            None => Ok(()),
        }
    }
}
