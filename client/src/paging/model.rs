//! Lists against a model of a server with odd ways.

use super::{
    List, Pager, PagesOf, ResumeToken, Style,
    plan::MOST_EMPTY_PAGES,
    request::{PageAnswer, PageRequest},
    token::Identity,
};
use crate::{Call, Error};
use futures::FutureExt;
use proptest::prelude::*;
use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
};

/// What a server states as the number of items.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stated {
    All,
    OfPage,
    Zero,
    Nothing,
}

/// Where the link of a page leads that is not the last one.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Leads {
    On,
    /// So many items too far.
    TooFar(u64),
    /// So many items too short, but forward.
    TooShort(u64),
    Nowhere,
    ToItself,
    Back,
}

/// What the last page has for a link.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Last {
    None,
    Empty,
    /// One that leads to a page without items, which has one in turn.
    Further,
}

/// What happens once, when so many pages were asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Event {
    Nothing,
    /// The page before comes again in place of this one.
    PageRepeats,
    /// This page has no items.
    PageIsEmpty,
    Fails,
    /// So many items are added at the beginning.
    Added(u64),
    /// So many of the first items are deleted.
    Deleted(usize),
}

#[derive(Clone, Debug)]
struct Server {
    style: Style,
    items: u64,
    cap: usize,
    stated: Stated,
    leads: Leads,
    last: Last,
    event: (usize, Event),
}

#[derive(Debug, Default)]
struct Log {
    items: Vec<u64>,
    before: Vec<u64>,
    requests: Vec<PageRequest>,
    on_their_way: usize,
    most_at_once: usize,
}

fn id(item: &u64) -> Option<Cow<'_, str>> {
    Some(Cow::Owned(item.to_string()))
}

fn failure() -> Error {
    Error::Elsewhere {
        call: Call::of("model"),
    }
}

impl Server {
    fn answer(&self, log: &mut Log, request: PageRequest) -> Result<PageAnswer<u64>, Error> {
        log.requests.push(request);
        let event = match log.requests.len() == self.event.0 {
            true => self.event.1,
            false => Event::Nothing,
        };
        match event {
            Event::Fails => return Err(failure()),
            Event::Added(items) => {
                let added = 1_000_000..1_000_000 + items;
                log.items = added.chain(log.items.iter().copied()).collect();
            }
            Event::Deleted(items) => {
                let items = items.min(log.items.len());
                log.items.drain(..items);
            }
            _ => {}
        }
        let limit = self.cap.min(request.limit as usize);
        let offset = match self.style {
            Style::Numbered { first } => (request.number - first) as usize * limit,
            _ => request.offset as usize,
        };
        let mut page: Vec<u64> = log.items.iter().copied().skip(offset).take(limit).collect();
        let end = (offset + page.len()) as u64;
        match event {
            Event::PageRepeats => page.clone_from(&log.before),
            Event::PageIsEmpty => page.clear(),
            _ => {}
        }
        log.before.clone_from(&page);
        let all = log.items.len() as u64;
        let stated = match self.stated {
            Stated::All => Some(all),
            Stated::OfPage => Some(page.len() as u64),
            Stated::Zero => Some(0),
            Stated::Nothing => None,
        };
        let to = |offset: u64| {
            Some(format!(
                "https://elsewhere.example/x?offset={offset}&limit=7"
            ))
        };
        let here = offset as u64;
        let link = match (self.leads, self.last) {
            (leads, _) if end < all => match leads {
                Leads::On => to(end),
                Leads::TooFar(by) => to(end + by),
                Leads::TooShort(by) => to(end.saturating_sub(by).max(here + 1)),
                Leads::Nowhere => Some("api/x".to_owned()),
                Leads::ToItself => to(here),
                Leads::Back => to(here.saturating_sub(1)),
            },
            (_, Last::None) => None,
            (_, Last::Empty) => Some(String::new()),
            (_, Last::Further) => to(end + 10),
        };
        let answer = PageAnswer::new(page).total(stated);
        Ok(match self.style {
            Style::Links => answer.next_link(link),
            _ => answer,
        })
    }

    fn list(&self, limit: u32) -> (List<u64>, Arc<Mutex<Log>>) {
        let log = Arc::new(Mutex::new(Log {
            items: (0..self.items).collect(),
            ..Log::default()
        }));
        let (server, kept) = (self.clone(), log.clone());
        let pages = PagesOf::new(id, move |request| {
            let (server, log) = (server.clone(), log.clone());
            async move {
                let answer = {
                    let mut log = log.lock().unwrap();
                    log.on_their_way += 1;
                    log.most_at_once = log.most_at_once.max(log.on_their_way);
                    server.answer(&mut log, request)
                };
                // As long on its way as it takes for all others to be sent.
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
                log.lock().unwrap().on_their_way -= 1;
                answer
            }
        });
        let list = List {
            identity: Identity::new("model", ""),
            style: self.style,
            limit,
            wall: None,
            pages,
        };
        (list, kept)
    }
}

fn run<T>(body: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(body)
}

async fn collect(mut pager: Pager<u64>) -> (Vec<u64>, Option<Error>) {
    let mut items = Vec::new();
    loop {
        match pager.try_next().await {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, None),
            Err(error) => {
                assert!(pager.try_next().await.unwrap().is_none(), "it ends");
                return (items, Some(error));
            }
        }
    }
}

fn honest(items: u64) -> Server {
    Server {
        style: Style::Links,
        items,
        cap: usize::MAX,
        stated: Stated::All,
        leads: Leads::On,
        last: Last::None,
        event: (0, Event::Nothing),
    }
}

fn servers() -> impl Strategy<Value = Server> {
    let style = prop_oneof![
        3 => Just(Style::Links),
        1 => Just(Style::Counted),
        1 => (0u64..2).prop_map(|first| Style::Numbered { first }),
    ];
    let cap = prop_oneof![2 => Just(usize::MAX), 1 => 1usize..20];
    let stated = prop_oneof![
        Just(Stated::All),
        Just(Stated::OfPage),
        Just(Stated::Zero),
        Just(Stated::Nothing)
    ];
    let leads = prop_oneof![
        4 => Just(Leads::On),
        1 => (1u64..30).prop_map(Leads::TooFar),
        1 => (1u64..30).prop_map(Leads::TooShort),
        1 => Just(Leads::Nowhere),
        1 => Just(Leads::ToItself),
        1 => Just(Leads::Back),
    ];
    let last = prop_oneof![2 => Just(Last::None), 1 => Just(Last::Empty), 1 => Just(Last::Further)];
    let event = prop_oneof![
        4 => Just(Event::Nothing),
        1 => Just(Event::PageRepeats),
        1 => Just(Event::PageIsEmpty),
        1 => Just(Event::Fails),
        1 => (1u64..10).prop_map(Event::Added),
        1 => (1usize..30).prop_map(Event::Deleted),
    ];
    let event = (1usize..12, event);
    (0u64..200, style, cap, stated, leads, last, event).prop_map(
        |(items, style, cap, stated, leads, last, event)| Server {
            style,
            items,
            cap,
            stated,
            leads,
            last,
            event,
        },
    )
}

impl Server {
    /// Whether it gives no sign at all of what it leaves out.
    fn deceives(&self) -> bool {
        let counts_page = matches!(self.stated, Stated::OfPage | Stated::Zero | Stated::Nothing);
        let event = match self.event {
            // There is no page before the first one.
            (1, Event::PageRepeats) => Event::PageIsEmpty,
            (_, event) => event,
        };
        match (self.style, event) {
            // A list that counts items ends where a page is as long as its total, or empty.
            (Style::Counted | Style::Numbered { .. }, Event::PageIsEmpty) => counts_page,
            (Style::Counted | Style::Numbered { .. }, _) if self.stated == Stated::OfPage => true,
            // An empty page whose link leads on lies before what it leaves out.
            (Style::Links, Event::PageIsEmpty) => counts_page,
            (_, Event::Deleted(_)) => counts_page || matches!(self.style, Style::Numbered { .. }),
            // What a page number means moves with the list.
            (Style::Numbered { .. }, Event::Added(_)) => false,
            _ => false,
        }
    }
}

proptest! {
    #[test]
    fn a_list_is_all_there_in_order_once_or_it_is_an_error(server in servers(), limit in 1u32..30, ahead in 0usize..12) {
        prop_assume!(!server.deceives());
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
}

#[test]
fn eight_pages_at_once_are_eight_times_faster_but_for_the_ends() {
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
