//! Members of a safe, and what they may do in it.

use crate::{
    Error, PageAnswer, PageRequest, Pager, ResumeToken, SortOrder,
    error::Named,
    filter::Filter,
    lost::Witness,
    paging::{Identity, List, PAGE_SIZE, PagesOf, Style},
    types::{AddSafeMemberRequest, SafeMember, UpdateSafeMemberRequest},
};
use pvwa_api::{Client, ClientInfo};
use std::borrow::Cow;

/// The members of one safe.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    api: &'a Client,
    safe: String,
    witness: Witness<'a>,
}

impl<'a> Members<'a> {
    pub(crate) fn new(api: &'a Client, safe: String, witness: Witness<'a>) -> Self {
        Self { api, safe, witness }
    }

    /// Begins a list of members; nothing is sent before its stream is read.
    ///
    /// `GET /API/Safes/{safeUrlId}/Members`. Needs viewSafeMembers on the safe. Without
    /// [`ListMembers::include_predefined`], users and groups that the vault brings along are left
    /// out.
    pub fn list(&self) -> ListMembers {
        ListMembers {
            api: self.api.clone(),
            safe: self.safe.clone(),
            filter: Filter::default(),
            search: None,
            sort: None,
        }
    }

    /// Answers the member with this name.
    ///
    /// `GET /API/Safes/{safeUrlId}/Members/{memberName}`, since 12.2. Needs viewSafeMembers on the
    /// safe.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for somebody who is no member.
    pub async fn get(&self, name: &str) -> Result<SafeMember, Error> {
        self.api
            .get_safe_member()
            .safe_url_id(&self.safe)
            .member_name(name)
            .send()
            .await
            .named("get_safe_member")
    }

    /// Makes a user, a group or a role a member.
    ///
    /// `POST /API/Safes/{safeUrlId}/Members`, since 12.1. Needs manageSafeMembers on the safe, and
    /// every permission that is handed out.
    ///
    /// When the answer is lost, the request is not sent again: a member of this name with exactly
    /// these permissions and this expiry is the answer.
    ///
    /// # Errors
    ///
    /// * [`Error::Conflict`] where it is a member already; it was before this call.
    /// * [`Error::LostAnswer`] where the answer was lost and the vault does not show for sure what
    ///   became of it.
    pub async fn add(&self, member: &AddSafeMemberRequest) -> Result<SafeMember, Error> {
        let request = self.api.add_safe_member().safe_url_id(&self.safe);
        match request
            .body(member.clone())
            .send()
            .await
            .named("add_safe_member")
        {
            Err(error) => self.witness.member(self, member, error).await,
            added => added,
        }
    }

    /// Replaces the permissions and the expiry of a member: what is left out is taken away.
    ///
    /// `PUT /API/Safes/{safeUrlId}/Members/{memberName}`, since 12.2. Needs manageSafeMembers and
    /// viewSafeMembers on the safe, and every permission that is handed out.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for somebody who is no member.
    pub async fn update(
        &self,
        name: &str,
        member: &UpdateSafeMemberRequest,
    ) -> Result<SafeMember, Error> {
        let request = self
            .api
            .update_safe_member()
            .safe_url_id(&self.safe)
            .member_name(name);
        request
            .body(member.clone())
            .send()
            .await
            .named("update_safe_member")
    }

    /// Takes a membership away.
    ///
    /// `DELETE /API/Safes/{safeUrlId}/Members/{memberName}`, since 12.2. Needs manageSafeMembers on
    /// the safe.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for somebody who is no member.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        self.api
            .remove_safe_member()
            .safe_url_id(&self.safe)
            .member_name(name)
            .send()
            .await
            .named("remove_safe_member")
    }
}

/// A list of members to come.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before the stream is read"]
pub struct ListMembers {
    api: Client,
    safe: String,
    filter: Filter,
    search: Option<String>,
    sort: Option<SortOrder>,
}

impl ListMembers {
    /// Also the users and groups that the vault itself brings along. Since 12.1.
    pub fn include_predefined(mut self) -> Self {
        self.filter.and("includePredefinedUsers", "eq", true);
        self
    }

    /// Only users. Since 12.1.
    pub fn users(mut self) -> Self {
        self.filter.and("memberType", "eq", "user");
        self
    }

    /// Only groups. Since 12.1.
    pub fn groups(mut self) -> Self {
        self.filter.and("memberType", "eq", "group");
        self
    }

    /// Only members in whose names this text occurs.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.search = Some(text.into());
        self
    }

    /// Sorts by the name, which is all that the vault can sort by.
    pub fn sort_by_name(mut self, order: SortOrder) -> Self {
        self.sort = Some(order);
        self
    }

    /// The members, 1,000 to a page.
    pub fn stream(self) -> Pager<SafeMember> {
        Pager::reading(List {
            identity: Identity::new(OPERATION, &self.conditions()),
            style: Style::Links,
            limit: PAGE_SIZE,
            wall: None,
            pages: PagesOf::new(key, move |page| self.clone().page(page)),
        })
    }

    /// Those behind the ones that were handed out when `token` was made, from a list with the same
    /// conditions. [`Pager::resume`] says what is promised.
    ///
    /// # Errors
    ///
    /// [`Error::Resume`] for the token of another list.
    pub fn resume(self, token: &ResumeToken) -> Result<Pager<SafeMember>, Error> {
        self.stream().resume(token)
    }

    /// A text that differs where vault or conditions do.
    fn conditions(&self) -> String {
        let parts = [
            self.api.baseurl().to_owned(),
            self.safe.clone(),
            self.filter.text().ok().flatten().unwrap_or_default(),
            self.search.clone().unwrap_or_default(),
            self.sort
                .map(|order| order.of("memberName"))
                .unwrap_or_default(),
        ];
        parts.join("\n")
    }

    async fn page(self, page: PageRequest) -> Result<PageAnswer<SafeMember>, Error> {
        let mut request = self
            .api
            .list_safe_members()
            .safe_url_id(self.safe)
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
        if let Some(order) = self.sort {
            request = request.sort(vec![order.of("memberName")]);
        }
        let answer = request.send().await.named(OPERATION)?;
        Ok(PageAnswer::new(answer.value)
            .total(answer.count)
            .next_link(answer.next_link))
    }
}

const OPERATION: &str = "list_safe_members";

/// What tells members apart. A user and a group may have one name.
fn key(member: &SafeMember) -> Option<Cow<'_, str>> {
    let name = member.member_name.as_deref()?;
    let kind = member.member_type.as_ref().map(|kind| format!("{kind:?}"));
    let id = member.member_id.as_ref().map(ToString::to_string);
    Some(Cow::Owned(format!(
        "{} {} {name}",
        kind.unwrap_or_default(),
        id.unwrap_or_default()
    )))
}
