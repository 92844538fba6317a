//! Onboarding an application to a vault: the part of the demonstration that the client plays.

use super::steps::Steps;
use anyhow::{Context, bail, ensure};
use pvwa::{
    Credentials, Error, Preset, RetrieveOptions, SafePermission, SafePermissions, Secret,
    StatedPermissions, Vault,
    types::{AddAccountRequest, AddSafeMemberRequest, AddSafeRequest},
};
use pvwa_emulator::{Emulator, User};

const SAFE: &str = "APP_Oracle";
const ADMINISTRATOR: &str = "Administrator";
const APPLICATION: &str = "svc-oracle-app";
const OPERATOR: &str = "operator";

/// With characters that go wrong where an answer is not decoded as JSON.
const PASSWORD: &str = "made\\up \"é日\"";

/// What the operator holds: enough to find and use the account, not to see its password.
const OPERATOR_HOLDS: SafePermissions =
    SafePermissions::of(&[SafePermission::ListAccounts, SafePermission::UseAccounts]);

pub(super) async fn onboard(steps: &mut Steps<'_>) -> anyhow::Result<()> {
    steps.begin("start the emulated vault");
    let emulator = Emulator::builder()
        .user(User::new(APPLICATION, "made-up-1"))
        .user(User::new(OPERATOR, "made-up-2"))
        .start()
        .await?;
    steps.end(emulator.base_url())?;
    let password = emulator
        .password_of(ADMINISTRATOR)
        .context("there is no Administrator")?;
    let administrator = vault(&emulator, ADMINISTRATOR, password)?;
    let application = vault(&emulator, APPLICATION, "made-up-1".into())?;
    let operator = vault(&emulator, OPERATOR, "made-up-2".into())?;

    add_safe(&administrator, steps).await?;
    steps.begin("let the application list, use and retrieve");
    add_member(
        &administrator,
        APPLICATION,
        Preset::ReadOnly.permissions(),
        steps,
    )
    .await?;
    steps.begin("let the operator list and use");
    add_member(&administrator, OPERATOR, OPERATOR_HOLDS, steps).await?;
    let id = add_account(&administrator, steps).await?;
    find_account(&application, &id, steps).await?;
    retrieve(&application, &id, steps).await?;
    be_refused(&operator, &id, steps).await?;

    steps.begin("log off");
    ensure!(
        emulator.session_count() == 3,
        "there are not three sessions"
    );
    for vault in [administrator, application, operator] {
        vault.logoff().await?;
    }
    ensure!(emulator.session_count() == 0, "a session is left open");
    steps.end("no session is left")?;
    Ok(())
}

fn vault(emulator: &Emulator, user: &str, password: Secret) -> Result<Vault, Error> {
    Vault::builder(emulator.base_url())
        .credentials(Credentials::cyberark(user, password))
        .allow_plain_http()
        .build()
}

async fn add_safe(administrator: &Vault, steps: &mut Steps<'_>) -> anyhow::Result<()> {
    steps.begin("add a safe");
    let safe = AddSafeRequest::builder()
        .safe_name(SAFE)
        .description("Accounts of the Oracle application".to_owned());
    administrator.safes().add(&safe.try_into()?).await?;
    let found = administrator.safes().get(SAFE).await?;
    ensure!(
        found.safe_name.as_deref() == Some(SAFE),
        "the safe came back under another name"
    );
    steps.end(SAFE)?;
    Ok(())
}

async fn add_member(
    administrator: &Vault,
    name: &str,
    permissions: SafePermissions,
    steps: &mut Steps<'_>,
) -> anyhow::Result<()> {
    let members = administrator.members(SAFE);
    let member = AddSafeMemberRequest::builder()
        .member_name(name)
        .permissions(permissions);
    members.add(&member.try_into()?).await?;
    let held = members
        .get(name)
        .await?
        .permissions
        .context("the member has no permissions")?;
    let held = StatedPermissions::from(&held).granted;
    ensure!(
        held == permissions,
        "{name} was given {permissions} and holds {held}"
    );
    steps.end(format_args!("{name}: {permissions}"))?;
    Ok(())
}

async fn add_account(administrator: &Vault, steps: &mut Steps<'_>) -> anyhow::Result<String> {
    steps.begin("onboard the account");
    let account = AddAccountRequest::builder()
        .safe_name(SAFE)
        .platform_id("Oracle")
        .address("oracle01.example.com".to_owned())
        .user_name("app_owner".to_owned())
        .secret(Secret::from(PASSWORD));
    let added = administrator.accounts().add(&account.try_into()?).await?;
    steps.end(format_args!("{}, id {}", added.name, added.id))?;
    Ok(added.id)
}

async fn find_account(application: &Vault, id: &str, steps: &mut Steps<'_>) -> anyhow::Result<()> {
    steps.begin("log on as the application and find it");
    application.logon().await?;
    let found = application
        .accounts()
        .list()
        .safe(SAFE)
        .search("oracle01")
        .stream()
        .all()
        .await?;
    ensure!(
        found.len() == 1 && found[0].id == id,
        "the search did not find the account alone"
    );
    steps.end(format_args!("{}, of {}", found[0].name, found[0].safe_name))?;
    Ok(())
}

async fn retrieve(application: &Vault, id: &str, steps: &mut Steps<'_>) -> anyhow::Result<()> {
    steps.begin("retrieve its password");
    let reason = RetrieveOptions::new().reason("demonstration");
    let password = application
        .accounts()
        .retrieve_password(id, &reason)
        .await?;
    ensure!(
        password == Secret::from(PASSWORD),
        "it is not the password that was stored"
    );
    steps.end(format_args!("{password:?}, the one that was stored"))?;
    Ok(())
}

async fn be_refused(operator: &Vault, id: &str, steps: &mut Steps<'_>) -> anyhow::Result<()> {
    steps.begin("try the same as the operator");
    let accounts = operator.accounts();
    ensure!(
        accounts.get(id).await?.id == id,
        "the operator does not see the account"
    );
    let error = match accounts
        .retrieve_password(id, &RetrieveOptions::new())
        .await
    {
        Ok(_) => bail!("the operator got the password"),
        Err(error) => error,
    };
    let Error::Forbidden {
        needs: Some(needs), ..
    } = &error
    else {
        bail!("the operator was refused for another reason: {error}");
    };
    let needed: SafePermissions = needs.safe.iter().copied().collect();
    let missing = needed - OPERATOR_HOLDS;
    ensure!(
        missing == SafePermission::RetrieveAccounts.into(),
        "another permission is said to be missing: {missing}"
    );
    steps.end(format_args!("refused: {OPERATOR} lacks {missing}"))?;
    steps.detail(error)?;
    Ok(())
}
