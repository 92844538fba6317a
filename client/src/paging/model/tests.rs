//! What holds of every list, whatever the server.

use super::*;
use crate::paging::{Pager, ResumeToken, plan::MOST_EMPTY_PAGES};
use futures::FutureExt;

proptest! {
    #[test]
    fn a_list_is_all_there_in_order_once_or_it_is_an_error(server in servers().prop_filter("it gives no sign of what it leaves out", |server| !server.deceives()), limit in 1u32..30, ahead in 0usize..12) {
        let (list, log) = server.list(limit);
        let (items, error) = run(collect(Pager::reading(list).read_ahead(ahead)));
        let old: Vec<u64> = items.iter().copied().filter(|item| *item < 1_000_000).collect();
        let deleted = match server.event.1 { Event::Deleted(deleted) => deleted as u64, _ => 0 };
        // What was deleted may be there or not; everything else is, in its order.
        let kept: Vec<u64> = old.iter().copied().filter(|item| *item >= deleted).collect();
        let expected: Vec<u64> = (deleted.min(server.items)..server.items).take(kept.len()).collect();
        prop_assert_eq!(&kept, &expected, "{:?}", error);
        let mut sorted = items.clone();
        sorted.sort_unstable();
        sorted.dedup();
        prop_assert_eq!(sorted.len(), items.len(), "nothing comes twice");
        if error.is_none() {
            prop_assert_eq!(kept.len() as u64, server.items.saturating_sub(deleted), "never short without a word");
        }
        let log = log.lock().unwrap();
        let page = server.cap.min(limit as usize) as u64;
        let needed = (server.items + 10).div_ceil(page) as usize;
        prop_assert!(log.requests.len() <= 3 * (needed + MOST_EMPTY_PAGES as usize) + 2 * ahead, "{} requests for {needed} pages", log.requests.len());
        prop_assert!(log.most_at_once <= ahead.max(1));
    }

    #[test]
    fn a_list_that_is_left_anywhere_goes_on_there(
        items in 0u64..100, limit in 1u32..30, cap in 1usize..40, ahead in 0usize..5, left in 0usize..110,
        style in prop_oneof![Just(Style::Links), Just(Style::Counted), Just(Style::Numbered { first: 1 })],
    ) {
        let server = Server { style, cap, ..honest(items) };
        let (first, token) = run(async {
            let mut pager = Pager::reading(server.list(limit).0).read_ahead(ahead);
            let mut first = Vec::new();
            for _ in 0..left {
                first.extend(pager.try_next().await.unwrap());
            }
            (first, pager.resume_token().to_string())
        });
        let token: ResumeToken = token.parse().unwrap();
        let pager = Pager::reading(server.list(limit).0).read_ahead(ahead).resume(&token).unwrap();
        let (rest, error) = run(collect(pager));
        prop_assert!(error.is_none(), "{:?}", error);
        let all: Vec<u64> = first.into_iter().chain(rest).collect();
        prop_assert_eq!(all, (0..items).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_items_are_those_of_the_whole_list_and_no_more_is_asked_for(
        items in 0u64..100, limit in 1u32..30, cap in 1usize..40, ahead in 0usize..5, most in 0u64..110,
        left in 0usize..50, stated in prop_oneof![Just(Stated::All), Just(Stated::OfPage), Just(Stated::Nothing)],
        style in prop_oneof![Just(Style::Links), Just(Style::Counted), Just(Style::Numbered { first: 1 })],
    ) {
        let server = Server { style, cap, stated, ..honest(items) };
        prop_assume!(!server.deceives());
        let token = run(async {
            let mut pager = Pager::reading(server.list(limit).0).read_ahead(ahead);
            for _ in 0..left {
                pager.try_next().await.unwrap();
            }
            pager.resume_token()
        });
        let (list, log) = server.list(limit);
        let pager = Pager::reading(list).read_ahead(ahead).at_most(most).resume(&token).unwrap();
        let (first, error) = run(collect(pager));
        prop_assert!(error.is_none(), "{:?}", error);
        let left = items.min(left as u64);
        let end = items.min(left + most);
        prop_assert_eq!(first, (left..end).collect::<Vec<_>>());
        let log = log.lock().unwrap();
        let counts_items = !matches!(style, Style::Numbered { .. });
        for request in log.requests.iter().filter(|_| counts_items && cap >= limit as usize) {
            prop_assert!(request.offset + u64::from(request.limit) <= left + most, "{request:?}");
        }
        prop_assert!(most > 0 || log.requests.is_empty());
    }
}

/// How often everything had its turn while a list was read; a request takes a hundred turns.
fn turns(server: &Server, ahead: usize) -> usize {
    run(async {
        let turns = Arc::new(Mutex::new(0));
        let counted = turns.clone();
        tokio::spawn(async move {
            loop {
                *counted.lock().unwrap() += 1;
                tokio::task::yield_now().await;
            }
        });
        let pager = Pager::reading(server.list(1000).0).read_ahead(ahead);
        let (items, error) = tokio::spawn(collect(pager)).await.unwrap();
        assert!(error.is_none(), "{error:?}");
        assert_eq!(items.len() as u64, server.items);
        *turns.lock().unwrap()
    })
}

#[test]
fn eight_pages_at_once_take_a_quarter_of_the_time_or_less() {
    for (stated, rounds) in [(Stated::All, 4), (Stated::OfPage, 5)] {
        let server = Server {
            stated,
            ..honest(20_000)
        };
        assert_eq!(turns(&server, 1) / 100, 20, "{stated:?}");
        assert_eq!(turns(&server, 8) / 100, rounds, "{stated:?}");
    }
}

#[test]
fn eight_pages_at_once_are_no_more_and_none_lies_behind_the_end() {
    let (list, log) = honest(20_000).list(1000);
    let (items, error) = run(collect(Pager::reading(list).read_ahead(8)));
    assert!(error.is_none());
    assert_eq!(items.len(), 20_000);
    let log = log.lock().unwrap();
    assert_eq!(log.requests.len(), 20, "nothing behind the end");
    assert_eq!(log.most_at_once, 8);
}

#[test]
fn one_who_deletes_what_he_lists_misses_nothing() {
    let (list, log) = honest(2500).list(1000);
    let seen = run(async {
        let mut pager = Pager::reading(list);
        let mut seen = Vec::new();
        while let Some(item) = pager.try_next().await.unwrap() {
            log.lock().unwrap().items.retain(|other| *other != item);
            seen.push(item);
        }
        seen
    });
    assert_eq!(seen, (0..2500).collect::<Vec<_>>());
}

#[test]
fn pages_say_where_they_are() {
    let (list, _) = honest(25).list(10);
    run(async {
        let mut pages = Pager::reading(list).pages();
        let mut seen = Vec::new();
        while let Some(page) = pages.try_next().await.unwrap() {
            seen.push((page.offset, page.items.len(), page.total));
        }
        assert_eq!(
            seen,
            [(0, 10, Some(25)), (10, 10, Some(25)), (20, 5, Some(25))]
        );
    });
}

#[test]
fn a_future_that_is_dropped_loses_nothing() {
    let (list, _) = honest(25).list(10);
    run(async {
        let mut pager = Pager::reading(list).read_ahead(3);
        let mut items = Vec::new();
        loop {
            match pager.try_next().now_or_never() {
                None => tokio::task::yield_now().await,
                Some(item) => match item.unwrap() {
                    Some(item) => items.push(item),
                    None => break,
                },
            }
        }
        assert_eq!(items, (0..25).collect::<Vec<_>>());
    });
}

#[test]
fn pages_ahead_arrive_while_nobody_waits() {
    let (list, log) = honest(100).list(10);
    run(async {
        let mut pager = Pager::reading(list).read_ahead(4);
        for _ in 0..11 {
            pager.try_next().await.unwrap();
        }
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        assert_eq!(log.lock().unwrap().on_their_way, 0);
        // The first page, the second one, and three ahead of it.
        assert_eq!(log.lock().unwrap().requests.len(), 5);
    });
}

#[test]
fn a_token_of_another_list_is_refused() {
    let token = Pager::reading(honest(1).list(10).0).resume_token();
    let refused = |pager: Result<Pager<u64>, Error>| pager.unwrap_err().to_string();
    let other = Pager::reading(honest(1).list(10).0).conditions("safe");
    assert!(refused(other.resume(&token)).contains("other conditions"));
    let mut list = honest(1).list(10).0;
    list.identity.operation = "another";
    assert!(refused(Pager::reading(list).resume(&token)).contains("another operation"));
}

#[test]
fn a_list_that_has_changed_is_taken_up_where_it_was() {
    let resume = |token: &ResumeToken, change: &dyn Fn(&mut Vec<u64>)| {
        let (list, log) = honest(500).list(200);
        change(&mut log.lock().unwrap().items);
        run(collect(Pager::reading(list).resume(token).unwrap()))
    };
    let token = run(async {
        let mut pager = Pager::reading(honest(500).list(200).0);
        for _ in 0..250 {
            pager.try_next().await.unwrap();
        }
        pager.resume_token()
    });
    let rest: Vec<u64> = (250..500).collect();
    let (items, error) = resume(&token, &|items| drop(items.drain(..90)));
    assert_eq!((items, error.is_none()), (rest.clone(), true), "deleted");
    let (items, error) = resume(&token, &|items| {
        items.splice(..0, 1_000..1_100);
    });
    assert_eq!((items, error.is_none()), (rest.clone(), true), "added");
    let (items, error) = resume(&token, &|items| items.retain(|item| *item != 249));
    assert_eq!(
        (items, error.is_none()),
        (rest, true),
        "the last one deleted"
    );
    let (items, error) = resume(&token, &|items| drop(items.drain(200..260)));
    assert!(items.is_empty());
    assert!(error.unwrap().to_string().contains("read it anew"));
}

#[test]
fn an_operation_without_pages_is_asked_once() {
    let server = Server {
        style: Style::Whole,
        ..honest(25)
    };
    let (list, log) = server.list(1000);
    let (items, _) = run(collect(Pager::reading(list).read_ahead(4)));
    assert_eq!(items.len(), 25);
    assert_eq!(log.lock().unwrap().requests.len(), 1);
}
