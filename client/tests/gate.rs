//! What this version or edition of the vault does not have is not sent.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use futures::future::join_all;
use pvwa::{
    Error, VersionCheck,
    operation::{Edition, Version},
};
use pvwa_emulator::{self as emulated, Emulator, Fault};
use vaults::{administrator, builder, count};

async fn version(version: Version) -> Emulator {
    Emulator::builder().version(version).start().await.unwrap()
}

#[tokio::test]
async fn an_old_vault_is_not_asked_for_what_it_does_not_have() {
    let emulator = version(Version::new(12, 0, 0)).await;
    let vault = administrator(&emulator);
    let error = vault.safes().get("APP").await.unwrap_err();
    let Error::VersionTooOld { needs, has, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(
        (needs, has),
        (Version::new(12, 2, 0), Version::new(12, 0, 0))
    );
    assert_eq!((error.operation(), error.attempts()), (Some("get_safe"), 0));
    assert_eq!(
        error.to_string(),
        "get_safe needs version 12.2 of the vault, and this one has 12.0; upgrade it, or switch the check off with \
         version_check() on the builder if you know better"
    );
    assert_eq!(count(&emulator, "get_safe"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_version_is_asked_once_and_only_when_it_is_needed() {
    let emulator = version(Version::new(14, 6, 0)).await;
    let vault = administrator(&emulator);
    vault.logon().await.unwrap();
    assert_eq!(count(&emulator, "get_server"), 0);
    let lists = (0..50).map(|_| {
        let vault = vault.clone();
        tokio::spawn(async move { vault.safes().list().stream().all().await.map(drop) })
    });
    for list in join_all(lists).await {
        list.unwrap().unwrap();
    }
    assert_eq!(vault.version().await.unwrap(), Some(Version::new(14, 6, 0)));
    assert_eq!(count(&emulator, "get_server"), 1);
}

#[tokio::test]
async fn the_check_can_be_given_a_version_or_switched_off() {
    let emulator = version(Version::new(12, 0, 0)).await;
    let check = async |check| {
        let vault = builder(&emulator, "Administrator")
            .version_check(check)
            .build()
            .unwrap();
        vault.safes().get("APP").await.unwrap_err()
    };
    let error = check(VersionCheck::Assumed(Version::new(11, 7, 0))).await;
    assert!(
        matches!(
            error,
            Error::VersionTooOld {
                has: Version { major: 11, .. },
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(count(&emulator, "get_safe"), 0);
    // This emulator is too old for it, and says so.
    check(VersionCheck::Off).await;
    assert_eq!(count(&emulator, "get_safe"), 1);
    assert_eq!(count(&emulator, "get_server"), 0);
}

#[tokio::test]
async fn a_vault_that_does_not_tell_its_version_is_used_all_the_same() {
    let emulator = version(Version::new(14, 6, 0)).await;
    let vault = administrator(&emulator);
    emulator.fail_next("get_server", Fault::Status(403));
    vault.safes().list().stream().all().await.unwrap();
    vault.safes().list().stream().all().await.unwrap();
    assert_eq!(vault.version().await.unwrap(), None);
    assert_eq!(count(&emulator, "get_server"), 1);
}

#[tokio::test]
async fn another_edition_is_not_asked_for_what_it_does_not_have() {
    let emulator = Emulator::builder()
        .edition(emulated::Edition::PrivilegeCloud)
        .start()
        .await
        .unwrap();
    let vault = builder(&emulator, "Administrator")
        .edition(Edition::PrivilegeCloud)
        .build()
        .unwrap();
    let error = Error::from(vault.api().logoff_gen1().send().await.unwrap_err());
    assert_eq!(
        error.to_string(),
        "logoff_gen1 exists only in Self-Hosted, and this vault is Privilege Cloud; switch the check off with \
         version_check() on the builder if you know better"
    );
    assert_eq!(count(&emulator, "logoff_gen1"), 0);
    // The newest there is: nobody asks for its version.
    vault.safes().list().stream().all().await.unwrap();
    assert_eq!(count(&emulator, "get_server"), 0);
    assert_eq!(vault.version().await.unwrap(), None);
    assert_eq!(vault.edition(), Edition::PrivilegeCloud);
}
