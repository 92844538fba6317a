//! A list of accounts that the vault ends too soon, read safe by safe.

use super::{
    MOST_PAGES_AHEAD,
    reader::{Boxed, Drawn, Reader, Sheet, Source},
    request::PageRequest,
    seen::fingerprint,
    token::{Cursor, Part},
};
use crate::{
    Call, Error, ListAccounts, ListSafes, SortOrder,
    types::{Account, Safe},
};
use futures::FutureExt;
use std::collections::{HashSet, VecDeque};

/// Reads accounts as the vault pages them and, where it gives no more, safe by safe.
pub(crate) struct BySafe {
    list: ListAccounts,
    stage: Stage,
    ahead: usize,
    /// The ids of the accounts that came before the list was split: never more than it gives.
    before: HashSet<String>,
    read: u64,
    /// How many accounts there are, where the vault has said so.
    total: Option<u64>,
    left: Option<Left>,
    /// Whether it goes on where an earlier reader was, and whether a page came since.
    resumed: bool,
    drawn: bool,
    /// The most accounts of a page, where it was said.
    size: Option<u32>,
    /// How many more accounts somebody wants, where that was said.
    wanted: Option<u64>,
    ended: bool,
}

enum Stage {
    Plain(Box<Reader<Account>>),
    Safes(Split),
}

/// The safes to come, in their order, and those whose accounts are on their way.
#[derive(Default)]
struct Split {
    waiting: VecDeque<String>,
    open: VecDeque<(String, Reader<Account>)>,
    after_plain: bool,
}

/// Where an earlier reader was.
struct Left {
    safe: u64,
    after_plain: bool,
    cursor: Cursor,
    recent: Vec<u64>,
}

type Step = Result<Option<Sheet<Account>>, Error>;

impl BySafe {
    pub(crate) fn new(list: ListAccounts) -> Self {
        Self {
            stage: Stage::Plain(Box::new(Reader::new(list.paged()))),
            list,
            ahead: 1,
            before: HashSet::new(),
            read: 0,
            total: None,
            left: None,
            resumed: false,
            drawn: false,
            size: None,
            wanted: None,
            ended: false,
        }
    }

    async fn draw(&mut self) -> Step {
        if let Some(left) = self.left.take() {
            if left.after_plain {
                self.read_beginning().await?;
            }
            self.split(Some(left)).await?;
        }
        let drawn = match &mut self.stage {
            Stage::Plain(reader) => reader.draw().await,
            Stage::Safes(_) => return self.draw_of_safes().await,
        };
        match drawn {
            Err(Error::ListTooLong { total, .. }) if !self.list.is_of_one_safe() => {
                self.total = total;
                match (self.resumed, self.drawn) {
                    (true, true) => self.read_beginning().await?,
                    // It was short enough when it was begun, and what came of it cannot be told now.
                    (true, false) => return Err(self.gone()),
                    (false, _) => {}
                }
                self.split(None).await?;
                self.draw_of_safes().await
            }
            Ok(Some(sheet)) => {
                self.drawn = true;
                self.note(&sheet);
                self.count_drawn(&sheet);
                Ok(Some(sheet))
            }
            other => other,
        }
    }

    /// Notes which accounts come before the list is split.
    fn note(&mut self, sheet: &Sheet<Account>) {
        let new = sheet.items.iter().filter_map(|(item, _)| item.as_ref());
        self.before.extend(new.map(|account| account.id.clone()));
        self.read = self.before.len() as u64;
    }

    /// Counts what is handed on, and answers how much that is.
    fn count_drawn(&mut self, sheet: &Sheet<Account>) -> u64 {
        let new = sheet.items.iter().filter(|(item, _)| item.is_some());
        let new = new.count() as u64;
        self.wanted = self.wanted.map(|wanted| wanted.saturating_sub(new));
        new
    }

    /// Reads once more what an earlier reader has handed out before the list was split.
    async fn read_beginning(&mut self) -> Result<(), Error> {
        let mut reader = Reader::new(self.list.paged());
        reader.read_ahead(self.ahead);
        loop {
            match reader.draw().await {
                Ok(Some(sheet)) => self.note(&sheet),
                // It has become so short that it would not have been split.
                Ok(None) => return Err(self.gone()),
                Err(Error::ListTooLong { .. }) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    /// Lists the safes, and refuses what cannot be read by safe before anything is.
    async fn split(&mut self, left: Option<Left>) -> Result<(), Error> {
        let mut names = self.names().await?;
        self.check_names(&names).await?;
        if let Some(left) = &left {
            let place = names
                .iter()
                .position(|name| fingerprint(name.as_bytes()) == left.safe);
            names.drain(..place.ok_or_else(|| self.gone())?);
        }
        let mut split = Split {
            after_plain: !self.before.is_empty(),
            waiting: names.into(),
            ..Split::default()
        };
        if let (Some(left), Some(name)) = (left, split.waiting.front().cloned()) {
            split.waiting.pop_front();
            let mut reader = self.reader(&name);
            reader.resume(left.cursor, left.recent);
            split.open.push_back((name, reader));
        }
        self.stage = Stage::Safes(split);
        Ok(())
    }

    /// The names of all safes, each once, in one order whatever the vault's is.
    async fn names(&mut self) -> Result<Vec<String>, Error> {
        let safes = ListSafes::new(self.list.api().clone());
        let mut safes = safes
            .sort_by_name(SortOrder::Ascending)
            .stream()
            .read_ahead(self.ahead);
        let mut names = Vec::new();
        while let Some(Safe { safe_name, .. }) = safes.try_next().await? {
            names.extend(safe_name);
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Finds out whether the vault can filter by names with a space, where there are any.
    async fn check_names(&mut self, names: &[String]) -> Result<(), Error> {
        let spaced: Vec<&String> = names
            .iter()
            .filter(|name| name.contains(char::is_whitespace))
            .collect();
        let unspeakable = spaced.iter().filter(|name| name.contains('"')).count();
        if unspeakable > 0 {
            return Err(self.unfilterable(unspeakable, "a space and a quotation mark"));
        }
        let Some(name) = spaced.first() else {
            return Ok(());
        };
        match Self::count(&self.list.clone().safe(name.as_str())).await {
            Err(error) if error.refusal().is_some_and(|refusal| refusal.status == 400) => {
                Err(self.unfilterable(spaced.len(), "a space"))
            }
            outcome => outcome.map(drop),
        }
    }

    fn unfilterable(&self, safes: usize, of: &str) -> Error {
        Error::Arguments {
            call: Call::of(self.operation()),
            problem: format!(
                "the list is too long for the vault and cannot be split by safe, since this version of the vault cannot \
                 filter by the names of {safes} safes that have {of} in them; narrow it by search() or modified_since()"
            ),
        }
    }

    fn operation(&self) -> &'static str {
        self.list.paged().identity.operation
    }

    fn gone(&self) -> Error {
        Error::gone(self.operation())
    }

    fn reader(&self, safe: &str) -> Reader<Account> {
        let mut reader = Reader::new(self.list.clone().safe(safe).paged());
        reader.read_ahead(self.ahead);
        if let Some(size) = self.size {
            reader.page_size(size);
        }
        if let Some(wanted) = self.wanted {
            reader.at_most(wanted.max(1));
        }
        reader
    }

    /// How many accounts the vault says that a list has; it is asked for one of them.
    async fn count(list: &ListAccounts) -> Result<Option<u64>, Error> {
        let request = PageRequest {
            offset: 0,
            number: 0,
            limit: 1,
        };
        Ok(list.paged().pages.fetch(request).await?.stated)
    }

    async fn draw_of_safes(&mut self) -> Step {
        while !self.ended {
            let ahead = self.ahead.clamp(1, MOST_PAGES_AHEAD);
            self.open_safes(ahead);
            let Stage::Safes(split) = &mut self.stage else {
                return Ok(None);
            };
            let after_plain = split.after_plain;
            let Some((name, reader)) = split.open.front_mut() else {
                self.ended = true;
                return self.check_total().await.map(|()| None);
            };
            match reader.draw().await {
                Ok(Some(mut sheet)) => {
                    for (item, _) in &mut sheet.items {
                        if item
                            .as_ref()
                            .is_some_and(|item| self.before.contains(&item.id))
                        {
                            *item = None;
                        }
                    }
                    sheet.total = self.total;
                    sheet.cursor.part = Part::Safe {
                        safe: fingerprint(name.as_bytes()),
                        after_plain,
                    };
                    self.read += self.count_drawn(&sheet);
                    return Ok(Some(sheet));
                }
                Ok(None) => {
                    split.open.pop_front();
                }
                Err(error) => {
                    self.ended = true;
                    return Err(error.in_safe(name));
                }
            }
        }
        Ok(None)
    }

    /// Has the first pages of the next safes on their way.
    fn open_safes(&mut self, ahead: usize) {
        let mut opened = VecDeque::new();
        let Stage::Safes(split) = &mut self.stage else {
            return;
        };
        let free = ahead.saturating_sub(split.open.len());
        let names: Vec<String> = split
            .waiting
            .drain(..free.min(split.waiting.len()))
            .collect();
        for name in names {
            let mut reader = self.reader(&name);
            if ahead > 1 {
                reader.start();
            }
            opened.push_back((name, reader));
        }
        if let Stage::Safes(split) = &mut self.stage {
            split.open.append(&mut opened);
        }
    }

    /// Says where fewer accounts came than there are.
    ///
    /// Some may have been deleted since they were counted, so they are counted again.
    async fn check_total(&mut self) -> Result<(), Error> {
        let Some(before) = self.total.filter(|total| *total > self.read) else {
            return Ok(());
        };
        let now = Self::count(&self.list).await?;
        match now.map_or(before, |now| now.min(before)) {
            total if total > self.read => Err(Error::ListCutShort {
                call: Call::of(self.operation()),
                read: self.read,
                total,
            }),
            _ => Ok(()),
        }
    }
}

impl Source<Account> for BySafe {
    fn next(mut self: Box<Self>) -> Drawn<Account> {
        async move {
            let drawn = self.draw().await;
            (self as Boxed<Account>, drawn)
        }
        .boxed()
    }

    fn read_ahead(&mut self, pages: usize) {
        self.ahead = pages;
        if let Stage::Plain(reader) = &mut self.stage {
            reader.read_ahead(pages);
        }
    }

    fn page_size(&mut self, items: u32) {
        self.size = Some(items);
        if let Stage::Plain(reader) = &mut self.stage {
            reader.page_size(items);
        }
    }

    fn at_most(&mut self, items: u64) {
        self.wanted = Some(items);
        if let Stage::Plain(reader) = &mut self.stage {
            reader.at_most(items);
        }
    }

    fn resume(&mut self, cursor: Cursor, recent: Vec<u64>) {
        match (cursor.part, &mut self.stage) {
            (Part::Plain, Stage::Plain(reader)) => {
                self.resumed = cursor.position() > 0;
                reader.resume(cursor, recent);
            }
            (Part::Safe { safe, after_plain }, _) => {
                self.left = Some(Left {
                    safe,
                    after_plain,
                    cursor,
                    recent,
                });
            }
            _ => {}
        }
    }
}
