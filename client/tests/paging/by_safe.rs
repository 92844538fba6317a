//! Lists that are longer than what the vault gives of one list.

use super::{asked, count};
use crate::vaults::administrator;
use pvwa::{
    Error, Pager,
    types::{Account, AccountSavedFilter},
};
use pvwa_api::operation::Version;
use pvwa_emulator::{Emulator, EmulatorBuilder, Quirk};
use std::collections::HashSet;

fn safes(safes: &[(&str, u32)]) -> EmulatorBuilder {
    let mut builder = Emulator::builder();
    for (safe, accounts) in safes {
        builder = builder.accounts(*accounts, *safe).unwrap();
    }
    builder
}

async fn read(mut accounts: Pager<Account>) -> (Vec<Account>, Option<Error>, Pager<Account>) {
    let mut read = Vec::new();
    loop {
        match accounts.try_next().await {
            Ok(Some(account)) => read.push(account),
            Ok(None) => return (read, None, accounts),
            Err(error) => return (read, Some(error), accounts),
        }
    }
}

fn distinct(accounts: &[Account]) -> usize {
    let ids: HashSet<_> = accounts.iter().map(|account| &account.id).collect();
    ids.len()
}

#[tokio::test]
async fn a_list_that_is_too_long_is_refused_before_anything_is_handed_out() {
    let emulator = safes(&[("BulkSafe", 20_001)]).start().await.unwrap();
    let vault = administrator(&emulator);
    let (accounts, error, _) = read(vault.accounts().list().stream().read_ahead(8)).await;
    assert!(accounts.is_empty());
    let error = error.unwrap();
    assert!(
        matches!(
            error,
            Error::ListTooLong {
                total: Some(20_001),
                reach: 20_000,
                safe: None,
                ..
            }
        ) && error.operation() == Some("list_accounts"),
        "{error}"
    );
    assert!(error.to_string().contains("split_by_safe()"), "{error}");
    assert_eq!(asked(&emulator, "offset"), ["0", "20000"]);

    // One safe alone is too much.
    let list = vault.accounts().list().split_by_safe();
    let (accounts, error, _) = read(list.stream()).await;
    assert!(accounts.is_empty());
    let error = error.unwrap();
    match &error {
        Error::ListTooLong { total, safe, .. } => {
            assert_eq!(*total, Some(20_001));
            assert_eq!(safe.as_deref(), Some("BulkSafe"));
        }
        other => panic!("{other}"),
    }
    assert!(error.to_string().contains("BulkSafe"), "{error}");

    emulator.clear_requests();
    let list = vault.accounts().list().safe("BulkSafe").split_by_safe();
    let (accounts, error, _) = read(list.stream()).await;
    assert!(accounts.is_empty());
    assert!(matches!(error, Some(Error::ListTooLong { .. })));
    assert_eq!(count(&emulator, "list_safes"), 0, "nothing to split");

    // A vault that has pages there is read on.
    emulator.quirk_off(Quirk::OffsetsEnd);
    let (accounts, error, _) = read(vault.accounts().list().stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(distinct(&accounts), 20_001);
}

#[tokio::test]
async fn a_list_is_split_by_safe_with_all_its_conditions() {
    let emulator = safes(&[("First", 12_000), ("Second", 8_500), ("With space", 10)])
        .start()
        .await
        .unwrap();
    let vault = administrator(&emulator);
    let list = || {
        let list = vault.accounts().list().search("a");
        list.saved_filter(AccountSavedFilter::Regular)
            .split_by_safe()
    };
    emulator.quirk_off(Quirk::OffsetsEnd);
    let (whole, error, _) = read(vault.accounts().list().search("a").stream()).await;
    assert!(error.is_none(), "{error:?}");
    emulator.quirk(Quirk::OffsetsEnd);
    emulator.clear_requests();
    let (accounts, error, _) = read(list().stream().read_ahead(4)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(accounts.len(), whole.len());
    assert_eq!(distinct(&accounts), whole.len());

    let requests = count(&emulator, "list_accounts");
    assert_eq!(asked(&emulator, "search"), vec!["a"; requests]);
    assert_eq!(asked(&emulator, "savedFilter"), vec!["Regular"; requests]);
    if whole.len() > 20_000 {
        assert_eq!(count(&emulator, "list_safes"), 1);
        let filters: HashSet<_> = asked(&emulator, "filter").into_iter().collect();
        let expected = [
            "",
            "safeName eq First",
            "safeName eq Second",
            "safeName eq \"With space\"",
        ];
        assert_eq!(filters, expected.map(str::to_owned).into());
    }
}

#[tokio::test]
async fn where_the_total_is_not_told_the_wall_is_met_and_nothing_is_lost() {
    let emulator = safes(&[("First", 12_000), ("Second", 8_500)])
        .quirk(Quirk::CountIsPage)
        .start()
        .await
        .unwrap();
    let vault = administrator(&emulator);
    let (accounts, error, pager) = read(vault.accounts().list().stream().read_ahead(8)).await;
    assert_eq!(distinct(&accounts), 20_000);
    assert!(matches!(
        error,
        Some(Error::ListTooLong {
            total: None,
            reach: 20_000,
            ..
        })
    ));
    // The place is kept.
    let token = pager.resume_token();
    let again = vault.accounts().list().resume(&token).unwrap();
    let (more, error, _) = read(again).await;
    assert!(more.is_empty());
    assert!(matches!(error, Some(Error::ListTooLong { .. })));

    // Where splitting is allowed, what was handed out does not come again, not even where another
    // process goes on.
    let list = || vault.accounts().list().split_by_safe();
    let mut first = list().stream().read_ahead(8);
    let mut accounts = Vec::new();
    for _ in 0..20_100 {
        accounts.extend(first.try_next().await.unwrap());
    }
    let token = first.resume_token().to_string();
    let rest = list().resume(&token.parse().unwrap()).unwrap();
    let (rest, error, _) = read(rest.read_ahead(8)).await;
    assert!(error.is_none(), "{error:?}");
    accounts.extend(rest);
    assert_eq!((accounts.len(), distinct(&accounts)), (20_500, 20_500));
}

#[tokio::test]
async fn an_old_vault_cannot_split_by_names_with_a_space_and_that_is_said_first() {
    let emulator = safes(&[("First", 12_000), ("My Safe", 8_001)])
        .version(Version::new(14, 4, 0))
        .start()
        .await
        .unwrap();
    let vault = administrator(&emulator);
    let list = vault.accounts().list().split_by_safe();
    let (accounts, error, _) = read(list.stream()).await;
    assert!(accounts.is_empty());
    let error = error.unwrap();
    assert!(matches!(error, Error::Arguments { .. }), "{error}");
    assert!(
        error.to_string().contains("1 safes that have a space"),
        "{error}"
    );
}
