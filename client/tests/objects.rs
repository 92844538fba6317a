//! Safes, members, accounts and secrets, from adding to deleting.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Error, Preset, RetrieveOptions, SafePermission, SafePermissions, Secret, StatedPermissions,
    Vault,
    types::{
        AccountPatchOperation, AccountPatchOperator, AddAccountRequest, AddSafeMemberRequest,
        AddSafeRequest, UpdateSafeMemberRequest,
    },
};
use pvwa_emulator::Emulator;
use vaults::{administrator, emulator, somebody};

const SAFE: &str = "APP_Oracle";

fn account(secret: &str) -> AddAccountRequest {
    AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name(SAFE)
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from(secret))
        .try_into()
        .unwrap()
}

fn member(name: &str, permissions: impl Into<SafePermissions>) -> AddSafeMemberRequest {
    AddSafeMemberRequest::builder()
        .member_name(name)
        .permissions(permissions.into())
        .try_into()
        .unwrap()
}

/// An emulator with the safe APP_Oracle and one account in it; the vault as Administrator sees it,
/// and the account's id.
async fn with_account(secret: &str) -> (Emulator, Vault, String) {
    let emulator = emulator().await;
    let vault = administrator(&emulator);
    let safe = AddSafeRequest::builder()
        .safe_name(SAFE)
        .try_into()
        .unwrap();
    vault.safes().add(&safe).await.unwrap();
    let account = vault.accounts().add(&account(secret)).await.unwrap();
    (emulator, vault, account.id)
}

#[tokio::test]
async fn a_password_comes_back_as_it_went() {
    for secret in [
        r"back\slash",
        r#"quo"te"#,
        "é",
        "日本",
        "\\u00e9",
        " \t ",
        "<&>+%20",
        "\"",
        "\\",
    ] {
        let (_emulator, vault, id) = with_account(secret).await;
        let retrieved = vault
            .accounts()
            .retrieve_password(&id, &RetrieveOptions::new())
            .await
            .unwrap();
        assert_eq!(retrieved.expose(), secret);
    }
}

#[tokio::test]
async fn a_reason_and_a_ticket_go_with_the_request() {
    let (emulator, vault, id) = with_account("made-up").await;
    let options = RetrieveOptions::new()
        .reason("nightly check")
        .ticket("ServiceNow", "INC1");
    vault
        .accounts()
        .retrieve_password(&id, &options)
        .await
        .unwrap();
    let requests = emulator.requests();
    let body = requests.last().unwrap().body.as_ref().unwrap();
    assert_eq!(body["Reason"], "nightly check");
    assert_eq!(body["TicketingSystem"], "ServiceNow");
    assert_eq!(body["TicketId"], "INC1");
}

#[tokio::test]
async fn an_account_is_changed_and_deleted() {
    let (_emulator, vault, id) = with_account("made-up").await;
    let changes: Vec<AccountPatchOperation> = vec![
        AccountPatchOperation::builder()
            .op(AccountPatchOperator::Replace)
            .path("/address")
            .value(serde_json::json!("db2"))
            .try_into()
            .unwrap(),
    ];
    let changed = vault.accounts().update(&id, &changes).await.unwrap();
    assert_eq!(changed.address.as_deref(), Some("db2"));
    assert_eq!(
        vault.accounts().get(&id).await.unwrap().address.as_deref(),
        Some("db2")
    );
    vault.accounts().delete(&id).await.unwrap();
    let error = vault.accounts().get(&id).await.unwrap_err();
    assert!(
        matches!(error, Error::NotFound { .. }) && error.operation() == Some("get_account"),
        "{error}"
    );
    assert!(error.to_string().contains("may not see"), "{error}");
}

#[tokio::test]
async fn an_existing_safe_is_a_conflict() {
    let (_emulator, vault, _) = with_account("made-up").await;
    assert_eq!(
        vault.safes().get(SAFE).await.unwrap().safe_name.as_deref(),
        Some(SAFE)
    );
    let safe = AddSafeRequest::builder()
        .safe_name(SAFE)
        .try_into()
        .unwrap();
    let error = vault.safes().add(&safe).await.unwrap_err();
    assert!(
        matches!(error, Error::Conflict { .. }) && error.operation() == Some("add_safe"),
        "{error}"
    );
}

#[tokio::test]
async fn a_member_holds_what_it_was_given() {
    let (emulator, vault, _) = with_account("made-up").await;
    let _ = somebody(&emulator, "app@corp.example");
    let members = vault.members(SAFE);
    members
        .add(&member("app@corp.example", Preset::ConnectOnly))
        .await
        .unwrap();

    let held = async || {
        let member = members.get("app@corp.example").await.unwrap();
        StatedPermissions::from(&member.permissions.unwrap()).granted
    };
    assert_eq!(held().await, Preset::ConnectOnly.permissions());

    let more = Preset::ConnectOnly.permissions() | SafePermission::RetrieveAccounts.into();
    let update = UpdateSafeMemberRequest::builder()
        .permissions(more)
        .try_into()
        .unwrap();
    members.update("app@corp.example", &update).await.unwrap();
    assert_eq!(held().await, Preset::ReadOnly.permissions());

    let requests = emulator.requests();
    let path = &requests.last().unwrap().path;
    assert!(
        path.ends_with("/Members/app@corp.example/"),
        "the web server wants a slash there: {path}"
    );
    members.remove("app@corp.example").await.unwrap();
    assert!(matches!(
        members.get("app@corp.example").await,
        Err(Error::NotFound { .. })
    ));
}

#[tokio::test]
async fn what_is_not_allowed_names_the_permission() {
    let (emulator, vault, id) = with_account("made-up").await;
    let operator = somebody(&emulator, "operator");
    vault
        .members(SAFE)
        .add(&member("operator", Preset::ConnectOnly))
        .await
        .unwrap();

    let found = operator
        .accounts()
        .list()
        .safe(SAFE)
        .stream()
        .all()
        .await
        .unwrap();
    assert_eq!(found.len(), 1);
    let error = operator
        .accounts()
        .retrieve_password(&id, &RetrieveOptions::new())
        .await
        .unwrap_err();
    let Error::Forbidden {
        needs: Some(needs), ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(needs.safe, [SafePermission::RetrieveAccounts]);
    assert!(
        error
            .to_string()
            .contains("it needs retrieveAccounts on the safe"),
        "{error}"
    );

    let safe = AddSafeRequest::builder()
        .safe_name("Other")
        .try_into()
        .unwrap();
    let error = operator.safes().add(&safe).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("it needs the vault authorisation AddSafes"),
        "{error}"
    );
    // A second logon would not have helped; what was looked at afterwards is only read.
    let requests = emulator.requests();
    let operators = requests
        .iter()
        .filter(|request| request.user.as_deref() == Some("operator") && request.method != "GET");
    assert_eq!(operators.filter(|request| request.status == 403).count(), 2);
}
