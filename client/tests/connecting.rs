//! Ways to a vault: trust, certificates of one's own, proxies, versions of HTTP, and discovery.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod proxies;
mod vaults;

use proxies::{Manner, proxy};
use pvwa::{
    Credentials, Error, Vault, VaultBuilder,
    connect::{
        ClientCertificate, ConnectOptions, DiscoveryProblem, HttpVersion, ProxyProblem, TlsProblem,
    },
};
use pvwa_emulator::{CertificateFlaw, Emulator, EmulatorBuilder, Fault};
use vaults::{count, told};

/// An emulator that speaks TLS.
async fn encrypted(builder: EmulatorBuilder) -> Emulator {
    builder.tls().start().await.unwrap()
}

/// A builder for the vault behind `emulator`, which trusts nobody on this machine yet.
fn untrusting(emulator: &Emulator) -> VaultBuilder {
    let password = emulator.password_of("Administrator").unwrap();
    Vault::builder(emulator.base_url()).credentials(Credentials::cyberark(
        "Administrator",
        password.expose().to_owned(),
    ))
}

/// A builder for the vault behind `emulator`, which trusts its authority alone.
fn trusting(emulator: &Emulator) -> VaultBuilder {
    untrusting(emulator)
        .certificate_authority(emulator.authority().unwrap())
        .only_these_authorities()
}

/// The problem of a logon that TLS stood in the way of, and the text of its error.
async fn refused(builder: VaultBuilder) -> (TlsProblem, String) {
    match builder.build().unwrap().logon().await.unwrap_err() {
        ref error @ Error::Tls { problem, .. } => (problem, told(error)),
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn an_authority_is_trusted_beside_the_platforms_or_alone() {
    let emulator = encrypted(Emulator::builder()).await;
    let authority = emulator.authority().unwrap();
    for builder in [
        trusting(&emulator),
        untrusting(&emulator).certificate_authority(authority),
        // One of many in a bundle, and one of several calls.
        untrusting(&emulator).certificate_authority(
            encrypted(Emulator::builder())
                .await
                .authority()
                .unwrap()
                .to_owned()
                + authority,
        ),
        trusting(&emulator)
            .certificate_authority(encrypted(Emulator::builder()).await.authority().unwrap()),
    ] {
        let vault = builder.build().unwrap();
        vault.safes().list().stream().all().await.unwrap();
        vault.logoff().await.unwrap();
    }
    assert_eq!(count(&emulator, "logon"), 4);
}

#[tokio::test]
async fn every_flaw_of_a_certificate_is_named() {
    let mut texts = String::new();
    let stranger = encrypted(Emulator::builder()).await;
    let (problem, text) = refused(untrusting(&stranger)).await;
    assert_eq!(problem, TlsProblem::UnknownAuthority);
    texts.push_str(&format!("stranger: {text}\n"));
    let other = encrypted(Emulator::builder()).await;
    let of_other = untrusting(&stranger)
        .certificate_authority(other.authority().unwrap())
        .only_these_authorities();
    assert_eq!(refused(of_other).await.0, TlsProblem::UnknownAuthority);
    assert!(stranger.requests().is_empty(), "nothing was sent");
    for (flaw, expected) in [
        (CertificateFlaw::Expired, TlsProblem::Expired),
        (CertificateFlaw::NotYetValid, TlsProblem::NotYetValid),
        (CertificateFlaw::OtherName, TlsProblem::WrongName),
        (CertificateFlaw::SelfSigned, TlsProblem::UnknownAuthority),
    ] {
        let emulator = encrypted(Emulator::builder().tls_flaw(flaw)).await;
        let (problem, text) = refused(trusting(&emulator)).await;
        assert_eq!(problem, expected, "{text}");
        texts.push_str(&format!("{flaw:?}: {text}\n"));
        assert!(emulator.requests().is_empty(), "nothing was sent");
    }
    let plain = Emulator::builder().start().await.unwrap();
    let address = plain.base_url().replace("http://", "https://");
    let builder = Vault::builder(address).credentials(Credentials::cyberark("a", "b"));
    let (problem, text) = refused(builder).await;
    assert_eq!(problem, TlsProblem::NotTls);
    texts.push_str(&format!("plain: {text}\n"));
    insta::assert_snapshot!(texts);
}

/// Whether the server wants another certificate. What it says comes after the handshake, and can be
/// overtaken by the end of the connection.
fn asked_for_a_certificate(error: &Error) -> bool {
    let said = |problem: &TlsProblem| *problem == TlsProblem::ClientCertificate;
    matches!(error, Error::Tls { problem, .. } if said(problem))
        || matches!(error, Error::Transport { .. })
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_who_asks() {
    let emulator = encrypted(Emulator::builder().tls_client_certificate()).await;
    let error = trusting(&emulator).build().unwrap().logon().await;
    assert!(asked_for_a_certificate(&error.unwrap_err()));
    let pem = emulator.client_certificate().unwrap();
    let builder = trusting(&emulator).client_certificate(ClientCertificate::from_pem(pem));
    let key = pem
        .split("PRIVATE KEY")
        .nth(1)
        .unwrap()
        .lines()
        .nth(1)
        .unwrap();
    assert!(!format!("{builder:?}").contains(key));
    builder.build().unwrap().logon().await.unwrap();
    assert_eq!(count(&emulator, "logon"), 1);
    let stranger = encrypted(Emulator::builder().tls_client_certificate()).await;
    let builder = trusting(&stranger).client_certificate(ClientCertificate::from_pem(pem));
    let error = builder.build().unwrap().logon().await;
    assert!(asked_for_a_certificate(&error.unwrap_err()));
    assert!(stranger.requests().is_empty(), "nothing was taken");
}

#[tokio::test]
async fn a_proxy_is_gone_through_with_its_credentials() {
    let emulator = encrypted(Emulator::builder()).await;
    let (address, heads) = proxy(Manner::Opens);
    let vault = trusting(&emulator)
        .proxy(&address)
        .proxy_credentials("me", "Hunter2")
        .build()
        .unwrap();
    vault.logon().await.unwrap();
    let head = heads.recv().unwrap();
    let host = emulator.base_url().replace("https://", "");
    assert!(head.starts_with(&format!("CONNECT {host} ")), "{head}");
    let head = head.to_ascii_lowercase();
    assert!(
        head.contains("proxy-authorization: basic bwu6shvudgvymg=="),
        "{head}"
    );
    assert!(!format!("{vault:?} {:?}", vault.api()).contains("Hunter2"));
    vault.logoff().await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_stands_in_the_way_is_named() {
    let emulator = encrypted(Emulator::builder()).await;
    let mut texts = String::new();
    for (manner, expected) in [
        (
            Manner::Says("HTTP/1.1 407 Proxy Authentication Required"),
            ProxyProblem::Credentials,
        ),
        (
            Manner::Says("HTTP/1.1 403 Forbidden"),
            ProxyProblem::Refused,
        ),
        (
            Manner::Says("220 mail.example.com ESMTP"),
            ProxyProblem::Refused,
        ),
    ] {
        let (address, _heads) = proxy(manner);
        let builder = trusting(&emulator)
            .proxy(&address)
            .proxy_credentials("me", "Hunter2");
        match builder.build().unwrap().logon().await.unwrap_err() {
            ref error @ Error::Proxy { problem, .. } => {
                assert_eq!(problem, expected, "{error}");
                assert!(!format!("{error} {error:?}").contains("Hunter2"));
                texts.push_str(&format!("{}\n", told(error)));
            }
            error => panic!("{error:?}"),
        }
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = trusting(&emulator).proxy(nobody).build().unwrap();
    let error = error.logon().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Proxy {
                problem: ProxyProblem::Unreachable,
                ..
            }
        ),
        "{error}"
    );
    texts.push_str(&format!("{}\n", told(&error)));
    assert!(emulator.requests().is_empty(), "nothing reached the vault");
    insta::assert_snapshot!(texts);
}

#[tokio::test]
async fn a_proxy_without_a_tunnel_answers_for_itself() {
    let (address, _heads) = proxy(Manner::Says("HTTP/1.1 407 Proxy Authentication Required"));
    let emulator = Emulator::builder().start().await.unwrap();
    let vault = untrusting(&emulator).allow_plain_http().proxy(address);
    let error = vault.build().unwrap().logon().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Proxy {
                problem: ProxyProblem::Credentials,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn both_versions_of_http_are_spoken() {
    let emulator = encrypted(Emulator::builder()).await;
    for version in [
        HttpVersion::Negotiated,
        HttpVersion::Only1,
        HttpVersion::Only2,
    ] {
        let vault = trusting(&emulator).http_version(version).build().unwrap();
        vault.safes().list().stream().all().await.unwrap();
        vault.logoff().await.unwrap();
    }
    assert_eq!(count(&emulator, "list_safes"), 3);
}

#[tokio::test]
async fn a_downgrade_to_plain_http_is_not_followed() {
    let emulator = encrypted(Emulator::builder()).await;
    let vault = trusting(&emulator).build().unwrap();
    vault.logon().await.unwrap();
    let elsewhere = Emulator::builder().start().await.unwrap();
    let address = format!("{}/PasswordVault/API/Safes", elsewhere.base_url());
    emulator.fail_next("list_safes", Fault::Redirect(address));
    let error = vault.safes().list().stream().all().await.unwrap_err();
    assert!(
        matches!(error, Error::Redirected { status: 302, .. }),
        "{error}"
    );
    assert!(elsewhere.requests().is_empty(), "nobody came");
    vault.logoff().await.unwrap();
}

/// What is needed to ask the directory of an emulator.
fn options(emulator: &Emulator) -> ConnectOptions {
    ConnectOptions::new()
        .certificate_authority(emulator.authority().unwrap())
        .only_these_authorities()
}

/// The problem of a discovery.
async fn lost(discovery: pvwa::connect::Discovery) -> DiscoveryProblem {
    match discovery.discover().await.unwrap_err() {
        Error::Discovery { problem, .. } => *problem,
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_subdomain_leads_to_the_vault() {
    let emulator = encrypted(Emulator::builder()).await;
    let tenant = Vault::privilege_cloud("Emulator")
        .connect_options(options(&emulator))
        .directory(emulator.identity_url())
        .allow_host("127.0.0.1")
        .discover()
        .await
        .unwrap();
    assert_eq!(
        tenant.identity_url(),
        Some(emulator.identity_url().as_str())
    );
    assert_eq!(
        tenant.vault_url().as_str(),
        format!("{}/PasswordVault", emulator.base_url())
    );
    let password = emulator.password_of("Administrator").unwrap();
    let credentials = Credentials::cyberark("Administrator", password.expose().to_owned());
    let vault = tenant.builder().credentials(credentials).build().unwrap();
    vault.logon().await.unwrap();
    assert_eq!(count(&emulator, "list_platform_services"), 1);
    assert_eq!(count(&emulator, "logon"), 1);
}

#[tokio::test]
async fn a_directory_cannot_lead_anywhere() {
    let emulator = encrypted(Emulator::builder()).await;
    let discovery = |subdomain: &str| {
        Vault::privilege_cloud(subdomain)
            .connect_options(options(&emulator))
            .directory(emulator.identity_url())
    };
    let foreign = lost(discovery("emulator")).await;
    assert!(
        matches!(&foreign, DiscoveryProblem::ForeignHost { host, .. } if host == "127.0.0.1"),
        "{foreign:?}"
    );
    assert_eq!(lost(discovery("acme")).await, DiscoveryProblem::Unknown);
    assert_eq!(
        lost(discovery("Hunter2/..")).await,
        DiscoveryProblem::Subdomain
    );
    assert_eq!(lost(discovery("")).await, DiscoveryProblem::Subdomain);
    let plain = discovery("acme").directory("http://127.0.0.1:1");
    assert_eq!(lost(plain).await, DiscoveryProblem::Directory);
    for (fault, problem) in [
        (Fault::Status(503), DiscoveryProblem::Status(503)),
        (
            Fault::Redirect(emulator.base_url()),
            DiscoveryProblem::Status(302),
        ),
        (Fault::Huge(2 << 20), DiscoveryProblem::TooLong),
        (Fault::Truncated, DiscoveryProblem::Unreadable),
        (Fault::WrongType, DiscoveryProblem::Unreadable),
        (Fault::EmptyBody, DiscoveryProblem::Unreadable),
    ] {
        emulator.fail_next("list_platform_services", fault);
        let discovery = discovery("emulator").allow_host("127.0.0.1");
        assert_eq!(lost(discovery).await, problem);
    }
    emulator.fail_next("list_platform_services", Fault::ResetBefore);
    let error = discovery("emulator").discover().await.unwrap_err();
    assert!(matches!(error, Error::Transport { .. }), "{error}");
    let untrusted = Vault::privilege_cloud("emulator").directory(emulator.identity_url());
    let error = untrusted.discover().await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Tls {
                problem: TlsProblem::UnknownAuthority,
                ..
            }
        ),
        "{error}"
    );
}
