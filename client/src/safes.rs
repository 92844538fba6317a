//! Safes: finding, reading and adding them.

use crate::{
    Error, PageAnswer, PageRequest, Pager, ResumeToken, SortOrder,
    error::Named,
    lost::Witness,
    paging::{Identity, List, PAGE_SIZE, PagesOf, Style},
    types::{AddSafeRequest, Safe},
};
use pvwa_api::{Client, ClientInfo, types::SafeAnswer};
use std::borrow::Cow;

/// The safes that the caller is a member of.
#[derive(Clone, Copy, Debug)]
pub struct Safes<'a> {
    api: &'a Client,
    witness: Witness<'a>,
}

impl<'a> Safes<'a> {
    pub(crate) fn new(api: &'a Client, witness: Witness<'a>) -> Self {
        Self { api, witness }
    }

    /// Begins a list of safes; nothing is sent before its stream is read.
    ///
    /// `GET /API/Safes`. A safe that the caller is no member of is left out without a word.
    pub fn list(&self) -> ListSafes {
        ListSafes::new(self.api.clone())
    }

    /// Answers the safe with this name.
    ///
    /// `GET /API/Safes/{safeUrlId}`, since 12.2. Needs membership of the safe.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] also for a safe that the caller may not see.
    pub async fn get(&self, name: &str) -> Result<Safe, Error> {
        self.api
            .get_safe()
            .safe_url_id(name)
            .send()
            .await
            .named("get_safe")
            .map(|answer| match answer {
                SafeAnswer::SafeEnvelope(envelope) => envelope.get_safe_result,
                SafeAnswer::Safe(safe) => safe,
            })
    }

    /// Creates a safe. The caller becomes a member of it with full rights.
    ///
    /// `POST /API/Safes`, since 12.0. Needs the vault authorisation AddSafes.
    ///
    /// When the answer is lost, the request is not sent again: a safe of this name that this user
    /// made, and that is not older than this call, is the answer.
    ///
    /// # Errors
    ///
    /// * [`Error::Conflict`] where the name is taken; it was before this call.
    /// * [`Error::LostAnswer`] where the answer was lost and the vault does not show for sure what
    ///   became of it.
    pub async fn add(&self, safe: &AddSafeRequest) -> Result<Safe, Error> {
        let begun = self.witness.begin();
        let answer = self.api.add_safe().body(safe.clone()).send().await;
        match answer.named("add_safe") {
            Err(error) => self.witness.safe(self, safe, begun, error).await,
            added => added,
        }
    }
}

/// A list of safes to come.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before the stream is read"]
pub struct ListSafes {
    api: Client,
    search: Option<String>,
    sort: Option<SortOrder>,
    include_accounts: bool,
}

impl ListSafes {
    pub(crate) fn new(api: Client) -> Self {
        Self {
            api,
            search: None,
            sort: None,
            include_accounts: false,
        }
    }

    /// Only safes in whose names this text occurs.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.search = Some(text.into());
        self
    }

    /// Sorts by the name, which is all that the vault can sort by.
    pub fn sort_by_name(mut self, order: SortOrder) -> Self {
        self.sort = Some(order);
        self
    }

    /// Has each safe bring the ids and names of its accounts.
    pub fn include_accounts(mut self) -> Self {
        self.include_accounts = true;
        self
    }

    /// The safes, 1,000 to a page.
    pub fn stream(self) -> Pager<Safe> {
        Pager::reading(List {
            identity: Identity::new(OPERATION, &self.conditions()),
            style: Style::Links,
            limit: PAGE_SIZE,
            wall: None,
            pages: PagesOf::new(
                |safe: &Safe| safe.safe_name.as_deref().map(Cow::Borrowed),
                move |page| self.clone().page(page),
            ),
        })
    }

    /// Those behind the ones that were handed out when `token` was made, from a list with the same
    /// conditions. [`Pager::resume`] says what is promised.
    ///
    /// # Errors
    ///
    /// [`Error::Resume`] for the token of another list.
    pub fn resume(self, token: &ResumeToken) -> Result<Pager<Safe>, Error> {
        self.stream().resume(token)
    }

    /// A text that differs where vault or conditions do.
    fn conditions(&self) -> String {
        let parts = [
            self.api.baseurl().to_owned(),
            self.search.clone().unwrap_or_default(),
            self.sort
                .map(|order| order.of("safeName"))
                .unwrap_or_default(),
            self.include_accounts.to_string(),
        ];
        parts.join("\n")
    }

    async fn page(self, page: PageRequest) -> Result<PageAnswer<Safe>, Error> {
        let mut request = self.api.list_safes().limit(page.limit).offset(page.offset);
        if let Some(search) = self.search {
            request = request.search(search);
        }
        if let Some(order) = self.sort {
            request = request.sort(vec![order.of("safeName")]);
        }
        if self.include_accounts {
            request = request.include_accounts(true);
        }
        let answer = request.send().await.named(OPERATION)?;
        Ok(PageAnswer::new(answer.value)
            .total(answer.count)
            .next_link(answer.next_link))
    }
}

const OPERATION: &str = "list_safes";
