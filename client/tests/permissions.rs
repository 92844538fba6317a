//! What calls need, row by row of what developers pin to their walls: with just that they succeed,
//! with any one permission fewer they fail, and the analysis names it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Error, RetrieveOptions, SafePermission, SafePermissions, Vault,
    permissions::{Basis, Verdict, hidden_without},
    types::{
        AccountPatchOperation, AccountPatchOperator, AddAccountRequest, AddSafeMemberRequest,
        AddSafeRequest, ChangePasswordRequest, PsmConnectRequest, SetNextPasswordRequest,
        UpdatePasswordInVaultRequest, UpdateSafeMemberRequest, UpdateSafeRequest,
    },
};
use pvwa_emulator::{Emulator, Received, Rule};
use vaults::{administrator, vault};

const SAFE: &str = "APP_Oracle";
const USER: &str = "operator";
const COLLEAGUE: &str = "colleague";
const NEWCOMER: &str = "newcomer";

/// A vault with one safe and one account in it, where the operator holds what is said.
struct Stage {
    emulator: Emulator,
    operator: Vault,
    account: String,
}

async fn stage(permissions: SafePermissions, authorizations: &[&str]) -> Stage {
    let names = |list: Vec<&str>| list.join(", ");
    let permissions = permissions.iter().map(SafePermission::api_name).collect();
    let seed = format!(
        "
users:
  - {{name: {USER}, password: made-up, authorizations: [{}]}}
  - {{name: {COLLEAGUE}, password: made-up}}
  - {{name: {NEWCOMER}, password: made-up}}
safes:
  - name: {SAFE}
    members:
      - {{name: {USER}, permissions: [{}]}}
      - {{name: {COLLEAGUE}, permissions: []}}
accounts:
  - {{safe: {SAFE}, platform: WinDomain, address: db1.example, userName: app, secret: made-up}}
",
        names(authorizations.to_vec()),
        names(permissions),
    );
    let emulator = Emulator::builder()
        .seed(seed.parse().unwrap())
        .rule(Some("WinDomain"), Rule::Exclusive)
        .start()
        .await
        .unwrap();
    let all = administrator(&emulator)
        .accounts()
        .list()
        .stream()
        .all()
        .await
        .unwrap();
    Stage {
        operator: vault(&emulator, USER),
        account: all[0].id.clone(),
        emulator,
    }
}

/// One row: what is called, and what it takes.
struct Row {
    /// The id of the operation.
    operation: &'static str,
    /// On the safe.
    safe: &'static [SafePermission],
    /// In the vault.
    vault: &'static [&'static str],
}

const fn on_safe(operation: &'static str, safe: &'static [SafePermission]) -> Row {
    Row {
        operation,
        safe,
        vault: &[],
    }
}

use SafePermission::*;

const ROWS: [Row; 24] = [
    // Logging on and off.
    on_safe("logon", &[]),
    on_safe("logoff", &[]),
    // Finding accounts and reading one.
    on_safe("list_accounts", &[ListAccounts]),
    on_safe("get_account", &[ListAccounts]),
    // Secrets, seen and used.
    on_safe("retrieve_password", &[RetrieveAccounts]),
    on_safe("connect_through_psm", &[UseAccounts, ListAccounts]),
    // Adding and changing accounts.
    on_safe("add_account", &[AddAccounts]),
    on_safe("update_password_in_vault", &[UpdateAccountContent]),
    on_safe("change_password", &[InitiateCpmAccountManagementOperations]),
    on_safe(
        "set_next_password",
        &[
            InitiateCpmAccountManagementOperations,
            SpecifyNextAccountContent,
        ],
    ),
    on_safe("update_account", &[UpdateAccountProperties]),
    // Deleting and unlocking.
    on_safe("delete_account", &[DeleteAccounts]),
    on_safe("unlock_account", &[UnlockAccounts]),
    // Safes.
    Row {
        operation: "add_safe",
        safe: &[],
        vault: &["AddSafes"],
    },
    on_safe("update_safe", &[ManageSafe, ViewSafeMembers]),
    on_safe("delete_safe", &[ManageSafe]),
    // Members. What people call a permission in the vault is one on the safe.
    on_safe("add_safe_member", &[ManageSafeMembers]),
    on_safe("update_safe_member", &[ManageSafeMembers, ViewSafeMembers]),
    on_safe("remove_safe_member", &[ManageSafeMembers]),
    // Members and audit, seen.
    on_safe("list_safe_members", &[ViewSafeMembers]),
    on_safe("get_safe_member", &[ViewSafeMembers]),
    on_safe("list_account_activities", &[ViewAuditLog]),
    // What is not in the list but stands beside it: seeing safes.
    on_safe("get_safe", &[]),
    on_safe("list_safes", &[]),
];

impl Stage {
    /// Whether there is anything in a list.
    fn listed(items: usize) -> Result<(), Failure> {
        match items {
            0 => Err(Failure::Empty),
            _ => Ok(()),
        }
    }

    async fn call(&self, operation: &str) -> Result<(), Failure> {
        let (vault, id) = (&self.operator, self.account.as_str());
        let (api, members) = (vault.api(), vault.members(SAFE));
        match operation {
            "logon" => vault.logon().await?,
            "logoff" => {
                vault.logon().await?;
                vault.logoff().await?;
            }
            "list_accounts" => {
                let all = vault.accounts().list().safe(SAFE).stream().all().await?;
                Self::listed(all.len())?;
            }
            "get_account" => drop(vault.accounts().get(id).await?),
            "retrieve_password" => {
                let options = RetrieveOptions::new();
                drop(vault.accounts().retrieve_password(id, &options).await?);
            }
            "connect_through_psm" => {
                let body = PsmConnectRequest::builder().connection_component("PSM-RDP");
                drop(
                    api.connect_through_psm()
                        .account_id(id)
                        .body(body)
                        .send()
                        .await
                        .map_err(Error::from)?,
                );
            }
            "add_account" => {
                let account = AddAccountRequest::builder()
                    .platform_id("WinDomain")
                    .safe_name(SAFE);
                let account = account
                    .user_name("other".to_owned())
                    .address("db2.example".to_owned());
                drop(vault.accounts().add(&account.try_into().unwrap()).await?);
            }
            "update_password_in_vault" => {
                let body = UpdatePasswordInVaultRequest::builder().new_credentials("another");
                api.update_password_in_vault()
                    .account_id(id)
                    .body(body)
                    .send()
                    .await
                    .map_err(Error::from)?;
            }
            "change_password" => {
                let body = ChangePasswordRequest::builder();
                api.change_password()
                    .account_id(id)
                    .body(body)
                    .send()
                    .await
                    .map_err(Error::from)?;
            }
            "set_next_password" => {
                let body = SetNextPasswordRequest::builder().new_credentials("another");
                api.set_next_password()
                    .account_id(id)
                    .body(body)
                    .send()
                    .await
                    .map_err(Error::from)?;
            }
            "update_account" => {
                let change = AccountPatchOperation::builder()
                    .op(AccountPatchOperator::Replace)
                    .path("/address")
                    .value(serde_json::json!("db3.example"));
                drop(
                    vault
                        .accounts()
                        .update(id, &[change.try_into().unwrap()])
                        .await?,
                );
            }
            "delete_account" => vault.accounts().delete(id).await?,
            "unlock_account" => {
                // Somebody else holds the account.
                let other = administrator(&self.emulator);
                other
                    .accounts()
                    .retrieve_password(id, &RetrieveOptions::new())
                    .await?;
                api.unlock_account()
                    .account_id(id)
                    .send()
                    .await
                    .map_err(Error::from)?;
            }
            "add_safe" => {
                let safe = AddSafeRequest::builder().safe_name("Another");
                drop(vault.safes().add(&safe.try_into().unwrap()).await?);
            }
            "update_safe" => {
                let body = UpdateSafeRequest::builder()
                    .safe_name(SAFE)
                    .description("Oracle".to_owned());
                api.update_safe()
                    .safe_url_id(SAFE)
                    .body(body)
                    .send()
                    .await
                    .map_err(Error::from)?;
            }
            "delete_safe" => {
                api.delete_safe()
                    .safe_url_id(SAFE)
                    .send()
                    .await
                    .map_err(Error::from)?;
            }
            "add_safe_member" => {
                let member = AddSafeMemberRequest::builder()
                    .member_name(NEWCOMER)
                    .permissions(SafePermissions::from(ManageSafeMembers));
                drop(members.add(&member.try_into().unwrap()).await?);
            }
            "update_safe_member" => {
                let member = UpdateSafeMemberRequest::builder()
                    .permissions(SafePermissions::from(ViewSafeMembers));
                drop(
                    members
                        .update(COLLEAGUE, &member.try_into().unwrap())
                        .await?,
                );
            }
            "remove_safe_member" => members.remove(COLLEAGUE).await?,
            "list_safe_members" => Self::listed(members.list().stream().all().await?.len())?,
            "get_safe_member" => drop(members.get(COLLEAGUE).await?),
            "list_account_activities" => {
                drop(
                    api.list_account_activities()
                        .account_id(id)
                        .send()
                        .await
                        .map_err(Error::from)?,
                );
            }
            "get_safe" => drop(vault.safes().get(SAFE).await?),
            "list_safes" => Self::listed(vault.safes().list().stream().all().await?.len())?,
            other => panic!("{other}"),
        }
        Ok(())
    }
}

#[derive(Debug)]
enum Failure {
    Empty,
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The operator's requests, without those around the session.
fn asked(emulator: &Emulator) -> Vec<Received> {
    let mut requests = emulator.requests();
    requests.retain(|request| {
        let session = [Some("logon"), Some("logoff")].contains(&request.operation);
        !session && request.user.as_deref() == Some(USER)
    });
    requests
}

/// That nothing was asked but what reads, and not much of it.
fn only_reads(requests: &[Received], what: &str) {
    assert!(requests.len() <= 7, "{what}: {}", requests.len());
    for request in requests {
        assert_eq!(request.method, "GET", "{what}: {}", request.path);
    }
}

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
