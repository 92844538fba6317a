//! A certificate for this computer alone, and the authority that vouches for it.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use std::{io, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};

/// What a client has to find in the certificate.
const NAMES: [&str; 3] = ["127.0.0.1", "::1", "localhost"];

/// A certificate made a moment ago; the key of its authority is forgotten at once.
pub(crate) struct Certificate {
    /// The authority, as PEM.
    pub(crate) authority: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Certificate {
    /// Makes an authority and a certificate of it for the loopback addresses and `more` names.
    pub(crate) fn new(more: &[String]) -> io::Result<Self> {
        let authority = CertifiedIssuer::self_signed(authority(), generate()?).map_err(failed)?;
        let names = NAMES.iter().map(|name| (*name).to_owned());
        let names: Vec<_> = names.chain(more.iter().cloned()).collect();
        let mut parameters = CertificateParams::new(names).map_err(failed)?;
        parameters.distinguished_name = called("PVWA emulator");
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        parameters.use_authority_key_identifier_extension = true;
        let key = generate()?;
        let certificate = parameters.signed_by(&key, &authority).map_err(failed)?;
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            authority: authority.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
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
