//! Reads a list page by page, with pages on their way ahead of the reader.

use super::{
    flight::Flight,
    place::{Anchor, Place, Resumed, window},
    plan::{Broken, Facts, Onward, Style},
    request::{Fetched, PageAnswer, PageRequest, Pages},
    seen::{REMEMBERED, Seen, fingerprint},
    token::{Cursor, Identity, Part},
};
use crate::{Call, Error};
use futures::{FutureExt, future::BoxFuture};
use std::collections::VecDeque;

/// A page on its way to the caller.
pub(crate) struct Sheet<T> {
    /// The items with their fingerprints; `None` for one that was handed out before.
    pub(crate) items: Vec<(Option<T>, Option<u64>)>,
    /// How many items there are in all, where that is certain.
    pub(crate) total: Option<u64>,
    /// Where it begins.
    pub(crate) cursor: Cursor,
}

/// What a pager draws from. It moves into each future and comes back out of it, so that nobody
/// loses it who drops a future of the pager.
pub(crate) trait Source<T>: Send {
    /// The next page, or `None` at the end. Nothing comes after an error.
    fn next(self: Box<Self>) -> Drawn<T>;
    /// Sets how many pages are asked for at once.
    fn read_ahead(&mut self, pages: usize);
    /// Sets the most items of a page.
    fn page_size(&mut self, items: u32);
    /// Says that nobody wants more than so many items.
    fn at_most(&mut self, items: u64);
    /// Goes on where another reader was.
    fn resume(&mut self, cursor: Cursor, recent: Vec<u64>);
}

pub(crate) type Boxed<T> = Box<dyn Source<T>>;
pub(crate) type Drawn<T> = BoxFuture<'static, (Boxed<T>, Result<Option<Sheet<T>>, Error>)>;

/// What is fixed about a list.
#[derive(Clone)]
pub(crate) struct List<T> {
    pub(crate) identity: Identity,
    pub(crate) style: Style,
    /// The most items of a page.
    pub(crate) limit: u32,
    /// The first offset that the vault may have no page for; `None` where it has all.
    pub(crate) wall: Option<u64>,
    pub(crate) pages: Pages<T>,
}

/// Reads one list.
pub(crate) struct Reader<T> {
    list: List<T>,
    /// The next page; `None` after the last one.
    next: Option<Place>,
    /// What comes after the last page.
    broken: Option<Error>,
    flights: VecDeque<(Place, Flight<T>)>,
    seen: Seen,
    anchor: Option<Anchor>,
    ahead: usize,
    /// How many pages were read, and how many of them, at last, had no item.
    read: usize,
    empty: u32,
    /// How often pages were asked for from further ahead since one brought something new, and before
    /// which offset pages may therefore bring nothing new.
    steps: u32,
    again_before: u64,
    /// Whether pages are as long as they were to be, so that the places of the next ones are known.
    regular: bool,
    total: Option<u64>,
    /// How many more items somebody wants, and where they end, where that is known.
    wanted: Option<u64>,
    end: Option<u64>,
}

impl<T: Send + 'static> Reader<T> {
    pub(crate) fn new(list: List<T>) -> Self {
        Self {
            next: Some(Place::first(list.style)),
            list,
            broken: None,
            flights: VecDeque::new(),
            seen: Seen::default(),
            anchor: None,
            ahead: 1,
            read: 0,
            empty: 0,
            steps: 0,
            again_before: 0,
            regular: true,
            total: None,
            wanted: None,
            end: None,
        }
    }

    /// Asks for the first page before somebody waits for it.
    pub(crate) fn start(&mut self) {
        if let (Some(place), true) = (self.next, self.flights.is_empty()) {
            let flight = Flight::away(&self.list.pages, self.request(place));
            self.flights.push_back((place, flight));
        }
    }

    /// The next page, or `None` at the end. Nothing comes after an error.
    pub(crate) async fn draw(&mut self) -> Result<Option<Sheet<T>>, Error> {
        loop {
            let Some(place) = self.upcoming()? else {
                return Ok(None);
            };
            let answer = self.answer(place).await?;
            if self.steps_back(place, &answer) {
                continue;
            }
            let sheet = self.take(place, answer).await?;
            // A page before the place where the list was left is nobody's business.
            if self.anchor.is_none() {
                return Ok(Some(sheet));
            }
        }
    }

    /// The place of the next page, or what comes instead.
    fn upcoming(&mut self) -> Result<Option<Place>, Error> {
        match self.broken.take() {
            Some(broken) => Err(broken),
            None => Ok(self.next.take()),
        }
    }

    async fn answer(&mut self, place: Place) -> Fetched<T> {
        let answer = match self.fetch(place).await {
            Err(error) if self.is_wall(place, &error) => return Err(self.too_long(self.total)),
            answer => answer?,
        };
        if self.list.wall.is_some_and(|wall| place.offset >= wall) {
            // This vault has pages behind it.
            self.list.wall = None;
        }
        Ok(answer)
    }

    /// Whether the page has to be asked for again from further ahead: where there are fewer items
    /// than before, those behind them have moved up, perhaps out of this page.
    fn steps_back(&mut self, place: Place, answer: &PageAnswer<T>) -> bool {
        let (Some(before), Some(now)) = (self.total, answer.stated) else {
            return false;
        };
        let most = place.offset.min(REMEMBERED as u64);
        let back = before.saturating_sub(now).min(most);
        let numbered = matches!(self.list.style, Style::Numbered { .. });
        if back == 0 || numbered || self.steps >= MOST_STEPS_BACK {
            return false;
        }
        self.total = Some(now);
        self.steps += 1;
        self.again_before = place.offset;
        self.next = Some(Place {
            offset: place.offset - back,
            ..place
        });
        true
    }

    /// Waits for the page at `place`, and sees to it that the ones behind it are on their way.
    async fn fetch(&mut self, place: Place) -> Fetched<T> {
        let style = self.list.style;
        if self
            .flights
            .front()
            .is_some_and(|(other, _)| !other.is(place, style))
        {
            self.flights.clear();
        }
        let window = window(self.ahead, self.read, self.regular, self.total.is_some());
        if self.flights.is_empty() {
            let request = self.request(place);
            let flight = match window {
                0 | 1 => Flight::here(&self.list.pages, request),
                _ => Flight::away(&self.list.pages, request),
            };
            self.flights.push_back((place, flight));
        }
        while self.flights.len() < window {
            let last = self.flights.back().map_or(place, |(last, _)| *last);
            let place = last.after(self.list.limit.into());
            let ends = [self.total, self.list.wall, self.end];
            if ends.iter().flatten().any(|end| place.offset >= *end) {
                break;
            }
            let flight = Flight::away(&self.list.pages, self.request(place));
            self.flights.push_back((place, flight));
        }
        match self.flights.pop_front() {
            Some((_, flight)) => flight.land().await,
            None => self.list.pages.fetch(self.request(place)).await,
        }
    }

    /// What to ask for at a place: nothing that lies across the wall, so that what comes before it is
    /// always the same, and nothing that nobody wants.
    fn request(&self, place: Place) -> PageRequest {
        let counts_items = matches!(self.list.style, Style::Links | Style::Counted);
        let ends = [self.list.wall, self.end.filter(|_| counts_items)];
        let before_end = ends
            .iter()
            .flatten()
            .filter_map(|end| end.checked_sub(place.offset));
        let most = before_end.filter(|most| *most > 0).min();
        let most = most.unwrap_or(u64::MAX);
        PageRequest {
            offset: place.offset,
            number: place.number,
            limit: u32::try_from(most).map_or(self.list.limit, |most| self.list.limit.min(most)),
        }
    }

    /// Makes a sheet of a page, and decides where the list goes on.
    async fn take(&mut self, place: Place, answer: PageAnswer<T>) -> Result<Sheet<T>, Error> {
        let facts = Facts {
            offset: place.offset,
            items: answer.items.len() as u64,
            asked: self.request(place).limit.into(),
            link: answer.link.as_deref(),
            stated: answer.stated,
            empty: self.empty,
        };
        self.total = facts.total(self.list.style).or(self.total);
        self.read = self.read.saturating_add(1);
        self.empty = if facts.items == 0 { self.empty + 1 } else { 0 };
        let keys: Vec<Option<u64>> = answer
            .items
            .iter()
            .map(|item| Some(fingerprint(self.list.pages.key(item)?.as_bytes())))
            .collect();
        let again = place.offset < self.again_before;
        let mut new = self
            .seen
            .note(&keys, again)
            .map_err(|_| self.circle(place.offset))?;
        let onward = facts.onward(self.list.style);
        if new.contains(&true) {
            self.steps = 0;
        }
        self.find_anchor(place, &keys, &mut new, onward)?;
        self.aim(place.after(facts.items).offset, &new);
        self.look_behind_the_wall().await?;
        match onward {
            Ok(Onward::End) => self.flights.clear(),
            Ok(Onward::At(offset)) => {
                let numbered = matches!(self.list.style, Style::Numbered { .. });
                self.regular &= numbered || offset == place.after(facts.asked).offset;
                self.next = Some(Place {
                    offset,
                    ..place.after(facts.asked)
                });
            }
            Err(Broken::Circle) => self.broken = Some(self.circle(place.offset)),
            Err(Broken::Short { total }) => return Err(self.short(place.offset, total)),
        }
        let items = answer.items.into_iter().zip(new).zip(keys);
        Ok(Sheet {
            items: items
                .map(|((item, new), key)| (new.then_some(item), key))
                .collect(),
            total: self.total,
            cursor: Cursor {
                part: Part::Plain,
                start: place.offset,
                number: place.number,
                taken: 0,
                limit: self.list.limit,
            },
        })
    }

    /// Marks what was handed out before the list was left, as long as the place is not found.
    fn find_anchor(
        &mut self,
        place: Place,
        keys: &[Option<u64>],
        new: &mut [bool],
        onward: Result<Onward, Broken>,
    ) -> Result<(), Error> {
        let Some(anchor) = self.anchor.take() else {
            return Ok(());
        };
        let ends = !matches!(onward, Ok(Onward::At(_)));
        match anchor.find(place.offset, keys, ends, self.list.limit) {
            Resumed::Here { done } => {
                new.iter_mut().take(done).for_each(|new| *new = false);
                for (new, key) in new.iter_mut().zip(keys) {
                    *new &= key.is_none_or(|key| !anchor.recent.contains(&key));
                }
                // Those may stand at the beginning of the next pages, and be all of them.
                for key in &anchor.recent {
                    self.seen.remember(*key);
                }
                let end = place.after(keys.len() as u64).offset;
                self.again_before = end.saturating_add(anchor.recent.len() as u64);
            }
            Resumed::Later => {
                new.fill(false);
                self.anchor = Some(anchor);
            }
            Resumed::Gone => return Err(Error::gone(self.list.identity.operation)),
        }
        Ok(())
    }

    /// The same before the first page: where the list is taken up again, they begin behind what was
    /// handed out.
    fn aim_from_place(&mut self) {
        let place = self.next.map_or(0, |place| place.offset);
        let anchor = self.anchor.as_ref().map_or(0, |anchor| anchor.position);
        self.end = self
            .wanted
            .map(|wanted| place.max(anchor).saturating_add(wanted));
    }

    /// Decides where the items end that somebody wants, after a page that ends at `offset`.
    fn aim(&mut self, offset: u64, new: &[bool]) {
        let drawn = new.iter().filter(|new| **new).count();
        self.wanted = self
            .wanted
            .map(|wanted| wanted.saturating_sub(drawn as u64));
        // As long as the place is not found, nobody knows.
        let from_here = self.wanted.filter(|_| self.anchor.is_none());
        self.end = from_here.map(|wanted| offset.saturating_add(wanted));
    }

    /// Where the list is known to be longer than what the vault may have pages for: asks whether it
    /// has them, before anything is handed out.
    async fn look_behind_the_wall(&mut self) -> Result<(), Error> {
        let (1, Some(wall), Some(total)) = (self.read, self.list.wall, self.total) else {
            return Ok(());
        };
        if total <= wall || self.end.is_some_and(|end| end <= wall) {
            return Ok(());
        }
        let place = Place {
            offset: wall,
            number: 0,
        };
        let request = PageRequest {
            limit: 1,
            ..self.request(place)
        };
        match self.list.pages.fetch(request).await {
            Ok(_) => self.list.wall = None,
            Err(error) if self.is_wall(place, &error) => return Err(self.too_long(Some(total))),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn is_wall(&self, place: Place, error: &Error) -> bool {
        self.list.wall.is_some_and(|wall| place.offset >= wall) && is_missing_page(error)
    }

    fn too_long(&self, total: Option<u64>) -> Error {
        Error::ListTooLong {
            call: Call::of(self.list.identity.operation),
            total,
            reach: self.list.wall.unwrap_or_default(),
            safe: None,
        }
    }

    fn circle(&self, offset: u64) -> Error {
        Error::EndlessList {
            call: Call::of(self.list.identity.operation),
            offset,
        }
    }

    fn short(&self, read: u64, total: u64) -> Error {
        Error::ListCutShort {
            call: Call::of(self.list.identity.operation),
            read,
            total,
        }
    }
}

/// How often pages are asked for from further ahead, since the list became shorter, without bringing
/// anything new: 100.
const MOST_STEPS_BACK: u32 = 100;

/// The code of a page that lies behind the last one the vault gives, on status 500.
const NO_SUCH_PAGE: &str = "CAWS00001E";

fn is_missing_page(error: &Error) -> bool {
    error.refusal().is_some_and(|refusal| {
        refusal.status == 500 && refusal.code.as_deref() == Some(NO_SUCH_PAGE)
    })
}

impl<T: Send + 'static> Source<T> for Reader<T> {
    fn next(mut self: Box<Self>) -> Drawn<T> {
        async move {
            let drawn = self.draw().await;
            (self as Boxed<T>, drawn)
        }
        .boxed()
    }

    fn read_ahead(&mut self, pages: usize) {
        self.ahead = pages;
    }

    fn page_size(&mut self, items: u32) {
        let numbered = matches!(self.list.style, Style::Numbered { .. });
        // The number of a page means a place only together with its size.
        if self.read == 0 && !(numbered && self.anchor.is_some()) {
            self.list.limit = items;
        }
    }

    fn at_most(&mut self, items: u64) {
        self.wanted = Some(items);
        if let (Style::Numbered { .. }, None) = (self.list.style, &self.anchor) {
            // Their pages have one size.
            let most = u32::try_from(items.max(1)).unwrap_or(u32::MAX);
            self.list.limit = self.list.limit.min(most);
        }
        self.aim_from_place();
    }

    fn resume(&mut self, cursor: Cursor, recent: Vec<u64>) {
        if let Style::Numbered { .. } = self.list.style {
            self.list.limit = cursor.limit.max(1);
        }
        let (place, anchor) = Place::resume(self.list.style, self.list.limit, cursor, recent);
        self.next = Some(place);
        self.anchor = anchor;
        self.aim_from_place();
    }
}
