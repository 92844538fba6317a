//! Certificates: whom to trust, and what to show.

#![cfg_attr(
    not(any(feature = "rustls", feature = "native-tls")),
    allow(dead_code, reason = "without TLS nobody reads certificates")
)]

use super::{
    error::{FileProblem, OptionsError},
    pem::{self, Section},
};
use pvwa_api::Secret;
use std::{fmt, str};

/// A certificate authority to trust, as it was given.
#[derive(Clone)]
pub(super) enum Authority {
    Pem(String),
    Der(Vec<u8>),
}

impl Authority {
    /// The certificates in `bytes`.
    pub(super) fn read(bytes: &[u8]) -> Result<Vec<Self>, FileProblem> {
        // A sequence, which is what DER begins with and no text does.
        if bytes.first() == Some(&0x30) && !bytes.is_ascii() {
            return Ok(vec![Self::Der(bytes.to_vec())]);
        }
        let text = str::from_utf8(bytes).map_err(|_| FileProblem::NoPem)?;
        let sections = pem::sections(text);
        if sections.iter().any(Section::is_key) {
            return Err(FileProblem::Key);
        }
        let certificates = sections.iter().filter(|section| section.is_certificate());
        let found: Vec<_> = certificates
            .map(|section| Self::Pem(section.text.to_owned()))
            .collect();
        match found.is_empty() {
            true => Err(FileProblem::NoPem),
            false => Ok(found),
        }
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority")
    }
}

/// A certificate with its key, to show to servers that ask for one.
///
/// `Debug` shows neither.
#[derive(Clone)]
pub struct ClientCertificate(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Pem(Secret),
    #[cfg_attr(
        not(feature = "native-tls"),
        expect(dead_code, reason = "only the platform's library reads it")
    )]
    Pkcs12 {
        archive: Vec<u8>,
        password: Secret,
    },
}

impl ClientCertificate {
    /// A certificate as PEM: the key, unencrypted, and the certificate with those that lead from it
    /// to its authority, the certificate itself first.
    ///
    /// What is wrong with it is said when a vault is built.
    pub fn from_pem(pem: impl Into<Secret>) -> Self {
        Self(Kind::Pem(pem.into()))
    }

    /// A certificate as PKCS#12, the format of `.pfx` and `.p12` files.
    ///
    /// Needs [`Tls::Native`](super::Tls::Native), and so the Cargo feature `native-tls`; rustls does
    /// not read it. `openssl pkcs12 -in FILE -nodes` makes PEM of it.
    pub fn from_pkcs12(archive: impl Into<Vec<u8>>, password: impl Into<Secret>) -> Self {
        Self(Kind::Pkcs12 {
            archive: archive.into(),
            password: password.into(),
        })
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Pem(_) => "ClientCertificate(PEM, [REDACTED])",
            Kind::Pkcs12 { .. } => "ClientCertificate(PKCS#12, [REDACTED])",
        })
    }
}

/// The certificates and the key of a PEM file.
#[derive(Debug)]
pub(super) struct Parts {
    #[cfg_attr(
        all(feature = "rustls", not(feature = "native-tls")),
        expect(dead_code, reason = "rustls reads the whole")
    )]
    pub(super) certificates: String,
    #[cfg_attr(
        all(feature = "rustls", not(feature = "native-tls")),
        expect(dead_code, reason = "rustls reads the whole")
    )]
    pub(super) key: Secret,
}

/// Takes a PEM file apart.
pub(super) fn parts(pem: &Secret) -> Result<Parts, OptionsError> {
    let problem = |problem| OptionsError::ClientCertificate { problem };
    let sections = pem::sections(pem.expose());
    let mut certificates = String::new();
    for section in sections.iter().filter(|section| section.is_certificate()) {
        certificates.push_str(section.text);
        certificates.push('\n');
    }
    let keys: Vec<_> = sections.iter().filter(|section| section.is_key()).collect();
    match keys.as_slice() {
        [key] if key.is_encrypted() => Err(problem(FileProblem::EncryptedKey)),
        [] if certificates.is_empty() => Err(problem(FileProblem::NoPem)),
        [] => Err(problem(FileProblem::NoKey)),
        [_] if certificates.is_empty() => Err(problem(FileProblem::NoCertificate)),
        [key] => Ok(Parts {
            certificates,
            key: Secret::from(key.text),
        }),
        _ => Err(problem(FileProblem::SeveralKeys)),
    }
}
