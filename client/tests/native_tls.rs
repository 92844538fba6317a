//! The platform's own TLS finds the same faults, and names them alike.

#![cfg(feature = "native-tls")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use pvwa::{
    Credentials, Error, Vault, VaultBuilder,
    connect::{ClientCertificate, FileProblem, OptionsError, Tls, TlsProblem},
};
use pvwa_emulator::{CertificateFlaw, Emulator};
#[cfg(target_os = "linux")]
use std::{io::Write, process::Command};

/// A builder that trusts the authority of `emulator` alone.
fn trusting(emulator: &Emulator) -> VaultBuilder {
    let password = emulator.password_of("Administrator").unwrap();
    Vault::builder(emulator.base_url())
        .tls(Tls::Native)
        .certificate_authority(emulator.authority().unwrap())
        .only_these_authorities()
        .credentials(Credentials::cyberark(
            "Administrator",
            password.expose().to_owned(),
        ))
}

async fn problem(builder: VaultBuilder) -> TlsProblem {
    match builder.build().unwrap().logon().await.unwrap_err() {
        Error::Tls { problem, .. } => problem,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn an_authority_is_trusted() {
    let emulator = Emulator::builder().tls().start().await.unwrap();
    let vault = trusting(&emulator).build().unwrap();
    vault.safes().list().stream().all().await.unwrap();
    vault.logoff().await.unwrap();
}

#[tokio::test]
async fn a_client_certificate_is_shown() {
    let builder = Emulator::builder().tls_client_certificate();
    let emulator = builder.start().await.unwrap();
    let pem = emulator.client_certificate().unwrap();
    let vault = trusting(&emulator)
        .client_certificate(ClientCertificate::from_pem(pem))
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    vault.logoff().await.unwrap();
}

/// Makes an archive of a certificate and its key, with the program that people make them with.
#[cfg(target_os = "linux")]
fn archive_of(pem: &str, password: &str) -> Vec<u8> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    let output = Command::new("openssl")
        .args(["pkcs12", "-export", "-passout", "env:ARCHIVE", "-in"])
        .arg(file.path())
        .env("ARCHIVE", password)
        .output()
        .unwrap_or_else(|error| panic!("the program openssl is needed: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    output.stdout
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_client_certificate_in_an_archive_is_shown() {
    let builder = Emulator::builder().tls_client_certificate();
    let emulator = builder.start().await.unwrap();
    let archive = archive_of(emulator.client_certificate().unwrap(), "Hunter2");
    let with = |password: &str| {
        let certificate = ClientCertificate::from_pkcs12(archive.clone(), password);
        trusting(&emulator).client_certificate(certificate).build()
    };
    let vault = with("Hunter2").unwrap();
    vault.logon().await.unwrap();
    vault.logoff().await.unwrap();
    let error = with("Hunter3").unwrap_err();
    assert!(!error.to_string().contains("Hunter"), "{error}");
    let expected = OptionsError::ClientCertificate {
        problem: FileProblem::Broken,
    };
    assert!(
        matches!(&error, Error::Options(found) if *found == expected),
        "{error}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn every_flaw_is_named() {
    for (flaw, expected) in [
        (CertificateFlaw::Expired, TlsProblem::Expired),
        (CertificateFlaw::NotYetValid, TlsProblem::NotYetValid),
        (CertificateFlaw::OtherName, TlsProblem::WrongName),
        (CertificateFlaw::SelfSigned, TlsProblem::UnknownAuthority),
    ] {
        let emulator = Emulator::builder().tls_flaw(flaw).start().await.unwrap();
        assert_eq!(problem(trusting(&emulator)).await, expected, "{flaw:?}");
        assert!(emulator.requests().is_empty(), "nothing was sent");
    }
    let plain = Emulator::builder().start().await.unwrap();
    let builder = Vault::builder(plain.base_url().replace("http://", "https://"))
        .tls(Tls::Native)
        .credentials(Credentials::cyberark("a", "b"));
    assert_eq!(problem(builder).await, TlsProblem::NotTls);
}

#[test]
fn an_archive_that_is_none_is_refused() {
    let error = Vault::builder("https://pvwa.example.com")
        .tls(Tls::Native)
        .client_certificate(ClientCertificate::from_pkcs12(
            b"Hunter2".to_vec(),
            "Hunter2",
        ))
        .credentials(Credentials::cyberark("a", "b"))
        .build()
        .unwrap_err();
    let expected = OptionsError::ClientCertificate {
        problem: FileProblem::Broken,
    };
    assert!(
        matches!(&error, Error::Options(found) if *found == expected),
        "{error}"
    );
}
