//! Lists are read to their end, with few requests, and never in a circle.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "paging/at_most.rs"]
mod at_most;
#[path = "paging/by_safe.rs"]
mod by_safe;
#[path = "paging/faults.rs"]
mod faults;
#[path = "paging/raw.rs"]
mod raw;
#[path = "paging/resume.rs"]
mod resume;
mod vaults;

use futures::StreamExt;
use pvwa::{Error, SortOrder, types::AccountSavedFilter};
use pvwa_emulator::{Emulator, Quirk};
use std::collections::HashSet;
use url::form_urlencoded;
use vaults::{administrator, count};

async fn bulk(accounts: u32) -> Emulator {
    Emulator::builder()
        .accounts(accounts, "BulkSafe")
        .unwrap()
        .start()
        .await
        .unwrap()
}

/// The values of a query parameter, one for each request for a page of accounts.
fn asked(emulator: &Emulator, parameter: &str) -> Vec<String> {
    let requests = emulator.requests();
    requests
        .iter()
        .filter(|request| request.operation == Some("list_accounts"))
        .map(|request| {
            let mut pairs = form_urlencoded::parse(request.query.as_bytes());
            let value = pairs.find(|(name, _)| name == parameter);
            value
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        })
        .collect()
}

#[tokio::test]
async fn two_and_a_half_thousand_accounts_take_three_requests() {
    let emulator = bulk(2500).await;
    let list = administrator(&emulator).accounts().list().safe("BulkSafe");
    let accounts = list
        .saved_filter(AccountSavedFilter::Regular)
        .stream()
        .all()
        .await
        .unwrap();

    let ids: HashSet<_> = accounts.iter().map(|account| &account.id).collect();
    assert_eq!((accounts.len(), ids.len()), (2500, 2500));
    assert_eq!(asked(&emulator, "limit"), ["1000"; 3]);
    assert_eq!(asked(&emulator, "offset"), ["0", "1000", "2000"]);
    assert_eq!(asked(&emulator, "savedFilter"), ["Regular"; 3]);
    assert_eq!(asked(&emulator, "filter"), ["safeName eq BulkSafe"; 3]);
}

#[tokio::test]
async fn pages_are_fetched_only_when_they_are_needed() {
    let emulator = bulk(2500).await;
    let mut accounts = administrator(&emulator).accounts().list().stream();
    assert_eq!(count(&emulator, "list_accounts"), 0);
    for _ in 0..1000 {
        accounts.next().await.unwrap().unwrap();
    }
    assert_eq!(count(&emulator, "list_accounts"), 1);
    accounts.try_next().await.unwrap().unwrap();
    assert_eq!(count(&emulator, "list_accounts"), 2);
}

#[tokio::test]
async fn a_server_with_smaller_pages_is_followed() {
    let emulator = bulk(250).await;
    emulator.quirk(Quirk::PageLimit(100));
    emulator.quirk(Quirk::CountIsPage);
    let accounts = administrator(&emulator)
        .accounts()
        .list()
        .stream()
        .all()
        .await
        .unwrap();
    assert_eq!(accounts.len(), 250);
    assert_eq!(asked(&emulator, "offset"), ["0", "100", "200"]);
}

#[tokio::test]
async fn pages_ahead_are_asked_for_with_all_conditions_and_none_behind_the_end() {
    let emulator = bulk(9_500).await;
    let list = administrator(&emulator).accounts().list().safe("BulkSafe");
    let list = list.saved_filter(AccountSavedFilter::Regular).search("a");
    let mut accounts = list
        .sort("name", SortOrder::Ascending)
        .stream()
        .read_ahead(4);
    assert_eq!(accounts.total(), None);
    let mut ids = Vec::new();
    while let Some(account) = accounts.try_next().await.unwrap() {
        ids.push(account.id);
    }
    let total = usize::try_from(accounts.total().unwrap()).unwrap();
    assert!(total > 4_000, "the search finds {total}");
    assert_eq!(ids.len(), total);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), total);

    let pages = total.div_ceil(1_000);
    let mut offsets: Vec<usize> = asked(&emulator, "offset")
        .iter()
        .map(|offset| offset.parse().unwrap())
        .collect();
    offsets.sort_unstable();
    let expected: Vec<usize> = (0..pages).map(|page| page * 1_000).collect();
    assert_eq!(offsets, expected);
    for (parameter, value) in [
        ("savedFilter", "Regular"),
        ("filter", "safeName eq BulkSafe"),
        ("search", "a"),
        ("sort", "name asc"),
        ("limit", "1000"),
    ] {
        assert_eq!(asked(&emulator, parameter), vec![value; pages]);
    }
}

#[tokio::test]
async fn pages_ahead_of_a_server_with_smaller_pages_lose_nothing() {
    let emulator = bulk(950).await;
    emulator.quirk(Quirk::PageLimit(100));
    for quirk in [Quirk::EmptyNextLink, Quirk::CountIsPage] {
        emulator.quirk(quirk);
        emulator.clear_requests();
        let list = administrator(&emulator).accounts().list();
        let accounts = list.stream().read_ahead(8).all().await.unwrap();
        let ids: HashSet<_> = accounts.iter().map(|account| &account.id).collect();
        assert_eq!((accounts.len(), ids.len()), (950, 950));
        assert_eq!(count(&emulator, "list_accounts"), 10, "link by link");
    }
}

#[tokio::test]
async fn where_the_total_is_not_told_few_pages_are_asked_for_in_vain() {
    let emulator = bulk(2_500).await;
    emulator.quirk(Quirk::CountIsPage);
    let mut accounts = administrator(&emulator)
        .accounts()
        .list()
        .stream()
        .read_ahead(20);
    let mut read = 0;
    while accounts.try_next().await.unwrap().is_some() {
        read += 1;
    }
    assert_eq!((read, accounts.total()), (2_500, None));
    assert!(count(&emulator, "list_accounts") <= 3 + 4);
}

#[tokio::test]
async fn a_list_in_a_shape_that_is_not_known_is_not_taken_for_an_empty_one() {
    let emulator = bulk(3).await;
    emulator.quirk(Quirk::TotalStyle);
    let vault = administrator(&emulator);
    let safes = vault.safes().list().stream().all().await.unwrap();
    assert_eq!(safes.len(), 1);
    let accounts = vault.accounts().list().stream().all().await;
    accounts.expect_err("they are not where accounts are looked for");
    let members = vault.members("BulkSafe").list().stream().all().await;
    match members {
        Ok(members) => assert_eq!(members.len(), 1),
        Err(error) => assert!(
            matches!(
                error,
                Error::ListCutShort {
                    read: 0,
                    total: 1,
                    ..
                }
            ) && error.operation() == Some("list_safe_members"),
            "{error}"
        ),
    }
}

#[tokio::test]
async fn pages_tell_where_they_are_and_what_there_is() {
    let emulator = bulk(25).await;
    let list = administrator(&emulator).accounts().list();
    let mut pages = list.stream().page_size(10).pages();
    let mut seen = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        seen.push((page.offset, page.items.len(), page.total));
        assert_eq!(page.resume_token, pages.resume_token());
    }
    assert_eq!(
        seen,
        [(0, 10, Some(25)), (10, 10, Some(25)), (20, 5, Some(25))]
    );
    assert_eq!(asked(&emulator, "limit"), ["10"; 3]);
}

#[tokio::test]
async fn an_empty_link_is_the_end() {
    let emulator = bulk(100).await;
    emulator.quirk(Quirk::EmptyNextLink);
    let accounts = administrator(&emulator)
        .accounts()
        .list()
        .stream()
        .all()
        .await
        .unwrap();
    assert_eq!(accounts.len(), 100);
    assert_eq!(count(&emulator, "list_accounts"), 1);
}

#[tokio::test]
async fn a_repeated_link_is_an_error_and_no_loop() {
    let emulator = bulk(2500).await;
    emulator.quirk(Quirk::RepeatedNextLink);
    let stream = administrator(&emulator).accounts().list().stream();
    let items: Vec<_> = stream.collect().await;

    let error = items.last().unwrap().as_ref().unwrap_err();
    assert!(
        matches!(error, Error::EndlessList { .. }) && error.operation() == Some("list_accounts"),
        "{error}"
    );
    let ids: Vec<_> = items.iter().flatten().map(|account| &account.id).collect();
    assert_eq!(
        ids.len(),
        ids.iter().collect::<HashSet<_>>().len(),
        "no account comes twice"
    );
    assert!(count(&emulator, "list_accounts") <= 3);
}

#[tokio::test]
async fn conditions_are_written_as_the_vault_reads_them() {
    let emulator = bulk(10).await;
    let vault = administrator(&emulator);
    let list = vault.accounts().list().safe("My Safe").search("a+b & c");
    let list = list
        .sort("userName", SortOrder::Descending)
        .sort("address", SortOrder::Ascending);
    list.stream().all().await.unwrap();

    assert_eq!(asked(&emulator, "filter"), ["safeName eq \"My Safe\""]);
    assert_eq!(asked(&emulator, "search"), ["a+b & c"]);
    assert_eq!(asked(&emulator, "sort"), ["userName desc,address asc"]);
    let requests = emulator.requests();
    assert!(
        requests.iter().all(|request| !request.query.contains('+')),
        "a space is %20 in a query"
    );
}

#[tokio::test]
async fn a_condition_that_cannot_be_written_is_not_sent() {
    let emulator = bulk(10).await;
    let vault = administrator(&emulator);
    let error = vault
        .accounts()
        .list()
        .safe("My \"Safe\"")
        .stream()
        .all()
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Arguments { .. }) && error.operation() == Some("list_accounts"),
        "{error}"
    );
    assert_eq!(count(&emulator, "list_accounts"), 0);
}

#[tokio::test]
async fn safes_and_members_are_paged_too() {
    let emulator = bulk(10).await;
    emulator.quirk(Quirk::PageLimit(2));
    let vault = administrator(&emulator);
    let safes = vault.safes().list().stream().all().await.unwrap();
    assert!(
        safes
            .iter()
            .any(|safe| safe.safe_name.as_deref() == Some("BulkSafe"))
    );
    let members = vault
        .members("BulkSafe")
        .list()
        .include_predefined()
        .stream()
        .all()
        .await
        .unwrap();
    assert!(members.len() > 2, "the predefined groups are members");
    assert_eq!(
        count(&emulator, "list_safe_members"),
        members.len().div_ceil(2)
    );
}
