//! Everything that can go wrong with one page of a list: what came before it is there, nothing comes
//! twice, and the list goes on from there.

use super::bulk;
use crate::vaults::builder;
use pvwa::{RetryPolicy, Vault, VersionCheck, types::Account};
use pvwa_emulator::{Emulator, Fault, Quirk};
use std::time::Duration;

const ACCOUNTS: u32 = 45;

/// The faults that a page can have.
fn faults() -> Vec<Fault> {
    vec![
        Fault::Status(400),
        Fault::Status(403),
        Fault::Status(404),
        Fault::Status(500),
        Fault::Status(503),
        Fault::StatusWith {
            status: 500,
            code: "CAWS00001E".to_owned(),
            message: "Page doesn't exist".to_owned(),
        },
        Fault::Html(200),
        Fault::Html(502),
        Fault::RetryAfter(1),
        Fault::ResetBefore,
        Fault::ResetAfter,
        Fault::Stall,
        Fault::EmptyBody,
        Fault::WrongType,
        Fault::Truncated,
        Fault::CutOff,
        Fault::ContentType("text/html".to_owned()),
        Fault::Huge(100_000),
        Fault::ExpiredToken,
        Fault::DuplicatedPage,
        Fault::SamePage,
    ]
}

fn vault(emulator: &Emulator) -> Vault {
    let builder = builder(emulator, "Administrator");
    builder
        .attempt_timeout(Duration::from_secs(2))
        .retry(RetryPolicy::never())
        .version_check(VersionCheck::Off)
        .build()
        .unwrap()
}

/// Reads the list, resuming after an error, and tells how often there was one.
async fn read(
    vault: &Vault,
    ahead: usize,
    page: usize,
    fault: &Fault,
    emulator: &Emulator,
) -> (Vec<Account>, usize) {
    let list = || vault.accounts().list().safe("BulkSafe");
    let stream = list().stream().page_size(10).read_ahead(ahead);
    let mut pager = stream;
    let (mut accounts, mut errors) = (Vec::new(), 0);
    let mut planned = false;
    loop {
        if !planned && accounts.len() == page * 10 {
            emulator.fail_next("list_accounts", fault.clone());
            planned = true;
        }
        match pager.try_next().await {
            Ok(Some(account)) => accounts.push(account),
            Ok(None) => return (accounts, errors),
            Err(error) => {
                errors += 1;
                assert!(errors < 3, "{fault:?}: {error}");
                assert!(pager.try_next().await.unwrap().is_none(), "it has ended");
                let token = pager.resume_token().to_string().parse().unwrap();
                let resumed = list().resume(&token).unwrap();
                pager = resumed.page_size(10).read_ahead(ahead);
            }
        }
    }
}

#[tokio::test]
async fn no_fault_of_a_page_loses_or_doubles_an_account() {
    let emulator = bulk(ACCOUNTS).await;
    let clean = vault(&emulator).accounts().list().stream();
    let expected: Vec<_> = clean
        .all()
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.id)
        .collect();
    for fault in faults() {
        for (ahead, page) in [(1, 0), (1, 2), (4, 1)] {
            let vault = vault(&emulator);
            let (accounts, errors) = read(&vault, ahead, page, &fault, &emulator).await;
            let ids: Vec<_> = accounts.into_iter().map(|account| account.id).collect();
            assert_eq!(
                ids, expected,
                "{fault:?} of page {page}, {ahead} ahead, {errors} errors"
            );
        }
    }
}

#[tokio::test]
async fn quirks_together_change_nothing() {
    let emulator = bulk(ACCOUNTS).await;
    let vault = vault(&emulator);
    let quirks = [
        Quirk::EmptyNextLink,
        Quirk::SavedFilterLost,
        Quirk::PageLimit(7),
        Quirk::CountIsPage,
    ];
    for set in 0..1 << quirks.len() {
        for (bit, quirk) in quirks.into_iter().enumerate() {
            match set & (1 << bit) {
                0 => emulator.quirk_off(quirk),
                _ => emulator.quirk(quirk),
            }
        }
        for ahead in [1, 3] {
            let list = vault.accounts().list().stream();
            let accounts = list.page_size(10).read_ahead(ahead).all().await.unwrap();
            assert_eq!(accounts.len(), ACCOUNTS as usize, "{set:b}");
        }
    }
}
