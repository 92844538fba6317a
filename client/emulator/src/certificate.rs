//! A certificate for this computer alone, and the authority that vouches for it.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use std::{io, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer},
        server::WebPkiClientVerifier,
    },
};

/// What is wrong with a certificate, so that a careful client refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateFlaw {
    /// It ended long ago.
    Expired,
    /// It begins in a time that none of us will see.
    NotYetValid,
    /// It is for `elsewhere.example` alone.
    OtherName,
    /// It vouches for itself, and [`Emulator::authority`](crate::Emulator::authority) does not.
    SelfSigned,
}

/// What kind of certificate to make.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) flaw: Option<CertificateFlaw>,
    /// Whether clients have to show one, too.
    pub(crate) of_clients: bool,
}

/// What a client has to find in the certificate.
const NAMES: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

/// A certificate made a moment ago; the keys of its authorities are forgotten at once.
pub(crate) struct Certificate {
    /// The authority, as PEM.
    pub(crate) authority: String,
    /// What a client has to show, as PEM with its key; `None` where none is asked for.
    pub(crate) client: Option<String>,
    pub(crate) acceptor: TlsAcceptor,
}

impl Certificate {
    /// Makes an authority and a certificate of it for the loopback addresses.
    pub(crate) fn new(wanted: Wanted) -> io::Result<Self> {
        let authority = CertifiedIssuer::self_signed(authority(), generate()?).map_err(failed)?;
        let parameters = parameters(wanted.flaw)?;
        let key = generate()?;
        let certificate = match wanted.flaw {
            Some(CertificateFlaw::SelfSigned) => parameters.self_signed(&key),
            _ => parameters.signed_by(&key, &authority),
        };
        let certificate = certificate.map_err(failed)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?;
        let (config, client) = match wanted.of_clients {
            false => (config.with_no_client_auth(), None),
            true => {
                let (trusted, client) = of_a_client()?;
                let verifier = WebPkiClientVerifier::builder_with_provider(trusted, provider);
                let verifier = verifier.build().map_err(io::Error::other)?;
                (config.with_client_cert_verifier(verifier), Some(client))
            }
        };
        let mut config = config
            .with_single_cert(chain, key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            authority: authority.pem(),
            client,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

fn parameters(flaw: Option<CertificateFlaw>) -> io::Result<CertificateParams> {
    let names: Vec<_> = match flaw {
        Some(CertificateFlaw::OtherName) => vec!["elsewhere.example".to_owned()],
        _ => NAMES.iter().map(|name| (*name).to_owned()).collect(),
    };
    let mut parameters = CertificateParams::new(names).map_err(failed)?;
    parameters.distinguished_name = called("PVWA emulator");
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    match flaw {
        Some(CertificateFlaw::Expired) => parameters.not_after = date_time_ymd(2001, 1, 1),
        Some(CertificateFlaw::NotYetValid) => parameters.not_before = date_time_ymd(3001, 1, 1),
        _ => {}
    }
    Ok(parameters)
}

/// An authority for clients, and a certificate of it with its key.
fn of_a_client() -> io::Result<(Arc<RootCertStore>, String)> {
    let authority = CertifiedIssuer::self_signed(authority(), generate()?).map_err(failed)?;
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = called("PVWA emulator, a client");
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    parameters.use_authority_key_identifier_extension = true;
    let key = generate()?;
    let certificate = parameters.signed_by(&key, &authority).map_err(failed)?;
    let mut trusted = RootCertStore::empty();
    let root = CertificateDer::from(authority.der().to_vec());
    trusted.add(root).map_err(io::Error::other)?;
    Ok((Arc::new(trusted), certificate.pem() + &key.serialize_pem()))
}

fn authority() -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = called("PVWA emulator, authority of one run");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

fn called(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn generate() -> io::Result<KeyPair> {
    KeyPair::generate().map_err(failed)
}

fn failed(error: rcgen::Error) -> io::Error {
    io::Error::other(error)
}
