//! The first items of a list.

use super::{asked, bulk};
use crate::vaults::{administrator, count};
use pvwa::Error;
use pvwa_emulator::Quirk;

#[tokio::test]
async fn the_first_accounts_are_all_that_is_asked_for() {
    let emulator = bulk(2_500).await;
    let list = || administrator(&emulator).accounts().list();
    for (most, limits, offsets) in [
        (0, vec![], vec![]),
        (10, vec!["10"], vec!["0"]),
        (1_500, vec!["1000", "500"], vec!["0", "1000"]),
        (9_999, vec!["1000"; 3], vec!["0", "1000", "2000"]),
    ] {
        for ahead in [1, 8] {
            emulator.clear_requests();
            let pager = list().stream().read_ahead(ahead).at_most(most);
            let accounts = pager.all().await.unwrap();
            assert_eq!(accounts.len() as u64, most.min(2_500));
            let mut sent = asked(&emulator, "offset");
            sent.sort_by_key(|offset| offset.parse::<u64>().unwrap());
            assert_eq!(sent, offsets, "{most}");
            let mut sent = asked(&emulator, "limit");
            sent.sort_by_key(|limit| std::cmp::Reverse(limit.parse::<u64>().unwrap()));
            assert_eq!(sent, limits, "{most}");
        }
    }
}

#[tokio::test]
async fn a_list_that_is_too_long_has_a_beginning_all_the_same() {
    let emulator = bulk(20_001).await;
    let list = || administrator(&emulator).accounts().list();
    for list in [list(), list().split_by_safe()] {
        emulator.clear_requests();
        let mut accounts = list.stream().at_most(25);
        let mut read = 0;
        while accounts.try_next().await.unwrap().is_some() {
            read += 1;
        }
        assert_eq!((read, accounts.total()), (25, Some(20_001)));
        assert_eq!(asked(&emulator, "limit"), ["25"], "nothing else");
    }
    let accounts = list().stream().at_most(20_000).all().await.unwrap();
    assert_eq!(accounts.len(), 20_000);
    emulator.clear_requests();
    let error = list().stream().at_most(20_001).all().await.unwrap_err();
    assert!(matches!(error, Error::ListTooLong { .. }), "{error}");
    assert_eq!(asked(&emulator, "offset"), ["0", "20000"]);
}

#[tokio::test]
async fn the_next_ones_come_behind_the_first_ones() {
    let emulator = bulk(300).await;
    let list = || administrator(&emulator).accounts().list().safe("BulkSafe");
    let all = list().stream().all().await.unwrap();
    emulator.clear_requests();
    let mut token = list().stream().resume_token();
    let mut ids = Vec::new();
    for _ in 0..3 {
        let mut pages = list().resume(&token).unwrap().at_most(40).pages();
        while let Some(page) = pages.try_next().await.unwrap() {
            ids.extend(page.items.into_iter().map(|account| account.id));
        }
        token = pages.resume_token();
    }
    let expected: Vec<_> = all[..120]
        .iter()
        .map(|account| account.id.clone())
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(asked(&emulator, "limit"), ["40", "80", "120"]);
}

#[tokio::test]
async fn a_server_with_smaller_pages_is_followed_as_far_as_is_wanted() {
    let emulator = bulk(300).await;
    emulator.quirk(Quirk::PageLimit(100));
    for quirk in [Quirk::EmptyNextLink, Quirk::CountIsPage] {
        emulator.quirk(quirk);
        emulator.clear_requests();
        let list = administrator(&emulator).accounts().list();
        let accounts = list.stream().at_most(250).all().await.unwrap();
        assert_eq!(accounts.len(), 250);
        assert_eq!(asked(&emulator, "limit"), ["250", "150", "50"]);
    }
}

#[tokio::test]
async fn safes_and_members_have_first_ones_too() {
    let emulator = bulk(1).await;
    let vault = administrator(&emulator);
    let safes = vault.safes().list().stream().at_most(1).all().await;
    assert_eq!(safes.unwrap().len(), 1);
    let members = vault.members("BulkSafe").list().include_predefined();
    let members = members.stream().page_size(2).at_most(3).all().await;
    assert_eq!(members.unwrap().len(), 3);
    assert_eq!(count(&emulator, "list_safe_members"), 2);
}
