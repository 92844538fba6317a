//! Whether an object is the one that a call made: decisions only, no input or output.

use super::Lookup;
use crate::{
    StatedPermissions,
    types::{Account, AddAccountRequest, AddSafeMemberRequest, Safe, SafeMember},
};
use pvwa_api::EpochSeconds;

/// What was seen.
#[derive(Debug)]
pub(super) enum Verdict<T> {
    /// What the call made, for sure.
    Made(T),
    Other(Lookup),
}

/// Whether something was made since the call began; `None` where that is not known.
fn is_new(created: Option<EpochSeconds>, since: i64) -> Option<bool> {
    created.map(|created| created.0 >= since)
}

/// Names of the vault are the same in small and in capital letters.
fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// An account is known by its name, of which a safe has one only; without a name, by its platform,
/// user and address. In both cases it has to be newer than the call, and to be what was asked for.
pub(super) fn account(
    request: &AddAccountRequest,
    candidates: Vec<Account>,
    since: i64,
) -> Verdict<Account> {
    let is_named = |account: &Account| match &request.name {
        Some(name) => same(&account.name, name),
        None => is_alike(request, account),
    };
    let mut candidates = candidates;
    candidates.retain(|account| same(&account.safe_name, &request.safe_name) && is_named(account));
    if request.name.is_none() {
        // Older ones like it are no obstacle: their number is not limited.
        candidates.retain(|account| is_new(account.created_time, since) != Some(false));
    }
    let count = candidates.len();
    let Some(account) = candidates.pop() else {
        return Verdict::Other(Lookup::NotFound);
    };
    match is_new(account.created_time, since) {
        _ if count > 1 => Verdict::Other(Lookup::Several(count)),
        Some(false) => Verdict::Other(Lookup::ThereBefore),
        Some(true) if is_alike(request, &account) && has_properties(request, &account) => {
            Verdict::Made(account)
        }
        _ => Verdict::Other(Lookup::Unclear),
    }
}

fn is_alike(request: &AddAccountRequest, account: &Account) -> bool {
    let same_text = |a: &Option<String>, b: &Option<String>| {
        same(
            a.as_deref().unwrap_or_default(),
            b.as_deref().unwrap_or_default(),
        )
    };
    same(&account.platform_id, &request.platform_id)
        && same_text(&account.user_name, &request.user_name)
        && same_text(&account.address, &request.address)
}

/// Whether the platform's properties that were asked for are there; a vault may add others.
fn has_properties(request: &AddAccountRequest, account: &Account) -> bool {
    let mut asked = request.platform_account_properties.iter();
    asked.all(|(name, value)| account.platform_account_properties.get(name) == Some(value))
}

/// A safe is known by its name, by who made it and when.
pub(super) fn safe(safe: Safe, user: Option<&str>, since: i64) -> Verdict<Safe> {
    let creator = safe
        .creator
        .as_ref()
        .and_then(|creator| creator.name.as_deref());
    let is_own = creator
        .zip(user)
        .is_some_and(|(creator, user)| same(creator, user));
    match is_new(safe.creation_time, since) {
        Some(true) if is_own => Verdict::Made(safe),
        Some(false) => Verdict::Other(Lookup::ThereBefore),
        _ => Verdict::Other(Lookup::Unclear),
    }
}

/// A membership is known by its name: who is a member with exactly these permissions and this
/// expiry is what was asked for, whoever did it. When it began is not told.
pub(super) fn member(request: &AddSafeMemberRequest, member: SafeMember) -> Verdict<SafeMember> {
    let asked = StatedPermissions::from(&request.permissions).granted;
    let held = member
        .permissions
        .as_ref()
        .map(|held| StatedPermissions::from(held).granted);
    let same_end = request
        .membership_expiration_date
        .is_none_or(|end| member.membership_expiration_date == Some(end));
    match held == Some(asked) && same_end {
        true => Verdict::Made(member),
        false => Verdict::Other(Lookup::Unclear),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
