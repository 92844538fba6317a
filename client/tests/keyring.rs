//! A password in the keyring of the operating system. It needs one: `client/tests/keyring/run` starts
//! one for the test.

#![cfg(feature = "keyring")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{Credentials, SecretSource};

const SERVICE: &str = "pvwa-tests";
const USER: &str = "Administrator";

#[tokio::test]
#[ignore = "it needs a keyring: client/tests/keyring/run"]
async fn the_keyring_is_read_at_every_logon() {
    let emulator = vaults::emulator().await;
    let password = emulator.password_of(USER).unwrap();
    let entry = || keyring::Entry::new(SERVICE, USER).unwrap();
    let store = |text: String| {
        let stored = tokio::task::spawn_blocking(move || entry().set_password(&text));
        async { stored.await.unwrap().unwrap() }
    };
    let source = SecretSource::keyring(SERVICE, USER);
    let vault = vaults::builder(&emulator, USER)
        .credentials(Credentials::cyberark(USER, source))
        .build()
        .unwrap();

    let error = vault.logon().await.unwrap_err().to_string();
    assert!(error.contains("keyring"), "{error}");
    store("Hunter2".to_owned()).await;
    let error = vault.logon().await.unwrap_err().to_string();
    assert!(!error.contains("Hunter2"), "{error}");
    assert_eq!(vaults::count(&emulator, "logon"), 1, "the one with Hunter2");
    store(password.expose().to_owned()).await;
    vault.logon().await.unwrap();
    vault.logoff().await.unwrap();
    assert_eq!(vaults::count(&emulator, "logon"), 2);

    let deleted = tokio::task::spawn_blocking(move || entry().delete_credential());
    deleted.await.unwrap().unwrap();
}
