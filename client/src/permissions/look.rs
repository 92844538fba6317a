//! Looks at what the vault lets a user see of itself. Everything here only reads.

use super::{
    SafePermissions,
    holdings::same,
    seen::{Look, Rows, Seen},
};
use crate::{Error, error::Named, filter::Filter, paging::PAGE_SIZE};
use pvwa_api::{
    Client, SafePermission,
    types::{SafeMember, UserSummary},
};

/// What is worth looking at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// These permissions on the safe.
    pub(super) safe: SafePermissions,
    /// Whether the user is a member of the safe at all.
    pub(super) membership: bool,
    /// The authorisations in the vault.
    pub(super) vault: bool,
    /// The groups, whatever they hold on the safe.
    pub(super) groups: bool,
}

impl Wanted {
    /// Everything.
    pub(super) const ALL: Self = Self {
        safe: SafePermissions::ALL,
        membership: true,
        vault: true,
        groups: true,
    };

    /// Nothing.
    pub(super) const NOTHING: Self = Self {
        safe: SafePermissions::NONE,
        membership: false,
        vault: false,
        groups: false,
    };
}

/// Looks at what is wanted, with at most seven requests, all of which only read.
pub(super) async fn look(
    api: &Client,
    user: &str,
    safe: Option<&str>,
    account: Option<&str>,
    wanted: Wanted,
) -> Seen {
    let mut seen = Seen {
        user: user.to_owned(),
        safe: safe.map(str::to_owned),
        ..Seen::default()
    };
    if !wanted.safe.is_empty() || wanted.membership {
        let lists = wanted.safe.contains(SafePermission::ListAccounts);
        if let Some(id) = account.filter(|_| lists || safe.is_none()) {
            seen.account = outcome(account_of(api, id).await);
            if seen.safe.is_none() {
                seen.safe = match &seen.account {
                    Look::Seen(safe) => Some(safe.clone()),
                    _ => safe_by_number(api, id).await,
                };
            }
        }
        if let Some(safe) = seen.safe.clone() {
            look_at_safe(api, &safe, lists, &mut seen).await;
        }
    }
    let open = |seen: &Seen| !(seen.holdings().permissions.unstated() & wanted.safe).is_empty();
    let by_group = seen.members.seen().is_some() && open(&seen);
    if !user.is_empty() && (wanted.vault || wanted.groups || by_group) {
        seen.own = outcome(own_row(api, user).await);
    }
    let knows_groups = seen.direct_groups().is_some();
    if knows_groups && (wanted.groups || (seen.members.seen().is_some() && open(&seen))) {
        let groups = api.list_groups().include_members(true).send().await;
        seen.groups = outcome(groups.named("list_groups").map(|page| Rows {
            more: page.next_link.is_some(),
            rows: page.value,
        }));
    }
    seen
}

async fn look_at_safe(api: &Client, safe: &str, lists: bool, seen: &mut Seen) {
    seen.members = outcome(members_of(api, safe).await);
    if matches!(seen.members, Look::Refused) {
        let details = api.get_safe().safe_url_id(safe).send().await;
        seen.details = outcome(details.named("get_safe").map(drop));
    }
    let known = seen
        .holdings()
        .permissions
        .holds(SafePermission::ListAccounts);
    if lists && known.is_none() {
        seen.listed = outcome(lists_any(api, safe).await);
    }
}

/// What became of a look.
fn outcome<T>(result: Result<T, Error>) -> Look<T> {
    match result {
        Ok(value) => Look::Seen(value),
        Err(Error::Forbidden { .. }) => Look::Refused,
        Err(Error::NotFound { .. }) => Look::Missing,
        // Other versions and editions do without.
        Err(
            Error::Unsupported { .. } | Error::VersionTooOld { .. } | Error::WrongEdition { .. },
        ) => Look::NotTaken,
        Err(error) => Look::Failed(error),
    }
}

/// The name of the safe that an account is in.
async fn account_of(api: &Client, id: &str) -> Result<String, Error> {
    let account = api.get_account().account_id(id).send().await;
    account
        .named("get_account")
        .map(|account| account.safe_name)
}

/// The name of the safe whose number stands at the beginning of an account's id, in the first
/// thousand safes that the user sees.
async fn safe_by_number(api: &Client, id: &str) -> Option<String> {
    let number: i64 = id.split_once('_')?.0.parse().ok()?;
    let page = api.list_safes().limit(PAGE_SIZE).send().await;
    let page = page.named("list_safes").ok()?;
    let safe = page
        .value
        .into_iter()
        .find(|safe| safe.safe_number == Some(number))?;
    safe.safe_name
}

/// The members of a safe, at most a thousand; a safe has 64.
async fn members_of(api: &Client, safe: &str) -> Result<Rows<SafeMember>, Error> {
    let page = api
        .list_safe_members()
        .safe_url_id(safe)
        .filter("includePredefinedUsers eq true")
        .limit(PAGE_SIZE)
        .send()
        .await;
    page.named("list_safe_members").map(|page| Rows {
        more: page.next_link.is_some(),
        rows: page.value,
    })
}

/// Whether the list of accounts shows any of a safe.
async fn lists_any(api: &Client, safe: &str) -> Result<bool, Error> {
    let mut filter = Filter::default();
    filter.and("safeName", "eq", safe);
    let Ok(Some(filter)) = filter.text() else {
        return Ok(false);
    };
    let page = api.list_accounts().filter(filter).limit(1).send().await;
    page.named("list_accounts")
        .map(|page| !page.value.is_empty())
}

/// The row of a user in the list of users, with groups and authorisations.
async fn own_row(api: &Client, user: &str) -> Result<Option<UserSummary>, Error> {
    // Servers before 12.2 pass over the name and go by the search.
    let page = api
        .list_users()
        .search(user)
        .user_name(user)
        .extended_details(true)
        .send()
        .await;
    let users = page.named("list_users")?.users;
    let is_own = |row: &UserSummary| row.username.as_deref().is_some_and(|name| same(name, user));
    Ok(users.into_iter().find(is_own))
}

/// The name of the user: the one that is given, or where that is empty the one that the session
/// belongs to, which Self-Hosted tells. Empty where it cannot be found out.
pub(super) async fn name_of(api: &Client, user: &str) -> String {
    if !user.is_empty() {
        return user.to_owned();
    }
    let answer = api.get_logged_on_user_gen1().send().await;
    let user = answer.named("get_logged_on_user_gen1").ok();
    user.and_then(|user| user.user_name).unwrap_or_default()
}
