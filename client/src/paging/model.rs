//! Lists against a model of a server with odd ways.

mod tests;

use super::{
    List, Pager, PagesOf, Style,
    request::{PageAnswer, PageRequest},
    token::Identity,
};
use crate::{Call, Error};
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
