//! What a caller holds and from where: by itself and through groups, and what it would
//! take to see what cannot be seen.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    EpochSeconds, SafePermission, SafePermissions, Vault,
    permissions::{Holdings, Membership, Via},
    types::AddSafeMemberRequest,
};
use pvwa_emulator::{Emulator, Fault, User};
use std::time::Duration;
use vaults::{administrator, vault};

use SafePermission::*;

const SAFE: &str = "APP_Oracle";
const USER: &str = "operator";

/// A safe with one account, and an operator with these authorisations in these groups.
async fn stage(authorizations: &[&str], groups: &[&str]) -> (Emulator, Vault) {
    let emulator = Emulator::builder()
        .stopped_clock(1_700_000_000)
        .accounts(1, SAFE)
        .unwrap()
        .user(
            User::new(USER, "made-up")
                .authorizations(authorizations.to_vec())
                .groups(groups.to_vec()),
        )
        .start()
        .await
        .unwrap();
    let operator = vault(&emulator, USER);
    (emulator, operator)
}

async fn admit(
    emulator: &Emulator,
    name: &str,
    permissions: impl Into<SafePermissions>,
    expires: Option<i64>,
) {
    let mut member = AddSafeMemberRequest::builder()
        .member_name(name)
        .permissions(permissions.into());
    if let Some(expires) = expires {
        member = member.membership_expiration_date(Some(EpochSeconds(expires)));
    }
    let members = administrator(emulator);
    members
        .members(SAFE)
        .add(&member.try_into().unwrap())
        .await
        .unwrap();
}

fn given_by(holdings: &Holdings, via: &Via) -> SafePermissions {
    let sources = holdings.sources.iter().filter(|source| source.via == *via);
    sources.fold(SafePermissions::NONE, |all, source| {
        all | source.permissions
    })
}

fn asked(emulator: &Emulator) -> Vec<&'static str> {
    let mut requests = emulator.requests();
    requests.retain(|request| request.user.as_deref() == Some(USER) && request.method == "GET");
    requests
        .into_iter()
        .filter_map(|request| request.operation)
        .collect()
}

#[tokio::test]
async fn own_and_group_memberships_add_up() {
    let (emulator, operator) = stage(&["AuditUsers"], &["Oracle Team"]).await;
    admit(&emulator, USER, [ListAccounts, ViewSafeMembers], None).await;
    admit(&emulator, "Oracle Team", [UseAccounts, ListAccounts], None).await;

    let holdings = operator.holdings(SAFE).await.unwrap();
    assert_eq!(holdings.membership, Membership::Member);
    assert_eq!(
        holdings.permissions.granted,
        [UseAccounts, ListAccounts, ViewSafeMembers].into()
    );
    assert!(holdings.permissions.unstated().is_empty(), "{holdings}");
    assert_eq!(
        given_by(&holdings, &Via::Own),
        [ListAccounts, ViewSafeMembers].into()
    );
    let team = Via::Group("Oracle Team".to_owned());
    assert_eq!(
        given_by(&holdings, &team),
        [UseAccounts, ListAccounts].into()
    );
    assert_eq!(
        holdings.authorizations.as_deref(),
        Some(&["AuditUsers".to_owned()][..])
    );
    assert_eq!(holdings.is_authorized("AddSafes"), Some(false));
    assert_eq!(holdings.is_in_group("oracle team"), Some(true));
    assert!(holdings.unseen.is_empty(), "{holdings}");
    assert_eq!(
        asked(&emulator),
        ["list_safe_members", "list_users", "list_groups"]
    );
    insta::assert_snapshot!(holdings);
}

#[tokio::test]
async fn a_membership_that_has_run_out_gives_nothing() {
    let (emulator, operator) = stage(&["AuditUsers"], &["Oracle Team"]).await;
    admit(
        &emulator,
        USER,
        [RetrieveAccounts, ListAccounts],
        Some(1_700_003_600),
    )
    .await;
    admit(&emulator, "Oracle Team", [ViewSafeMembers], None).await;

    let before = operator.can("retrieve_password", SAFE).await.unwrap();
    assert!(before.is_allowed(), "{before}");
    let source = before
        .analysis()
        .holdings
        .sources
        .iter()
        .find(|source| source.via == Via::Own);
    assert_eq!(source.unwrap().expires, Some(EpochSeconds(1_700_003_600)));

    emulator.advance(Duration::from_secs(2 * 3_600));
    let after = operator.can("retrieve_password", SAFE).await.unwrap();
    assert!(after.is_not_allowed(), "{after}");
    assert_eq!(after.analysis().missing.safe, RetrieveAccounts.into());
    let holdings = operator.holdings(SAFE).await.unwrap();
    assert_eq!(holdings.expired.len(), 1);
    assert!(
        holdings
            .to_string()
            .contains("no longer retrieveAccounts, listAccounts"),
        "{holdings}"
    );
}

#[tokio::test]
async fn without_auditing_users_only_what_no_group_could_give_is_surely_missing() {
    let (emulator, operator) = stage(&[], &["Oracle Team"]).await;
    admit(&emulator, USER, [ViewSafeMembers], None).await;
    admit(&emulator, "Oracle Team", [UnlockAccounts], None).await;

    // No group of the safe retrieves.
    let retrieve = operator.can("retrieve_password", SAFE).await.unwrap();
    assert!(retrieve.is_not_allowed(), "{retrieve}");
    // One unlocks, and whether the operator is in it cannot be seen.
    let unlock = operator.can("unlock_account", SAFE).await.unwrap();
    assert!(!unlock.is_allowed() && !unlock.is_not_allowed(), "{unlock}");
    let text = unlock.to_string();
    assert!(
        text.contains("the vault authorisation AuditUsers"),
        "{text}"
    );
    let perhaps = &unlock.analysis().holdings.perhaps;
    assert!(
        perhaps
            .iter()
            .any(|one| one.via == Via::Group("Oracle Team".to_owned()))
    );
    // For what asks for AuditUsers itself, the refusal is the answer.
    let users = operator.can("list_users", SAFE).await.unwrap();
    assert_eq!(users.analysis().missing.vault, ["AuditUsers"]);
}

#[tokio::test]
async fn a_safe_that_is_not_visible_is_told_apart() {
    let (emulator, operator) = stage(&[], &[]).await;
    let holdings = operator.holdings(SAFE).await.unwrap();
    assert_eq!(holdings.membership, Membership::NotVisible);
    assert!(holdings.permissions.granted.is_empty());
    assert!(holdings.permissions.unstated().is_empty());
    assert!(
        holdings.to_string().contains("the safe is not visible"),
        "{holdings}"
    );
    assert_eq!(asked(&emulator), ["list_safe_members", "list_users"]);
}

#[tokio::test]
async fn the_safe_of_an_account_is_found_by_its_number() {
    let (emulator, operator) = stage(&["AuditUsers"], &[]).await;
    admit(&emulator, USER, [ViewSafeMembers], None).await;
    let account = administrator(&emulator)
        .accounts()
        .list()
        .stream()
        .all()
        .await
        .unwrap()
        .remove(0);
    let why = operator
        .why_refused("get_account", None, Some(&account.id))
        .await
        .unwrap();
    assert_eq!(why.holdings.safe.as_deref(), Some(SAFE));
    assert_eq!(why.missing.safe, ListAccounts.into(), "{why}");
    assert_eq!(
        asked(&emulator),
        ["get_account", "list_safes", "list_safe_members"]
    );
}

#[tokio::test]
async fn a_vault_that_fails_is_an_error_before_the_call_and_an_open_question_after_it() {
    let (emulator, operator) = stage(&["AuditUsers"], &[]).await;
    admit(&emulator, USER, [ViewSafeMembers], None).await;
    emulator.fail_next("list_users", Fault::Status(400));
    assert!(operator.holdings(SAFE).await.is_err());
    emulator.fail_next("list_users", Fault::Status(400));
    let why = operator
        .why_refused("delete_safe", Some(SAFE), None)
        .await
        .unwrap();
    // The group Operators manages safes; the refusal says that the operator is not in it.
    assert_eq!(why.missing.safe, ManageSafe.into());
    assert!(
        why.holdings
            .unseen
            .iter()
            .any(|one| one.what.contains("failed")),
        "{why:?}"
    );
}
