//! Lists as iterators.

use crate::{SAFE, Stage, vaults};
use pvwa::{
    Error, PageAnswer, Pager, ResumeToken, SortOrder,
    types::{Account, AccountSavedFilter},
};
use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};
use url::form_urlencoded;

/// The values of a query parameter, one for each request for a page of accounts.
fn asked(stage: &Stage, parameter: &str) -> Vec<String> {
    let requests = stage.requests();
    let lists = requests
        .iter()
        .filter(|request| request.operation == Some("list_accounts"));
    let value = |query: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(name, _)| name == parameter)
            .map(|(_, value)| value.into_owned())
    };
    lists
        .map(|request| value(&request.query).unwrap_or_default())
        .collect()
}

#[test]
fn a_list_is_iterated_over_with_all_its_conditions() {
    let stage = Stage::with(25);
    let vault = stage.vault();
    let list = vault.accounts().list().safe(SAFE);
    let list = list
        .saved_filter(AccountSavedFilter::Regular)
        .sort("name", SortOrder::Ascending);
    let mut names = Vec::new();
    for account in list {
        names.push(account.unwrap().name);
    }
    assert_eq!(names.len(), 25);
    assert!(names.is_sorted());
    assert_eq!(asked(&stage, "filter"), [format!("safeName eq {SAFE}")]);
    assert_eq!(asked(&stage, "savedFilter"), ["Regular"]);
    assert_eq!(asked(&stage, "sort"), ["name asc"]);

    let safes: Vec<_> = vault.safes().list().into_iter().flatten().collect();
    assert_eq!(safes.len(), 1);
    let members = vault.members(SAFE).list().include_predefined();
    assert!(members.users().stream().all().unwrap().len() > 1);
}

#[test]
fn pages_are_asked_for_as_they_are_needed() {
    let stage = Stage::with(25);
    let vault = stage.vault();
    let mut pager = vault.accounts().list().stream().page_size(10);
    assert_eq!(
        (pager.total(), vaults::count(&stage, "list_accounts")),
        (None, 0)
    );
    for read in 0..25 {
        assert!(pager.next().unwrap().is_ok());
        assert_eq!(vaults::count(&stage, "list_accounts"), read / 10 + 1);
    }
    assert!(pager.next().is_none() && pager.next().is_none());
    assert_eq!(pager.total(), Some(25));

    let pages = vault.accounts().list().stream().page_size(10).pages();
    let sizes: Vec<_> = pages.map(|page| page.unwrap().items.len()).collect();
    assert_eq!(sizes, [10, 10, 5]);
}

/// Whether a list can be handed to another thread.
fn is_send<T: Send>(_: &T) {}

#[test]
fn pages_ahead_come_in_while_the_caller_does_something_else() {
    let stage = Stage::with(100);
    let vault = stage.vault();
    let list = vault.accounts().list().stream();
    let mut pager = list.page_size(10).read_ahead(4);
    for _ in 0..11 {
        pager.try_next().unwrap().unwrap();
    }
    is_send(&pager);
    // The first page, the second one, and three ahead of it.
    while vaults::count(&stage, "list_accounts") < 5 {
        thread::yield_now();
    }
    assert_eq!(pager.count(), 89);
    assert_eq!(vaults::count(&stage, "list_accounts"), 10);
}

#[test]
fn a_list_goes_on_where_it_was_left() {
    let stage = Stage::with(30);
    let mut first = stage.vault().accounts().list().stream().at_most(12);
    let mut ids = Vec::new();
    first
        .try_for_each(|account| {
            ids.push(account.id);
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!(ids.len(), 12);
    let token: ResumeToken = first.resume_token().to_string().parse().unwrap();
    drop(first);

    let vault = stage.vault();
    let rest = vault.accounts().list().resume(&token).unwrap();
    ids.extend(rest.map(|account| account.unwrap().id));
    let all = vault.accounts().list().stream().all().unwrap();
    let all: Vec<_> = all.into_iter().map(|account| account.id).collect();
    assert_eq!(ids, all);
    let other = vault.safes().list().resume(&token).unwrap_err();
    assert!(matches!(other, Error::Resume { .. }), "{other}");
}

#[test]
fn an_action_that_fails_ends_the_list_there() {
    let stage = Stage::with(3);
    let vault = stage.vault();
    let mut accounts = vault.accounts().list().stream();
    let failed = accounts
        .try_for_each(|account| vault.accounts().get(&format!("{}0", account.id)).map(drop));
    assert!(matches!(failed, Err(Error::NotFound { .. })), "{failed:?}");
    assert_eq!(accounts.count(), 2);
}

fn key(account: &Account) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(&account.id))
}

#[test]
fn lists_of_the_raw_level_are_read_too_and_their_panics_are_the_callers() {
    let stage = Stage::with(100);
    let vault = stage.vault();
    let list_accounts = pvwa::pvwa_api::operations::find("list_accounts").unwrap();
    let list = |fails_at: u64| {
        vault.pager(|vault| {
            let list = Pager::over(list_accounts, key, move |page| {
                let vault = vault.clone();
                async move {
                    assert!(page.offset != fails_at, "made up");
                    let request = vault.api().list_accounts().limit(page.limit);
                    let answer = request.offset(page.offset).send().await?.into_inner();
                    Ok(PageAnswer::new(answer.value)
                        .total(Some(answer.count))
                        .next_link(answer.next_link))
                }
            });
            list.page_size(10).read_ahead(4)
        })
    };
    assert_eq!(list(u64::MAX).all().unwrap().len(), 100);
    let panic = catch_unwind(AssertUnwindSafe(|| list(30).all())).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"made up"));
    assert_eq!(list(u64::MAX).conditions("all").count(), 100);
}
