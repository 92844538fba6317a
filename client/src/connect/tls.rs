//! TLS by the library that was chosen and built in.

use super::{
    error::OptionsError,
    options::{ConnectOptions, Tls},
};
use reqwest::ClientBuilder;

/// The library that does TLS by these options; `None` where this crate was built with none.
fn chosen(wanted: Option<Tls>) -> Result<Option<Tls>, OptionsError> {
    let built_in = |tls| match tls {
        Tls::Rustls => cfg!(feature = "rustls"),
        Tls::Native => cfg!(feature = "native-tls"),
    };
    match wanted {
        Some(tls) if built_in(tls) => Ok(Some(tls)),
        Some(tls) => Err(OptionsError::TlsNotBuiltIn {
            feature: tls.feature(),
        }),
        None => Ok([Tls::Rustls, Tls::Native]
            .into_iter()
            .find(|tls| built_in(*tls))),
    }
}

/// Makes the client trust and show what the options say.
pub(super) fn apply(
    http: ClientBuilder,
    options: &ConnectOptions,
    encrypted: bool,
) -> Result<ClientBuilder, OptionsError> {
    if options.only_these_authorities && options.authorities.is_empty() {
        return Err(OptionsError::NoAuthorities);
    }
    match chosen(options.tls)? {
        Some(tls) => with(http, options, tls),
        None if encrypted => Err(OptionsError::NoTls),
        None => Ok(http),
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with(http: ClientBuilder, _: &ConnectOptions, _: Tls) -> Result<ClientBuilder, OptionsError> {
    Ok(http)
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn with(
    mut http: ClientBuilder,
    options: &ConnectOptions,
    tls: Tls,
) -> Result<ClientBuilder, OptionsError> {
    http = http.tls_version_min(reqwest::tls::Version::TLS_1_2);
    http = backend(http, tls);
    let authorities = options.authorities.iter().map(trusted);
    let authorities = authorities.collect::<Result<Vec<_>, _>>()?;
    http = match (options.only_these_authorities, authorities.is_empty()) {
        (true, _) => http.tls_certs_only(authorities),
        // The platform's own check, which merging would replace on some platforms.
        (false, true) => http,
        (false, false) => http.tls_certs_merge(authorities),
    };
    match &options.client_certificate {
        Some(certificate) => Ok(http.identity(identity(certificate, tls)?)),
        None => Ok(http),
    }
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn backend(http: ClientBuilder, tls: Tls) -> ClientBuilder {
    match tls {
        #[cfg(feature = "rustls")]
        Tls::Rustls => http.tls_backend_rustls(),
        #[cfg(feature = "native-tls")]
        Tls::Native => http.tls_backend_native(),
        #[cfg(not(all(feature = "rustls", feature = "native-tls")))]
        _ => http,
    }
}

/// An authority as the HTTP client takes it, once it is known to be a certificate.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn trusted(
    authority: &super::certificate::Authority,
) -> Result<reqwest::Certificate, OptionsError> {
    use super::{certificate::Authority, error::FileProblem};
    let broken = || OptionsError::CertificateAuthority {
        problem: FileProblem::Broken,
    };
    let certificate = match authority {
        Authority::Pem(text) => {
            let mut found =
                reqwest::Certificate::from_pem_bundle(text.as_bytes()).map_err(|_| broken())?;
            found.pop().ok_or_else(broken)?
        }
        Authority::Der(bytes) => reqwest::Certificate::from_der(bytes).map_err(|_| broken())?,
    };
    // Its reader keeps the bytes as they are: only the store looks at them.
    #[cfg(feature = "rustls")]
    if !is_certificate(authority) {
        return Err(broken());
    }
    Ok(certificate)
}

#[cfg(feature = "rustls")]
fn is_certificate(authority: &super::certificate::Authority) -> bool {
    use super::certificate::Authority;
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let certificate = match authority {
        Authority::Pem(text) => CertificateDer::from_pem_slice(text.as_bytes()).ok(),
        Authority::Der(bytes) => Some(CertificateDer::from(bytes.clone())),
    };
    let mut store = rustls::RootCertStore::empty();
    certificate.is_some_and(|certificate| store.add(certificate).is_ok())
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn identity(
    certificate: &super::ClientCertificate,
    tls: Tls,
) -> Result<reqwest::Identity, OptionsError> {
    use super::{
        certificate::{Kind, parts},
        error::FileProblem,
    };
    let broken = |_| OptionsError::ClientCertificate {
        problem: FileProblem::Broken,
    };
    match (&certificate.0, tls) {
        #[cfg(feature = "rustls")]
        (Kind::Pem(pem), Tls::Rustls) => {
            parts(pem)?;
            reqwest::Identity::from_pem(pem.expose().as_bytes()).map_err(broken)
        }
        #[cfg(feature = "native-tls")]
        (Kind::Pem(pem), Tls::Native) => {
            let parts = parts(pem)?;
            let (certificates, key) =
                (parts.certificates.as_bytes(), parts.key.expose().as_bytes());
            reqwest::Identity::from_pkcs8_pem(certificates, key).map_err(broken)
        }
        #[cfg(feature = "native-tls")]
        (Kind::Pkcs12 { archive, password }, Tls::Native) => {
            reqwest::Identity::from_pkcs12_der(archive, password.expose()).map_err(broken)
        }
        _ => Err(OptionsError::Pkcs12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base_url::BaseUrl;

    #[test]
    fn a_library_that_is_not_built_in_is_named_by_its_feature() {
        for tls in [Tls::Rustls, Tls::Native] {
            let built_in = match tls {
                Tls::Rustls => cfg!(feature = "rustls"),
                Tls::Native => cfg!(feature = "native-tls"),
            };
            match chosen(Some(tls)) {
                Ok(found) => assert!(built_in && found == Some(tls)),
                Err(error) => {
                    assert!(!built_in);
                    let feature = format!("the Cargo feature `{}`", tls.feature());
                    assert!(error.to_string().contains(&feature), "{error}");
                }
            }
        }
    }

    #[test]
    fn without_a_library_only_plain_http_is_left() {
        let made = |url| {
            let base = BaseUrl::parse(url).unwrap();
            ConnectOptions::new().client_builder(&base).map(drop)
        };
        let built_in = cfg!(any(feature = "rustls", feature = "native-tls"));
        let expected = match built_in {
            true => Ok(()),
            false => Err(OptionsError::NoTls),
        };
        assert_eq!(made("https://pvwa.example.com"), expected);
        assert_eq!(made("http://pvwa.example.com"), Ok(()));
    }
}
