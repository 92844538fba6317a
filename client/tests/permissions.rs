//! What calls need, row by row of what developers pin to their walls: with just that they succeed,
//! with any one permission fewer they fail, and the analysis names it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "permissions/stage.rs"]
mod stage;
mod vaults;

use pvwa::{
    Error, SafePermissions,
    permissions::{Basis, Verdict, hidden_without},
    types::AddSafeMemberRequest,
};
use pvwa_emulator::Received;
use stage::*;

#[tokio::test]
async fn with_just_what_it_takes_every_call_succeeds() {
    for row in &ROWS {
        let stage = stage(SafePermissions::of(row.safe), row.vault).await;
        let outcome = stage.call(row.operation).await;
        assert!(outcome.is_ok(), "{}: {outcome:?}", row.operation);
    }
}

#[tokio::test]
async fn with_one_permission_fewer_it_fails_and_the_analysis_names_it() {
    for row in &ROWS {
        let all = SafePermissions::of(row.safe);
        for permission in all {
            let what = format!("{} without {permission}", row.operation);
            let stage = stage(all - permission.into(), row.vault).await;
            match stage.call(row.operation).await {
                Err(Failure::Error(error @ Error::Forbidden { .. })) => {
                    let Error::Forbidden {
                        analysis: Some(why),
                        ..
                    } = &error
                    else {
                        panic!("{what}: {error}");
                    };
                    // With the right to have the CPM act goes the right to choose the next secret,
                    // which is the one that is sure.
                    let expected = match permission {
                        InitiateCpmAccountManagementOperations
                            if row.operation == "set_next_password" =>
                        {
                            SpecifyNextAccountContent
                        }
                        _ => permission,
                    };
                    assert_eq!(why.missing.safe, expected.into(), "{what}: {why}");
                    let named = why.missing.safe | why.possible.safe;
                    assert!(named.contains(permission), "{what}: {why}");
                    let sentence = format!("{expected} on the safe is missing");
                    assert!(error.to_string().contains(&sentence), "{what}: {error}");
                    let mut requests = asked(&stage.emulator);
                    let own = |one: &Received| one.operation == Some(row.operation);
                    let first = requests.iter().position(own).unwrap();
                    requests.remove(first);
                    only_reads(&requests, &what);
                }
                Err(Failure::Empty) => {
                    assert_eq!(
                        hidden_without(row.operation).unwrap(),
                        permission.into(),
                        "{what}"
                    );
                    let verdict = stage.operator.can(row.operation, SAFE).await.unwrap();
                    assert!(!verdict.is_allowed(), "{what}: {verdict}");
                    assert_eq!(
                        verdict.analysis().possible.safe,
                        permission.into(),
                        "{what}"
                    );
                }
                other => panic!("{what}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn without_the_authorisation_it_fails_and_the_analysis_names_it() {
    for row in ROWS.iter().filter(|row| !row.vault.is_empty()) {
        let stage = stage(SafePermissions::ALL, &[]).await;
        let outcome = stage.call(row.operation).await;
        let Err(Failure::Error(Error::Forbidden {
            analysis: Some(why),
            ..
        })) = outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!(why.missing.vault, row.vault, "{why}");
    }
}

#[tokio::test]
async fn who_sees_the_members_is_told_before_the_call() {
    for row in ROWS.iter().filter(|row| row.vault.is_empty()) {
        let view = SafePermissions::from(ViewSafeMembers);
        let all = SafePermissions::of(row.safe) | view;
        // Groups may give what the operator lacks, so these have to be seen as well.
        let full = stage(all, &["AuditUsers"]).await;
        let verdict = full.operator.can(row.operation, SAFE).await.unwrap();
        assert!(verdict.is_allowed(), "{}: {verdict}", row.operation);
        only_reads(&asked(&full.emulator), row.operation);
        for permission in SafePermissions::of(row.safe) - view {
            let fewer = stage(all - permission.into(), &["AuditUsers"]).await;
            let verdict = fewer.operator.can(row.operation, SAFE).await.unwrap();
            assert!(verdict.is_not_allowed(), "{}: {verdict}", row.operation);
            let missing = verdict.analysis().missing.safe;
            assert!(missing.contains(permission), "{}: {verdict}", row.operation);
            only_reads(&asked(&fewer.emulator), row.operation);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_seen_is_not_known_and_what_it_would_take_is_said() {
    let stage = stage(SafePermissions::from([RetrieveAccounts, ListAccounts]), &[]).await;
    let verdict = stage.operator.can("retrieve_password", SAFE).await.unwrap();
    let Verdict::NotKnown(analysis) = &verdict else {
        panic!("{verdict}")
    };
    assert_eq!(analysis.possible.safe, RetrieveAccounts.into());
    let text = verdict.to_string();
    assert!(
        text.contains("seen with viewSafeMembers on the safe"),
        "{text}"
    );
    let requests = asked(&stage.emulator);
    let operations: Vec<_> = requests.iter().filter_map(|one| one.operation).collect();
    assert_eq!(operations, ["list_safe_members", "get_safe"]);
    // That accounts can be listed shows by itself.
    let verdict = stage.operator.can("list_accounts", SAFE).await.unwrap();
    assert!(verdict.is_allowed(), "{verdict}");
    let verdict = stage
        .operator
        .can("get_account", "Elsewhere")
        .await
        .unwrap();
    assert!(verdict.is_not_allowed(), "{verdict}");
    assert!(verdict.analysis().missing.membership);
    only_reads(&asked(&stage.emulator), "all of it");
}

#[tokio::test]
async fn a_thousand_refusals_are_analysed_once() {
    let stage = stage(SafePermissions::from(ListAccounts), &[]).await;
    for _ in 0..5 {
        let error = stage.call("retrieve_password").await.unwrap_err();
        assert!(
            format!("{error:?}").contains("RetrieveAccounts"),
            "{error:?}"
        );
    }
    let requests = asked(&stage.emulator);
    let count = |id: &str| {
        requests
            .iter()
            .filter(|one| one.operation == Some(id))
            .count()
    };
    assert_eq!(count("retrieve_password"), 5);
    assert_eq!(count("get_account"), 1);
    assert_eq!(count("list_safe_members"), 1);
}

#[tokio::test]
async fn a_refusal_that_says_why_is_not_analysed() {
    let stage = stage(
        SafePermissions::from([ManageSafeMembers, ViewSafeMembers]),
        &[],
    )
    .await;
    let error = stage.operator.members(SAFE).remove(USER).await.unwrap_err();
    assert!(
        matches!(error, Error::Forbidden { analysis: None, .. }),
        "{error}"
    );
    let asked = asked(&stage.emulator);
    let operations: Vec<_> = asked.iter().filter_map(|one| one.operation).collect();
    assert_eq!(operations, ["get_server", "remove_safe_member"]);
    // Handing out more than one holds is told by what is not missing.
    let member = AddSafeMemberRequest::builder()
        .member_name(NEWCOMER)
        .permissions(SafePermissions::ALL);
    let member = member.try_into().unwrap();
    let error = stage.operator.members(SAFE).add(&member).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("every permission that is handed out"),
        "{text}"
    );
    assert!(
        text.ends_with("all that the call is known to need is there"),
        "{text}"
    );
}

#[tokio::test]
async fn nobody_looks_where_nobody_wants_to_know() {
    let stage = stage(SafePermissions::NONE, &[]).await;
    let silent = vaults::builder(&stage.emulator, USER)
        .explain_refusals(false)
        .build()
        .unwrap();
    let error = silent.accounts().get(&stage.account).await.unwrap_err();
    assert!(
        matches!(error, Error::Forbidden { analysis: None, .. }),
        "{error}"
    );
    assert!(
        error.to_string().contains("The vault does not say which"),
        "{error}"
    );
    let asked = asked(&stage.emulator);
    let operations: Vec<_> = asked.iter().filter_map(|one| one.operation).collect();
    assert_eq!(operations, ["get_server", "get_account"]);
}

#[tokio::test]
async fn why_a_call_was_refused_can_be_asked_afterwards() {
    let stage = stage(SafePermissions::from(ListAccounts), &[]).await;
    let why = stage
        .operator
        .why_refused("delete_account", None, Some(&stage.account))
        .await
        .unwrap();
    assert_eq!(why.missing.safe, DeleteAccounts.into());
    assert_eq!(why.basis, Basis::Concluded);
    assert_eq!(why.holdings.safe.as_deref(), Some(SAFE));
}

#[tokio::test]
async fn an_unknown_operation_is_refused_without_a_request() {
    let stage = stage(SafePermissions::NONE, &[]).await;
    let before = stage.emulator.requests().len();
    let error = stage.operator.can("rob_bank", SAFE).await.unwrap_err();
    assert!(
        error.to_string().contains("`rob_bank` is no operation"),
        "{error}"
    );
    assert_eq!(stage.emulator.requests().len(), before);
}
