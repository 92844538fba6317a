//! The rows of what calls need, and a vault in which an operator holds just what is said.

use super::vaults::{administrator, vault};
use pvwa::{
    Error, RetrieveOptions, SafePermission, SafePermissions, Vault,
    types::{
        AccountPatchOperation, AccountPatchOperator, AddAccountRequest, AddSafeMemberRequest,
        AddSafeRequest, ChangePasswordRequest, PsmConnectRequest, SetNextPasswordRequest,
        UpdatePasswordInVaultRequest, UpdateSafeMemberRequest, UpdateSafeRequest,
    },
};
use pvwa_emulator::{Emulator, Received, Rule};

pub(crate) const SAFE: &str = "APP_Oracle";
pub(crate) const USER: &str = "operator";
pub(crate) const COLLEAGUE: &str = "colleague";
pub(crate) const NEWCOMER: &str = "newcomer";

/// A vault with one safe and one account in it, where the operator holds what is said.
pub(crate) struct Stage {
    pub(crate) emulator: Emulator,
    pub(crate) operator: Vault,
    pub(crate) account: String,
}

pub(crate) async fn stage(permissions: SafePermissions, authorizations: &[&str]) -> Stage {
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
pub(crate) struct Row {
    /// The id of the operation.
    pub(crate) operation: &'static str,
    /// On the safe.
    pub(crate) safe: &'static [SafePermission],
    /// In the vault.
    pub(crate) vault: &'static [&'static str],
}

pub(crate) const fn on_safe(operation: &'static str, safe: &'static [SafePermission]) -> Row {
    Row {
        operation,
        safe,
        vault: &[],
    }
}

pub(crate) use SafePermission::*;

pub(crate) const ROWS: [Row; 24] = [
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
    pub(crate) fn listed(items: usize) -> Result<(), Failure> {
        match items {
            0 => Err(Failure::Empty),
            _ => Ok(()),
        }
    }

    pub(crate) async fn call(&self, operation: &str) -> Result<(), Failure> {
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
pub(crate) enum Failure {
    Empty,
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// The operator's requests, without those around the session.
pub(crate) fn asked(emulator: &Emulator) -> Vec<Received> {
    let mut requests = emulator.requests();
    requests.retain(|request| {
        let session = [Some("logon"), Some("logoff")].contains(&request.operation);
        !session && request.user.as_deref() == Some(USER)
    });
    requests
}

/// That nothing was asked but what reads, and not much of it.
pub(crate) fn only_reads(requests: &[Received], what: &str) {
    assert!(requests.len() <= 7, "{what}: {}", requests.len());
    for request in requests {
        assert_eq!(request.method, "GET", "{what}: {}", request.path);
    }
}
