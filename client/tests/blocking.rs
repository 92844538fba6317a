//! The blocking twin: the same requests, without a runtime in the caller's hands.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "blocking/ends.rs"]
mod ends;
#[path = "blocking/lists.rs"]
mod lists;
#[path = "blocking/twins.rs"]
mod twins;
mod vaults;

use pvwa::{
    Audit, AuditEntry, Credentials, Error, RetrieveOptions, SafePermission, SafePermissions,
    Secret, blocking,
    connect::ConnectOptions,
    settings::Settings,
    types::{
        AccountPatchOperation, AccountPatchOperator, AddAccountRequest, AddSafeMemberRequest,
        AddSafeRequest, UpdateSafeMemberRequest,
    },
};
use pvwa_emulator::{Emulator, EmulatorBuilder};
use std::{
    collections::BTreeMap,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    thread::{self, ThreadId},
};
use tokio::runtime::Runtime;

const SAFE: &str = "APP_Oracle";

/// An emulator on a runtime of its own, which those who call it know nothing of.
pub(crate) struct Stage {
    emulator: Emulator,
    _runtime: Runtime,
}

impl Deref for Stage {
    type Target = Emulator;

    fn deref(&self) -> &Emulator {
        &self.emulator
    }
}

impl Stage {
    fn of(builder: EmulatorBuilder) -> Self {
        let runtime = Runtime::new().unwrap();
        Self {
            emulator: runtime.block_on(builder.start()).unwrap(),
            _runtime: runtime,
        }
    }

    /// With so many accounts in one safe.
    fn with(accounts: u32) -> Self {
        Self::of(Emulator::builder().accounts(accounts, SAFE).unwrap())
    }

    fn vault(&self) -> blocking::Vault {
        let builder = vaults::builder(self, "Administrator");
        builder.build_blocking().unwrap()
    }

    /// The operations that were asked for, in their order.
    fn asked(&self) -> Vec<&'static str> {
        let requests = self.requests();
        requests.iter().filter_map(|one| one.operation).collect()
    }
}

#[test]
fn every_call_sends_what_its_twin_sends() {
    let stage = Stage::of(Emulator::builder());
    let vault = stage.vault();
    let safe: AddSafeRequest = AddSafeRequest::builder()
        .safe_name(SAFE)
        .try_into()
        .unwrap();
    vault.safes().add(&safe).unwrap();
    vault.safes().get(SAFE).unwrap();
    let account: AddAccountRequest = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name(SAFE)
        .address("db1".to_owned())
        .user_name("app".to_owned())
        .secret(Secret::from("made-up"))
        .try_into()
        .unwrap();
    let id = vault.accounts().add(&account).unwrap().id;
    let change: AccountPatchOperation = AccountPatchOperation::builder()
        .op(AccountPatchOperator::Replace)
        .path("/address")
        .value(serde_json::json!("db2"))
        .try_into()
        .unwrap();
    let changed = vault.accounts().update(&id, &[change]).unwrap();
    assert_eq!(changed.address.as_deref(), Some("db2"));
    let reason = RetrieveOptions::new().reason("a test");
    let secret = vault.accounts().retrieve_password(&id, &reason).unwrap();
    assert_eq!(secret.expose(), "made-up");
    vault.accounts().get(&id).unwrap();

    let members = vault.members(SAFE);
    stage.add_user(pvwa_emulator::User::new("operator", "made-up"));
    let member: AddSafeMemberRequest = AddSafeMemberRequest::builder()
        .member_name("operator")
        .permissions(SafePermissions::of(&[SafePermission::ListAccounts]))
        .try_into()
        .unwrap();
    members.add(&member).unwrap();
    members.get("operator").unwrap();
    let member: UpdateSafeMemberRequest = UpdateSafeMemberRequest::builder()
        .permissions(SafePermissions::NONE)
        .try_into()
        .unwrap();
    members.update("operator", &member).unwrap();
    members.remove("operator").unwrap();
    vault.accounts().delete(&id).unwrap();
    let error = vault.accounts().get(&id).unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error}");
    vault.close().unwrap();

    let asked = stage.asked();
    let expected = [
        "add_safe",
        "get_safe",
        "add_account",
        "update_account",
        "retrieve_password",
        "get_account",
        "add_safe_member",
        "get_safe_member",
        "update_safe_member",
        "remove_safe_member",
        "delete_account",
        "get_account",
        "logoff",
    ];
    let own: Vec<_> = asked
        .into_iter()
        .filter(|operation| !["logon", "get_server"].contains(operation))
        .collect();
    assert_eq!(own, expected);
    assert_eq!(vaults::count(&stage, "logon"), 1);
}

#[test]
fn what_the_caller_may_do_is_told_here_too() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    assert!(vault.can("retrieve_password", SAFE).unwrap().is_allowed());
    let holdings = vault.holdings(SAFE).unwrap();
    assert_eq!(holdings.user, "Administrator");
    let analysis = vault.why_refused("get_account", Some(SAFE), None).unwrap();
    assert_eq!(analysis.holdings.user, "Administrator");
    assert_eq!(vault.user(), Some("Administrator"));
    assert!(vault.version().unwrap().is_some());
    assert_eq!(vault.edition(), pvwa::operation::Edition::SelfHosted);
    assert!(vault.base_url().as_str().starts_with(&stage.base_url()));
}

#[test]
fn the_raw_level_is_there() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    let server = vault.call(async |api| api.get_server().send().await);
    assert!(server.unwrap().external_version.is_some());
    let both = vault.call(async |api| {
        let safes = api.list_safes().limit(1).send().await?.into_inner().value;
        let accounts = api
            .list_accounts()
            .limit(1)
            .send()
            .await?
            .into_inner()
            .value;
        Ok::<_, Error>(safes.len() + accounts.len())
    });
    assert_eq!(both.unwrap(), 2);
    let missing = vault.call(async |api| api.get_account().account_id("9_9").send().await);
    let error = missing.map(drop).unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error}");
}

#[test]
fn within_a_runtime_it_blocks_and_does_not_panic() {
    let stage = Stage::with(2_500);
    let (one, several) = (
        tokio::runtime::Builder::new_current_thread().build(),
        tokio::runtime::Builder::new_multi_thread().build(),
    );
    for runtime in [one.unwrap(), several.unwrap()] {
        runtime.block_on(async {
            let vault = stage.vault();
            let list = vault.accounts().list().stream().read_ahead(4);
            assert_eq!(list.all().unwrap().len(), 2_500);
            vault.scope(|vault| vault.logon()).unwrap();
            let task = tokio::spawn(async move { vault.logon() });
            task.await.unwrap().unwrap();
        });
        assert_eq!(stage.session_count(), 0, "the drop logs off there too");
    }
}

#[test]
fn one_call_can_be_made_within_another() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    let inside = vault.clone();
    let found = vault.call(async |api| {
        let account = inside.accounts().list().stream().at_most(1).all()?;
        let id = account
            .first()
            .map(|one| one.id.clone())
            .unwrap_or_default();
        Ok::<_, Error>(api.get_account().account_id(&id).send().await?.into_inner())
    });
    assert_eq!(found.unwrap().safe_name, SAFE);
}

#[test]
fn many_threads_log_on_once() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    thread::scope(|scope| {
        for _ in 0..16 {
            let vault = vault.clone();
            scope.spawn(move || vault.safes().list().stream().all().unwrap());
        }
    });
    assert_eq!(vaults::count(&stage, "logon"), 1);
    assert_eq!(vaults::count(&stage, "list_safes"), 16);
}

/// Notes on which threads it hears of calls.
#[derive(Clone, Default)]
struct Threads(Arc<Mutex<Vec<ThreadId>>>);

impl Audit for Threads {
    fn record(&self, _: &AuditEntry) {
        self.0.lock().unwrap().push(thread::current().id());
    }
}

#[test]
fn a_call_runs_on_the_thread_of_its_caller() {
    let stage = Stage::with(1);
    let threads = Threads::default();
    let builder = vaults::builder(&stage, "Administrator").audit(threads.clone());
    let vault = builder.build_blocking().unwrap();
    vault.safes().get(SAFE).unwrap();
    let heard = threads.0.lock().unwrap().clone();
    assert!(!heard.is_empty());
    assert!(heard.iter().all(|id| *id == thread::current().id()));
}

#[test]
fn a_panic_in_a_call_is_a_panic_of_the_caller() {
    let stage = Stage::with(1);
    let vault = stage.vault();
    let panic = catch_unwind(AssertUnwindSafe(|| {
        vault.call(async |api| {
            api.get_server().send().await?;
            assert!(api.get_server().send().await.is_err(), "made up");
            Ok::<_, Error>(())
        })
    }));
    let text = panic.unwrap_err();
    assert_eq!(text.downcast_ref::<&str>(), Some(&"made up"));
    vault.safes().get(SAFE).unwrap();
}

#[test]
fn what_is_shown_of_it_holds_no_secret() {
    let stage = Stage::with(1);
    let password = stage.password_of("Administrator").unwrap();
    let vault = stage.vault();
    vault.logon().unwrap();
    let accounts = vault.accounts();
    let list = accounts.list();
    let shown = format!(
        "{vault:?} {accounts:?} {list:?} {:?}",
        list.clone().stream()
    );
    assert!(!shown.contains(password.expose()), "{shown}");
}

#[test]
fn a_subdomain_and_settings_lead_to_a_vault() {
    let stage = Stage::of(Emulator::builder().tls());
    let authority = stage.authority().unwrap();
    let options = ConnectOptions::new()
        .certificate_authority(authority)
        .no_proxy();
    let tenant = blocking::Vault::privilege_cloud("emulator")
        .connect_options(options)
        .directory(stage.identity_url())
        .allow_host("127.0.0.1")
        .discover_blocking()
        .unwrap();

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, authority).unwrap();
    let variables = [
        ("PVWA_SUBDOMAIN", "emulator".to_owned()),
        ("PVWA_DISCOVERY_URL", stage.identity_url()),
        ("PVWA_DISCOVERY_HOSTS", "127.0.0.1".to_owned()),
        ("PVWA_CERTIFICATE_AUTHORITIES", file.display().to_string()),
        ("PVWA_PROXY", "none".to_owned()),
    ];
    let variables: BTreeMap<_, _> = variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let settings = Settings::resolve(None, &variables, None).unwrap();

    let password = stage.password_of("Administrator").unwrap();
    let found = [
        tenant.builder(),
        settings.discovered_builder_blocking().unwrap(),
    ];
    for builder in found {
        let credentials = Credentials::cyberark("Administrator", password.expose().to_owned());
        let vault = blocking::Vault::build(builder.credentials(credentials)).unwrap();
        vault.logon().unwrap();
        vault.logoff().unwrap();
    }
    assert_eq!(vaults::count(&stage, "list_platform_services"), 2);
    assert_eq!(vaults::count(&stage, "logoff"), 2);
}
