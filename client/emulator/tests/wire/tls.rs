//! TLS with a certificate of the moment.

use pvwa_emulator::{CertificateFlaw, Edition, Emulator};
use reqwest::{Certificate, Client};
use serde_json::Value;

#[tokio::test]
async fn a_client_that_trusts_the_authority_is_served_and_no_other() {
    let emulator = Emulator::builder()
        .tls()
        .start()
        .await
        .expect("a free port");
    assert!(emulator.base_url().starts_with("https://127.0.0.1:"));
    let authority = emulator.authority().expect("an authority").as_bytes();
    let authority = Certificate::from_pem(authority).expect("a certificate");
    let trusting = Client::builder()
        .tls_certs_only([authority])
        .build()
        .expect("a client");
    let verify = "PasswordVault/WebServices/PIMServices.svc/Verify";
    let port = emulator
        .base_url()
        .rsplit(':')
        .next()
        .map(str::to_owned)
        .expect("a port");
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("https://{host}:{port}/{verify}");
        let answer = trusting.get(url).send().await.expect("an answer");
        let server: Value = answer.json().await.expect("JSON");
        assert_eq!(server["ApplicationName"], "PasswordVault");
    }
    let url = format!("{}/{verify}", emulator.base_url());
    let other = Client::builder()
        .tls_certs_only([])
        .build()
        .expect("a client");
    assert!(
        other.get(&url).send().await.is_err(),
        "nobody vouches for it"
    );
    assert!(emulator.identity_url().starts_with("https://"));
}

#[tokio::test]
async fn an_edition_has_its_own_operations() {
    for (edition, expected) in [(Edition::SelfHosted, 401), (Edition::PrivilegeCloud, 404)] {
        let emulator = Emulator::builder()
            .edition(edition)
            .start()
            .await
            .expect("a free port");
        let url = format!("{}/PasswordVault/API/ActiveThemes", emulator.base_url());
        let answer = Client::new().post(url).send().await.expect("an answer");
        assert_eq!(answer.status(), expected, "{edition:?}");
    }
}

#[tokio::test]
async fn a_careful_client_refuses_a_flawed_certificate() {
    let flaws = [
        CertificateFlaw::Expired,
        CertificateFlaw::NotYetValid,
        CertificateFlaw::OtherName,
        CertificateFlaw::SelfSigned,
    ];
    for flaw in flaws {
        let emulator = Emulator::builder()
            .tls_flaw(flaw)
            .start()
            .await
            .expect("a free port");
        let authority = emulator.authority().expect("an authority").as_bytes();
        let authority = Certificate::from_pem(authority).expect("a certificate");
        let client = Client::builder().tls_certs_only([authority]).build();
        let answer = client.expect("a client").get(emulator.base_url()).send();
        assert!(answer.await.is_err(), "{flaw:?}");
        assert!(emulator.requests().is_empty(), "{flaw:?}");
    }
}

#[tokio::test]
async fn only_who_shows_the_certificate_is_served() {
    let emulator = Emulator::builder()
        .tls_client_certificate()
        .start()
        .await
        .expect("a free port");
    let authority = emulator.authority().expect("an authority").as_bytes();
    let authority = Certificate::from_pem(authority).expect("a certificate");
    let identity = emulator.client_certificate().expect("a certificate");
    let identity = reqwest::Identity::from_pem(identity.as_bytes()).expect("a key");
    let client = || Client::builder().tls_certs_only([authority.clone()]);
    let url = format!(
        "{}/PasswordVault/WebServices/PIMServices.svc/Verify",
        emulator.base_url()
    );
    let known = client().identity(identity).build().expect("a client");
    assert_eq!(
        known.get(&url).send().await.expect("an answer").status(),
        200
    );
    let unknown = client().build().expect("a client");
    assert!(unknown.get(&url).send().await.is_err());
    assert_eq!(emulator.requests().len(), 1);
}
