//! The items of a list, as a stream, and its pages.

use super::{
    pages::{Page, Pages},
    plan::Style,
    reader::{Boxed, Drawn, List, Reader, Sheet},
    request::{PageAnswer, PageRequest, Pages as PagesOf},
    token::{Cursor, Identity, REMEMBERED, ResumeToken},
};
use crate::{Call, Error, error::ResumeProblem};
use futures::{FutureExt, Stream, future::poll_fn};
use pvwa_api::operation::Operation;
use std::{
    borrow::Cow,
    collections::VecDeque,
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

/// How many items a page is asked for, unless [`Pager::page_size`] says otherwise: 1,000, the most
/// that the vault gives.
///
/// Its own defaults are 25 and 50, which would mean twenty to forty times as many requests.
pub const PAGE_SIZE: u32 = 1_000;

/// How many pages are asked for at once, unless [`Pager::read_ahead`] says otherwise: 1, one after
/// the other.
///
/// Lists are the dearest calls of a vault, and many a caller stops after the first items. Whoever
/// wants all of a long list knows it, and what else the vault has to do.
pub const READ_AHEAD: usize = 1;

/// The most pages that are asked for at once, whatever [`Pager::read_ahead`] says: 20.
///
/// A list of accounts has no more of them before the vault ends it, and what they hold, 20,000
/// items, is the most that a pager ever keeps in memory.
pub const MOST_PAGES_AHEAD: usize = 20;

/// The items of a list, as a stream.
///
/// Nothing is sent before the first item is asked for. Pages come one at a time, when the first item
/// of each is asked for, unless [`read_ahead`](Self::read_ahead) has more of them on their way. In
/// memory is the page that is being handed out and those ahead, never the list.
///
/// After an error the stream ends. [`resume_token`](Self::resume_token) still tells where that was,
/// and [`resume`](Self::resume) goes on from there.
///
/// The [module](crate::paging) says what a list promises.
#[must_use = "nothing is fetched before the first item is asked for"]
pub struct Pager<T> {
    identity: Identity,
    feed: Feed<T>,
    /// The rest of the page that is being handed out.
    open: VecDeque<(Option<T>, Option<u64>)>,
    total: Option<u64>,
    cursor: Cursor,
    recent: VecDeque<u64>,
    /// How many more items are wanted; `None` where all are.
    left: Option<u64>,
}

enum Feed<T> {
    Idle(Boxed<T>),
    Busy(Drawn<T>),
    Over,
}

impl<T: Send + 'static> Pager<T> {
    /// Pages through a list of the raw API, whichever way `operation` pages.
    ///
    /// `key` is what tells items apart, such as an id: pages that come again are recognised by it,
    /// and items that come twice. `fetch` asks for one page: it is to put every condition of the
    /// list on the request, and hands on the items, the total and the link as they are answered.
    /// An operation that does not page is asked once.
    ///
    /// ```no_run
    /// use pvwa::{PageAnswer, Pager};
    ///
    /// # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
    /// let list_members = pvwa::pvwa_api::operations::find("list_safe_members").expect("it is in the table");
    /// let mut members = Pager::over(
    ///     list_members,
    ///     |member: &pvwa::types::SafeMember| member.member_name.as_deref().map(Into::into),
    ///     move |page| {
    ///         let vault = vault.clone();
    ///         async move {
    ///             let request = vault.api().list_safe_members().safe_url_id("APP_Oracle");
    ///             let answer = request.limit(page.limit).offset(page.offset).send().await?;
    ///             let answer = answer.into_inner();
    ///             Ok(PageAnswer::new(answer.value)
    ///                 .total(answer.count)
    ///                 .next_link(answer.next_link))
    ///         }
    ///     },
    /// )
    /// .conditions("APP_Oracle")
    /// .read_ahead(4);
    /// while let Some(member) = members.try_next().await? {
    ///     println!("{:?}", member.member_name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// An operation that counts pages takes [`PageRequest::number`] instead of the offset: with
    /// `list_pta_risks`, `.page(page.number).size(page.limit)`, and `total_entities` as the total.
    /// One that counts items until `Total` has no link to hand on: with `list_recordings`,
    /// `PageAnswer::new(answer.recordings).total(answer.total)`.
    pub fn over<K, F, P>(operation: &'static Operation, key: K, fetch: F) -> Self
    where
        K: Fn(&T) -> Option<Cow<'_, str>> + Send + Sync + 'static,
        F: Fn(PageRequest) -> P + Send + Sync + 'static,
        P: Future<Output = Result<PageAnswer<T>, Error>> + Send + 'static,
    {
        let paging = operation.paging.as_ref();
        let most = paging.and_then(|paging| paging.max);
        Self::reading(List {
            identity: Identity::new(operation.id, ""),
            style: Style::of(paging),
            limit: most.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE),
            wall: None,
            pages: PagesOf::new(key, fetch),
        })
    }

    /// Reads a list.
    pub(crate) fn reading(list: List<T>) -> Self {
        let identity = list.identity;
        Self::from_source(identity, Box::new(Reader::new(list)))
    }

    pub(crate) fn from_source(identity: Identity, source: Boxed<T>) -> Self {
        Self {
            identity,
            feed: Feed::Idle(source),
            open: VecDeque::new(),
            total: None,
            cursor: Cursor::default(),
            recent: VecDeque::new(),
            left: None,
        }
    }

    /// Names the conditions of a list of [`Pager::over`], in any text: tokens of other conditions
    /// are then refused. Name the vault too where there is more than one. Lists of this crate do so
    /// by themselves, and this adds to it.
    pub fn conditions(mut self, conditions: &str) -> Self {
        let both = format!("{:016x} {conditions}", self.identity.conditions);
        self.identity = Identity::new(self.identity.operation, &both);
        self
    }

    /// Asks for up to `pages` pages at once, the next one included; 0 and 1 mean one after the
    /// other, and more than [`MOST_PAGES_AHEAD`] means that many. [`READ_AHEAD`] unless set.
    ///
    /// The items come in their order all the same, and an error comes where its page would have
    /// come. The first page comes alone. Where the vault does not tell how many items there are,
    /// pages behind the end may be asked for in vain: never more of them than twice as many as were
    /// read, and never more than `pages` less one. A vault that gives shorter pages than it is asked
    /// for is followed page by page.
    ///
    /// Set it before the first item is asked for; while a page is on its way it has no effect.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        if let Feed::Idle(source) = &mut self.feed {
            source.read_ahead(pages.clamp(1, MOST_PAGES_AHEAD));
        }
        self
    }

    /// Asks for pages of so many items, 1 to 1,000; [`PAGE_SIZE`] unless set, or the most that the
    /// operation gives.
    ///
    /// Smaller ones are for lists whose items are large, and for an operation of which nobody has said
    /// how many it gives, where the vault refuses 1,000. Set it before the first item is asked for.
    pub fn page_size(mut self, items: u32) -> Self {
        if let Feed::Idle(source) = &mut self.feed {
            source.page_size(items.clamp(1, PAGE_SIZE));
        }
        self
    }

    /// Ends after the first `items` items; all of them come unless set.
    ///
    /// No more of them are asked for than are wanted: 1,500 accounts are a page of 1,000 and one of
    /// 500. A list of accounts that is too long for the vault is not refused as
    /// [`Error::ListTooLong`] where what is wanted of it, up to 20,000 accounts, lies before its end.
    ///
    /// The number is no condition of the list: behind it, [`resume_token`](Self::resume_token) leads
    /// to the items that follow, as many as are wanted then. Set it before the first item is asked
    /// for; later, it counts from there, and pages keep their size.
    ///
    /// ```no_run
    /// # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
    /// let accounts = vault.accounts().list().search("oracle").stream().at_most(20);
    /// for account in accounts.all().await? {
    ///     println!("{}", account.name);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn at_most(mut self, items: u64) -> Self {
        self.left = Some(items);
        if let Feed::Idle(source) = &mut self.feed {
            source.at_most(items);
        }
        self
    }

    /// Goes on behind the last item that was handed out when `token` was made.
    ///
    /// What is promised:
    ///
    /// * Where the vault holds what it held, every item that was not handed out comes, in order, and
    ///   none comes twice.
    /// * Where accounts were added, deleted or renamed in between, the place is found again by the
    ///   last items that were handed out, among the hundred before the old place and the thousand
    ///   behind it. All that stands behind them then comes. What was added before them does not.
    /// * Where it cannot be found, the list is refused with [`Error::Resume`]: go on anew.
    /// * Items without a key are counted only, so that a list that has changed is not noticed.
    ///
    /// Who logs on makes a difference, too: somebody who may see less has another list.
    ///
    /// # Errors
    ///
    /// [`Error::Resume`] for a token of another operation, or of other conditions, or of another
    /// vault; [`Error::Arguments`] where the list has been begun already.
    pub fn resume(mut self, token: &ResumeToken) -> Result<Self, Error> {
        let operation = self.identity.operation;
        let problem = match (
            token.operation == operation,
            token.conditions == self.identity.conditions,
        ) {
            (false, _) => Some(ResumeProblem::OtherList),
            (_, false) => Some(ResumeProblem::OtherConditions),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(Error::Resume {
                call: Call::of(operation),
                problem,
            });
        }
        match &mut self.feed {
            Feed::Idle(source) if self.cursor == Cursor::default() => {
                source.resume(token.cursor, token.recent.clone());
            }
            _ => {
                return Err(Error::Arguments {
                    call: Call::of(operation),
                    problem: "resume() has to come before the first item is asked for".to_owned(),
                });
            }
        }
        self.cursor = token.cursor;
        self.recent = token.recent.iter().copied().collect();
        Ok(self)
    }

    /// Where the list is: behind the last item that was handed out. Also after an error, and after
    /// the end, where [`resume`](Self::resume) brings what was added since.
    pub fn resume_token(&self) -> ResumeToken {
        ResumeToken {
            operation: self.identity.operation.to_owned(),
            conditions: self.identity.conditions,
            cursor: self.cursor,
            recent: self.recent.iter().copied().collect(),
        }
    }

    /// How many items there are in all, as the vault has said; `None` before the first page, and
    /// where it does not say or may mean the items of one page.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next item; `None` at the end of the list.
    ///
    /// Nothing is lost when the future is dropped before its end.
    ///
    /// # Errors
    ///
    /// What kept a page from being fetched. Nothing comes after an error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        // Most items are there already: they need not travel through a future.
        match self.next_open() {
            Some(item) => Ok(Some(item)),
            None => poll_fn(|context| self.poll_item(context)).await.transpose(),
        }
    }

    /// All items that are left, in memory.
    ///
    /// # Errors
    ///
    /// What kept a page from being fetched; the items before it are lost.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    /// Does something with each item that is left, one after the other, until it fails.
    ///
    /// ```no_run
    /// # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
    /// let mut accounts = vault.accounts().list().stream();
    /// let all_there = accounts
    ///     .try_for_each(async |account| {
    ///         println!("{}", account.name);
    ///         Ok::<_, pvwa::Error>(())
    ///     })
    ///     .await;
    /// if let Err(error) = all_there {
    ///     eprintln!("{error}; go on with {}", accounts.resume_token());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// What kept a page from being fetched, and what `action` fails with. The item that it failed
    /// with counts as handed out.
    pub async fn try_for_each<E, F>(&mut self, mut action: F) -> Result<(), E>
    where
        F: AsyncFnMut(T) -> Result<(), E>,
        E: From<Error>,
    {
        while let Some(item) = self.try_next().await? {
            action(item).await?;
        }
        Ok(())
    }

    /// The list page by page instead of item by item: those items of each that are left. What holds
    /// for items holds for pages.
    pub fn pages(self) -> Pages<T> {
        Pages(self)
    }

    /// The next item of the page that is being handed out; `None` where another page is needed, or
    /// no more are wanted.
    #[inline]
    fn next_open(&mut self) -> Option<T> {
        if self.has_enough() {
            return None;
        }
        while let Some((item, key)) = self.open.pop_front() {
            self.hand_out(key);
            if item.is_some() {
                self.count_down();
                return item;
            }
        }
        None
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if self.has_enough() {
                return Poll::Ready(None);
            }
            if let Some(item) = self.next_open() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.poll_sheet(context)) {
                None => return Poll::Ready(None),
                Some(Ok(sheet)) => self.open(sheet),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        loop {
            if self.has_enough() {
                return Poll::Ready(None);
            }
            let mut first = None;
            let mut items = Vec::with_capacity(self.open.len());
            while self.left != Some(0)
                && let Some((item, key)) = self.open.pop_front()
            {
                if item.is_some() {
                    self.count_down();
                    first.get_or_insert(self.cursor.position());
                }
                self.hand_out(key);
                items.extend(item);
            }
            if let Some(offset) = first {
                return Poll::Ready(Some(Ok(Page {
                    items,
                    offset,
                    total: self.total,
                    resume_token: self.resume_token(),
                })));
            }
            match ready!(self.poll_sheet(context)) {
                None => return Poll::Ready(None),
                Some(Ok(sheet)) => self.open(sheet),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    fn poll_sheet(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Sheet<T>, Error>>> {
        loop {
            match std::mem::replace(&mut self.feed, Feed::Over) {
                Feed::Over => return Poll::Ready(None),
                Feed::Idle(source) => self.feed = Feed::Busy(source.next()),
                Feed::Busy(mut drawn) => match drawn.poll_unpin(context) {
                    Poll::Pending => {
                        self.feed = Feed::Busy(drawn);
                        return Poll::Pending;
                    }
                    Poll::Ready((source, Ok(Some(sheet)))) => {
                        self.feed = Feed::Idle(source);
                        return Poll::Ready(Some(Ok(sheet)));
                    }
                    Poll::Ready((_, outcome)) => {
                        return Poll::Ready(outcome.transpose());
                    }
                },
            }
        }
    }

    fn open(&mut self, sheet: Sheet<T>) {
        self.total = sheet.total.or(self.total);
        if !sheet.items.is_empty() {
            self.cursor = sheet.cursor;
        }
        self.open = sheet.items.into();
    }

    /// Whether as many items came as are wanted. Nothing is on its way any more then.
    fn has_enough(&mut self) -> bool {
        let enough = self.left == Some(0);
        if enough {
            self.feed = Feed::Over;
        }
        enough
    }

    fn count_down(&mut self) {
        self.left = self.left.map(|left| left.saturating_sub(1));
    }

    /// Notes that an item leaves the page.
    fn hand_out(&mut self, key: Option<u64>) {
        self.cursor.taken = self.cursor.taken.saturating_add(1);
        match key {
            Some(key) => {
                self.recent.retain(|recent| *recent != key);
                self.recent.push_front(key);
                self.recent.truncate(REMEMBERED);
            }
            // The place cannot be found again by what stood before it.
            None => self.recent.clear(),
        }
    }
}

impl<T: Send + 'static> Stream for Pager<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

// Nothing in it is ever pinned in its place.
impl<T> Unpin for Pager<T> {}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager")
            .field("operation", &self.identity.operation)
            .finish_non_exhaustive()
    }
}
