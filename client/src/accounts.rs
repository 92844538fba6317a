//! Accounts: finding, reading, adding, changing and deleting them, and retrieving their secrets.

use crate::{
    Error, Pager, RetrieveOptions, SortOrder,
    error::Named,
    filter::Filter,
    lost::Witness,
    page::PAGE_SIZE,
    pager::Page,
    types::{
        Account, AccountPatchOperation, AccountSavedFilter, AccountSearchType, AddAccountRequest,
    },
};
use pvwa_api::{Client, EpochSeconds, Secret};

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

    /// The accounts, 1,000 to a page.
    ///
    /// Every page is asked for with all conditions, the saved filter included, which the vault's own
    /// links lose.
    pub fn stream(self) -> Pager<Account> {
        Pager::new(
            "list_accounts",
            |account: &Account| Some(&account.id),
            move |offset| {
                let list = self.clone();
                async move { list.page(offset).await }
            },
        )
    }

    async fn page(self, offset: u64) -> Result<Page<Account>, Error> {
        const OPERATION: &str = "list_accounts";
        let mut request = self.api.list_accounts().limit(PAGE_SIZE).offset(offset);
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
        let page = request.send().await.named(OPERATION)?;
        Ok(Page {
            items: page.value,
            next: page.next_link,
        })
    }
}
