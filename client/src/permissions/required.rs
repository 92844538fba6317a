//! What operations ask for, by the operation table.

use super::{Advice, SafePermissions, words};
use pvwa_api::{
    SafePermission::{self, *},
    operation::{Operation, Permissions},
    operations,
};
use std::fmt;

/// There is no operation of that id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation(pub(crate) String);

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no operation; an operation is called by its id, such as retrieve_password, which is also the \
             name of its method on Vault::api()",
            self.0
        )
    }
}

impl std::error::Error for UnknownOperation {}

/// What the caller of an operation has to hold, by the operation table: on the safe, in the vault,
/// and in words. `None` in it where no source says what it asks for.
///
/// ```
/// use pvwa::{SafePermission, permissions::required};
///
/// let needed = required("retrieve_password")?.ok_or("not known")?;
/// assert_eq!(needed.safe, [SafePermission::RetrieveAccounts]);
/// assert!(required("retrieve_everything").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`UnknownOperation`] where there is no operation of that id.
pub fn required(operation: &str) -> Result<Option<&'static Permissions>, UnknownOperation> {
    row(operation).map(|row| row.permissions.as_ref())
}

/// The permissions on a safe, one of which it takes for what is in the safe to be in the list that
/// an operation answers; empty where a list does not leave anything out without a word, or the
/// operation answers none.
///
/// An empty list of such an operation can mean two things: there is nothing, or the caller lacks
/// the permission. [`Vault::can`](crate::Vault::can) may tell which.
///
/// ```
/// use pvwa::{SafePermission, permissions::hidden_without};
///
/// assert_eq!(hidden_without("list_accounts")?, SafePermission::ListAccounts.into());
/// assert!(hidden_without("list_safe_members")?.is_empty());
/// # Ok::<(), pvwa::permissions::UnknownOperation>(())
/// ```
///
/// # Errors
///
/// [`UnknownOperation`] where there is no operation of that id.
pub fn hidden_without(operation: &str) -> Result<SafePermissions, UnknownOperation> {
    let silent = |needed: &&Permissions| needed.other.is_some_and(words::are_of_a_silent_list);
    Ok(match required(operation)?.filter(silent) {
        Some(needed) => SafePermissions::of(needed.safe) | SafePermissions::of(needed.safe_any),
        None => SafePermissions::NONE,
    })
}

/// The row of an operation.
pub(super) fn row(operation: &str) -> Result<&'static Operation, UnknownOperation> {
    operations::find(operation).ok_or_else(|| UnknownOperation(operation.to_owned()))
}

/// The least that a user has to hold to call some operations; made by [`least_privilege`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeastPrivilege {
    /// The permissions on each safe that the user works in, as the vault keeps them.
    pub safe: SafePermissions,
    /// The authorisations in the vault, by their API names, sorted.
    pub vault: Vec<&'static str>,
    /// Where an operation is content with one of several permissions: which one was taken for it.
    pub choices: Vec<Choice>,
    /// What else operations ask for, in words, each with the ids of those who do.
    pub other: Vec<(&'static str, Vec<&'static str>)>,
    /// The operations of which no source says what they ask for.
    pub not_known: Vec<&'static str>,
    /// What there is to know about the set: first of all whether it should have listAccounts in it.
    pub advice: Vec<Advice>,
}

/// A permission that was taken although others would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// The id of the operation.
    pub operation: &'static str,
    /// What would do.
    pub among: SafePermissions,
    /// What was taken of it: what is in the set.
    pub taken: SafePermissions,
}

/// The least that a user has to hold to call these operations, by their ids.
///
/// Where an operation is content with one of several permissions, the fewest are taken that do for
/// all operations together, and of those the ones that give least away. listAccounts is not added
/// for operations that do not ask for it; [`LeastPrivilege::advice`] says where it is missed.
///
/// ```
/// use pvwa::permissions::least_privilege;
///
/// let least = least_privilege(&["list_accounts", "retrieve_password", "change_password"])?;
/// assert_eq!(
///     least.safe.to_string(),
///     "retrieveAccounts, listAccounts, initiateCPMAccountManagementOperations"
/// );
/// assert!(least.vault.is_empty());
/// # Ok::<(), pvwa::permissions::UnknownOperation>(())
/// ```
///
/// # Errors
///
/// [`UnknownOperation`] for the first id that is none.
pub fn least_privilege(operations: &[&str]) -> Result<LeastPrivilege, UnknownOperation> {
    let mut rows: Vec<&'static Operation> = operations
        .iter()
        .map(|id| row(id))
        .collect::<Result<_, _>>()?;
    rows.sort_by_key(|row| row.id);
    rows.dedup_by_key(|row| row.id);
    let mut least = LeastPrivilege::default();
    let mut open: Vec<(&'static str, SafePermissions)> = Vec::new();
    for row in rows {
        let Some(needed) = &row.permissions else {
            least.not_known.push(row.id);
            continue;
        };
        least.safe.extend(needed.safe.iter().copied());
        least.vault.extend(needed.vault);
        if !needed.safe_any.is_empty() {
            open.push((row.id, SafePermissions::of(needed.safe_any)));
        }
        if let Some(words) = needed.other {
            match least.other.iter_mut().find(|known| known.0 == words) {
                Some((_, ids)) => ids.push(row.id),
                None => least.other.push((words, vec![row.id])),
            }
        }
    }
    least.vault.sort_unstable();
    least.vault.dedup();
    // What comes along with a permission may do for an operation, too.
    least.safe = least.safe.normalised();
    let lists: Vec<_> = open.iter().map(|(_, among)| *among).collect();
    least.safe = (least.safe | smallest(least.safe, &lists)).normalised();
    least.choices = open
        .into_iter()
        .map(|(operation, among)| Choice {
            operation,
            among,
            taken: among & least.safe,
        })
        .collect();
    least.advice = least.safe.advise();
    Ok(least)
}

/// The fewest permissions that meet each of the lists, where `held` does not meet it already; of
/// several such sets the one that gives least away.
fn smallest(held: SafePermissions, lists: &[SafePermissions]) -> SafePermissions {
    let unmet: Vec<_> = lists
        .iter()
        .filter(|list| (**list & held).is_empty())
        .collect();
    let candidates: Vec<SafePermission> = unmet
        .iter()
        .fold(SafePermissions::NONE, |all, list| all | **list)
        .into_iter()
        .collect();
    let meets = |set: SafePermissions| unmet.iter().all(|list| !(**list & set).is_empty());
    let weight = |set: &SafePermissions| -> usize { set.iter().map(power).sum() };
    // The lists of the table name four permissions in all; sizes are tried upwards.
    (0..=candidates.len())
        .find_map(|size| {
            let sets = combinations(&candidates, size)
                .into_iter()
                .filter(|set| meets(*set));
            sets.min_by_key(weight)
        })
        .unwrap_or_default()
}

/// Every set of `size` of the candidates.
fn combinations(candidates: &[SafePermission], size: usize) -> Vec<SafePermissions> {
    match (size, candidates.split_first()) {
        (0, _) => vec![SafePermissions::NONE],
        (_, None) => Vec::new(),
        (_, Some((first, rest))) => {
            let with = combinations(rest, size - 1);
            let with = with.into_iter().map(|set| set | (*first).into());
            with.chain(combinations(rest, size)).collect()
        }
    }
}

/// How much a permission gives away, from 1: what shows secrets, goes around rules or changes the
/// safe weighs most.
const fn power(permission: SafePermission) -> usize {
    match permission {
        ListAccounts | ViewSafeMembers | ViewAuditLog => 1,
        UseAccounts
        | UnlockAccounts
        | RenameAccounts
        | CreateFolders
        | MoveAccountsAndFolders
        | BackupSafe => 2,
        UpdateAccountProperties
        | InitiateCpmAccountManagementOperations
        | RequestsAuthorizationLevel1 => 3,
        AddAccounts | RequestsAuthorizationLevel2 | DeleteFolders => 4,
        UpdateAccountContent | SpecifyNextAccountContent | DeleteAccounts => 5,
        RetrieveAccounts => 6,
        ManageSafeMembers | ManageSafe | AccessWithoutConfirmation => 7,
    }
}

impl fmt::Display for LeastPrivilege {
    /// Several lines, for the people who grant it, without one at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "On each safe: {}", self.safe)?;
        if !self.vault.is_empty() {
            write!(f, "\nIn the vault: {}", self.vault.join(", "))?;
        }
        for choice in &self.choices {
            write!(
                f,
                "\n{} is content with one of {}",
                choice.operation, choice.among
            )?;
        }
        for (words, operations) in &self.other {
            write!(f, "\nFor {}: {words}", operations.join(", "))?;
        }
        if !self.not_known.is_empty() {
            write!(f, "\nNot known for {}", self.not_known.join(", "))?;
        }
        for advice in &self.advice {
            write!(f, "\nTo know: {advice}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::set::tests::any_set;
    use proptest::prelude::*;

    fn least(operations: &[&str]) -> LeastPrivilege {
        least_privilege(operations).unwrap()
    }

    #[test]
    fn one_of_several_is_the_weakest_that_does() {
        assert_eq!(
            least(&["add_my_request"]).safe,
            [UseAccounts, ListAccounts].into()
        );
        assert_eq!(
            least(&["confirm_incoming_request", "list_incoming_requests"]).safe,
            RequestsAuthorizationLevel1.into()
        );
    }

    #[test]
    fn one_of_several_costs_nothing_where_another_operation_asks_for_it() {
        let both = least(&["add_my_request", "retrieve_password"]);
        assert_eq!(both.safe, [RetrieveAccounts, ListAccounts].into());
        assert_eq!(both.choices[0].taken, RetrieveAccounts.into());
    }

    #[test]
    fn words_and_what_is_not_known_are_kept() {
        let service = least(&["add_safe", "add_safe_member", "add_account", "add_safe"]);
        assert_eq!(service.vault, ["AddSafes"]);
        assert_eq!(
            service.safe,
            [AddAccounts, UpdateAccountProperties, ManageSafeMembers].into()
        );
        assert!(
            service
                .other
                .iter()
                .any(|(_, ids)| ids.contains(&"add_safe_member"))
        );
        let unknown: Vec<_> = operations::ALL
            .iter()
            .filter(|row| row.permissions.is_none())
            .map(|row| row.id)
            .collect();
        assert_eq!(least(&unknown).not_known.len(), unknown.len());
        let error = least_privilege(&["add_safe", "rob_bank"]).unwrap_err();
        assert!(
            error.to_string().contains("`rob_bank` is no operation"),
            "{error}"
        );
    }

    #[test]
    fn every_operation_gets_what_it_asks_for() {
        for row in operations::ALL {
            let least = least(&[row.id]);
            let Some(needed) = &row.permissions else {
                continue;
            };
            let all = SafePermissions::of(needed.safe);
            assert!(least.safe.contains_all(all), "{}", row.id);
            let any = SafePermissions::of(needed.safe_any);
            assert!(
                any.is_empty() || !(any & least.safe).is_empty(),
                "{}",
                row.id
            );
            assert_eq!(least.vault.len(), needed.vault.len(), "{}", row.id);
            // Nothing can be left out again.
            for permission in least.safe {
                let fewer = least.safe.revoking(permission);
                let enough = fewer.contains_all(all)
                    && (any.is_empty() || !(any & fewer).is_empty())
                    && fewer != least.safe;
                assert!(!enough, "{} without {permission}", row.id);
            }
        }
    }

    proptest! {
        #[test]
        fn the_choice_meets_every_list_and_takes_nothing_in_vain(
            held in any_set(),
            lists in prop::collection::vec(
                prop::collection::vec(prop::sample::select(&SafePermission::ALL[..8]), 1..4),
                0..5,
            ),
        ) {
            let lists: Vec<SafePermissions> =
                lists.iter().map(|list| SafePermissions::of(list)).collect();
            let taken = smallest(held, &lists);
            let met = |set: SafePermissions| lists.iter().all(|list| !(*list & set).is_empty());
            prop_assert!(met(held | taken));
            for permission in taken {
                prop_assert!(!met((held | taken) - permission.into()));
            }
        }
    }
}
