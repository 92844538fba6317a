//! Accounts: finding, reading, adding, changing and deleting them, and retrieving their secrets.

use crate::{
    Error, PageAnswer, PageRequest, Pager, ResumeToken, RetrieveOptions, SortOrder,
    error::Named,
    filter::Filter,
    lost::Witness,
    paging::{BySafe, Identity, List, PAGE_SIZE, PagesOf, Style},
    types::{
        Account, AccountPatchOperation, AccountSavedFilter, AccountSearchType, AddAccountRequest,
    },
};
use pvwa_api::{Client, ClientInfo, EpochSeconds, Secret};
use std::borrow::Cow;

/// The accounts that the caller may see, in all safes.
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    api: &'a Client,
    witness: Witness<'a>,
}

impl<'a> Accounts<'a> {
    pub(crate) fn new(api: &'a Client, witness: Witness<'a>) -> Self {
        Self { api, witness }
    }

    /// Begins a list of accounts; nothing is sent before its stream is read.
    ///
    /// `GET /API/Accounts`. Needs listAccounts on a safe for its accounts to be in the list: those
    /// of other safes are left out without a word.
    pub fn list(&self) -> ListAccounts {
        ListAccounts {
            api: self.api.clone(),
            filter: Filter::default(),
            search: None,
            search_type: None,
            sort: Vec::new(),
            saved_filter: None,
            split: false,
        }
    }

    /// Answers one account, without its secret.
    ///
    /// `GET /API/Accounts/{accountId}`, since 10.4. Needs listAccounts on the safe.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] also for an account that the caller may not see.
    pub async fn get(&self, id: &str) -> Result<Account, Error> {
        self.api
            .get_account()
            .account_id(id)
            .send()
            .await
            .named("get_account")
    }

    /// Adds an account to a safe and answers it with its id.
    ///
    /// `POST /API/Accounts`, since 10.4. Needs addAccounts on the safe.
    ///
    /// # When the answer is lost
    ///
    /// The request is never sent again. The account is looked up, once or, two seconds later, twice:
    /// by its name where one was given, else by safe, platform, user and address. One that is not
    /// older than this call, and has the platform's properties that were asked for, is the answer.
    /// An account of exactly this description that somebody else adds in the same seconds cannot be
    /// told from it, and may have another secret: give names where several may do that.
    ///
    /// # Errors
    ///
    /// * [`Error::Conflict`] where there is such an account; it was there before this call.
    /// * [`Error::InvalidParameters`] where a property, the platform or the safe is not accepted.
    /// * [`Error::LostAnswer`] where the answer was lost and the vault does not show for sure what
    ///   became of it.
    pub async fn add(&self, account: &AddAccountRequest) -> Result<Account, Error> {
        let begun = self.witness.begin();
        let answer = self.api.add_account().body(account.clone()).send().await;
        match answer.named("add_account") {
            Err(error) => self.witness.account(self, account, begun, error).await,
            added => added,
        }
    }

    /// Applies changes to an account, in their order, and answers it as it is then.
    ///
    /// `PATCH /API/Accounts/{accountId}`, since 10.4. Needs updateAccountProperties on the safe, and
    /// renameAccounts for a new name. The secret cannot be changed in this way.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameters`] for a property that belongs to the server, or that is to
    /// be replaced and is not there.
    pub async fn update(
        &self,
        id: &str,
        changes: &[AccountPatchOperation],
    ) -> Result<Account, Error> {
        self.api
            .update_account()
            .account_id(id)
            .body(changes)
            .send()
            .await
            .named("update_account")
    }

    /// Deletes an account. The account on the target system stays.
    ///
    /// `DELETE /API/Accounts/{accountId}`, since 10.4. Needs deleteAccounts on the safe.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where it is gone already.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        self.api
            .delete_account()
            .account_id(id)
            .send()
            .await
            .named("delete_account")
    }

    /// Retrieves the password or SSH key of an account.
    ///
    /// `POST /API/Accounts/{accountId}/Password/Retrieve`, since 10.1. Needs retrieveAccounts on the
    /// safe. Each call is audited, and checks the account out where its platform says so.
    ///
    /// # Errors
    ///
    /// * [`Error::ReasonRequired`] and [`Error::TicketRequired`] where the policy wants one and none
    ///   was given.
    /// * [`Error::ConfirmationRequired`] under dual control, without a confirmed request.
    /// * [`Error::Locked`] where somebody else has checked the account out.
    pub async fn retrieve_password(
        &self,
        id: &str,
        options: &RetrieveOptions,
    ) -> Result<Secret, Error> {
        self.api
            .retrieve_password()
            .account_id(id)
            .body(options.request())
            .send()
            .await
            .named("retrieve_password")
    }
}

/// A list of accounts to come.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before the stream is read"]
pub struct ListAccounts {
    api: Client,
    filter: Filter,
    search: Option<String>,
    search_type: Option<AccountSearchType>,
    sort: Vec<String>,
    saved_filter: Option<AccountSavedFilter>,
    split: bool,
}

impl ListAccounts {
    /// Only the accounts of the safe with this name.
    ///
    /// Up to 14.4 the vault cannot find a safe with a space in its name in this way.
    pub fn safe(mut self, name: impl Into<String>) -> Self {
        self.filter.and("safeName", "eq", name.into());
        self
    }

    /// Only accounts that were changed at `time` or later. Since 11.4.
    pub fn modified_since(mut self, time: EpochSeconds) -> Self {
        self.filter.and("modificationTime", "gte", time);
        self
    }

    /// Only accounts in whose properties these words occur.
    pub fn search(mut self, words: impl Into<String>) -> Self {
        self.search = Some(words.into());
        self
    }

    /// Where in a property the words of the search have to stand. Since 11.2.
    pub fn search_type(mut self, search_type: AccountSearchType) -> Self {
        self.search_type = Some(search_type);
        self
    }

    /// Sorts by a property, such as `userName`; further calls sort among equals. The vault takes up
    /// to three.
    pub fn sort(mut self, property: &str, order: SortOrder) -> Self {
        self.sort.push(order.of(property));
        self
    }

    /// Only what one of the ready-made filters shows. Since 12.6.
    pub fn saved_filter(mut self, saved_filter: AccountSavedFilter) -> Self {
        self.saved_filter = Some(saved_filter);
        self
    }

    /// Allows to list the accounts safe by safe where the vault gives no more of the whole list:
    /// beyond 20,000.
    ///
    /// Nothing is different in a shorter list. In a longer one the safes that the caller is a member
    /// of are listed, and the accounts of each, by their names; the first pages of as many safes are
    /// asked for at once as pages are [read ahead](Pager::read_ahead). That means:
    ///
    /// * one request for every safe at least, also for one without a match, and the names of all safes
    ///   in memory;
    /// * the [order](Self::sort) holds within each safe, not across them;
    /// * a single safe with more than 20,000 matches is [`Error::ListTooLong`] with its name, before
    ///   any of its accounts is handed out where the vault states the total;
    /// * vaults up to 14.4 cannot filter by the name of a safe with a space in it, nor can any by one
    ///   with a space and a quotation mark: where there are such safes, the list is refused with
    ///   [`Error::Arguments`] before it hands out the first account by safe;
    /// * at the end, fewer accounts than the vault counts are [`Error::ListCutShort`]: those of a safe
    ///   that the caller is no member of, for instance.
    ///
    /// A list that is [of one safe](Self::safe) cannot be split.
    pub fn split_by_safe(mut self) -> Self {
        self.split = true;
        self
    }

    /// The accounts, 1,000 to a page.
    ///
    /// Every page is asked for with all conditions, the saved filter included, which the vault's own
    /// links lose. The stream ends with [`Error::ListTooLong`] where the vault gives no more; see
    /// [`crate::paging`] for when, and for all else that it promises.
    pub fn stream(self) -> Pager<Account> {
        let list = self.paged();
        match self.split {
            true => Pager::from_source(list.identity, Box::new(BySafe::new(self))),
            false => Pager::reading(list),
        }
    }

    /// The accounts behind those that were handed out when `token` was made, from a list with the
    /// same conditions. [`Pager::resume`] says what is promised.
    ///
    /// # Errors
    ///
    /// [`Error::Resume`] for the token of another list.
    pub fn resume(self, token: &ResumeToken) -> Result<Pager<Account>, Error> {
        self.stream().resume(token)
    }

    /// How the list is paged.
    pub(crate) fn paged(&self) -> List<Account> {
        let list = self.clone();
        List {
            identity: Identity::new(OPERATION, &self.conditions()),
            style: Style::Links,
            limit: PAGE_SIZE,
            wall: Some(OFFSETS_END),
            pages: PagesOf::new(
                |account: &Account| Some(Cow::Borrowed(account.id.as_str())),
                move |page| list.clone().page(page),
            ),
        }
    }

    /// The client, for further lists.
    pub(crate) fn api(&self) -> &Client {
        &self.api
    }

    /// Whether only the accounts of one safe are in it.
    pub(crate) fn is_of_one_safe(&self) -> bool {
        self.filter.has("safeName")
    }

    /// A text that differs where vault or conditions do.
    fn conditions(&self) -> String {
        let parts = [
            self.api.baseurl().to_owned(),
            self.filter.text().ok().flatten().unwrap_or_default(),
            self.search.clone().unwrap_or_default(),
            self.search_type
                .map(|kind| kind.to_string())
                .unwrap_or_default(),
            self.sort.join(","),
            self.saved_filter
                .map(|filter| filter.to_string())
                .unwrap_or_default(),
            self.split.to_string(),
        ];
        parts.join("\n")
    }

    async fn page(self, page: PageRequest) -> Result<PageAnswer<Account>, Error> {
        let mut request = self
            .api
            .list_accounts()
            .limit(page.limit)
            .offset(page.offset);
        if let Some(filter) = self
            .filter
            .text()
            .map_err(|property| Error::unfilterable(OPERATION, property))?
        {
            request = request.filter(filter);
        }
        if let Some(search) = self.search {
            request = request.search(search);
        }
        if let Some(search_type) = self.search_type {
            request = request.search_type(search_type);
        }
        if !self.sort.is_empty() {
            request = request.sort(self.sort.join(","));
        }
        if let Some(saved_filter) = self.saved_filter {
            request = request.saved_filter(saved_filter);
        }
        let answer = request.send().await.named(OPERATION)?;
        Ok(PageAnswer::new(answer.value)
            .total(Some(answer.count))
            .next_link(answer.next_link))
    }
}

const OPERATION: &str = "list_accounts";

/// The first offset for which the vault answers that there is no page (psPAS #180).
const OFFSETS_END: u64 = 20_000;
