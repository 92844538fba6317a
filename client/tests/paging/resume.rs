//! Lists that go on where they were left.

use super::{asked, bulk};
use crate::vaults::{administrator, emulator};
use pvwa::{Error, ResumeProblem, ResumeToken, SortOrder, types::AddAccountRequest};

#[tokio::test]
async fn another_process_goes_on_behind_the_last_account() {
    let emulator = bulk(2_500).await;
    let list = || administrator(&emulator).accounts().list().safe("BulkSafe");
    let all = list().stream().all().await.unwrap();
    let mut first = list().stream().read_ahead(3);
    for _ in 0..1_234 {
        first.try_next().await.unwrap().unwrap();
    }
    let kept = serde_json::to_string(&first.resume_token()).unwrap();
    drop(first);

    emulator.clear_requests();
    let token: ResumeToken = serde_json::from_str(&kept).unwrap();
    let rest = list().resume(&token).unwrap().all().await.unwrap();
    let ids = |accounts: &[pvwa::types::Account]| -> Vec<String> {
        accounts.iter().map(|account| account.id.clone()).collect()
    };
    assert_eq!(ids(&rest), ids(&all[1_234..]));
    assert_eq!(asked(&emulator, "offset"), ["1134", "2134"]);
    assert_eq!(asked(&emulator, "filter"), ["safeName eq BulkSafe"; 2]);
}

#[tokio::test]
async fn the_token_of_another_list_is_refused_before_anything_is_sent() {
    let emulator = bulk(3).await;
    let vault = administrator(&emulator);
    let problem = |error: Error| match error {
        Error::Resume { problem, .. } => problem,
        other => panic!("{other}"),
    };
    let token = vault
        .accounts()
        .list()
        .search("oracle")
        .stream()
        .resume_token();
    let accounts = || vault.accounts().list();
    for other in [
        accounts(),
        accounts().search("Oracle"),
        accounts().search("oracle").safe("BulkSafe"),
        accounts().search("oracle").split_by_safe(),
        accounts()
            .search("oracle")
            .sort("name", SortOrder::Descending),
    ] {
        let error = other.resume(&token).unwrap_err();
        assert_eq!(problem(error), ResumeProblem::OtherConditions);
    }
    let error = vault.safes().list().search("oracle").resume(&token);
    assert_eq!(problem(error.unwrap_err()), ResumeProblem::OtherList);
    let elsewhere = self::emulator().await;
    let other = administrator(&elsewhere).accounts().list().search("oracle");
    let error = other.resume(&token).unwrap_err();
    assert_eq!(problem(error), ResumeProblem::OtherConditions);
    assert!(accounts().search("oracle").resume(&token).is_ok());
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn a_list_that_was_begun_is_not_resumed() {
    let emulator = bulk(3).await;
    let mut pager = administrator(&emulator).accounts().list().stream();
    pager.try_next().await.unwrap();
    let token = pager.resume_token();
    let error = pager.resume(&token).unwrap_err();
    assert!(matches!(error, Error::Arguments { .. }), "{error}");
}

#[tokio::test]
async fn what_was_added_after_the_end_comes_when_it_is_resumed() {
    let emulator = bulk(30).await;
    let vault = administrator(&emulator);
    let list = || vault.accounts().list().safe("BulkSafe");
    let mut pager = list().stream();
    while pager.try_next().await.unwrap().is_some() {}
    let token = pager.resume_token();
    let rest = list().resume(&token).unwrap().all().await.unwrap();
    assert!(rest.is_empty());
    let account = AddAccountRequest::builder()
        .platform_id("UnixSSH")
        .safe_name("BulkSafe")
        .address("new.example.com".to_owned())
        .user_name("root".to_owned())
        .try_into()
        .unwrap();
    let added = vault.accounts().add(&account).await.unwrap();
    let rest = list().resume(&token).unwrap().all().await.unwrap();
    let ids: Vec<_> = rest.iter().map(|account| &account.id).collect();
    assert_eq!(ids, [&added.id]);
}

#[tokio::test]
async fn a_program_that_deletes_what_it_lists_misses_nothing() {
    let emulator = bulk(60).await;
    let vault = administrator(&emulator);
    let mut accounts = vault.accounts().list().stream().page_size(20).read_ahead(2);
    let mut deleted = 0;
    accounts
        .try_for_each(async |account| {
            deleted += 1;
            vault.accounts().delete(&account.id).await
        })
        .await
        .unwrap();
    assert_eq!(deleted, 60);
    let rest = vault.accounts().list().stream().all().await.unwrap();
    assert!(rest.is_empty());
}
